"""How many homes lie in areas: what is told of it, and by what."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class By(StrEnum):
    """What a coverage is told by."""

    LOCALITY = "locality"
    MUNICIPALITY = "municipality"
    TYPE = "type"


class Counted(StrEnum):
    """What stands for homes: dwellings, or addresses where there are none."""

    DWELLINGS = "dwellings"
    ADDRESSES = "addresses"


@dataclass(frozen=True, slots=True)
class Row:
    """How many homes there are somewhere, and how many of them some area covers.

    Attributes:
        name: of the locality or municipality, or the type; None: it is not known.
        municipality: its code, None for a type.
    """

    name: str | None
    municipality: str | None
    homes: int
    covered: int

    @property
    def share(self) -> float | None:
        """The covered of all homes (0-1), None where there are none."""
        return self.covered / self.homes if self.homes else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage at the end of a day.

    Attributes:
        rows: by type each home counts once under every type that covers it, of all the homes there are.
        total: every home once.
        areas: how many areas were active.
        without_outline: how many of them have no border, and so cover nobody.
    """

    on: date
    by: By
    counted: Counted
    rows: tuple[Row, ...]
    total: Row
    areas: int
    without_outline: int
