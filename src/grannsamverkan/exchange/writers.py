"""Areas out as files: geodata for maps, sheets for offices, each whole or not at all.

Same rows, same bytes, wherever the format allows it. What a spreadsheet would run as a formula is
written so that it stays text, and every record out of an example register says that it is one.
"""

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import shapely
from shapely import MultiPolygon
from shapely.geometry import mapping

from grannsamverkan.crs import LONLAT, reproject, srid
from grannsamverkan.errors import Refused
from grannsamverkan.exchange import example_mark

LAYER = "areas"
_NUMBERS = frozenset({"households", "m2"})
_GUARDED = ("=", "+", "-", "@", "\t", "\r")
_SHEET_CELL_SIGNS = 32_000
"""A cell of a workbook holds 32 767 signs; a longer polygon goes on in the next column."""
_LONLAT_DECIMALS = 7
_A_FIXED_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - stands in files that would otherwise hold the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One area as it goes out.

    Attributes:
        id: the area's id in the register, by which it is known again when the file comes back.
        type, status, verification: keys, not words on screen.
        valid_from, valid_to, last_confirmed: days as stated (`2014`, `2014-05`, `2014-05-03`, `<2014-01-01`).
        m2: size on the ellipsoid.
        polygon: in the CRS that is given to `write_areas`; None where no border is drawn.
    """

    id: str
    name: str
    code: str | None = None
    municipality: str | None = None
    locality: str | None = None
    type: str | None = None
    status: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    households: int | None = None
    m2: int | None = None
    verification: str | None = None
    last_confirmed: str | None = None
    polygon: MultiPolygon | None = None


_COLUMNS = (
    "id",
    "code",
    "name",
    "municipality",
    "locality",
    "type",
    "status",
    "valid_from",
    "valid_to",
    "households",
    "m2",
    "verification",
    "last_confirmed",
)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """All that is written, whatever the format: columns, records of plain values, polygons in `crs`."""

    columns: tuple[str, ...]
    records: tuple[tuple[str | int | None, ...], ...]
    polygons: tuple[MultiPolygon | None, ...]
    crs: str
    attribution: str
    example: bool

    @property
    def about(self) -> str:
        """The attribution, led by the example mark where the areas are invented."""
        return f"{example_mark.mark()}. {self.attribution}" if self.example else self.attribution


def write_areas(
    rows: Sequence[ExportRow],
    target: Path,
    *,
    format: str,  # noqa: A002 - the word on the command line
    crs: str,
    example: bool,
    attribution: str = "",
) -> None:
    """Write areas as `geojson`, `gpkg`, `fgb`, `kml`, `csv` or `xlsx`; the target appears whole or not at all.

    GeoJSON and KML are in lon/lat (CRS84), the others in `crs`, that of the polygons. CSV and XLSX
    hold the polygon as text in the column `wkt_epsg<number>`.

    Raises:
        Refused: no such format, or the target cannot be written.
    """
    write = WRITERS.get(format)
    if write is None:
        raise Refused("export.unknown_format", format=format, formats=", ".join(WRITERS))
    sheet = _sheet(rows, crs=crs, attribution=attribution, example=example)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
            draft = Path(folder) / f"areas.{format}"
            write(sheet, draft)
            draft.replace(target)
    except OSError as error:
        raise Refused("export.cannot_write", name=target.name) from error


def _sheet(rows: Sequence[ExportRow], *, crs: str, attribution: str, example: bool) -> _Sheet:
    marks = (example_mark.mark(),) if example else ()
    return _Sheet(
        columns=_COLUMNS + ((example_mark.COLUMN,) if example else ()),
        records=tuple((*(getattr(row, name) for name in _COLUMNS), *marks) for row in rows),
        polygons=tuple(row.polygon for row in rows),
        crs=crs,
        attribution=attribution,
        example=example,
    )


def _guarded(value: str | int | None) -> str | int | None:
    """Return a text that a spreadsheet would run with an apostrophe before it, so that it stays text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_GUARDED) else value


def _lonlat(polygon: MultiPolygon | None, crs: str) -> MultiPolygon | None:
    """Return a polygon in lon/lat (CRS84) with seven decimals, its outer rings counter-clockwise."""
    if polygon is None:
        return None
    moved = reproject(polygon, source=crs, target=LONLAT)
    rounded: MultiPolygon = shapely.transform(moved, lambda xy: np.round(xy, _LONLAT_DECIMALS))
    oriented: MultiPolygon = shapely.orient_polygons(rounded)
    return oriented


