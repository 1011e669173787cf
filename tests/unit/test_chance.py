"""Exact intervals and the exact test, against known values, against scipy, and against their own promises."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from grannsamverkan.domain.chance import TAIL, Compared, compare, poisson_interval

COUNTS = st.integers(0, 60)
GROWTH = st.floats(0.2, 5)


def clear(found: Compared) -> bool:
    """Say whether the interval leaves out that nothing changed."""
    return found.interval.low > 1 or (found.interval.high is not None and found.interval.high < 1)


@pytest.mark.parametrize(
    ("before", "after", "p"), [(30, 22, 0.33), (100, 74, 0.06), (10, 10, 1.0), (6, 0, 0.03)]
)
def test_a_fall_is_held_against_equal_periods_by_the_binomial(
    before: int, after: int, p: float
) -> None:
    """The two first are those of the design: had nothing changed, each would fall before or after alike."""
    assert round(compare(before, after).p, 2) == p


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(0, 0.0, 3.6889), (1, 0.0253, 5.5716), (10, 4.7954, 18.3904), (25, 16.1787, 36.9049)],
)
def test_the_interval_of_a_count_is_garwoods(count: int, low: float, high: float) -> None:
    found = poisson_interval(count).times(1)
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)


@given(st.integers(0, 20_000))
def test_the_interval_of_a_count_agrees_with_the_chi_square(count: int) -> None:
    found = poisson_interval(count)
    low = stats.chi2.ppf(TAIL, 2 * count) / 2 if count else 0.0
    assert found.low == pytest.approx(low, rel=1e-9)
    assert found.high == pytest.approx(stats.chi2.ppf(1 - TAIL, 2 * count + 2) / 2, rel=1e-9)


@given(COUNTS, COUNTS, GROWTH)
def test_a_count_against_itself_agrees_with_clopper_and_pearson(
    before: int, after: int, exposure: float
) -> None:
    whole, share = before + after, exposure / (1 + exposure)
    found = compare(before, after, exposure=exposure)
    below = float(stats.binom.cdf(after, whole, share))
    above = float(stats.binom.sf(after - 1, whole, share))
    assert found.p == pytest.approx(min(1.0, 2 * min(below, above)), rel=1e-9)
    assert found.p_of_none == pytest.approx(min(1.0, 2 * (1 - share) ** whole), rel=1e-9)
    if not whole:
        return
    of_share = stats.binomtest(after, whole).proportion_ci(0.95, method="exact")
    low = of_share.low / (1 - of_share.low) / exposure
    assert found.interval.low == pytest.approx(low, rel=1e-5, abs=1e-12)
    if found.interval.high is None:
        assert after == whole
    else:
        high = of_share.high / (1 - of_share.high) / exposure
        assert found.interval.high == pytest.approx(high, rel=1e-5)


@given(COUNTS, COUNTS, COUNTS, COUNTS, GROWTH)
def test_two_counts_against_two_agree_with_fishers_distribution(
    before: int, after: int, others_before: int, others_after: int, exposure: float
) -> None:
    found = compare(before, after, exposure=exposure, others=(others_before, others_after))
    whole = before + after + others_before + others_after
    fisher = stats.nchypergeom_fisher(whole, before + after, after + others_after, exposure)
    tails = float(fisher.cdf(after)), float(fisher.sf(after - 1))
    assert found.p == pytest.approx(min(1.0, 2 * min(tails)), rel=1e-6)


@pytest.mark.parametrize(
    "table", [(30, 22, 500, 450), (3, 0, 20, 30), (0, 4, 12, 9), (100, 60, 90, 120)]
)
def test_the_interval_against_others_agrees_with_scipy(table: tuple[int, int, int, int]) -> None:
    before, after, others_before, others_after = table
    found = compare(before, after, others=(others_before, others_after))
    sample = [[after, before], [others_after, others_before]]
    known = stats.contingency.odds_ratio(sample, kind="conditional").confidence_interval(0.95)
    high = math.inf if found.interval.high is None else found.interval.high
    assert found.interval.low == pytest.approx(known.low, rel=1e-6)
    assert high == pytest.approx(known.high, rel=1e-6)


@given(COUNTS, COUNTS, st.none() | st.tuples(COUNTS, COUNTS), GROWTH)
def test_a_test_and_its_interval_never_disagree(
    before: int, after: int, others: tuple[int, int] | None, exposure: float
) -> None:
    found = compare(before, after, exposure=exposure, others=others)
    assert clear(found) is (found.p < 2 * TAIL)
    if found.ratio is not None:
        high = math.inf if found.interval.high is None else found.interval.high
        assert found.interval.low * (1 - 1e-9) <= found.ratio <= high * (1 + 1e-9)


@given(COUNTS, COUNTS, st.tuples(COUNTS, COUNTS))
def test_time_turned_round_turns_the_ratio_round(
    before: int, after: int, others: tuple[int, int]
) -> None:
    forth, back = compare(before, after, others=others), compare(after, before, others=others[::-1])
    assert forth.p == pytest.approx(back.p)
    if forth.interval.high is not None:
        assert forth.interval.high * back.interval.low == pytest.approx(1, rel=1e-6)


@given(st.integers(1, 80), st.floats(0.1, 0.9))
def test_chance_alone_is_called_clear_no_more_often_than_it_is_said(
    whole: int, share: float
) -> None:
    exposure = share / (1 - share)
    called = [
        float(stats.binom.pmf(after, whole, share))
        for after in range(whole + 1)
        if clear(compare(whole - after, after, exposure=exposure))
    ]
    assert math.fsum(called) <= 2 * TAIL + 1e-12
