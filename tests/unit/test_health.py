"""What is the matter with an area, since when, and what comes next."""

import time
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import HouseholdCount, Timeline, advance
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.flags import URGENCY
from grannsamverkan.domain.health import Facts, Flag, FlagKey, health, proposals
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm
from grannsamverkan.domain.period import (
    BEGINNING,
    FOREVER,
    StatedDate,
    months_after,
    months_before,
)
from grannsamverkan.domain.policy import Policy
from grannsamverkan.domain.quiet import in_state_since, left_on, reminders_unanswered
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.i18n import LANGUAGES, translator
from samples import area

TODAY = date(2026, 5, 1)
POLICY = Policy()
TERM = ContactTerm(
    id="t",
    area_id="A",
    person_id="p",
    appointed_on=date(2020, 1, 1),
    confirmed_on=date(2026, 2, 1),
)
MEETING = Activity(
    id="m",
    municipality="1861",
    kind=ActivityKind.ANNUAL_MEETING,
    on=date(2025, 10, 1),
    state=ActivityState.HELD,
    area_ids=("A",),
)
WELL = Facts(terms=(TERM,), activities=(MEETING,))
ALIVE = area(
    "A", outline_id="o", last_confirmed_on=date(2026, 2, 1), boundary_reviewed_on=date(2025, 1, 1)
)


def flags(
    facts: Facts = WELL, timeline: Timeline = ALIVE, policy: Policy = POLICY
) -> dict[str, Flag]:
    """Return the flags of an area by key, each with a text in every language."""
    found = health(timeline, facts, policy, TODAY)
    for flag in found:
        for language in LANGUAGES:
            t = translator(language)
            assert t(flag.text.key, **flag.text.values)
            assert t(f"next_step.{flag.next_step}")
            assert t(f"flag.{flag.key}.label")
    assert [URGENCY[flag.key] for flag in found] == sorted(URGENCY[flag.key] for flag in found)
    return {flag.key.value: flag for flag in found}


def alive(**facts: object) -> Timeline:
    """Return an area that is well but for some facts."""
    return (replace(ALIVE[0], **facts),)  # type: ignore[arg-type]  # fields known by name only


def test_nothing_is_the_matter_with_an_area_that_is_well() -> None:
    assert flags() == {}


def test_every_flag_has_its_texts() -> None:
    for language in LANGUAGES:
        t = translator(language)
        for key in FlagKey:
            values = dict.fromkeys(
                ["n", "since", "months", "joined", "contacts", "most", "total", "limit", "ends"], 1
            )
            assert t(f"flag.{key}.since", **values)
            assert t(f"flag.{key}.plain", **values)


def test_an_area_without_contacts_needs_one() -> None:
    gone = replace(TERM, ended_on=date(2026, 3, 1))
    flag = flags(replace(WELL, terms=(gone,)))["no_contact"]
    assert (flag.since, flag.due, flag.next_step) == (
        date(2026, 3, 1),
        date(2026, 9, 1),
        "add_contact",
    )
    never = flags(replace(WELL, terms=()))["no_contact"]
    assert never.since == date(2020, 1, 1)


def test_a_contact_counts_when_the_details_are_confirmed() -> None:
    unknown = replace(TERM, confirmed_on=None)
    flag = flags(replace(WELL, terms=(unknown,)))["no_contact"]
    assert (flag.since, flag.values, flag.next_step) == (None, {"n": 1}, "confirm_contact")
    assert "no_contact" not in flags(replace(WELL, terms=(unknown, TERM)))


def test_mail_that_comes_back_is_told_of_contacts_alone() -> None:
    facts = replace(WELL, mail_failed={"p": date(2026, 2, 3), "q": date(2020, 1, 1)})
    flag = flags(facts)["mail_failed"]
    assert (flag.since, flag.values) == (date(2026, 2, 3), {"n": 1})
    gone = replace(TERM, person_id="q", ended_on=date(2026, 1, 1))
    assert flags(replace(facts, terms=(gone, TERM)))["mail_failed"] == flag


@pytest.mark.parametrize(
    ("last", "flagged"),
    [(date(2025, 5, 1), False), (date(2025, 4, 30), True), (None, True)],
)
def test_an_area_is_unconfirmed_a_year_after_it_was_confirmed(
    last: date | None, *, flagged: bool
) -> None:
    found = flags(timeline=alive(last_confirmed_on=last)).get("contact_unconfirmed")
    assert (found is not None) == flagged
    if found:
        assert found.since == last
        assert found.due == (date(2026, 4, 30) if last else None)


def test_the_next_step_of_an_unconfirmed_area_is_to_confirm_it_where_it_can_be() -> None:
    never = alive(last_confirmed_on=None)
    assert flags(timeline=never)["contact_unconfirmed"].next_step == "confirm_area"
    quiet = Facts(terms=(replace(TERM, confirmed_on=None),))
    assert flags(quiet, never)["contact_unconfirmed"].next_step == "ask_contact"
    assert flags(Facts(), never)["contact_unconfirmed"].next_step == "add_contact"


