"""Areas out as files: geodata for maps, sheets for offices, each whole or not at all.

Same rows, same bytes, wherever the format allows it. What a spreadsheet would run as a formula is
written so that it stays text, and every record out of an example register says that it is one.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from grannsamverkan.errors import Refused
from grannsamverkan.exchange import map_files, office_files
from grannsamverkan.exchange.export_rows import ExportRow, Sheet, sheet_of

__all__ = ["WRITERS", "ExportRow", "write_areas", "write_sheet"]

WRITERS: dict[str, Callable[[Sheet, Path], None]] = {
    "geojson": map_files.write_geojson,
    "gpkg": map_files.write_gpkg,
    "fgb": map_files.write_fgb,
    "kml": map_files.write_kml,
    "csv": office_files.write_csv,
    "xlsx": office_files.write_xlsx,
}
"""The formats that areas are written in."""


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
    sheet = sheet_of(rows, crs=crs, attribution=attribution, example=example)
    write_sheet(sheet, target, format=format)


def write_sheet(sheet: Sheet, target: Path, *, format: str) -> None:  # noqa: A002 - as above
    """Write what goes out in one of the formats; the target appears whole or not at all.

    Raises:
        Refused: no such format, or the target cannot be written.
    """
    write = WRITERS.get(format)
    if write is None:
        raise Refused("export.unknown_format", format=format, formats=", ".join(WRITERS))
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".export-") as folder:
            draft = Path(folder) / f"areas.{format}"
            write(sheet, draft)
            draft.replace(target)
    except OSError as error:
        raise Refused("export.cannot_write", name=target.name) from error
