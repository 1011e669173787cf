"""The report on paper: tagged PDF/UA-1, set by Typst from data alone, so that no text is ever taken for markup."""

import json
import re
import unicodedata
from datetime import UTC, datetime, time
from functools import cache
from importlib.util import find_spec
from math import sqrt
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grannsamverkan.errors import Refused
from grannsamverkan.i18n import translator
from grannsamverkan.reports.document import (
    Align,
    Block,
    Document,
    Drawing,
    Facts,
    Figures,
    Heading,
    Paragraph,
    Table,
)
from grannsamverkan.reports.layout import Part, destination, laid_out
from grannsamverkan.reports.plain import plain

if TYPE_CHECKING:
    import typst

_TEMPLATE = Path(__file__).parent / "templates" / "report.typ"

_UNDRAWN = re.compile(
    "[^\t\n\r -~\xa0-\xac\xae-\u02e9\u0391-\u03a1\u03a3-\u0482\u048a-\u0525\u1e00-\u1efb"
    "\u2010-\u2027\u202f-\u205e\u20a0-\u20b5\u2190-\u2311\u2500-\u269c]"
)
"""What DejaVu Sans lacks or combines: inside a drawing that would be refused. The words beside it have the text."""

_BOX = "\N{WHITE SQUARE}"

_IN_A_LINE, _IN_A_CELL, _PIECE = 64, 24, 8
"""How many signs a word may have that is not broken, and how many each piece of a longer one has."""

_SIGNS_ON_A_LINE, _LEAST_SHARE = 84, 0.3

_LONG = 400
"""A cell of more signs may go on on the next page."""


def pdf(document: Document) -> bytes:
    """Return a report as a PDF/UA-1 file.

    Raises:
        Refused: the extra `pdf` is not installed.
    """
    made, _ = compiled(document)
    return made


def compiled(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """Return the file, and what Typst warns of, which a test holds to nothing.

    Raises:
        Refused: the extra `pdf` is not installed.
    """
    try:
        import typst
    except ImportError as error:
        raise Refused("report.no_pdf") from error

    made, warnings = typst.compile_with_warnings(
        _TEMPLATE.read_bytes(),
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"report": json.dumps(_told(document), ensure_ascii=False)},
        pdf_standards=["ua-1"],
        timestamp=datetime.combine(document.dated, time(), UTC),
    )
    return made, tuple(one.message for one in warnings)


@cache
def _fonts() -> "typst.Fonts":
    """Return the fonts that come with Typst and with matplotlib, so that the machine's make no difference."""
    import typst

    found = find_spec("matplotlib")
    assert found is not None  # noqa: S101 # the program depends on it
    assert found.origin is not None  # noqa: S101 # a package with a file
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])


def _told(document: Document) -> dict[str, Any]:
    """Return a document as the template reads it."""
    t, layout = translator(document.language), laid_out(document)
    day = document.dated
    return {
        "language": document.language,
        "title": _titled(document.title),
        "subtitle": _broken(document.subtitle),
        "author": plain(document.author),
        "marks": [_broken(one) for one in document.marks],
        "footer": _broken(document.footer),
        "day": [day.year, day.month, day.day],
        "words": {word: t(f"rendering.{word}") for word in ("contents", "page", "of")},
        "first": [_part(one, document) for one in layout.first],
        "rest": [_part(one, document) for one in layout.rest],
    }


def _part(part: Part, document: Document) -> dict[str, Any]:
    rows = []
    for row in part.rows:
        told = [_block(one, document) for one in row.blocks]
        for one, label in zip(told, row.labels, strict=False):
            one["label"] = label
        rows.append(
            {"kind": row.kind, **(told[0] if row.kind != "drawing" else {"drawings": told})}
        )
    return {"title": _titled(part.section.title), "rows": rows}


def _block(block: Block, document: Document) -> dict[str, Any]:
    match block:
        case Heading():
            return {"text": _titled(block.text)}
        case Paragraph():
            return {
                "text": _broken(block.text),
                "tone": str(block.tone),
                "link": destination(block.link, document.site or None),
                "language": block.language,
            }
        case Facts():
            return _pairs(block.pairs)
        case Figures():
            return _pairs(block.figures)
        case Table():
            return _table(block)
        case Drawing():
            return _drawing(block)


def _pairs(pairs: tuple[tuple[str, str], ...]) -> dict[str, Any]:
    return {
        "pairs": [[_broken(called, _IN_A_CELL), _broken(value)] for called, value in pairs],
        "share": _share_of_names(pairs),
        "long": any(len(text) > _LONG for pair in pairs for text in pair),
    }


def _share_of_names(pairs: tuple[tuple[str, str], ...]) -> float:
    """Return how much of a line what things are called may take: more where that is longer than what they are."""
    name, value = (max((len(one[place]) for one in pairs), default=0) for place in (0, 1))
    if value > _IN_A_LINE / 2:
        return _LEAST_SHARE
    return min(max(name / _SIGNS_ON_A_LINE, _LEAST_SHARE), 2 * _LEAST_SHARE)


def _table(table: Table) -> dict[str, Any]:
    rows = [[_broken(cell.text, _IN_A_CELL) for cell in row] for row in table.rows]
    head = [_broken(one, _IN_A_CELL) for one in table.head]
    return {
        "caption": _broken(table.caption),
        "head": head,
        "rows": rows,
        "right": [one is Align.RIGHT for one in table.align],
        "total": table.total,
        "widths": [_need(column) for column in zip(head, *rows, strict=True)],
        "long": any(len(cell) > _LONG for row in rows for cell in row),
    }


def _need(column: tuple[str, ...]) -> float:
    """Return how much room a column needs beside others: that of its longest word, more for long texts."""
    longest = max(map(len, column))
    word = max((len(word) for cell in column for word in cell.split()), default=0)
    return max(4, min(word, _IN_A_CELL), 2.4 * sqrt(min(longest, _LONG)))


def _drawing(drawing: Drawing) -> dict[str, Any]:
    svg = drawing.narrow if drawing.half and drawing.narrow else drawing.svg
    return {
        "svg": _UNDRAWN.sub(_BOX, unicodedata.normalize("NFC", svg)),
        "alternative": plain(drawing.alternative),
        "caption": _broken(drawing.caption),
        "half": drawing.half,
    }


def _titled(text: str) -> str:
    """Return a heading, which may not be empty."""
    shown = _broken(text)
    return shown if shown.strip() else "–"


def _broken(text: str, longest: int = _IN_A_LINE) -> str:
    """Return a text whose endless words may break, since nothing else keeps them on the page."""
    lines = re.sub("[\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]", "\n", plain(text))
    return re.sub(rf"\S{{{longest + 1},}}", _in_pieces, lines)


def _in_pieces(word: re.Match[str]) -> str:
    return "\N{ZERO WIDTH SPACE}".join(re.findall(f".{{1,{_PIECE}}}", word[0]))
