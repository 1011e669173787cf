"""What a map page's script is told, from public snapshots and from GeoDataFrames alike."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import orjson
import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import LONLAT, bbox_to_lonlat, reproject, to_lonlat
from grannsamverkan.domain.areas import Locality, Municipality
from grannsamverkan.domain.basemap import licence_of
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.types import Bbox

if TYPE_CHECKING:
    import geopandas

_SWEDEN: Bbox = (10.5, 55.2, 24.2, 69.1)
_BORDER_M = 60.0
"""How far a drawn municipal border may lie from the stored one: a pixel when a municipality fills a screen."""
_DECIMALS = 5
_COLUMNS = ("locality", "type", "status", "since", "verification", "confirmed", "note")


def last_year(since: str | None) -> int | None:
    """Return the last year in which a public start can have been, None where that is not known."""
    return None if since is None else int(since.removeprefix("<")) - since.startswith("<")


def properties(area: PublicArea) -> dict[str, Any]:
    """Return what a map tells of a public area; `drawn` is False where it has no outline."""
    confirmed = area.confirmed_on
    return {
        "name": area.name,
        "locality": area.locality,
        "type": area.area_type and area.area_type.value,
        "since": area.since,
        "verification": area.verification.value,
        "confirmed": confirmed and f"{confirmed:%Y-%m}",
        "drawn": area.has_outline,
    }


def ground(
    snapshot: PublicSnapshot, *, first_year: int, updated: date | None, t: Translator
) -> dict[str, Any]:
    """Return what lies under the areas: borders, places, extent and years, in degrees (CRS84)."""
    bordered = [place for place in snapshot.municipalities if place.border is not None]
    borders = _borders(snapshot)
    named = {area.locality for area in snapshot.areas if area.locality}
    return {
        "name": snapshot.register_name,
        "note": t("example.mark") if snapshot.example else None,
        "source": _source(bordered, snapshot.localities, t),
        "today": snapshot.on.isoformat(),
        "updated": updated and updated.isoformat(),
        "years": [min(first_year, snapshot.on.year), snapshot.on.year],
        "extent": [round(degree, 4) for degree in extent(snapshot)],
        "borders": [_border(border, snapshot.crs) for border in borders],
        "localities": [_place(place, snapshot.crs) for place in snapshot.localities],
        "names": sorted(named | {place.name for place in snapshot.localities}),
    }


def named_sources(sources: Iterable[str]) -> list[dict[str, str | None]]:
    """Return whom to name for a base map, each with the page of its licence where that is asked for."""
    return [{"text": source, "licence": licence_of(source)} for source in sources]


def first_year(areas: Iterable[PublicArea], today: date) -> int:
    """Return the year in which the oldest of the areas became active, as far as it is known."""
    years = (last_year(area.since) for area in areas)
    return min((year for year in years if year is not None), default=today.year)


def _source(
    borders: Sequence[Municipality], localities: Sequence[Locality], t: Translator
) -> str | None:
    sources = sorted({place.border_source for place in borders if place.border_source})
    lines = [t("map.border_source", source=", ".join(sources))] if sources else []
    if any(place.border_generalised for place in borders):
        lines.append(t("map.border_generalised"))
    named = sorted({place.source for place in localities if place.source})
    if named:
        lines.append(t("map.places_source", source=", ".join(named)))
    return " · ".join(lines) or None


def _borders(snapshot: PublicSnapshot) -> list[BaseGeometry]:
    return [border for place in snapshot.municipalities if (border := place.border) is not None]


def extent(snapshot: PublicSnapshot) -> Bbox:
    """Return the box of the borders, else of the areas, else of Sweden, in degrees (CRS84)."""
    shapes = _borders(snapshot) or [
        area.outline for area in snapshot.areas if area.outline is not None
    ]
    if not shapes:
        return _SWEDEN
    west, south, east, north = shapely.total_bounds(shapes)
    return bbox_to_lonlat((west, south, east, north), source=snapshot.crs)


def _border(border: BaseGeometry, crs: str) -> dict[str, Any]:
    simple = shapely.simplify(border, _BORDER_M)
    return geometry_data(reproject(simple, source=crs, target=LONLAT))


def _place(place: Locality, crs: str) -> dict[str, Any]:
    lon, lat = to_lonlat(place.x, place.y, source=crs)
    return {
        "name": place.name,
        "lon": round(lon, 5),
        "lat": round(lat, 5),
        "population": place.population,
    }


def geometry_data(lonlat: BaseGeometry) -> dict[str, Any]:
    """Return a geometry in degrees (CRS84) as GeoJSON with five decimals, about half a metre."""
    rounded = shapely.transform(lonlat, lambda xy: xy.round(_DECIMALS))
    data: dict[str, Any] = orjson.loads(shapely.to_geojson(rounded))
    return data


def table_features(gdf: "geopandas.GeoDataFrame") -> list[dict[str, Any]]:
    """Return the rows of a table as features; a row without geometry is in the list alone.

    Columns: `name`; where present `id` (else the index), `locality`, `type`, `status`, `since`,
    `verification`, `confirmed`, `note`. Any CRS.

    Raises:
        Refused: no `name` column, or no CRS.
    """
    if "name" not in gdf.columns:
        raise Refused("map.columns", column="name")
    if gdf.crs is None:
        raise Refused("map.crs")
    lonlat = gdf.to_crs(LONLAT)
    ids = gdf["id"] if "id" in gdf.columns else gdf.index
    columns = [name for name in _COLUMNS if name in gdf.columns]
    return [
        _row(str(area_id), str(name), shape, dict(zip(columns, values, strict=True)))
        for area_id, name, shape, *values in zip(
            ids, gdf["name"], lonlat.geometry, *(gdf[column] for column in columns), strict=True
        )
    ]


def _row(
    area_id: str, name: str, shape: BaseGeometry | None, values: Mapping[str, object]
) -> dict[str, Any]:
    geometry = None if shape is None or shape.is_empty else geometry_data(shape)
    told = {key: _plain(value) for key, value in values.items()}
    return {
        "type": "Feature",
        "id": area_id,
        "geometry": geometry,
        "properties": {"name": name, "drawn": geometry is not None, **told},
    }


def _plain(value: object) -> str | None:
    """Return a cell as text, None where it is empty (None, NaN or NaT)."""
    return None if value is None or value != value else str(value)  # noqa: PLR0124 — NaN differs from itself
