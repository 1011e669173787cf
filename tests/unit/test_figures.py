"""Each rule counts what it says, says what the figure is made of, and says why where there is none."""

from datetime import date
from typing import Any

import pytest

from grannsamverkan.domain.activities import ActivityKind, ActivityState, Audience
from grannsamverkan.domain.areas import AreaType, HouseholdCount
from grannsamverkan.domain.figures import Figure, Why, baseline_of, beside, figure, whole_by
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.promises import BaselineFrom, Rule, Stage
from grannsamverkan.domain.statistics import Measure, Statistic
from known import LAST, PLACE, START, held, indicator, known, lived, promise, running

OLD = running("old", "2015-01-01")
GONE = running("gone", "2016-01-01", until="2020-06-01")
NEW = running("new", "2020-03-01", area_type=AreaType.BOAT)
SHORT = running("short", "2020-02-01", until="2020-09-01")
ELSEWHERE = running("elsewhere", "2020-02-01", municipality="1881")
AGAIN = lived(
    "again",
    ("2014-01-01", Event.START, Status.ACTIVE),
    ("2018-01-01", Event.LAPSE, Status.DORMANT),
    ("2021-01-01", Event.START, Status.ACTIVE),
)
ALL = (OLD, GONE, NEW, SHORT, ELSEWHERE, AGAIN)


def test_the_stock_is_the_areas_active_at_the_end_of_the_day() -> None:
    found = figure(known(*ALL), promise(), indicator(Rule.STOCK_ACTIVE), LAST)
    assert found == Figure(value=3, lowest=3, highest=3, areas=("again", "new", "old"))


def test_a_promise_to_several_municipalities_counts_them_all() -> None:
    both = promise(municipalities=("1881",))
    assert figure(known(*ALL), both, indicator(Rule.STOCK_ACTIVE), LAST).value == 4


def test_started_and_restarted_areas_count_gross_whatever_became_of_them() -> None:
    found = figure(known(*ALL), promise(), indicator(Rule.GROSS_STARTED), LAST)
    assert (found.value, found.areas) == (3, ("again", "new", "short"))


def test_an_area_started_on_the_first_day_counts_and_one_of_the_day_before_does_not() -> None:
    first, before = running("first", "2019-11-28"), running("before", "2019-11-27")
    found = figure(known(first, before), promise(), indicator(Rule.GROSS_STARTED), LAST)
    assert found.areas == ("first",)


def test_only_areas_of_the_type_count() -> None:
    boats = indicator(Rule.GROSS_STARTED, area_type=AreaType.BOAT)
    assert figure(known(*ALL), promise(), boats, LAST).areas == ("new",)


def test_a_net_change_needs_a_baseline() -> None:
    unknown = indicator(Rule.NET_CHANGE)
    assert figure(known(*ALL), promise(), unknown, LAST) == Figure(why=Why.NO_BASELINE)
    computed = indicator(Rule.NET_CHANGE, baseline_from=BaselineFrom.REGISTER)
    assert baseline_of(known(*ALL), promise(), computed) == Figure(
        value=2, lowest=2, highest=2, areas=("gone", "old")
    )
    assert figure(known(*ALL), promise(), computed, LAST).value == 1
    stated = indicator(Rule.NET_CHANGE, baseline_from=BaselineFrom.STATED, baseline=7)
    assert figure(known(*ALL), promise(), stated, LAST).value == -4


def test_what_starts_on_the_first_day_is_under_the_promise_and_not_at_its_beginning() -> None:
    """Gross, net and the number at the beginning open on one day, so that they add up."""
    first = known(OLD, running("first", "2019-11-28"))
    register: dict[str, Any] = {"baseline_from": BaselineFrom.REGISTER}
    found = [
        figure(first, promise(), indicator(rule, **register), LAST).value
        for rule in (Rule.GROSS_STARTED, Rule.NET_CHANGE)
    ]
    begun_with = baseline_of(first, promise(), indicator(Rule.STOCK_ACTIVE, **register))
    assert found == [1, 1]
    assert begun_with is not None
    assert begun_with.areas == ("old",)
    vouched = indicator(Rule.NET_CHANGE, **{**register, "baseline_on": START})
    assert figure(first, promise(), vouched, LAST).value == 0, "someone said that day"


def test_a_computed_baseline_is_of_its_own_day() -> None:
    earlier = indicator(
        Rule.STOCK_ACTIVE, baseline_from=BaselineFrom.REGISTER, baseline_on=date(2015, 6, 1)
    )
    found = baseline_of(known(*ALL), promise(), earlier)
    assert found is not None
    assert found.value == 2


