"""The forecast of the promise: what it rests on, how it moves, and that it says when it knows nothing."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grannsamverkan.domain.history import History
from grannsamverkan.domain.outlook import Basis, Forecast
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.planning.forecast import Proposed, Target, forecast, year_ends
from grannsamverkan.planning.posterior import EXTRA, EXTRA_DECAY, posterior_of

START, TODAY = date(2022, 1, 1), date(2025, 3, 1)
ENDS = year_ends(TODAY, date(2027, 12, 31))


def history(every_days: int = 45, *, size: int = 1, lapses: int = 2, active: int = 40) -> History:
    """Return three years in which so many areas came every so many days."""
    days = range(10, (TODAY - START).days, every_days)
    founded = tuple(StatedDate(START + timedelta(day)) for day in days for _ in range(size))
    gone = tuple(START + timedelta(300 * (one + 1)) for one in range(lapses))
    return History(START, TODAY, active, founded, gone)


def last(result: Forecast) -> tuple[int, int, int, int, int]:
    end = result.years[-1]
    return end.low_90, end.low_50, end.median, end.high_50, end.high_90


def test_every_year_end_from_today_on_through_a_day() -> None:
    assert year_ends(date(2025, 12, 31), date(2026, 12, 31)) == (
        date(2025, 12, 31),
        date(2026, 12, 31),
    )
    assert year_ends(date(2025, 1, 1), date(2025, 12, 30)) == ()


def test_without_a_day_seen_nothing_is_forecast_and_it_says_so() -> None:
    never = History(TODAY, TODAY, 12)
    result = forecast(never, ENDS, target=Target(20, ENDS[-1]))
    assert result.basis is Basis.NONE
    assert result.years == ()
    assert (result.pace, result.needed, result.reached) == (None, None, None)
    assert forecast(replace(never, start=TODAY + timedelta(9)), ENDS).basis is Basis.NONE


def test_little_is_told_from_enough() -> None:
    assert forecast(history(), ENDS).basis is Basis.ENOUGH
    assert forecast(history(every_days=900), ENDS).basis is Basis.LITTLE
    brief = replace(history(), start=TODAY - timedelta(200))
    assert forecast(brief, ENDS).basis is Basis.LITTLE


def test_it_tells_what_it_rests_on_and_leaves_out_what_was_not_seen() -> None:
    seen = history()
    beside = replace(
        seen,
        foundings=(
            *seen.foundings,
            StatedDate.parse("2019-05-02"),
            StatedDate.parse("före 2023"),
            StatedDate(TODAY),
        ),
        lapses=(*seen.lapses, date(2019, 1, 1), TODAY),
    )
    result = forecast(beside, ENDS)
    assert result == forecast(seen, ENDS)
    assert (result.foundings, result.visits, result.lapses) == (26, 26, 2)
    assert result.pace == pytest.approx(26 / ((TODAY - START).days / 365.25 * 12))


def test_it_goes_on_as_it_has_gone() -> None:
    result = forecast(history(), ENDS)
    expected = 40 + 26 / 3.16 * 2.84 - 2
    assert result.years[-1].median == pytest.approx(expected, abs=4)
    assert [one.day for one in result.years] == list(ENDS)
    spans = [one.high_90 - one.low_90 for one in result.years]
    assert spans == sorted(spans)


def test_areas_that_come_in_clumps_leave_more_room() -> None:
    singly, clumped = forecast(history(30), ENDS), forecast(history(120, size=4), ENDS)
    room = [last(one)[4] - last(one)[0] for one in (singly, clumped)]
    assert room[1] > 1.3 * room[0]
    assert posterior_of(history(120, size=4)).extra_weights @ EXTRA > 2
    assert posterior_of(history(30)).extra_weights @ EXTRA < 0.3


def test_a_vague_day_tells_of_the_number_but_neither_of_clump_nor_season() -> None:
    days = [StatedDate.parse(f"{year}") for year in (2022, 2023, 2024) for _ in range(8)]
    vague = replace(history(), foundings=tuple(days))
    posterior = posterior_of(vague)
    assert posterior.month_shapes == pytest.approx(posterior.month_shapes[0])
    result = forecast(vague, ENDS)
    assert (result.foundings, result.visits) == (24, 3)
    beforehand = np.exp(-EXTRA_DECAY * EXTRA)
    assert posterior.extra_weights == pytest.approx(beforehand / beforehand.sum(), abs=0.05)
    singly = last(forecast(history(every_days=48), ENDS))
    assert last(result)[2] == pytest.approx(singly[2], abs=3)
    assert last(result)[4] - last(result)[0] > singly[4] - singly[0]


def test_months_in_which_areas_come_are_told_from_those_in_which_none_do() -> None:
    springs, others = (
        tuple(
            StatedDate(date(year, month, day))
            for year in (2022, 2023, 2024)
            for month in months
            for day in range(1, 25, 24 // each)
        )
        for months, each in (((4, 5), 12), (range(1, 13), 2))
    )
    end = [date(2025, 6, 30)]
    in_spring, all_year = (
        forecast(replace(history(lapses=0), foundings=one), end) for one in (springs, others)
    )
    assert in_spring.foundings == all_year.foundings
    assert in_spring.years[0].low_50 > all_year.years[0].median
    assert posterior_of(replace(history(), foundings=springs)).month_shapes.argmax() in (3, 4)


def test_a_target_has_a_chance_and_a_pace_that_makes_up_for_lapses() -> None:
    by = ENDS[-1]
    chances = [forecast(history(), ENDS, target=Target(one, by)).reached for one in (30, 60, 90)]
    assert all(one is not None for one in chances)
    assert chances == sorted(chances, key=lambda one: -(one or 0.0))
    result = forecast(history(), ENDS, target=Target(60, by))
    assert result.reached == result.years[-1].reached
    assert result.needed is not None
    assert 20 / 34 < result.needed < 30 / 34
    assert forecast(history(), ENDS, target=Target(10, by)).needed == 0.0


def test_a_target_by_another_day_is_answered_on_that_day() -> None:
    result = forecast(history(), ENDS, target=Target(41, date(2025, 6, 1)))
    assert [one.day for one in result.years] == list(ENDS)
    assert result.reached is not None
    assert result.reached < (result.years[-1].reached or 0.0)


def test_a_day_that_has_been_is_not_forecast() -> None:
    result = forecast(history(), [date(2024, 12, 31), *ENDS], target=Target(41, date(2024, 6, 1)))
    assert [one.day for one in result.years] == list(ENDS)
    assert (result.needed, result.reached) == (None, None)


def test_proposed_areas_raise_the_number_by_as_many_as_are_likely_to_come() -> None:
    on = date(2026, 5, 1)
    target = Target(60, ENDS[-1])
    without = forecast(history(), ENDS, target=target)
    surely = forecast(history(), ENDS, target=target, proposed=Proposed(on, (1.0,) * 10))
    perhaps = forecast(history(), ENDS, target=target, proposed=Proposed(on, (0.5,) * 10))
    assert without.years[0] == surely.years[0]
    medians = [one.years[-1].median for one in (without, perhaps, surely)]
    assert medians[2] - medians[0] == pytest.approx(10, abs=2)
    assert medians[1] - medians[0] == pytest.approx(5, abs=2)
    assert without.reached is not None
    assert without.reached < (perhaps.reached or 0) < (surely.reached or 0)
    assert forecast(history(), ENDS, proposed=Proposed(on, ())) == forecast(history(), ENDS)


def test_no_area_and_no_founding_is_a_forecast_too() -> None:
    result = forecast(History(START, TODAY, 0), ENDS)
    assert result.basis is Basis.LITTLE
    assert result.years[-1].median == 0
    assert result.years[-1].high_90 >= 1


@settings(max_examples=15)
@given(
    st.permutations(history(60).foundings),
    st.permutations(history(60).lapses),
    st.integers(0, 200),
)
def test_the_same_history_has_the_same_forecast_whatever_its_order(
    foundings: list[StatedDate], lapses: list[date], target: int
) -> None:
    mixed = replace(history(60), foundings=tuple(foundings), lapses=tuple(lapses))
    aim = Target(target, ENDS[-1])
    result = forecast(mixed, ENDS, target=aim)
    assert result == forecast(history(60), ENDS, target=aim)
    for end in result.years:
        assert 0 <= end.low_90 <= end.low_50 <= end.median <= end.high_50 <= end.high_90
        assert end.reached is not None
        assert 0 <= end.reached <= 1