def test_neighbours_meet_every_year_with_two_months_of_grace() -> None:
    on_time = replace(WELL, activities=(replace(MEETING, on=date(2025, 3, 1)),))
    assert flags(on_time) == {}
    late = replace(MEETING, on=date(2025, 2, 28))
    flag = flags(replace(WELL, activities=(late,)))["annual_meeting_due"]
    assert (flag.since, flag.due, flag.next_step) == (
        late.on,
        date(2026, 2, 28),
        "book_meeting",
    )
    planned = replace(MEETING, on=date(2026, 6, 1), state=ActivityState.PLANNED)
    booked = flags(replace(WELL, activities=(late, planned)))["annual_meeting_due"]
    assert booked.next_step == "hold_meeting"


def test_a_broken_sign_is_to_be_replaced_at_once() -> None:
    faded = Sign(id="1", area_id="A", condition=Condition.FADED, inspected_on=date(2026, 3, 1))
    gone = Sign(id="2", area_id="A", condition=Condition.BROKEN, removed_on=date(2026, 1, 1))
    flag = flags(replace(WELL, signs=(faded, gone)))["sign_defect"]
    assert (flag.since, flag.due, flag.values) == (faded.inspected_on, flag.since, {"n": 1})
    unknown = replace(faded, inspected_on=None)
    assert flags(replace(WELL, signs=(unknown,)))["sign_defect"].since is None


@pytest.mark.parametrize(
    ("ends", "since"), [(date(2026, 6, 30), None), (date(2026, 4, 30), date(2026, 4, 30))]
)
def test_a_permit_is_renewed_in_time(ends: date, since: date | None) -> None:
    sign = Sign(id="1", area_id="A", permit_expires_on=ends)
    flag = flags(replace(WELL, signs=(sign,)))["permit_expiring"]
    assert (flag.since, flag.due) == (since, ends)
    later = replace(sign, permit_expires_on=date(2026, 7, 1))
    removed = replace(sign, removed_on=date(2026, 1, 1))
    assert flags(replace(WELL, signs=(later, removed))) == {}


def test_contacts_have_so_many_households_each() -> None:
    counted = HouseholdCount(
        area_id="A", counted_on=date(2026, 1, 1), total=40, source="prov", joined=20
    )
    assert flags(replace(WELL, households=(counted,))) == {}
    more = replace(counted, joined=21)
    flag = flags(replace(WELL, households=(more,)))["contact_load_high"]
    assert flag.values == {"joined": 21, "contacts": 1, "most": 20}
    twice = replace(TERM, id="u")
    assert "contact_load_high" in flags(replace(WELL, households=(more,), terms=(TERM, twice)))
    two = replace(WELL, households=(more,), terms=(TERM, replace(twice, person_id="q")))
    assert flags(two) == {}


def test_a_large_area_needs_a_main_contact() -> None:
    counted = HouseholdCount(area_id="A", counted_on=date(2026, 1, 1), total=41, source="prov")
    flag = flags(replace(WELL, households=(counted,)))["area_too_large"]
    assert flag.values == {"total": 41, "limit": 40}
    main = replace(TERM, role=ContactRole.MAIN_CONTACT)
    assert flags(replace(WELL, households=(counted,), terms=(main,))) == {}


def test_a_border_is_looked_over_every_other_year() -> None:
    reviewed = date(2024, 4, 30)
    flag = flags(timeline=alive(boundary_reviewed_on=reviewed))["boundary_stale"]
    assert (flag.since, flag.due) == (reviewed, date(2026, 4, 30))
    assert "boundary_stale" not in flags(timeline=alive(boundary_reviewed_on=date(2024, 5, 1)))
    assert flags(timeline=alive(boundary_reviewed_on=None, outline_id=None)) == {}


def test_a_border_that_is_new_has_been_looked_over() -> None:
    old = alive(boundary_reviewed_on=None)
    confirmed = advance(old, StatedDate(date(2025, 1, 1)), Event.CONFIRM)
    assert flags(timeline=confirmed)["boundary_stale"].since == date(2020, 1, 1)
    redrawn = advance(
        confirmed, StatedDate(date(2025, 2, 1)), Event.CHANGE_BOUNDARY, outline_id="new"
    )
    assert flags(timeline=redrawn) == {}
    to_come = advance(redrawn, StatedDate(date(2030, 1, 1)), Event.CONFIRM)
    assert flags(timeline=to_come) == {}


