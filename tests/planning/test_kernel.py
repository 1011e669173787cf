"""Sums over neighbours agree with adding up every pair, wherever places lie."""

import numpy as np
import pytest
from numpy.random import default_rng

from grannsamverkan.planning.kernel import neighbour_sums
from grannsamverkan.planning.risk import Floats


def pairs(x: Floats, y: Floats, values: Floats, bandwidth_m: float) -> Floats:
    """Return the sums by adding up every pair."""
    weights = np.exp(-0.5 * ((x[:, None] - x) ** 2 + (y[:, None] - y) ** 2) / bandwidth_m**2)
    np.fill_diagonal(weights, 0.0)
    return np.asarray(weights @ values)


@pytest.mark.parametrize("bandwidth_m", [50.0, 200.0, 1600.0])
def test_the_sums_are_those_of_every_pair(bandwidth_m: float) -> None:
    rng = default_rng(1)
    x, y = rng.uniform(-3_000, 3_000, 500), rng.uniform(6_500_000, 6_504_000, 500)
    values = rng.random((500, 2))
    whole = pairs(x, y, values, bandwidth_m)
    assert neighbour_sums(x, y, values, bandwidth_m) == pytest.approx(whole, rel=0.02, abs=0.01)


def test_a_place_adds_nothing_to_its_own_sum() -> None:
    rng = default_rng(2)
    x, y, values = rng.uniform(0, 900, 40), rng.uniform(0, 900, 40), rng.random((40, 1))
    before = neighbour_sums(x, y, values, 200.0)
    values[7] += 1000.0
    after = neighbour_sums(x, y, values, 200.0)
    assert after[7] == pytest.approx(before[7], abs=1e-9)
    assert (np.delete(after, 7) > np.delete(before, 7)).all()


def test_a_neighbour_at_no_distance_weighs_one_and_one_far_away_nothing() -> None:
    x, y = np.array([10.0, 10.0, 50_000.0]), np.array([20.0, 20.0, 0.0])
    sums = neighbour_sums(x, y, np.array([[1.0], [2.0], [4.0]]), 100.0)
    assert sums[:2, 0] == pytest.approx([2.0, 1.0], rel=0.01)
    assert sums[2, 0] == 0.0
