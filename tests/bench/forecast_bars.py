"""How often the forecast of the promise holds what comes, over thousands of invented histories.

    python tests/bench/forecast_bars.py 2000

prints, for each regime, how often the interval of 90 percent held the number (raw), how often the
randomised probability transform did (PIT; exactly 90 where the forecast is right, also for small
counts), the mean CRPS and the Brier score of reaching a target, beside those of a Gamma-Poisson model;
then raw coverage in each cell of pace and clump. Both models see the same histories. In CI a short
form holds the bars: see `test_planning_bars.py`; docs/planning-method.md has the tables.
"""

import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain

import numpy as np
from numpy.random import Generator, default_rng

from grannsamverkan.domain.history import YEAR_DAYS, History
from grannsamverkan.domain.period import StatedDate, months_after
from grannsamverkan.planning.forecast import DRAWS, Counts, draws, year_ends
from grannsamverkan.planning.posterior import (
    LAPSE_AREA_YEARS,
    LAPSE_SHAPE,
    PACE_SHAPE,
    PACE_YEARS,
    Floats,
    posterior_of,
)

START, END = date(2020, 1, 1), date(2022, 12, 31)
DAYS = (END - START).days + 1

SPRING_AND_AUTUMN = np.array([0.7, 0.9, 1.2, 1.4, 1.4, 0.8, 0.3, 0.8, 1.4, 1.4, 1.1, 0.6])
"""How foundings spread over the year where nothing is misspecified: meetings are held then."""

CLUMPS = (0.0, 0.5, 1.0, 2.0)
PACES = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0)


@dataclass(frozen=True, slots=True)
class Regime:
    """What is seen and asked: months of history, the day that is forecast, and whether the world differs."""

    name: str
    months: tuple[int, int]
    next_year_end: bool = False
    strays: bool = False


HORIZONS = (
    ("12 months, to the end of year 3", (12, 12), False),
    ("24 months, to the end of year 3", (24, 24), False),
    ("30 months, to the end of year 3", (30, 30), False),
    ("12–30 months, to the next 31 December", (12, 30), True),
)
REGIMES = tuple(
    Regime(name + ("; random season, drift .4" if strays else ""), months, nearest, strays)
    for strays in (False, True)
    for name, months, nearest in HORIZONS
)


@dataclass(frozen=True, slots=True)
class World:
    """A municipality whose areas are founded and lapse: the truth that a forecast is not told."""

    founded: tuple[int, ...]
    lapsed: tuple[int, ...]
    began_with: int

    def active(self, day: int) -> int:
        """Return how many areas are active when a day (from 0) begins."""
        came, went = (sum(one < day for one in days) for days in (self.founded, self.lapsed))
        return self.began_with + came - went

    def seen(self, day: int) -> History:
        """Return what is seen of it on the days before one."""
        founded, lapsed = (
            tuple(START + timedelta(one) for one in days if one < day)
            for days in (self.founded, self.lapsed)
        )
        stated = tuple(StatedDate(one) for one in founded)
        return History(START, START + timedelta(day), self.active(day), stated, lapsed)


def world(rng: Generator, pace: float, extra: float, *, strays: bool) -> World:
    """Return a municipality with so many foundings a year, and so many more areas in a visit on average."""
    season = 12 * rng.dirichlet(np.full(12, 2.0)) if strays else SPRING_AND_AUTUMN
    months = np.array([(START + timedelta(day)).month - 1 for day in range(DAYS)])
    drift = np.cumsum(rng.normal(0, 0.4 / np.sqrt(YEAR_DAYS), DAYS)) if strays else np.zeros(DAYS)
    visits = rng.poisson(pace / (1 + extra) * season[months] * np.exp(drift) / YEAR_DAYS)
    founded = np.repeat(np.arange(DAYS), visits + rng.poisson(rng.gamma(visits) * extra))
    began_with = int(rng.integers(5, 61))
    hazard = np.exp(rng.uniform(np.log(0.01), np.log(0.1))) / YEAR_DAYS
    born = np.concatenate([np.zeros(began_with, dtype=np.int64), founded])
    lapsed = np.sort(born + 1 + rng.exponential(1 / hazard, len(born)).astype(np.int64))
    ended = tuple(int(day) for day in lapsed if day < DAYS)
    return World(tuple(int(day) for day in founded), ended, began_with)