def test_signs_do_not_outlive_the_activity() -> None:
    dormant = advance(ALIVE, StatedDate(date(2026, 4, 1)), Event.LAPSE, status=Status.DORMANT)
    up = Sign(id="1", area_id="A", mounted_on=date(2020, 1, 1))
    flag = flags(replace(WELL, signs=(up,)), dormant)["signs_without_activity"]
    assert (flag.since, flag.values, flag.next_step) == (date(2026, 4, 1), {"n": 1}, "remove_signs")
    assert flags(replace(WELL, terms=()), dormant) == {}
    assert health(area("A", date(2027, 1, 1)), Facts(signs=(up,)), POLICY, TODAY) == ()


def test_a_silent_area_is_proposed_to_lapse() -> None:
    silent = Facts(terms=(TERM,), reminders_unanswered=2)
    (proposal,) = proposals(ALIVE, silent, POLICY, TODAY)
    assert (proposal.area_id, proposal.event) == ("A", Event.LAPSE)
    assert [one.key for one in proposal.reasons] == ["silent"]
    assert proposals(ALIVE, replace(silent, reminders_unanswered=1), POLICY, TODAY) == ()
    assert proposals(ALIVE, replace(silent, activities=(MEETING,)), POLICY, TODAY) == ()


def test_an_area_that_was_left_is_proposed_and_one_whose_contacts_are_not_known_is_not() -> None:
    gone = replace(TERM, ended_on=date(2025, 10, 1))
    (proposal,) = proposals(ALIVE, Facts(terms=(gone,)), POLICY, TODAY)
    assert [one.key for one in proposal.reasons] == ["vacant"]
    assert proposals(ALIVE, Facts(), POLICY, TODAY) == ()
    dormant = advance(ALIVE, StatedDate(date(2026, 4, 1)), Event.LAPSE, status=Status.DORMANT)
    assert proposals(dormant, Facts(terms=(gone,)), POLICY, TODAY) == ()


ASKED = Question(
    id="q",
    person_id="p",
    municipality="1861",
    year=2026,
    channel=Channel.MAIL,
    asked_on=date(2026, 2, 1),
    expires_on=date(2026, 4, 1),
    reminders=2,
)
ANSWERED = replace(
    ASKED, person_id="q", reminders=0, answered_at=datetime(2026, 3, 1, 12, tzinfo=UTC)
)
LAST_YEAR = replace(ASKED, year=2025, asked_on=date(2025, 2, 1), reminders=1)


@pytest.mark.parametrize(
    ("questions", "since", "reminders"),
    [
        ((), None, 0),
        ((ASKED,), None, 2),
        ((ASKED, LAST_YEAR), None, 3),
        ((ASKED, replace(ASKED, person_id="r", reminders=1)), None, 2),
        ((ASKED, LAST_YEAR), date(2025, 2, 1), 2),
        ((ASKED, ANSWERED, LAST_YEAR), None, 0),
        ((replace(ASKED, bounced_on=date(2026, 2, 2)),), None, 0),
        ((replace(ASKED, asked_on=date(2026, 5, 2)),), None, 0),
    ],
)
def test_reminders_count_until_somebody_answers(
    questions: tuple[Question, ...], since: date | None, reminders: int
) -> None:
    assert reminders_unanswered(questions, TODAY, since=since) == reminders


def test_an_answer_to_come_settles_nothing_yet() -> None:
    assert reminders_unanswered([ASKED, ANSWERED], date(2026, 2, 28)) == 2


def test_how_long_an_area_has_been_as_it_is() -> None:
    lapsed = advance(ALIVE, StatedDate(date(2026, 4, 1)), Event.LAPSE, status=Status.DORMANT)
    confirmed = advance(ALIVE, StatedDate(date(2025, 1, 1)), Event.CONFIRM)
    assert in_state_since(confirmed, TODAY) == date(2020, 1, 1)
    assert in_state_since(lapsed, TODAY) == date(2026, 4, 1)
    assert in_state_since(lapsed, date(2026, 3, 31)) == date(2020, 1, 1)
    assert in_state_since(lapsed, date(2019, 1, 1)) is None
    assert left_on(lapsed, TODAY) == date(2026, 4, 1)
    assert left_on(lapsed, date(2026, 3, 31)) is None


def test_months_end_where_the_month_does() -> None:
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)
    assert months_before(date(2024, 3, 31), 13) == date(2023, 2, 28)
    assert months_before(date(2024, 1, 1), 12) == date(2023, 1, 1)
    assert months_after(date(9999, 12, 1), 1) == FOREVER
    assert months_before(date(1, 1, 1), 1) == BEGINNING


def test_two_thousand_areas_are_looked_at_in_a_moment() -> None:
    started = time.process_time()
    bare = Facts(terms=(replace(TERM, confirmed_on=None),), reminders_unanswered=2)
    for _ in range(2_000):
        health(ALIVE, bare, POLICY, TODAY)
        proposals(ALIVE, bare, POLICY, TODAY)
    assert time.process_time() - started < 1  # a tenth of it when nothing watches
