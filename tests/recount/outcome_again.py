"""Reported burglaries beside the promises, laid out and compared again with what scipy knows of chance."""

from dataclasses import dataclass

from ledger_frames import Number, Span
from promises_again import accounted_for
from scipy import stats

COUNTIES = {
    "01", "03", "04", "05", "06", "07", "08", "09", "10", "12", "13", "14", "17", "18", "19", "20",
    "21", "22", "23", "24", "25",
}  # fmt: skip
COUNTRY = "00"
SHOWN = 5
WINDOW = 3
BURGLARIES = "residential_burglary"


def outcome_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `outcome`; none where the municipality has no figure."""
    year = int(span.last[:4])
    figures = Figures(span)
    if not figures.years(span.place):
        return {}
    county = span.place[:2] if len(span.place) == 4 and span.place[:2] in COUNTIES else None
    compared = _compared(figures, span, county)
    years = [one for one in figures.years(span.place) if one <= year]
    begins = years[-SHOWN:][:1] + ([] if compared is None else compared.before[:1])
    found: dict[str, Number] = {}
    regions = {"municipality": span.place, "county": county, "country": COUNTRY}
    for one in range(min(begins, default=year), year + 1):
        for name, region in regions.items():
            if region is not None:
                number, homes = figures.number(region, one), figures.homes(region, one)
                rate = None if number is None or homes is None else number * 1000 / homes
                found[f"outcome.{one}.{name}.burglaries"] = number
                found[f"outcome.{one}.{name}.per_1000_dwellings"] = rate
    if compared is not None:
        found |= {"outcome.compared.ratio": compared.ratio, "outcome.compared.p": compared.p}
    return found


class Figures:
    """The official figures of a register."""

    def __init__(self, span: Span) -> None:
        """Lay out the burglaries by region and year."""
        rows = span.rows("statistic")
        rows = rows[rows["measure"] == BURGLARIES]
        self._span = span
        self._numbers = {
            (str(region), int(year)): int(value)
            for region, year, value in zip(rows["region"], rows["year"], rows["value"], strict=True)
        }

    def years(self, region: str) -> list[int]:
        """Return the years of which a region's burglaries are known."""
        return sorted(year for one, year in self._numbers if one == region)

    def number(self, region: str, year: int) -> int | None:
        """Return the burglaries of a year."""
        return self._numbers.get((region, year))

    def homes(self, region: str, year: int) -> int | None:
        """Return the dwellings of a year, or of the nearest before it."""
        return self._span.official((region,), "dwellings", year) or None


@dataclass(frozen=True)
class Compared:
    """The ratio of the change here to that elsewhere, the years before, and how often chance does as much."""

    before: list[int]
    ratio: float | None
    p: float


def _compared(figures: Figures, span: Span, county: str | None) -> Compared | None:
    """Hold whole years since the first promise began against those before it, here and with the others."""
    began = min((one["start"] for one in accounted_for(span)), default=None)
    if began is None:
        return None
    year = int(began[:4])
    since = year if began[5:] == "01-01" else year + 1
    for region in ([county] if county else []) + [COUNTRY, None]:
        sides = [
            _usable(figures, span.place, region, years)
            for years in (range(year - WINDOW, year), range(since, int(span.last[:4]) + 1))
        ]
        if all(sides) and (
            region is None or _others(figures, span.place, region, sides[0] + sides[1])
        ):
            return _ratio(figures, span.place, region, sides[0], sides[1])
    return None


def _usable(figures: Figures, place: str, region: str | None, years: range) -> list[int]:
    """Return the years in which both numbers are known, and the part is no larger than the whole."""
    found = []
    for year in years:
        own, whole = figures.number(place, year), figures.number(region or place, year)
        if own is not None and whole is not None and own <= whole:
            found.append(year)
    return found


def _sum(figures: Figures, region: str, years: list[int]) -> int:
    return sum(figures.number(region, year) or 0 for year in years)


def _others(figures: Figures, place: str, region: str, years: list[int]) -> int:
    return _sum(figures, region, years) - _sum(figures, place, years)


def _ratio(
    figures: Figures, place: str, region: str | None, before: list[int], after: list[int]
) -> Compared:
    own = [_sum(figures, place, years) for years in (before, after)]
    grown = _grown(figures, (place, None), before, after)
    if region is None:
        odds = grown or len(after) / len(before)
        low = stats.binom.cdf(own[1], sum(own), odds / (1 + odds))
        high = stats.binom.sf(own[1] - 1, sum(own), odds / (1 + odds))
        ratio = own[1] / own[0] / odds if own[0] else None
        return Compared(before, ratio, min(1.0, 2 * min(low, high)))
    others = [_others(figures, place, region, years) for years in (before, after)]
    theirs = _grown(figures, (region, place), before, after)
    odds = grown / theirs if grown and theirs else 1.0
    family = stats.nchypergeom_fisher(sum(own) + sum(others), sum(own), own[1] + others[1], odds)
    p = min(1.0, 2 * min(family.cdf(own[1]), family.sf(own[1] - 1)))
    under = own[0] * others[1]
    return Compared(before, own[1] * others[0] / under / odds if under else None, float(p))


def _grown(
    figures: Figures, of: tuple[str, str | None], before: list[int], after: list[int]
) -> float | None:
    """Return how many times more dwellings years there were after, of a region less a part of it."""
    sums = []
    for years in (before, after):
        homes = [[figures.homes(one, year) for year in years] for one in of if one is not None]
        if any(one is None for row in homes for one in row):
            return None
        first, *rest = [sum(one or 0 for one in row) for row in homes]
        sums.append(first - sum(rest))
    return sums[1] / sums[0] if sums[0] and sums[1] else None
