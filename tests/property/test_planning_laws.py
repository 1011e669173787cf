"""What must not change a plan: more told where a watch is, what is no burglary, names, order, and how many all are."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from shapely import LineString, Point, Polygon, box

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.plan_inputs import proposed_for
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import wish_of
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.burglaries import Burglaries, Kind, Reported
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.planning.plan import Plan
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.worth import Town
from grannsamverkan.register import Register
from town import NOW, X, Y, new_register

WEST, SOUTH = X - 9_000, Y
STEP_M, ACROSS, ALONG = 120.0, 8, 6
FOUNDED = date(2023, 4, 1)
WINDOW = Period(date(2021, 1, 1), date(2026, 1, 1))
WISH = wish_of(4, coverage=0.3, risk=0.5, equity=0.2, year=NOW.year)

WATCHED = (
    box(WEST - 50, SOUTH - 50, WEST + 2.4 * STEP_M, SOUTH + 1.4 * STEP_M),
    box(WEST + 4.6 * STEP_M, SOUTH + 3.6 * STEP_M, WEST + 7.4 * STEP_M, SOUTH + 5.4 * STEP_M),
)
"""Two invented areas over a sixth of the town."""


@dataclass(frozen=True)
class Told:
    """What a register is told of an invented town, in the order in which it is told."""

    roads: list[Road]
    homes: list[Dwelling]
    watched: list[Polygon]
    reports: list[Reported]


def told() -> Told:
    """Return a grid of streets with homes on both sides of those that run east, and reports of five years."""
    rng = np.random.default_rng(12)
    roads: list[Road] = []
    homes: list[Dwelling] = []
    reports: list[Reported] = []
    for y in range(ALONG):
        line = [(WEST + x * STEP_M, SOUTH + y * STEP_M) for x in range(ACROSS)]
        roads.append(_road(f"Östergatan {y}", line))
        for place in range(8 * (ACROSS - 1)):
            east = WEST + (place // 8 + 0.18 + 0.09 * (place % 8)) * STEP_M
            north = SOUTH + y * STEP_M + (18.0 if place % 2 else -18.0) + rng.uniform(-2, 2)
            homes.append(
                Dwelling(
                    id=f"h{y}-{place}",
                    x=east,
                    y=north,
                    homes=1,
                    street=f"Östergatan {y}",
                    source="påhittad",
                )
            )
    for x in range(ACROSS):
        line = [(WEST + x * STEP_M, SOUTH + y * STEP_M) for y in range(ALONG)]
        roads.append(_road(f"Norrgatan {x}", line))
    for _ in range(150):
        x, y = rng.uniform(0, (ACROSS - 1) * STEP_M, 2)
        year, month = int(rng.integers(2021, 2026)), int(rng.integers(1, 13))
        reports.append(_report(date(year, month, 14), WEST + x, SOUTH + min(y, 5.5 * STEP_M)))
    return Told(roads, homes, list(WATCHED), reports)


def _road(name: str, line: list[tuple[float, float]]) -> Road:
    return Road(id=name, name=name, kind="residential", line=LineString(line), source="påhittad")


def _report(day: date, x: float, y: float, kind: Kind = Kind.BURGLARY) -> Reported:
    return Reported(day, kind, float(round(x, -2)), float(round(y, -2)))


Make = Callable[[Told], Proposed]


@pytest.fixture
def proposed(tmp_path: Path) -> Iterator[Make]:
    """Give what makes the plan of a register that has been told something."""
    registers: list[Register] = []

    def make(known: Told) -> Proposed:
        register = new_register(tmp_path / f"{len(registers)}.gpkg")
        registers.append(register)
        with register.private() as private:
            private.replace_all(Road, known.roads)
            private.replace_all(Dwelling, known.homes)
        for polygon in known.watched:
            areas.found(
                Doing(register=register, actor="prov", reason="för provets skull", now=NOW),
                name=f"Påhittade {polygon.bounds[0]:.0f}",
                municipality="1861",
                event=Event.INHERIT,
                on=StatedDate(FOUNDED),
                polygon=polygon,
            )
        burglaries = Burglaries(WINDOW, tuple(known.reports))
        return proposed_for(register, OPERATOR, "1861", WISH, NOW.date(), burglaries=burglaries)

    yield make
    for register in registers:
        register.close()


def figures(made: Proposed) -> tuple[Any, ...]:
    """Return all that is said of a plan: outlines, ranks, names, figures, intervals, localities."""
    return (
        tuple((one.outline.id, one.name, one.proposal, one.expected) for one in made.told),
        replace(made.plan, proposals=()),
    )


def test_what_is_told_of_watched_streets_weighs_nothing_and_tips_neither(proposed: Make) -> None:
    first = told()
    usual = proposed(first)
    assert len(usual.told) == 4
    assert usual.plan.weights.risk == 0.5
    assert usual.known
    in_watch = [
        one
        for one in first.reports
        if one.day >= FOUNDED and any(area.covers(Point(one.x, one.y)) for area in WATCHED)
    ]
    assert len(in_watch) >= 8
    half_more = in_watch[: (len(in_watch) + 1) // 2]
    assert figures(proposed(replace(first, reports=[*first.reports, *half_more]))) == figures(usual)
    others = [replace(one, kind=kind) for kind in (Kind.TIP, Kind.ATTEMPT) for one in first.reports]
    beside = proposed(replace(first, reports=[*others, *first.reports]))
    assert figures(beside) == figures(usual)
    assert beside.known
    assert beside.known.counted.left_out.items() > usual.known.counted.left_out.items()


def test_burglaries_elsewhere_do_weigh(proposed: Make) -> None:
    first = told()
    east = [
        _report(date(2024, 3, 3), WEST + 6.5 * STEP_M, SOUTH + STEP_M * n) for n in (0, 1, 2)
    ] * 12
    assert figures(proposed(replace(first, reports=[*first.reports, *east]))) != figures(
        proposed(first)
    )


def test_ids_and_order_change_nothing(proposed: Make) -> None:
    shuffled = random.Random(9)  # noqa: S311 # an order, no secret
    first = told()
    usual = figures(proposed(first))
    for turn in range(3):
        other = Told(
            [replace(one, id=f"{turn}:{shuffled.random()}") for one in first.roads],
            [replace(one, id=f"{turn}:{shuffled.random()}") for one in first.homes],
            list(first.watched),
            list(first.reports),
        )
        shuffled.shuffle(other.roads)
        shuffled.shuffle(other.homes)
        shuffled.shuffle(other.watched)
        shuffled.shuffle(other.reports)
        assert figures(proposed(other)) == usual


def test_twice_as_many_homes_and_burglaries_everywhere_give_the_same_plan(proposed: Make) -> None:
    made = proposed(told())
    town = made.planned.town
    assert town.expected is not None
    network = town.network
    double = Town(
        replace(
            network,
            homes=2 * network.homes,
            plots=replace(network.plots, homes=2 * network.plots.homes),
        ),
        town.existing,
        2 * town.expected,
    )
    vars(double)["candidates"] = replace(town.candidates, homes=2 * town.candidates.homes)
    once, twice = plan(town, WISH), plan(double, WISH)
    assert ranking(once) == ranking(twice)
    assert [2 * one.homes for one in once.proposals] == [one.homes for one in twice.proposals]


def ranking(made: Plan) -> list[tuple[Any, ...]]:
    return [
        (one.rank, one.outline.wkb, one.gain_share, one.chosen_share, one.lost_share, one.reason)
        for one in made.proposals
    ]
