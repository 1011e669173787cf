"""Steps that wait for what they ask for, by whoever may take them, and what else they do."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from acting import TODAY, doing, found, in_state, lead, on, telling, timeline

from grannsamverkan.actions import areas, gating
from grannsamverkan.actions.areas import Doing, Part
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.interests import Handling, Interest, Wish
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm, Person
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.signs import Sign
from grannsamverkan.errors import NotFound, Phrase, Refused
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.register import Register
from samples import SOUTH, WEST, square

COORDINATOR = Who(id="c", roles=frozenset({(Role.COORDINATOR, "1861")}))
ELSEWHERE = Who(id="e", roles=frozenset({(Role.COORDINATOR, "1881")}))


def by(register: Register, who: Who) -> Doing:
    return replace(doing(register), who=who)


def contact_of(area_id: str) -> Who:
    return Who(
        id="k", roles=frozenset({(Role.CONTACT, "1861")}), areas=frozenset({area_id}), person_id="p"
    )


def believe(register: Register, area_id: str, *objects: ContactTerm | Sign) -> None:
    """Let terms and signs of an area be known."""
    with register.change(
        actor="prov", action="test", reason="x", now=doing(register).now
    ) as change:
        for cls in (ContactTerm, Sign):
            change.set_facts(cls, area_id, [one for one in objects if isinstance(one, cls)])


def gather(register: Register, *activities: Activity) -> None:
    with register.change(
        actor="prov", action="test", reason="x", now=doing(register).now
    ) as change:
        for one in activities:
            change.set_facts(Activity, one.id, [one])


def meeting(area_id: str, day: str, **facts: object) -> Activity:
    plain = Activity(
        id=f"m{day}",
        municipality="1861",
        kind=ActivityKind.START_MEETING,
        on=date.fromisoformat(day),
        state=ActivityState.HELD,
        area_ids=(area_id,),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def term(area_id: str, person: str = "p", **facts: object) -> ContactTerm:
    plain = ContactTerm(
        id=f"t{person}{area_id}",
        area_id=area_id,
        person_id=person,
        appointed_on=date(2021, 1, 1),
        trained_on=date(2021, 1, 1),
        confirmed_on=date(2021, 1, 1),
        list_confirmed_on=date(2021, 1, 1),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def missing(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    """Return the gates that a refusal names, which it says in every language."""
    assert refused.value.key == "gates.not_met"
    for language in LANGUAGES:
        assert translator(language).error(refused.value)
    phrases = refused.value.values["missing"]
    assert isinstance(phrases, tuple)
    keys = [one.key for one in phrases if isinstance(one, Phrase)]
    return [key.split(".")[1] for key in keys if key.endswith(".missing")]


def test_an_area_comes_to_life_step_by_step(register: Register) -> None:
    today = doing(register)
    area_id = areas.found(
        today, name="Åsen", municipality="1861", event=Event.PROPOSE_AREA, on=on("2026-01-01")
    )
    with pytest.raises(Refused) as refused:
        areas.apply(today, area_id, Event.BOOK_START_MEETING, on("2026-02-01"))
    assert missing(refused) == ["residents", "meeting_booked"]
    gather(register, meeting(area_id, "2026-03-01", state=ActivityState.PLANNED))
    willing = {Attested.RESIDENTS_WILLING}
    areas.apply(today, area_id, Event.BOOK_START_MEETING, on("2026-02-01"), attested=willing)
    with pytest.raises(Refused) as refused:
        areas.apply(today, area_id, Event.START, on("2026-03"))
    assert missing(refused) == [
        "meeting_held",
        "trained_contact",
        "household_list",
        "decision_day",
    ]
    gather(register, meeting(area_id, "2026-03-01"))
    believe(register, area_id, term(area_id))
    areas.apply(today, area_id, Event.START, on("2026-03-02"))
    assert timeline(register, "Åsen")[-1].last_confirmed_on == date(2026, 3, 2)
    with pytest.raises(Refused) as refused:
        areas.apply(today, area_id, Event.CONFIRM, on("2026-04-01"))
    assert missing(refused) == ["sign_of_life"]
    assert register.verify().intact


def test_an_interest_of_residents_is_their_will(register: Register) -> None:
    area_id = in_state(register, Status.PLANNED)
    gather(register, meeting(area_id, "2026-12-01", state=ActivityState.PLANNED))
    interest = Interest(
        id="i",
        municipality="1861",
        received_on=TODAY,
        wish=Wish.START,
        area_id=area_id,
        erase_after=date(2030, 1, 1),
    )
    with register.private() as private:
        private.put(replace(interest, state=Handling.DECLINED))
    with pytest.raises(Refused) as refused:
        areas.apply(doing(register), area_id, Event.BOOK_START_MEETING, on("2026-02-01"))
    assert missing(refused) == ["residents"]
    with register.private() as private:
        private.put(interest)
    areas.apply(doing(register), area_id, Event.BOOK_START_MEETING, on("2026-02-01"))
    areas.apply(doing(register), area_id, Event.WITHDRAW, on("2026-03-01"))
    with register.looking() as private:
        kept = private.get(Interest, "i")
    assert kept is not None
    assert kept.erase_after == date(2027, 11, 23)


def test_a_border_that_lies_on_another_is_drawn_when_that_is_meant(register: Register) -> None:
    found(register, "Granne", polygon=square(100))
    found(register, "Avlägsen", polygon=square(5_000))
    found(register, "Utan gräns")
    area_id = in_state(register, Status.INTEREST, "Ny")
    with pytest.raises(Refused) as refused:
        areas.apply(
            doing(register), area_id, Event.DRAW_BOUNDARY, on("2026-01-01"), polygon=square()
        )
    assert missing(refused) == ["overlap"]
    assert "Granne, med som mest 50 %" in translator("sv").error(refused.value)
    meant = {Attested.OVERLAP_EXPLAINED}
    version = areas.apply(
        doing(register),
        area_id,
        Event.DRAW_BOUNDARY,
        on("2026-01-01"),
        polygon=square(),
        attested=meant,
    )
    assert version.boundary_reviewed_on == date(2026, 1, 1)


@pytest.mark.parametrize("event", list(areas.FOUNDING_STATUS))
@pytest.mark.parametrize("since", ["2026-01-01", "2010"])
def test_no_area_is_entered_on_anothers_ground_unexplained(
    register: Register, event: Event, since: str
) -> None:
    found(register, "Granne", polygon=square(), since="2020-01-01")
    new: dict[str, Any] = {"name": "Ny", "municipality": "1861", "event": event, "on": on(since)}
    with pytest.raises(Refused) as refused:
        areas.found(doing(register), polygon=square(100), **new)
    assert missing(refused) == ["overlap"]
    meant = {Attested.OVERLAP_EXPLAINED}
    areas.found(doing(register), polygon=square(100), attested=meant, **new)
    areas.found(telling(register), polygon=square(100), **{**new, "name": "Ur en lista"})
    areas.found(doing(register), polygon=square(5_000), **{**new, "name": "Annanstans"})
    assert len(register.timelines()) == 4


def test_overlaps_with_areas_one_may_not_see_are_not_told(two: Register) -> None:
    planned = found(two, "Hemligt", event=Event.PROPOSE_AREA, municipality="1881", polygon=square())
    assert two.present().timelines[planned][-1].outline_id
    area_id = in_state(two, Status.INTEREST, "Ny")
    areas.apply(
        by(two, COORDINATOR), area_id, Event.DRAW_BOUNDARY, on("2026-01-01"), polygon=square(50)
    )
    assert timeline(two, "Ny")[-1].outline_id


def test_reminders_without_answer_and_years_without_meeting_let_an_area_lapse(
    register: Register,
) -> None:
    area_id = found(register, "Tyst")
    believe(register, area_id, term(area_id))
    with pytest.raises(Refused) as refused:
        areas.apply(doing(register), area_id, Event.LAPSE, on("2026-11-01"))
    assert missing(refused) == ["silent", "vacant"]
    question = Question(
        id="q",
        person_id="p",
        municipality="1861",
        year=2026,
        channel=Channel.MAIL,
        asked_on=date(2026, 2, 1),
        expires_on=date(2026, 4, 1),
        reminders=2,
    )
    with register.private() as private:
        private.put(question)
    areas.apply(doing(register), area_id, Event.LAPSE, on("2026-11-01"))
    assert timeline(register, "Tyst")[-1].status is Status.DORMANT


def test_closing_ends_the_terms_and_sets_when_people_are_erased(register: Register) -> None:
    area_id, other = found(register, "Slut"), found(register, "Kvar")
    with register.private() as private:
        for person in "pqr":
            private.put(Person(id=person, municipality="1861", name="Kontakt Ett (påhittad)"))
    gone = term(area_id, "r", ended_on=date(2022, 1, 1))
    late = term(area_id, "s", appointed_on=date(2026, 11, 20), confirmed_on=None)
    believe(register, area_id, term(area_id), term(area_id, "q"), gone, late)
    believe(register, other, term(other, "q"))
    areas.apply(doing(register), area_id, Event.CLOSE, on("2026-11-01"))
    ended = {one.person_id: one.ended_on for one in register.facts(ContactTerm, area_id)}
    assert ended == {
        "p": date(2026, 11, 1),
        "q": date(2026, 11, 1),
        "r": date(2022, 1, 1),
        "s": date(2026, 11, 20),
    }
    with register.looking() as private:
        erased = {one.id: one.erase_after for one in private.find(Person)}
    assert erased == {"p": date(2027, 2, 1), "q": None, "r": None}


def test_what_each_step_asks_for_can_be_looked_at_beforehand(register: Register) -> None:
    area_id = in_state(register, Status.FORMING)
    steps = gating.steps(register, area_id, TODAY, reason="")
    assert Event.START in steps
    assert not next(one for one in steps[Event.WITHDRAW] if one.key == "reason").passed
    with pytest.raises(NotFound):
        gating.steps(register, "nobody", TODAY)
    active = found(register, "Aktiv")
    assert {Event.SPLIT, Event.MERGE}.isdisjoint(gating.steps(register, active, TODAY))


def test_records_are_told_without_the_gates_and_the_journal_says_so(register: Register) -> None:
    area_id = in_state(register, Status.FORMING)
    areas.apply(telling(register), area_id, Event.START, on("2022-01-01"))
    t = translator("sv")
    assert gating.noted(t, "så", from_records=True).startswith("så (Ur äldre handlingar")
    vouched = gating.noted(t, "så", attested={Attested.NEW_CONTACT})
    assert vouched == "så Intygat: En ny kontakt är på väg."
    assert gating.noted(t, " ", from_records=True) == " "


def test_a_split_carries_contacts_unconfirmed_and_signs_to_where_they_stand(
    register: Register,
) -> None:
    area_id = found(register, "Hela", polygon=square(side_m=400))
    west = Sign(id="v", area_id=area_id, x=WEST + 10, y=SOUTH + 10)
    east = Sign(id="o", area_id=area_id, x=WEST + 390, y=SOUTH + 10)
    nowhere = Sign(id="n", area_id=area_id)
    removed = Sign(id="r", area_id=area_id, removed_on=date(2024, 1, 1))
    believe(register, area_id, term(area_id), west, east, nowhere, removed)
    planned = meeting(area_id, "2026-12-01", state=ActivityState.PLANNED)
    held = meeting(area_id, "2026-02-01")
    gather(register, planned, held)
    parts = [Part("V", square()), Part("Ö", square(200))]
    ids = areas.split(doing(register), area_id, on("2026-11-01"), parts=parts)
    for one in ids:
        (carried,) = register.facts(ContactTerm, one)
        assert (carried.person_id, carried.confirmed_on) == ("p", None)
        assert carried.appointed_on == date(2021, 1, 1)
    (ended,) = register.facts(ContactTerm, area_id)
    assert ended.ended_on == date(2026, 11, 1)
    assert [{one.id for one in register.facts(Sign, each)} for each in (*ids, area_id)] == [
        {"v", "n"},
        {"o"},
        {"r"},
    ]
    (replanned,) = register.facts(Activity, planned.id)
    assert replanned.area_ids == tuple(ids)
    assert register.facts(Activity, held.id) == (held,)
    areas.undo_last(doing(register), area_id)
    assert register.facts(ContactTerm, area_id) == (term(area_id),)
    assert {one.id for one in register.facts(Sign, area_id)} == {"v", "o", "n", "r"}


def test_a_merger_keeps_each_contact_once_and_the_main_contact_as_such(register: Register) -> None:
    a, b = found(register, "A"), found(register, "B")
    main = term(b, role=ContactRole.MAIN_CONTACT)
    sign = Sign(id="s", area_id=a, x=WEST, y=SOUTH)
    believe(register, a, term(a), sign)
    believe(register, b, main, term(b, "q"))
    made = areas.merge(doing(register), [a, b], on("2026-11-01"), name="AB")
    carried = {one.person_id: one for one in register.facts(ContactTerm, made)}
    assert set(carried) == {"p", "q"}
    assert carried["p"].role is ContactRole.MAIN_CONTACT
    assert carried["p"].confirmed_on == date(2021, 1, 1)
    assert [one.area_id for one in register.facts(Sign, made)] == [made]


STEPS = ["confirm", "lapse", "close", "change_details", "correct", "split", "merge", "count"]


def attempt(who: Doing, area_id: str, step: str) -> None:
    """Do something to an area, or to one that is not there."""
    match step:
        case "correct":
            areas.correct(who, area_id, TODAY, name="Nytt")
        case "split":
            parts = [Part("V", square()), Part("Ö", square(200))]
            areas.split(who, area_id, on("2026-11-01"), parts=parts)
        case "merge":
            areas.merge(who, [area_id, area_id + "x"], on("2026-11-01"), name="Hela")
        case "count":
            areas.count_households(who, area_id, counted_on=TODAY, total=10, source="x")
        case _:
            details: dict[str, Any] = {"name": "Nytt"} if step == "change_details" else {}
            areas.apply(who, area_id, Event(step), on("2026-11-01"), **details)


def refusals(who: Doing, area_id: str) -> Collection[str]:
    """Return the steps that are refused as if the area were not there."""
    refused = set()
    for step in STEPS:
        try:
            attempt(replace(who, dry=True), area_id, step)
        except Refused as error:  # also the gates, or what is the matter with the step itself
            refused |= {step} if error.key == "access.not_found" else set()
    return refused


def test_only_who_may_does_something_and_a_refusal_tells_nothing(two: Register) -> None:
    area_id = found(two, "Åsen", polygon=square(side_m=400))
    there = by(two, ELSEWHERE)
    assert refusals(there, area_id) == refusals(there, "nobody") == set(STEPS)
    assert refusals(by(two, COORDINATOR), area_id) == {"merge"}  # its other area is not there
    mine = refusals(by(two, contact_of(area_id)), area_id)
    assert mine == set(STEPS) - {"confirm", "count"}
    assert refusals(by(two, contact_of("other")), area_id) == set(STEPS)
    with pytest.raises(NotFound, match="access"):
        areas.found(
            there, name="X", municipality="1861", event=Event.PROPOSE_AREA, on=on("2026-01-01")
        )
    with pytest.raises(NotFound, match="access"):
        areas.correct(by(two, COORDINATOR), area_id, TODAY, municipality="1881")


def test_a_contact_counts_the_households_of_the_own_area(register: Register) -> None:
    area_id = found(register, "Åsen")
    who = by(register, contact_of(area_id))
    areas.count_households(
        who, area_id, counted_on=TODAY, total=20, source="räknat", joined=12, joined_source="ombud"
    )
    (counted,) = register.facts(HouseholdCount, area_id)
    assert (counted.total, counted.joined, counted.joined_source) == (20, 12, "ombud")
    for total, joined in ((10, 11), (10, -1), (-1, None)):
        with pytest.raises(Refused, match=r"gates\.more_joined"):
            areas.count_households(
                who, area_id, counted_on=TODAY, total=total, source="x", joined=joined
            )


def test_confirming_can_say_that_the_border_holds(register: Register) -> None:
    area_id = found(register, "Åsen", polygon=square())
    gather(register, meeting(area_id, "2026-10-01", kind=ActivityKind.ANNUAL_MEETING))
    version = areas.apply(
        doing(register),
        area_id,
        Event.CONFIRM,
        on("2026-11-01"),
        boundary_reviewed_on=date(2026, 11, 1),
    )
    assert version.boundary_reviewed_on == version.last_confirmed_on == date(2026, 11, 1)


def test_a_municipalitys_own_limit_holds_its_areas(register: Register) -> None:
    area_id = in_state(register, Status.FORMING)
    gather(register, meeting(area_id, "2021-01-01"))
    believe(register, area_id, term(area_id))
    with register.change(actor="prov", action="x", reason="x", now=doing(register).now) as change:
        change.set_facts(
            Setting, "1861", [Setting(municipality="1861", key="min_households", value="9")]
        )
    with pytest.raises(Refused) as refused:
        areas.apply(doing(register), area_id, Event.START, on("2026-03-02"))
    assert missing(refused) == ["min_households"]
    lead(register, area_id, "start 2026-03-02")
