"""A workbook for offices: several sheets of plain cells, days as days, and texts that stay texts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.export_rows import A_FIXED_DAY

if TYPE_CHECKING:
    import xlsxwriter

Cell = str | int | float | date | None

_AS_THEY_ARE = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NARROWEST, _WIDEST, _DAY_WIDE = 6, 60, 11
_LONGEST_TEXT = 32_000
"""A cell of a workbook holds 32 767 signs."""


@dataclass(frozen=True, slots=True)
class Page:
    """One sheet: its title, headings, and rows of cells under them."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write_workbook(pages: Sequence[Page], target: Path, *, about: str) -> None:
    """Write sheets whose headings stay in sight and can be filtered by; the target appears whole or not at all.

    Raises:
        Refused: the target cannot be written.
    """
    import xlsxwriter

    draft = target.with_name(f".{target.name}.draft")
    try:
        with xlsxwriter.Workbook(draft, _AS_THEY_ARE) as book:
            book.set_properties({"created": A_FIXED_DAY, "comments": about})
            for page in pages:
                _write(book, page)
        draft.replace(target)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as error:
        draft.unlink(missing_ok=True)
        raise Refused("export.cannot_write", name=target.name) from error


def _write(book: "xlsxwriter.Workbook", page: Page) -> None:
    sheet = book.add_worksheet(page.title)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    as_text = book.add_format({"num_format": "@"})
    as_day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
    for column, heading in enumerate(page.headings):
        sheet.write_string(0, column, heading, bold)
        cells = [row[column] for row in page.rows]
        sheet.set_column(column, column, _width(heading, cells))
    sheet.freeze_panes(1, 0)
    if page.headings:
        sheet.autofilter(0, 0, max(len(page.rows), 1), len(page.headings) - 1)
    for number, row in enumerate(page.rows, start=1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(number, column, datetime.combine(cell, time()), as_day)
            elif isinstance(cell, int | float):
                sheet.write_number(number, column, cell)
            elif cell:
                sheet.write_string(number, column, cell[:_LONGEST_TEXT], as_text)


def _width(heading: str, cells: Sequence[Cell]) -> int:
    """Return how wide a column is to be, in signs."""
    texts = (_DAY_WIDE if isinstance(cell, date) else len(str(cell)) for cell in cells if cell)
    words = max((len(word) for word in heading.split()), default=0)
    return min(max([_NARROWEST, words + 3, *texts]), _WIDEST)
