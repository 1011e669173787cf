"""The report on paper: tagged PDF/UA-1, set by Typst from data alone, so that no text is ever taken for markup."""

from math import sqrt
from typing import Any

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
from grannsamverkan.reports.typeset import IN_A_LINE, breakable, drawable, typeset

_IN_A_CELL = 24
"""How many signs a word may have in a cell that is not broken."""

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
    return typeset("report", _told(document), document.dated)


def _told(document: Document) -> dict[str, Any]:
    """Return a document as the template reads it."""
    t, layout = translator(document.language), laid_out(document)
    day = document.dated
    return {
        "language": document.language,
        "title": _titled(document.title),
        "subtitle": breakable(document.subtitle),
        "author": plain(document.author),
        "marks": [breakable(one) for one in document.marks],
        "footer": breakable(document.footer),
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
                "text": breakable(block.text),
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
        "pairs": [[breakable(called, _IN_A_CELL), breakable(value)] for called, value in pairs],
        "share": _share_of_names(pairs),
        "long": any(len(text) > _LONG for pair in pairs for text in pair),
    }


def _share_of_names(pairs: tuple[tuple[str, str], ...]) -> float:
    """Return how much of a line what things are called may take: more where that is longer than what they are."""
    name, value = (max((len(one[place]) for one in pairs), default=0) for place in (0, 1))
    if value > IN_A_LINE / 2:
        return _LEAST_SHARE
    return min(max(name / _SIGNS_ON_A_LINE, _LEAST_SHARE), 2 * _LEAST_SHARE)


def _table(table: Table) -> dict[str, Any]:
    rows = [[breakable(cell.text, _IN_A_CELL) for cell in row] for row in table.rows]
    head = [breakable(one, _IN_A_CELL) for one in table.head]
    return {
        "caption": breakable(table.caption),
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
        "svg": drawable(svg),
        "alternative": plain(drawing.alternative),
        "caption": breakable(drawing.caption),
        "half": drawing.half,
    }


def _titled(text: str) -> str:
    """Return a heading, which may not be empty."""
    shown = breakable(text)
    return shown if shown.strip() else "–"
