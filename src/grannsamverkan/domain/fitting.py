"""Estimated numbers of homes, made to add up to what is known of the area they lie in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.streets import Dwelling

FARTHEST = 2.0
"""Estimates grow or shrink so many times at most: farther off it is buildings that are missing, or too many."""

NOWHERE = -1
"""The area of a dwelling of which no total is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTotal:
    """How many homes an area is known to have.

    Attributes:
        source: who counted, and when.
        shape: the area in metres; None: it is the surroundings of the locality with its name.
    """

    area: str
    homes: int
    source: str
    shape: BaseGeometry | None = None


class Outcome(StrEnum):
    """What came of a known total."""

    FITTED = "fitted"
    TOO_FAR = "too_far"
    """The estimates are so far off that it is not their sizes that are wrong."""
    NOTHING_ESTIMATED = "nothing_estimated"
    """Every number there is counted, or said by what a building is."""
    NOWHERE = "nowhere"
    """No home lies there, or no locality has the name."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What came of a known total: how many homes there were by the estimates, and how many there are now."""

    total: KnownTotal
    outcome: Outcome
    before: int
    after: int


def fitted(
    dwellings: Sequence[Dwelling], where: Sequence[int], totals: Sequence[KnownTotal]
) -> tuple[list[Dwelling], tuple[Fit, ...]]:
    """Return dwellings whose estimates add up to what is known; `where` says which total each belongs to.

    What is counted stays as it is, and so does an area that is too far off.
    """
    found = list(dwellings)
    inside: list[list[int]] = [[] for _ in totals]
    for place, number in enumerate(where):
        if number != NOWHERE:
            inside[number].append(place)
    fits = []
    for total, places in zip(totals, inside, strict=True):
        before = sum(found[place].homes for place in places)
        outcome, numbers = _numbers([found[place] for place in places], total.homes)
        for place, homes in zip(places, numbers, strict=False):
            one = found[place]
            if one.estimated is not None:
                found[place] = replace(one, homes=homes, fitted_to=total.source)
        after = sum(found[place].homes for place in places)
        fits.append(Fit(total, outcome, before, after))
    return found, tuple(fits)


def _numbers(some: Sequence[Dwelling], total: int) -> tuple[Outcome, list[int]]:
    """Return what comes of a total, and the homes of each dwelling where it could be met."""
    if not some:
        return Outcome.NOWHERE, []
    estimates = [one.estimated for one in some if one.estimated is not None]
    if not estimates:
        return Outcome.NOTHING_ESTIMATED, []
    counted = [one.homes - (one.estimated or 0) for one in some]
    room = total - sum(counted)
    least = max(len(estimates), sum(estimates) / FARTHEST)
    if not least <= room <= sum(estimates) * FARTHEST:
        return Outcome.TOO_FAR, []
    shares = iter(scaled(estimates, room))
    return Outcome.FITTED, [
        known + (0 if one.estimated is None else next(shares))
        for one, known in zip(some, counted, strict=True)
    ]


def scaled(estimates: Sequence[int], total: int) -> list[int]:
    """Return whole numbers of at least 1 that add up to a total and are as estimates are to each other.

    Each estimate is at least 1, and the total at least their number. What is left over by rounding goes
    to the largest remainders, of equal ones to the first.
    """
    order = sorted(range(len(estimates)), key=lambda place: (estimates[place], place))
    rest, room = sum(estimates), total
    ones = 0
    while ones < len(order) and estimates[order[ones]] * room < rest:
        rest, room, ones = rest - estimates[order[ones]], room - 1, ones + 1
    numbers = [1] * len(estimates)
    shared = order[ones:]
    for place in shared:
        numbers[place] = estimates[place] * room // rest
    left = total - sum(numbers)
    by_remainder = sorted(shared, key=lambda place: (-(estimates[place] * room % rest), place))
    for place in by_remainder[:left]:
        numbers[place] += 1
    return numbers
