"""Reported burglaries beside a promise, with county and country: what happened, never that the promise did it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.comparison import Comparison, NotCompared, compare_years
from grannsamverkan.domain.regions import county_of
from grannsamverkan.domain.series import RegionFigures, Series
from grannsamverkan.domain.statistics import COUNTRY, Statistic

LEAST_YEARS = 5
"""So many years with a number are shown, where there are as many, and all that are compared."""


@dataclass(frozen=True, slots=True)
class OutcomeYear:
    """One year, which may have no figures at all; outside Sweden without a county."""

    year: int
    municipality: RegionFigures
    county: RegionFigures | None
    country: RegionFigures

    @property
    def missing(self) -> bool:
        """Whether the number of burglaries in the municipality is not known."""
        return self.municipality.number is None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeContext:
    """What stands beside a promise, by year, the oldest first.

    Wherever it is shown, so is the text `outcome.no_cause`: from these figures no cause can be concluded.
    """

    municipality: str
    county: str | None
    years: tuple[OutcomeYear, ...]
    compared: Comparison | NotCompared

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the figures come from."""
        regions = [
            region
            for year in self.years
            for region in (year.municipality, year.county, year.country)
            if region is not None
        ]
        figures = [one for region in regions for one in (region.number, region.dwellings)]
        return tuple(sorted({one.source for one in figures if one is not None}))


def outcome_context(
    statistics: Iterable[Statistic],
    municipality: str,
    last_year: int,
    *,
    promised_from: date | None = None,
) -> OutcomeContext:
    """Return the years up to the last, and how those since a promise began compare with those before.

    A year without a number stands among the others as missing; where no year has one, only the last is there.
    """
    series = Series.of(statistics)
    compared = compare_years(series, municipality, last_year, promised_from)
    known = [year for year in series.years(municipality) if year <= last_year]
    firsts = known[-LEAST_YEARS:][:1]
    if isinstance(compared, Comparison):
        firsts += compared.before[:1]
    county = county_of(municipality)
    return OutcomeContext(
        municipality=municipality,
        county=county,
        years=tuple(
            OutcomeYear(
                year,
                series.at(municipality, year),
                None if county is None else series.at(county, year),
                series.at(COUNTRY, year),
            )
            for year in range(min(firsts, default=last_year), last_year + 1)
        ),
        compared=compared,
    )
