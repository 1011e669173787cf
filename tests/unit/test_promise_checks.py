"""What a promise and an indicator can be; each thing that cannot be is refused with its own text."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.promise_checks import (
    BY_KIND,
    OF_AREAS,
    OUT_OF_ALL,
    SHARES,
    WITH_BASELINE,
    check_indicator,
    check_past,
    check_promise,
)
from grannsamverkan.domain.promises import (
    Aim,
    BaselineFrom,
    Indicator,
    Party,
    Promise,
    Rule,
    Stage,
)
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LANGUAGES, translator

TODAY = date(2026, 11, 23)
PROMISE = Promise(
    id="p",
    municipality="1861",
    title="Fler områden",
    text="Områdena ska bli fler.",
    start=date(2019, 11, 28),
    last_day=date(2021, 5, 31),
    parties=("police", "municipality"),
    responsible=Party.POLICE,
)
STOCK = Indicator(id="i", promise_id="p", name="Områden", rule=Rule.STOCK_ACTIVE)
MEETINGS = replace(STOCK, rule=Rule.ACTIVITIES, kind=ActivityKind.ANNUAL_MEETING)
OPERATIONS = replace(STOCK, rule=Rule.ACTIVITIES, kind=ActivityKind.DRUG_OPERATION)
SCHOOLS = replace(STOCK, rule=Rule.SCHOOLS, kind=ActivityKind.SCHOOL_INFORMATION)
STATED = replace(
    STOCK,
    baseline_from=BaselineFrom.STATED,
    baseline=12.0,
    baseline_on=date(2019, 11, 28),
    baseline_source="Kommunens lista",
)
WHOLE = replace(SCHOOLS, whole=12, whole_on=TODAY, whole_source="Skolenhetsregistret")


def told(error: Refused) -> str:
    """Return the key of a refusal, once it has been said in every language."""
    for language in LANGUAGES:
        assert translator(language).error(error)
    return error.key.removeprefix("promises.")


def check(one: Promise | Indicator, promise: Promise = PROMISE) -> None:
    if isinstance(one, Promise):
        check_promise(one, TODAY)
    else:
        check_indicator(one, promise, TODAY)


def refusal_of(one: Promise | Indicator) -> str:
    with pytest.raises(Refused) as refused:
        check(one)
    return told(refused.value)


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"last_day": None},
        {"last_day": date(2019, 11, 28)},
        {"source_url": "https://polisen.se/om-polisen/medborgarloften/hallsberg/"},
        {"source_url": "http://example.org:8080/a?b=c#d"},
        {"signed_on": TODAY, "picture_year": 2026, "follow_up_months": 3},
        {"start": date(2030, 1, 1), "last_day": date(2031, 1, 1)},
    ],
)
def test_a_promise_that_can_be_is_let_through(change: dict[str, object]) -> None:
    check_promise(replace(PROMISE, **change), TODAY)  # type: ignore[arg-type]  # fields known by name only


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"title": ""}, "title_missing"),
        ({"text": ""}, "text_missing"),
        ({"start": date(219, 11, 28)}, "no_such_day"),
        ({"last_day": date(2121, 5, 31)}, "no_such_day"),
        ({"last_day": date(2019, 11, 27)}, "backwards"),
        ({"signed_on": TODAY + timedelta(days=1)}, "in_the_future"),
        ({"signed_on": date(1019, 11, 28)}, "no_such_day"),
        ({"parties": ("police", "regionen")}, "unknown_party"),
        ({"parties": ("municipality",)}, "responsible_no_party"),
        ({"picture_year": 2027}, "no_such_year"),
        ({"picture_year": 19}, "no_such_year"),
        ({"follow_up_months": 0}, "follow_up_months"),
        ({"follow_up_months": 61}, "follow_up_months"),
        ({"source_url": "polisen.se"}, "bad_address"),
        ({"source_url": "javascript:alert(1)"}, "bad_address"),
        ({"source_url": "https:///lofte"}, "bad_address"),
        ({"source_url": "https://någon@example.org"}, "bad_address"),
        ({"source_url": "https://user@example.org/"}, "bad_address"),
        ({"source_url": "https://example.org/ett löfte"}, "bad_address"),
        ({"source_url": "https://[1::"}, "bad_address"),
        ({"source_url": "https://example.org/" + "a" * 500}, "bad_address"),
    ],
)
def test_a_promise_that_cannot_be_is_refused_with_the_reason(
    change: dict[str, object], key: str
) -> None:
    assert refusal_of(replace(PROMISE, **change)) == key  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize(
    "indicator",
    [
        STOCK,
        STATED,
        MEETINGS,
        OPERATIONS,
        SCHOOLS,
        WHOLE,
        replace(STOCK, area_type=AreaType.BOAT, aim=Aim.MORE),
        replace(STOCK, rule=Rule.NET_CHANGE, aim=Aim.AT_LEAST, value=10.0),
        replace(STOCK, rule=Rule.CONFIRMED_SHARE, aim=Aim.AT_LEAST, value=1.0),
        replace(STOCK, rule=Rule.HOUSEHOLDS_PER_1000, aim=Aim.AT_LEAST, value=47.5),
        replace(STOCK, rule=Rule.NARRATIVE),
        replace(STATED, baseline_from=BaselineFrom.REGISTER, baseline=None, baseline_source=None),
        replace(OPERATIONS, targeted=True),
        replace(SCHOOLS, audience=Audience.PARENTS, stage=Stage.OFFERED, aim=Aim.ALL),
        replace(MEETINGS, rule=Rule.LOCALITIES, kind=ActivityKind.SURVEY, aim=Aim.ALL),
    ],
)
def test_an_indicator_that_can_be_is_let_through(indicator: Indicator) -> None:
    check_indicator(indicator, PROMISE, TODAY)


def test_a_promise_without_end_lets_its_beginning_be_of_any_day_that_has_been() -> None:
    late = replace(STATED, baseline_on=TODAY)
    check_indicator(late, replace(PROMISE, last_day=None), TODAY)
    assert refusal_of(late) == "baseline_after_end"


@pytest.mark.parametrize(
    ("indicator", "key"),
    [
        (replace(STOCK, name=""), "name_missing"),
        (replace(MEETINGS, area_type=AreaType.VILLA), "area_type_not_needed"),
        (replace(STOCK, kind=ActivityKind.PATROL), "kind_not_needed"),
        (replace(STOCK, audience=Audience.PUPILS), "kind_not_needed"),
        (replace(STOCK, targeted=True), "kind_not_needed"),
        (replace(STOCK, stage=Stage.OFFERED), "kind_not_needed"),
        (replace(MEETINGS, kind=None), "kind_missing"),
        (replace(MEETINGS, rule=Rule.LOCALITIES, kind=None), "kind_missing"),
        (replace(SCHOOLS, kind=ActivityKind.TRAINING), "schools_by_information"),
        (replace(MEETINGS, targeted=False), "targeted_not_needed"),
        (replace(OPERATIONS, stage=Stage.OFFERED), "operation_not_offered"),
        (replace(OPERATIONS, rule=Rule.LOCALITIES), "operation_has_no_place"),
        (replace(STOCK, rule=Rule.NARRATIVE, aim=Aim.MORE), "narrative_has_no_aim"),
        (replace(STOCK, aim=Aim.ALL), "all_of_what"),
        (replace(STOCK, aim=Aim.MORE, value=3.0), "value_not_needed"),
        (replace(SCHOOLS, aim=Aim.ALL, value=3.0), "value_not_needed"),
        (replace(STOCK, value=3.0), "value_not_needed"),
        (replace(STOCK, aim=Aim.AT_LEAST), "value_missing"),
        (replace(STOCK, aim=Aim.AT_LEAST, value=0.0), "value_too_small"),
        (replace(STOCK, aim=Aim.AT_LEAST, value=float("nan")), "value_too_small"),
        (replace(STOCK, aim=Aim.AT_LEAST, value=2e6), "no_such_number"),
        (replace(STOCK, aim=Aim.AT_LEAST, value=float("inf")), "no_such_number"),
        (replace(STOCK, aim=Aim.AT_LEAST, value=2.5), "not_whole"),
        (replace(STOCK, rule=Rule.CONFIRMED_SHARE, aim=Aim.AT_LEAST, value=80.0), "not_a_share"),
        (replace(STOCK, baseline=12.0), "baseline_is_unknown"),
        (replace(STOCK, baseline_on=TODAY), "baseline_is_unknown"),
        (replace(STATED, rule=Rule.GROSS_STARTED), "baseline_not_needed"),
        (replace(STATED, baseline_on=None), "baseline_needs_day"),
        (replace(STATED, baseline_on=TODAY + timedelta(days=1)), "in_the_future"),
        (replace(STATED, baseline_on=date(1819, 1, 1)), "no_such_day"),
        (replace(STATED, baseline_on=date(2021, 6, 1)), "baseline_after_end"),
        (replace(STATED, baseline=None), "baseline_needs_value"),
        (replace(STATED, baseline_source=None), "baseline_needs_source"),
        (replace(STATED, baseline=-1.0), "no_such_number"),
        (replace(STATED, baseline=float("nan")), "no_such_number"),
        (replace(STATED, baseline_from=BaselineFrom.REGISTER), "baseline_is_counted"),
        (replace(STATED, rule=Rule.HOUSEHOLDS_SHARE), "not_a_share"),
        (replace(SCHOOLS, whole_on=TODAY), "whole_needs_number"),
        (replace(SCHOOLS, whole_source="x"), "whole_needs_number"),
        (replace(WHOLE, rule=Rule.ACTIVITIES), "whole_not_needed"),
        (replace(WHOLE, whole=0), "whole_too_small"),
        (replace(WHOLE, whole_on=None), "whole_needs_source"),
        (replace(WHOLE, whole_source=None), "whole_needs_source"),
        (replace(WHOLE, whole_on=TODAY + timedelta(days=1)), "in_the_future"),
    ],
)
def test_an_indicator_that_cannot_be_is_refused_with_the_reason(
    indicator: Indicator, key: str
) -> None:
    assert refusal_of(indicator) == key


def test_a_day_that_has_been_is_let_through() -> None:
    check_past(TODAY, TODAY)


def test_every_rule_counts_areas_or_activities_or_nothing() -> None:
    assert set(Rule) == OF_AREAS | BY_KIND | {Rule.NARRATIVE}
    assert not OF_AREAS & BY_KIND
    assert SHARES <= WITH_BASELINE <= OF_AREAS
    assert OUT_OF_ALL <= BY_KIND
