"""Activities are planned, held, called off and put right; a meeting confirms the areas that met."""

from dataclasses import replace
from datetime import date
from enum import StrEnum

import pytest
from acting import NOW, TODAY, doing, found, in_state, timeline

from grannsamverkan.actions import activities, areas, schools
from grannsamverkan.actions.activities import activity_of
from grannsamverkan.actions.calendars import calendar_file
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.activities import (
    OPERATIONS,
    Activity,
    ActivityKind,
    ActivityState,
    Audience,
    Organiser,
)
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import Channel, ContactRole
from grannsamverkan.domain.promises import SchoolStage
from grannsamverkan.domain.signs import Condition, Need, PermitBody, SignKind, Stage
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import LANGUAGES, catalogue, translator
from grannsamverkan.register import Register
from peopled import person

DAY = date(2026, 5, 1)
TO_COME = date(2027, 3, 18)
ANNUAL = ActivityKind.ANNUAL_MEETING


def planned(
    register: Register, *area_ids: str, on: date = DAY, kind: ActivityKind = ANNUAL
) -> Activity:
    """Plan an activity in some areas."""
    return activities.plan(doing(register), "1861", kind, on, area_ids=area_ids).of


def a_contact(register: Register, *area_ids: str) -> Doing:
    """Return a contact of some areas."""
    who = Who(id="A1", roles=frozenset({(Role.CONTACT, "1861")}), areas=frozenset(area_ids))
    return replace(doing(register), who=who, actor="contact A1")


@pytest.mark.parametrize(
    ("venue", "key"),
    [
        ("Hemma hos Kontakt Ett (påhittad)", "deed.names_someone"),
        ("Skolan, ring +46701740605", "deed.reach"),
        ("Skolan, kontakt@example.org", "deed.reach"),
        ("Skolan 850101-2384", "deed.personal_number"),
    ],
)
def test_a_venue_tells_of_nobody_since_it_is_kept_for_ever(
    register: Register, venue: str, key: str
) -> None:
    held = activities.plan(doing(register), "1861", ANNUAL, TO_COME, venue="hos Kontakt Ett").of
    person(register, name="Kontakt Ett (påhittad)")
    with pytest.raises(Refused) as refused:
        activities.plan(doing(register), "1861", ANNUAL, TO_COME, venue=venue)
    assert refused.value.key == key
    person(register, name="Kontakt Ett")
    assert activities.cancel(doing(register), held.id).of.venue == "hos Kontakt Ett"
    activities.plan(doing(register), "1861", ANNUAL, TO_COME, venue="Storgatan 1-15 17-29 31-45")


def test_a_meeting_is_planned_for_several_areas_and_held(register: Register) -> None:
    here, there = found(register), found(register, "Sörängen")
    done = activities.plan(
        doing(register),
        "1861",
        ActivityKind.START_MEETING,
        TO_COME,
        area_ids=(here, there, here),
        starts_at="18.30",
        organiser=Organiser.POLICE,
        venue=" Folkets  hus ",
    )
    assert done.of == Activity(
        id=done.of.id,
        municipality="1861",
        kind=ActivityKind.START_MEETING,
        on=TO_COME,
        area_ids=(here, there),
        starts_at="18:30",
        organiser=Organiser.POLICE,
        venue="Folkets hus",
    )
    assert activity_of(register, done.of.id) == done.of
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        activities.hold(doing(register), done.of.id)
    held = activities.hold(
        doing(register), done.of.id, on=TODAY, attendees=24, contacts_present=2, seen=mark(done.of)
    ).of
    assert (held.state, held.on, held.attendees, held.contacts_present) == (
        ActivityState.HELD,
        TODAY,
        24,
        2,
    )
    assert register.present().of(Activity, there) == (held,)


def test_what_has_been_is_logged_in_one_go(register: Register) -> None:
    done = activities.log(doing(register), "1861", ActivityKind.PATROL, DAY)
    assert done.of.held
    assert done.of.area_ids == ()
    assert register.changes()[-1].action == "log_activity"
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        activities.log(doing(register), "1861", ActivityKind.PATROL, TO_COME)


@pytest.mark.parametrize("kind", sorted(set(ActivityKind) - OPERATIONS))
def test_neighbours_who_meet_confirm_their_active_areas(
    register: Register, kind: ActivityKind
) -> None:
    here, forming = found(register), in_state(register, Status.FORMING, "Sörängen")
    one = planned(register, here, forming, kind=kind)
    activities.hold(doing(register), one.id)
    meets = kind.value in {"start_meeting", "annual_meeting", "information_meeting"}
    assert timeline(register, "Norrängen")[-1].last_confirmed_on == (DAY if meets else None)
    assert timeline(register, "Sörängen")[-1].last_confirmed_on is None


def test_a_meeting_that_was_not_is_undone_with_what_it_confirmed(register: Register) -> None:
    here = found(register)
    one = planned(register, here)
    done = activities.hold(doing(register), one.id)
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    assert activity_of(register, one.id) == one
    assert timeline(register, "Norrängen")[-1].last_confirmed_on is None


