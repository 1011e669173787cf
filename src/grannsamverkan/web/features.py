"""Public areas as GeoJSON (RFC 7946): longitude, latitude in degrees, outer rings counter-clockwise."""

from typing import Any

import shapely
from shapely import MultiPolygon

from grannsamverkan.web.views import PublicDay

_DECIMALS = 6
"""A tenth of a metre, which is finer than a public outline is drawn."""


def feature(view: PublicDay, area_id: str, *, note: str | None) -> dict[str, Any]:
    """Return an area with its public outline; `note` marks what comes from an example register."""
    area, outline = view.areas[area_id], view.in_degrees(area_id)
    confirmed = area.confirmed_on
    properties: dict[str, Any] = {
        "id": area.id,
        "name": area.name,
        "municipality": area.municipality,
        "locality": area.locality,
        "type": area.area_type and area.area_type.value,
        "verification": area.verification.value,
        "since": area.since,
        "confirmed": confirmed and f"{confirmed:%Y-%m}",
    }
    if note is not None:
        properties["note"] = note
    return {
        "type": "Feature",
        "id": area.id,
        "geometry": outline and _geometry(outline),
        "properties": properties,
    }


def _geometry(lonlat: MultiPolygon) -> dict[str, Any]:
    return {
        "type": "MultiPolygon",
        "coordinates": [
            [_ring(ring) for ring in (part.exterior, *part.interiors)] for part in lonlat.geoms
        ],
    }


def _ring(ring: shapely.LinearRing) -> list[list[float]]:
    coordinates: list[list[float]] = shapely.get_coordinates(ring).round(_DECIMALS).tolist()
    return coordinates
