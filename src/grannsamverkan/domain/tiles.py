"""Cutting a base map into squares of Web Mercator, and reading them back.

A tile `z, x, y` is one of 2^z by 2^z squares of the world, x eastward and y southward. Inside it a
place is told in steps, `STEPS` to a side, from its north-western corner; shapes go a little beyond
its sides, so that no seam is seen. Its body is JSON: for each kind a list of shapes, each a flat
list of x, y, and then the steps onward, with its name first where it has one. Rings are filled by
the even-odd rule.
"""

import json
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import floor
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import LONLAT, reproject_places
from grannsamverkan.domain.basemap import KINDS, LEVELS, BaseTile, Feature, Form, Kind
from grannsamverkan.types import Bbox

STEPS = 4096
MARGIN = 64
"""Steps that shapes may reach beyond their tile."""

MOST = 40_000
"""So many numbers one layer may have in a tile; the smallest shapes are left out beyond it."""

_COARSE, _FINE = 2.0, 1.0
"""How far a drawn line may lie from the stored one, in steps: half a pixel; the last level is magnified."""

_SPECK = 36.0
"""An area of fewer square steps is not seen."""

_FARTHEST = 85.05
"""Degrees north or south where Web Mercator ends."""

Shapes = NDArray[Any]
Places = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Cut:
    """What a layer has in one tile."""

    z: int
    x: int
    y: int
    omitted: int
    body: bytes


def world(lonlat: Places) -> Places:
    """Return x eastward and y southward (0 to 1) in Web Mercator of longitudes, latitudes in degrees."""
    lat = np.radians(np.clip(lonlat[:, 1], -_FARTHEST, _FARTHEST))
    x = lonlat[:, 0] / 360 + 0.5
    return np.column_stack([x, 0.5 - np.arcsinh(np.tan(lat)) / (2 * np.pi)])


def lonlat_of(place: Places) -> Places:
    """Return longitudes, latitudes in degrees of places as `world` gives them."""
    lat = np.degrees(np.arctan(np.sinh((0.5 - place[:, 1]) * 2 * np.pi)))
    return np.column_stack([(place[:, 0] - 0.5) * 360, lat])


def tiles_in(bbox: Bbox, level: int) -> tuple[int, int, int, int]:
    """Return the first and last x and y of the tiles that meet a box in degrees (CRS84): x, y, x, y."""
    west, south, east, north = bbox
    (x0, y0), (x1, y1) = world(np.array([[west, north], [east, south]])) * 2**level
    most = 2**level - 1
    low_x, low_y, high_x, high_y = (min(max(floor(one), 0), most) for one in (x0, y0, x1, y1))
    return low_x, low_y, high_x, high_y


def cut(features: Sequence[Feature], *, crs: str, levels: Iterable[int] = LEVELS) -> Iterator[Cut]:
    """Give the tiles of some levels that features of one layer have something in; their CRS is the register's."""
    moved = _moved([one.shape for one in features], crs)
    for level in levels:
        chosen = [at for at, one in enumerate(features) if KINDS[one.kind].level <= level]
        if chosen:
            some = [features[at] for at in chosen]
            yield from _cut_level(some, moved[chosen], level)


def _moved(shapes: Sequence[BaseGeometry], crs: str) -> Shapes:
    """Return shapes as they lie in the world of Web Mercator."""
    array: Shapes = np.array(shapes, dtype=object)
    if not len(array):
        return array
    degrees = reproject_places(shapely.get_coordinates(array), source=crs, target=LONLAT)
    moved: Shapes = shapely.set_coordinates(array.copy(), world(degrees))
    return moved


def _cut_level(features: Sequence[Feature], moved: Shapes, level: int) -> Iterator[Cut]:
    tolerance = _FINE if level == LEVELS[-1] else _COARSE
    steps = shapely.transform(moved, lambda xy: xy * (2**level * STEPS))
    shapes = _whole(shapely.simplify(steps, tolerance))
    big = np.array(
        [
            KINDS[one.kind].form is not Form.AREA or size >= _SPECK
            for one, size in zip(features, shapely.area(shapes), strict=True)
        ]
    )
    for (x, y), places in sorted(_by_tile(shapes, big).items()):
        made = _cut_tile([features[at] for at in places], shapes[places], x, y)
        if made is not None:
            yield Cut(level, x, y, *made)


def _whole(shapes: Shapes) -> Shapes:
    """Return shapes with those mended that cross themselves."""
    broken = ~shapely.is_valid(shapes)
    shapes[broken] = shapely.make_valid(shapes[broken])
    return shapes


def _by_tile(shapes: Shapes, wanted: NDArray[np.bool_]) -> dict[tuple[int, int], list[int]]:
    """Return which shapes may have something in which tile, by the boxes around them."""
    found: dict[tuple[int, int], list[int]] = defaultdict(list)
    bounds = shapely.bounds(shapes)
    bounds[:, :2] -= MARGIN
    bounds[:, 2:] += MARGIN
    for at, (west, north, east, south) in enumerate((bounds / STEPS).tolist()):
        if wanted[at] and west == west:  # noqa: PLR0124 # an empty shape has no box
            for x in range(floor(west), floor(east) + 1):
                for y in range(floor(north), floor(south) + 1):
                    found[x, y].append(at)
    return found


