"""/arbete/omraden/{id}/handelse/{event}: an area takes a step of its life, checked first if one likes."""

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import areas, gating
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.findings import Attested, Finding
from grannsamverkan.domain.lifecycle import Event, possible
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.web.staff.area_page import PATH, Seen, SeenDep
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.journal import Entry, journal_of
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.steps import ShownFinding, show_findings
from grannsamverkan.web.staff.watching import watching
from grannsamverkan.web.staff.ways import deed_of, home

router = APIRouter()

HERE = frozenset(
    {
        Event.BOOK_START_MEETING,
        Event.START,
        Event.CONFIRM,
        Event.MOVE,
        Event.LAPSE,
        Event.RESTART,
        Event.CLOSE,
        Event.WITHDRAW,
    }
)
"""The events that are let happen here; what needs a border drawn has a page of its own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A form for an event, as it was filled in or as it begins.

    Attributes:
        day: the day as it was typed; checked: it has been looked at without being carried out.
        faults: what was wrong, as (field, text); meanwhile: what others have changed since.
    """

    event: Event
    day: str
    reason: str = ""
    attested: frozenset[Attested] = frozenset()
    place: str = ""
    checked: bool = False
    faults: tuple[tuple[str, str], ...] = ()
    meanwhile: tuple[Entry, ...] = ()
    status: int = 200


@router.get(f"{PATH}/handelse/{{event}}", dependencies=[needs(Deed.LEAD_AREA, Deed.CONFIRM_AREA)])
def event_form(
    request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep, event: str
) -> Response:
    """Return the form for an event of an area."""
    typed = Typed(event=_event(visit, seen, event), day=desk.today.isoformat())
    return _page(request, desk, visit, seen, typed)


@router.post(f"{PATH}/handelse/{{event}}", dependencies=[needs(Deed.LEAD_AREA, Deed.CONFIRM_AREA)])
def let_happen(
    request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep, form: FormDep, event: str
) -> Response:
    """Let an event happen, or look at what it asks for; what was typed is kept in either case."""
    commit = form.text("gor") == "genomfor"
    typed = Typed(
        event=_event(visit, seen, event),
        day=form.text("on"),
        reason=form.text("reason"),
        attested=frozenset(one for one in Attested if one.value in form.all("attest")),
        place=form.text("kommun"),
        checked=not commit,
    )
    try:
        _apply(desk, visit, seen, typed, form)
    except Refused as error:
        return _page(request, desk, visit, seen, _refused(desk, visit, seen, typed, form, error))
    if not commit:
        return _page(request, desk, visit, seen, typed)
    done = visit.t("work.life.done", name=seen.version.name, event=visit.t(f"event.{event}"))
    seq = desk.register.present().newest.get(seen.id)
    return desk.done(request, visit, to=home(seen.id), key="work.said", seq=seq, text=done)


def _event(visit: Visit, seen: Seen, named: str) -> Event:
    """Return the event that is meant, if this person may let it happen to the area.

    Raises:
        NotFound: there is none here, or not for them. Refused: it cannot happen in the area's state.
    """
    if named not in HERE:
        raise NotFound("access.not_found")
    event = Event(named)
    place = seen.version.municipality
    visit.require(deed_of(event), municipality=place, area_id=seen.id)
    if event not in possible(seen.version.status):
        raise Conflict(
            "work.not_possible",
            event=visit.t(f"work.life.verb.{event}"),
            status=visit.t(f"status.{seen.version.status}"),
        )
    return event


def _apply(desk: Desk, visit: Visit, seen: Seen, typed: Typed, form: Form) -> None:
    """Let the event happen, or try whether it could.

    Raises:
        Refused: it cannot, or the form is not filled in.
    """
    on = form.stated("on")
    if on is None:
        raise Refused("work.day_missing")
    asked = [one.key for one in _findings(desk, seen, typed)]
    said = visit.t("work.life.reason_default", event=visit.t(f"event.{typed.event}"))
    reason = typed.reason or ("" if "reason" in asked else said)
    details: dict[str, Any] = {"municipality": typed.place} if typed.event is Event.MOVE else {}
    if details and typed.place not in {one.code for one in _targets(desk, visit, seen)}:
        raise Refused("work.place_missing")
    doing = watching(desk.doing(visit, reason), seen.id, form.number("seq"), dry=typed.checked)
    areas.apply(doing, seen.id, typed.event, on, attested=typed.attested, **details)


def _refused(
    desk: Desk, visit: Visit, seen: Seen, typed: Typed, form: Form, error: Refused
) -> Typed:
    """Return a form with what was wrong; gates that were not met are shown one by one, not told twice."""
    if error.key == "work.changed_meanwhile":
        since = form.number("seq") or 0
        meanwhile = tuple(one for one in journal_of(desk, visit.t, seen.id) if one.seq > since)
        return replace(typed, checked=False, meanwhile=meanwhile, status=error.http_status)
    text = visit.t("work.life.refused") if error.key == "gates.not_met" else visit.t.error(error)
    field = {"gates.not_met": "gates", "area.reason_missing": "reason"}.get(error.key, "on")
    status = 200 if typed.checked else error.http_status
    return replace(typed, faults=((field, text),), status=status)


def _findings(desk: Desk, seen: Seen, typed: Typed) -> tuple[Finding, ...]:
    try:
        on = StatedDate.parse(typed.day).counts_on
    except Refused:
        on = desk.today
    found = gating.steps(desk.register, seen.id, on, attested=typed.attested, reason=typed.reason)
    return found.get(typed.event, ())


def _targets(desk: Desk, visit: Visit, seen: Seen) -> list[Municipality]:
    """Return the municipalities that an area can be moved to."""
    found = places_for(desk, visit, Deed.LEAD_AREA)
    return [one for one in found if one.code != seen.version.municipality]


def _page(request: Request, desk: Desk, visit: Visit, seen: Seen, typed: Typed) -> Response:
    shown: tuple[ShownFinding, ...] = show_findings(visit.t, _findings(desk, seen, typed), seen.id)
    return desk.page(
        request,
        visit,
        "arbete/handelse.html",
        status=typed.status,
        seen=seen,
        area=seen.version,
        area_id=seen.id,
        typed=typed,
        findings=shown,
        stops=sum(one.blocking and not one.passed for one in shown),
        targets=_targets(desk, visit, seen) if typed.event is Event.MOVE else (),
    )
