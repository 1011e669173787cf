"""What parts quarters besides roads: the railways and shores of the base map.

All coordinates are easting, northing in metres in the register's CRS.
"""

from collections.abc import Sequence
from itertools import chain

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import LineString
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.basemap import LEVELS, Kind
from grannsamverkan.domain.tiles import Traced, read_back, tiles_in
from grannsamverkan.register import Register
from grannsamverkan.types import Bbox

_MOST_TILES = 400
"""From so many squares at most railways and waters are read: a finer level costs more than it tells."""


def parting_around(register: Register, box: Bbox) -> list[LineString]:
    """Return the railways, and the shores of the waters, that the base map has around the homes."""
    if register.base_map() is None:
        return []
    crs = register.info.crs
    around = bbox_to_lonlat(box, source=crs)
    level = next((one for one in reversed(LEVELS) if _few(tiles_in(around, one))), LEVELS[0])
    traced = list(read_back(register.base_tiles(level, tiles_in(around, level)), crs=crs))
    rails = [LineString(one) for one in _parts(traced, Kind.RAILWAY, least=2)]
    return rails + _shores([shapely.Polygon(one) for one in _parts(traced, Kind.WATER, least=4)])


def _few(tiles: tuple[int, int, int, int]) -> bool:
    west, north, east, south = tiles
    return (east - west + 1) * (south - north + 1) <= _MOST_TILES


def _parts(some: Sequence[Traced], kind: Kind, *, least: int) -> list[NDArray[np.float64]]:
    """Return the parts of one kind that have places enough to be a line or a ring."""
    parts = (np.split(one.places, one.starts[1:]) for one in some if one.kind is kind)
    return [part for part in chain.from_iterable(parts) if len(part) >= least]


def _shores(waters: Sequence[BaseGeometry]) -> list[LineString]:
    """Return the outer shores of waters that lie in pieces, square by square."""
    together = shapely.union_all(shapely.make_valid(np.array(waters, dtype=object)))
    rings = [one.exterior for one in shapely.get_parts(together) if one.geom_type == "Polygon"]
    return [LineString(ring.coords) for ring in rings]
