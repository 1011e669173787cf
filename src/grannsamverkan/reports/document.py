"""What a report is made of once it is in words: sections of blocks, the same for page, PDF and workbook.

Texts are plain texts in one language; a renderer escapes them and adds nothing to what they say.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.reports.svg import Markup


class Tone(StrEnum):
    """How a paragraph is meant."""

    PLAIN = "plain"
    LEAD = "lead"
    """What a section says in one sentence."""
    NOTE = "note"
    """How something was counted, or what a reader should beware of."""
    OWN = "own"
    """A commentary that people wrote."""


class Align(StrEnum):
    """How a column is set."""

    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading inside a section, such as the name of one promise of several."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; with `link` (https, or a path of the site) the whole of it leads there.

    Line breaks in the text stay. `language` is that of the text where it is not the document's.
    """

    text: str
    tone: Tone = Tone.PLAIN
    link: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Pairs of what something is called and what it is, such as the heading of a report."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: the text that is read, and the number behind it, where there is one, for a workbook.

    Attributes:
        percent: whether the number is a share (0-1) that is read as per cent.
    """

    text: str
    number: float | None = None
    percent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with a caption; the first cell of each row names the row.

    Attributes:
        name: a short name, of at most 31 characters, for a sheet; unique in the document.
        total: whether the last row is a sum.
    """

    name: str
    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    align: tuple[Align, ...]
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart or a map as SVG, with the text that says the same to whoever does not see it.

    Attributes:
        svg: in the width of a page (`reports.svg.WIDE`).
        narrow: the same in the width of a telephone or half a sheet, its ids other than those of `svg`.
        half: whether it stands beside the next half one, where there is room.
    """

    svg: Markup
    caption: str
    alternative: str
    narrow: Markup | None = None
    half: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A row of the few figures that a page begins with: what each is called, and what it is."""

    figures: tuple[tuple[str, str], ...]


Block = Heading | Paragraph | Facts | Table | Drawing | Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One numbered part of a report; `key` is its anchor."""

    key: str
    title: str
    blocks: tuple[Block, ...]
    first_page: bool = False
    """Whether it belongs to the first page, which stands alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report in one language, ready to be rendered.

    Attributes:
        marks: lines that stand on every page: that the data are invented, that it is a draft.
        footer: a line at the foot of every page: what, version, ledger number and head.
        dated: the day that stands in a file's own data, so that the same report is the same bytes.
        author: whose report it is: the municipality.
        site: the address that paths lead to from a file, such as `https://example.org`; without it,
            texts with a path for a link are plain texts in a file.
    """

    language: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
    dated: date
    author: str
    site: str = ""
