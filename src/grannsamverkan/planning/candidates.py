"""Candidates for new areas: connected streets with homes enough, grown from every segment at several sizes."""

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.planning.network import Network

FEWEST_HOMES, MOST_HOMES = 15, 60
"""So many homes an area has (Tyresö's mean is 36; one contact for each 10-20, one to five contacts)."""

TARGETS = (18, 28, 40, 55)
RADIUS_M = 350.0
"""So far along the streets an area reaches from where it began to grow."""

_EMPTY = 2.0
"""A street without homes is twice as far: neighbours are those who live along the way."""

_VILLAGE_M = 1_500.0
"""Where homes lie too far apart for a watch of one street, a village is one as a whole."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Sets of segments, each of which could be an area, in an order that depends on where they lie alone.

    Attributes:
        starts: n + 1; candidate j has the segments `segments[starts[j]:starts[j + 1]]`, sorted.
        homes: n, homes that no area covers yet.
        locality: n, the place of the locality that most of its homes lie in.
    """

    starts: NDArray[np.intp]
    segments: NDArray[np.intp]
    homes: NDArray[np.int64]
    locality: NDArray[np.intp]

    def __len__(self) -> int:
        return len(self.homes)

    def of(self, place: int) -> NDArray[np.intp]:
        """Return the segments of a candidate."""
        return self.segments[self.starts[place] : self.starts[place + 1]]

    def takes(self, network: Network) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return what each candidate takes, as starts and places: its segments, and the nodes it passes through.

        Two areas may meet at a crossing, but only one can go on across it.
        """
        segments, nodes = network.segments, len(network.segments.nodes)
        owner = np.repeat(np.arange(len(self)), np.diff(self.starts))
        ends = (owner[:, None] * nodes + segments.ends[self.segments]).ravel()
        met, times = np.unique(ends, return_counts=True)
        passed = met[(times > 1) & segments.open[met % nodes]]
        rows = np.concatenate([self.segments, len(segments) + passed % nodes])
        by = np.concatenate([owner, passed // nodes])
        order = np.lexsort((rows, by))
        starts = np.zeros(len(self) + 1, dtype=np.intp)
        np.cumsum(np.bincount(by, minlength=len(self)), out=starts[1:])
        return starts, rows[order]


def grow(network: Network) -> Candidates:
    """Return the candidates of a network: balls along its streets, and villages where no ball is large enough."""
    found: set[tuple[int, ...]] = set()
    homes = network.homes.tolist()
    reached = [False] * len(homes)
    for seed in np.flatnonzero(network.homes).tolist():
        for some in _balls(network, homes, seed, RADIUS_M):
            found.add(some)
    for segment in chain.from_iterable(found):
        reached[segment] = True
    for seed in np.flatnonzero(network.homes).tolist():
        if not reached[seed]:
            found.update(_balls(network, homes, seed, _VILLAGE_M))
    ordered = sorted(found)
    totals = np.array([sum(homes[one] for one in some) for some in ordered], dtype=np.int64)
    places = np.array([_locality(network, some) for some in ordered], dtype=np.intp)
    return _packed(ordered, totals, places)


def _balls(
    network: Network, homes: list[int], seed: int, radius_m: float
) -> Iterator[tuple[int, ...]]:
    """Give the sets of segments around a seed, nearest first, each as soon as it has homes enough."""
    total, targets = 0, list(TARGETS)
    come_by: dict[int, int] = {}
    ways = _Ways(network, homes, seed, radius_m)
    while targets and (met := ways.nearest(come_by)):
        segment, before = met
        if total + homes[segment] > MOST_HOMES:
            continue  # what lies behind it is not reached through it either
        come_by[segment] = before
        total += homes[segment]
        if homes[segment] and total >= targets[0]:
            targets = [one for one in targets if one > total]
            yield _pruned(come_by, homes)
        ways.go_on(segment)
    if targets and total >= FEWEST_HOMES:
        yield _pruned(come_by, homes)


class _Ways:
    """The segments around a seed in the order in which one reaches them (Dijkstra)."""

    __slots__ = ("away", "distance", "homes", "queue", "radius_m", "ways")

    def __init__(self, network: Network, homes: list[int], seed: int, radius_m: float) -> None:
        self.ways, self.homes, self.radius_m = network.ways, homes, radius_m
        self.away = {seed: 0.0}
        self.queue = [(0.0, seed, seed)]
        self.distance = 0.0

    def nearest(self, met: dict[int, int]) -> tuple[int, int] | None:
        """Return the next segment that has not been met, and the one it is reached from."""
        while self.queue:
            self.distance, segment, before = heappop(self.queue)
            if segment not in met:
                return segment, before
        return None

    def go_on(self, segment: int) -> None:
        """Go on from the segment that was nearest to those next to it."""
        for other, step in self.ways[segment]:
            further = self.distance + step * (1.0 if self.homes[other] else _EMPTY)
            if further <= self.radius_m and further < self.away.get(other, np.inf):
                self.away[other] = further
                heappush(self.queue, (further, other, segment))


def _pruned(come_by: dict[int, int], homes: list[int]) -> tuple[int, ...]:
    """Return the segments with homes and those one must pass to reach them."""
    kept: set[int] = set()
    for segment in come_by:
        if homes[segment]:
            one = segment
            while one not in kept:
                kept.add(one)
                one = come_by[one]
    return tuple(sorted(kept))


def _locality(network: Network, some: tuple[int, ...]) -> int:
    rows = list(some)
    counted = np.bincount(network.locality[rows], weights=network.homes[rows])
    return int(np.argmax(counted))


def _packed(
    some: "list[tuple[int, ...]] | list[NDArray[np.intp]]",
    homes: NDArray[np.int64],
    locality: NDArray[np.intp],
) -> Candidates:
    starts = np.zeros(len(some) + 1, dtype=np.intp)
    np.cumsum([len(one) for one in some], out=starts[1:])
    segments = np.fromiter(chain.from_iterable(some), dtype=np.intp, count=int(starts[-1]))
    return Candidates(starts, segments, homes, locality)
