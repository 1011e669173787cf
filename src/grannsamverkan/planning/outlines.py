"""Outlines as one would draw them: whole plots along whole streets, none over another.

All coordinates are easting, northing in metres in one metric CRS.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.ops import substring

from grannsamverkan.planning.network import Network
from grannsamverkan.planning.segments import Shapes, shapes_of

_PLOT_M = 40.0
"""A plot reaches so far from its home, unless another home is nearer."""
_STREET_M, _CORE_M = 12.0, 6.0
"""The street belongs to its area so far from its middle; of that the core is given up to nobody."""
_CLOSED_M = 25.0
_OPENED_M = 4.0
_NEIGHBOURS_M = 130.0
_APART_M = (0.0, 0.01)
"""So far from other areas; a hair's breadth where rounding would let them overlap."""
_SIMPLER_M = (4.0, 2.0, 1.0, 0.3)


@dataclass(frozen=True, slots=True)
class _Area:
    """One area on its way: its streets, and all homes around with those that are its own."""

    around: Shapes
    is_own: NDArray[np.bool_]
    lines: Shapes


@dataclass(frozen=True, slots=True)
class _Alone:
    """An area as it is drawn where no other is near: its whole shape, and the core of its streets."""

    area: _Area
    shape: BaseGeometry
    core: BaseGeometry


def outlines(
    network: Network, areas: Sequence[NDArray[np.intp]], *, existing: Sequence[BaseGeometry]
) -> list[Polygon | None]:
    """Return the outline of each area, given as its segments; the first come before the later where they meet.

    Each is valid, of one part and without holes, has its own homes inside and no other's, and shares no
    ground with another or with an area that there is. None: there is no such outline.
    """
    return Drawing(network, existing).outlines(areas)


class Drawing:
    """Outlines drawn again and again among the same homes: what an area is by itself is drawn once."""

    def __init__(self, network: Network, existing: Sequence[BaseGeometry]) -> None:
        """Begin with the areas that there are."""
        self.network, self.there = network, shapes_of(existing)
        self.standing = shapely.STRtree(self.there)
        self.alone: dict[bytes, _Alone] = {}

    def outlines(self, areas: Sequence[NDArray[np.intp]]) -> list[Polygon | None]:
        """Return what `outlines` does."""
        some = [self._alone(segments) for segments in areas]
        cores = shapes_of([one.core for one in some])
        streets = shapely.STRtree(cores)
        found: list[Polygon | None] = []
        for place, one in enumerate(some):
            near = streets.query(one.shape).tolist()
            beside = cores[[other for other in near if other != place]]
            solid = self._standing(one.shape)
            solid += [other for other in found if other is not None and other.intersects(one.shape)]
            found.append(_held(one.area, one.shape.difference(shapely.union_all(beside)), solid))
        return found

    def by_itself(self, segments: NDArray[np.intp]) -> Polygon | None:
        """Return the outline of an area that would be the only new one."""
        one = self._alone(segments)
        return _held(one.area, one.shape, self._standing(one.shape))

    def _standing(self, shape: BaseGeometry) -> list[BaseGeometry]:
        near: list[BaseGeometry] = self.there[self.standing.query(shape, "intersects")].tolist()
        return near

    def _alone(self, segments: NDArray[np.intp]) -> _Alone:
        key = segments.tobytes()
        if key not in self.alone:
            area = _around(self.network, segments)
            core = _street(area.lines, _CORE_M)
            self.alone[key] = _Alone(area, _simplified(area, _grown(area, core)), core)
        return self.alone[key]


def _around(network: Network, segments: NDArray[np.intp]) -> _Area:
    points = network.plots.points
    mine = np.concatenate([network.plots_along[one] for one in segments.tolist()])
    near = network.plots.tree.query(MultiPoint(points[mine]), "dwithin", _NEIGHBOURS_M)
    near.sort()
    return _Area(points[near], np.isin(near, mine), _walked(network, segments))


def _walked(network: Network, some: NDArray[np.intp]) -> Shapes:
    """Return the streets of an area as far as one walks them: from home to home, and over the crossings between."""
    segments, points = network.segments, network.plots.points
    nodes, times = np.unique(segments.ends[some], return_counts=True)
    passed = {node for node in nodes[times > 1].tolist() if segments.open[node]}
    walked = []
    for one in some.tolist():
        line, (start, end) = segments.lines[one], segments.ends[one].tolist()
        stops = shapely.line_locate_point(line, points[network.plots_along[one]]).tolist()
        stops += [0.0] * (start in passed) + [line.length] * (end in passed)
        walked.append(substring(line, min(stops), max(stops)))
    return shapes_of(walked)


def _street(lines: Shapes, metres: float) -> BaseGeometry:
    return shapely.union_all(shapely.buffer(lines, metres, quad_segs=3))


def _grown(area: _Area, core: BaseGeometry) -> BaseGeometry:
    """Return the plots and streets of an area as one shape, from which those of others are kept out."""
    frame = shapely.box(*shapely.total_bounds(area.around)).buffer(_NEIGHBOURS_M)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(MultiPoint(area.around), extend_to=frame, ordered=True)
    )
    reach = shapely.buffer(area.around, _PLOT_M, quad_segs=4)
    plots = shapely.intersection(cells, reach)
    own = shapely.union_all([*plots[area.is_own], _street(area.lines, _STREET_M)])
    closed = own.buffer(_CLOSED_M, join_style="mitre").buffer(-_CLOSED_M, join_style="mitre")
    ours = closed.difference(shapely.union_all(plots[~area.is_own]))
    opened = ours.buffer(-_OPENED_M, join_style="mitre").buffer(_OPENED_M, join_style="mitre")
    return shapely.union_all([opened, core])


def _simplified(area: _Area, shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with as few corners as its homes allow."""
    for metres in _SIMPLER_M:
        simple = shape.simplify(metres)
        if _keeps(area, simple):
            return simple
    return shape


def _keeps(area: _Area, shape: BaseGeometry) -> bool:
    """Say whether the homes inside a shape are those of the area."""
    shapely.prepare(shape)
    return bool((shapely.contains(shape, area.around) == area.is_own).all())


def _held(area: _Area, shape: BaseGeometry, solid: Sequence[BaseGeometry]) -> Polygon | None:
    """Return what is left of a shape beside other areas, if that is one piece with its homes and no other's."""
    for apart_m in _APART_M:
        others = shapely.union_all(shapely.buffer(solid, apart_m))
        parts = shapely.get_parts(shape.difference(others))
        if not len(parts):
            return None
        largest = max(parts, key=lambda one: one.area)
        filled = Polygon(largest.exterior)
        if not shapely.area(shapely.intersection(solid, filled)).any() and _keeps(area, filled):
            return filled
    return None
