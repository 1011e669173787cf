"""/arbete: what needs the one who comes in, the most urgent first, and how the areas are."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from fastapi import APIRouter, Request, Response

from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.web.staff.area_lines import Line
from grannsamverkan.web.staff.areas import seen
from grannsamverkan.web.staff.desk import Desk, DeskDep, Visit, VisitDep, signed_in
from grannsamverkan.web.staff.guide import banner
from grannsamverkan.web.staff.incoming import incoming
from grannsamverkan.web.staff.paging import paged
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.tasks import (
    RANK,
    Kind,
    Task,
    Urgency,
    Waiting,
    areas_waiting,
    of_area,
)

router = APIRouter()

Something = Task | Waiting

FEW = 10
"""So many of each urgency are shown to begin with: what one can do in a morning."""


PRESSING = (Urgency.NOW, Urgency.SOON)
"""What belongs to this month."""


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
    everything = waiting_for(desk, visit)
    wanted = _wanted(everything, slag, ort, kommun)
    all_of_it = visa == "allt"
    shown = wanted if all_of_it else _few(wanted)
    page = paged(request, shown)
    tasks = [one if isinstance(one, Task) else of_area(visit, one) for one in page.lines]
    groups = [(key, list(some)) for key, some in groupby(tasks, key=_urgency)]
    mine = seen(desk, visit)
    return desk.page(
        request,
        visit,
        "arbete/att_gora.html",
        groups=groups,
        page=page,
        sizes=Counter(one.urgency for one in wanted),
        everything=len(everything),
        hidden=len(wanted) - len(shown),
        all_of_it=all_of_it,
        filtered=bool(slag or ort or kommun),
        asked={"slag": slag, "ort": ort, "kommun": kommun},
        kinds=_kinds(everything),
        localities=sorted({one.locality for one in everything if one.locality}),
        places=places_for(desk, visit, Deed.SEE_AREA),
        counts=counts_of(mine),
        any=bool(mine),
        months=_months(desk, mine),
        guide=banner(desk, visit),
    )


def waiting_for(desk: Desk, visit: Visit) -> list[Something]:
    """Return everything that waits for a person, the most urgent first; what has come in before areas."""
    found: list[Something] = [*incoming(desk, visit), *areas_waiting(desk, visit)]
    return sorted(found, key=lambda one: RANK[one.urgency])


_urgency = attrgetter("urgency")


def _wanted(everything: list[Something], kind: str, locality: str, place: str) -> list[Something]:
    asked = {"locality": locality, "municipality": place}
    for name, value in asked.items():
        if value:
            everything = [one for one in everything if getattr(one, name) == value]
    return [one for one in everything if kind in one.kinds] if kind else everything


def _kinds(everything: Iterable[Something]) -> list[Kind]:
    """Return the kinds of what waits."""
    sets = {one.kinds for one in everything}
    return [one for one in Kind if any(one in some for some in sets)]


def _few(wanted: Sequence[Something]) -> list[Something]:
    """Return what should be seen to this month, of each urgency the first."""
    pressing = (list(some)[:FEW] for key, some in groupby(wanted, key=_urgency) if key in PRESSING)
    return [one for some in pressing for one in some]


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
    places = {line.version.municipality for line in lines}
    present = desk.register.present().policies
    months = sorted({present[code].contact_confirm_months for code in places})
    return "–".join(str(one) for one in dict.fromkeys((months[0], months[-1]))) if months else ""
