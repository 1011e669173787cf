"""What is expected of streets and areas follows the burglaries, whatever order or unit they come in."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.random import default_rng
from scipy.stats import spearmanr

from grannsamverkan.domain.burglaries import Kind
from grannsamverkan.domain.period import Period
from grannsamverkan.errors import Refused
from grannsamverkan.planning.expected import (
    LEAST_DWELLINGS,
    Said,
    expected,
    expected_of_plan,
    interval,
    moments,
)
from grannsamverkan.planning.risk import (
    Floats,
    Places,
    Streets,
    district_risk_of,
    rate_under,
    risk_of,
)
from grannsamverkan.planning.windows import Report, counted

NUMBER = 120


def town(seed: int = 1, *, hot: float = 8.0, years: float = 5.0, rate: float = 0.01) -> Streets:
    """Return 120 streets in a square kilometre of which those in the west are burgled more."""
    rng = default_rng(seed)
    x, y = rng.uniform(0, 1_500, NUMBER), rng.uniform(0, 1_000, NUMBER)
    homes = rng.integers(4, 15, NUMBER).astype(np.float64)
    rates = np.where(x < 400, hot, 1.0) * rate
    burglaries = rng.poisson(rates * homes * years).astype(np.float64)
    return Streets(x, y, homes, homes * years, burglaries)


def permuted(streets: Streets, order: Places) -> Streets:
    return Streets(
        *(
            getattr(streets, name)[order]
            for name in ("x", "y", "dwellings", "exposure", "burglaries")
        )
    )


def areas(streets: Streets) -> list[Places]:
    """Return the five nearest streets around each."""
    distances = (streets.x[:, None] - streets.x) ** 2 + (streets.y[:, None] - streets.y) ** 2
    return list(np.argsort(distances, axis=1)[:, :5])


def test_the_rates_are_between_their_neighbours_and_their_own_past() -> None:
    streets = town()
    risk = risk_of(streets)
    west = streets.x < 300
    assert risk.rate[west].mean() > 3 * risk.rate[streets.x > 600].mean()
    assert (risk.rate * streets.dwellings).sum() * 5 == pytest.approx(risk.counted, rel=0.1)
    assert sum(one.weight for one in risk.settings) == pytest.approx(1.0)
    one = risk.settings[0]
    own = streets.burglaries / streets.exposure
    under = rate_under(one, streets)
    low, high = np.minimum(own, one.mean), np.maximum(own, one.mean)
    assert ((low <= under + 1e-12) & (under <= high + 1e-12)).all()


@settings(max_examples=20)
@given(st.permutations(range(NUMBER)))
def test_the_order_of_streets_changes_no_bit(numbers: list[int]) -> None:
    streets, order = town(), np.array(numbers)
    where = np.argsort(order)
    risk, other = risk_of(streets), risk_of(permuted(streets, order))
    assert (other.rate == risk.rate[order]).all()
    some = areas(streets)[:20]
    moved = [where[one][::-1] for one in some]
    assert expected(other, moved) == expected(risk, some)
    assert expected_of_plan(other, moved[:1]) == expected_of_plan(risk, some[:1])


def test_another_unit_of_time_changes_the_rates_alone() -> None:
    streets = town()
    months = risk_of(replace(streets, exposure=12 * streets.exposure))
    assert 12 * months.rate == pytest.approx(risk_of(streets).rate)


def test_twice_the_exposure_and_the_burglaries_keep_the_ranking() -> None:
    streets = town()
    twice = replace(streets, exposure=2 * streets.exposure, burglaries=2 * streets.burglaries)
    some = areas(streets)
    (once, _), (again, _) = moments(risk_of(streets), some), moments(risk_of(twice), some)
    assert spearmanr(once, again).statistic > 0.97
    assert np.argmax(once) == np.argmax(again)


def told(reports: list[Report], homes: Floats, founded: list[date | None]) -> Floats:
    """Return the rates that come of reports along a row of streets."""
    window = Period(date(2018, 1, 1), date(2023, 1, 1))
    some = counted(reports, homes, founded, window)
    x = np.linspace(0.0, 2400.0, len(homes))
    return risk_of(Streets(x, np.zeros(len(homes)), homes, some.exposure, some.burglaries)).rate


def test_what_a_watch_brings_about_reaches_no_rate() -> None:
    homes, day = np.full(30, 12.0), date(2021, 3, 1)
    founded: list[date | None] = [day if 10 <= place < 14 else None for place in range(30)]
    rng = default_rng(3)
    reports = [
        Report(date(2018, 1, 1) + timedelta(int(rng.integers(1_800))), Kind.BURGLARY, place)
        for place in rng.integers(0, 30, 80).tolist()
    ]
    watched = [one for one in reports if 10 <= (one.place or 0) < 14 and one.day >= day]
    rates = told(reports, homes, founded)
    assert watched
    assert (told(reports + watched[: len(watched) // 2 + 1], homes, founded) == rates).all()
    tips = [replace(one, kind=kind) for one in reports for kind in (Kind.TIP, Kind.ATTEMPT)]
    assert (told(tips + reports, homes, founded) == rates).all()


def test_a_place_that_was_never_counted_has_what_its_neighbours_have() -> None:
    streets = town()
    unknown = streets.x < 50
    zeroed = replace(
        streets,
        exposure=np.where(unknown, 0.0, streets.exposure),
        burglaries=np.where(unknown, 0.0, streets.burglaries),
    )
    risk = risk_of(zeroed)
    assert (risk.rate[unknown] > np.median(risk.rate)).all()


def test_without_a_burglary_every_rate_is_low_and_nothing_is_said() -> None:
    streets = replace(town(), burglaries=np.zeros(NUMBER))
    risk = risk_of(streets)
    assert 0 < risk.rate.max() < 0.001
    assert {one.said for one in expected(risk, areas(streets))} == {Said.TOO_FEW}
    assert expected_of_plan(risk, areas(streets)[:1]).said is Said.TOO_FEW


def test_an_area_has_a_number_an_interval_and_what_a_watch_would_prevent() -> None:
    streets = town()
    hottest = max(expected(risk_of(streets), areas(streets)), key=lambda one: one.per_year)
    assert hottest.said is Said.INTERVAL
    assert hottest.low is not None
    assert hottest.high is not None
    assert 0 < hottest.low < hottest.per_year < hottest.high <= 10 * hottest.low
    assert hottest.prevented == pytest.approx((1.6 * hottest.per_year, 2.6 * hottest.per_year))


def test_a_plan_has_the_sum_of_its_areas() -> None:
    streets = town(hot=1.0, years=2.0, rate=0.06)
    risk, some = risk_of(streets), areas(streets)
    apart = [some[0], next(one for one in some if not set(one) & set(some[0]))]
    whole = expected_of_plan(risk, apart)
    one, other = expected(risk, apart)
    assert whole.dwellings == one.dwellings + other.dwellings
    assert whole.per_year == pytest.approx(one.per_year + other.per_year)
    assert whole.said is Said.INTERVAL


def test_an_interval_too_wide_is_not_shown() -> None:
    streets = town()
    one = np.arange(NUMBER) == 5
    unknown = replace(
        streets,
        dwellings=np.where(one, 20.0, streets.dwellings),
        exposure=np.where(one, 0.0, streets.exposure),
        burglaries=np.where(one, 0.0, default_rng(6).geometric(0.4, NUMBER) - 1.0),
    )
    risk = risk_of(unknown)
    (alone,) = expected(risk, [np.array([5])])
    assert alone.said is Said.TOO_FEW
    assert (alone.low, alone.high, alone.prevented) == (None, None, None)
    assert expected(risk, areas(streets)[:1])[0].said is Said.INTERVAL


def test_nothing_is_said_of_fewer_homes_than_fifteen() -> None:
    streets = replace(town(), dwellings=np.full(NUMBER, 7.0))
    risk = risk_of(streets)
    for ask in (expected, expected_of_plan):
        with pytest.raises(Refused) as refused:
            ask(risk, [np.array([3, 4])])
        assert refused.value.key == "planning.too_few_dwellings"
        assert refused.value.values == {"dwellings": 14, "least": LEAST_DWELLINGS}
        assert ask(risk, [np.array([3, 4, 5])])


def test_no_areas_are_nothing_to_say() -> None:
    assert expected(risk_of(town()), []) == ()


def test_counts_by_district_are_flat_inside_it() -> None:
    streets = town()
    district = (streets.x // 500).astype(np.intp)
    counts = np.array([60.0, 20.0, 10.0])
    risk = district_risk_of(streets, district, counts)
    assert len(set(risk.rate)) == 3
    assert risk.counted == 90
    rates = [risk.rate[district == one][0] for one in range(3)]
    assert rates == sorted(rates, reverse=True)
    said = expected(risk, areas(streets))
    assert {one.said for one in said} == {Said.DISTRICT_AVERAGE}
    assert all(one.low is None and one.high is None and one.prevented for one in said)
    plan = expected_of_plan(risk, areas(streets)[:1])
    assert plan == said[0]


def test_the_order_of_streets_changes_no_bit_of_a_district() -> None:
    streets, order = town(), default_rng(4).permutation(NUMBER)
    district = (streets.x // 500).astype(np.intp)
    counts = np.array([60.0, 20.0, 10.0])
    one = district_risk_of(streets, district, counts)
    other = district_risk_of(permuted(streets, order), district[order], counts)
    assert (other.rate == one.rate[order]).all()


def test_an_interval_is_that_of_the_gamma_distribution() -> None:
    drawn = default_rng(5).gamma(4.0, 0.5, 100_000)
    low, high = interval(2.0, 1.0)
    assert np.quantile(drawn, (0.05, 0.95)) == pytest.approx([low, high], rel=0.03)
