"""The report as a workbook: a sheet of facts, one for each table, and one of every number with its key."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time
from io import BytesIO
from typing import TYPE_CHECKING

from grannsamverkan.domain.yearly_numbers import Numbers
from grannsamverkan.i18n import Translator, translator
from grannsamverkan.reports.document import Align, Cell, Document, Facts, Figures, Heading, Table
from grannsamverkan.reports.plain import plain

if TYPE_CHECKING:
    import xlsxwriter

_Value = str | int | bool

_AS_THEY_ARE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_TOTAL: Mapping[str, _Value] = {"bold": True, "top": 1}
_NARROWEST, _WIDEST = 8, 48
_LONGEST_TEXT = 32_000
"""A cell of a workbook holds 32 767 signs."""

_NAME = 31
_NOT_IN_A_NAME = re.compile(r"[\[\]:*?/\\]|^'|'$")


def xlsx(document: Document, numbers: Numbers, names: Mapping[str, str]) -> bytes:
    """Return a report as a workbook whose texts are text and whose numbers can be reckoned with."""
    import xlsxwriter

    t = translator(document.language)
    target = BytesIO()
    with xlsxwriter.Workbook(target, _AS_THEY_ARE) as book:
        book.set_properties(
            {
                "title": plain(document.title),
                "author": plain(document.author),
                "comments": plain(" ".join(document.marks)),
                "created": datetime.combine(document.dated, time()),
            }
        )
        writing = _Writing(book, document)
        writing.facts(t("rendering.about"))
        for section in document.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    writing.table(block)
        writing.table(_every_number(numbers, names, t))
    return target.getvalue()


def _every_number(numbers: Numbers, names: Mapping[str, str], t: Translator) -> Table:
    rows = [
        (Cell(text=key), Cell(text=names.get(key, "")), Cell(text="", number=value))
        for key, value in numbers.items()
    ]
    return Table(
        name=t("rendering.numbers"),
        caption=t("rendering.every_number"),
        head=(t("rendering.key"), t("rendering.name"), t("rendering.value")),
        rows=tuple(rows),
        align=(Align.LEFT, Align.LEFT, Align.RIGHT),
    )


class _Writing:
    """A workbook being written: its formats, made when first needed, and the names its sheets have taken."""

    def __init__(self, book: "xlsxwriter.Workbook", document: Document) -> None:
        self._book = book
        self._document = document
        self._formats: dict[tuple[tuple[str, _Value], ...], xlsxwriter.format.Format] = {}
        self._taken: set[str] = set()

    def facts(self, name: str) -> None:
        """Write the sheet that says what the report is."""
        document = self._document
        sheet = self._sheet(name)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 70)
        sheet.write_string(0, 0, _cut(document.title), self._format(bold=True, font_size=16))
        sheet.write_string(1, 0, plain(document.subtitle))
        row = self._marks(sheet, 2)
        for title, pairs in _facts(document):
            sheet.write_string(row + 1, 0, _cut(title), self._format(bold=True, font_size=12))
            row += 2
            for called, value in pairs:
                sheet.write_string(row, 0, _cut(called), self._text())
                sheet.write_string(row, 1, _cut(value), self._text())
                row += 1
        sheet.write_string(row + 1, 0, plain(document.footer), self._format(font_color="#526062"))

    def table(self, table: Table) -> None:
        """Write a table; its caption, the marks and its headings stay in sight."""
        sheet = self._sheet(table.name)
        sheet.write_string(0, 0, _cut(table.caption), self._format(bold=True, font_size=12))
        top = self._marks(sheet, 1)
        for column, (title, align) in enumerate(zip(table.head, table.align, strict=True)):
            heading = self._format(
                bold=True, text_wrap=True, valign="bottom", align=str(align), bottom=2
            )
            sheet.write_string(top, column, plain(title), heading)
            texts = [_shown(row[column]) for row in table.rows]
            sheet.set_column(column, column, _width(title, texts))
        last = len(table.rows) - 1
        for place, row in enumerate(table.rows):
            total = _TOTAL if table.total and place == last else {}
            for column, (cell, align) in enumerate(zip(row, table.align, strict=True)):
                look = {"align": str(align), **total}
                self._cell(sheet, (top + 1 + place, column), cell, look)
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)

    def _cell(
        self,
        sheet: "xlsxwriter.worksheet.Worksheet",
        at: tuple[int, int],
        cell: Cell,
        look: Mapping[str, _Value],
    ) -> None:
        if cell.number is not None:
            shown = self._format(num_format=_pattern(cell), valign="top", **look)
            sheet.write_number(*at, cell.number, shown)
        elif cell.text:
            sheet.write_string(*at, _cut(cell.text), self._text(**look))

    def _sheet(self, name: str) -> "xlsxwriter.worksheet.Worksheet":
        """Return a new sheet by a name that no other has, set to be printed on A4."""
        cleaned = _NOT_IN_A_NAME.sub(" ", plain(name)).strip() or "–"
        own, number = cleaned[:_NAME], 1
        while own.casefold() in self._taken:
            number += 1
            own = f"{cleaned[: _NAME - 4]} {number}"
        self._taken.add(own.casefold())
        sheet = self._book.add_worksheet(own)
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(0)
        return sheet

    def _marks(self, sheet: "xlsxwriter.worksheet.Worksheet", row: int) -> int:
        """Write the marks of the report and return the row after them."""
        mark = self._format(bold=True, font_color="#8a5a00")
        for one in self._document.marks:
            sheet.write_string(row, 0, plain(one), mark)
            row += 1
        return row

    def _text(self, **look: _Value) -> "xlsxwriter.format.Format":
        return self._format(num_format="@", text_wrap=True, valign="top", **look)

    def _format(self, **look: _Value) -> "xlsxwriter.format.Format":
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            self._formats[key] = self._book.add_format(look)
        return self._formats[key]


def _facts(document: Document) -> Iterator[tuple[str, tuple[tuple[str, str], ...]]]:
    """Give the facts and figures of a document, each under the heading that they stand under."""
    for section in document.sections:
        title = section.title
        for block in section.blocks:
            if isinstance(block, Heading):
                title = block.text
            elif isinstance(block, Facts):
                yield title, block.pairs
            elif isinstance(block, Figures):
                yield title, block.figures


def _cut(text: str) -> str:
    """Return a text as a cell can hold it."""
    return plain(text)[:_LONGEST_TEXT]


def _pattern(cell: Cell) -> str:
    """Return how a number is shown: in the reader's own separators, and a year without any."""
    if cell.percent:
        return "0.0%" if round(100 * (cell.number or 0), 6) % 1 else "0%"
    if cell.text.isdecimal():
        return "0"
    return "#,##0" if float(cell.number or 0).is_integer() else "#,##0.0###"


def _shown(cell: Cell) -> str:
    return cell.text or f"{cell.number}"


def _width(title: str, texts: Sequence[str]) -> int:
    """Return how wide a column is to be, in signs."""
    words = max((len(word) for word in title.split()), default=0)
    return min(max([_NARROWEST, words + 2, *(len(text) + 2 for text in texts)]), _WIDEST)