def test_what_is_called_off_stays_and_what_was_held_is_not_called_off(register: Register) -> None:
    one = planned(register, found(register))
    off = activities.cancel(doing(register), one.id).of
    assert off.state is ActivityState.CANCELLED
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        activities.cancel(doing(register), one.id)
    held = activities.hold(doing(register), one.id).of
    assert held.held
    with pytest.raises(Refused, match=r"activities\.held_already"):
        activities.cancel(doing(register), one.id)


def test_an_activity_is_put_right_by_whoever_saw_it_as_it_is(register: Register) -> None:
    one = planned(register, found(register))
    after = activities.correct(
        doing(register), one.id, seen=mark(one), venue="Biblioteket", starts_at="", kind=ANNUAL
    ).of
    assert (after.venue, after.starts_at) == ("Biblioteket", None)
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        activities.correct(doing(register), one.id, seen=mark(one), venue="Skolan")
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        activities.correct(doing(register), one.id, venue="Biblioteket")


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"starts_at": "25:00"}, "activities.not_a_time"),
        ({"starts_at": "kvart över"}, "activities.not_a_time"),
        ({"on": date(1899, 1, 1)}, "deed.no_such_day"),
        ({"on": date(2028, 11, 24)}, "deed.too_far"),
        ({"attendees": -1}, "activities.number"),
        ({"attendees": 100_001}, "activities.number"),
        ({"attendees": 3, "contacts_present": 4}, "activities.more_contacts"),
        ({"venue": "Hos 700101-1234"}, "deed.personal_number"),
        ({"area_ids": ("nowhere",)}, "access.not_found"),
    ],
)
def test_what_cannot_be_is_refused(register: Register, facts: dict[str, object], key: str) -> None:
    one = planned(register, found(register))
    with pytest.raises(Refused) as refused:
        activities.correct(doing(register), one.id, **facts)  # type: ignore[arg-type]  # fields known by name only
    assert refused.value.key == key
    assert activity_of(register, one.id) == one


SCHOOL_INFORMATION = ActivityKind.SCHOOL_INFORMATION
OPERATION = ActivityKind.DRUG_OPERATION


def test_a_meeting_at_a_school_is_offered_planned_and_held(register: Register) -> None:
    school = schools.enter(doing(register), "1861", "Transtenskolan", SchoolStage.COMPULSORY).of
    one = activities.plan(
        doing(register),
        "1861",
        SCHOOL_INFORMATION,
        TO_COME,
        school_id=school.id,
        audience=Audience.PARENTS,
        offered_on=DAY,
        partners=("police", "school", "police"),
    ).of
    assert (one.school_id, one.audience, one.offered_on, one.partners) == (
        school.id,
        Audience.PARENTS,
        DAY,
        ("police", "school"),
    )
    held = activities.hold(doing(register), one.id, on=TODAY).of
    assert (held.held, held.offered_on) == (True, DAY)


def test_a_dialogue_is_held_in_a_locality_of_the_municipality(register: Register) -> None:
    kind = ActivityKind.CITIZEN_DIALOGUE
    typed = activities.log(doing(register), "1861", kind, DAY, locality=" Pålsboda ").of
    assert typed.locality == "Pålsboda"  # the register has named no localities
    places = [
        Locality(name=name, municipality=code, x=0.0, y=0.0)
        for name, code in (("Pålsboda", "1861"), ("Hallsberg", "1861"))
    ]
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_localities("1861", places)
    known = activities.log(doing(register), "1861", kind, DAY, locality="pålsboda").of
    assert known.locality == "Pålsboda"
    with pytest.raises(Refused, match=r"activities\.no_such_locality"):
        activities.log(doing(register), "1861", kind, DAY, locality="Kumla")
    assert activities.correct(doing(register), known.id, locality=" ").of.locality is None


def test_an_operation_is_of_a_month_and_a_number_alone(register: Register) -> None:
    one = activities.log(
        doing(register),
        "1861",
        OPERATION,
        date(2026, 5, 17),
        organiser=Organiser.POLICE,
        number=3,
        targeted=True,
        partners=("school", "social_services"),
    ).of
    assert one == Activity(
        id=one.id,
        municipality="1861",
        kind=OPERATION,
        on=date(2026, 5, 1),
        state=ActivityState.HELD,
        organiser=Organiser.POLICE,
        number=3,
        targeted=True,
        partners=("school", "social_services"),
    )
    this_month = activities.log(doing(register), "1861", OPERATION, TODAY).of
    assert this_month.on == TODAY.replace(day=1)
    moved = activities.correct(doing(register), one.id, on=date(2026, 4, 30), number=2).of
    assert (moved.on, moved.number) == (date(2026, 4, 1), 2)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"venue": "Torget"}, "activities.operation_by_month"),
        ({"locality": "Pålsboda"}, "activities.operation_by_month"),
        ({"area_ids": ("x",)}, "activities.operation_by_month"),
        ({"starts_at": "18:00"}, "activities.operation_by_month"),
        ({"attendees": 4}, "activities.operation_by_month"),
        ({"offered_on": DAY}, "activities.operation_by_month"),
        ({"number": 0}, "activities.how_many"),
        ({"number": 100_001}, "activities.how_many"),
        ({"partners": ("hemvärnet",)}, "promises.unknown_party"),
        ({"school_id": "x"}, "activities.only_school_information"),
        ({"on": TO_COME}, "area.in_the_future"),
    ],
)
def test_an_operation_never_says_where_or_when(
    register: Register, facts: dict[str, object], key: str
) -> None:
    one = activities.log(doing(register), "1861", OPERATION, DAY).of
    with pytest.raises(Refused) as refused:
        activities.correct(doing(register), one.id, **facts)  # type: ignore[arg-type]  # fields known by name only
    assert refused.value.key == key
    assert activity_of(register, one.id) == one


