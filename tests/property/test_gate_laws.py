"""What no evidence can do to an area, and flags that another hand has worked out."""

from datetime import date, timedelta
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.activities import MEETINGS, Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount
from grannsamverkan.domain.findings import Attested, Evidence, stopping
from grannsamverkan.domain.gates import check
from grannsamverkan.domain.health import Facts, health, proposals
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import ContactRole, ContactTerm
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.signs import Condition, Sign

T = TypeVar("T")

TODAY = date(2026, 5, 1)
DAYS = st.dates(date(2019, 1, 1), date(2027, 12, 31))
MAYBE = st.none() | DAYS
NUMBERS = st.integers(0, 60)

TERMS = st.builds(
    ContactTerm,
    id=st.just("t"),
    area_id=st.just("A"),
    person_id=st.sampled_from("pqr"),
    role=st.sampled_from(ContactRole),
    appointed_on=DAYS,
    trained_on=MAYBE,
    confirmed_on=MAYBE,
    list_confirmed_on=MAYBE,
    ended_on=MAYBE,
)
SIGNS = st.builds(
    Sign,
    id=st.just("s"),
    area_id=st.just("A"),
    mounted_on=MAYBE,
    removed_on=MAYBE,
    permit_expires_on=MAYBE,
    inspected_on=st.none()
    | st.dates(date(2019, 1, 1), TODAY),  # no sign has been looked at tomorrow
    condition=st.none() | st.sampled_from(Condition),
)
ACTIVITIES = st.builds(
    Activity,
    id=st.just("m"),
    municipality=st.just("1861"),
    kind=st.sampled_from(ActivityKind),
    on=DAYS,
    state=st.sampled_from(ActivityState),
)
COUNTS = st.builds(
    HouseholdCount,
    area_id=st.just("A"),
    counted_on=DAYS,
    total=NUMBERS,
    source=st.just("prov"),
    joined=st.none() | NUMBERS,
)
POLICIES = st.builds(
    Policy,
    max_households_per_contact=st.integers(0, 30),
    ratio_warn=st.integers(0, 30),
    contact_confirm_months=st.integers(0, 40),
    annual_meeting_months=st.integers(0, 24),
    lapse_months=st.integers(0, 40),
    lapse_reminders=st.integers(1, 3),
    successor_months=st.integers(0, 12),
    boundary_review_months=st.integers(0, 60),
    large_area_households=NUMBERS,
    min_joined_share=st.none() | st.floats(0, 1),
    min_households=st.none() | NUMBERS,
)


