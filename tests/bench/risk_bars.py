"""How good the estimated risk is in invented municipalities where the truth is known.

    python tests/bench/risk_bars.py 30 63

prints, over 30 municipalities of each setting, how much of what could be won over a random plan each
way of ranking wins (skill: 0 random, 1 the best there is), and how many burglaries the plan was said
to have beside how many it truly had; then, over 63 others of each setting (504 in all), how often the
intervals of 90 percent held the truth. In CI a short form holds the bars: see `test_planning_bars.py`.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.random import default_rng
from towns import HAMLETS, SETTINGS, TOWN, Layout, Setting, Town, town

from grannsamverkan.planning.expected import expected, interval, moments, plan_moments
from grannsamverkan.planning.risk import Floats, risk_of

KDE_M = 200.0
RANKED_FROM, HELD_FROM = 0, 1_000
"""The numbers of the municipalities judged by. Those from 500 to 540 fitted what widens the intervals."""

WAYS = ("counts", "plain EB", "KDE 200 m", "kernel EB", "dwellings")


def worths(place: Town) -> dict[str, Floats]:
    """Return what each candidate is worth by each way of ranking."""
    streets = place.streets
    distances2 = (streets.x[:, None] - streets.x) ** 2 + (streets.y[:, None] - streets.y) ** 2
    kernel = np.exp(-0.5 * distances2 / KDE_M**2)
    overall = max(0.5, streets.burglaries.sum()) / streets.exposure.sum()
    plain = (streets.burglaries + 1) / (streets.exposure + 1 / overall)
    smooth = (kernel @ streets.burglaries) / (kernel @ streets.exposure)
    ties = 1e-9 * default_rng(1).random(len(place.candidates))
    return {
        "counts": place.sums(streets.burglaries) + ties,
        "plain EB": place.sums(streets.dwellings * plain),
        "KDE 200 m": place.sums(streets.dwellings * smooth),
        "kernel EB": place.sums(risk_of(streets).per_year),
        "dwellings": place.sums(streets.dwellings) + ties,
    }


@dataclass(frozen=True, slots=True)
class Ranked:
    """The skill of each way of ranking, and burglaries foretold per true one in the plan of two of them."""

    skill: dict[str, float]
    kernel_ratio: float
    counts_ratio: float


def ranked(setting: Setting, towns: int) -> Ranked:
    """Return how each way of ranking does over a number of municipalities."""
    chance = best = 0.0
    true, foretold = dict.fromkeys(WAYS, 0.0), dict.fromkeys(WAYS, 0.0)
    for number in range(RANKED_FROM, RANKED_FROM + towns):
        place, rng = town(setting, number), default_rng([number, 2])
        truth = place.truth
        best += truth[place.plan(truth)].sum()
        chance += np.mean([truth[place.plan(rng.random(len(truth)))].sum() for _ in range(20)])
        for way, worth in worths(place).items():
            plan = place.plan(worth)
            true[way] += truth[plan].sum()
            foretold[way] += worth[plan].sum()
    return Ranked(
        {way: float((true[way] - chance) / (best - chance)) for way in WAYS},
        float(foretold["kernel EB"] / true["kernel EB"]),
        float(foretold["counts"] / setting.years / true["counts"]),
    )


@dataclass(frozen=True, slots=True)
class Held:
    """How often intervals held the truth, of areas in a plan and of plans, and how often there was too little to say.

    Attributes:
        shown: how often those areas' intervals held that are shown, None where none is.
    """

    areas: float
    plans: float
    shown: float | None
    too_few: float


def held(setting: Setting, numbers: Sequence[int], layout: Layout = TOWN) -> Held:
    """Return how often the intervals hold in the plans that kernel EB chooses."""
    areas, plans, shown = [], [], []
    for number in numbers:
        place = town(setting, number, layout)
        risk, truth = risk_of(place.streets), place.truth
        plan = place.plan(place.sums(risk.per_year))
        chosen = [place.candidates[one] for one in plan]
        ranges = (interval(*one) for one in zip(*moments(risk, chosen), strict=True))
        areas += [
            low <= true <= high for (low, high), true in zip(ranges, truth[plan], strict=True)
        ]
        low, high = interval(*plan_moments(risk, chosen))
        plans.append(low <= truth[plan].sum() <= high)
        shown += [one.low is not None for one in expected(risk, chosen)]
    of_shown = [one for one, there in zip(areas, shown, strict=True) if there]
    return Held(
        float(np.mean(areas)),
        float(np.mean(plans)),
        float(np.mean(of_shown)) if of_shown else None,
        1 - float(np.mean(shown)),
    )


def skill_table(towns: int) -> Iterator[str]:
    """Yield the lines of the table of skill."""
    yield f"Skill over {towns} municipalities of each setting (spread / smoothness / years of data):\n"
    yield "| setting | " + " | ".join(WAYS) + " | foretold per true burglary: kernel EB | counts |"
    yield "|---|" + "---|" * (len(WAYS) + 2)
    results = []
    for setting in SETTINGS:
        one = ranked(setting, towns)
        results.append([*one.skill.values(), one.kernel_ratio, one.counts_ratio])
        yield f"| {setting.name} | " + " | ".join(f"{value:.2f}" for value in results[-1]) + " |"
    yield "| mean | " + " | ".join(f"{value:.3f}" for value in np.mean(results, axis=0)) + " |"


def held_table(towns: int, layout: Layout, name: str) -> Iterator[str]:
    """Yield the lines of the table of intervals, for one layout of the municipality."""
    yield f"\nHow often intervals of 90 percent held, {8 * towns} municipalities, {name}:\n"
    yield "| setting | areas | whole plans | areas that are shown | too few to say |"
    yield "|---|---|---|---|---|"
    rows = []
    for setting in SETTINGS:
        rows.append(row := held(setting, range(HELD_FROM, HELD_FROM + towns), layout))
        shown = "–" if row.shown is None else f"{100 * row.shown:.1f}"
        values = (
            f"{100 * row.areas:.1f} | {100 * row.plans:.1f} | {shown} | {100 * row.too_few:.0f}"
        )
        yield f"| {setting.name} | {values} |"
    areas, plans = (
        100 * np.mean([getattr(row, part) for row in rows]) for part in ("areas", "plans")
    )
    yield f"| all | {areas:.1f} | {plans:.1f} | | |"


if __name__ == "__main__":
    for line in chain(
        skill_table(int(sys.argv[1])),
        held_table(int(sys.argv[2]), TOWN, "a town and three villages"),
        held_table(int(sys.argv[2]), HAMLETS, "twenty hamlets"),
    ):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
