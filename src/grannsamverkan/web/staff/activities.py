"""/arbete/aktiviteter: what is planned and what has been, to filter, with calendar files."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.calendars import calendar_file
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.web.staff.activity_lines import OVERDUE, Wanted, names_of, seen
from grannsamverkan.web.staff.area_page import PATH as AREA
from grannsamverkan.web.staff.area_page import SeenDep
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.paging import paged
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep

router = APIRouter()

PATH = "/arbete/aktiviteter"
STATES = (
    ActivityState.PLANNED.value,
    OVERDUE,
    ActivityState.HELD.value,
    ActivityState.CANCELLED.value,
)


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    state, kind = asked.get("lage", ""), asked.get("slag", "")
    return Wanted(
        state=state if state in STATES else "",
        kind=ActivityKind(kind) if kind in set(ActivityKind) else None,
        place=asked.get("kommun", ""),
        area_id=asked.get("omrade", ""),
        year=asked.get("ar", ""),
    )


@router.get(PATH, dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def activities(asked: AskedDep, wanted: Annotated[Wanted, Depends(_wanted)]) -> Response:
    """Return one page of activities: what is to come with the nearest first, what has been with the latest."""
    present, today = asked.desk.register.present(), asked.desk.today
    every = seen(present, asked.visit)
    found = [one for one in every if wanted.takes(one, today.isoformat())]
    to_come = [one for one in found if one.on >= today]
    shown = paged(asked.request, [*to_come, *reversed(found[: len(found) - len(to_come)])])
    return asked.page(
        "arbete/aktiviteter.html",
        wanted=wanted,
        shown=shown,
        names=names_of(present, shown.lines),
        any=bool(every),
        states=STATES,
        kinds=tuple(ActivityKind),
        years=sorted({one.on.year for one in every}, reverse=True),
        planned=sum(one.state is ActivityState.PLANNED for one in every),
        places={
            one.code: one for one in places_for(asked.desk, asked.visit, Deed.MANAGE_ACTIVITIES)
        },
    )


@router.get(f"{AREA}/aktiviteter", dependencies=[needs(Deed.SEE_AREA)])
def of_area(asked: AskedDep, seen_area: SeenDep) -> Response:
    """Return everything that is planned and has been in an area, the latest first."""
    present = asked.desk.register.present()
    found = present.of(Activity, seen_area.id)
    return asked.page(
        "arbete/omrade_aktiviteter.html",
        area=seen_area.version,
        area_id=seen_area.id,
        activities=tuple(reversed(found)),
        names=names_of(present, found),
    )


@router.get(f"{PATH}.ics", dependencies=[needs(Deed.MANAGE_ACTIVITIES)])
def planned_file(asked: AskedDep) -> Response:
    """Return everything that is planned, and what was called off of it, as a calendar file."""
    every = seen(asked.desk.register.present(), asked.visit)
    today = asked.desk.today
    return calendar_of(
        asked,
        [one for one in every if not one.held and one.on >= today],
        "aktiviteter",
    )


def calendar_of(asked: Asked, some: list[Activity], name: str) -> Response:
    """Return activities as a calendar file to keep."""
    register = asked.desk.register
    names = names_of(register.present(), some)
    content = calendar_file(register, some, asked.t, names)
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)
