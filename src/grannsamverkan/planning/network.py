"""Streets as a network with homes along it: what candidates for new areas are grown on.

All coordinates are easting, northing in metres in one metric CRS. Nothing here depends on ids or on
the order in which roads and homes came.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import permutations
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.bulk import covered
from grannsamverkan.planning.segments import Segments, Shapes, divided
from grannsamverkan.types import Xy

ALONG_M = 150.0
"""A home farther than this from every street lies along none."""

_NAMED_M = 60.0
"""A home belongs to the street of its own address before a nearer one, if that is so much farther at most."""

_CROWDED = 30
"""A segment along which more homes lie is cut, so that blocks of flats can be parted."""
_PAST_M = 1.0
_SLACK_M = 0.01
"""A barrier so much farther than a street may still lie before it, but for rounding."""

NOWHERE = -1
"""The segment of a home that lies along none."""


@dataclass(frozen=True)
class Plots:
    """Places with homes, from west to east, each place once.

    Attributes:
        x, y: easting, northing.
        homes: number of homes at each.
        streets: the street of their address, where one is known.
        covered: whether they lie in an area that there is.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    homes: NDArray[np.int64]
    streets: NDArray[np.object_]
    covered: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.x)

    @cached_property
    def points(self) -> Shapes:
        """The places as points."""
        return np.asarray(shapely.points(self.x, self.y))

    @cached_property
    def tree(self) -> shapely.STRtree:
        """An index of the points."""
        return shapely.STRtree(self.points)


def plots_of(
    places: Sequence[tuple[float, float, int, str | None]], existing: Sequence[BaseGeometry]
) -> Plots:
    """Return places (easting, northing, homes, street) as plots; homes at one place are put together."""
    at: dict[Xy, tuple[int, str]] = {}
    for x, y, homes, street in places:
        before, named = at.get((x, y), (0, ""))
        at[x, y] = (before + homes, min(filter(None, (named, street or "")), default=""))
    ordered = sorted(at)
    xy = np.array(ordered, dtype=np.float64).reshape(-1, 2)
    east, north = xy[:, 0].copy(), xy[:, 1].copy()
    return Plots(
        east,
        north,
        np.array([at[place][0] for place in ordered], dtype=np.int64),
        np.array([at[place][1] for place in ordered], dtype=object),
        covered(east, north, np.array(existing, dtype=object)),
    )


@dataclass(frozen=True)
class Network:
    """Segments that can be grown along, the homes of each, and the locality each lies in.

    Attributes:
        segment_of: for each plot the segment it lies along, `NOWHERE` for none.
        homes: for each segment its homes that no area covers yet.
        usable: for each segment whether no area that there is lies over it.
        locality: for each segment the place of its locality in `localities`.
    """

    segments: Segments
    plots: Plots
    localities: tuple[str, ...]
    segment_of: NDArray[np.intp]
    homes: NDArray[np.int64]
    usable: NDArray[np.bool_]
    locality: NDArray[np.intp]

    @cached_property
    def ways(self) -> list[list[tuple[int, float]]]:
        """For each segment those it goes on to, each with the metres between their middles."""
        lengths = shapely.length(self.segments.lines).tolist()
        ways: list[dict[int, float]] = [{} for _ in range(len(self.segments))]
        for some in self._at_nodes():
            for one, other in permutations(some, 2):
                ways[one][other] = (lengths[one] + lengths[other]) / 2
        return [sorted(found.items()) for found in ways]

    def _at_nodes(self) -> Iterable[list[int]]:
        """Return the usable segments that meet at each open node."""
        at_node: dict[int, list[int]] = {}
        for segment in np.flatnonzero(self.usable).tolist():
            for node in set(self.segments.ends[segment].tolist()):
                if self.segments.open[node]:
                    at_node.setdefault(node, []).append(segment)
        return at_node.values()

    @cached_property
    def plots_along(self) -> list[NDArray[np.intp]]:
        """For each segment the plots along it that no area covers yet."""
        free = np.flatnonzero((self.segment_of != NOWHERE) & ~self.plots.covered)
        return _by_segment(self.segment_of, free, len(self.segments))


def network_of(
    segments: Segments,
    plots: Plots,
    *,
    existing: Sequence[BaseGeometry],
    localities: Sequence[tuple[str, float, float]],
) -> Network:
    """Return the network of some segments and plots; `localities` are names with easting and northing."""
    wall_m = _to_barrier(plots, segments.barriers)
    segment_of = _along(segments, plots, wall_m)
    if crowded := _crowded(segments, plots, segment_of):
        segments = divided(segments, crowded)
        segment_of = _along(segments, plots, wall_m)
    counted = (segment_of != NOWHERE) & ~plots.covered
    homes = np.bincount(
        segment_of[counted], weights=plots.homes[counted], minlength=len(segments)
    ).astype(np.int64)
    middles = shapely.line_interpolate_point(segments.lines, 0.5, normalized=True)
    usable = np.ones(len(segments), dtype=bool)
    for area in existing:
        shapely.prepare(area)
        usable &= ~shapely.intersects(area, middles)
    places = sorted(localities)
    at = np.array([(x, y) for _, x, y in places]).reshape(-1, 2)  # there may be none
    tree = shapely.STRtree(np.asarray(shapely.points(at)))
    near = tree.nearest(middles) if places and len(segments) else np.zeros(len(segments))
    return Network(
        segments,
        plots,
        tuple(name for name, _, _ in places) or ("",),
        segment_of,
        np.where(usable, homes, 0),
        usable,
        near.astype(np.intp),
    )


