"""Outlines as a map's script takes them: whole numbers, as fine as the zoom can show, a spot for what is tiny.

A third of the bytes of GeoJSON. `static/kalla.js` reads them back; a file of its own and a folder of files have GeoJSON.
"""

from collections.abc import Iterable, Iterator
from itertools import chain
from math import ceil

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import GeometryCollection
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import LONLAT, reproject

FINEST = 16
"""At this level nothing that the public may see is left out."""

SPOT_PX = 24
"""What is smaller than this on the screen is a spot: no shape of it could be seen, or hit. As in `static/karta.js`."""

_DEGREE = 100_000
_EQUATOR_M_PER_PX = 156_543.034

Rings = list[list[list[int]]]
"""For each part of an outline its rings, the outer one first: x, y, then the steps to the next x, y."""


def level_of(zoom: float) -> int:
    """Return the level at which outlines are drawn at a zoom: the next whole one, none finer than the finest."""
    return min(FINEST, max(0, ceil(zoom)))


def pixel_m(level: int, lat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the size of a pixel in metres at latitudes in degrees (Web Mercator, 256-pixel tiles)."""
    size: NDArray[np.float64] = _EQUATOR_M_PER_PX * np.cos(np.radians(lat)) / 2**level
    return size


def step(level: int) -> int:
    """Return in how many hundred-thousandths of a degree the numbers of a level are: half a pixel, one in Sweden from north to south."""
    return int(2 ** (FINEST - level))


def simplified(
    outlines: NDArray[np.object_], tolerance_m: NDArray[np.float64] | float
) -> NDArray[np.object_]:
    """Return outlines in a metric CRS within a tolerance in metres; none vanishes."""
    # without care for topology it takes a fifth of the time; what vanishes is less than a pixel
    simple = shapely.simplify(outlines, tolerance_m, preserve_topology=False)
    return np.where(shapely.is_empty(simple), shapely.envelope(outlines), simple)


def drawn(
    outlines: NDArray[np.object_], lat: NDArray[np.float64], *, crs: str, level: int
) -> list[Rings | list[int]]:
    """Return outlines in a metric CRS as rings, those too small to be seen as longitude, latitude of their middle.

    `lat` is the latitude of each in degrees. Numbers are in `step(level)` (CRS84); lines are simplified to half a pixel.
    """
    pixels = pixel_m(level, lat)
    west, south, east, north = shapely.bounds(outlines).T
    tiny = np.maximum(east - west, north - south) < SPOT_PX * pixels
    middle = shapely.points((west + east) / 2, (south + north) / 2)
    shown = np.where(tiny, middle, simplified(outlines, pixels / 2))
    together = reproject(GeometryCollection(shown.tolist()), source=crs, target=LONLAT)
    corners = np.rint(shapely.get_coordinates(together) * (_DEGREE / step(level))).astype(np.int64)
    return list(_numbers(shapely.get_parts(together).tolist(), corners))


def _numbers(
    shapes: Iterable[BaseGeometry], corners: NDArray[np.int64]
) -> Iterator[Rings | list[int]]:
    """Give the numbers of shapes whose corners follow each other, without the corner that closes a ring."""
    steps = np.diff(corners, axis=0, prepend=0).tolist()
    at = 0

    def ring(of: shapely.LinearRing) -> list[int]:
        nonlocal at
        first, last = at, at + int(shapely.get_num_coordinates(of)) - 1
        at = last + 1
        return [*corners[first].tolist(), *chain.from_iterable(steps[first + 1 : last])]

    for shape in shapes:
        if isinstance(shape, shapely.Point):
            yield corners[at].tolist()
            at += 1
        else:
            yield [
                [ring(one) for one in (part.exterior, *part.interiors)]
                for part in shapely.get_parts(shape).tolist()
            ]
