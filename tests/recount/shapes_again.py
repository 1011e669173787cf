"""The size of each outline measured again: its polygon as the file holds it, on the ellipsoid."""

import shapely
from ledger_frames import Ledger
from pyproj import Geod, Transformer
from shapely.geometry.base import BaseGeometry

_HEADER_AND_BOX = 8 + 4 * 8
_STEP_M = 10.0


def sizes_again(ledger: Ledger, *, crs: str = "EPSG:3006") -> dict[str, float]:
    """Return the square metres of each outline by its id.

    A straight side on the map is a curve on the ellipsoid, so it is walked in short steps.
    """
    to_lonlat = Transformer.from_crs(crs, "EPSG:4326", always_xy=True)
    found = {}
    for name, blob in zip(ledger.outlines["id"], ledger.outlines["polygon"], strict=True):
        polygon = shapely.segmentize(shapely.from_wkb(blob[_HEADER_AND_BOX:]), _STEP_M)
        lonlat = shapely.transform(polygon, to_lonlat.transform, interleaved=False)  # type: ignore[arg-type]  # it takes columns, as asked for
        found[str(name)] = _area(lonlat)
    return found


def _area(shape: BaseGeometry) -> float:
    area, _ = Geod(ellps="GRS80").geometry_area_perimeter(shapely.normalize(shape))
    return abs(area)
