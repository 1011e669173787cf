"""/intresse: a resident who wants to start, to join, to become a contact, or to tell of an area that is dead.

Without an account and without a cookie; what is typed stands in no address and no log.
"""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.interest_told import Told
from grannsamverkan.actions.letters import Mailing, is_code, new_code, shown_code
from grannsamverkan.actions.notices import notices
from grannsamverkan.actions.opting_in import KEPT
from grannsamverkan.actions.wishes import CodeInUse, Desire, hand_in
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.period import months_after
from grannsamverkan.errors import Refused
from grannsamverkan.web.security import client_of
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, OpenFormDep, anyone
from grannsamverkan.web.staff.forms import FilledFormDep
from grannsamverkan.web.staff.places import localities_of
from grannsamverkan.web.staff.turns import Turns
from grannsamverkan.web.staff.wish_places import (
    NONE_OF_THEM,
    Ambiguous,
    area_of,
    asked_place,
    locality_beside,
    near_of,
    square_of,
)

router = APIRouter(dependencies=[anyone()])

PATH = "/intresse"
THANKS = f"{PATH}/tack"
TOO_OFTEN = "asking.too_often"

TRAP = "webbplats"
"""A field that people do not see; what is filled in there comes from a program."""

_TYPED = ("vill", "omrade", "plats", "adress", "ruta", "typ", "hushall", "namn", "telefon", "mejl")
_LONGEST = 500
_OF_AREA = (Wish.JOIN, Wish.BE_CONTACT, Wish.REPORT_DEAD_AREA)

_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "asking.no_wish": "vill",
        "form.not_a_choice": "vill",
        "asking.no_place": "plats",
        "asking.no_such_locality": "plats",
        "asking.no_address": "adress",
        "asking.no_mail": "mejl",
        "interest.mail": "mejl",
        "mail.not_an_address": "mejl",
        "interest.households": "hushall",
        "form.not_a_number": "hushall",
        "interest.personal_number": "namn",
        "people.protected": "namn",
    }
)
"""The field that an error is about; the others are about how to be reached."""


def _turns(request: Request) -> Turns:
    if not hasattr(request.app.state, "interest_turns"):
        limits = request.app.state.desk.settings.interests
        request.app.state.interest_turns = Turns.of(limits, TOO_OFTEN)
    turns: Turns = request.app.state.interest_turns
    return turns


@router.get(PATH)
def form(request: Request, desk: DeskDep) -> Response:
    """Return the form."""
    return _page(request, desk, dict.fromkeys(_TYPED, ""))


@router.post(f"{PATH}/har")
def form_from_here(request: Request, desk: DeskDep, form: FilledFormDep) -> Response:
    """Return the form filled in with the wish, and the area or the place, of the page one comes from.

    By POST, so that neither stands in an address; nothing is kept.
    """
    near, area = asked_place(desk, form), area_of(desk, form)
    begun = dict.fromkeys(_TYPED, "")
    begun["vill"] = form.text("vill", longest=_LONGEST)
    begun["omrade"] = area.id if area else ""
    if near is not None and area is None:
        begun |= {"ruta": square_of(near), "plats": locality_beside(desk, near)}
    return _page(request, desk, begun)


@router.get(THANKS)
def thanks(request: Request, desk: DeskDep) -> Response:
    """Return the page that says to look for a mail; it says the same to everyone."""
    return desk.page(request, None, "intresse_tack.html", days=KEPT.days)


@router.post(PATH)
def take(
    request: Request, desk: DeskDep, form: OpenFormDep, turns: Annotated[Turns, Depends(_turns)]
) -> Response:
    """Take an interest; what is wrong with it is told beside what was typed."""
    if form.text(TRAP):
        return desk.lead(request, THANKS)
    client = client_of(request.scope)
    try:
        desire = _desire(request, desk, form)
        turns.hold(client, desire.told.municipality)
        kept, code = _handed_in(desk, desire)
    except Ambiguous as found:
        return _page(request, desk, _as_typed(form), offered=found.offered)
    except Refused as error:
        return _page(request, desk, _as_typed(form), error=error)
    turns.take(client, desire.told.municipality)
    return desk.lead(request, THANKS) if kept.mail else _receipt(request, desk, kept, code)


