"""Outlines that nobody needs to draw by hand: around the homes of some streets, and blocks between roads.

All coordinates are easting, northing in metres in one metric CRS. Homes are arrays (n, 2) of x, y.
"""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.geometry import clean, without
from grannsamverkan.errors import Refused

Homes = NDArray[np.float64]

_PLOT_M = 24.0
"""How far behind a home its plot reaches, where nothing else tells."""

_FRONT_M = 5.0
_STREET_M = 6.0
_YARD_M = 30.0
"""Ground between two homes of an area that is narrower than twice this belongs to it too."""

_EDGE_OF_TOWN_M = 40.0
_STRAIGHTENED_M = (9.0, 6.0, 4.0, 2.5, 1.0, 0.0)
_FAR_M = 150.0
_ROUND_M = 8.0
_ONWARD_M = 90.0
_STEP_M = 0.5


def around_homes(
    mine: Homes, others: Homes, streets: Sequence[LineString], taken: Sequence[MultiPolygon] = ()
) -> MultiPolygon:
    """Return an outline around all of some homes and none of the others, along their streets and plots.

    The line runs midway between a home of the area and one that is not of it, as the backs of plots
    do, and is straightened as far as every home stays on its side. `taken` is ground that other
    areas have; homes there must be in neither array.

    Raises:
        Refused: no homes.
    """
    if not len(mine):
        raise Refused("drawing.no_homes")
    mine, others = np.unique(mine, axis=0), np.unique(others, axis=0)
    others = _nearby(others, _around(mine, _FAR_M))
    territory = _territory(mine, others)
    plots = _plots(mine, streets)
    rough = plots.buffer(_YARD_M, join_style="mitre", mitre_limit=2).buffer(
        -_YARD_M, join_style="mitre"
    )
    held = shapely.intersection(_filled(rough), territory)
    free = without(held, shapely.union_all(list(taken))) if taken else held
    whole = _main_parts(_opened(free), mine)
    for tolerance_m in _STRAIGHTENED_M:
        drawn = _main_parts(_polygons(whole.simplify(tolerance_m)), mine)
        if taken:
            drawn = _polygons(without(drawn, shapely.union_all(list(taken))))
        if _holds_exactly(drawn, mine, others):
            return clean(drawn).polygon
    return clean(_polygons(_main_parts(free, mine))).polygon


def _around(homes: Homes, margin_m: float) -> Polygon:
    """Return the box that holds homes, with a margin."""
    west, south = homes.min(axis=0) - margin_m
    east, north = homes.max(axis=0) + margin_m
    return Polygon([(west, south), (east, south), (east, north), (west, north)])


def _nearby(homes: Homes, box: Polygon) -> Homes:
    if not len(homes):
        return homes.reshape(0, 2)
    near: Homes = homes[shapely.intersects_xy(box, homes[:, 0], homes[:, 1])]
    return near


def _territory(mine: Homes, others: Homes) -> BaseGeometry:
    """Return the ground that lies nearer to one of some homes than to any other home."""
    if not len(others):
        return _around(mine, _FAR_M)
    everyone = np.concatenate([mine, others])
    around = _around(everyone, _FAR_M)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.MultiPoint(everyone), extend_to=around)
    )
    tree = shapely.STRtree(cells)
    _, own = tree.query(shapely.points(mine), predicate="intersects")
    return shapely.union_all(cells[np.unique(own)])


def _plots(mine: Homes, streets: Sequence[LineString]) -> BaseGeometry:
    """Return the ground of homes with the way from each to its street, and of the street between them."""
    points: NDArray[np.object_] = np.asarray(shapely.points(mine))
    ground = [shapely.union_all(shapely.buffer(points, _PLOT_M, quad_segs=2))]
    if streets:
        lines = np.array(streets, dtype=object)
        nearest = shapely.STRtree(lines).nearest(points)
        ways = shapely.shortest_line(points, lines[nearest])
        ground.append(shapely.union_all(shapely.buffer(ways, _FRONT_M, cap_style="flat")))
        ground += [
            shapely.buffer(
                _between(lines[one], points[nearest == one]), _STREET_M, cap_style="flat"
            )
            for one in np.unique(nearest)
        ]
    return shapely.union_all(ground)


