"""Long lists, fifty lines to a page, with an address that keeps what one looks for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from fastapi import Request

T = TypeVar("T")

LINES = 50
_DIGITS = 6
_OF_THIS_PAGE = frozenset({"sida", "valda"})
"""What an address says of one page alone: its number, and that everything on it is ticked."""


@dataclass(frozen=True, slots=True)
class Pages(Generic[T]):
    """One page of a list: its lines, its number of how many, all that was found, and the query it keeps."""

    lines: Sequence[T]
    number: int
    pages: int
    found: int
    query: str

    @property
    def filtered(self) -> bool:
        """Whether one looks for something."""
        return bool(self.query)


def all_ticked(request: Request) -> bool:
    """Say whether an address asks for a page with everything on it ticked."""
    return request.query_params.get("valda") == "alla"


def number_in(text: str, *, otherwise: int = 1) -> int:
    """Return the number that an address or a field holds; what is none, or too long for one, is `otherwise`."""
    short = text.isascii() and text.isdigit() and len(text) <= _DIGITS
    return int(text) if short else otherwise


def paged(request: Request, found: Sequence[T]) -> Pages[T]:
    """Return the page of a list that an address asks for; the last where it asks for one beyond."""
    pages = max(1, -(-len(found) // LINES))
    number = min(max(number_in(request.query_params.get("sida", "")), 1), pages)
    kept = [(key, value) for key, value in request.query_params.multi_items() if value]
    query = urlencode([pair for pair in kept if pair[0] not in _OF_THIS_PAGE])
    lines = found[(number - 1) * LINES : number * LINES]
    return Pages(lines, number, pages, len(found), query)