def _write_geojson(sheet: _Sheet, target: Path) -> None:
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
    collection: dict[str, Any] = {"type": "FeatureCollection", "name": LAYER}
    if sheet.about:
        collection["attribution"] = sheet.about
    collection["features"] = features
    target.write_bytes(orjson.dumps(collection, option=orjson.OPT_APPEND_NEWLINE))


def _write_csv(sheet: _Sheet, target: Path) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*sheet.columns, _wkt_heading(sheet.crs)])
    for record, polygon in zip(sheet.records, sheet.polygons, strict=True):
        writer.writerow([*map(_guarded, record), _wkt(polygon)])
    target.write_text(text.getvalue(), "utf-8-sig", newline="")


def _wkt_heading(crs: str) -> str:
    return f"wkt_epsg{srid(crs)}"


def _wkt(polygon: MultiPolygon | None) -> str:
    return "" if polygon is None else shapely.to_wkt(polygon, rounding_precision=3)


def _write_xlsx(sheet: _Sheet, target: Path) -> None:
    import xlsxwriter

    heading = _wkt_heading(sheet.crs)
    wkts = [_pieces(_wkt(polygon)) for polygon in sheet.polygons]
    width = max(map(len, wkts), default=1)
    headings = [heading, *(f"{heading}_{number}" for number in range(2, width + 1))]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": _A_FIXED_DAY, "comments": sheet.about})
        page = book.add_worksheet(LAYER)
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True})
        for column, name in enumerate([*sheet.columns, *headings]):
            page.write_string(0, column, name, bold)
        page.freeze_panes(1, 0)
        for number, (record, wkt) in enumerate(zip(sheet.records, wkts, strict=True), start=1):
            for column, value in enumerate([*record, *wkt]):
                if isinstance(value, int):
                    page.write_number(number, column, value)
                elif value:
                    page.write_string(number, column, value, as_text)


def _pieces(text: str) -> list[str]:
    return [
        text[start : start + _SHEET_CELL_SIGNS] for start in range(0, len(text), _SHEET_CELL_SIGNS)
    ]


def _write_gpkg(sheet: _Sheet, target: Path) -> None:
    _write_ogr(sheet, target, "GPKG", {"layer_options": {"DESCRIPTION": sheet.about}})


def _write_fgb(sheet: _Sheet, target: Path) -> None:
    # the spatial index cannot hold areas without a border
    indexed = "NO" if any(polygon is None for polygon in sheet.polygons) else "YES"
    options = {"DESCRIPTION": sheet.about, "SPATIAL_INDEX": indexed}
    _write_ogr(sheet, target, "FlatGeobuf", {"layer_options": options})


def _write_kml(sheet: _Sheet, target: Path) -> None:
    polygons = tuple(_lonlat(polygon, sheet.crs) for polygon in sheet.polygons)
    lonlat = _Sheet(
        sheet.columns, sheet.records, polygons, "EPSG:4326", sheet.attribution, sheet.example
    )
    _write_ogr(lonlat, target, "LIBKML", {"layer_options": {"DESCRIPTION": sheet.about}})


def _write_ogr(sheet: _Sheet, target: Path, driver: str, options: dict[str, Any]) -> None:
    """Write through GDAL, with a fixed day where the format would write the clock's."""
    import pyogrio
    from pyogrio import raw

    data, masks = [], []
    for index, name in enumerate(sheet.columns):
        column = [_guarded(record[index]) for record in sheet.records]
        empty = np.array([value is None for value in column], dtype=bool)
        if name in _NUMBERS:
            data.append(np.array([value or 0 for value in column], dtype=np.int64))
        else:
            data.append(np.array(column, dtype=object))
        masks.append(empty)
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{_A_FIXED_DAY:%Y-%m-%dT%H:%M:%SZ}"})
    try:
        raw.write(
            target,
            np.array(
                [polygon and shapely.to_wkb(polygon) for polygon in sheet.polygons], dtype=object
            ),
            data,
            np.array(sheet.columns, dtype=object),
            field_mask=masks,
            layer=LAYER,
            driver=driver,
            geometry_type="MultiPolygon",
            crs=sheet.crs,
            **options,
        )
    except pyogrio.errors.DataSourceError as error:
        raise OSError(str(error)) from error
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


WRITERS: dict[str, Callable[[_Sheet, Path], None]] = {
    "geojson": _write_geojson,
    "gpkg": _write_gpkg,
    "fgb": _write_fgb,
    "kml": _write_kml,
    "csv": _write_csv,
    "xlsx": _write_xlsx,
}
"""The formats that areas are written in."""
