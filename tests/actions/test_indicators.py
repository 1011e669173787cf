"""What a promise is followed by: indicators, the value at the beginning, how many there are, and what people find."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from acting import NOW, TODAY, doing
from promising import LAST, START, followed, promised, with_role

from grannsamverkan.actions import baselines, indicators
from grannsamverkan.actions.assessments import assess
from grannsamverkan.actions.deeds import mark
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    Indicator,
    Outcome,
    Rule,
    Stage,
)
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register


def test_an_indicator_is_added_put_right_and_taken_away(register: Register) -> None:
    one = promised(register)
    added = indicators.add(
        doing(register),
        one.id,
        name=" Skolor ",
        rule=Rule.SCHOOLS,
        audience=Audience.PUPILS,
        stage=Stage.OFFERED,
        aim=Aim.ALL,
    ).of
    assert added == Indicator(
        id=added.id,
        promise_id=one.id,
        name="Skolor",
        rule=Rule.SCHOOLS,
        kind=ActivityKind.SCHOOL_INFORMATION,
        audience=Audience.PUPILS,
        stage=Stage.OFFERED,
        aim=Aim.ALL,
    )
    beside = followed(register, one)
    after = indicators.correct(
        doing(register), one.id, added.id, seen=mark(added), audience=Audience.PARENTS
    ).of
    assert after == replace(added, audience=Audience.PARENTS)
    with pytest.raises(Conflict):
        indicators.correct(doing(register), one.id, added.id, seen=mark(added), name="x")
    with pytest.raises(Conflict):
        indicators.remove(doing(register), one.id, added.id, seen=mark(added))
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        indicators.correct(doing(register), one.id, added.id, audience=Audience.PARENTS)
    assert indicators.remove(doing(register), one.id, added.id).of == after
    assert register.facts(Indicator, one.id) == (beside,)
    with pytest.raises(NotFound):
        indicators.correct(doing(register), one.id, added.id, name="x")


def test_a_rule_that_asks_for_more_is_refused(register: Register) -> None:
    one = promised(register)
    with pytest.raises(Refused, match=r"promises\.value_missing"):
        indicators.add(doing(register), one.id, name="A", rule=Rule.NET_CHANGE, aim=Aim.AT_LEAST)
    with pytest.raises(Refused, match=r"promises\.kind_missing"):
        indicators.add(doing(register), one.id, name="A", rule=Rule.ACTIVITIES)
    assert register.facts(Indicator) == ()


def test_a_beginning_is_unknown_until_it_is_stated_with_day_and_source(
    register: Register,
) -> None:
    one = promised(register)
    unknown = followed(register, one)
    assert unknown.baseline_from is BaselineFrom.UNKNOWN
    stated = baselines.state_baseline(
        doing(register),
        one.id,
        unknown.id,
        value=14,
        on=START,
        source=" Kommunens lista ",
        seen=mark(unknown),
    ).of
    assert stated == replace(
        unknown,
        baseline_from=BaselineFrom.STATED,
        baseline=14.0,
        baseline_on=START,
        baseline_source="Kommunens lista",
    )
    counted = baselines.vouch_for_register(doing(register), one.id, unknown.id).of
    assert counted == replace(
        unknown, baseline_from=BaselineFrom.REGISTER, baseline_on=one.opening_on
    )
    assert baselines.forget_baseline(doing(register), one.id, unknown.id).of == unknown
    assert [one.action for one in register.changes()][-3:] == [
        "state_baseline",
        "vouch_for_register",
        "forget_baseline",
    ]
    with pytest.raises(Conflict):
        baselines.forget_baseline(doing(register), one.id, unknown.id, seen=mark(stated))


@pytest.mark.parametrize(
    ("on", "source", "key"),
    [
        (LAST + timedelta(days=1), "x", "promises.baseline_after_end"),
        (TODAY + timedelta(days=1), "x", "promises.in_the_future"),
        (START, " ", "promises.baseline_needs_source"),
    ],
)
def test_a_beginning_that_cannot_be_is_refused(
    register: Register, on: date, source: str, key: str
) -> None:
    one = promised(register)
    indicator = followed(register, one)
    with pytest.raises(Refused) as refused:
        baselines.state_baseline(
            doing(register), one.id, indicator.id, value=3, on=on, source=source
        )
    assert refused.value.key == key


def test_how_many_there_are_is_confirmed_by_someone(register: Register) -> None:
    one = promised(register)
    schools = followed(register, one, Rule.SCHOOLS)
    after = baselines.confirm_whole(
        doing(register),
        one.id,
        schools.id,
        12,
        on=TODAY,
        source="Skolenhetsregistret",
        seen=mark(schools),
    ).of
    assert after == replace(schools, whole=12, whole_on=TODAY, whole_source="Skolenhetsregistret")
    assert baselines.confirm_whole(doing(register), one.id, schools.id, None).of == schools
    with pytest.raises(Refused, match=r"promises\.whole_needs_source"):
        baselines.confirm_whole(doing(register), one.id, schools.id, 12)


# -- what people find --------------------------------------------------------------------------------


def test_a_person_assesses_with_a_reason_and_signs_with_a_role(register: Register) -> None:
    one = promised(register)
    indicator = followed(register, one)
    police = with_role(register, Role.POLICE)
    whole = assess(
        police, one.id, Outcome.PARTLY, as_of=LAST, reason="Två nya områden,\nett vilande."
    )
    part = assess(
        with_role(register, Role.COORDINATOR),
        one.id,
        Outcome.CANNOT_BE_ASSESSED,
        as_of=LAST,
        reason="Utgångsvärdet saknas.",
        indicator_id=indicator.id,
    )
    assert whole.of == Assessment(
        id=whole.of.id,
        promise_id=one.id,
        as_of=LAST,
        made_on=TODAY,
        outcome=Outcome.PARTLY,
        reason="Två nya områden,\nett vilande.",
        by="police",
    )
    assert (part.of.indicator_id, part.of.by) == (indicator.id, "coordinator")
    assert set(register.facts(Assessment, one.id)) == {whole.of, part.of}
    by_hand = assess(doing(register), one.id, Outcome.MET, as_of=LAST, reason="Alla.").of
    assert by_hand.by == "coordinator"
    with pytest.raises(Refused, match=r"promises\.over"):
        assess(doing(register), one.id, Outcome.MET, as_of=LAST + timedelta(days=1), reason="Alla.")


def test_whoever_has_roles_in_two_places_assesses_with_that_of_the_place(two: Register) -> None:
    one = promised(two)
    someone = with_role(two, Role.POLICE)
    roles = someone.who.roles | {(Role.COORDINATOR, "1881")}
    both = replace(someone, who=replace(someone.who, roles=roles))
    assert assess(both, one.id, Outcome.MET, as_of=LAST, reason="Ja.").of.by == "police"


def test_the_same_is_not_found_twice_but_otherwise_one_may_think_again(
    register: Register,
) -> None:
    one = promised(register)
    assess(doing(register), one.id, Outcome.MET, as_of=LAST, reason="Ja.")
    later = doing(register, now=NOW + timedelta(days=9))
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        assess(later, one.id, Outcome.MET, as_of=LAST, reason=" Ja. ")
    assert assess(later, one.id, Outcome.PARTLY, as_of=LAST, reason="Ja.").seq


@pytest.mark.parametrize(
    ("as_of", "reason", "key"),
    [
        (TODAY + timedelta(days=1), "Ja.", "promises.in_the_future"),
        (START - timedelta(days=1), "Ja.", "promises.not_begun"),
        (LAST, " \n", "promises.reason_missing"),
        (LAST, "x" * 2_001, "deed.long_text"),
        (LAST, "Ring Anna (påhittad), 070-174 06 05.", "views.reaches_someone"),
        (LAST, "Skriv till granne@example.org.", "views.reaches_someone"),
    ],
)
def test_an_assessment_without_reason_or_of_no_day_is_refused(
    register: Register, as_of: date, reason: str, key: str
) -> None:
    one = promised(register)
    with pytest.raises(Refused) as refused:
        assess(doing(register), one.id, Outcome.MET, as_of=as_of, reason=reason)
    assert refused.value.key == key


def test_what_is_not_there_or_not_ones_own_is_not_assessed(register: Register) -> None:
    one = promised(register)
    administrator = with_role(register, Role.ADMINISTRATOR)
    deeds: tuple[Callable[[], object], ...] = (
        lambda: assess(administrator, one.id, Outcome.MET, as_of=LAST, reason="x"),
        lambda: assess(doing(register), "nothing", Outcome.MET, as_of=LAST, reason="x"),
        lambda: assess(
            doing(register), one.id, Outcome.MET, as_of=LAST, reason="x", indicator_id="nothing"
        ),
    )
    for deed in deeds:
        with pytest.raises(NotFound) as refused:
            deed()
        assert refused.value.key == "access.not_found"


def test_what_has_been_assessed_is_not_taken_away(register: Register) -> None:
    one = promised(register)
    indicator = followed(register, one)
    assess(doing(register), one.id, Outcome.MET, as_of=LAST, reason="x", indicator_id=indicator.id)
    with pytest.raises(Refused, match=r"promises\.assessed"):
        indicators.remove(doing(register), one.id, indicator.id)