def _between(line: LineString, points: NDArray[np.object_]) -> BaseGeometry:
    """Return the stretch of a street that homes lie along."""
    along = shapely.line_locate_point(line, points)
    first, last = float(along.min()), float(along.max())
    inner = [
        corner
        for corner in shapely.get_coordinates(line)
        if first < shapely.line_locate_point(line, shapely.Point(corner)) < last
    ]
    ends = shapely.get_coordinates(shapely.line_interpolate_point(line, [first, last]))
    return LineString([ends[0], *inner, ends[1]])


def _filled(geometry: BaseGeometry) -> MultiPolygon:
    return MultiPolygon([Polygon(part.exterior) for part in _polygons(geometry).geoms])


def _opened(geometry: BaseGeometry) -> BaseGeometry:
    """Return ground without its thin tongues, its corners square."""
    core = geometry.buffer(-_ROUND_M, join_style="mitre", mitre_limit=2)
    return core.buffer(_ROUND_M, join_style="mitre", mitre_limit=2)


def _main_parts(geometry: BaseGeometry, mine: Homes) -> MultiPolygon:
    """Return the parts that hold a home of the area."""
    return MultiPolygon(
        [
            part
            for part in _polygons(geometry).geoms
            if shapely.intersects_xy(part, mine[:, 0], mine[:, 1]).any()
        ]
    )


def _holds_exactly(polygon: MultiPolygon, mine: Homes, others: Homes) -> bool:
    shapely.prepare(polygon)
    all_mine = bool(shapely.intersects_xy(polygon, mine[:, 0], mine[:, 1]).all())
    return all_mine and not shapely.intersects_xy(polygon, others[:, 0], others[:, 1]).any()


def blocks(roads: Sequence[LineString], homes: Homes) -> list[Polygon]:
    """Return the blocks that roads enclose and people live in, and at the edge of town what roads part.

    Where no road goes round the outermost homes, the edge of town does.
    """
    if not len(homes):
        return []
    spots = shapely.MultiPoint(np.unique(homes, axis=0))
    town = spots.buffer(2 * _EDGE_OF_TOWN_M, quad_segs=4).buffer(-_EDGE_OF_TOWN_M, quad_segs=4)
    edge = town.simplify(_EDGE_OF_TOWN_M / 4).boundary
    ways = np.array(roads, dtype=object)
    closed = shapely.union_all(shapely.polygonize([shapely.union_all(ways)]))
    outside = edge.difference(closed)  # what roads go round is not parted by the edge of town
    lines = shapely.union_all([outside, *ways, *_onward(ways, outside)])
    faces = [
        face for face in shapely.get_parts(shapely.polygonize([lines])) if _lived_in(face, homes)
    ]
    return sorted(faces, key=lambda face: face.bounds)


def _onward(ways: NDArray[np.object_], edge: BaseGeometry) -> list[LineString]:
    """Return the ways on from where roads end to the next road or the edge of town, if that is near."""
    stops = [edge, *ways]
    tree = shapely.STRtree(stops)
    found = []
    for way in ways:
        corners = shapely.get_coordinates(way)
        for end, before in ((corners[0], corners[1]), (corners[-1], corners[-2])):
            direction = (end - before) / max(np.hypot(*(end - before)), _STEP_M)
            start = end + direction * _STEP_M
            if tree.query(shapely.Point(end), predicate="dwithin", distance=_STEP_M).size > 1:
                continue  # the road goes on there
            ray = LineString([start, end + direction * _ONWARD_M])
            met = shapely.intersection(ray, np.array(stops, dtype=object)[tree.query(ray)])
            distance_m = shapely.distance(shapely.Point(start), met)
            if np.isfinite(distance_m).any():
                onward_m = float(np.nanmin(distance_m)) + 2 * _STEP_M
                found.append(LineString([end, end + direction * onward_m]))
    return found


def _lived_in(face: Polygon, homes: Homes) -> bool:
    shapely.prepare(face)
    return bool(shapely.intersects_xy(face, homes[:, 0], homes[:, 1]).any())


def _polygons(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry, whatever lines and points it has besides."""
    return MultiPolygon([part for part in shapely.get_parts(geometry) if isinstance(part, Polygon)])
