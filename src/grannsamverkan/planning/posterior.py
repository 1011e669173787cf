"""What a history of foundings and lapses says of the pace, the clumps, the season and the lapses.

Someone comes and founds one area or several on a day: visits are Poisson, their sizes geometric. Every
active area lapses at a constant hazard. Given the mean of what a visit adds, every posterior is a
gamma distribution, so only that mean is on a grid. Older days weigh less.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import lgamma

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.domain.history import YEAR_DAYS, History

Floats = NDArray[np.float64]

RECENT_YEARS = 3.0
"""A day this long ago weighs half as much as today."""

PACE_SHAPE, PACE_YEARS = 0.5, 0.05
"""What is believed of the pace beforehand: half a founding in eighteen days, which is next to nothing."""

LAPSE_SHAPE, LAPSE_AREA_YEARS = 0.6, 20.0
"""What is believed of lapses beforehand: three of a hundred areas in a year, as if twenty years were seen."""

SEASON_VISITS = 6.0
"""A month's share of the year is shrunk to a twelfth as if so many visits had come in it."""

EXTRA = np.array([0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0])
"""How many areas a visit can add beyond its first, on average."""

EXTRA_DECAY = 0.2
"""How much less likely, beforehand, each further area of a visit is."""


@dataclass(frozen=True, slots=True)
class Posterior:
    """What is believed of a municipality after its history.

    Attributes:
        extra_weights: how likely each value of `EXTRA` is; they sum to 1.
        visit_shapes, visit_years: the gamma distribution of visits a year, for each value of `EXTRA`.
        lapse_shape, lapse_years: the gamma distribution of lapses in an area-year.
        month_shapes, month_rates: the gamma distribution of each month's share, in twelfths.
        month_years: how long each month was seen, weighed by recency.
    """

    extra_weights: Floats
    visit_shapes: Floats
    visit_years: Floats
    lapse_shape: float
    lapse_years: float
    month_shapes: Floats
    month_rates: Floats
    month_years: Floats


def posterior_of(history: History) -> Posterior:
    """Return what is believed after a history of at least a day."""
    visits, today = history.visits(), history.today
    weights = np.array([_weight(one.day, today) for one in visits])
    sizes = np.array([one.size for one in visits], dtype=np.float64)
    exact = np.array([not one.vague for one in visits], dtype=np.float64)
    years = _weighted_years(history.start, today, today)
    # how areas of a vague day came is unknown: they count as so many visits as their number makes
    counts = np.where(exact > 0, 1.0, sizes / (1 + EXTRA[:, None])) @ weights
    shapes = PACE_SHAPE + counts
    visit_years = PACE_YEARS * (1 + EXTRA) + years
    evidence = _size_logs(weights * exact, sizes) + _visit_logs(shapes, visit_years, counts, years)
    # and a visit of q more stands for 1 + q of them, so that their number alone favours no q
    fewer = np.log1p(EXTRA) * (exact.sum() < len(exact))
    logs = evidence - fewer - EXTRA_DECAY * EXTRA
    chances = np.exp(logs - logs.max())
    months = np.array([one.day.month - 1 for one in visits], dtype=np.intp)
    came: Floats = np.zeros(12)
    np.add.at(came, months, weights * exact)
    month_years = _month_years(history)
    return Posterior(
        extra_weights=chances / chances.sum(),
        visit_shapes=shapes,
        visit_years=visit_years,
        lapse_shape=LAPSE_SHAPE + sum(_weight(day, today) for day in history.lapsed()),
        lapse_years=LAPSE_AREA_YEARS + _area_years(history),
        month_shapes=SEASON_VISITS + came,
        month_rates=SEASON_VISITS + float(weights @ exact) * month_years / years,
        month_years=month_years,
    )


def _size_logs(weights: Floats, sizes: Floats) -> Floats:
    """Return how well each value of `EXTRA` explains how many areas came at a time."""
    beyond = float(weights @ (sizes - 1))
    with np.errstate(divide="ignore"):
        added = beyond * np.log(EXTRA / (1 + EXTRA)) if beyond else np.zeros(len(EXTRA))
    return np.asarray(added - weights.sum() * np.log1p(EXTRA))


def _visit_logs(shapes: Floats, visit_years: Floats, counts: Floats, years: float) -> Floats:
    """Return how well each value of `EXTRA` explains how many visits came, whatever the pace."""
    before = PACE_YEARS * (1 + EXTRA)
    logs = PACE_SHAPE * np.log(before) - shapes * np.log(visit_years) + _log_gammas(shapes)
    return np.asarray(logs + counts * np.log(years) - _log_gammas(counts + 1))


def _log_gammas(values: Floats) -> Floats:
    """Return ln Γ of a few numbers; SciPy's would take 20 MB in a server that tells a forecast."""
    return np.array([lgamma(one) for one in values])


def _weight(day: date, today: date) -> float:
    return float(0.5 ** ((today - day).days / YEAR_DAYS / RECENT_YEARS))


def _weighted_years(start: date, end: date, today: date) -> float:
    """Return the time from a day to another in years, weighed by recency."""
    return (_weight(end, today) - _weight(start, today)) * RECENT_YEARS / float(np.log(2))


def _area_years(history: History) -> float:
    """Return how long areas were active, weighed by recency."""
    start, today = history.start, history.today
    whole = history.active * _weighted_years(start, today, today)
    missed = sum(one.size * _weighted_years(start, one.day, today) for one in history.visits())
    more = sum(_weighted_years(start, day, today) for day in history.lapsed())
    return max(0.0, whole - missed + more)


def _month_years(history: History) -> Floats:
    """Return how long each month of the year was seen, weighed by recency."""
    years = np.zeros(12)
    for day, following in months_of(history.start, history.today):
        years[day.month - 1] += _weighted_years(day, following, history.today)
    return years


def months_of(start: date, end: date) -> Iterator[tuple[date, date]]:
    """Yield the time from a day to another, month by month, each as its first day and the one after its last."""
    while start < end:
        following = min((start.replace(day=1) + timedelta(days=31)).replace(day=1), end)
        yield start, following
        start = following
