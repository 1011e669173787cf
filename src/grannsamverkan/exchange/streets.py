"""Streets as lists name them: `Storgatan 1-15, Lillgatan udda` is two streets, each with the houses meant."""

import re
from dataclasses import dataclass
from enum import StrEnum

_PARTS = re.compile(r"\s*[,;\n\r]\s*|\s+(?:samt|och|and)\s+(?=[^\W\d])", re.IGNORECASE)
_NUMBERS = re.compile(
    r"(?:nr\.?\s*)?([0-9]{1,4})\s*[a-zA-Z]?(?:\s*(?:-|–|—|till|t\.?o\.?m\.?|to)\s*([0-9]{1,4})\s*[a-zA-Z]?)?\s*$"
)
_SIDE = re.compile(
    r"[\s(]*(udda|jämna?|odd|even)\b(?:\s*(?:nr|nummer|sidan?|numbers?))?\.?\)?", re.IGNORECASE
)
_ALL = re.compile(r"[\s(]*(?:hela|alla(?:\s+nummer)?|all|whole)\)?\.?$", re.IGNORECASE)


class Side(StrEnum):
    """Which houses of a street, by their numbers."""

    BOTH = "both"
    ODD = "odd"
    EVEN = "even"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A street, or the houses of it between two numbers and on one side; None where it has no end."""

    street: str
    first: int | None = None
    last: int | None = None
    side: Side = Side.BOTH

    def holds(self, number: int) -> bool:
        """Say whether a house of the street is meant."""
        odd = number % 2 == 1
        if self.side is not Side.BOTH and odd is not (self.side is Side.ODD):
            return False
        return (self.first or 0) <= number and (self.last is None or number <= self.last)


def read_streets(text: str) -> tuple[Stretch, ...]:
    """Return the streets of a cell, in order; a part that is only numbers goes on about the street before it."""
    found: list[Stretch] = []
    for part in _PARTS.split(text.strip()):
        stretch = _stretch(part, found[-1].street if found else "")
        if stretch is not None:
            found.append(stretch)
    return tuple(found)


def _stretch(part: str, before: str) -> Stretch | None:
    side = Side.BOTH
    if match := _SIDE.search(part):
        side = Side.ODD if match[1].casefold() in {"udda", "odd"} else Side.EVEN
        part = part[: match.start()] + " " + part[match.end() :]
    part = _ALL.sub("", part).strip(" .:")
    first = last = None
    if match := _NUMBERS.search(part):
        first = int(match[1])
        last = int(match[2]) if match[2] else first
        part = part[: match.start()].strip(" .:")
    street = " ".join(part.split()) or before
    if not any(map(str.isalpha, street)):
        return None
    return Stretch(street, first, last, side)
