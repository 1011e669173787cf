"""A figure is held against its aim by a stated rule; pace and follow-ups are worked out, never guessed."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.figures import Why
from grannsamverkan.domain.progress import (
    FollowUp,
    Light,
    follow_up,
    has_ended,
    is_stale,
    monthly,
    newest,
    progress,
    progress_of,
)
from grannsamverkan.domain.promises import Aim, Assessment, BaselineFrom, Outcome, Rule
from grannsamverkan.domain.statistics import Measure, Statistic
from known import LAST, PLACE, START, held, indicator, known, promise, running

WALK = ActivityKind.SAFETY_WALK
OLD = [running(f"old{number}", "2015-01-01") for number in range(4)]
COMPUTED = {"baseline_from": BaselineFrom.REGISTER, "baseline_on": START}


def walks(number: int) -> list[object]:
    return [held(f"w{index}", WALK, "2020-01-15") for index in range(number)]


@pytest.mark.parametrize(
    ("new", "light"), [(0, Light.BELOW), (1, Light.REACHED), (5, Light.REACHED)]
)
def test_a_direction_is_kept_when_there_are_more_than_there_were(new: int, light: Light) -> None:
    areas = [*OLD, *(running(f"new{number}", "2020-05-01") for number in range(new))]
    more = indicator(Rule.STOCK_ACTIVE, Aim.MORE, **COMPUTED)
    found = progress(known(*areas), promise(), more, LAST)
    assert (found.target, found.light, found.now.value) == (4, light, 4 + new)


def test_what_is_too_few_to_be_told_is_not_rated_now_nor_held_against_later() -> None:
    counts = [
        HouseholdCount(area_id="old0", counted_on=START, total=7, source="prov"),
        HouseholdCount(area_id="old0", counted_on=LAST, total=30, source="prov"),
        Statistic(region=PLACE, measure=Measure.DWELLINGS, year=2019, value=300, source="prov"),
    ]
    register = known(OLD[0], facts=counts)
    more = indicator(Rule.HOUSEHOLDS_SHARE, Aim.MORE, **COMPUTED)
    before = progress(register, promise(), more, START)
    assert (before.now.why, before.target_why) == (Why.TOO_FEW, Why.TOO_FEW)
    after = progress(register, promise(), more, LAST)
    assert (after.now.value, after.target, after.target_why) == (0.1, None, Why.TOO_FEW)
    half = progress(register, promise(), replace(more, aim=Aim.AT_LEAST, value=0.5), START)
    assert (half.target, half.pace, half.needed) == (0.5, None, None)
    assert {one.light for one in (before, after, half)} == {Light.UNRATED}


def test_what_nobody_had_counted_at_the_beginning_is_nothing_to_be_held_against() -> None:
    facts = [
        HouseholdCount(area_id="old0", counted_on=LAST, total=30, source="prov"),
        Statistic(region=PLACE, measure=Measure.DWELLINGS, year=2019, value=300, source="prov"),
    ]
    more = indicator(Rule.HOUSEHOLDS_SHARE, Aim.MORE, **COMPUTED)
    found = progress(known(OLD[0], facts=facts), promise(), more, LAST)
    assert (found.target, found.target_why) == (None, Why.NO_HOUSEHOLDS)
    assert found.light is Light.UNRATED


def test_without_a_baseline_nothing_is_rated() -> None:
    more = indicator(Rule.STOCK_ACTIVE, Aim.MORE)
    found = progress(known(*OLD), promise(), more, LAST)
    assert (found.target, found.target_why, found.light) == (None, Why.NO_BASELINE, Light.UNRATED)
    assert found.pace is None
    kumla = indicator(Rule.NET_CHANGE, Aim.AT_LEAST, value=10)
    found = progress(known(*OLD), promise(), kumla, LAST)
    assert (found.now.why, found.light) == (Why.NO_BASELINE, Light.UNRATED)
    assert found.needed is None


@pytest.mark.parametrize(
    ("number", "light"),
    [(10, Light.REACHED), (9, Light.NEARLY), (8, Light.NEARLY), (7, Light.BELOW)],
)
def test_at_the_end_four_fifths_of_the_number_is_nearly(number: int, light: Light) -> None:
    ten = indicator(Rule.ACTIVITIES, Aim.AT_LEAST, value=10, kind=WALK)
    found = progress(known(facts=walks(number)), promise(), ten, LAST)
    assert (found.target, found.expected, found.light) == (10, 10, light)
    assert found.needed is None


def test_on_the_way_a_flow_is_held_to_an_even_pace() -> None:
    ten = indicator(Rule.ACTIVITIES, Aim.AT_LEAST, value=10, kind=WALK)
    halfway = date(2020, 8, 29)
    found = progress(known(facts=walks(5)), promise(), ten, halfway)
    assert (found.expected, found.light) == (5, Light.REACHED), "no part of a walk is one"
    assert found.pace == pytest.approx(5 * 365.25 / 276)
    assert found.needed == pytest.approx(5 * 365.25 / 275)
    few = progress(known(facts=walks(1)), promise(), ten, halfway)
    assert few.light is Light.BELOW


def test_a_promise_without_a_last_day_asks_for_the_whole_number_and_no_pace_onward() -> None:
    endless = promise(last_day=None)
    ten = indicator(Rule.ACTIVITIES, Aim.AT_LEAST, value=10, kind=WALK)
    found = progress(known(facts=walks(5)), endless, ten, date(2030, 1, 1))
    assert (found.as_of, found.expected, found.needed) == (date(2030, 1, 1), 10, None)


def test_a_figure_is_of_the_promises_days_however_late_one_asks() -> None:
    late = [*walks(1), held("late", WALK, "2022-01-01")]
    found = progress(known(facts=late), promise(), indicator(Rule.ACTIVITIES, kind=WALK), date.max)
    assert (found.as_of, found.now.value, found.target_why) == (LAST, 1, Why.NO_NUMBER)


def test_all_of_them_needs_to_know_how_many_there_are() -> None:
    every = indicator(Rule.LOCALITIES, Aim.ALL, kind=WALK)
    facts = [held("a", WALK, "2020-01-15", locality="Hallsberg")]
    found = progress(known(facts=facts), promise(), every, LAST)
    assert (found.target_why, found.light) == (Why.NO_WHOLE, Light.UNRATED)
    found = progress(known(facts=facts), promise(), replace(every, whole=1), LAST)
    assert (found.target, found.light) == (1, Light.REACHED)
    facts.append(held("b", WALK, "2020-01-15", locality="Pålsboda"))
    found = progress(known(facts=facts), promise(), replace(every, whole=1), LAST)
    assert (found.now.why, found.light) == (Why.MORE_THAN_ALL, Light.UNRATED)


def test_more_of_a_flow_is_more_than_nothing() -> None:
    some = indicator(Rule.ACTIVITIES, Aim.MORE, kind=WALK)
    assert progress(known(), promise(), some, LAST).light is Light.BELOW
    assert progress(known(facts=walks(1)), promise(), some, LAST).light is Light.REACHED


@pytest.mark.parametrize("new", range(12))
@pytest.mark.parametrize("on", [START, date(2020, 2, 28), date(2020, 8, 28), LAST])
def test_the_same_areas_have_the_same_light_as_a_stock_and_as_a_net_change(
    new: int, on: date
) -> None:
    areas = [running(f"old{one}", "2015-01-01") for one in range(10)]
    areas += [running(f"new{one}", "2019-11-28") for one in range(new)]
    register: dict[str, Any] = {"baseline_from": BaselineFrom.REGISTER}
    stock = indicator(Rule.STOCK_ACTIVE, Aim.AT_LEAST, value=20, **register)
    net = indicator(Rule.NET_CHANGE, Aim.AT_LEAST, value=10, **register)
    of_stock, of_net = (progress(known(*areas), promise(), one, on) for one in (stock, net))
    assert of_stock.light is of_net.light
    assert (of_stock.pace, of_stock.needed) == (of_net.pace, of_net.needed)
    assert of_net.expected is not None
    assert of_stock.expected == 10 + of_net.expected


def test_a_stock_grows_evenly_only_from_a_beginning_that_is_known_and_lower() -> None:
    areas = [running(f"old{one}", "2015-01-01") for one in range(9)]
    stock = indicator(Rule.STOCK_ACTIVE, Aim.AT_LEAST, value=10)
    halfway = date(2020, 8, 28)
    stated: dict[str, Any] = {"baseline_from": BaselineFrom.STATED, "baseline_on": LAST}
    higher = replace(stock, baseline=12.0, **stated)
    at_the_end = replace(stock, baseline=8.0, **stated)
    for one in (stock, higher, at_the_end):
        assert progress(known(*areas), promise(), one, halfway).expected == 10
    for one in (stock, higher):
        found = progress(known(*areas), promise(), one, halfway)
        assert (found.light, found.needed) == (Light.NEARLY, None)


def test_the_pace_of_a_stock_is_counted_from_its_baseline() -> None:
    areas = [*OLD, running("new", "2020-05-01")]
    more = indicator(Rule.STOCK_ACTIVE, Aim.MORE, **COMPUTED)
    found = progress(known(*areas), promise(), more, LAST)
    assert found.pace == pytest.approx(365.25 / (LAST - START).days)
    assert progress(known(*areas), promise(), more, START).pace is None
    share = indicator(Rule.CONFIRMED_SHARE, Aim.AT_LEAST, value=0.8)
    assert progress(known(*areas), promise(), share, LAST).pace is None


def test_the_pace_of_a_net_change_is_counted_from_the_day_it_is_held_against() -> None:
    begun = START - timedelta(days=100)
    net = indicator(Rule.NET_CHANGE, Aim.AT_LEAST, value=2, **{**COMPUTED, "baseline_on": begun})
    found = progress(known(*OLD, running("new", "2020-05-01")), promise(), net, LAST)
    assert found.now.value == 1
    assert found.pace == pytest.approx(365.25 / (LAST - begun).days)


def found_by(as_of: date, indicator_id: str | None = None, made: date = LAST) -> Assessment:
    return Assessment(
        id=f"{as_of}{made}", promise_id="P", indicator_id=indicator_id, as_of=as_of, made_on=made,
        outcome=Outcome.PARTLY, reason="Prov.", by="coordinator",
    )  # fmt: skip


def test_the_newest_assessment_of_each_thing_stands_beside_it() -> None:
    first, second = found_by(date(2020, 6, 1)), found_by(date(2020, 12, 31))
    of_indicator = found_by(date(2020, 12, 31), "I")
    made = [first, second, of_indicator]
    assert newest(made, promise(), None, LAST) == second
    assert newest(made, promise(), None, date(2020, 7, 1)) == first
    assert newest(made, promise(), None, START) is None
    facts = [*made, indicator(Rule.ACTIVITIES, kind=WALK)]
    (found,) = progress_of(known(facts=facts), promise(), LAST)
    assert found.assessment == of_indicator


def test_indicators_that_a_promise_rests_on_come_first() -> None:
    beside = indicator(Rule.ACTIVITIES, kind=WALK, id="A", decisive=False)
    decisive = indicator(Rule.ACTIVITIES, kind=WALK, id="B")
    found = progress_of(known(facts=[beside, decisive]), promise(), LAST)
    assert [one.indicator.id for one in found] == ["B", "A"]


def test_follow_ups_fall_due_by_their_rhythm_and_a_month_after_the_end() -> None:
    quarterly = promise(follow_up_months=3)
    assert follow_up(quarterly, [], date(2020, 2, 1)) == FollowUp(
        due_on=date(2020, 2, 28), overdue=False
    )
    assert follow_up(quarterly, [], date(2020, 3, 1)).overdue
    done = found_by(date(2021, 4, 30))
    assert follow_up(quarterly, [done], date(2021, 5, 1)).due_on == date(2021, 6, 30)
    assert follow_up(promise(), [], LAST).due_on == date(2021, 6, 30)
    assert follow_up(promise(), [found_by(LAST)], date(2022, 1, 1)).due_on is None
    endless = promise(last_day=None)
    assert follow_up(endless, [], LAST) == FollowUp(due_on=None, overdue=False)
    assert follow_up(replace(endless, follow_up_months=12), [], LAST).overdue


def test_a_page_that_is_over_or_old_says_so() -> None:
    assert has_ended(promise(), date(2021, 6, 1))
    assert not has_ended(promise(), LAST)
    assert not has_ended(promise(last_day=None), date.max.replace(year=2500))
    assert not is_stale(promise(), date(2020, 5, 28))
    assert is_stale(promise(), date(2020, 5, 29))
    assert not is_stale(promise(reviewed_on=date(2020, 5, 1)), date(2020, 11, 1))


def test_growth_is_told_at_each_months_end_and_at_both_ends() -> None:
    areas = {"a": running("a", "2020-02-10"), "b": running("b", "2020-03-31")}
    found = monthly(areas, (PLACE,), date(2020, 1, 31), date(2020, 4, 10))
    assert found == (
        (date(2020, 1, 31), 0),
        (date(2020, 2, 29), 1),
        (date(2020, 3, 31), 2),
        (date(2020, 4, 10), 2),
    )
    assert monthly(areas, (PLACE,), START, START) == ((START, 0),)
