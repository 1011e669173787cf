"""What all tables of official figures have in common: counts and years in cells, and what is said of a file."""

import re
from dataclasses import dataclass

from grannsamverkan.domain.statistics import Measure
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.values import clean_text

MOST = 1_000_000_000
"""No region has more of anything that is counted here."""

_MISSING = frozenset({".", "..", "...", "…", "-", "–", "—", "x", "u.s.", "null"})
_COUNT = re.compile(r"([0-9]+)(?:[.,]0+)?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What someone says of a file of figures that it does not say itself.

    Attributes:
        measure: what it counts.
        region: the code of the one region that it is of.
        preliminary: its figures may still be altered, whatever it says.
        source: where they come from, as pages and reports will say.
    """

    measure: Measure | None = None
    region: str | None = None
    preliminary: bool = False
    source: str | None = None


def count_of(value: object, *, row: int) -> int | None:
    """Return the count in a cell, or None where it says that there is none to tell.

    Raises:
        Refused: it holds something else, such as a rate; a rate never becomes a count.
    """
    text = (clean_text(value) or "").replace(" ", "")
    if not text or text.casefold() in _MISSING:
        return None
    match = _COUNT.fullmatch(text)
    if match is None:
        raise Refused("statistics.not_a_count", row=row, text=text[:40])
    if len(match[1]) > len(str(MOST)) or int(match[1]) > MOST:
        raise Refused("statistics.too_large", row=row, most=MOST)
    return int(match[1])


def year_of(value: object, *, row: int) -> int:
    """Return the year in a cell or a heading.

    Raises:
        Refused: it holds none.
    """
    text = (clean_text(value) or "").removesuffix(".0")
    if _YEAR.fullmatch(text) is None:
        raise Refused("statistics.not_a_year", row=row, text=text[:40])
    return int(text)


def is_year(heading: str) -> bool:
    """Say whether a heading is a year, as where each year has a column of its own."""
    return _YEAR.fullmatch(heading.strip()) is not None
