"""A plan says where, why, how sure, and is the same whatever order things come in."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from shapely import box

from grannsamverkan.planning import proposals
from grannsamverkan.planning.alternatives import alternatives
from grannsamverkan.planning.plan import Proposal, Reason, Weights, Wish
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.worth import Town
from laid import STEP_M, grid_roads, homes_along, network, road, town

FOREMOST: dict[Reason, Callable[[Proposal], float]] = {
    Reason.MOST: lambda one: one.homes,
    Reason.CLOSEST: lambda one: one.homes / one.street_m,
    Reason.MISSED: lambda one: one.lost_share,
}
WEST, EAST = ("Väster", 100.0, 300.0), ("Öster", 700.0, 300.0)


def test_each_proposal_says_what_it_adds_and_how_sure_it_is() -> None:
    found = plan(town(), Wish(new=5))
    assert [one.rank for one in found.proposals] == [1, 2, 3, 4, 5]
    everyone = sum(one.homes for one in found.localities)
    for one in found.proposals:
        assert one.gain_share == pytest.approx(one.homes / everyone)
        assert one.locality_gain_share > one.gain_share
        assert 0 <= one.chosen_share <= 1
        assert 0 <= one.lost_share < 1
        assert one.expected is None
        assert one.streets
    assert found.certificate > 0.95
    assert found.candidates > 20


def test_localities_gain_what_their_proposals_hold() -> None:
    found = plan(town(), Wish(new=5))
    for place in found.localities:
        mine = [one for one in found.proposals if one.locality == place.name]
        assert place.after - place.before == sum(one.homes for one in mine)
        assert place.proposals == len(mine)


def test_risk_counts_for_nothing_while_no_burglaries_are_known() -> None:
    found = plan(town(), Wish(weights=Weights(coverage=0.4, risk=0.3, equity=0.3)))
    counted = Weights(coverage=0.4 / 0.7, risk=0.0, equity=0.3 / 0.7, interest=0.0)
    assert found.weights == counted
    nothing = plan(town(), Wish(new=1, weights=Weights(coverage=0, risk=1, equity=0)))
    assert nothing.weights.coverage == 1


def test_where_more_burglaries_are_expected_comes_first_when_risk_alone_counts() -> None:
    made = town()
    middle = np.array([line.centroid.x for line in made.network.segments.lines])
    expected = np.where(middle > 4.5 * STEP_M, 1.0, 0.01) * made.network.homes.astype(np.float64)
    risky = Town(made.network, expected=expected)
    found = plan(risky, Wish(new=2, weights=Weights(coverage=0, risk=1, equity=0)))
    assert all(one.outline.centroid.x > 4 * STEP_M for one in found.proposals)
    assert all(one.expected and one.expected > 10 for one in found.proposals)


def test_a_locality_with_few_homes_in_areas_is_helped_by_equity() -> None:
    existing = (box(-99, -99, 3.4 * STEP_M, 3.4 * STEP_M),)
    made = town(existing=existing)
    found = plan(made, Wish(new=3, weights=Weights(coverage=0, risk=0, equity=1)))
    assert {one.locality for one in found.proposals} == {"Öster"}
    first, *others = [one.reason for one in found.proposals]
    assert first is Reason.EQUITY
    assert Reason.EQUITY not in others, "said once of a locality"


def test_every_locality_gets_a_proposal_in_its_turn() -> None:
    hamlet = [road((5_000, 0), (5_100, 0), name="Byvägen")]
    homes = [(5_000.0 + 6 * (n // 2), 15.0, 1 + n % 2, "Byvägen") for n in range(20)]
    made = network(
        [*grid_roads(8, 6), *hamlet],
        [*homes_along(8, 6), *homes],
        localities=[WEST, EAST, ("Byn", 5_050.0, 0.0)],
    )
    homes_alone = Weights(coverage=1, risk=0, equity=0)
    without = plan(Town(made), Wish(new=2, weights=homes_alone))
    assert "Byn" not in {one.locality for one in without.proposals}
    turns = []
    for year in (2024, 2025, 2026):
        found = plan(Town(made), Wish(new=2, weights=homes_alone, year=year))
        assert not found.missed
        for place in found.localities:
            assert place.proposals >= place.due
        turns += [place.name for place in found.localities if place.due]
        if there := [one for one in found.proposals if one.locality == "Byn"]:
            assert [one.reason for one in there] == [Reason.DUE]
    assert sorted(turns) == ["Byn", "Väster", "Öster"]


def test_a_turn_without_any_place_that_may_be_proposed_is_told() -> None:
    made = town()
    (due,) = (one.name for one in plan(made, Wish(new=2, year=2026)).localities if one.due)
    half = box(-99, -99, 3.6 * STEP_M, 999) if due == "Väster" else box(3.2 * STEP_M, -99, 999, 999)
    found = plan(made, Wish(new=2, year=2026, vetoed=(half,)))
    assert [one.name for one in found.missed] == [due]


def test_what_someone_said_no_to_is_not_proposed_again() -> None:
    made = town()
    first = plan(made, Wish(new=1)).proposals[0]
    again = plan(made, Wish(new=3, vetoed=(first.outline,)))
    for one in again.proposals:
        shared = one.outline.intersection(first.outline).area
        assert shared < 0.6 * one.outline.area


def test_the_order_of_roads_homes_and_areas_changes_nothing() -> None:
    roads, homes = grid_roads(7, 5), homes_along(7, 5)
    areas = [box(-50, -50, 200, 100), box(500, 300, 700, 500)]
    shuffled = random.Random(4)  # noqa: S311 # an order, no secret
    plans = []
    for _ in range(3):
        made = network(roads, homes, areas, [WEST, EAST])
        found = plan(Town(made, tuple(areas)), Wish(new=4))
        plans.append(
            [
                (one.outline.normalize(), one.segments, one.chosen_share, one.reason)
                for one in found.proposals
            ]
        )
        for some in (roads, homes, areas):
            shuffled.shuffle(some)
    assert plans[0] == plans[1] == plans[2]


def test_what_else_was_weighed_shares_no_street_with_the_plan_or_with_each_other() -> None:
    made = town()
    found = plan(made, Wish(new=2))
    others = alternatives(made, found)
    assert others
    streets = [made.network.segments.lines[list(one.segments)] for one in found.proposals]
    streets += [one.streets for one in others]
    every = [line.wkb for some in streets for line in some]
    assert len(every) == len(set(every))
    assert all(one.homes >= 15 for one in others)
    assert [one.homes for one in alternatives(made, found, most=1)] == [others[0].homes]
    vetoed = plan(made, Wish(new=2, vetoed=(made.network.segments.lines[0].buffer(9_999),)))
    assert alternatives(made, vetoed) == ()


@pytest.mark.parametrize("each", [4, 5, 6, 7])
def test_a_reason_holds_of_the_place_it_is_told_of(each: int) -> None:
    found = plan(town(along=9, each=each), Wish(new=6))
    first, *others = (one for one in found.proposals if one.reason is Reason.FIRST)
    assert first.rank == 1
    assert first.locality not in {one.locality for one in others}
    for reason, measure in FOREMOST.items():
        for told in (one for one in found.proposals if one.reason is reason):
            rest = [measure(one) for one in found.proposals if one is not told]
            assert measure(told) > max(rest)


def test_candidates_that_cannot_be_drawn_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert plan(town(), Wish(new=2)).undrawn == 0
    monkeypatch.setattr(proposals, "ROUNDEST", 2.0)  # rounder than a circle
    none = plan(town(), Wish(new=2))
    assert (none.proposals, none.undrawn) == ((), none.candidates)


def test_where_nobody_lives_nothing_is_proposed() -> None:
    found = plan(Town(network([], [])), Wish())
    assert found.proposals == ()
    assert found.certificate == 1
