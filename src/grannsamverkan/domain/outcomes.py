"""What became of areas that were planned: how many were founded within a year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import months_after

WITHIN_MONTHS = 12
"""A planned area that is not active so many months later was not founded."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """How many areas were planned at least `WITHIN_MONTHS` ago, and how many of them were founded by then."""

    planned: int = 0
    founded: int = 0


def outcomes_of(timelines: Iterable[Timeline], municipality: str, today: date) -> Outcomes:
    """Return what became of the areas planned in a municipality for which the time is up.

    Those that entered the register as planned count, whoever chose the place; what was founded before it was
    entered says nothing of chances.
    """
    planned = founded = 0
    for timeline in timelines:
        if not timeline:
            continue
        first = timeline[0]
        until = months_after(first.period.start, WITHIN_MONTHS)
        if (
            first.event is Event.PROPOSE_AREA
            and first.municipality == municipality
            and until <= today
        ):
            planned += 1
            founded += any(one.active and one.period.start < until for one in timeline)
    return Outcomes(planned, founded)
