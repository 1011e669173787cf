"""Areas as files for offices: CSV and Excel, whose cells stay text, with the polygon as text beside."""

import csv
import io
from pathlib import Path

import shapely
from shapely import MultiPolygon

from grannsamverkan.crs import srid
from grannsamverkan.exchange.export_rows import A_FIXED_DAY, Sheet, guarded

_SHEET_CELL_SIGNS = 32_000
"""A cell of a workbook holds 32 767 signs; a longer polygon goes on in the next column."""


def write_csv(sheet: Sheet, target: Path) -> None:
    """Write UTF-8 with a mark, semicolons, and the polygon as WKT in the CRS of the polygons."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*sheet.columns, _wkt_heading(sheet.crs)])
    for record, polygon in zip(sheet.records, sheet.polygons, strict=True):
        writer.writerow([*map(guarded, record), _wkt(polygon)])
    target.write_text(text.getvalue(), "utf-8-sig", newline="")


def _wkt_heading(crs: str) -> str:
    return f"wkt_epsg{srid(crs)}"


def _wkt(polygon: MultiPolygon | None) -> str:
    return "" if polygon is None else shapely.to_wkt(polygon, rounding_precision=3)


def write_xlsx(sheet: Sheet, target: Path) -> None:
    """Write one sheet whose texts are text, and the polygon as WKT in the CRS of the polygons."""
    import xlsxwriter

    heading = _wkt_heading(sheet.crs)
    wkts = [_pieces(_wkt(polygon)) for polygon in sheet.polygons]
    width = max(map(len, wkts), default=1)
    headings = [heading, *(f"{heading}_{number}" for number in range(2, width + 1))]
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"created": A_FIXED_DAY, "comments": sheet.about})
        page = book.add_worksheet(sheet.layer)
        as_text = book.add_format({"num_format": "@"})
        bold = book.add_format({"bold": True})
        for column, name in enumerate([*sheet.columns, *headings]):
            page.write_string(0, column, name, bold)
        page.freeze_panes(1, 0)
        for number, (record, wkt) in enumerate(zip(sheet.records, wkts, strict=True), start=1):
            for column, value in enumerate([*record, *wkt]):
                if isinstance(value, int | float):
                    page.write_number(number, column, value)
                elif value:
                    page.write_string(number, column, value, as_text)


def _pieces(text: str) -> list[str]:
    return [
        text[start : start + _SHEET_CELL_SIGNS] for start in range(0, len(text), _SHEET_CELL_SIGNS)
    ]
