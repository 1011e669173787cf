"""/arbete/arshjul: the days of a year as a list, a drawing and a calendar file, and the yearly ones to alter."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from grannsamverkan.actions.policies import set_policy
from grannsamverkan.actions.wheel import Mark, Step, Wheel, year_wheel
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality, Timeline, last
from grannsamverkan.domain.policy import Policy
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.calendar import CalendarEvent, calendar
from grannsamverkan.i18n import Translator
from grannsamverkan.web.staff.charts import draw_wheel
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.settings_page import told

router = APIRouter()

PATH = "/arbete/arshjul"

LEADS_TO = {
    Step.CONFIRM: "/arbete/bekraftelser",
    Step.REMIND: "/arbete/bekraftelser",
    Step.GATHER: "/arbete/aktiviteter/ny?slag=contact_gathering",
    Step.REPORT: "/arbete/rapporter",
}
"""The page where each step is taken."""

_NAMED = 2
_YEARS = range(2000, 2101)

Year = Annotated[str, Query(alias="ar")]


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the year as it is shown: `number` of a step, as on the drawing, and where it leads."""

    mark: Mark
    what: str
    path: str
    number: int | None


@router.get(PATH, dependencies=[needs(Deed.SEE_AREA, wide=True)])
def wheel(
    request: Request, desk: DeskDep, visit: VisitDep, kommun: str = "", year: Year = ""
) -> Response:
    """Return a year of one municipality."""
    return _page(request, desk, visit, kommun, year=_year(desk, year))


def _year(desk: Desk, asked: str) -> int:
    """Return the year that an address asks for; this one where it is none that the wheel shows."""
    year = number_in(asked)
    return year if year in _YEARS else desk.today.year


def _page(
    request: Request, desk: Desk, visit: Visit, kommun: str, *, year: int, filling: Filling = BLANK
) -> Response:
    place = place_of(desk, visit, Deed.SEE_AREA, kommun)
    turning = year_wheel(desk.register, place.code, year=year, today=desk.today)
    rows = _rows(visit.t, turning, desk.register.present().timelines)
    labelled = [(row.mark.on, row.mark.phase.value, str(row.number or "")) for row in rows]
    return desk.page(
        request,
        visit,
        "arbete/arshjul.html",
        status=filling.status,
        filling=filling,
        wheel=turning,
        rows=rows,
        next=next((row for row in rows if row.mark is turning.next), None),
        drawing=draw_wheel(turning.year, labelled, desk.today),
        place=place,
        places=places_for(desk, visit, Deed.SEE_AREA),
        days={f"wheel_{step}": getattr(_policy(desk, place), f"wheel_{step}") for step in Step},
        years=_YEARS,
    )


@router.post(PATH, dependencies=[needs(Deed.SET_POLICY)])
def set_days(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Set the days on which the municipality takes its yearly steps."""
    place = place_of(desk, visit, Deed.SET_POLICY, form.text("kommun"))
    stated = {f"wheel_{step}": form.text(f"wheel_{step}") for step in Step}
    doing = desk.doing(visit, visit.t("work.wheel.reason"))
    try:
        changed = set_policy(doing, place.code, stated)
    except Refused as error:
        filling = replace(refused(visit, form, "dagar", error), fault=told(visit, error))
        return _page(request, desk, visit, place.code, year=desk.today.year, filling=filling)
    return desk.done(
        request,
        visit,
        to=f"{PATH}?kommun={place.code}",
        key="work.wheel.saved",
        seq=changed.seq,
        n=len(changed.keys),
    )


@router.get(f"{PATH}.ics", dependencies=[needs(Deed.SEE_AREA, wide=True)])
def calendar_file(desk: DeskDep, visit: VisitDep, kommun: str = "", year: Year = "") -> Response:
    """Return a year as a calendar file."""
    place = place_of(desk, visit, Deed.SEE_AREA, kommun)
    turning = year_wheel(desk.register, place.code, year=_year(desk, year), today=desk.today)
    rows = _rows(visit.t, turning, desk.register.present().timelines)
    events = [_event(row, desk.register.info.id) for row in rows]
    stamp = desk.register.changed_at() or desk.clock()
    title = f"{visit.t('work.wheel.title')} {place.name} {turning.year}"
    return Response(
        calendar(events, name=title, stamp=stamp),
        media_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="arshjul-{place.code}-{turning.year}.ics"'
        },
    )


def _rows(t: Translator, wheel: Wheel, timelines: Mapping[str, Timeline]) -> list[Row]:
    numbers = count(1)
    return [
        Row(
            mark,
            _what(t, mark, timelines),
            _path(mark),
            next(numbers) if mark.step is not None else None,
        )
        for mark in wheel.marks
    ]


def _what(t: Translator, mark: Mark, timelines: Mapping[str, Timeline]) -> str:
    """Say what a day is about."""
    if mark.step is not None:
        return t(f"work.wheel.step.{mark.step}")
    if mark.activity is None:
        return t("work.wheel.permit", area=_name(timelines, str(mark.area_id)))
    kind = t(f"activitykind.{mark.activity.kind}")
    names = [_name(timelines, one) for one in mark.activity.area_ids]
    if not names:
        return kind
    return t("work.wheel.activity", kind=kind, areas=_few(t, names))


def _few(t: Translator, names: Sequence[str]) -> str:
    """Return the first names, and how many more there are."""
    if len(names) <= _NAMED:
        return ", ".join(names)
    first = ", ".join(names[:_NAMED])
    return t("work.wheel.and_more", first=first, n=len(names) - _NAMED)


def _name(timelines: Mapping[str, Timeline], area_id: str) -> str:
    timeline = timelines.get(area_id)
    return last(timeline).name if timeline else area_id


def _path(mark: Mark) -> str:
    if mark.step is not None:
        return LEADS_TO[mark.step]
    if mark.activity is not None:
        return f"/arbete/aktiviteter/{mark.activity.id}"
    return f"/arbete/omraden/{mark.area_id}/skyltar"


def _event(row: Row, register_id: str) -> CalendarEvent:
    """Return a day as an entry of a calendar, which a newer file replaces."""
    mark = row.mark
    own = mark.activity or mark.sign
    key = own.id if own is not None else f"{mark.step}-{mark.on.year}"
    return CalendarEvent(
        uid=f"{key}@{register_id}",
        revision=0,
        title=row.what,
        on=mark.on,
        starts_at=mark.activity.starts_at if mark.activity else None,
        place=mark.activity.venue if mark.activity else None,
    )


def _policy(desk: Desk, place: Municipality) -> Policy:
    return desk.register.present().policies[place.code]
