"""A report's page, paper and workbook as a reader meets them: tables, pairs and running text."""

import io
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

import openpyxl

Cells = list[str]

_CELLS = {"td", "th", "dt", "dd", "caption"}
_DRAWN = {"svg", "style", "script"}


@dataclass
class Table:
    """A table of a page: what it is called, its head and its rows."""

    caption: str
    head: Cells
    rows: list[Cells]


@dataclass
class Page(HTMLParser):
    """A page being read.

    Attributes:
        tables: by their captions, in order.
        pairs: what stands in lists of facts and figures, by its name.
        text: everything else, with single spaces.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    pairs: dict[str, str] = field(default_factory=dict)
    text: str = ""
    _rows: list[Cells] = field(default_factory=list)
    _cell: str = ""
    _called: str = ""
    _label: bool = False
    _drawn: bool = False

    def __post_init__(self) -> None:
        """Be ready to read."""
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin what a tag opens; drawings and the numbers of tables are no text of the page."""
        self._drawn = self._drawn or tag in _DRAWN
        self._label = self._label or ("class", "report-label") in attrs
        if tag == "table":
            self._rows = []
        if tag == "tr":
            self._rows.append([])
        if tag in _CELLS:
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        """Keep what a tag closes."""
        self._drawn = self._drawn and tag not in _DRAWN
        self._label = self._label and tag != "span"
        cell = _single(self._cell)
        if tag in {"td", "th"}:
            self._rows[-1].append(cell)
        if tag in {"dt", "caption"}:
            self._called = cell
        if tag == "dd":
            self.pairs[self._called] = cell
        if tag == "table":
            head, *rows = self._rows
            self.tables[self._called] = Table(self._called, head, rows)

    def handle_data(self, data: str) -> None:
        """Keep a text where it stands."""
        if not self._drawn and not self._label:
            self._cell += data
            self.text = _single(f"{self.text} {data}") if data.strip() else self.text


def _single(text: str) -> str:
    return re.sub(r"[ \n]+", " ", text).strip()


def read_page(content: bytes) -> Page:
    """Return a page as it is read."""
    page = Page()
    page.feed(content.decode("utf-8"))
    return page


def read_paper(content: bytes, folder: Path) -> str:
    """Return the text of a PDF in the order in which it is written, without any spaces."""
    paper = folder / "rapport.pdf"
    paper.write_bytes(content)
    made = subprocess.run(  # noqa: S603 # our own file
        ["pdftotext", "-raw", str(paper), "-"],  # noqa: S607 # as the machine has it
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return squeezed(made.stdout)


def squeezed(text: str) -> str:
    """Return a text without any spaces or hyphens that only show where a line ends."""
    return re.sub(r"[\s\u00ad]", "", text)


Sheet = Sequence[Sequence[object]]


def read_book(content: bytes) -> dict[str, Sheet]:
    """Return the sheets of a workbook by what stands on top of each."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheets: list[Sheet] = [
        [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book
    ]
    return {str(sheet[0][0]): sheet for sheet in sheets}