def _crowded(
    segments: Segments, plots: Plots, segment_of: NDArray[np.intp]
) -> dict[int, list[float]]:
    """Return where segments are to be cut along which more homes lie than a part should have."""
    totals = np.bincount(
        segment_of[segment_of != NOWHERE],
        weights=plots.homes[segment_of != NOWHERE],
        minlength=len(segments),
    )
    cuts: dict[int, list[float]] = {}
    along_each = _by_segment(segment_of, np.flatnonzero(segment_of != NOWHERE), len(segments))
    for place in np.flatnonzero(totals > _CROWDED).tolist():
        here, line = along_each[place], segments.lines[place]
        along = shapely.line_locate_point(line, plots.points[here])
        order = np.lexsort((here, along))
        parts = ceil(totals[place] / _CROWDED)
        share = np.cumsum(plots.homes[here][order]) / totals[place] * parts
        places = np.searchsorted(share, np.arange(1, parts))
        steps = along[order][places] + _PAST_M
        cuts[place] = sorted(
            {step for step in steps.tolist() if _PAST_M < step < line.length - _PAST_M}
        )
    return cuts


def _by_segment(
    segment_of: NDArray[np.intp], some: NDArray[np.intp], segments: int
) -> list[NDArray[np.intp]]:
    """Return which of some plots lie along each segment, in their order."""
    if not segments:
        return []
    order = some[np.argsort(segment_of[some], kind="stable")]
    counts = np.bincount(segment_of[order], minlength=segments)
    return np.split(order, np.cumsum(counts)[:-1])


def _along(segments: Segments, plots: Plots, wall_m: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the segment that each plot lies along: the nearest, or that of its own address close by."""
    found = np.full(len(plots), NOWHERE, dtype=np.intp)
    if not len(segments) or not len(plots):
        return found
    tree, points = shapely.STRtree(segments.lines), plots.points
    (at, near), away = tree.query_nearest(
        points, max_distance=ALONG_M, all_matches=False, return_distance=True
    )
    found[at] = near
    names = np.array(segments.names, dtype=object)
    strays = (plots.streets[at] != names[near]) & (plots.streets[at] != "")
    beyond = _parted(segments, points[at], near, wall_m[at] <= away)
    astray = strays | beyond
    if astray.any():
        # what is not beyond a barrier is passed by a street of the address's own name alone
        reach_m = np.where(beyond, ALONG_M, np.minimum(ALONG_M, away + _NAMED_M + _SLACK_M))
        found[at[astray]] = _chosen(segments, plots, at[astray], reach_m[astray], tree, wall_m)
    return found


def _chosen(
    segments: Segments,
    plots: Plots,
    which: NDArray[np.intp],
    reach_m: NDArray[np.float64],
    tree: shapely.STRtree,
    wall_m: NDArray[np.float64],
) -> NDArray[np.intp]:
    """Return the best segment of plots whose nearest one has another name or lies beyond a barrier."""
    points = plots.points[which]
    row, near = tree.query(points, predicate="dwithin", distance=reach_m)
    metres = shapely.distance(points[row], segments.lines[near])
    names = np.array(segments.names, dtype=object)
    own = plots.streets[which][row] == names[near]
    away = metres - np.where(own, _NAMED_M, 0.0)
    away[_parted(segments, points[row], near, wall_m[which][row] <= metres)] = np.inf
    order = np.lexsort((near, away, row))
    first = np.ones(len(order), dtype=bool)
    first[1:] = row[order][1:] != row[order][:-1]
    best = order[first]
    best = best[np.isfinite(away[best])]
    chosen = np.full(len(which), NOWHERE, dtype=np.intp)
    chosen[row[best]] = near[best]
    return chosen


def _to_barrier(plots: Plots, barriers: Shapes) -> NDArray[np.float64]:
    """Return how far each plot is from the nearest barrier, infinity where none parts it from any street."""
    metres = np.full(len(plots), np.inf)
    if len(barriers) and len(plots):
        (at, _), away = shapely.STRtree(barriers).query_nearest(
            plots.points, max_distance=ALONG_M, all_matches=False, return_distance=True
        )
        metres[at] = away - _SLACK_M
    return metres


def _parted(
    segments: Segments, points: Shapes, near: NDArray[np.intp], asked: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Say for each point whether a barrier lies between it and its segment; not asked: none is so near."""
    parted, some = np.zeros(len(points), dtype=bool), np.flatnonzero(asked)
    if len(some):
        between = shapely.shortest_line(points[some], segments.lines[near[some]])
        crossing = shapely.STRtree(segments.barriers).query(between, predicate="crosses")[0]
        parted[some[crossing]] = True
    return parted