def few(some: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Draw up to three."""
    return st.lists(some, max_size=3).map(tuple)


EVIDENCE = st.builds(
    Evidence,
    activities=few(ACTIVITIES),
    terms=few(TERMS),
    signs=few(SIGNS),
    households=few(COUNTS),
    reminders_unanswered=st.integers(0, 5),
    interests=st.integers(0, 2),
    dwellings=st.none() | NUMBERS,
    attested=st.sets(st.sampled_from(Attested)).map(frozenset),
    state_since=MAYBE,
    left_on=MAYBE,
    count_effect=st.none() | st.integers(-3, 3),
    reason=st.sampled_from(["", "därför"]),
    day_known=st.booleans(),
)
FACTS = st.builds(
    Facts,
    terms=few(TERMS),
    signs=few(SIGNS),
    households=st.lists(COUNTS, max_size=3, unique_by=lambda one: one.counted_on).map(tuple),
    activities=few(ACTIVITIES),
    mail_failed=st.dictionaries(st.sampled_from("pqr"), DAYS),
    reminders_unanswered=st.integers(0, 5),
)
VERSIONS = st.builds(
    AreaVersion,
    area_id=st.just("A"),
    period=DAYS.map(Period),
    event=st.just(Event.INHERIT),
    status=st.sampled_from([Status.ACTIVE, *Status]),
    name=st.just("Åsen"),
    municipality=st.just("1861"),
    outline_id=st.sampled_from([None, "o"]),
    last_confirmed_on=MAYBE,
    boundary_reviewed_on=MAYBE,
)


@given(VERSIONS, EVIDENCE, POLICIES, DAYS)
def test_no_area_starts_without_a_meeting_and_a_trained_contact(
    version: AreaVersion, evidence: Evidence, policy: Policy, on: date
) -> None:
    waits = stopping(check(Event.START, version, evidence, policy, on))
    held = [
        one
        for one in evidence.activities
        if one.kind in {ActivityKind.START_MEETING, ActivityKind.TRAINING}
        and one.state is ActivityState.HELD
        and one.on <= on
    ]
    trained = [
        one
        for one in evidence.terms
        if one.appointed_on <= on
        and (one.ended_on is None or one.ended_on > on)
        and one.trained_on is not None
        and one.trained_on <= on
    ]
    assert waits or (held and trained)


@given(VERSIONS, EVIDENCE, POLICIES, DAYS)
def test_no_meeting_is_booked_by_one_that_should_have_been_held(
    version: AreaVersion, evidence: Evidence, policy: Policy, on: date
) -> None:
    waits = {one.key for one in check(Event.BOOK_START_MEETING, version, evidence, policy, on)
             if one.blocking and not one.passed}  # fmt: skip
    books = [
        one
        for one in evidence.activities
        if one.kind in {ActivityKind.START_MEETING, ActivityKind.TRAINING}
        and (evidence.left_on is None or one.on >= evidence.left_on)
        and (
            (one.state is ActivityState.PLANNED and one.on >= on)
            or (one.state is ActivityState.HELD and one.on <= on)
        )
    ]
    assert ("meeting_booked" in waits) is (not books)


@given(VERSIONS, FACTS, POLICIES)
def test_unanswered_mail_alone_proposes_nothing(
    version: AreaVersion, facts: Facts, policy: Policy
) -> None:
    found = proposals((version,), facts, policy, TODAY)
    recent = TODAY - timedelta(days=28 * policy.lapse_months)
    met = any(
        one.kind in MEETINGS and one.held and recent <= one.on <= TODAY for one in facts.activities
    )
    contact = any(one.holds(TODAY) for one in facts.terms)
    if contact and (met or version.period.start >= recent):
        assert found == ()
    if found:
        assert version.active
        assert not stopping(
            check(
                Event.LAPSE,
                version,
                Evidence(
                    activities=facts.activities,
                    terms=facts.terms,
                    signs=facts.signs,
                    reminders_unanswered=facts.reminders_unanswered,
                ),
                policy,
                TODAY,
            )
        )


def earlier(months: int) -> date:
    """Return the first of May so many months ago, the plain way."""
    year, month = divmod(2026 * 12 + 4 - months, 12)
    return date(year, month + 1, 1)


def naive(version: AreaVersion, facts: Facts, policy: Policy) -> set[str]:
    """Work out the flags of an area as lifecycle.json words them, one by one."""
    flags: set[str] = set()
    if version.period.start > TODAY:
        return flags
    up = any(
        one.mounted_on
        and one.mounted_on <= TODAY
        and not (one.removed_on and one.removed_on <= TODAY)
        for one in facts.signs
    )
    if version.status is not Status.ACTIVE:
        return {"signs_without_activity"} if up else flags
    here = [
        one
        for one in facts.terms
        if one.appointed_on <= TODAY and not (one.ended_on and one.ended_on <= TODAY)
    ]
    counts = sorted(
        (one for one in facts.households if one.counted_on <= TODAY), key=lambda one: one.counted_on
    )
    joined = [one.joined for one in counts if one.joined is not None]
    people = {one.person_id for one in here}
    met = [
        one.on
        for one in facts.activities
        if one.state is ActivityState.HELD and one.kind in MEETINGS and one.on <= TODAY
    ]
    grace = policy.annual_meeting_months + policy.annual_meeting_grace_months
    soon = TODAY + timedelta(days=60)
    standing = [one for one in facts.signs if one.removed_on is None]
    looked = [day for day in (version.boundary_reviewed_on, version.period.start) if day]
    rules = {
        "no_contact": not [one for one in here if one.confirmed_on and one.confirmed_on <= TODAY],
        "mail_failed": bool(people & set(facts.mail_failed)),
        "sign_defect": any(one.condition and one.condition is not Condition.OK for one in standing),
        "contact_unconfirmed": version.last_confirmed_on is None
        or version.last_confirmed_on < earlier(policy.contact_confirm_months),
        "annual_meeting_due": max([*met, version.period.start]) < earlier(grace),
        "permit_expiring": any(
            one.permit_expires_on and one.permit_expires_on <= soon for one in standing
        ),
        "contact_load_high": bool(people)
        and bool(joined)
        and joined[-1] / len(people) > policy.ratio_warn,
        "area_too_large": bool(counts)
        and counts[-1].total > policy.large_area_households
        and not any(one.role is ContactRole.MAIN_CONTACT for one in here),
        "boundary_stale": version.outline_id is not None
        and max(looked) < earlier(policy.boundary_review_months),
    }
    return {key for key, holds in rules.items() if holds}


@given(VERSIONS, FACTS, POLICIES)
def test_the_flags_are_what_another_hand_finds(
    version: AreaVersion, facts: Facts, policy: Policy
) -> None:
    found = health((version,), facts, policy, TODAY)
    assert {flag.key.value for flag in found} == naive(version, facts, policy)
    for flag in found:
        assert flag.key == "permit_expiring" or flag.due is None or flag.due <= TODAY or (
            flag.key == "no_contact"
        )  # fmt: skip
