"""How many households an area held, and how many took part, as the newest count tells."""

from collections.abc import Iterable
from datetime import date

from grannsamverkan.domain.areas import HouseholdCount


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
