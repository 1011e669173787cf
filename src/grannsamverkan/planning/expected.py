"""What is said of an area, and of a whole plan: burglaries to expect in a year, between what and what.

The spread of an estimate is made of three parts: what chance did in the area itself, how few
burglaries the neighbours' rate rests on, and how much the settings differ. `NEIGHBOURS` and
`PLAN_SETTINGS` were fitted so that nine of ten intervals hold the truth over invented towns; the
figures, made on other towns than those they were fitted on, are in docs/planning-method.md.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import gammaincinv

from grannsamverkan.errors import Refused
from grannsamverkan.planning.risk import Floats, Places, Risk, rate_under

LEAST_DWELLINGS = 15
"""Nothing is said of fewer homes, neither as number, colour nor rank: it would be said of someone's home."""

FEWEST_BURGLARIES = 60
"""With fewer in the whole municipality nothing is said of how many an area has: there intervals do not hold."""

WIDEST = 10.0
"""Where the upper end is more times the lower than this, there are too few burglaries to say a number."""

PREVENTED_SHARE = (0.16, 0.26)
"""What neighbourhood watch was found to prevent (Brå 2008:9): few and old studies, mostly British and American."""

PREVENTED_YEARS = 10

NEIGHBOURS = 0.6
"""How much of the neighbours' spread an area's places share."""

PLAN_SETTINGS = 2.0
"""How many times more the settings differ for a plan than they seem to: they are fewer than there could be."""

_LOW, _HIGH = 0.05, 0.95


class Said(StrEnum):
    """How much can be said of an area's burglaries."""

    INTERVAL = "interval"
    DISTRICT_AVERAGE = "district_average"
    """As many as in the rest of the district; no interval, since nothing tells how it differs inside."""
    TOO_FEW = "too_few"
    """Too few burglaries to say a number; the estimate ranks areas, and is not shown."""


@dataclass(frozen=True, slots=True)
class Expected:
    """Burglaries to expect in a year among so many dwellings.

    Attributes:
        low, high: nine times of ten the number lies from one to the other; None but with an interval.
        prevented: what a watch would prevent in ten years of those expected, at the effects that were
            found; None where there are too few to say.
    """

    dwellings: int
    per_year: float
    said: Said
    low: float | None = None
    high: float | None = None
    prevented: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class _Areas:
    """Areas by their places: the area each place belongs to, and the place, in an order theirs alone."""

    number: int
    owner: Places
    places: Places

    def sums(self, values: Floats) -> Floats:
        """Return the sum of a value over the places of each area."""
        return np.bincount(self.owner, values[self.places], self.number).astype(np.float64)

    def homes(self, risk: Risk) -> list[int]:
        """Return how many homes each area has."""
        homes = [int(one) for one in self.sums(risk.streets.dwellings)]
        for one in homes:
            if one < LEAST_DWELLINGS:
                raise Refused("planning.too_few_dwellings", dwellings=one, least=LEAST_DWELLINGS)
        return homes


@dataclass(frozen=True, eq=False)
class _Spread:
    """The number in each area under each setting (a row each), and the variance within the settings."""

    weights: Floats
    means: Floats
    within: Floats


def expected(risk: Risk, areas: Sequence[Places]) -> tuple[Expected, ...]:
    """Return what to expect in each area, given by its places, none of them twice.

    Raises:
        Refused: an area has fewer than `LEAST_DWELLINGS` homes.
    """
    homes = _gathered(risk, areas).homes(risk)
    return tuple(_said(risk, *one) for one in zip(homes, *moments(risk, areas), strict=True))


def expected_of_plan(risk: Risk, areas: Sequence[Places]) -> Expected:
    """Return what to expect in areas together: one at least, and no two share a place.

    Raises:
        Refused: an area has fewer than `LEAST_DWELLINGS` homes.
    """
    homes = sum(_gathered(risk, areas).homes(risk))
    return _said(risk, homes, *plan_moments(risk, areas))


def moments(risk: Risk, areas: Sequence[Places]) -> tuple[Floats, Floats]:
    """Return the mean and the variance of burglaries a year in each area; those of a district vary as nothing tells."""
    gathered = _gathered(risk, areas)
    means = gathered.sums(risk.per_year)
    if not risk.settings:
        return means, np.full(len(areas), np.inf)
    spread = _spread(risk, gathered)
    return means, spread.within + _mean(spread.weights, (spread.means - means) ** 2)


def plan_moments(risk: Risk, areas: Sequence[Places]) -> tuple[float, float]:
    """Return the mean and the variance of burglaries a year in areas together."""
    gathered = _gathered(risk, areas)
    mean = float(gathered.sums(risk.per_year).sum())
    if not risk.settings:
        return mean, math.inf
    spread = _spread(risk, gathered)
    between = float(_mean(spread.weights, (spread.means.sum(axis=1) - mean) ** 2))
    level = mean**2 / max(0.5, risk.counted)  # how many there are in all is itself by chance
    return mean, float(spread.within.sum()) + PLAN_SETTINGS * between + level


def _gathered(risk: Risk, areas: Sequence[Places]) -> _Areas:
    owner = np.repeat(np.arange(len(areas)), [len(area) for area in areas])
    places = np.concatenate([*areas, np.array([], dtype=np.intp)])
    rank = np.argsort(risk.streets.order)
    order = np.lexsort((rank[places], owner))
    return _Areas(len(areas), owner, places[order])


def _spread(risk: Risk, areas: _Areas) -> _Spread:
    streets = risk.streets
    means, within = [], []
    for one in risk.settings:
        rate, prior = rate_under(one, streets), one.shape / one.mean
        known = streets.exposure + prior
        shared = streets.dwellings * rate * prior / known / np.sqrt(one.support)
        means.append(areas.sums(streets.dwellings * rate))
        own = areas.sums(streets.dwellings**2 * rate / known)
        within.append(own + NEIGHBOURS * areas.sums(shared) ** 2)
    weights = np.array([one.weight for one in risk.settings])
    return _Spread(weights, np.array(means), _mean(weights, np.array(within)))


def _mean(weights: Floats, rows: Floats) -> Floats:
    """Return the weighed mean of rows, added one by one: a library of algebra may choose its order."""
    return np.asarray(sum(weight * row for weight, row in zip(weights, rows, strict=True)))


def _said(risk: Risk, homes: int, mean: float, variance: float) -> Expected:
    """Return what is said of a number of a mean and a variance."""
    if risk.counted < FEWEST_BURGLARIES:
        return Expected(homes, float(mean), Said.TOO_FEW)
    if not risk.settings:
        return Expected(homes, float(mean), Said.DISTRICT_AVERAGE, prevented=_prevented(mean))
    low, high = interval(mean, variance)
    if high > WIDEST * low:
        return Expected(homes, float(mean), Said.TOO_FEW)
    return Expected(homes, float(mean), Said.INTERVAL, low, high, _prevented(mean))


def interval(mean: float, variance: float) -> tuple[float, float]:
    """Return from where to where nine of ten lie in the gamma distribution of a mean and a variance."""
    shape = mean**2 / variance
    low, high = (float(gammaincinv(shape, tail) * mean / shape) for tail in (_LOW, _HIGH))
    return low, high


def _prevented(mean: float) -> tuple[float, float]:
    low, high = (float(PREVENTED_YEARS * share * mean) for share in PREVENTED_SHARE)
    return low, high
