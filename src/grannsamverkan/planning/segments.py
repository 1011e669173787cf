"""Roads cut into segments: at junctions, and so that none is longer than a watch can use.

All coordinates are easting, northing in metres in one metric CRS.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.ops import substring

from grannsamverkan.domain.streets import Road

BARRIER_KINDS = frozenset(
    f"{kind}{link}"
    for kind in ("motorway", "trunk", "primary", "secondary")
    for link in ("", "_link")
)
"""Roads that part quarters: nobody keeps watch across one."""

LONGEST_M = 150.0
_TOUCHES_M = 2.0
"""A road that ends so near another one ends at it, though they share no vertex."""
_SAME_M = 0.1
_WALL_M, _CLOSED_M = 0.25, 0.5
"""A street is cut so far from a barrier that it meets, and a node so near one is closed."""
_WORTH = 0.02

Shapes = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Segments:
    """Pieces of street between junctions, in an order that depends on where they lie alone.

    Attributes:
        lines: n LineStrings.
        names: n names of their streets.
        ends: (n, 2) the nodes at their ends.
        nodes: (m, 2) easting, northing of the nodes.
        open: m; False where a barrier passes, so that nothing goes on there.
        barriers: what nothing crosses, as lines.
    """

    lines: Shapes
    names: tuple[str | None, ...]
    ends: NDArray[np.intp]
    nodes: NDArray[np.float64]
    open: NDArray[np.bool_]
    barriers: Shapes

    def __len__(self) -> int:
        return len(self.lines)


def cut(roads: Sequence[Road], barriers: Sequence[LineString] = ()) -> Segments:
    """Return the segments of roads.

    A road that parts quarters is itself a barrier, as are the railways and waters in `barriers`; a
    street that meets one ends there on either side.
    """
    walls = [road.line for road in roads if road.kind in BARRIER_KINDS]
    lines = sorted([*walls, *barriers], key=_wkb)
    parting = shapes_of(lines)
    streets = [road for road in roads if road.kind not in BARRIER_KINDS and road.line.length > 0]
    pieces = [(piece, road.name or "") for road, piece in _pieces(_meeting(streets))]
    return _ordered(list(_outside(pieces, parting)), parting)


def divided(segments: Segments, cuts: Mapping[int, Sequence[float]]) -> Segments:
    """Return the segments with some of them cut: at so many metres from their beginnings, in order."""
    parts: list[tuple[LineString, str]] = []
    for place, (line, name) in enumerate(zip(segments.lines, segments.names, strict=True)):
        steps = [0.0, *cuts.get(place, ()), line.length]
        parts += [
            (line if len(steps) == 2 else _part(line, *one), name or "")  # noqa: PLR2004 # nothing to cut
            for one in pairwise(steps)
        ]
    return _ordered(parts, segments.barriers)


def _ordered(parts: Sequence[tuple[LineString, str]], parting: Shapes) -> Segments:
    """Return the segments of parts with their names, in an order that depends on where they lie alone."""
    lines = shapes_of([line for line, _ in parts])
    keys = list(zip(shapely.to_wkb(lines).tolist(), (name for _, name in parts), strict=True))
    order = sorted(range(len(parts)), key=keys.__getitem__)
    return _joined(lines[order], tuple(keys[place][1] or None for place in order), parting)


def _part(line: LineString, start: float, end: float) -> LineString:
    return LineString(substring(line, start, end).coords)


def _wkb(line: LineString) -> bytes:
    return bytes(line.wkb)


def shapes_of(some: Sequence[object]) -> Shapes:
    """Return shapes as an array of one dimension."""
    found: Shapes = np.empty(len(some), dtype=object)
    found[:] = some
    return found


def _keys(xy: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return a number for each place; those nearer than a decimetre have the same."""
    whole = np.round(xy / _SAME_M).astype(np.int64)
    keys: NDArray[np.int64] = (whole[:, 0] << 32) ^ (whole[:, 1] & 0xFFFFFFFF)
    return keys


