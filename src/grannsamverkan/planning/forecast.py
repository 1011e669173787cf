"""How many areas will be active at the end of each year, and how likely a target is.

From what a history says (`posterior.py`), a few thousand futures are drawn with a fixed seed: visits
with their clumps, the season, a pace that drifts, and lapses. The intervals hold what is not known of
each of them. How often they held what came is in docs/planning-method.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from numpy.random import RandomState
from numpy.typing import NDArray

from grannsamverkan.domain.history import YEAR_DAYS, History
from grannsamverkan.domain.outlook import Basis, Forecast, YearEnd
from grannsamverkan.planning.posterior import (
    EXTRA,
    RECENT_YEARS,
    Floats,
    Posterior,
    months_of,
    posterior_of,
)

Counts = NDArray[np.int64]

DRAWS = 4000

DRIFT = 0.25
"""How far the pace strays in a year, as the standard deviation of its logarithm."""

ENOUGH_YEARS, ENOUGH_FOUNDINGS = 1.0, 3
"""With less than this, what is said rests more on what was believed beforehand than on what was seen."""

_SEED = 20190401
"""Of NumPy's frozen generator, whose numbers are the same in every release (NEP 19): reports that tell a
forecast are reckoned again for ever. The newer generators promise that of their bits alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """So many active areas, by a day."""

    areas: int
    by: date


@dataclass(frozen=True, slots=True)
class Proposed:
    """Areas that may be founded on a day besides those that come as they have come, each by its chance."""

    on: date
    chances: tuple[float, ...]


def year_ends(today: date, through: date) -> tuple[date, ...]:
    """Return every 31 December from today on through a day."""
    ends = (date(year, 12, 31) for year in range(today.year, through.year + 1))
    return tuple(day for day in ends if day <= through)


def forecast(
    history: History,
    ends: Sequence[date],
    *,
    target: Target | None = None,
    proposed: Proposed | None = None,
) -> Forecast:
    """Return what to expect when days from today on end, the same each time for the same history.

    Without any time seen nothing is forecast, and the basis says so.
    """
    visits, lapses = history.visits(), history.lapsed()
    foundings = sum(one.size for one in visits)
    basis = _basis(history.seen_years, foundings)
    days = sorted({*ends, *([target.by] if target else [])})
    years: dict[date, YearEnd] = {}
    needed = None
    if basis is not Basis.NONE:
        posterior = posterior_of(history)
        coming = [day for day in days if day >= history.today]
        numbers = draws(history, posterior, coming, proposed=proposed)
        years = {
            day: _year_end(day, some, target) for day, some in zip(coming, numbers, strict=True)
        }
        needed = _needed(history, posterior, target)
    by = years.get(target.by) if target else None
    return Forecast(
        basis=basis,
        seen_years=history.seen_years,
        foundings=foundings,
        visits=len(visits),
        lapses=len(lapses),
        years=tuple(years[day] for day in sorted(set(ends)) if day in years),
        pace=foundings / history.seen_years / 12 if history.seen_years else None,
        needed=needed,
        reached=by.reached if by else None,
    )


def draws(
    history: History,
    posterior: Posterior,
    ends: Sequence[date],
    *,
    proposed: Proposed | None = None,
) -> Counts:
    """Return drawn numbers of active areas, a row for each of the days, which ascend from today on."""
    rng, others = RandomState(_SEED), RandomState(_SEED + 1)  # a proposal leaves the rest as it was
    kinds = rng.choice(len(EXTRA), DRAWS, p=posterior.extra_weights)
    visits_a_year = rng.standard_gamma(posterior.visit_shapes[kinds]) / posterior.visit_years[kinds]
    hazard = rng.standard_gamma(posterior.lapse_shape, size=DRAWS) / posterior.lapse_years
    shares = rng.standard_gamma(posterior.month_shapes, size=(DRAWS, 12)) / posterior.month_rates
    shares /= (shares @ posterior.month_years / posterior.month_years.sum())[:, None]
    log_pace = rng.normal(0.0, DRIFT * np.sqrt(_lag_years(history.seen_years)), DRAWS)
    active = np.full(DRAWS, history.active, dtype=np.int64)
    rows, day = [], history.today
    for end in ends:
        following = end + timedelta(days=1)
        step = (following - day).days / YEAR_DAYS
        log_pace = log_pace + rng.normal(0.0, DRIFT * np.sqrt(step / 3), DRAWS)
        came = rng.poisson(
            visits_a_year * np.exp(log_pace) * (shares @ _month_steps(day, following))
        )
        founded = came + rng.poisson(rng.standard_gamma(came) * EXTRA[kinds])
        log_pace = log_pace + rng.normal(0.0, DRIFT * np.sqrt(step * 2 / 3), DRAWS)
        lost = hazard * step
        active = rng.binomial(active, np.exp(-lost)) + rng.binomial(
            founded, -np.expm1(-lost) / lost
        )
        if proposed is not None:
            active = active + _proposed(others, hazard, proposed, (day, end))
        rows.append(active)
        day = following
    return np.array(rows, dtype=np.int64).reshape(len(ends), DRAWS)


def _proposed(
    rng: RandomState, hazard: Floats, proposed: Proposed, step: tuple[date, date]
) -> Counts:
    """Return how many proposed areas come in a step from a day through another and are active when it ends."""
    start, end = step
    if not start <= proposed.on <= end:
        return np.zeros(DRAWS, dtype=np.int64)
    come = (rng.random_sample((DRAWS, len(proposed.chances))) < proposed.chances).sum(axis=1)
    return rng.binomial(come, np.exp(-hazard * (end - proposed.on).days / YEAR_DAYS))


def _month_steps(start: date, end: date) -> Floats:
    """Return how long each month of the year lies from a day to another, in years."""
    years = np.zeros(12)
    for day, following in months_of(start, end):
        years[day.month - 1] += (following - day).days / YEAR_DAYS
    return years


def _lag_years(seen_years: float) -> float:
    """Return for how long the pace has strayed from its recency-weighed mean: its variance over `DRIFT` squared."""
    decay = float(np.log(2)) / RECENT_YEARS
    once, twice = np.exp(-decay * seen_years), np.exp(-2 * decay * seen_years)
    spread = (1 - twice) / (2 * decay) - 2 * once * (1 - once) / decay + seen_years * twice
    return float(spread / (1 - once) ** 2)


def _basis(seen_years: float, foundings: int) -> Basis:
    if not seen_years:
        return Basis.NONE
    enough = seen_years >= ENOUGH_YEARS and foundings >= ENOUGH_FOUNDINGS
    return Basis.ENOUGH if enough else Basis.LITTLE


def _year_end(day: date, numbers: Counts, target: Target | None) -> YearEnd:
    low_90, low_50, median, high_50, high_90 = (
        int(one)
        for one in np.quantile(numbers, (0.05, 0.25, 0.5, 0.75, 0.95), method="inverted_cdf")
    )
    reached = None if target is None else float(np.mean(numbers >= target.areas))
    return YearEnd(day, median, low_50, high_50, low_90, high_90, reached)


def _needed(history: History, posterior: Posterior, target: Target | None) -> float | None:
    """Return the areas to found in a month for the target on its day at the expected lapses."""
    if target is None or target.by < history.today:
        return None
    years = ((target.by - history.today).days + 1) / YEAR_DAYS
    lost = posterior.lapse_shape / posterior.lapse_years * years
    missing = target.areas - history.active * float(np.exp(-lost))
    return max(0.0, missing / float(-np.expm1(-lost) / lost) / (12 * years))
