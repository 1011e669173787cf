"""Official figures laid out by region, measure and year: burglaries, and the dwellings they are held against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grannsamverkan.domain.chance import Interval, poisson_interval
from grannsamverkan.domain.statistics import Measure, Statistic


@dataclass(frozen=True, slots=True)
class RegionFigures:
    """What is known of a region in a year: burglaries, and dwellings of that year or of one before it."""

    number: Statistic | None
    dwellings: Statistic | None

    @property
    def homes(self) -> int | None:
        """How many dwellings there are to strike; None where nobody knows, or there are none."""
        return (self.dwellings.value or None) if self.dwellings is not None else None

    @property
    def per_1000(self) -> float | None:
        """Burglaries for each thousand dwellings."""
        if self.number is None or self.homes is None:
            return None
        return self.number.value * 1000 / self.homes

    @property
    def preliminary(self) -> bool:
        """Whether the number or the dwellings may still be altered."""
        return any(one is not None and one.preliminary for one in (self.number, self.dwellings))

    @property
    def number_interval(self) -> Interval | None:
        """The expected numbers that the number of this year agrees with."""
        return None if self.number is None else poisson_interval(self.number.value).times(1)

    @property
    def per_1000_interval(self) -> Interval | None:
        """The same for each thousand dwellings."""
        if self.number is None or self.homes is None:
            return None
        return poisson_interval(self.number.value).times(1000 / self.homes)


@dataclass(frozen=True, slots=True)
class Series:
    """Figures by region and measure, each by year."""

    figures: Mapping[tuple[str, Measure], Mapping[int, Statistic]]

    @classmethod
    def of(cls, statistics: Iterable[Statistic]) -> "Series":
        """Lay out figures, of which there is one for each region, measure and year."""
        found: dict[tuple[str, Measure], dict[int, Statistic]] = {}
        for one in statistics:
            found.setdefault((one.region, one.measure), {})[one.year] = one
        return cls(found)

    def years(self, region: str) -> tuple[int, ...]:
        """Return the years in which the burglaries of a region are known, in order."""
        return tuple(sorted(self._of(region, Measure.RESIDENTIAL_BURGLARY)))

    def at(self, region: str, year: int) -> RegionFigures:
        """Return what is known of a region in a year; its dwellings may be those of an earlier one."""
        dwellings = self._of(region, Measure.DWELLINGS)
        nearest = max((one for one in dwellings if one <= year), default=None)
        return RegionFigures(
            self._of(region, Measure.RESIDENTIAL_BURGLARY).get(year),
            None if nearest is None else dwellings[nearest],
        )

    def _of(self, region: str, measure: Measure) -> Mapping[int, Statistic]:
        return self.figures.get((region, measure), {})
