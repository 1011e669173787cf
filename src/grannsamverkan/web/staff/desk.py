"""What the rooms of the workspace share: the desk with register, settings, clock and pages."""

import json
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date, datetime
from functools import partial
from typing import Annotated

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from markupsafe import Markup
from starlette.routing import compile_path

from grannsamverkan.actions import accounts
from grannsamverkan.actions.accounts import Terms
from grannsamverkan.actions.doing import Doing
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.web.site import Site, own_path
from grannsamverkan.web.staff.forms import TOKEN_FIELD, Form, FormDep, JsonDep, OpenFormDep
from grannsamverkan.web.staff.navigation import Entry, entries
from grannsamverkan.web.staff.visits import (
    Guard,
    MaybeVisitDep,
    Visit,
    VisitDep,
    anyone,
    needs,
    signed_in,
    terms_of,
)

__all__ = [
    "Desk",
    "DeskDep",
    "Form",
    "FormDep",
    "JsonDep",
    "MaybeVisitDep",
    "OpenFormDep",
    "Visit",
    "VisitDep",
    "anyone",
    "needs",
    "signed_in",
]


class Desk:
    """One register in the hands of its staff."""

    def __init__(self, site: Site, register: Register, guards: dict[str, Guard]) -> None:
        """Join the site and the whole register; `guards` tells whom each page is for, by path."""
        self.site = site
        self.register = register
        self._guards = guards
        self._doors = [(compile_path(path)[0], guard) for path, guard in guards.items()]

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.site.settings

    @property
    def clock(self) -> Callable[[], datetime]:
        """What tells the time."""
        return self.site.clock

    @property
    def today(self) -> date:
        """The day it is."""
        return self.site.today()

    @property
    def terms(self) -> Terms:
        """How long sessions last."""
        return terms_of(self.settings.sign_in)

    def page(
        self,
        request: Request,
        visit: Visit | None,
        template: str,
        *,
        status: int = 200,
        **context: object,
    ) -> HTMLResponse:
        """Return a page of the workspace in the reader's language, with what there is to tell since the last."""
        shown = {
            "who": visit and visit.who,
            "account": visit and visit.account,
            "may": _may(visit),
            "can": visit.can if visit else _never,
            "open_to": partial(self.open_to, visit),
            "csrf": lambda: _token_field(visit),
            "csrf_token": visit.session.csrf if visit else "",
            "today": self.today,
            "navigation": self._navigation(visit),
            "flash": self._told(visit),
            "asked_for": request.method == "GET",
        }
        return self.site.page(request, template, status=status, **shown, **context)

    def opens(self, visit: Visit, path: str) -> bool:
        """Say whether someone may enter a page, named by its path as the rooms write it."""
        return path in self._guards and self._guards[path].lets_in(visit)

    def open_to(self, visit: Visit | None, path: str) -> bool:
        """Say whether a link to a page of the workspace leads somewhere for whoever reads it."""
        asked = path.partition("?")[0]
        guard = next((one for door, one in self._doors if door.fullmatch(asked)), None)
        return visit is not None and guard is not None and guard.lets_in(visit)

    def doing(self, visit: Visit, reason: str) -> Doing:
        """Return who does what why; changes are signed by the role and the account, not by a name."""
        return Doing(
            register=self.register,
            actor=f"{accounts.role_word(visit.who)} {visit.account.id}",
            reason=reason,
            now=self.clock(),
            who=visit.who,
        )

    def done(  # where to go, and what to say there
        self,
        request: Request,
        visit: Visit,
        *,
        to: str,
        key: str,
        seq: int | None = None,
        **values: object,
    ) -> RedirectResponse:
        """Lead on to a page of ours that says what was done; with `seq` it offers to undo that change."""
        said = json.dumps({"text": visit.t(key, **values), "seq": seq})
        with suppress(Unavailable):  # what was done is done, whether or not it can be told of
            accounts.alter_session(self.register, visit.session, flash=said)
        return self.lead(request, to)

    def lead(self, request: Request, to: str) -> RedirectResponse:
        """Lead on to a page of ours, in the reader's language."""
        language = self.site.translator(request).language
        path, _, rest = to.partition("?")
        target = self.site.local_path(own_path(path), language)
        return RedirectResponse(f"{target}?{rest}" if rest else target, 303)

    def _navigation(self, visit: Visit | None) -> Collection[Entry]:
        return () if visit is None else entries(visit, self._guards)

    def _told(self, visit: Visit | None) -> dict[str, object] | None:
        if visit is None or visit.session.flash is None:
            return None
        with suppress(Unavailable):  # what has been read is forgotten the next time
            accounts.alter_session(self.register, visit.session, flash=None)
        told: dict[str, object] = json.loads(visit.session.flash)
        return told


def _never(*_: object) -> bool:
    return False


def _may(visit: Visit | None) -> Callable[..., bool]:
    if visit is None:
        return lambda *_, **__: False
    return lambda deed, municipality, area_id=None: visit.may(
        deed, municipality=municipality, area_id=area_id
    )


def _token_field(visit: Visit | None) -> Markup:
    if visit is None:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(
        TOKEN_FIELD, visit.session.csrf
    )


async def _desk(request: Request) -> Desk:  # asynchronous: no thread for looking it up
    desk: Desk = request.app.state.desk
    return desk


DeskDep = Annotated[Desk, Depends(_desk)]
