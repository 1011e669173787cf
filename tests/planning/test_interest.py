"""Residents' interest weighs by what is told of crowds in squares, and by nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import box

from grannsamverkan.domain.demand import Square
from grannsamverkan.planning.interest import KEEN, Around, interest_of, told_around
from grannsamverkan.planning.plan import Reason, Weights, Wish
from grannsamverkan.planning.proposals import plan
from laid import town

EAST = Square(500, 500, 0, 5)
ALL = Square(4_000, 0, 0, 10)
AROUND_ALL = Square(4_000, 0, -4_000, 5)
ALONE = Weights(coverage=0, risk=0, equity=0, interest=1)


def squares() -> st.SearchStrategy[list[Square]]:
    one = st.builds(
        Square,
        side_m=st.sampled_from([500, 1_000]),
        x=st.integers(-1, 2).map(lambda n: 1_000 * n),
        y=st.integers(-1, 1).map(lambda n: 1_000 * n),
        at_least=st.integers(1, 4).map(lambda n: 5 * n),
    )
    return st.lists(one, max_size=5, unique_by=lambda each: (each.side_m, each.x, each.y))


@settings(max_examples=30, deadline=None)
@given(squares(), st.randoms())
def test_interest_never_counts_for_more_than_the_homes_do_whatever_the_order(
    some: list[Square], rng: object
) -> None:
    network = town().network
    found = interest_of(network, some)
    shuffled = list(some)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    again = interest_of(network, shuffled)
    if found is None:
        assert again is None
        return
    assert again is not None
    assert np.array_equal(found, again)
    assert found.min() >= 0
    assert (found <= network.homes / network.plots.homes.sum() + 1e-12).all()
    doubled = [Square(one.side_m, one.x, one.y, 2 * one.at_least) for one in some]
    more = interest_of(network, doubled)
    assert more is not None
    assert (more >= found - 1e-15).all()


def test_nothing_told_is_no_interest_and_weighs_nothing() -> None:
    made = town()
    assert interest_of(made.network, ()) is None
    assert interest_of(made.network, (Square(500, 9_000, 9_000, 5),)) is None
    wish = Wish(new=2, weights=Weights(interest=1.0))
    assert plan(made, wish).weights.interest == 0
    same = plan(made, Wish(new=2, weights=Weights(interest=0.0)))
    assert [one.outline for one in plan(made, wish).proposals] == [
        one.outline for one in same.proposals
    ]


def test_a_square_is_spread_over_its_homes_and_a_larger_over_those_outside() -> None:
    network = town().network
    found = interest_of(network, (EAST, ALL))
    assert found is not None
    plots = network.plots
    inside = (plots.x >= 500) & (plots.x < 1_000) & (plots.y >= 0) & (plots.y < 500)
    reach = (plots.x >= 0) & (plots.y >= 0) & ~inside
    keen = inside * min(1, 5 / plots.homes[inside].sum() / KEEN)
    keen = keen + reach * min(1, 10 / plots.homes[reach].sum() / KEEN)
    wanted = np.bincount(network.segment_of, keen * plots.homes, len(network.segments))
    wanted = wanted / plots.homes.sum()
    assert found == pytest.approx(wanted)


def test_homes_in_areas_take_their_part_of_it() -> None:
    everyone = interest_of(town().network, (ALL,))
    half = interest_of(town(existing=[box(-99, -99, 420, 900)]).network, (ALL,))
    assert everyone is not None
    assert half is not None
    assert 0.3 < half.sum() / everyone.sum() < 0.8


def test_a_square_where_many_homes_have_asked_weighs_no_more_than_a_keen_one() -> None:
    network = town().network
    homes = network.plots.homes.sum()
    keen = interest_of(network, (Square(8_000, -4_000, -4_000, int(KEEN * homes) + 1),))
    all_of_them = interest_of(network, (Square(8_000, -4_000, -4_000, int(homes)),))
    assert keen == pytest.approx(network.homes / homes)
    assert all_of_them == pytest.approx(keen)


def test_where_residents_ask_comes_first_when_interest_alone_counts() -> None:
    made = town()
    asked = made.knowing(None, interest_of(made.network, (EAST,)))
    assert asked.candidates is made.candidates
    found = plan(asked, Wish(new=1, weights=ALONE)).proposals[0]
    assert found.outline.centroid.x > 450
    assert found.reason is Reason.INTEREST
    assert told_around(made.network, (EAST,), found.segments) == Around(5, 500)


def test_of_a_place_the_smallest_squares_are_told() -> None:
    made = town()
    segments = plan(made, Wish(new=1)).proposals[0].segments
    west, east = Square(500, 0, 0, 5), Square(500, 500, 0, 10)
    assert told_around(made.network, (ALL,), segments) == Around(10, 4_000)
    assert told_around(made.network, (), segments) is None
    met = told_around(made.network, (west, east, ALL), segments)
    assert met is not None
    assert met.side_m == 500
    assert met.at_least in {5, 10, 15}
