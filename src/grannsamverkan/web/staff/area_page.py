"""/arbete/omraden/{id}: one area on one page, with its life, its parts and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.health import checkup
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Municipality, Timeline, last
from grannsamverkan.domain.people import ContactTerm, SubArea, holding
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.signs import Sign
from grannsamverkan.errors import NotFound
from grannsamverkan.register.present import Present
from grannsamverkan.web.drawings import Drawing, draw_outline
from grannsamverkan.web.staff.area_lines import confirmed
from grannsamverkan.web.staff.charts import household_chart
from grannsamverkan.web.staff.desk import Desk, DeskDep, VisitDep, needs
from grannsamverkan.web.staff.journal import journal_of
from grannsamverkan.web.staff.said_dead import said_dead
from grannsamverkan.web.staff.steps import show_flag, steps_of

router = APIRouter()

PATH = "/arbete/omraden/{area_id}"

_SHOWN = 8
"""So many changes are on the area's own page; the rest are on that of its history."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One area that a person may see, as it is known now."""

    id: str
    version: AreaVersion
    timeline: Timeline
    present: Present
    place: Municipality
    policy: Policy

    @property
    def seq(self) -> int:
        """The newest change that touched the area, for forms to carry."""
        return self.present.newest.get(self.id, 0)

    @property
    def since(self) -> StatedDate:
        """Since when the area is in the state it is in, however often it has been redrawn since."""
        same = takewhile(lambda one: one.status is self.version.status, reversed(self.timeline))
        return list(same)[-1].stated_start


def seen_area(desk: DeskDep, visit: VisitDep, area_id: str) -> Seen:
    """Return an area that a person may see.

    Raises:
        NotFound: there is none, or not for them.
    """
    present = desk.register.present()
    timeline = present.timelines.get(area_id)
    if not timeline:
        raise NotFound("access.not_found")
    version = last(timeline)
    visit.require(Deed.SEE_AREA, municipality=version.municipality, area_id=area_id)
    places = {one.code: one for one in desk.register.municipalities()}
    return Seen(
        area_id,
        version,
        timeline,
        present,
        places[version.municipality],
        present.policies[version.municipality],
    )


SeenDep = Annotated[Seen, Depends(seen_area)]


@router.get(PATH, dependencies=[needs(Deed.SEE_AREA)])
def area_page(request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep) -> Response:
    """Return the page of an area."""
    counts = seen.present.of(HouseholdCount, seen.id)
    journal = journal_of(desk, visit.t, seen.id)
    fresh = confirmed(seen.version, seen.policy, desk.today)
    looked = checkup(desk.register, desk.today)
    proposed = [one.event for one in looked.proposals(seen.id)]
    return desk.page(
        request,
        visit,
        "arbete/omrade.html",
        seen=seen,
        area=seen.version,
        area_id=seen.id,
        confirmed=fresh,
        drawing=_drawing(desk, seen.version),
        flags=[
            *said_dead(desk, visit, seen.version),
            *(show_flag(visit, one, seen.version) for one in looked.flags(seen.id)),
        ],
        steps=steps_of(desk, visit, seen.version, proposed=proposed, fresh=fresh),
        terms=holding(seen.present.of(ContactTerm, seen.id), desk.today),
        signs=seen.present.of(Sign, seen.id),
        signs_up=sum(one.up(desk.today) for one in seen.present.of(Sign, seen.id)),
        activities=seen.present.of(Activity, seen.id),
        sub_areas=seen.present.of(SubArea, seen.id),
        counts=tuple(reversed(counts)),
        chart=household_chart(counts),
        related=_related(seen),
        journal=journal[:_SHOWN],
        more=len(journal) > _SHOWN,
        versions=tuple(reversed(seen.timeline)),
    )


@router.get(f"{PATH}/historik", dependencies=[needs(Deed.SEE_AREA)])
def history(request: Request, desk: DeskDep, visit: VisitDep, seen: SeenDep) -> Response:
    """Return everything that has held of an area, and every change that was made to it."""
    return desk.page(
        request,
        visit,
        "arbete/historik.html",
        seen=seen,
        area=seen.version,
        area_id=seen.id,
        journal=journal_of(desk, visit.t, seen.id),
        versions=tuple(reversed(seen.timeline)),
    )


def _drawing(desk: Desk, version: AreaVersion) -> Drawing | None:
    if version.outline_id is None:
        return None
    return draw_outline(desk.register.outlines([version.outline_id])[version.outline_id].polygon)


def _related(seen: Seen) -> dict[str, Sequence[tuple[str, str]]]:
    """Return the areas that this one came from and that it became, as id and name."""
    timelines = seen.present.timelines
    became = [
        area_id for area_id, timeline in timelines.items() if seen.id in timeline[0].predecessors
    ]
    named = {"predecessors": seen.version.predecessors, "successors": became}
    return {
        key: [(one, last(timelines[one]).name) for one in ids if timelines.get(one)]
        for key, ids in named.items()
    }
