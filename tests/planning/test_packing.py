"""The chosen areas never overlap, keep to the limits of localities, and are as good as their certificate says."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from grannsamverkan.planning.exact import settled
from grannsamverkan.planning.packing import pack
from grannsamverkan.planning.problem import Packed, Problem, problem

PLACES = 24


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    n = draw(st.integers(1, 30))
    takes = [
        sorted(draw(st.sets(st.integers(0, PLACES - 1), min_size=1, max_size=6))) for _ in range(n)
    ]
    values = [draw(st.integers(1, 1_000)) / 100 * len(one) for one in takes]
    most = draw(st.integers(1, 8))
    groups = draw(st.integers(1, 3))
    return problem(
        values,
        takes,
        most=most,
        group=[draw(st.integers(0, groups - 1)) for _ in range(n)],
        least_of=[draw(st.integers(0, 1)) for _ in range(groups)],
        most_of=[draw(st.integers(1, most)) for _ in range(groups)],
    )


def best(wanted: Problem, least: Any) -> float | None:  # noqa: ANN401 # an array
    """Return what the best plan is worth, by HiGHS."""
    n = len(wanted)
    takes = np.zeros((PLACES, n))
    groups = np.zeros((len(wanted.least_of), n))
    for one in range(n):
        takes[wanted.of(one), one] = 1
        groups[wanted.group[one], one] = 1
    found = milp(
        -wanted.values,
        constraints=[
            LinearConstraint(takes, ub=1),
            LinearConstraint(np.ones((1, n)), ub=wanted.most),
            LinearConstraint(groups, lb=least, ub=wanted.most_of),
        ],
        integrality=np.ones(n),
        bounds=Bounds(0, 1),
    )
    return None if found.x is None else float(-found.fun)


def held(wanted: Problem, packed: Packed) -> None:
    taken = [row for one in packed.chosen for row in wanted.of(one).tolist()]
    assert len(taken) == len(set(taken))
    assert len(packed.chosen) <= wanted.most
    counts = np.bincount(wanted.group[list(packed.chosen)], minlength=len(wanted.least_of))
    assert (counts <= wanted.most_of).all()
    assert (counts + np.array(packed.unmet) >= wanted.least_of).all()
    assert np.isclose(packed.value, wanted.values[list(packed.chosen)].sum())
    assert 0 <= packed.certificate <= 1


@settings(max_examples=200, derandomize=True, deadline=None)
@given(problems())
def test_no_plan_passes_the_bound_and_the_exact_one_is_the_best(wanted: Problem) -> None:
    packed = pack(wanted)
    held(wanted, packed)
    least = wanted.least_of - np.array(packed.unmet)
    value = best(wanted, least)
    assert value is not None
    assert packed.value <= value + 1e-6 <= packed.bound + 2e-6
    exact = settled(wanted, packed)
    held(wanted, exact)
    assert np.isclose(exact.value, value, rtol=1e-5)
    assert exact.bound >= value - 1e-5


def test_a_plan_of_many_is_near_the_best() -> None:
    rng = np.random.default_rng(3)
    takes = [sorted(rng.choice(900, 5, replace=False).tolist()) for _ in range(1_500)]
    wanted = problem(rng.gamma(3, 1, 1_500), takes, most=40)
    packed = pack(wanted)
    held(wanted, packed)
    assert packed.certificate > 0.98
    assert settled(wanted, packed).certificate > 0.9999


def test_the_most_valuable_come_first_and_equals_by_their_place() -> None:
    packed = pack(problem([1, 3, 2, 3], [[0], [1], [2], [3]], most=4))
    assert packed.chosen == (1, 3, 2, 0)
    assert packed.certificate == 1


def test_nothing_to_choose_among_is_an_empty_plan() -> None:
    packed = pack(problem([], [], most=3))
    assert packed.chosen == ()
    assert packed.certificate == 1


def test_time_that_runs_out_leaves_the_plan_at_hand() -> None:
    rng = np.random.default_rng(5)
    takes = [sorted(rng.choice(60, 6, replace=False).tolist()) for _ in range(400)]
    wanted = problem(rng.gamma(3, 1, 400), takes, most=30)
    packed = pack(wanted, rounds=1)
    left = settled(wanted, packed, seconds=1e-9)
    held(wanted, left)
    assert left.value >= packed.value
    assert left.bound >= left.value


def test_what_is_left_of_a_problem_is_as_it_was() -> None:
    wanted = problem(
        [1, 3, 2, 3], [[0, 4], [1], [2, 5], [3]], most=2, group=[0, 1, 0, 1], least_of=[0, 0]
    )
    some = wanted.only(np.array([2, 0]))
    assert some.values.tolist() == [2, 1]
    assert some.taken_by == [[2, 5], [0, 4]]
    assert some.group.tolist() == [0, 0]
    prices = np.array([0.0, 0, 1.5, 0, 0, 0])
    assert some.reduced(prices).tolist() == [0.5, 1]
    assert wanted.likely(prices, 2).tolist() == [1, 3]
    assert wanted.likely(prices, 9).tolist() == [0, 1, 2, 3]


def test_the_best_of_a_locality_that_is_due_are_likely_whatever_others_are_worth() -> None:
    values = [*range(100, 0, -1)]
    group = [0] * 80 + [1] * 20
    wanted = problem(
        values, [[place] for place in range(100)], most=5, group=group, least_of=[0, 1]
    )
    assert wanted.likely(np.zeros(100), 60).tolist() == [*range(60), 80, 81]


def test_instead_of_a_candidate_come_those_beside_it_by_what_the_plan_gains() -> None:
    takes = [[0, 1], [0], [1, 2], [1, 3], [3], [4]]
    wanted = problem([5, 2, 4, 6, 3, 9], takes, most=3)
    assert wanted.instead(0, np.array([4, 5]), least=0) == [2, 3, 1]  # 6 less the 3 in its way
    assert wanted.instead(0, np.array([4, 5]), least=2) == [2, 3]


def test_of_very_many_candidates_the_likely_ones_are_chosen_among_and_the_bound_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(8)
    takes = [sorted(rng.choice(200, 4, replace=False).tolist()) for _ in range(600)]
    wanted = problem(rng.gamma(3, 1, 600), takes, most=40)
    packed = pack(wanted, rounds=20)
    monkeypatch.setattr("grannsamverkan.planning.exact._MOST", 150)
    better = settled(wanted, packed)
    held(wanted, better)
    assert better.value > packed.value
    assert better.bound == packed.bound