def test_an_operation_is_never_planned_nor_a_plan_made_one(register: Register) -> None:
    for on in (DAY, TO_COME):
        with pytest.raises(Refused, match=r"activities\.operation_to_come"):
            planned(register, on=on, kind=OPERATION)
    plan = planned(register, on=TO_COME, kind=ActivityKind.PATROL)
    with pytest.raises(Refused, match=r"activities\.operation_to_come"):
        activities.correct(doing(register), plan.id, kind=OPERATION)


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"number": 2}, "activities.only_operations"),
        ({"targeted": False}, "activities.only_operations"),
        ({"school_id": "x"}, "activities.only_school_information"),
        ({"school_id": "x", "kind": SCHOOL_INFORMATION}, "activities.no_such_school"),
        ({"offered_on": date(2026, 5, 2)}, "activities.offered_after"),
        ({"offered_on": TO_COME, "on": TO_COME}, "area.in_the_future"),
        ({"locality": "x" * 201}, "import.long_text"),
    ],
)
def test_what_is_not_said_of_a_meeting_is_refused(
    register: Register, facts: dict[str, object], key: str
) -> None:
    one = planned(register)
    with pytest.raises(Refused) as refused:
        activities.correct(doing(register), one.id, **facts)  # type: ignore[arg-type]  # as above
    assert refused.value.key == key


def test_an_activity_is_of_one_municipality_that_there_is(two: Register) -> None:
    there = found(two, "Annanstans", municipality="1881")
    with pytest.raises(Refused, match=r"activities\.other_municipality"):
        planned(two, there)
    with pytest.raises(NotFound, match=r"access\.not_found"):
        activities.plan(doing(two), "9999", ANNUAL, DAY)


def test_a_contact_acts_for_their_own_areas_alone(register: Register) -> None:
    mine, theirs = found(register), found(register, "Sörängen")
    me = a_contact(register, mine)
    own = activities.plan(me, "1861", ANNUAL, DAY, area_ids=(mine,)).of
    assert activities.hold(me, own.id, attendees=9).of.held
    other = planned(register, theirs)
    for deed in (
        lambda: activities.plan(me, "1861", ANNUAL, DAY, area_ids=(mine, theirs)),
        lambda: activities.plan(me, "1861", ANNUAL, DAY),
        lambda: activities.hold(me, other.id),
        lambda: activities.cancel(me, "nothing"),
        lambda: activities.correct(me, own.id, area_ids=(theirs,)),
        lambda: activity_of(register, "nothing"),
    ):
        with pytest.raises(NotFound) as refused:
            deed()
        assert refused.value.key == "access.not_found"


def test_activities_become_a_calendar_file_that_names_areas_and_nobody(register: Register) -> None:
    here = found(register)
    one = planned(register, here, on=TO_COME)
    off = activities.cancel(doing(register), planned(register, kind=ActivityKind.PATROL).id).of
    t = translator("sv")
    text = calendar_file(register, [one, off], t, {here: "Norrängen"}).decode()
    assert f"UID:{one.id}@{register.info.id}" in text.replace("\r\n ", "")
    assert "SUMMARY:Årsträff: Norrängen\r\n" in text
    assert "SUMMARY:Patrullering\r\nSTATUS:CANCELLED" in text
    assert f"SEQUENCE:{register.head().seq}" in text
    assert text == calendar_file(register, [one, off], t, {here: "Norrängen"}).decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_people_signs_and_activities_has_a_text(language: str) -> None:
    rooms: dict[str, type[StrEnum]] = {
        "contactrole": ContactRole,
        "channel": Channel,
        "signkind": SignKind,
        "permitbody": PermitBody,
        "condition": Condition,
        "signs.stage": Stage,
        "signs.need": Need,
        "activitykind": ActivityKind,
        "activitystate": ActivityState,
        "organiser": Organiser,
        "audience": Audience,
    }
    for room, words in rooms.items():
        assert {f"{room}.{word}" for word in words} <= set(catalogue(language))