def _handed_in(desk: Desk, desire: Desire) -> tuple[Interest, str]:
    """Return what was handed in and the code of its receipt, which is never that of something else."""
    mailing = Mailing.of(desk.settings)
    try:
        return hand_in(desk.register, desire, now=desk.clock(), mailing=mailing), desire.code
    except CodeInUse:
        fresh = replace(desire, code=new_code())
        return hand_in(desk.register, fresh, now=desk.clock(), mailing=mailing), fresh.code


def _receipt(request: Request, desk: Desk, kept: Interest, code: str) -> Response:
    """Return the receipt of whoever is to be called back, with the code that takes it back."""
    policy = desk.register.present().policies[kept.municipality]
    return desk.page(
        request,
        None,
        "intresse_kvitto.html",
        interest=kept,
        code=shown_code(code),
        decided=bool(policy.disposal_interests),
    )


def _desire(request: Request, desk: Desk, form: Form) -> Desire:
    wish = form.choice("vill", Wish)
    if wish is None:
        raise Refused("asking.no_wish")
    area = area_of(desk, form)
    code, _, locality = form.text("plats", longest=_LONGEST).partition(":")
    municipality = area.municipality if area else code
    if municipality not in {one.code for one in desk.register.municipalities()}:
        raise Refused("asking.no_place")
    told = Told(
        municipality=municipality,
        wish=wish,
        locality=None if area else locality or None,
        near=None if area else near_of(desk, form),
        area_type=form.choice("typ", AreaType),
        households_guess=form.number("hushall"),
        name=form.text("namn", longest=_LONGEST),
        phone=form.text("telefon", longest=_LONGEST),
        mail=form.text("mejl", longest=_LONGEST),
        area_id=area.id if area else None,
    )
    sent = form.text("kod", longest=_LONGEST)
    notice = next(iter(notices(desk.register, municipality)), None)
    return Desire(
        told=told,
        code=sent if is_code(sent) else new_code(),
        notice_version=notice.version if notice else None,
        language=desk.site.translator(request).language,
    )


def _as_typed(form: Form) -> dict[str, str]:
    """Return what was typed, as it is shown again."""
    typed = {}
    for name in _TYPED:
        value = form.secret(name)
        typed[name] = value[:_LONGEST]
    if form.ticked("utan"):
        typed["ruta"] = ""
    return typed


def _page(  # a page has as many parts
    request: Request,
    desk: Desk,
    typed: Mapping[str, str],
    *,
    error: Refused | None = None,
    offered: object = (),
) -> Response:
    t = desk.site.translator(request)
    places = desk.register.municipalities()
    view = desk.site.view()
    area = view.areas.get(typed["omrade"])
    policies = desk.register.present().policies
    mine = [policies[area.municipality]] if area else [policies[one.code] for one in places]
    return desk.page(
        request,
        None,
        "intresse.html",
        status=_status(error),
        typed=typed,
        fault=error and t.error(error),
        faulty=error and _FIELDS.get(error.key, "telefon"),
        offered=offered,
        none_of_them=NONE_OF_THEM,
        area=area,
        wishes=_OF_AREA if area else tuple(Wish),
        types=tuple(AreaType),
        places=places,
        localities=localities_of(desk, places),
        addresses=view.register.has_addresses(),
        by_mail=Mailing.of(desk.settings) is not None,
        code=new_code(),
        trap=TRAP,
        days=KEPT.days,
        erased_on=max(
            (months_after(desk.today, one.interest_retention_months) for one in mine),
            default=desk.today,
        ),
        decided=all(one.disposal_interests for one in mine),
        notices=_notices(desk, area),
    )


def _notices(desk: Desk, area: PublicArea | None) -> list[tuple[str, object]]:
    """Return the newest privacy notice of each municipality concerned, by its name."""
    places = [
        one
        for one in desk.register.municipalities()
        if area is None or one.code == area.municipality
    ]
    newest = [(one.name, next(iter(notices(desk.register, one.code)), None)) for one in places]
    return [(name, notice) for name, notice in newest if notice is not None]


def _status(error: Refused | None) -> int:
    too_often = error is not None and error.key == TOO_OFTEN
    return 200 if error is None else 429 if too_often else error.http_status
