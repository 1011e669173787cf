"""The forecast held against a promise: which days, which number keeps it, and what planned areas add."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.figures import Figure
from grannsamverkan.domain.history import History
from grannsamverkan.domain.outlook import Aimed, Outlook
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, Indicator, Promise, Rule
from grannsamverkan.planning.outlook import aim_of, ends_of, outlook_of

START, TODAY = date(2022, 1, 1), date(2026, 3, 1)


def promise(last_day: date | None = date(2027, 12, 31)) -> Promise:
    return Promise(id="p", municipality="1861", title="T", text="T", start=START, last_day=last_day)


def stand(
    rule: Rule,
    aim: Aim,
    value: float | None = None,
    begun: float | None = None,
    area_type: AreaType | None = None,
) -> Progress:
    indicator = Indicator(
        id="i", promise_id="p", name="N", rule=rule, aim=aim, value=value, area_type=area_type
    )
    return Progress(
        indicator=indicator, as_of=TODAY, now=Figure(value=1), baseline=Figure(value=begun)
    )


def history(every_days: int = 60, active: int = 20) -> History:
    days = range(5, (TODAY - START).days, every_days)
    return History(START, TODAY, active, tuple(StatedDate(START + timedelta(one)) for one in days))


def outlook(one: Progress, seen: History, planned: int = 0) -> Outlook:
    made = outlook_of(promise(), [one], seen, planned=planned)
    assert made is not None
    return made


def test_days_are_the_years_ends_and_the_last_day_while_it_runs() -> None:
    assert ends_of(promise(date(2027, 6, 30)), TODAY) == (date(2026, 12, 31), date(2027, 6, 30))
    assert ends_of(promise(date(2026, 6, 30)), TODAY) == (date(2026, 6, 30),)
    assert ends_of(promise(TODAY - timedelta(1)), TODAY) == ()
    assert ends_of(promise(None), TODAY) == (date(2026, 12, 31), date(2027, 12, 31))
    assert len(ends_of(promise(date(2040, 12, 31)), TODAY)) == 5


def test_of_a_promise_that_is_over_nothing_is_said() -> None:
    assert outlook_of(promise(TODAY - timedelta(1)), [], history()) is None


@pytest.mark.parametrize(
    ("one", "least"),
    [
        (stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 30), 30),
        (stand(Rule.STOCK_ACTIVE, Aim.MORE, begun=14), 15),
        (stand(Rule.STOCK_ACTIVE, Aim.MORE), None),
        (stand(Rule.NET_CHANGE, Aim.AT_LEAST, 8, begun=14), 22),
        (stand(Rule.NET_CHANGE, Aim.MORE, begun=14), 15),
        (stand(Rule.NET_CHANGE, Aim.AT_LEAST, 8), None),
    ],
)
def test_what_keeps_a_promise_follows_from_its_aim_and_its_beginning(
    one: Progress, least: int | None
) -> None:
    assert aim_of([one]) == Aimed(least, direction=one.indicator.aim is Aim.MORE)
    told = outlook(one, history())
    assert (told.told.reached is None) == (least is None)


def test_what_is_not_about_the_number_of_all_areas_has_no_chance() -> None:
    others = [
        stand(Rule.GROSS_STARTED, Aim.AT_LEAST, 8),
        stand(Rule.STOCK_ACTIVE, Aim.NONE),
        stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 8, area_type=AreaType.BOAT),
    ]
    assert aim_of(others) is None
    made = outlook_of(promise(None), [stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 8)], history())
    assert made is not None
    assert made.aimed is None, "without a last day there is no day to reach it by"


def test_planned_areas_raise_the_number_and_the_chance() -> None:
    told = outlook(stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 35), history(), planned=4)
    assert told.founded is not None
    assert told.founded.years[-1].median >= told.told.years[-1].median + 3
    assert (told.founded.reached or 0) > (told.told.reached or 0)
    assert outlook(stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 35), history()).founded is None


def test_planned_areas_count_from_the_day_that_is_said() -> None:
    one, seen = stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, 35), history()
    late = outlook_of(promise(), [one], seen, planned=4, by=date(2027, 12, 31))
    assert late is not None
    assert late.founded is not None
    assert late.planned_by == date(2027, 12, 31)
    assert late.founded.years[0] == late.told.years[0]
    assert late.founded.years[-1].median >= late.told.years[-1].median + 3


def test_the_pace_is_that_of_the_last_three_years() -> None:
    since, pace = outlook(stand(Rule.STOCK_ACTIVE, Aim.MORE), history()).recent
    assert since == date(2023, 3, 1)
    assert pace == pytest.approx(365.25 / 60, abs=0.4)


@settings(max_examples=25, deadline=None)
@given(
    every_days=st.integers(10, 900),
    active=st.integers(0, 80),
    least=st.integers(0, 120),
    planned=st.integers(0, 5),
)
def test_it_is_the_same_each_time_its_middle_lies_within_and_its_chance_is_one(
    every_days: int, active: int, least: int, planned: int
) -> None:
    one = stand(Rule.STOCK_ACTIVE, Aim.AT_LEAST, least)
    told = outlook(one, history(every_days, active), planned)
    assert told == outlook(one, history(every_days, active), planned)
    for end in told.told.years:
        assert end.low_90 <= end.low_50 <= end.median <= end.high_50 <= end.high_90
    assert told.told.reached is not None
    assert 0 <= told.told.reached <= 1