def test_the_confirmed_share_is_of_the_active_areas_by_the_municipalitys_own_months() -> None:
    fresh = running("fresh", "2015-01-01", last_confirmed_on=date(2020, 3, 1))
    share = indicator(Rule.CONFIRMED_SHARE)
    found = figure(known(fresh, OLD), promise(), share, LAST)
    assert (found.value, found.part, found.whole) == (0, 0, 2)
    longer = Setting(municipality=PLACE, key="contact_confirm_months", value="24")
    found = figure(known(fresh, OLD, facts=[longer]), promise(), share, LAST)
    assert (found.value, found.part, found.whole) == (0.5, 1, 2)
    assert figure(known(), promise(), share, LAST).why is Why.NO_AREAS
    computed = indicator(Rule.CONFIRMED_SHARE, baseline_from=BaselineFrom.REGISTER)
    at_first = baseline_of(known(fresh, OLD), promise(), computed)
    assert at_first is not None
    assert at_first.part == 0


def counted(area_id: str, on: str, total: int) -> HouseholdCount:
    return HouseholdCount(
        area_id=area_id, counted_on=date.fromisoformat(on), total=total, source="prov"
    )


def official(measure: Measure, year: int, value: int) -> Statistic:
    return Statistic(region=PLACE, measure=measure, year=year, value=value, source="prov")


HOMES = [
    counted("old", "2016-01-01", 20),
    counted("old", "2020-01-01", 30),
    counted("old", "2019-01-01", 25),
    counted("old", "2022-01-01", 99),
    counted("gone", "2016-01-01", 40),
]


def test_households_are_the_newest_count_of_each_active_area() -> None:
    facts = [*HOMES, official(Measure.DWELLINGS, 2018, 500), official(Measure.DWELLINGS, 2020, 600)]
    found = figure(known(*ALL, facts=facts), promise(), indicator(Rule.HOUSEHOLDS_SHARE), LAST)
    assert (found.part, found.whole, found.value, found.uncounted) == (30, 600, 0.05, 2)
    facts.append(official(Measure.INHABITANTS, 2021, 1_500))
    found = figure(known(*ALL, facts=facts), promise(), indicator(Rule.HOUSEHOLDS_PER_1000), LAST)
    assert found.value == pytest.approx(20)


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Rule.HOUSEHOLDS_SHARE, Why.NO_DWELLINGS),
        (Rule.HOUSEHOLDS_PER_1000, Why.NO_INHABITANTS),
    ],
)
def test_without_an_official_figure_a_share_says_so(rule: Rule, why: Why) -> None:
    later = official(Measure.DWELLINGS, 2025, 600)
    found = figure(known(*ALL, facts=[*HOMES, later]), promise(), indicator(rule), LAST)
    assert (found.value, found.part, found.why) == (None, 30, why)


@pytest.mark.parametrize("rule", [Rule.HOUSEHOLDS_SHARE, Rule.HOUSEHOLDS_PER_1000])
def test_few_households_are_told_to_nobody_nor_a_share_of_them(rule: Rule) -> None:
    whole = [official(Measure.DWELLINGS, 2020, 600), official(Measure.INHABITANTS, 2020, 1_500)]

    def found(*facts: object) -> Figure:
        return figure(known(OLD, NEW, facts=facts), promise(), indicator(rule), LAST)

    hidden = Figure(uncounted=1, areas=("new", "old"), why=Why.TOO_FEW)
    for few in (1, 7):
        assert found(counted("old", "2020-01-01", few), *whole) == hidden
        assert found(counted("old", "2020-01-01", few)) == hidden, "whatever is missing beside it"
    assert found(counted("old", "2020-01-01", 8), *whole).part == 10
    none = found(counted("old", "2020-01-01", 0), *whole)
    assert (none.value, none.part, none.why) == (0, 0, None)


@pytest.mark.parametrize("rule", [Rule.HOUSEHOLDS_SHARE, Rule.HOUSEHOLDS_PER_1000])
def test_households_that_nobody_has_counted_are_unknown_now_and_at_the_beginning(
    rule: Rule,
) -> None:
    whole = [official(Measure.DWELLINGS, 2018, 500), official(Measure.INHABITANTS, 2018, 900)]
    per = indicator(rule, baseline_from=BaselineFrom.REGISTER)
    for found in (
        figure(known(*ALL, facts=whole), promise(), per, LAST),
        baseline_of(known(*ALL, facts=whole), promise(), per),
    ):
        assert found is not None
        assert (found.value, found.part, found.why) == (None, None, Why.NO_HOUSEHOLDS)
    none = figure(known(facts=whole), promise(), per, LAST)
    assert (none.value, none.part, none.why) == (0, 0, None), "where no area is, there is no home"


