"""Where several residents are interested, drawn as SVG: squares and circles on the outlines of areas and names of places."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import shapely

from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.clusters import Cluster
from grannsamverkan.domain.demand import Square
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.types import Bbox

_WIDTH, _MOST_HEIGHT = 720.0, 540.0
_AROUND_M, _LEAST_M = 800.0, 3_000.0
_SCALES_M = (200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)
_RADII = (14.0, 30.0)
_FOR_WORDS = 110.0
"""A square with shorter sides has no room for its own words."""

_LABELLED = 12
"""So many places at most are named on the map, the largest."""


At = Callable[[float, float], tuple[float, float]]
"""From metres to the box of the drawing."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A cluster as a circle with its number in the list, and how many residents it holds."""

    number: int
    residents: int
    x: float
    y: float
    radius: float


@dataclass(frozen=True, slots=True)
class Tile:
    """A square with its number in the list, and at least how many residents it holds; its words begin at `label`."""

    number: int
    at_least: int
    x: float
    y: float
    side: float
    label: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ClusterMap:
    """A map in a box of `width` by `height`: `areas` are the `d` of paths, names stand at x, y."""

    width: float
    height: float
    tiles: tuple[Tile, ...]
    spots: tuple[Spot, ...]
    names: tuple[tuple[str, float, float], ...]
    areas: tuple[str, ...]
    scale_m: int
    scale_width: float


def extent(clusters: Sequence[Cluster], squares: Sequence[Square]) -> Bbox:
    """Return west, south, east, north in metres of what a map of these shows, some kilometres at least."""
    boxes = [(one.x, one.y, one.x, one.y) for one in clusters] + [one.bbox for one in squares]
    wests, souths, easts, norths = zip(*boxes, strict=True)
    west, south, east, north = min(wests), min(souths), max(easts), max(norths)
    wide = max(east - west + 2 * _AROUND_M, _LEAST_M)
    high = max(north - south + 2 * _AROUND_M, wide / 2)
    x, y = (west + east) / 2, (south + north) / 2
    return x - wide / 2, y - high / 2, x + wide / 2, y + high / 2


def draw_clusters(
    clusters: Sequence[Cluster],
    squares: Sequence[Square],
    outlines: Iterable[Outline],
    localities: Iterable[Locality],
) -> ClusterMap:
    """Draw squares and clusters with north up; everything lies in metres in the same CRS."""
    west, south, east, north = extent(clusters, squares)
    per_m = min(_WIDTH / (east - west), _MOST_HEIGHT / (north - south))

    def at(x: float, y: float) -> tuple[float, float]:
        return round((x - west) * per_m, 1), round((north - y) * per_m, 1)

    most = max((one.residents for one in clusters), default=1)
    low, high = _RADII
    spots = tuple(
        Spot(
            number,
            one.residents,
            *at(one.x, one.y),
            round(low + (high - low) * one.residents / most),
        )
        for number, one in enumerate(clusters, start=1)
    )
    tiles = tuple(
        _tile(number, one, at(one.x, one.y + one.side_m), round(one.side_m * per_m, 1), high)
        for number, one in enumerate(squares, start=1)
    )
    there = [one for one in localities if west < one.x < east and south < one.y < north]
    there.sort(key=lambda one: (-(one.population or 0), one.name))
    scale_m = max((one for one in _SCALES_M if one * per_m <= _WIDTH / 4), default=_SCALES_M[0])
    return ClusterMap(
        width=round((east - west) * per_m, 1),
        height=round((north - south) * per_m, 1),
        tiles=tiles,
        spots=spots,
        names=tuple((one.name, *at(one.x, one.y)) for one in there[:_LABELLED]),
        areas=tuple(_path(outline.polygon, (west, south, east, north), at) for outline in outlines),
        scale_m=scale_m,
        scale_width=round(scale_m * per_m, 1),
    )


def _tile(
    number: int, square: Square, corner: tuple[float, float], side: float, radius: float
) -> Tile:
    """Return a square whose words stand in it, or beside it and any circle on it where it is too small."""
    x, y = corner
    label = (x + 4, y + 4)
    if side < _FOR_WORDS:
        label = (round(x + side / 2 + max(side / 2, radius) + 6, 1), round(y + side / 2 - 7, 1))
    return Tile(number, square.at_least, x, y, side, label)


def _path(polygon: shapely.MultiPolygon, box: Bbox, at: At) -> str:
    """Return the `d` of the part of an outline within a box."""
    inside = shapely.intersection(polygon, shapely.box(*box))
    parts = [one for one in shapely.get_parts(inside) if isinstance(one, shapely.Polygon)]
    rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
    drawn = []
    for ring in rings:
        corners = [at(x, y) for x, y in shapely.get_coordinates(ring)[:-1]]
        drawn.append("M" + "L".join(f"{x} {y}" for x, y in corners) + "Z")
    return "".join(drawn)
