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

from grannsamverkan.planning.segments import Segments, Shapes, divided
from grannsamverkan.types import Xy

ALONG_M = 150.0
"""A home farther than this from every street lies along none."""

_NAMED_M = 60.0
"""A home belongs to the street of its own address before a nearer one, if that is so much farther at most."""

_CROWDED = 30
"""A segment along which more homes lie is cut, so that blocks of flats can be parted."""
_PAST_M = 1.0

NOWHERE = -1
"""The segment of a home that lies along none."""


@dataclass(frozen=True, slots=True)
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

    @property
    def points(self) -> Shapes:
        """The places as points."""
        return np.asarray(shapely.points(self.x, self.y))


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
    covered = np.zeros(len(ordered), dtype=bool)
    points = shapely.points(xy)
    for area in existing:
        shapely.prepare(area)
        covered |= shapely.intersects(area, points)
    return Plots(
        xy[:, 0].copy(),
        xy[:, 1].copy(),
        np.array([at[place][0] for place in ordered], dtype=np.int64),
        np.array([at[place][1] for place in ordered], dtype=object),
        covered,
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
        order = free[np.argsort(self.segment_of[free], kind="stable")]
        counts = np.bincount(self.segment_of[order], minlength=len(self.segments))
        return np.split(order, np.cumsum(counts)[:-1]) if len(self.segments) else []


def network_of(
    segments: Segments,
    plots: Plots,
    *,
    existing: Sequence[BaseGeometry],
    localities: Sequence[tuple[str, float, float]],
) -> Network:
    """Return the network of some segments and plots; `localities` are names with easting and northing."""
    segment_of = _along(segments, plots)
    if crowded := _crowded(segments, plots, segment_of):
        segments = divided(segments, crowded)
        segment_of = _along(segments, plots)
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
    for place in np.flatnonzero(totals > _CROWDED).tolist():
        here = np.flatnonzero(segment_of == place)
        line = segments.lines[place]
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


def _along(segments: Segments, plots: Plots) -> NDArray[np.intp]:
    """Return the segment that each plot lies along: the nearest, or that of its own address close by."""
    found = np.full(len(plots), NOWHERE, dtype=np.intp)
    if not len(segments) or not len(plots):
        return found
    tree, points = shapely.STRtree(segments.lines), plots.points
    at, near = tree.query_nearest(points, max_distance=ALONG_M, all_matches=False)
    found[at] = near
    names = np.array(segments.names, dtype=object)
    strays = (plots.streets[at] != names[near]) & (plots.streets[at] != "")
    elsewhere = at[strays | _parted(points[at], near, segments)]
    if len(elsewhere):
        found[elsewhere] = _chosen(segments, plots, elsewhere, tree)
    return found


def _chosen(
    segments: Segments, plots: Plots, which: NDArray[np.intp], tree: shapely.STRtree
) -> NDArray[np.intp]:
    """Return the best segment of plots whose nearest one has another name or lies beyond a barrier."""
    points = plots.points[which]
    row, near = tree.query(points, predicate="dwithin", distance=ALONG_M)
    away = shapely.distance(points[row], segments.lines[near])
    names = np.array(segments.names, dtype=object)
    own = plots.streets[which][row] == names[near]
    away = away - np.where(own, _NAMED_M, 0.0)
    away[_parted(points[row], near, segments)] = np.inf
    order = np.lexsort((near, away, row))
    first = np.ones(len(order), dtype=bool)
    first[1:] = row[order][1:] != row[order][:-1]
    best = order[first]
    best = best[np.isfinite(away[best])]
    chosen = np.full(len(which), NOWHERE, dtype=np.intp)
    chosen[row[best]] = near[best]
    return chosen


def _parted(points: Shapes, near: NDArray[np.intp], segments: Segments) -> NDArray[np.bool_]:
    """Say for each point whether a barrier lies between it and its segment."""
    parted = np.zeros(len(points), dtype=bool)
    if len(segments.barriers):
        between = shapely.shortest_line(points, segments.lines[near])
        crossing = shapely.STRtree(segments.barriers).query(between, predicate="crosses")[0]
        parted[crossing] = True
    return parted
