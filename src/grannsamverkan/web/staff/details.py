"""What an area is called and where it lies: put right, altered from a day on, or entered without a border."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import areas
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.area_page import PATH, Seen, SeenDep
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.journal import Entry, journal_of
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.watching import watching
from grannsamverkan.web.staff.ways import home

router = APIRouter()

NEW = "/arbete/omraden/ny"

_TEXTS = ("name", "locality", "code")
_FIELDS = (*_TEXTS, "area_type", "verification", "how", "kommun", "event", "on", "reason")


class How(StrEnum):
    """Whether what stood was wrong, or has become otherwise."""

    MISTAKE = "mistake"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A form as it was filled in, or as it begins: values by field, what was wrong, what others changed."""

    values: dict[str, str]
    fault: str = ""
    meanwhile: tuple[Entry, ...] = ()
    status: int = 200


@router.get(f"{PATH}/ratta", dependencies=[needs(Deed.LEAD_AREA)])
def details_form(request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep) -> Response:
    """Return the form with which an area's details are put right."""
    _require(visit, seen)
    values = {key: str(value or "") for key, value in _now(seen).items()}
    first = {**values, "how": How.MISTAKE.value, "on": desk.today.isoformat(), "reason": ""}
    return _details(request, desk, visit, seen, Filled(values=first))


@router.post(f"{PATH}/ratta", dependencies=[needs(Deed.LEAD_AREA)])
def set_details(
    request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep, form: FormDep
) -> Response:
    """Put details right, or let them be otherwise from a day on; what was typed is kept if it cannot be."""
    _require(visit, seen)
    try:
        _set(desk, visit, seen, form)
    except Refused as error:
        filled = _refused(desk, visit, seen, form, error)
        return _details(request, desk, visit, seen, filled)
    seq = desk.register.present().newest.get(seen.id)
    name = form.text("name")
    return desk.done(request, visit, to=home(seen.id), key="work.correct.saved", seq=seq, name=name)


def _require(visit: Visit, seen: Seen) -> None:
    visit.require(Deed.LEAD_AREA, municipality=seen.version.municipality, area_id=seen.id)


def _now(seen: Seen) -> dict[str, Any]:
    version = seen.version
    return {
        "name": version.name,
        "locality": version.locality,
        "code": version.code,
        "area_type": version.area_type,
        "verification": version.verification,
    }


def _set(desk: Desk, visit: Visit, seen: Seen, form: Form) -> None:
    """Write what differs.

    Raises:
        Refused: nothing does, or it cannot be.
    """
    stated = _stated(form)
    changes = {key: value for key, value in stated.items() if value != _now(seen)[key]}
    if not changes:
        raise Refused("area.nothing_to_change")
    reason = form.text("reason") or visit.t("work.correct.reason")
    doing = watching(desk.doing(visit, reason), seen.id, form.number("seq"))
    if form.choice("how", How) is How.CHANGED:
        on = form.stated("on")
        if on is None:
            raise Refused("work.day_missing")
        areas.apply(doing, seen.id, Event.CHANGE_DETAILS, on, **changes)
    else:
        areas.correct(doing, seen.id, seen.version.period.start, **changes)


def _stated(form: Form) -> dict[str, Any]:
    """Return the details as they were filled in."""
    return {
        **{key: form.text(key, longest=200) or None for key in _TEXTS},
        "name": form.text("name", longest=200),
        "area_type": form.choice("area_type", AreaType),
        "verification": form.choice("verification", Verification) or Verification.MUNICIPALITY,
    }


def _refused(desk: Desk, visit: Visit, seen: Seen, form: Form, error: Refused) -> Filled:
    """Return what was filled in, with what was wrong or what others have changed."""
    values = _as_typed(form)
    if error.key != "work.changed_meanwhile":
        return Filled(values=values, fault=visit.t.error(error), status=error.http_status)
    since = form.number("seq") or 0
    meanwhile = tuple(one for one in journal_of(desk, visit.t, seen.id) if one.seq > since)
    return Filled(values=values, meanwhile=meanwhile, status=error.http_status)


def _as_typed(form: Form) -> dict[str, str]:
    return {name: form.text(name) for name in _FIELDS}


def _details(request: Request, desk: Desk, visit: Visit, seen: Seen, filled: Filled) -> Response:
    return desk.page(
        request,
        visit,
        "arbete/ratta.html",
        status=filled.status,
        seen=seen,
        area=seen.version,
        area_id=seen.id,
        filled=filled,
        types=tuple(AreaType),
        verifications=tuple(Verification),
    )


@router.post(f"{PATH}/gransen-stammer", dependencies=[needs(Deed.LEAD_AREA)])
def border_holds(
    request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep, form: FormDep
) -> Response:
    """Note that someone has looked at the border today, and that it still holds."""
    reason = form.text("reason") or visit.t("work.area.border.held_reason")
    areas.apply(
        watching(desk.doing(visit, reason), seen.id, form.number("seq")),
        seen.id,
        Event.CHANGE_DETAILS,
        StatedDate(desk.today),
        boundary_reviewed_on=desk.today,
    )
    seq = desk.register.present().newest.get(seen.id)
    name = seen.version.name
    return desk.done(
        request, visit, to=home(seen.id), key="work.area.border.held", seq=seq, name=name
    )


@router.get(NEW, dependencies=[needs(Deed.FOUND_AREA)])
def new_form(request: Request, desk: DeskDep, visit: VisitDep, utan_grans: str = "") -> Response:
    """Return the form for an area whose border is drawn later, or lead on to drawing it."""
    if not utan_grans:
        return desk.lead(request, f"{NEW}/rita")
    first = {"event": Event.PROPOSE_AREA.value}
    return _new(request, desk, visit, Filled(values=dict.fromkeys(_FIELDS, "") | first))


@router.post(NEW, dependencies=[needs(Deed.FOUND_AREA)])
def found(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Enter an area without a border."""
    try:
        area_id = _found(desk, visit, form)
    except Refused as error:
        fault = visit.t.error(error)
        filled = Filled(values=_as_typed(form), fault=fault, status=error.http_status)
        return _new(request, desk, visit, filled)
    seq = desk.register.present().newest.get(area_id)
    name = form.text("name")
    return desk.done(request, visit, to=home(area_id), key="work.new.saved", seq=seq, name=name)


def _found(desk: Desk, visit: Visit, form: Form) -> str:
    place = place_of(desk, visit, Deed.FOUND_AREA, form.text("kommun"))
    event = form.choice("event", Event) or Event.PROPOSE_AREA
    on = form.stated("on")
    if on is None and event is Event.INHERIT:
        raise Refused("work.since_missing")
    reason = form.text("reason")
    if (
        not reason and event is not Event.PROPOSE_AREA
    ):  # of a plan the person says it, and nobody else
        reason = visit.t("work.new.reason")
    return areas.found(
        desk.doing(visit, reason),
        name=form.text("name", longest=200),
        municipality=place.code,
        event=event,
        on=on or StatedDate(desk.today),
        locality=form.text("locality", longest=200) or None,
        area_type=form.choice("area_type", AreaType),
        code=form.text("code", longest=200) or None,
    )


def _new(request: Request, desk: Desk, visit: Visit, filled: Filled) -> Response:
    return desk.page(
        request,
        visit,
        "arbete/nytt_utan_grans.html",
        status=filled.status,
        filled=filled,
        places=places_for(desk, visit, Deed.FOUND_AREA),
        events=tuple(areas.FOUNDING_STATUS),
        types=tuple(AreaType),
        localities=sorted({one.name for one in desk.register.localities()}),
    )
