"""How a document is laid out, the same on a page and on paper: what is numbered, what stands side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from grannsamverkan.i18n import Translator, translator
from grannsamverkan.reports.document import Block, Document, Drawing, Section, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What stands in one row: a block, or two half drawings.

    Attributes:
        kind: the name of the blocks' type in small letters.
        labels: what each table and drawing is called, such as "Tabell 3".
    """

    kind: str
    blocks: tuple[Block, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section with its number and its rows."""

    number: int
    section: Section
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """A document's parts: those of the first page, which stands alone, and the rest."""

    first: tuple[Part, ...]
    rest: tuple[Part, ...]


def laid_out(document: Document) -> Layout:
    """Return the parts of a document, its sections, tables and drawings numbered through."""
    t = translator(document.language)
    labels = {Table: _labels("table", t), Drawing: _labels("drawing", t)}
    parts = [
        Part(
            number=number,
            section=section,
            rows=tuple(
                Row(
                    kind=type(blocks[0]).__name__.casefold(),
                    blocks=blocks,
                    labels=tuple(next(labels[type(one)]) for one in blocks if type(one) in labels),
                )
                for blocks in _side_by_side(section.blocks)
            ),
        )
        for number, section in enumerate(document.sections, start=1)
    ]
    return Layout(
        first=tuple(one for one in parts if one.section.first_page),
        rest=tuple(one for one in parts if not one.section.first_page),
    )


def _labels(kind: str, t: Translator) -> Iterator[str]:
    return (t(f"rendering.{kind}", number=number) for number in count(1))


def _side_by_side(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    """Give the blocks one by one, and half drawings that follow each other by twos."""
    waiting: Drawing | None = None
    for block in blocks:
        half = isinstance(block, Drawing) and block.half
        if waiting is not None and half:
            yield waiting, block
            waiting = None
            continue
        if waiting is not None:
            yield (waiting,)
        waiting = block if isinstance(block, Drawing) and block.half else None
        if waiting is None:
            yield (block,)
    if waiting is not None:
        yield (waiting,)


def destination(link: str | None, site: str | None) -> str | None:
    """Return where a link leads; None where it leads nowhere, as a path does where no site is known."""
    if link is None:
        return None
    if link.startswith("/") and not link.startswith(("//", "/\\")):
        return None if site is None else f"{site.rstrip('/')}{link}"
    return link if link.startswith(("https://", "http://")) else None
