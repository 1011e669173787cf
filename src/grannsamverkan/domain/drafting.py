"""What a hand that draws a border needs: it is drawn to its neighbours, divided, cut and compared.

All coordinates are easting, northing in metres in the register's metric CRS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.geometry import clean, shared, without
from grannsamverkan.domain.overlaps import LEAST_M2
from grannsamverkan.errors import Refused

SNAP_M = 3.0
"""A corner nearer than this to a neighbour's border or the middle of a road was meant to lie on it."""

_REACH_M = 10.0
"""A dividing line that ends this short of the border was meant to reach it."""

_CRUMB_M2 = 10.0
"""A smaller part than this is no part: the line only grazed the border there."""

Corners = NDArray[np.float64]
Shapes = NDArray[Any]


def snapped(
    polygon: MultiPolygon,
    neighbours: Sequence[MultiPolygon],
    roads: Sequence[LineString] = (),
    *,
    within_m: float = SNAP_M,
) -> MultiPolygon:
    """Return a polygon whose corners lie on borders and roads that they were drawn near.

    A neighbour's corners beside an edge become corners of it, so that the two borders are one line
    afterwards; a road only draws corners to itself, for it may also cross the border. Where that
    would make something else of the polygon, it stays as it was drawn.
    """
    edge = polygon.boundary
    fences = _near(shapely.boundary(np.array(neighbours, dtype=object)), edge, within_m)
    ways = _near(np.array(roads, dtype=object), edge, within_m)
    if not fences.size and not ways.size:
        return polygon
    target = _Target(fences, ways, within_m)
    try:
        drawn = clean(MultiPolygon([target.draw(part) for part in polygon.geoms])).polygon
    except (Refused, ValueError):  # every corner was drawn to one place
        return polygon
    off_m2 = shapely.symmetric_difference(drawn, polygon).area
    return drawn if off_m2 <= within_m * edge.length else polygon


def _near(lines: Shapes, edge: BaseGeometry, within_m: float) -> Shapes:
    found: Shapes = lines[shapely.dwithin(lines, edge, within_m)] if lines.size else lines
    return found


class _Target:
    """The lines that corners are drawn to: fences before ways, corners of fences first."""

    def __init__(self, fences: Shapes, ways: Shapes, within_m: float) -> None:
        self._within_m = within_m
        self._lines = [shapely.union_all(lines) for lines in (fences, ways) if lines.size]
        posts = np.unique(shapely.get_coordinates(fences), axis=0)
        self._posts: Shapes = np.asarray(shapely.points(posts))
        self._tree = shapely.STRtree(self._posts)

    def draw(self, part: Polygon) -> Polygon:
        """Return a part with each of its rings drawn to the lines; a hole may vanish."""
        shell, *holes = (self._ring(shapely.get_coordinates(ring)) for ring in _rings(part))
        kept = [hole for hole in holes if len(hole) >= shapely.get_num_coordinates(_TRIANGLE)]
        return Polygon(shell, kept)

    def _ring(self, corners: Corners) -> Corners:
        moved = np.array([self._placed(corner) for corner in self._with_posts(corners)])
        kept: Corners = moved[np.r_[True, (np.diff(moved, axis=0) != 0).any(axis=1)]]
        return kept

    def _with_posts(self, corners: Corners) -> Corners:
        """Return the corners of a ring, and between them the posts that stand beside an edge."""
        if not self._posts.size:
            return corners
        edges: Shapes = np.asarray(
            shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1))
        )
        number, post = self._tree.query(edges, predicate="dwithin", distance=self._within_m)
        away = shapely.distance(edges[number], self._posts[post])
        along: Corners = np.asarray(shapely.line_locate_point(edges[number], self._posts[post]))
        order = np.lexsort((away, post))
        first = order[np.r_[True, np.diff(post[order]) != 0]] if post.size else order
        beside = first[(along[first] > 0) & (along[first] < shapely.length(edges[number[first]]))]
        beside = beside[np.lexsort((along[beside], number[beside]))]
        posts = shapely.get_coordinates(self._posts[post[beside]])
        filled: Corners = np.insert(corners, number[beside] + 1, posts, axis=0)
        return filled

    def _placed(self, corner: Corners) -> Corners:
        spot = shapely.Point(corner)
        line = next(
            (one for one in self._lines if shapely.dwithin(one, spot, self._within_m)), None
        )
        if line is None:
            return corner
        reach_m = min(self._within_m, line.distance(spot) + self._within_m / 3)
        posts = self._tree.query_nearest(spot, max_distance=reach_m)
        if posts.size:
            post: Corners = shapely.get_coordinates(self._posts[posts[0]])[0]
            return post
        nearest: Corners = shapely.get_coordinates(shapely.shortest_line(line, spot))[0]
        return nearest


