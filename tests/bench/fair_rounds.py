"""Ten yearly rounds of planning in an invented municipality: does every locality get its turn, and do they draw level?

    python tests/bench/fair_rounds.py 5

Localities are of Hallsberg's sizes, about a fifth as large, on streets in grids; some homes lie in areas already. Each year a
plan is made, and of its proposals all are founded, or some by chance, or some are said no to for good.
"""

import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from shapely import Polygon
from shapely.affinity import translate

sys.path.insert(0, str(Path(__file__).parents[1]))

from grannsamverkan.domain.streets import Road
from grannsamverkan.planning.plan import LocalityShare, Wish
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.turns import LEAST_HOMES
from grannsamverkan.planning.worth import Town
from laid import STEP_M, Home, grid_roads, homes_along, network

YEARS = range(2026, 2036)
APART_M = 10_000.0
PLACES = {
    "Aby": (10, 16, 6),
    "Boda": (6, 7, 5),
    "Ceby": (6, 6, 5),
    "Dala": (5, 7, 5),
    "Ekby": (5, 6, 6),
    "Forsa": (5, 5, 5),
    "Gård": (3, 4, 6),
    "Hult": (3, 4, 4),
    "Iby": (2, 3, 7),
}
"""Streets across, streets along, and homes between two crossings, of each locality: from 864 homes to 21."""

VILLAGE = 100
"""Of a locality with fewer homes one area takes most, so its share is all or nothing; it is not compared."""


@dataclass(frozen=True)
class Ways:
    """What becomes of a proposal: the chance that it is founded, and that it is said no to."""

    name: str
    founded: float
    vetoed: float = 0.0


WAYS = (
    Ways("all founded", 1.0),
    Ways("a third founded", 1 / 3),
    Ways("a third founded, a third said no to", 1 / 3, 1 / 3),
)


@dataclass(frozen=True)
class Rounds:
    """Ten years: each year's localities, and for each locality the longest it waited with homes enough outside areas."""

    years: tuple[tuple[LocalityShare, ...], ...]
    waited: dict[str, int]
    missed: int

    def ratio(self, year: int) -> float:
        """Return how many times the largest share of homes in areas is the smallest when a year begins."""
        shares = [one.before / one.homes for one in self.years[year] if one.homes >= VILLAGE]
        return max(shares) / min(shares)


def municipality(seed: int) -> tuple[list[Road], list[Home], list[tuple[str, float, float]]]:
    """Return the roads, homes and localities of an invented municipality."""
    roads: list[Road] = []
    homes: list[Home] = []
    localities = []
    for number, (name, (across, along, each)) in enumerate(PLACES.items()):
        east, north = (number % 3) * APART_M, (number // 3) * APART_M
        roads += [
            Road(
                id=f"{name}{one.name}",
                name=f"{name} {one.name}",
                kind=one.kind,
                line=translate(one.line, east, north),
                source=one.source,
            )
            for one in grid_roads(across, along)
        ]
        homes += [
            (x + east, y + north, n, f"{name} {street}")
            for x, y, n, street in homes_along(across, along, each=each, seed=seed + number)
        ]
        localities.append((name, east + across * STEP_M / 2, north + along * STEP_M / 2))
    return roads, homes, localities


def rounds(ways: Ways, *, new: int, seed: int) -> Rounds:
    """Return ten years of planning and what became of it."""
    chance = random.Random(seed)  # noqa: S311 # a draw, no secret
    roads, homes, localities = municipality(seed)
    existing = _begun(roads, homes, localities)
    vetoed: list[Polygon] = []
    years, waits, longest, missed = [], dict.fromkeys(PLACES, 0), dict.fromkeys(PLACES, 0), 0
    for year in YEARS:
        town = Town(network(roads, homes, existing, localities), tuple(existing))
        made = plan(town, Wish(new=new, year=year, vetoed=tuple(vetoed)))
        years.append(made.localities)
        missed += len(made.missed)
        for one in made.localities:
            waiting = one.homes - one.before >= LEAST_HOMES and not one.proposals
            waits[one.name] = waits[one.name] + 1 if waiting else 0
            longest[one.name] = max(longest[one.name], waits[one.name])
        for proposal in made.proposals:
            drawn = chance.random()
            if drawn < ways.founded:
                existing.append(proposal.outline)
            elif drawn < ways.founded + ways.vetoed:
                vetoed.append(proposal.outline)
    return Rounds(tuple(years), longest, missed)


def _begun(
    roads: list[Road], homes: list[Home], localities: Sequence[tuple[str, float, float]]
) -> list[Polygon]:
    """Return the areas that there are when it begins: one in each larger locality, three in the largest."""
    bare = network(roads, homes, (), localities)
    lived = {name: (across - 1) * along * each for name, (across, along, each) in PLACES.items()}
    made = plan(Town(bare), Wish(new=100))
    first: dict[str, list[Polygon]] = {}
    for one in reversed(made.proposals):  # the smallest
        if lived[one.locality] >= VILLAGE:
            first.setdefault(one.locality, []).append(one.outline)
    largest = max(lived, key=lambda name: lived[name])
    return [one for name, some in first.items() for one in some[: 3 if name == largest else 1]]


def table(municipalities: int) -> Iterator[str]:
    """Yield the lines of the table, the median over some municipalities where it is a ratio."""
    yield "| of the proposals | areas a year | longest wait, years | turns without a place | ratio in year 1 | 4 | 7 | 10 |"
    yield "|---|---|---|---|---|---|---|---|"
    for ways in WAYS:
        for new in (6, 3, 2):
            some = [rounds(ways, new=new, seed=100 * seed) for seed in range(municipalities)]
            waited = max(max(one.waited.values()) for one in some) + 1
            ratios = [np.median([one.ratio(year) for one in some]) for year in (0, 3, 6, 9)]
            told = " | ".join(f"{one:.1f}" for one in ratios)
            yield f"| {ways.name} | {new} | {waited} | {sum(one.missed for one in some)} | {told} |"


if __name__ == "__main__":
    for line in table(int(sys.argv[1])):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()
