"""/svar: what a contact answers to the year's question, by a link of their own or the code of a letter; no account.

Opening a link changes nothing, since mail scanners do; its button does, once. A link that never was
and one that is dead are answered alike, and whoever tries many in vain has to wait.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.answers import answer_by_link
from grannsamverkan.actions.letters import tidy
from grannsamverkan.actions.links import Closed, Opened, look
from grannsamverkan.actions.notices import notices
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.web import errors
from grannsamverkan.web.security import Buckets, client_of
from grannsamverkan.web.staff.answer_form import said_in
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, OpenFormDep, anyone

router = APIRouter(dependencies=[anyone()])

PATH = "/svar"

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
    """Whoever has a link: the request, the desk, and the count of links in vain."""

    request: Request
    desk: Desk
    misses: Misses

    def page(self, template: str, *, status: int = 200, **context: object) -> Response:
        """Return a page that is in no index and no referrer."""
        made = self.desk.page(self.request, None, template, status=status, **context)
        made.headers.update(_HEADERS)
        return made

    def sheltered(self, answer: Callable[[], Response]) -> Response:
        """Return an answer, unless the caller has tried too many links in vain; a dead one counts."""
        client = client_of(self.request.scope)
        if self.misses.spent(client):
            return errors.too_many(self.request)
        try:
            return answer()
        except NotFound:
            self.misses.take(client)
            return self.page("arbete/svar_slut.html", status=404,
                             places=self.desk.register.municipalities())  # fmt: skip


def _caller(request: Request, desk: DeskDep) -> Caller:
    if not hasattr(request.app.state, "answer_misses"):
        request.app.state.answer_misses = misses()
    return Caller(request, desk, request.app.state.answer_misses)


CallerDep = Annotated[Caller, Depends(_caller)]


@router.get(PATH)
def ask_for_code(caller: CallerDep) -> Response:
    """Return the page on which one types in the code of a letter."""
    return caller.page("arbete/svar_kod.html")


@router.post(PATH)
def take_code(caller: CallerDep, form: OpenFormDep) -> Response:
    """Lead on to what a code opens."""
    typed = tidy(form.text("kod", longest=100))
    code = "".join(sign for sign in typed if sign.isascii() and (sign.isalnum() or sign in "-_"))
    return caller.desk.lead(caller.request, f"{PATH}/{code}" if code else PATH)


@router.get(f"{PATH}/{{key}}")
def show(caller: CallerDep, key: str) -> Response:
    """Return the question to whoever has the link, with what is held about them; nothing is changed."""
    return caller.sheltered(lambda: _shown(caller, key))


@router.post(f"{PATH}/{{key}}")
def answer(caller: CallerDep, form: OpenFormDep, key: str) -> Response:
    """Take the answer, after which the link is dead."""
    return caller.sheltered(lambda: _answered(caller, form, key))


def _shown(caller: Caller, key: str) -> Response:
    found = _opened(caller, key)
    if found is Closed.ANSWERED:
        return caller.page("arbete/svar_tack.html")
    assert isinstance(found, Opened)  # noqa: S101 # what is gone has raised by now
    return _question(caller, key, found)


def _opened(caller: Caller, key: str) -> Opened | Closed:
    found = look(caller.desk.register, key, caller.desk.today)
    if found is Closed.GONE:
        raise NotFound("confirmation.gone")
    return found


def _answered(caller: Caller, form: Form, key: str) -> Response:
    found, desk = _opened(caller, key), caller.desk
    if isinstance(found, Opened):
        t = desk.site.translator(caller.request)
        try:
            notice = _notice(caller, found)
            said = replace(said_in(form, found), notice_version=notice.version if notice else None)
            answer_by_link(desk.register, key, said, now=desk.clock(), language=t.language)
        except (NotFound, Conflict):
            pass  # answered meanwhile, or over: the page that one is led to tells
        except Refused as error:
            return _question(caller, key, found, form=form, fault=t.error(error))
    return desk.lead(caller.request, f"{PATH}/{key}")


def _question(
    caller: Caller, key: str, found: Opened, *, form: Form | None = None, fault: str = ""
) -> Response:
    return caller.page(
        "arbete/svar.html",
        status=422 if fault else 200,
        action=f"{PATH}/{key}",
        found=found,
        typed=form,
        fault=fault,
        erased_by=erased_by(caller.desk, found),
        maps=on_the_map(found),
        notice=_notice(caller, found),
    )


def _notice(caller: Caller, found: Opened) -> PrivacyNotice | None:
    """Return what the municipality tells those whose data it holds, the newest version."""
    return next(iter(notices(caller.desk.register, found.question.municipality)), None)


def erased_by(desk: Desk, found: Opened) -> date:
    """Return by which day the name of a successor is erased."""
    policy = desk.register.present().policies[found.question.municipality]
    return months_after(desk.today, policy.interest_retention_months)


def on_the_map(found: Opened) -> Mapping[str, str]:
    """Return the public page of each area that has one."""
    return {area_id: f"/omrade/{area_id}" for area_id, one in found.areas.items() if one.active}