def test_an_official_figure_keeps_the_oldest_year_that_it_is_of() -> None:
    newer = Statistic(region="1881", measure=Measure.DWELLINGS, year=2020, value=70, source="prov")
    facts = [official(Measure.DWELLINGS, 2018, 500), newer]
    register, share = known(facts=facts), indicator(Rule.HOUSEHOLDS_SHARE)
    both = promise(municipalities=("1881",))
    found = [figure(register, one, share, LAST) for one in (promise(), both)]
    assert [(one.whole, one.year) for one in found] == [(500, 2018), (570, 2018)]


def test_two_days_do_not_tell_how_many_homes_came_between_them() -> None:
    facts = [official(Measure.DWELLINGS, 2018, 500), counted("old", "2019-01-01", 41)]
    share = indicator(Rule.HOUSEHOLDS_SHARE)
    told = set()
    for came in range(4):
        more = [*facts, counted("new", "2020-03-01", came)]
        told.add(figure(known(OLD, NEW, facts=more), promise(), share, LAST))
    assert {(one.part, one.value) for one in told} == {(40, 0.08)}


def test_activities_held_in_the_promises_days_count_by_kind_and_by_their_number() -> None:
    walk = ActivityKind.SAFETY_WALK
    facts = [
        held("a", walk, "2019-11-27"),
        held("b", walk, "2019-11-28"),
        held("c", walk, "2020-05-01", state=ActivityState.PLANNED),
        held("d", ActivityKind.ANNUAL_MEETING, "2020-05-01"),
        held("e", walk, "2021-05-31", municipality="1881"),
        held("f", walk, "2021-06-01"),
    ]
    found = figure(known(facts=facts), promise(), indicator(Rule.ACTIVITIES, kind=walk), LAST)
    assert found == Figure(value=1, activities=("b",))


def test_targeted_operations_are_kept_apart_from_ordinary_work() -> None:
    operation = ActivityKind.DRUG_OPERATION
    facts = [
        held("t", operation, "2020-01-01", number=3, targeted=True),
        held("o", operation, "2020-01-01", number=12, targeted=False),
    ]
    for targeted, number in ((True, 3), (False, 12), (None, 15)):
        chosen = indicator(Rule.ACTIVITIES, kind=operation, targeted=targeted)
        assert figure(known(facts=facts), promise(), chosen, LAST).value == number


def lesson(activity_id: str, school: str, audience: Audience, **details: object) -> object:
    return held(
        activity_id, ActivityKind.SCHOOL_INFORMATION, "2020-09-01",
        school_id=school, audience=audience, **details,
    )  # fmt: skip


def test_what_was_offered_decides_and_what_was_held_stands_beside() -> None:
    offered = date(2020, 5, 1)
    facts = [
        lesson("a", "s1", Audience.PUPILS),
        lesson("b", "s1", Audience.PUPILS, offered_on=offered),
        lesson("c", "s2", Audience.PUPILS, offered_on=offered, state=ActivityState.CANCELLED),
        lesson("d", "s3", Audience.PARENTS, offered_on=offered),
        lesson("e", "s4", Audience.PUPILS, state=ActivityState.PLANNED),
    ]
    pupils = indicator(
        Rule.SCHOOLS,
        kind=ActivityKind.SCHOOL_INFORMATION,
        audience=Audience.PUPILS,
        stage=Stage.OFFERED,
    )
    found = figure(known(facts=facts), promise(), pupils, LAST)
    assert (found.value, found.whole, found.schools) == (2, None, ("s1", "s2"))
    there = beside(known(facts=facts), promise(), pupils, LAST)
    assert there is not None
    assert (there.value, there.schools) == (1, ("s1",))
    assert beside(known(facts=facts), promise(), pupils, START.replace(year=2018)) is None
    meetings = indicator(Rule.ACTIVITIES, kind=ActivityKind.SCHOOL_INFORMATION, stage=Stage.OFFERED)
    there = beside(known(facts=facts), promise(), meetings, LAST)
    assert there is not None
    assert (there.value, there.part) == (3, None)


