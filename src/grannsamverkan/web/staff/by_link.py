"""Links that are their reader's own: pages in no index and no referrer, and a wait for whoever tries many in vain.

Opening a link changes nothing, since mail scanners do; its button does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Response

from grannsamverkan.errors import NotFound
from grannsamverkan.web import errors
from grannsamverkan.web.security import Buckets, client_of
from grannsamverkan.web.staff.desk import Desk, DeskDep

_HEADERS = {"X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "strict-origin"}
"""A link is for its reader alone; `strict-origin` keeps it out of every referrer, and lets forms say where they come from."""

MISSES = 20
_MISSES_IN_SECONDS = 15 * 60


class Misses(Buckets):
    """How many links in vain each client has left."""


def misses() -> Misses:
    """Return a count in which everyone has all of theirs left."""
    return Misses(burst=MISSES, per_second=MISSES / _MISSES_IN_SECONDS)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever has a link: the request, the desk, and the count of links in vain, which all kinds of link share."""

    request: Request
    desk: Desk
    misses: Misses

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page that is in no index and no referrer."""
        made = self.desk.page(self.request, None, template, status=status, **context)
        made.headers.update(_HEADERS)
        return made

    def sheltered(self, answer: Callable[[], Response], *, gone: str) -> Response:
        """Return an answer, unless the caller has tried too many links in vain.

        One that raises `NotFound` counts, and is answered by the template `gone`.
        """
        client = client_of(self.request.scope)
        if self.misses.spent(client):
            return errors.too_many(self.request)
        try:
            return answer()
        except NotFound:
            self.misses.take(client)
            return self.page(gone, status=404, places=self.desk.register.municipalities())


def _caller(request: Request, desk: DeskDep) -> Caller:
    if not hasattr(request.app.state, "link_misses"):
        request.app.state.link_misses = misses()
    return Caller(request, desk, request.app.state.link_misses)


CallerDep = Annotated[Caller, Depends(_caller)]
