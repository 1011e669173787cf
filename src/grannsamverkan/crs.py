"""The only place where coordinates change reference system, and where sizes on the ellipsoid are measured.

Everywhere else a mismatch is an error. Axis order is always easting, northing or longitude,
latitude, whatever the authority's definition says. PROJ is loaded only for what
`transverse_mercator` does not know.
"""

from collections.abc import Callable
from functools import cache
from itertools import starmap
from typing import TypeVar

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan import transverse_mercator
from grannsamverkan.errors import Refused
from grannsamverkan.transverse_mercator import Coordinates
from grannsamverkan.types import Bbox, LonLat, Xy

LONLAT = "OGC:CRS84"
SWEDEN = "EPSG:3006"

G = TypeVar("G", bound=BaseGeometry)

Move = Callable[[Coordinates, Coordinates], tuple[Coordinates, Coordinates]]

_ALONG_AN_EDGE = 21
"""How many points of a box's edge are followed into the other system, as PROJ does."""


@cache
def _mover(source: str, target: str) -> Move:
    """Return what moves arrays of x, y (or lon, lat) from one system to another."""
    if source == LONLAT and (projection := transverse_mercator.known(target)):
        return projection.forward
    if target == LONLAT and (projection := transverse_mercator.known(source)):
        return projection.inverse
    from pyproj import Transformer

    transformer = Transformer.from_crs(source, target, always_xy=True)

    def move(x: Coordinates, y: Coordinates) -> tuple[Coordinates, Coordinates]:
        moved_x, moved_y = transformer.transform(x, y)
        return np.asarray(moved_x), np.asarray(moved_y)

    return move


def metric_crs(code: str) -> str:
    """Return the code of a projected CRS in metres, such as `EPSG:3006`, in its usual spelling.

    Raises:
        Refused: unknown code, or a CRS that is not projected in metres; those of web maps (EPSG:3857) say
            metres, but theirs are half as long at 60° north.
    """
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(code)
    except CRSError as error:
        raise Refused("crs.unknown", crs=code) from error
    authority = crs.to_authority()
    in_metres = crs.is_projected and crs.axis_info[0].unit_name == "metre"
    if authority is None or not in_metres or "Pseudo-Mercator" in crs.name:
        raise Refused("crs.not_metric", crs=code)
    return ":".join(authority)


def srid(code: str) -> int:
    """Return the EPSG number of a CRS code such as `EPSG:3006`."""
    return int(code.rpartition(":")[2])


def reproject(geometry: G, *, source: str, target: str) -> G:
    """Return the geometry with easting/longitude, northing/latitude moved from `source` to `target`.

    Raises:
        Refused: a coordinate has no place in `target` (far outside the projection, or NaN).
    """
    if source == target or geometry.is_empty:
        return geometry
    moved: G = shapely.transform(
        geometry, lambda xy: reproject_places(xy, source=source, target=target)
    )
    return moved


def reproject_places(places: Coordinates, *, source: str, target: str) -> Coordinates:
    """Return rows of easting/longitude, northing/latitude moved from `source` to `target`.

    Raises:
        Refused: as `reproject`.
    """
    moved = np.column_stack(_mover(source, target)(places[:, 0], places[:, 1]))
    if not np.isfinite(moved).all():
        raise Refused("crs.out_of_range", crs=target)
    return moved


def to_metric(lon: float, lat: float, *, target: str) -> Xy:
    """Return easting, northing in metres in `target` of a longitude, latitude in degrees (CRS84)."""
    projection = transverse_mercator.known(target)
    if projection is not None:
        return projection.forward_one(lon, lat)
    return _one(_mover(LONLAT, target), lon, lat)


def to_lonlat(x: float, y: float, *, source: str) -> LonLat:
    """Return longitude, latitude in degrees (CRS84) of an easting, northing in metres in `source`."""
    return _one(_mover(source, LONLAT), x, y)


def _one(mover: Move, x: float, y: float) -> tuple[float, float]:
    moved_x, moved_y = mover(np.array([x]), np.array([y]))
    return float(moved_x[0]), float(moved_y[0])


def bbox_to_metric(bbox: Bbox, *, target: str) -> Bbox:
    """Return the metric box in `target` that holds a west, south, east, north box in degrees (CRS84)."""
    return _around(_mover(LONLAT, target), bbox)


def bbox_to_lonlat(bbox: Bbox, *, source: str) -> Bbox:
    """Return the west, south, east, north box in degrees (CRS84) that holds a metric box in `source`."""
    return _around(_mover(source, LONLAT), bbox)


def _around(mover: Move, bbox: Bbox) -> Bbox:
    """Return the box around a box's edges after the move; infinite where an edge has no place."""
    west, south, east, north = bbox
    x, y = np.linspace(west, east, _ALONG_AN_EDGE), np.linspace(south, north, _ALONG_AN_EDGE)
    edges = ((x, np.full_like(x, south)), (x, np.full_like(x, north)))
    sides = ((np.full_like(y, west), y), (np.full_like(y, east), y))
    moved = np.hstack([np.vstack(one) for one in starmap(mover, (*edges, *sides))])
    low, high = moved.min(axis=1), moved.max(axis=1)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def geodesic_m2(polygon: BaseGeometry, *, source: str) -> int:
    """Return the size on the WGS 84 ellipsoid, in whole m², of a polygon whose CRS is `source`.

    A planar size is wrong by 1 % in Finland and 3 % in London when seen from EPSG:3006.
    """
    from pyproj import Geod

    lonlat = shapely.orient_polygons(reproject(polygon, source=source, target=LONLAT))
    area, _ = Geod(ellps="WGS84").geometry_area_perimeter(lonlat)
    return round(abs(area))
