"""Interests that lie near each other: where several residents wish for the same, an area can begin.

Two interests belong together when they lie within `NEAR_M` of each other, or are joined by others
that do (single linkage). Fewer than `LEAST` different residents are never shown as a cluster.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from grannsamverkan.domain.interests import OPEN, Interest, Wish
from grannsamverkan.domain.traces import digits
from grannsamverkan.types import Xy

NEAR_M = 400.0
"""Within so many metres two homes can be neighbours of one area."""

LEAST = 3
"""So many different residents a cluster has at least, so that it does not point at one of them."""

COARSE_M = 100.0
"""Places of interests, and the middles of clusters, are rounded to so many metres."""

_FOR_AN_AREA = frozenset({Wish.START, Wish.JOIN, Wish.BE_CONTACT})


@dataclass(frozen=True, slots=True)
class Cluster:
    """Interests that lie near each other.

    Attributes:
        interests: those that belong together, oldest first.
        residents: how many different people they come from.
        x, y: easting, northing of the middle in metres, rounded to 100 m.
        locality: the one that most of them name, the first in the alphabet of several; None: none does.
        households: the sum of what they guess, None where nobody does.
    """

    interests: tuple[Interest, ...]
    residents: int
    x: float
    y: float
    locality: str | None
    households: int | None

    @property
    def id(self) -> str:
        """The id of its oldest interest, which stays while the cluster grows."""
        return self.interests[0].id


def coarse(value: float) -> float:
    """Return an easting or northing rounded to whole hundreds of metres."""
    return round(value / COARSE_M) * COARSE_M


def clusters(interests: Iterable[Interest], *, least: int = LEAST) -> tuple[Cluster, ...]:
    """Return the clusters of the interests that wait for an area, the largest first.

    One who wrote twice counts once, known by mail or telephone. The same interests give the same
    clusters in whatever order they come.
    """
    waiting = sorted(filter(_waits, interests), key=lambda one: (one.received_on, one.id))
    found = [_cluster([waiting[place] for place in group]) for group in _joined(waiting)]
    told = [cluster for cluster in found if cluster.residents >= least]
    return tuple(sorted(told, key=lambda one: (-one.residents, one.id)))


def asks_for_an_area(interest: Interest) -> bool:
    """Say whether an interest is in an area, and waits for somebody to see to it."""
    return interest.state in OPEN and interest.wish in _FOR_AN_AREA


def _waits(interest: Interest) -> bool:
    placed = interest.x is not None and interest.y is not None
    return placed and asks_for_an_area(interest)


def _places(interests: Iterable[Interest]) -> list[Xy]:
    return [(one.x, one.y) for one in interests if one.x is not None and one.y is not None]


def _joined(interests: Sequence[Interest]) -> list[list[int]]:
    """Return the places in the list of the interests that are joined, group by group, each in order."""
    there: dict[Xy, list[int]] = {}
    for place, xy in enumerate(_places(interests)):
        there.setdefault(xy, []).append(place)
    if not there:
        return []
    points = [shapely.Point(xy) for xy in there]
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=NEAR_M)
    groups: dict[int, list[int]] = {}
    for group, same in zip(_grouped(len(there), near.T.tolist()), there.values(), strict=True):
        groups.setdefault(group, []).extend(same)
    return [sorted(group) for group in groups.values()]


def _grouped(number: int, pairs: Iterable[Sequence[int]]) -> list[int]:
    """Return for each of so many things the first of those that pairs join it with, itself included."""
    first = list(range(number))

    def root(one: int) -> int:
        while first[one] != one:
            first[one] = one = first[first[one]]
        return one

    for one, other in pairs:
        low, high = sorted((root(one), root(other)))
        first[high] = low
    return [root(one) for one in range(number)]


def _cluster(interests: Sequence[Interest]) -> Cluster:
    named = [one.locality for one in interests if one.locality]
    guesses = [one.households_guess for one in interests if one.households_guess is not None]
    x, y = np.mean(_places(interests), axis=0).tolist()
    return Cluster(
        interests=tuple(interests),
        residents=residents(interests),
        x=coarse(x),
        y=coarse(y),
        locality=min(named, key=lambda name: (-named.count(name), name), default=None),
        households=sum(guesses) if guesses else None,
    )


def residents(interests: Sequence[Interest]) -> int:
    """Count different people: two interests with one mail or telephone are of one."""
    first: dict[str, int] = {}
    pairs = [
        (first.setdefault(mark, place), place)
        for place, one in enumerate(interests)
        for mark in _marks(one)
    ]
    return len(set(_grouped(len(interests), pairs)))


def _marks(interest: Interest) -> list[str]:
    """Return what a resident is known by when they write again."""
    mail = [f"mail {interest.mail.casefold()}"] if interest.mail else []
    return [*mail, f"phone {digits(interest.phone)}"] if interest.phone else mail
