"""What to expect of a promise, for those who work with it: they see what areas planned or proposed would add."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import version_on
from grannsamverkan.domain.history import history_of
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.progress import Progress, is_of_areas, monthly
from grannsamverkan.domain.promises import Promise
from grannsamverkan.planning.outlook import ends_of, outlook_of
from grannsamverkan.reports.content.outlook import OutlookTold, outlook_told
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.plan_wish import USUAL, usually_proposed
from grannsamverkan.web.staff.sent import Asked

_PLANNED = frozenset({Status.PLANNED, Status.FORMING})


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would come if some of the areas that are planned, forming or proposed were founded by a day.

    Attributes:
        number: how many of them, at most those there are; `most` can be asked for.
        planned: how many are planned or forming.
        fewer: whether more were asked for than there are.
        ends: the days to choose among.
    """

    number: int
    by: date
    planned: int
    most: int
    fewer: bool
    ends: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class StaffOutlook:
    """A forecast in words, and what it takes to be founded."""

    told: OutlookTold
    what_if: WhatIf


def outlook_for(
    asked: Asked, promise: Promise, progress: Sequence[Progress]
) -> StaffOutlook | None:
    """Return the forecast of a promise about areas that runs; None of any other."""
    desk, today = asked.desk, asked.desk.today
    if promise.start > today or not is_of_areas(progress):
        return None
    timelines = desk.register.known_now().of_places(promise.places).timelines
    history = history_of(timelines.values(), promise.places, promise.start, today)
    ends = ends_of(promise, history.today)
    if not ends:
        return None
    now = (version_on(timeline, today) for timeline in timelines.values())
    planned = sum(
        one is not None and one.status in _PLANNED and one.municipality in promise.places
        for one in now
    )
    what_if = _what_if(asked, promise, planned, ends)
    outlook = outlook_of(promise, progress, history, planned=what_if.number, by=what_if.by)
    if outlook is None:
        return None
    growth = monthly(timelines, promise.places, promise.opening_on, today)
    return StaffOutlook(outlook_told(outlook, growth, asked.t, "framat"), what_if)


def _what_if(asked: Asked, promise: Promise, planned: int, ends: tuple[date, ...]) -> WhatIf:
    """Return what an address asks for; without any, that all that is planned comes by the first of the days."""
    query = asked.request.query_params
    places = [one for one in promise.places if asked.visit.may(Deed.FOUND_AREA, municipality=one)]
    wanted = number_in(query.get("antal", ""), otherwise=planned)
    there = planned
    if wanted > planned:  # a plan is work, and made only when someone asks beyond what is decided
        there += sum(usually_proposed(asked.desk, asked.visit, one) for one in places)
    return WhatIf(
        number=min(wanted, there),
        by=next((one for one in ends if one.isoformat() == query.get("senast")), ends[0]),
        planned=planned,
        most=planned + USUAL["antal"] * len(places),
        fewer=wanted > there,
        ends=ends,
    )
