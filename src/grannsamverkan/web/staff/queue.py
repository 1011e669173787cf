"""/arbete: what needs the one who comes in, the most urgent first, and how the areas are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.health import work_queue
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.web.staff.area_lines import Line
from grannsamverkan.web.staff.areas import seen
from grannsamverkan.web.staff.desk import Desk, DeskDep, Visit, VisitDep, signed_in
from grannsamverkan.web.staff.guide import banner
from grannsamverkan.web.staff.incoming import incoming
from grannsamverkan.web.staff.paging import paged
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.tasks import Kind, Task, Urgency, of_area

router = APIRouter()

FEW = 10
"""So many tasks of each urgency are shown to begin with: what one can do in a morning."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many areas a person sees in which state."""

    active: int
    confirmed: int
    dormant: int
    forming: int

    @property
    def unconfirmed(self) -> int:
        """How many active areas are not confirmed."""
        return self.active - self.confirmed


@router.get("/arbete", dependencies=[signed_in()])
def queue(  # noqa: PLR0913, PLR0917 # what one can ask the queue for
    request: Request,
    desk: DeskDep,
    visit: VisitDep,
    visa: str = "",
    slag: str = "",
    ort: str = "",
    kommun: str = "",
) -> Response:
    """Return what needs the person."""
    everything = tasks_for(desk, visit)
    wanted = [one for one in everything if _wanted(one, slag, ort, kommun)]
    all_of_it = visa == "allt"
    shown = wanted if all_of_it else _few(wanted)
    page = paged(request, shown)
    groups = [(key, list(some)) for key, some in groupby(page.lines, key=_urgency)]
    mine = seen(desk, visit)
    return desk.page(
        request,
        visit,
        "arbete/att_gora.html",
        groups=groups,
        page=page,
        sizes={one: sum(task.urgency is one for task in wanted) for one in Urgency},
        everything=len(everything),
        hidden=len(wanted) - len(shown),
        all_of_it=all_of_it,
        filtered=bool(slag or ort or kommun),
        asked={"slag": slag, "ort": ort, "kommun": kommun},
        kinds=[one for one in Kind if any(one in task.kinds for task in everything)],
        localities=sorted({task.locality for task in everything if task.locality}),
        places=places_for(desk, visit, Deed.SEE_AREA),
        counts=counts_of(mine),
        any=bool(mine),
        months=_months(desk, mine),
        guide=banner(desk, visit),
    )


def tasks_for(desk: Desk, visit: Visit) -> list[Task]:
    """Return everything that waits for a person, the most urgent first."""
    areas = work_queue(desk.register, visit.who, desk.today)
    found = [*incoming(desk, visit), *(of_area(visit, due) for due in areas)]
    order = {one: place for place, one in enumerate(Urgency)}
    return sorted(found, key=lambda task: order[task.urgency])


def _urgency(task: Task) -> Urgency:
    return task.urgency


def _wanted(task: Task, kind: str, locality: str, place: str) -> bool:
    return (
        (not kind or kind in task.kinds)
        and locality in {"", task.locality}
        and place in {"", task.municipality}
    )


def _few(tasks: Iterable[Task]) -> list[Task]:
    """Return what should be seen to this month, of each urgency the first."""
    pressing = [one for one in tasks if one.urgency is not Urgency.LATER]
    return [one for _, some in groupby(pressing, key=_urgency) for one in list(some)[:FEW]]


def counts_of(lines: Iterable[Line]) -> Counts:
    """Return how many areas are in which state."""
    active = confirmed = dormant = forming = 0
    for line in lines:
        status = line.version.status
        active += status is Status.ACTIVE
        confirmed += line.confirmed
        dormant += status is Status.DORMANT
        forming += status is Status.FORMING
    return Counts(active, confirmed, dormant, forming)


def _months(desk: Desk, lines: Iterable[Line]) -> str:
    """Return within how many months an area is confirmed, of several where municipalities differ."""
    policies: Mapping[str, object] = {line.version.municipality: None for line in lines}
    present = desk.register.present().policies
    months = sorted({present[code].contact_confirm_months for code in policies})
    return "–".join(str(one) for one in dict.fromkeys((months[0], months[-1]))) if months else ""