def _cut_tile(
    features: Sequence[Feature], shapes: Shapes, x: int, y: int
) -> tuple[int, bytes] | None:
    """Return what of some features lies in a tile, and how many found no room there; None: nothing."""
    frame = shapely.box(-MARGIN, -MARGIN, STEPS + MARGIN, STEPS + MARGIN)
    own = shapely.transform(shapes, lambda xy: xy - (x * STEPS, y * STEPS))
    inside = shapely.intersection(own, frame)
    by_kind: dict[Kind, list[int]] = defaultdict(list)
    for at, one in enumerate(features):
        if not shapely.is_empty(inside[at]):
            by_kind[one.kind].append(at)
    written: dict[str, list[list[Any]]] = {}
    for kind in KINDS:
        if kind in by_kind:
            some = by_kind[kind]
            write = _WRITERS[KINDS[kind].form]
            written[kind] = list(write(inside[some], [features[at].name for at in some]))
    omitted = _make_room(written)
    told = {kind: lines for kind, lines in written.items() if lines}
    if not told:
        return None
    return omitted, zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9)  # fmt: skip


def _areas(shapes: Shapes, _names: Sequence[str | None]) -> Iterator[list[Any]]:
    """Give the rings of areas joined to one; a ring of a hole after that around it."""
    joined = shapely.union_all(shapes, grid_size=1)
    polygons = [one for one in shapely.get_parts(joined) if one.geom_type == "Polygon"]
    for polygon in sorted(polygons, key=lambda one: -one.area):
        for ring in (polygon.exterior, *polygon.interiors):
            yield _told(shapely.get_coordinates(ring)[:-1])


def _lines(shapes: Shapes, names: Sequence[str | None]) -> Iterator[list[Any]]:
    """Give lines, those of a name that meet end to end as one, the longest first."""
    by_name: dict[str | None, list[BaseGeometry]] = defaultdict(list)
    for shape, name in zip(shapes, names, strict=True):
        parts = (one for one in shapely.get_parts(shape) if one.geom_type == "LineString")
        by_name[name] += parts
    found = [
        (name, line)
        for name, parts in by_name.items()
        for line in shapely.simplify(
            shapely.get_parts(shapely.line_merge(shapely.multilinestrings(parts))), _FINE
        )
    ]
    for name, line in sorted(found, key=lambda one: -one[1].length):
        told = _told(shapely.get_coordinates(line))
        if len(told) > 2:  # noqa: PLR2004 # else it is shorter than a step
            yield [name, *told] if name else told


def _points(shapes: Shapes, names: Sequence[str | None]) -> Iterator[list[Any]]:
    for shape, name in zip(shapes, names, strict=True):
        yield [name, *_told(shapely.get_coordinates(shape)[:1])]


_WRITERS: dict[Form, Callable[[Shapes, Sequence[str | None]], Iterator[list[Any]]]] = {
    Form.AREA: _areas,
    Form.LINE: _lines,
    Form.POINT: _points,
}


def _told(coordinates: Places) -> list[int]:
    """Return places as the first and the steps onward from it; what stands still is told once."""
    whole = np.rint(coordinates).astype(np.int64)
    onward = np.diff(whole, axis=0)
    onward = onward[onward.any(axis=1)]
    told: list[int] = np.vstack([whole[:1], onward]).ravel().tolist()
    return told


def _make_room(written: dict[str, list[list[Any]]]) -> int:
    """Leave out the smallest shapes of the least kinds until a tile holds no more than it may; return how many."""
    left = sum(len(one) for lines in written.values() for one in lines) - MOST
    omitted = 0
    for kind in sorted(written, key=lambda one: -KINDS[Kind(one)].level):
        lines = written[kind]
        while left > 0 and lines:
            left -= len(lines.pop())
            omitted += 1
    return omitted


@dataclass(frozen=True, slots=True)
class Traced:
    """What one tile has of one kind.

    Attributes:
        places: easting, northing in metres in the register's CRS, shape after shape.
        starts: where in `places` each shape begins.
    """

    kind: Kind
    places: Places
    starts: NDArray[np.intp]


def read_back(tiles: Iterable[BaseTile], *, crs: str) -> list[Traced]:
    """Return what tiles hold in metres in a CRS, in the order in which kinds are painted."""
    order = {kind: number for number, kind in enumerate(KINDS)}
    traced = [
        _traced(Kind(kind), shapes, tile, crs)
        for tile in tiles
        for kind, shapes in json.loads(zlib.decompress(tile.body)).items()
    ]
    return sorted(traced, key=lambda one: order[one.kind])


def _traced(kind: Kind, shapes: list[list[Any]], tile: BaseTile, crs: str) -> Traced:
    told = [one[1:] if isinstance(one[0], str) else one for one in shapes]
    starts = np.cumsum([0, *(len(one) // 2 for one in told[:-1])])
    steps = np.fromiter(chain.from_iterable(told), dtype=np.int64).reshape(-1, 2)
    along = np.cumsum(steps, axis=0)
    before = along[starts] - steps[starts]  # where the shape before it ended
    corner = np.array([tile.x * STEPS, tile.y * STEPS])
    inside = along - np.repeat(before, np.diff([*starts, len(along)]), axis=0)
    degrees = lonlat_of((inside + corner) / (2**tile.z * STEPS))
    return Traced(kind, reproject_places(degrees, source=LONLAT, target=crs), starts)


def merged(tiles: Iterable[BaseTile]) -> bytes:
    """Return the tiles of one square as one JSON object: `kinds`, and how many shapes were `omitted`."""
    some = list(tiles)
    bodies = b",".join(zlib.decompress(one.body)[1:-1] for one in some)
    omitted = sum(one.omitted for one in some)
    return b'{"omitted":%d,"kinds":{%s}}' % (omitted, bodies)