def _meeting(roads: Sequence[Road]) -> list[tuple[Road, NDArray[np.float64]]]:
    """Return each road with its vertices, to which those are added where another road ends at it."""
    if not roads:
        return []
    lines = shapes_of([road.line for road in roads])
    xy, of = shapely.get_coordinates(lines, return_index=True)
    vertices = np.split(xy, np.cumsum(np.bincount(of, minlength=len(lines)))[:-1])
    ends = np.concatenate([line[[0, -1]] for line in vertices])
    keys, counts = np.unique(_keys(xy), return_counts=True)
    loose = ends[counts[np.searchsorted(keys, _keys(ends))] == 1]
    own = np.repeat(np.arange(len(lines)), 2)[counts[np.searchsorted(keys, _keys(ends))] == 1]
    points = shapely.points(loose)
    which, near = shapely.STRtree(lines).query(points, predicate="dwithin", distance=_TOUCHES_M)
    for place, road in zip(which.tolist(), near.tolist(), strict=True):
        if own[place] != road:
            vertices[road] = _with(vertices[road], loose[place])
    return list(zip(roads, vertices, strict=True))


def _with(vertices: NDArray[np.float64], point: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the vertices of a line with one more, where it lies along it."""
    pairs = np.stack([vertices[:-1], vertices[1:]], axis=1)
    at = int(np.argmin(shapely.distance(shapely.linestrings(pairs), shapely.Point(point)))) + 1
    return np.insert(vertices, at, point, axis=0)


def _pieces(
    roads: Sequence[tuple[Road, NDArray[np.float64]]],
) -> Iterator[tuple[Road, LineString]]:
    every = [_keys(vertices) for _, vertices in roads]
    keys, counts = np.unique(np.concatenate([np.zeros(0, np.int64), *every]), return_counts=True)
    for (road, vertices), own in zip(roads, every, strict=True):
        junction = counts[np.searchsorted(keys, own)] > 1
        junction[[0, -1]] = True
        places = np.flatnonzero(junction)
        for first, last in zip(places[:-1].tolist(), places[1:].tolist(), strict=True):
            yield from ((road, part) for part in _short(LineString(vertices[first : last + 1])))


def _short(line: LineString) -> Iterator[LineString]:
    """Give a line in equal parts that are short enough, each the same way round whichever way it was drawn."""
    line = min(line, line.reverse(), key=lambda one: one.coords[0])
    length = line.length  # of the line as it lies now: rounding differs by the way round
    parts = max(1, ceil(length / LONGEST_M))
    if parts == 1:
        some = [line]
    else:
        some = [_part(line, *one) for one in pairwise(np.linspace(0, length, parts + 1).tolist())]
    yield from (part for part in some if part.length > _SAME_M)


def _outside(
    pieces: Sequence[tuple[LineString, str]], parting: Shapes
) -> Iterator[tuple[LineString, str]]:
    """Give pieces as they are, and of those that meet a barrier what is on each side of it."""
    lines = shapes_of([piece for piece, _ in pieces])
    which, near = shapely.STRtree(parting).query(lines, predicate="dwithin", distance=_WALL_M)
    walls: dict[int, list[int]] = {}
    for piece, wall in zip(which.tolist(), near.tolist(), strict=True):
        walls.setdefault(piece, []).append(wall)
    for place, (piece, name) in enumerate(pieces):
        if place not in walls:
            yield piece, name
            continue
        wall = shapely.union_all(shapely.buffer(parting[walls[place]], _WALL_M))
        for part in shapely.get_parts(piece.difference(wall)):
            if part.length > LONGEST_M * _WORTH:
                yield LineString(part.coords), name


def _joined(lines: Shapes, names: tuple[str | None, ...], parting: Shapes) -> Segments:
    ends = np.concatenate(
        [shapely.get_coordinates(shapely.get_point(lines, place)) for place in (0, -1)]
    )
    _, first, nodes = np.unique(_keys(ends), return_index=True, return_inverse=True)
    at = ends[first]
    closed = np.zeros(len(at), dtype=bool)
    closed[
        shapely.STRtree(parting).query(shapely.points(at), predicate="dwithin", distance=_CLOSED_M)[
            0
        ]
    ] = True
    return Segments(lines, names, nodes.reshape(2, -1).T, at, ~closed, parting)
