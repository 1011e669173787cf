"""Estimates that are made to add up: laws of the rounding, and what is left as it is."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.fitting import NOWHERE, KnownTotal, Outcome, fitted, scaled
from grannsamverkan.domain.streets import Dwelling

ESTIMATES = st.lists(st.integers(1, 90), min_size=1, max_size=40)


def home(homes: int, *, estimated: int | None = None) -> Dwelling:
    return Dwelling(id="", x=0, y=0, homes=homes, source="prov", estimated=estimated)


def known(homes: int) -> KnownTotal:
    return KnownTotal(area="Byn", homes=homes, source="SCB 2023")


@given(ESTIMATES, st.data())
def test_shares_add_up_are_at_least_one_and_keep_their_order(
    estimates: list[int], data: st.DataObject
) -> None:
    total = data.draw(st.integers(len(estimates), 4 * sum(estimates)))
    shares = scaled(estimates, total)
    assert sum(shares) == total
    assert min(shares) >= 1
    pairs = sorted(zip(estimates, shares, strict=True))
    for (less, its), (more, others) in pairwise(pairs):
        assert its <= others or less == more


@given(ESTIMATES)
def test_estimates_that_add_up_already_stay(estimates: list[int]) -> None:
    assert scaled(estimates, sum(estimates)) == estimates


@given(ESTIMATES, st.integers(2, 5))
def test_twice_as_many_are_twice_each(estimates: list[int], times: int) -> None:
    assert scaled(estimates, times * sum(estimates)) == [times * one for one in estimates]


def test_what_is_counted_stays_and_the_rest_adds_up() -> None:
    some = [home(1), home(4), home(12, estimated=12), home(6, estimated=6), home(9, estimated=7)]
    found, (fit,) = fitted(some, [0] * 5, [known(40)])
    assert [one.homes for one in found] == [1, 4, 16, 8, 11]
    assert [one.estimated for one in found] == [None, None, 12, 6, 7]
    assert [one.fitted_to for one in found] == [None, None, *["SCB 2023"] * 3]
    assert (fit.outcome, fit.before, fit.after) == (Outcome.FITTED, 32, 40)


def test_what_is_too_far_off_or_not_estimated_is_left_and_told() -> None:
    flats = home(10, estimated=10)
    for total in (4, 21, 0):
        found, (fit,) = fitted([flats], [0], [known(total)])
        assert found == [flats]
        assert (fit.outcome, fit.after) == (Outcome.TOO_FAR, 10)
    _, fits = fitted([home(1), flats], [0, NOWHERE], [known(2), known(9)])
    assert [one.outcome for one in fits] == [Outcome.NOTHING_ESTIMATED, Outcome.NOWHERE]
    assert [one.after for one in fits] == [1, 0]
