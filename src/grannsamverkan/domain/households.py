"""How many households there are, and how many take part, as the newest counts tell; and how that is told.

What leaves the house is told in whole tens, and not at all below what may be shown: two days' figures
then never tell how many homes the area holds that came between them.
"""

from collections.abc import Iterable
from datetime import date

from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.rounding import whole_tens

LEAST_HOUSEHOLDS = 8
"""Fewer than these are told to nobody: a home could be recognised."""


def total_on(counts: Iterable[HouseholdCount], on: date) -> int | None:
    """Return how many households there were at the newest count by a day; None where nobody has counted."""
    newest = max((one for one in counts if one.counted_on <= on), key=_day, default=None)
    return None if newest is None else newest.total


def joined_on(counts: Iterable[HouseholdCount], on: date) -> int | None:
    """Return how many households took part at the newest count that says so by a day."""
    stated = (one for one in counts if one.counted_on <= on and one.joined is not None)
    newest = max(stated, key=_day, default=None)
    return None if newest is None else newest.joined


def _day(count: HouseholdCount) -> date:
    return count.counted_on


def households_in(known: Known, areas: Iterable[str], on: date) -> dict[str, int]:
    """Return the newest count of households by a day of each area that has one."""
    wanted = frozenset(areas)
    newest_count: dict[str, HouseholdCount] = {}
    for one in known.all(HouseholdCount):
        if one.area_id in wanted and one.counted_on <= on:
            before = newest_count.get(one.area_id)
            if before is None or before.counted_on < one.counted_on:
                newest_count[one.area_id] = one
    return {area_id: one.total for area_id, one in newest_count.items()}


def households_told(number: int) -> int | None:
    """Return a number of households as anyone may know it: in whole tens, None where they are too few."""
    return None if 0 < number < LEAST_HOUSEHOLDS else whole_tens(number)
