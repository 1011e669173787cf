"""Every step of an area, and what it waits for."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount
from grannsamverkan.domain.findings import Attested, Evidence, Finding, stopping
from grannsamverkan.domain.gates import check
from grannsamverkan.domain.lifecycle import FOUNDING, Event, Status
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.sign_gates import SignStep, check_sign
from grannsamverkan.domain.signs import PermitBody, Sign
from grannsamverkan.i18n import LANGUAGES, translator

ON = date(2026, 5, 1)
POLICY = Policy()
TRAINED = ContactTerm(
    id="t",
    area_id="A",
    person_id="p",
    appointed_on=date(2026, 4, 1),
    trained_on=date(2026, 4, 20),
    list_confirmed_on=date(2026, 4, 25),
)
MEETING = Activity(
    id="m",
    municipality="1861",
    kind=ActivityKind.START_MEETING,
    on=date(2026, 4, 20),
    state=ActivityState.HELD,
    area_ids=("A",),
)
COUNTED = HouseholdCount(
    area_id="A", counted_on=date(2026, 4, 2), total=30, source="prov", joined=15
)
READY = Evidence(
    activities=(MEETING,),
    terms=(TRAINED,),
    households=(COUNTED,),
    reason="beslut",
)
UP = Sign(id="s", area_id="A", mounted_on=date(2020, 1, 1))


def version(status: Status = Status.FORMING, **facts: object) -> AreaVersion:
    plain = AreaVersion(
        area_id="A",
        period=Period(date(2026, 3, 1)),
        event=Event.BOOK_START_MEETING,
        status=status,
        name="Åsen",
        municipality="1861",
        outline_id="o",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def found(
    event: Event,
    evidence: Evidence,
    *,
    of: AreaVersion | None = None,
    policy: Policy = POLICY,
    on: date = ON,
) -> dict[str, Finding]:
    """Return the findings of a step by their key."""
    findings = check(event, of or version(), evidence, policy, on)
    for finding in findings:
        for language in LANGUAGES:
            t = translator(language)
            assert t(finding.text.key, **finding.text.values)
            assert t(finding.mend.key, **finding.mend.values)
    return {finding.key: finding for finding in findings}


def stops(event: Event, evidence: Evidence, **case: object) -> set[str]:
    """Return the keys of what a step has to wait for."""
    findings = found(event, evidence, **case)  # type: ignore[arg-type]  # as `found` has them
    return {one.key for one in stopping(findings.values())}


def test_an_area_that_has_everything_starts() -> None:
    findings = found(Event.START, READY)
    assert all(one.passed for one in findings.values())
    assert list(findings) == [
        "meeting_held",
        "trained_contact",
        "household_list",
        "contact_ratio",
        "boundary",
        "decision_day",
    ]


@pytest.mark.parametrize(
    ("lacking", "key"),
    [
        ({"activities": ()}, "meeting_held"),
        ({"activities": (replace(MEETING, state=ActivityState.PLANNED),)}, "meeting_held"),
        ({"activities": (replace(MEETING, state=ActivityState.CANCELLED),)}, "meeting_held"),
        ({"activities": (replace(MEETING, on=date(2026, 5, 2)),)}, "meeting_held"),
        ({"activities": (replace(MEETING, kind=ActivityKind.PATROL),)}, "meeting_held"),
        ({"left_on": date(2026, 4, 21)}, "meeting_held"),
        ({"terms": (replace(TRAINED, trained_on=None),)}, "trained_contact"),
        ({"terms": (replace(TRAINED, trained_on=date(2026, 5, 2)),)}, "trained_contact"),
        ({"terms": (replace(TRAINED, list_confirmed_on=None),)}, "household_list"),
        ({"terms": (replace(TRAINED, list_confirmed_on=date(2026, 5, 2)),)}, "household_list"),
        ({"day_known": False}, "decision_day"),
    ],
)
def test_an_area_that_lacks_something_waits(lacking: dict[str, object], key: str) -> None:
    evidence = replace(READY, **lacking)  # type: ignore[arg-type]  # fields known by name only
    assert stops(Event.START, evidence) == {key}


def test_a_contact_who_has_left_starts_nothing() -> None:
    gone = replace(TRAINED, ended_on=ON)
    assert stops(Event.START, replace(READY, terms=(gone,))) == {
        "trained_contact",
        "household_list",
    }


def test_a_training_held_on_the_day_itself_is_enough() -> None:
    training = replace(MEETING, kind=ActivityKind.TRAINING, on=ON)
    assert not stops(Event.START, replace(READY, activities=(training,), left_on=ON))


def test_few_contacts_and_unknown_households_warn_only() -> None:
    many = replace(COUNTED, joined=16)
    findings = found(Event.START, replace(READY, households=(COUNTED, many)))
    assert findings["contact_ratio"].passed
    later = replace(many, counted_on=date(2026, 4, 3))
    ratio = found(Event.START, replace(READY, households=(COUNTED, later)))["contact_ratio"]
    assert (ratio.passed, ratio.stops) == (False, False)
    assert ratio.values == {"contacts": 1, "needed": 2, "joined": 16, "most": 15}
    unknown = found(Event.START, replace(READY, households=(replace(COUNTED, joined=None),)))
    assert not unknown["joined_known"].passed
    undrawn = found(Event.START, READY, of=version(outline_id=None))
    assert (undrawn["boundary"].passed, undrawn["boundary"].stops) == (False, False)


def test_limits_of_the_municipality_hold_where_it_has_set_them() -> None:
    strict = Policy(min_households=16, min_joined_share=0.6)
    assert stops(Event.START, READY, policy=strict) == {"min_households", "min_joined_share"}
    mild = Policy(min_households=15, min_joined_share=0.5)
    assert not stops(Event.START, READY, policy=mild)
    uncounted = replace(READY, households=())
    assert stops(Event.START, uncounted, policy=mild) == {"min_households", "min_joined_share"}


def test_a_meeting_is_booked_when_the_residents_want_it() -> None:
    booked = replace(MEETING, state=ActivityState.PLANNED, on=date(2026, 6, 1))
    planned, interest = version(Status.PLANNED), version(Status.INTEREST)
    evidence = Evidence(activities=(booked,), interests=1)
    assert not stops(Event.BOOK_START_MEETING, evidence, of=planned)
    assert not stops(Event.BOOK_START_MEETING, evidence, of=interest)
    undrawn = version(Status.INTEREST, outline_id=None)
    assert stops(Event.BOOK_START_MEETING, evidence, of=undrawn) == {"boundary"}
    assert stops(Event.BOOK_START_MEETING, Evidence(), of=planned) == {
        "residents",
        "meeting_booked",
    }
    willing = replace(evidence, interests=0, attested=frozenset({Attested.RESIDENTS_WILLING}))
    assert not stops(Event.BOOK_START_MEETING, willing, of=planned)
    cancelled = replace(evidence, activities=(replace(booked, state=ActivityState.CANCELLED),))
    assert stops(Event.BOOK_START_MEETING, cancelled, of=planned) == {"meeting_booked"}


@pytest.mark.parametrize(
    ("state", "day", "books"),
    [
        (ActivityState.PLANNED, ON, True),
        (ActivityState.PLANNED, ON - timedelta(days=1), False),
        (ActivityState.HELD, ON - timedelta(days=1), True),
        (ActivityState.HELD, ON + timedelta(days=1), False),
    ],
)
def test_a_meeting_books_that_is_to_come_or_has_been_held(
    state: ActivityState, day: date, *, books: bool
) -> None:
    gathered = Evidence(activities=(replace(MEETING, state=state, on=day),), interests=1)
    booked = stops(Event.BOOK_START_MEETING, gathered, of=version(Status.PLANNED))
    begun = stops(Event.RESTART, gathered, of=version(Status.DORMANT))
    assert (booked, begun) == ((set(), set()) if books else ({"meeting_booked"}, {"new_start"}))


def test_a_border_is_drawn_where_no_other_area_lies_unexplained() -> None:
    interest = version(Status.INTEREST)
    over = Evidence(overlaps={"Björkbacken": 0.3, "Granliden": 0.01}, dwellings=20)
    assert stops(Event.DRAW_BOUNDARY, over, of=interest) == {"overlap"}
    overlap = found(Event.DRAW_BOUNDARY, over, of=interest)["overlap"]
    assert overlap.values == {"names": ("Björkbacken",), "percent": 30}
    assert overlap.attest is Attested.OVERLAP_EXPLAINED
    meant = replace(over, attested=frozenset({Attested.OVERLAP_EXPLAINED}))
    assert not stops(Event.DRAW_BOUNDARY, meant, of=interest)
    assert not stops(Event.DRAW_BOUNDARY, Evidence(overlaps={"Granliden": 0.01}), of=interest)
    assert not found(Event.DRAW_BOUNDARY, Evidence(), of=interest)["dwellings"].passed
    counted = found(Event.DRAW_BOUNDARY, Evidence(households=(COUNTED,)), of=interest)
    assert counted["dwellings"].values == {"number": 30}
    assert not stops(Event.CHANGE_BOUNDARY, replace(over, reason="nytt hus"))


def test_an_area_is_confirmed_by_a_sign_of_life_since_last_time() -> None:
    active = version(Status.ACTIVE, last_confirmed_on=date(2025, 6, 1))
    said = replace(TRAINED, confirmed_on=date(2026, 4, 26))
    assert not stops(Event.CONFIRM, Evidence(terms=(said,)), of=active)
    assert not stops(Event.CONFIRM, Evidence(activities=(MEETING,)), of=active)
    assert stops(Event.CONFIRM, Evidence(terms=(TRAINED,)), of=active) == {"sign_of_life"}
    again = version(Status.ACTIVE, last_confirmed_on=date(2026, 4, 26))
    assert stops(Event.CONFIRM, Evidence(terms=(said,), activities=(MEETING,)), of=again) == {
        "sign_of_life"
    }
    never = version(Status.ACTIVE)
    old = replace(MEETING, on=date(2025, 4, 30))
    assert stops(Event.CONFIRM, Evidence(activities=(old,)), of=never) == {"sign_of_life"}
    year_old = replace(MEETING, on=date(2025, 5, 1))
    assert not stops(Event.CONFIRM, Evidence(activities=(year_old,)), of=never)


def test_an_area_lapses_when_it_is_silent_or_was_left() -> None:
    active = version(Status.ACTIVE)
    quiet = Evidence(reminders_unanswered=2, state_since=date(2020, 1, 1), terms=(TRAINED,))
    assert not stops(Event.LAPSE, quiet, of=active)
    assert list(found(Event.LAPSE, quiet, of=active)) == ["silent", "signs_removed"]
    assert stops(Event.LAPSE, replace(quiet, reminders_unanswered=1), of=active) == {
        "silent",
        "vacant",
    }
    met = replace(MEETING, kind=ActivityKind.ANNUAL_MEETING, on=date(2024, 5, 1))
    assert stops(Event.LAPSE, replace(quiet, activities=(met,)), of=active) == {"silent", "vacant"}
    earlier = replace(met, on=date(2024, 4, 30))
    assert not stops(Event.LAPSE, replace(quiet, activities=(earlier,)), of=active)
    assert stops(Event.LAPSE, replace(quiet, state_since=None), of=active) == {"silent", "vacant"}


@pytest.mark.parametrize(
    ("ended_on", "waits"), [(date(2025, 10, 31), set()), (date(2025, 11, 1), {"silent", "vacant"})]
)
def test_an_area_lapses_half_a_year_after_its_last_contact(ended_on: date, waits: set[str]) -> None:
    gone = replace(TRAINED, appointed_on=date(2021, 1, 1), ended_on=ended_on)
    before = replace(gone, ended_on=date(2022, 1, 1))
    evidence = Evidence(terms=(gone, before), state_since=date(2020, 1, 1), signs=(UP,))
    assert stops(Event.LAPSE, evidence, of=version(Status.ACTIVE)) == waits
    signs = found(Event.LAPSE, evidence, of=version(Status.ACTIVE))["signs_removed"]
    assert (signs.passed, signs.stops, signs.values) == (False, False, {"n": 1})


def test_a_dormant_area_starts_anew_with_somebody_or_a_meeting() -> None:
    dormant = version(Status.DORMANT)
    left = date(2026, 1, 1)
    assert stops(Event.RESTART, Evidence(left_on=left), of=dormant) == {"new_start"}
    assert not stops(Event.RESTART, Evidence(left_on=left, terms=(TRAINED,)), of=dormant)
    old = replace(TRAINED, appointed_on=date(2020, 1, 1))
    assert stops(Event.RESTART, Evidence(left_on=left, terms=(old,)), of=dormant) == {"new_start"}
    assert not stops(Event.RESTART, Evidence(left_on=left, activities=(MEETING,)), of=dormant)
    vouched = Evidence(left_on=left, attested=frozenset({Attested.NEW_CONTACT}))
    assert not stops(Event.RESTART, vouched, of=dormant)


@pytest.mark.parametrize(
    "event", [Event.PROPOSE_AREA, Event.CHANGE_BOUNDARY, Event.CLOSE, Event.WITHDRAW]
)
def test_some_steps_need_a_reason(event: Event) -> None:
    assert stops(event, Evidence(reason=" ")) == {"reason"}
    assert not stops(event, Evidence(reason="därför", signs=(UP,)))


@pytest.mark.parametrize("event", [Event.SPLIT, Event.MERGE])
@pytest.mark.parametrize(("effect", "net"), [(2, "+2"), (-1, "−1"), (0, "±0")])
def test_what_a_split_or_merger_does_to_the_number_is_said(
    event: Event, effect: int, net: str
) -> None:
    findings = found(event, Evidence(reason="x", count_effect=effect))
    assert findings["count_effect"].values == {"net": net}
    assert stops(event, Evidence(reason="x")) == {"count_effect"}


@pytest.mark.parametrize("event", [Event.PROPOSE_AREA, Event.REGISTER_INTEREST, Event.INHERIT])
def test_an_area_is_entered_where_no_other_lies_unexplained(event: Event) -> None:
    over = Evidence(reason="x", overlaps={"Björkbacken": 0.3})
    assert stops(event, over, of=None) == {"overlap"}
    meant = replace(over, attested=frozenset({Attested.OVERLAP_EXPLAINED}))
    assert not stops(event, meant, of=None)


@pytest.mark.parametrize(
    "event",
    [*FOUNDING, Event.INHERIT, Event.DRAW_BOUNDARY, Event.CHANGE_BOUNDARY],
)
def test_a_border_far_from_home_or_vast_waits_for_someone_to_vouch_for_it(event: Event) -> None:
    odd = Evidence(reason="x", outside_share=0.4, m2=12e6)
    assert stops(event, odd, of=None) == {"outside", "size"}
    told = found(event, odd, of=None)
    assert told["outside"].values == {"percent": 40}
    assert told["size"].values == {"km2": 12, "most": 10}
    meant = frozenset({Attested.OUTSIDE_MEANT, Attested.SIZE_MEANT})
    assert not stops(event, replace(odd, attested=meant), of=None)
    assert not stops(event, Evidence(reason="x", outside_share=0.01, m2=10e6), of=None)


@pytest.mark.parametrize("event", [Event.CHANGE_DETAILS, Event.MOVE])
def test_other_steps_ask_for_nothing(event: Event) -> None:
    assert check(event, None, Evidence(), POLICY, ON) == ()


def test_a_new_area_is_looked_at_without_a_version_before() -> None:
    assert [one.key for one in check(Event.PROPOSE_AREA, None, READY, POLICY, ON)] == [
        "reason",
        "overlap",
    ]
    assert [one.passed for one in check(Event.LAPSE, None, READY, POLICY, ON)] == [
        False,
        False,
        True,
    ]
    assert [one.passed for one in check(Event.CONFIRM, None, READY, POLICY, ON)] == [True]


SIGN = Sign(
    id="s", area_id="A", consent_on=ON, permit_body=PermitBody.COUNTY, permit_ref="258-1",
    permit_expires_on=ON,
)  # fmt: skip


@pytest.mark.parametrize(
    ("step", "sign", "status", "lacks", "waits"),
    [
        (SignStep.ORDER, Sign(id="s", area_id="A"), Status.FORMING, {"area_active"}, set()),
        (SignStep.DELIVER, SIGN, Status.FORMING, {"area_active"}, {"area_active"}),
        (SignStep.DELIVER, SIGN, Status.ACTIVE, set(), set()),
        (SignStep.MOUNT, SIGN, Status.DORMANT, {"area_active"}, {"area_active"}),
        (SignStep.MOUNT, SIGN, Status.ACTIVE, set(), set()),
        (SignStep.MOUNT, replace(SIGN, consent_on=None), Status.ACTIVE, {"consent"}, {"consent"}),
        (SignStep.MOUNT, replace(SIGN, permit_body=None), Status.ACTIVE, {"permit_known"}, set()),
        (SignStep.MOUNT, replace(SIGN, permit_ref=None), Status.ACTIVE, {"permit"}, {"permit"}),
        (
            SignStep.MOUNT,
            replace(SIGN, permit_expires_on=date(2026, 4, 30)),
            Status.ACTIVE,
            {"permit_valid"},
            {"permit_valid"},
        ),
        (SignStep.MOUNT, replace(SIGN, permit_expires_on=None), Status.ACTIVE, set(), set()),
        (
            SignStep.MOUNT,
            Sign(id="s", area_id="A", consent_on=ON, permit_body=PermitBody.NONE),
            Status.ACTIVE,
            set(),
            set(),
        ),
        (SignStep.DELIVER, SIGN, None, {"area_active"}, {"area_active"}),
    ],
)
def test_a_sign_goes_up_where_there_is_activity_consent_and_permit(
    step: SignStep, sign: Sign, status: Status | None, lacks: set[str], waits: set[str]
) -> None:
    findings = check_sign(step, sign, status, ON)
    assert {one.key for one in findings if not one.passed} == lacks
    assert {one.key for one in stopping(findings)} == waits
    for language in LANGUAGES:
        for one in findings:
            assert translator(language)(one.text.key, **one.text.values)
            assert translator(language)(one.mend.key, **one.mend.values)
