"""What a report is made of once it is in words: sections of blocks, the same for page, PDF and workbook.

Texts are plain texts in one language; a renderer escapes them and adds nothing to what they say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


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
class Paragraph:
    """A paragraph; with `link` (https, or a path of the site) the whole of it leads there."""

    text: str
    tone: Tone = Tone.PLAIN
    link: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """Pairs of what something is called and what it is, such as the heading of a report."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell: the text that is read, and the number behind it, where there is one, for a workbook."""

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
    """A chart or a map as SVG, with the text that says the same to whoever does not see it."""

    svg: str
    caption: str
    alternative: str
    half: bool = False
    """Whether it stands beside the next one, where there is room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """A row of the few figures that a page begins with: what each is called, and what it is."""

    figures: tuple[tuple[str, str], ...]


Block = Paragraph | Facts | Table | Drawing | Figures


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
        words: the renderer's own few words in the language: `contents`, `page`, `of`, `table`, `figure`.
        dated: the day that stands in a file's own data, so that the same report is the same bytes.
    """

    language: str
    title: str
    subtitle: str
    marks: tuple[str, ...]
    sections: tuple[Section, ...]
    footer: str
    words: Mapping[str, str]
    dated: str
