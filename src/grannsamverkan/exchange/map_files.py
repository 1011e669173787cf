"""Areas as files for maps: GeoJSON by RFC 7946, and GeoPackage, FlatGeobuf and KML through GDAL."""

from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely import MultiPolygon
from shapely.geometry import mapping

from grannsamverkan.crs import LONLAT, reproject
from grannsamverkan.exchange.export_rows import A_FIXED_DAY, Sheet, guarded

_NUMBERS = frozenset({"households", "m2", "rank"})
_SHARES = frozenset(
    {
        "gain_points",
        "locality_gain_points",
        "chosen_percent",
        "lost_percent",
        "expected_per_year",
        "low",
        "high",
    }
)
_LONLAT_DECIMALS = 7


def write_geojson(sheet: Sheet, target: Path) -> None:
    """Write RFC 7946: lon/lat (CRS84), seven decimals, the right-hand rule."""
    features = []
    for record, polygon in zip(sheet.records, sheet.polygons, strict=True):
        lonlat = _lonlat(polygon, sheet.crs)
        features.append(
            {
                "type": "Feature",
                "id": record[0],
                "geometry": None if lonlat is None else mapping(lonlat),
                "properties": dict(zip(sheet.columns, record, strict=True)),
            }
        )
    collection: dict[str, Any] = {"type": "FeatureCollection", "name": sheet.layer}
    if sheet.about:
        collection["attribution"] = sheet.about
    collection["features"] = features
    target.write_bytes(orjson.dumps(collection, option=orjson.OPT_APPEND_NEWLINE))


def write_gpkg(sheet: Sheet, target: Path) -> None:
    """Write a GeoPackage with one layer, in the CRS of the polygons."""
    _write_ogr(sheet, target, "GPKG", {"layer_options": {"DESCRIPTION": sheet.about}})


def write_fgb(sheet: Sheet, target: Path) -> None:
    """Write FlatGeobuf, in the CRS of the polygons."""
    # the spatial index cannot hold areas without a border
    indexed = "NO" if any(polygon is None for polygon in sheet.polygons) else "YES"
    options = {"DESCRIPTION": sheet.about, "SPATIAL_INDEX": indexed}
    _write_ogr(sheet, target, "FlatGeobuf", {"layer_options": options})


def write_kml(sheet: Sheet, target: Path) -> None:
    """Write KML, in lon/lat (CRS84)."""
    polygons = tuple(_lonlat(polygon, sheet.crs) for polygon in sheet.polygons)
    lonlat = Sheet(
        sheet.columns,
        sheet.records,
        polygons,
        "EPSG:4326",
        sheet.attribution,
        sheet.example,
        sheet.layer,
    )
    _write_ogr(lonlat, target, "LIBKML", {"layer_options": {"DESCRIPTION": sheet.about}})


def _write_ogr(sheet: Sheet, target: Path, driver: str, options: dict[str, Any]) -> None:
    """Write through GDAL, with a fixed day where the format would write the clock's."""
    import pyogrio
    from pyogrio import raw

    data, masks = [], []
    for index, name in enumerate(sheet.columns):
        column = [guarded(record[index]) for record in sheet.records]
        empty = np.array([value is None for value in column], dtype=bool)
        if name in _NUMBERS | _SHARES:
            kind = np.int64 if name in _NUMBERS else np.float64
            data.append(np.array([value or 0 for value in column], dtype=kind))
        else:
            data.append(np.array(column, dtype=object))
        masks.append(empty)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{A_FIXED_DAY:%Y-%m-%dT%H:%M:%SZ}"})
    try:
        raw.write(
            target,
            np.array(
                [polygon and shapely.to_wkb(polygon) for polygon in sheet.polygons], dtype=object
            ),
            data,
            np.array(sheet.columns, dtype=object),
            field_mask=masks,
            layer=sheet.layer,
            driver=driver,
            geometry_type="MultiPolygon",
            crs=sheet.crs,
            **options,
        )
    except pyogrio.errors.DataSourceError as error:
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _lonlat(polygon: MultiPolygon | None, crs: str) -> MultiPolygon | None:
    """Return a polygon in lon/lat (CRS84) with seven decimals, its outer rings counter-clockwise."""
    if polygon is None:
        return None
    moved = reproject(polygon, source=crs, target=LONLAT)
    rounded: MultiPolygon = shapely.transform(moved, lambda xy: np.round(xy, _LONLAT_DECIMALS))
    oriented: MultiPolygon = shapely.orient_polygons(rounded)
    return oriented