@pytest.mark.parametrize(
    ("state", "number"), [(ActivityState.HELD, 1), (ActivityState.CANCELLED, 0)]
)
def test_what_was_offered_before_the_promise_and_held_under_it_has_been_offered(
    state: ActivityState, number: int
) -> None:
    """Otherwise a report would say that a meeting was held which nobody had been offered."""
    early = lesson("a", "s1", Audience.PUPILS, offered_on=date(2019, 11, 1), state=state)
    pupils = indicator(Rule.SCHOOLS, kind=ActivityKind.SCHOOL_INFORMATION, stage=Stage.OFFERED)
    there = beside(known(facts=[early]), promise(), pupils, LAST)
    assert there is not None
    assert figure(known(facts=[early]), promise(), pupils, LAST).value == there.value == number


def test_how_many_schools_there_are_is_confirmed_once_for_all_who_are_met_there() -> None:
    kind = ActivityKind.SCHOOL_INFORMATION
    parents = indicator(Rule.SCHOOLS, kind=kind, audience=Audience.PARENTS, stage=Stage.OFFERED)
    told = [
        indicator(Rule.SCHOOLS, id=f"{on}", kind=kind, whole=whole, whole_on=on)
        for whole, on in ((5, date(2020, 1, 1)), (6, date(2020, 3, 1)))
    ]
    elsewhere = indicator(Rule.SCHOOLS, id="E", promise_id="Q", kind=kind, whole=9)
    walks = indicator(Rule.LOCALITIES, id="L", kind=ActivityKind.SAFETY_WALK, whole=7)
    register = known(facts=[*told, elsewhere, walks, parents])
    for one in (
        figure(register, promise(), parents, LAST),
        beside(register, promise(), parents, LAST),
    ):
        assert one is not None
        assert one.whole == 6
    assert whole_by(register, parents) == told[1]
    assert whole_by(register, told[0]) == told[0], "its own goes first"
    assert whole_by(known(facts=[elsewhere]), parents) == parents


def test_more_schools_than_there_are_is_no_figure_but_a_reason() -> None:
    facts = [lesson(one, one, Audience.PUPILS) for one in ("s1", "s2")]
    for whole, value, why in ((1, None, Why.MORE_THAN_ALL), (2, 2, None)):
        pupils = indicator(
            Rule.SCHOOLS, kind=ActivityKind.SCHOOL_INFORMATION, whole=whole, stage=Stage.OFFERED
        )
        found = figure(known(facts=facts), promise(), pupils, LAST)
        assert (found.value, found.part, found.whole, found.why) == (value, 2, whole, why)
        there = beside(known(facts=facts), promise(), pupils, LAST)
        assert there is not None
        assert there.value == value


def test_localities_visited_are_of_all_the_register_has_unless_someone_has_said_how_many() -> None:
    walk = ActivityKind.SAFETY_WALK
    there = running("there", "2015-01-01", locality="Pålsboda")
    nowhere = running("nowhere", "2015-01-01")
    facts = [
        held("a", walk, "2020-01-01", locality="Hallsberg"),
        held("b", walk, "2020-02-01", area_ids=("there", "nowhere", "unknown")),
        held("c", walk, "2020-03-01", locality="Hallsberg"),
    ]
    places = ("Hallsberg", "Pålsboda", "Östansjö")
    every = indicator(Rule.LOCALITIES, kind=walk)
    found = figure(known(there, nowhere, facts=facts, localities=places), promise(), every, LAST)
    assert (found.value, found.part, found.whole) == (2, 2, 3)
    stated = indicator(Rule.LOCALITIES, kind=walk, whole=6)
    assert figure(known(there, facts=facts), promise(), stated, LAST).whole == 6
    assert figure(known(there, facts=facts), promise(), every, LAST).whole is None


def test_what_is_told_in_words_has_no_figure_and_nothing_has_before_the_promise() -> None:
    told = indicator(Rule.NARRATIVE)
    assert figure(known(), promise(), told, LAST).why is Why.NOTHING_COUNTED
    assert baseline_of(known(), promise(), told) is None
    early = figure(known(*ALL), promise(), indicator(Rule.STOCK_ACTIVE), date(2019, 1, 1))
    assert early.why is Why.NOT_BEGUN


def test_a_rule_that_counts_from_nothing_has_no_baseline() -> None:
    for rule in (Rule.GROSS_STARTED, Rule.ACTIVITIES, Rule.SCHOOLS, Rule.LOCALITIES):
        assert baseline_of(known(), promise(), indicator(rule)) is None
    assert baseline_of(known(), promise(), indicator(Rule.STOCK_ACTIVE)) == Figure(
        why=Why.NO_BASELINE
    )
