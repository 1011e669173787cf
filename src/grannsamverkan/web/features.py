"""Public areas as GeoJSON (RFC 7946): longitude, latitude in degrees, outer rings counter-clockwise."""

from typing import Any

import shapely
from shapely import MultiPolygon

from grannsamverkan.crs import LONLAT, reproject
from grannsamverkan.domain.disclosure import PublicArea
from grannsamverkan.domain.period import Precision, StatedDate

_DECIMALS = 6
"""A tenth of a metre, which is finer than a public outline is drawn."""


def since(stated: StatedDate) -> str:
    """Return what the public knows of a start: the year, or `<2019` for before that year."""
    if stated.precision is Precision.BEFORE:
        return f"<{stated.counts_on.year + 1}"
    return str(stated.counts_on.year)


def feature(area: PublicArea, *, crs: str, note: str | None) -> dict[str, Any]:
    """Return an area with its public outline; `note` marks what comes from an example register."""
    confirmed = area.confirmed_on
    properties: dict[str, Any] = {
        "id": area.id,
        "name": area.name,
        "municipality": area.municipality,
        "locality": area.locality,
        "type": area.area_type and area.area_type.value,
        "verification": area.verification.value,
        "since": since(area.since),
        "confirmed": confirmed and f"{confirmed:%Y-%m}",
    }
    if note is not None:
        properties["note"] = note
    return {
        "type": "Feature",
        "id": area.id,
        "geometry": area.outline and _geometry(area.outline, crs),
        "properties": properties,
    }


def _geometry(outline: MultiPolygon, crs: str) -> dict[str, Any]:
    lonlat = shapely.orient_polygons(reproject(outline, source=crs, target=LONLAT))
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [_ring(ring) for ring in (part.exterior, *part.interiors)] for part in lonlat.geoms
        ],
    }


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    coordinates: list[list[float]] = shapely.get_coordinates(ring).round(_DECIMALS).tolist()
    return coordinates
