"""/synpunkt: what a resident wants to say, without an account, a cookie or a name.

What is typed stands in no address and no log.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.views import Said, hand_in
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.policy import Policy, Setting, policy_of
from grannsamverkan.domain.views import LONGEST, ViewTheme
from grannsamverkan.errors import Refused
from grannsamverkan.web.security import client_of
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, OpenFormDep, anyone
from grannsamverkan.web.staff.places import localities_of
from grannsamverkan.web.staff.turns import Turns

router = APIRouter(dependencies=[anyone()])

PATH = "/synpunkt"
THANKS = f"{PATH}/tack"
TOO_OFTEN = "views.too_often"

TRAP = "webbplats"
"""A field that people do not see; what is filled in there comes from a program."""

_TYPED_AT_MOST = 20_000

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "views.no_theme": "amne",
        "form.not_a_choice": "amne",
        "views.no_place": "plats",
        "views.no_such_locality": "plats",
    }
)
"""The field that an error is about; the others are about the text."""


def _turns(request: Request) -> Turns:
    if not hasattr(request.app.state, "view_turns"):
        limits = request.app.state.desk.settings.views
        request.app.state.view_turns = Turns.of(limits, TOO_OFTEN)
    turns: Turns = request.app.state.view_turns
    return turns


@router.get(PATH)
def form(request: Request, desk: DeskDep) -> Response:
    """Return the form."""
    return _page(request, desk)


@router.get(THANKS)
def thanks(request: Request, desk: DeskDep) -> Response:
    """Return the page that one is led to; it says the same to everyone."""
    return desk.page(request, None, "synpunkt_tack.html")


@router.post(PATH)
def take(
    request: Request, desk: DeskDep, form: OpenFormDep, turns: Annotated[Turns, Depends(_turns)]
) -> Response:
    """Take what a resident says; what is wrong with it is told beside what they typed."""
    if form.text(TRAP):
        return desk.lead(request, THANKS)
    client = client_of(request.scope)
    try:
        said = _said(desk, form)
        turns.hold(client)
        language = desk.site.translator(request).language
        hand_in(desk.register, said, now=desk.clock(), language=language)
    except Refused as error:
        return _page(request, desk, form, error)
    turns.take(client)
    return desk.lead(request, THANKS)


def _said(desk: Desk, form: Form) -> Said:
    """Return what a form says; a place is the municipality's code, a colon, and the locality's name if one is chosen."""
    theme = form.choice("amne", ViewTheme)
    if theme is None:
        raise Refused("views.no_theme")
    code, _, locality = form.text("plats").partition(":")
    if code not in {one.code for one in desk.register.municipalities()}:
        raise Refused("views.no_place")
    text = form.text("text", longest=_TYPED_AT_MOST)
    return Said(municipality=code, theme=theme, locality=locality, text=text)


def _page(
    request: Request, desk: Desk, form: Form | None = None, error: Refused | None = None
) -> Response:
    t = desk.site.translator(request)
    places = desk.register.municipalities()
    policies = [policy_of(desk.register.facts(Setting, one.code)) for one in places]
    typed = {name: form.text(name, longest=_TYPED_AT_MOST) if form else "" for name in
             ("amne", "plats", "text")}  # fmt: skip
    return desk.page(
        request,
        None,
        "synpunkt.html",
        status=_status(error),
        typed=typed,
        fault=error and t.error(error),
        faulty=error and _FIELDS.get(error.key, "text"),
        themes=tuple(ViewTheme),
        places=places,
        localities=localities_of(desk, places),
        most=LONGEST,
        trap=TRAP,
        erased_on=_erased_on(policies, desk.today),
        decided=all(one.disposal_views for one in policies),
    )


def _status(error: Refused | None) -> int:
    too_often = error is not None and error.key == TOO_OFTEN
    return 200 if error is None else 429 if too_often else error.http_status


def _erased_on(policies: list[Policy], today: date) -> date:
    """Return the day by which the words go wherever they are handed in."""
    return max(months_after(today, one.view_retention_months) for one in policies or [Policy()])
