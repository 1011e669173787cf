"""In short: among the homes of a large town a plan is near the best, drawn well, and quick.

The bars are those of docs/planning-method.md; seconds are of process time, with room for a machine that
has other things to do. `selection_bars.py` in this folder prints all.
"""

from time import process_time

import pytest
from large_town import ACROSS, ground, localities
from selection_bars import (
    CANDIDATES,
    PROPOSED,
    SATURATED,
    alone,
    drawn,
    optimum,
    proposed,
    question,
    random_question,
    risky,
)

from grannsamverkan.planning.candidates import grow
from grannsamverkan.planning.network import network_of, plots_of
from grannsamverkan.planning.outlines import outlines
from grannsamverkan.planning.packing import pack
from grannsamverkan.planning.segments import cut
from grannsamverkan.planning.worth import Town

ROOM = 3.0
"""So many times the seconds of a bar a busy machine may take."""


@pytest.fixture(scope="module")
def town() -> Town:
    roads, homes = ground()
    assert len(homes) > 180_000
    began = process_time()
    network = network_of(
        cut(roads), plots_of(homes, ()), existing=(), localities=localities(ACROSS)
    )
    laid_s, began = process_time() - began, process_time()
    made = risky(network)
    vars(made)["candidates"] = grow(network)
    assert laid_s < 5 * ROOM
    assert process_time() - began < 2 * ROOM
    assert len(made.candidates) > 3 * CANDIDATES
    return made


@pytest.mark.parametrize("number", [20, 100, 1_000])
def test_a_plan_is_within_a_thousandth_of_the_best(town: Town, number: int) -> None:
    run = alone(question(town, number), exact=False)
    assert run.packed.certificate > 0.999
    assert run.seconds < 2 * ROOM
    assert run.peak_mb < 300


def test_where_hardly_a_street_is_left_highs_finds_what_prices_do_not(town: Town) -> None:
    wanted = question(town, SATURATED)
    best = optimum(wanted)
    assert alone(wanted, exact=False).packed.value > 0.99 * best
    run = alone(wanted, exact=True)
    assert 0.999 * best < run.packed.value < (1 + 1e-6) * best < (1 + 2e-6) * run.packed.bound
    assert run.seconds < 8 * ROOM
    assert run.peak_mb < 300


def test_the_bound_never_falls_below_the_best() -> None:
    for number in range(20):
        wanted = random_question(number)
        packed, best = pack(wanted), optimum(wanted)
        assert packed.value < best * (1 + 1e-6) < packed.bound * (1 + 2e-6)


def test_a_hundred_proposals_are_drawn_well_and_in_time(town: Town) -> None:
    plan, areas = proposed(town)
    began = process_time()
    assert None not in outlines(town.network, areas, existing=())
    assert process_time() - began < 2 * ROOM
    said = drawn(town.network, [one.outline for one in plan.proposals], areas)
    assert said.whole == len(plan.proposals) == PROPOSED
    assert said.overlap_m2 == 0
    assert said.own_share > 0.999
    assert said.foreign == 0
    assert said.least_round >= 0.2
