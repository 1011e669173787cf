"""The years since a promise began against those before it, here and elsewhere; nothing of it says why.

Whole calendar years are compared, since burglaries have their season: the year in which a promise
began is of neither side. What the municipality is held against is the rest of its county, so that it
is never held against itself; without figures of it, the rest of the country.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from grannsamverkan.domain.chance import DECIMALS, TAIL, Compared, Interval, compare
from grannsamverkan.domain.regions import county_of
from grannsamverkan.domain.series import Series
from grannsamverkan.domain.statistics import COUNTRY

YEARS_BEFORE = 3
"""The whole years before a promise that those since it began are compared with."""


class Difference(StrEnum):
    """What a comparison shows; none of the words says why."""

    TOO_FEW = "too_few"
    """Not even a fall to none at all would have been a clear difference."""
    NO_CLEAR_DIFFERENCE = "no_clear_difference"
    LOWER = "lower"
    HIGHER = "higher"


class NotCompared(StrEnum):
    """Why nothing is compared."""

    NO_PROMISE = "no_promise"
    NO_YEAR_BEFORE = "no_year_before"
    """None of the whole years before the promise has a figure."""
    NO_YEAR_AFTER = "no_year_after"
    """No whole year since the promise began has a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What changed from the years before a promise to those since it began.

    Attributes:
        before, after: the years compared; `left_out` are those among them that lack a figure, and
            the year in which the promise began.
        region: the county or the country whose other municipalities the change is held against; None
            where their figures are not there, and the number is only held against that before.
        number_before, number_after: burglaries in the municipality.
        others_before, others_after: those in the rest of the region.
        per_dwelling: whether the change is that of the rate; else of the number each year.
        ratio: the change here over that of the others, so 0.8 is a fifth lower; None where there is
            nothing to divide by.
        interval: the ratios that the numbers agree with.
        p: how often chance alone makes a difference as large (`chance.compare`).
    """

    before: tuple[int, ...]
    after: tuple[int, ...]
    left_out: tuple[int, ...]
    region: str | None
    number_before: int
    number_after: int
    others_before: int | None
    others_after: int | None
    per_dwelling: bool
    ratio: float | None
    interval: Interval
    p: float
    difference: Difference
    preliminary: bool


def compare_years(
    series: Series, municipality: str, last_year: int, promised_from: date | None
) -> Comparison | NotCompared:
    """Return how the years since a promise began, up to the last, compare with those before; or why not."""
    if promised_from is None:
        return NotCompared.NO_PROMISE
    began = promised_from.year
    first = began if promised_from == date(began, 1, 1) else began + 1
    window = range(began - YEARS_BEFORE, last_year + 1)
    regions = [one for one in (county_of(municipality), COUNTRY) if one is not None]
    for region in (*regions, municipality):
        part = _Part(series, municipality, region)
        before, after = part.over(range(window.start, began)), part.over(range(first, window.stop))
        alone = region == municipality
        if before.years and after.years and (alone or before.others + after.others):
            return _compared(before, after, window, None if alone else region)
    return NotCompared.NO_YEAR_BEFORE if after.years else NotCompared.NO_YEAR_AFTER


@dataclass(frozen=True, slots=True)
class _Side:
    """Some years together: burglaries here and with the others, and the dwellings of each year added up."""

    years: tuple[int, ...] = ()
    number: int = 0
    others: int = 0
    homes: int | None = 0
    others_homes: int | None = 0
    preliminary: bool = False

    def __add__(self, year: "_Side") -> "_Side":
        return _Side(
            self.years + year.years,
            self.number + year.number,
            self.others + year.others,
            _sum(self.homes, year.homes),
            _sum(self.others_homes, year.others_homes),
            self.preliminary or year.preliminary,
        )


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


@dataclass(frozen=True, slots=True)
class _Part:
    """A municipality, and what is left of a region when it is taken out; of itself, nothing."""

    series: Series
    municipality: str
    region: str

    def over(self, years: Iterable[int]) -> _Side:
        """Add up the years in which both are known."""
        return sum((side for year in years if (side := self._at(year))), _Side())

    def _at(self, year: int) -> _Side | None:
        """Return one year; None where a number is unknown, or the part is larger than the whole."""
        own, whole = self.series.at(self.municipality, year), self.series.at(self.region, year)
        if own.number is None or whole.number is None or own.number.value > whole.number.value:
            return None
        others_homes = None if own.homes is None or whole.homes is None else whole.homes - own.homes
        return _Side(
            (year,),
            own.number.value,
            whole.number.value - own.number.value,
            own.homes,
            others_homes,
            own.preliminary or whole.preliminary,
        )


def _compared(before: _Side, after: _Side, window: range, region: str | None) -> Comparison:
    """Return the comparison of two sides, against the others where a region is named."""
    exposure = _exposure(before, after, alone=region is None)
    years_alone = len(after.years) / len(before.years) if region is None else 1.0
    found = compare(
        before.number,
        after.number,
        exposure=years_alone if exposure is None else exposure,
        others=None if region is None else (before.others, after.others),
    )
    return Comparison(
        before=before.years,
        after=after.years,
        left_out=tuple(one for one in window if one not in {*before.years, *after.years}),
        region=region,
        number_before=before.number,
        number_after=after.number,
        others_before=None if region is None else before.others,
        others_after=None if region is None else after.others,
        per_dwelling=exposure is not None,
        ratio=None if found.ratio is None else round(found.ratio, DECIMALS),
        interval=found.interval.times(1),
        p=round(found.p, DECIMALS),
        difference=_difference(found),
        preliminary=before.preliminary or after.preliminary,
    )


def _exposure(before: _Side, after: _Side, *, alone: bool) -> float | None:
    """Return how many times more dwellings there were afterwards, over the same of the others."""
    here = _growth(before.homes, after.homes)
    others = 1.0 if alone else _growth(before.others_homes, after.others_homes)
    return None if here is None or others is None else here / others


def _growth(before: int | None, after: int | None) -> float | None:
    return after / before if before and after else None


def _difference(found: Compared) -> Difference:
    """Return the word for what was found; the interval decides, so the two never disagree."""
    if found.interval.high is not None and found.interval.high < 1:
        return Difference.LOWER
    if found.interval.low > 1:
        return Difference.HIGHER
    few = found.p_of_none >= 2 * TAIL
    return Difference.TOO_FEW if few else Difference.NO_CLEAR_DIFFERENCE