def gamma_poisson(history: History, ends: list[date], rng: Generator) -> Counts:
    """Return what a textbook forecasts: one pace and one hazard, each with a gamma posterior, from the same priors."""
    years = history.seen_years
    seen = sum((history.today - one.counts_on).days for one in history.foundings) / YEAR_DAYS
    gone = sum((history.today - one).days for one in history.lapses) / YEAR_DAYS
    began_with = history.active - len(history.foundings) + len(history.lapses)
    area_years = began_with * years + seen - gone
    pace = rng.gamma(PACE_SHAPE + len(history.foundings), size=DRAWS) / (PACE_YEARS + years)
    lapse = rng.gamma(LAPSE_SHAPE + len(history.lapses), size=DRAWS)
    lapse /= LAPSE_AREA_YEARS + area_years
    rows = []
    for end in ends:
        ahead = ((end - history.today).days + 1) / YEAR_DAYS
        came = rng.poisson(pace * ahead)
        rows.append(
            came + history.active - rng.poisson(lapse * ahead * (history.active + came / 2))
        )
    return np.array(rows, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Trial:
    """A history, a day to forecast, how many areas there were when it ended, and a target near it."""

    history: History
    end: date
    truth: int
    target: int
    uniform: float


def trial(regime: Regime, rng: Generator, cell: tuple[float, float] | None = None) -> Trial:
    """Return an invented history under a regime, of a pace and clump that are given or drawn."""
    pace = float(np.exp(rng.uniform(np.log(0.5), np.log(15)))) if cell is None else cell[0]
    extra = float(rng.choice(CLUMPS)) if cell is None else cell[1]
    place = world(rng, pace, extra, strays=regime.strays)
    first, last = regime.months
    history = place.seen((months_after(START, int(rng.integers(first, last + 1))) - START).days)
    end = year_ends(history.today, END)[0] if regime.next_year_end else END
    target = history.active + int(rng.integers(0, 1 + int(np.ceil(1.5 * pace))))
    truth = place.active((end - START).days + 1)
    return Trial(history, end, truth, target, float(rng.random()))


def growth_alone(history: History, ends: list[date], rng: Generator) -> Counts:
    """Return what one forecasts who knows of growth alone: Gamma-Poisson of foundings less lapses."""
    grown = max(0, len(history.foundings) - len(history.lapses))
    pace = rng.gamma(PACE_SHAPE + grown, size=DRAWS) / (PACE_YEARS + history.seen_years)
    ahead = [((end - history.today).days + 1) / YEAR_DAYS for end in ends]
    return np.array([history.active + rng.poisson(pace * years) for years in ahead], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Score:
    """How one forecast did: held raw, held by its randomised PIT, CRPS, and squared error of reaching a target."""

    raw: float
    pit: float
    crps: float
    brier: float


def score(numbers: Counts, one: Trial) -> Score:
    """Return how drawn numbers did against what came."""
    truth = one.truth
    ordered = np.sort(numbers)
    low, high = np.quantile(ordered, (0.05, 0.95), method="inverted_cdf")
    below, at = np.searchsorted(ordered, truth), np.searchsorted(ordered, truth, "right")
    transform = (below + one.uniform * (at - below)) / len(ordered)
    ranks = 2 * np.arange(1, len(ordered) + 1) - len(ordered) - 1
    crps = np.abs(ordered - truth).mean() - (ranks @ ordered) / len(ordered) ** 2
    reached = np.mean(ordered >= one.target)
    return Score(
        float(low <= truth <= high),
        float(0.05 <= transform <= 0.95),
        float(crps),
        float((reached - (truth >= one.target)) ** 2),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """The means over all histories of a regime, of ours and of the textbook's."""

    ours: Score
    textbook: Score


Model = Callable[[History, list[date], Generator], Counts]


def scored(regime: Regime, histories: int, seed: int, textbook: Model = gamma_poisson) -> Outcome:
    """Forecast a number of invented histories by both models and return how it went."""
    rng = default_rng([seed, 20260801])
    scores = []
    for _ in range(histories):
        one = trial(regime, rng)
        ours = draws(one.history, posterior_of(one.history), [one.end])[0]
        theirs = textbook(one.history, [one.end], rng)[0]
        scores.append((score(ours, one), score(theirs, one)))
    return Outcome(*_means(scores))


def held(cell: tuple[float, float], histories: int) -> float:
    """Return how often the interval held in a cell of pace and clump: 24 months, to the end of year 3."""
    rng = default_rng([int(100 * cell[0]), int(100 * cell[1]), 20260802])
    trials = (trial(REGIMES[1], rng, cell) for _ in range(histories))
    return float(
        np.mean(
            [
                score(draws(one.history, posterior_of(one.history), [one.end])[0], one).raw
                for one in trials
            ]
        )
    )


def _means(scores: list[tuple[Score, Score]]) -> Iterator[Score]:
    for some in zip(*scores, strict=True):
        rows: Floats = np.array([(one.raw, one.pit, one.crps, one.brier) for one in some])
        yield Score(*(float(value) for value in rows.mean(axis=0)))


def milliseconds() -> float:
    """Return how much work one forecast of three year-ends is."""
    history = world(default_rng(1), 8.0, 1.0, strays=False).seen(730)
    ends = year_ends(history.today, date(2024, 12, 31))
    started = time.process_time()
    for _ in range(50):
        draws(history, posterior_of(history), ends)
    return (time.process_time() - started) * 1000 / 50


def regimes_table(histories: int) -> Iterator[str]:
    """Yield the lines of the table of regimes."""
    yield f"{histories} histories for each row; {milliseconds():.1f} ms of work a forecast.\n"
    yield "| history, day forecast | raw | PIT | CRPS | Brier | textbook: raw | PIT | CRPS | Brier | CRPS ratio |"
    yield "|---|---|---|---|---|---|---|---|---|---|"
    ratios = []
    for number, regime in enumerate(REGIMES):
        outcome = scored(regime, histories, number)
        ratios.append(outcome.ours.crps / outcome.textbook.crps)
        both = " | ".join(
            f"{100 * one.raw:.1f} | {100 * one.pit:.1f} | {one.crps:.2f} | {one.brier:.4f}"
            for one in (outcome.ours, outcome.textbook)
        )
        yield f"| {regime.name} | {both} | {ratios[-1]:.2f} |"
    yield f"\nMean CRPS ratio {np.mean(ratios):.3f}.\n"


def growth_table(histories: int) -> Iterator[str]:
    """Yield how ours does against a model of growth alone."""
    some = [scored(one, histories, 50 + at, growth_alone) for at, one in enumerate(REGIMES)]
    ratio = np.mean([one.ours.crps / one.textbook.crps for one in some])
    raw = [100 * one.textbook.raw for one in some]
    yield f"Against growth alone, {histories} histories a row: mean CRPS ratio {ratio:.3f};"
    yield f"its intervals hold {min(raw):.0f} to {max(raw):.0f} of 100.\n"


def cells_table(histories: int) -> Iterator[str]:
    """Yield the lines of the table of cells."""
    yield "Raw coverage, 24 months to the end of year 3, by areas a year and by further areas in a visit:\n"
    yield "| areas a year | " + " | ".join(f"{extra:g}" for extra in CLUMPS) + " |"
    yield "|---|" + "---|" * len(CLUMPS)
    for pace in PACES:
        cells = (100 * held((pace, extra), histories) for extra in CLUMPS)
        yield f"| {pace:g} | " + " | ".join(f"{one:.1f}" for one in cells) + " |"


if __name__ == "__main__":
    number = int(sys.argv[1])
    for line in chain(regimes_table(number), growth_table(number // 4), cells_table(number // 2)):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
