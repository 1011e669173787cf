"""Official figures by region and year, which stand beside a promise and never prove it."""

from dataclasses import dataclass
from enum import StrEnum

COUNTRY = "00"
"""The code of the whole country; a county has two digits, a municipality four."""


class Measure(StrEnum):
    """What a figure counts."""

    RESIDENTIAL_BURGLARY = "residential_burglary"
    """Reported burglaries of homes, completed and attempted; not of cellars, attics or holiday homes."""
    DWELLINGS = "dwellings"
    INHABITANTS = "inhabitants"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistic:
    """One figure of one region in one year, with its source; `preliminary` until it is final."""

    region: str
    measure: Measure
    year: int
    value: int
    preliminary: bool = False
    source: str