_TRIANGLE = Polygon([(0, 0), (1, 0), (0, 1)])


def _rings(part: Polygon) -> list[BaseGeometry]:
    return [part.exterior, *part.interiors]


def with_hole(polygon: MultiPolygon, hole: BaseGeometry) -> MultiPolygon:
    """Return a polygon without the ground of another.

    Raises:
        Refused: the two share no ground, or nothing would be left.
    """
    cut = clean(hole).polygon
    if shared(polygon, cut).area <= LEAST_M2:
        raise Refused("drawing.hole_outside")
    left = without(polygon, cut)
    if left.area <= LEAST_M2:
        raise Refused("drawing.hole_takes_all")
    return clean(left).polygon


def divided(polygon: MultiPolygon, line: LineString) -> list[MultiPolygon]:
    """Return the parts that a line divides a polygon into, the largest first.

    A line that ends just short of the border is drawn on to it. Ground that the line does not
    cross goes with the part it lies nearest to.

    Raises:
        Refused: the line does not cross the polygon from border to border.
    """
    cut = shapely.union_all([polygon.boundary, _lengthened(line)])
    faces = [
        face
        for face in shapely.get_parts(shapely.polygonize([shapely.node(cut)]))
        if polygon.contains(face.representative_point())
    ]
    crossed = [face for face in faces if not _is_whole(face, polygon) and face.area > _CRUMB_M2]
    if len(crossed) < 2:  # noqa: PLR2004 # two is what dividing means
        raise Refused("drawing.line_does_not_cross")
    parts: list[list[BaseGeometry]] = [[face] for face in crossed]
    for rest in (face for face in faces if not any(face is one for one in crossed)):
        parts[int(np.argmin(shapely.distance(crossed, rest)))].append(rest)
    drawn = [clean(shapely.union_all(part)).polygon for part in parts]
    return sorted(drawn, key=lambda part: (-part.area, part.bounds))


def _is_whole(face: BaseGeometry, polygon: MultiPolygon) -> bool:
    """Say whether a face is a whole part of the polygon, as the line left it."""
    return any(face.equals(part) for part in polygon.geoms)


def _lengthened(line: LineString) -> LineString:
    corners = shapely.get_coordinates(shapely.remove_repeated_points(line))
    if line.length == 0:
        raise Refused("drawing.line_does_not_cross")
    for end, before in ((0, 1), (-1, -2)):
        onward = corners[end] - corners[before]
        corners[end] += onward / np.hypot(*onward) * _REACH_M
    return LineString(corners)


@dataclass(frozen=True, slots=True)
class Difference:
    """The ground that one outline has and another has not (planar m²); either may be empty."""

    added: MultiPolygon
    removed: MultiPolygon

    @property
    def nothing(self) -> bool:
        """Whether the two outlines hold the same ground."""
        return self.added.is_empty and self.removed.is_empty


def difference(before: MultiPolygon | None, after: MultiPolygon | None) -> Difference:
    """Return what an outline gained and lost on the way from one to another; None is no ground."""
    old, new = before or MultiPolygon(), after or MultiPolygon()
    return Difference(_ground(without(new, old)), _ground(without(old, new)))


def _ground(geometry: BaseGeometry) -> MultiPolygon:
    """Return the polygons of a geometry that are larger than how two hands draw the same line."""
    parts = shapely.get_parts(geometry)
    return MultiPolygon(
        [part for part in parts if isinstance(part, Polygon) and part.area > LEAST_M2]
    )
