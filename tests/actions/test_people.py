"""Contacts come, are trained, go on and go; who they are stays out of the ledger."""

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

import pytest
from acting import NOW, TODAY, doing, found, lead, timeline

import peopled
from grannsamverkan.actions import areas, people, sub_areas
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.people import Appointment, Details, Someone
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm, Person, SubArea, holding
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register

ETT = Details(name="Kontakt Ett (påhittad)", phone="0701740605", mail="Ett@Example.org")
TVA = Details(name="Kontakt Två (påhittad)", phone="+46 70 174 06 06")
DAY = date(2026, 5, 1)


class Facts(TypedDict, total=False):
    """What can be said of an appointment."""

    on: date
    role: ContactRole
    sub_area_id: str
    trained_on: date
    confirmed_on: date
    list_confirmed_on: date


def new(details: Details = ETT, *, another: bool = False) -> Someone:
    """Return someone whom the register does not know."""
    return Someone(details=details, another=another)


def appointed(
    register: Register, area_id: str, details: Details = ETT, **facts: Unpack[Facts]
) -> ContactTerm:
    """Appoint someone on the first of May 2026."""
    facts.setdefault("on", DAY)
    given = Appointment(**facts)
    return people.appoint(doing(register), area_id, new(details), given).of


def person(register: Register, person_id: str) -> Person:
    """Return a person as the register has them."""
    with register.looking() as private:
        one = private.get(Person, person_id)
    assert one is not None
    return one


def as_role(register: Register, role: Role, *areas: str, person_id: str | None = None) -> Doing:
    """Return someone who is not the operator."""
    who = Who(
        id="A1", roles=frozenset({(role, "1861")}), areas=frozenset(areas), person_id=person_id
    )
    return replace(doing(register), who=who, actor=f"{role} A1")


def test_an_appointment_makes_a_term_in_the_ledger_and_a_person_beside_it(
    register: Register,
) -> None:
    area_id = found(register)
    done = people.appoint(
        doing(register), area_id, new(), Appointment(on=DAY, role=ContactRole.MAIN_CONTACT)
    )
    assert register.facts(ContactTerm, area_id) == (done.of,)
    assert (done.of.appointed_on, done.of.role) == (DAY, ContactRole.MAIN_CONTACT)
    kept = person(register, done.of.person_id)
    assert (kept.name, kept.phone, kept.mail) == (
        "Kontakt Ett (påhittad)",
        "070-174 06 05",
        "ett@example.org",
    )
    assert (kept.channel, kept.erase_after) == (Channel.MAIL, None)
    entry = register.changes()[-1]
    assert (entry.seq, entry.action, entry.subject) == (done.seq, "appoint_contact", kept.id)
    assert register.verify().intact


def test_what_is_known_already_can_be_told_with_the_appointment(register: Register) -> None:
    area_id = found(register)
    term = appointed(
        register, area_id, trained_on=date(2026, 4, 1), confirmed_on=DAY, list_confirmed_on=DAY
    )
    assert (term.trained_on, term.confirmed_on, term.list_confirmed_on) == (
        date(2026, 4, 1),
        DAY,
        DAY,
    )
    assert timeline(register, "Norrängen")[-1].last_confirmed_on == DAY


def test_someone_with_the_same_mail_or_telephone_is_asked_about_first(register: Register) -> None:
    area_id, other = found(register), found(register, "Sörängen")
    first = appointed(register, area_id)
    for same in (replace(TVA, phone=ETT.phone), replace(TVA, mail="ett@example.org")):
        with pytest.raises(Conflict) as asked:
            people.appoint(doing(register), other, new(same), Appointment(on=DAY))
        assert asked.value.key == "people.known_already"
    assert register.facts(ContactTerm, other) == ()
    with register.looking() as private:
        (known,) = people.known_as(
            private, "1861", replace(ETT, mail="ett@example.org", phone=None)
        )
    again = people.appoint(doing(register), other, Someone(person_id=known.id), Appointment(on=DAY))
    assert again.of.person_id == first.person_id
    another = people.appoint(
        doing(register),
        other,
        new(replace(TVA, phone=ETT.phone), another=True),
        Appointment(on=DAY),
    )
    assert another.of.person_id != first.person_id
    terms = people.terms_of(register, first.person_id)
    assert {one.area_id for one in terms} == {area_id, other}


def test_nobody_is_a_contact_of_one_area_twice_at_a_time(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    me = Someone(person_id=term.person_id)
    with pytest.raises(Refused, match=r"people\.already_contact"):
        people.appoint(doing(register), area_id, me, Appointment(on=TODAY))
    people.end(doing(register), area_id, term.id, date(2026, 6, 1))
    people.appoint(doing(register), area_id, me, Appointment(on=date(2026, 6, 1)))
    assert len(register.facts(ContactTerm, area_id)) == 2
    assert person(register, term.person_id).erase_after is None


def test_people_are_of_one_municipality(two: Register) -> None:
    here = found(two)
    there = found(two, "Annanstans", municipality="1881")
    term = appointed(two, here)
    for stranger in (term.person_id, "nobody", None):
        with pytest.raises(NotFound) as refused:
            people.appoint(doing(two), there, Someone(person_id=stranger), Appointment(on=DAY))
        assert refused.value.key == "people.no_such_person"
    # the same telephone in another municipality says nothing
    people.appoint(doing(two), there, new(), Appointment(on=DAY))


@pytest.mark.parametrize(
    ("details", "key"),
    [
        (replace(ETT, name="  "), "people.name_missing"),
        (replace(ETT, name="070"), "people.name_missing"),
        (replace(ETT, name="Ett 700101-1234"), "people.personal_number"),
        (replace(ETT, name="Kontakt Ett, skyddad identitet"), "people.protected"),
        (replace(ETT, name="Hemgatan 4"), "people.address"),
        (replace(ETT, name="Ett Kontakt, Hemvägen"), "people.address"),
        (replace(ETT, phone="19700101-1234"), "people.personal_number"),
        (replace(ETT, phone="ring mig"), "people.bad_phone"),
        (replace(ETT, phone="12"), "people.bad_phone"),
        (replace(ETT, mail="ett.example.org"), "people.bad_mail"),
        (replace(ETT, mail="a@example.org b@example.org"), "people.bad_mail"),
        (replace(ETT, mail="åsa@example.org"), "people.bad_mail"),
        (replace(ETT, mail=f"{'a' * 190}@{'b' * 50}.example.org"), "import.long_text"),
        (replace(ETT, mail=None, channel=Channel.MAIL), "people.no_mail"),
        (replace(ETT, phone=None, channel=Channel.PHONE), "people.no_phone"),
        (replace(ETT, notice_given_on=date(2027, 1, 1)), "area.in_the_future"),
    ],
)
def test_details_that_cannot_be_are_refused_and_nothing_is_kept(
    register: Register, details: Details, key: str
) -> None:
    area_id = found(register)
    with pytest.raises(Refused) as refused:
        people.appoint(doing(register), area_id, new(details), Appointment(on=DAY))
    assert refused.value.key == key
    with register.looking() as private:
        assert private.count(Person) == 0


@pytest.mark.parametrize(
    ("details", "channel"),
    [
        (ETT, Channel.MAIL),
        (TVA, Channel.PHONE),
        (Details(name="Kontakt Tre (påhittad)"), Channel.LETTER),
        (replace(ETT, channel=Channel.LETTER), Channel.LETTER),
    ],
)
def test_a_contact_is_reached_as_they_wish_or_as_they_can_be(
    register: Register, details: Details, channel: Channel
) -> None:
    term = appointed(register, found(register), details)
    assert person(register, term.person_id).channel is channel


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"on": date(2027, 1, 1)}, "area.in_the_future"),
        ({"trained_on": date(2027, 1, 1)}, "area.in_the_future"),
        ({"confirmed_on": date(2026, 4, 30)}, "people.before_appointed"),
        ({"sub_area_id": "elsewhere"}, "people.no_such_sub_area"),
    ],
)
def test_days_to_come_or_out_of_order_are_refused(
    register: Register, facts: Facts, key: str
) -> None:
    with pytest.raises(Refused) as refused:
        appointed(register, found(register), **facts)
    assert refused.value.key == key


def test_training_and_a_list_are_noted(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    assert people.train(doing(register), area_id, term.id, TODAY).of.trained_on == TODAY
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        people.train(doing(register), area_id, term.id, TODAY)
    kept = people.confirm(doing(register), area_id, term.id, TODAY, list_kept=True).of
    assert (kept.confirmed_on, kept.list_confirmed_on) == (TODAY, TODAY)
    gone = people.confirm(doing(register), area_id, term.id, date(2026, 6, 1), list_kept=False).of
    assert gone.list_confirmed_on is None
    assert people.confirm(doing(register), area_id, term.id, TODAY).of.list_confirmed_on is None


def test_a_contact_who_goes_on_confirms_an_active_area_and_no_other(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    people.confirm(doing(register), area_id, term.id, date(2026, 6, 1))
    versions = timeline(register, "Norrängen")
    assert [one.event for one in versions] == [Event.INHERIT, Event.CONFIRM]
    assert versions[-1].period.start == versions[-1].last_confirmed_on == date(2026, 6, 1)
    assert versions[0].last_confirmed_on is None
    # a second one of the same day adds nothing, and an older one does not take its place
    other = appointed(register, area_id, TVA)
    people.confirm(doing(register), area_id, other.id, date(2026, 6, 1))
    people.confirm(doing(register), area_id, other.id, date(2026, 5, 20))
    assert timeline(register, "Norrängen") == versions
    lead(register, area_id, "lapse 2026-07-01")
    people.confirm(doing(register), area_id, term.id, TODAY)
    assert timeline(register, "Norrängen")[-1].last_confirmed_on == date(2026, 6, 1)


def test_a_confirmation_can_be_undone_with_what_it_did_to_the_area(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    done = people.confirm(doing(register), area_id, term.id, TODAY)
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    assert register.facts(ContactTerm, area_id) == (term,)
    assert timeline(register, "Norrängen")[-1].last_confirmed_on is None


def test_nobody_confirms_a_day_on_which_they_were_no_contact(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    people.end(doing(register), area_id, term.id, date(2026, 6, 1))
    with pytest.raises(Refused) as refused:
        people.confirm(doing(register), area_id, term.id, date(2026, 6, 1))
    assert refused.value.key == "people.not_then"


def test_a_role_and_a_part_of_the_area_are_changed_while_others_look_on(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    part = sub_areas.add_sub_area(doing(register), area_id, "Trappuppgång B").of
    seen = mark(term)
    after = people.change_term(
        doing(register),
        area_id,
        term.id,
        seen=seen,
        role=ContactRole.MAIN_CONTACT,
        sub_area_id=part.id,
    ).of
    assert (after.role, after.sub_area_id) == (ContactRole.MAIN_CONTACT, part.id)
    with pytest.raises(Conflict) as refused:
        people.change_term(doing(register), area_id, term.id, seen=seen, role=ContactRole.CONTACT)
    assert refused.value.key == "deed.changed_meanwhile"
    assert register.facts(ContactTerm, area_id) == (after,)


def test_with_the_last_term_the_day_of_erasure_is_set_by_policy(register: Register) -> None:
    here, there = found(register), found(register, "Sörängen")
    term = appointed(register, here)
    other = people.appoint(
        doing(register), there, Someone(person_id=term.person_id), Appointment(on=DAY)
    ).of
    people.end(doing(register), here, term.id, date(2026, 8, 31))
    assert person(register, term.person_id).erase_after is None
    people.end(doing(register), there, other.id, date(2026, 6, 1))
    assert person(register, term.person_id).erase_after == date(2026, 11, 30)
    with doing(register).change("set_policy") as change:
        setting = Setting(municipality="1861", key="contact_retention_months", value="6")
        change.set_facts(Setting, "1861", [setting])
    people.end(doing(register), there, other.id, date(2026, 6, 2))
    assert person(register, term.person_id).erase_after == date(2027, 2, 28)


def test_an_appointment_that_is_undone_takes_the_person_along(register: Register) -> None:
    area_id = found(register)
    done = people.appoint(doing(register), area_id, new(), Appointment(on=DAY))
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    with register.looking() as private:
        assert private.count(Person) == 0
    with pytest.raises(Refused, match=r"imports\.people_gone"):
        areas.undo(doing(register), done.seq + 1)


def test_a_person_known_from_elsewhere_stays_when_an_appointment_is_undone(
    register: Register,
) -> None:
    here, there = found(register), found(register, "Sörängen")
    term = appointed(register, here)
    me = Someone(person_id=term.person_id)
    done = people.appoint(doing(register), there, me, Appointment(on=DAY))
    assert done.seq is not None
    areas.undo(doing(register), done.seq)
    assert person(register, term.person_id).name == ETT.name


def test_an_end_that_is_undone_sets_no_day_of_erasure(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    done = people.end(doing(register), area_id, term.id, TODAY)
    assert done.seq is not None
    assert person(register, term.person_id).erase_after is not None
    areas.undo(doing(register), done.seq)
    assert person(register, term.person_id).erase_after is None


def test_a_term_ends_after_it_began_and_within_two_years(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    with pytest.raises(Refused, match=r"people\.before_appointed"):
        people.end(doing(register), area_id, term.id, date(2026, 4, 30))
    with pytest.raises(Refused, match=r"deed\.too_far"):
        people.end(doing(register), area_id, term.id, date(2028, 11, 24))
    assert people.end(doing(register), area_id, term.id, date(2028, 11, 23)).of.ended_on


def test_ending_the_term_of_someone_who_is_erased_leaves_no_trace(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    with register.private() as private:
        private.remove(Person, term.person_id)
    people.end(doing(register), area_id, term.id, TODAY)
    with register.looking() as private:
        assert private.count(Person) == 0


def test_a_contact_hands_over_in_one_change(register: Register) -> None:
    area_id = found(register)
    part = sub_areas.add_sub_area(doing(register), area_id, "Söder").of
    term = appointed(register, area_id, sub_area_id=part.id, role=ContactRole.MAIN_CONTACT)
    before = register.head().seq
    done = people.hand_over(doing(register), area_id, term.id, TODAY, new(TVA))
    assert register.head().seq == done.seq == before + 1
    left, came = sorted(register.facts(ContactTerm, area_id), key=lambda one: one.appointed_on)
    assert (left.id, left.ended_on) == (term.id, TODAY)
    assert came == done.of
    assert (came.role, came.sub_area_id, came.appointed_on) == (term.role, part.id, TODAY)
    assert came.confirmed_on is None
    assert person(register, term.person_id).erase_after is not None
    assert person(register, came.person_id).name == TVA.name


def test_a_handing_over_that_is_refused_ends_nothing(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    with pytest.raises(Conflict):
        people.hand_over(
            doing(register), area_id, term.id, TODAY, new(replace(TVA, phone=ETT.phone))
        )
    assert register.facts(ContactTerm, area_id) == (term,)


def test_details_are_put_right_and_the_ledger_tells_that_but_not_what(register: Register) -> None:
    term = appointed(register, found(register))
    before = person(register, term.person_id)
    with register.private() as private:
        private.put(replace(before, mail_failed_on=TODAY))
    before = person(register, term.person_id)
    done = people.edit_person(
        doing(register), before.id, replace(ETT, mail="ny@example.org"), seen=mark(before)
    )
    assert (done.of.mail, done.of.mail_failed_on) == ("ny@example.org", None)
    assert register.changes()[-1].subject == before.id
    assert register.changes()[-1].seq == done.seq
    with pytest.raises(Conflict, match=r"deed\.changed_meanwhile"):
        people.edit_person(doing(register), before.id, ETT, seen=mark(before))
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        people.edit_person(doing(register), before.id, replace(ETT, mail="ny@example.org"))
    assert register.verify().intact


def test_a_mail_that_failed_stays_so_until_it_is_another(register: Register) -> None:
    term = appointed(register, found(register))
    with register.private() as private:
        private.put(replace(person(register, term.person_id), mail_failed_on=TODAY))
    after = people.edit_person(doing(register), term.person_id, replace(ETT, name="Kontakt Fyra"))
    assert after.of.mail_failed_on == TODAY


def test_a_privacy_notice_is_given(register: Register) -> None:
    term = appointed(register, found(register))
    after = people.give_notice(doing(register), term.person_id, "2", DAY).of
    assert (after.notice_version, after.notice_given_on) == ("2", DAY)
    kept = people.edit_person(doing(register), after.id, replace(ETT, name="Kontakt Fem")).of
    assert (kept.notice_version, kept.notice_given_on) == ("2", DAY)
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        people.give_notice(doing(register), term.person_id, "2", DAY)
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        people.give_notice(doing(register), term.person_id, "3", date(2027, 1, 1))


def test_what_one_may_not_do_looks_like_what_is_not_there(register: Register) -> None:
    area_id = found(register)
    term = appointed(register, area_id)
    for role in (Role.CONTACT, Role.ADMINISTRATOR):
        them = as_role(register, role, area_id)
        for deed in (
            lambda them=them: people.appoint(them, area_id, new(TVA), Appointment(on=DAY)),
            lambda them=them: people.appoint(them, "nowhere", new(TVA), Appointment(on=DAY)),
            lambda them=them: people.train(them, area_id, term.id, TODAY),
            lambda them=them: people.end(them, area_id, term.id, TODAY),
            lambda them=them: people.edit_person(them, term.person_id, TVA),
            lambda them=them: people.edit_person(them, "nobody", TVA),
            lambda them=them: sub_areas.add_sub_area(them, area_id, "Norr"),
        ):
            with pytest.raises(NotFound) as refused:
                deed()
            assert refused.value.key == "access.not_found"
    police = as_role(register, Role.POLICE)
    assert people.train(police, area_id, term.id, TODAY).of.trained_on == TODAY
    with pytest.raises(NotFound, match=r"people\.no_such_term"):
        people.train(doing(register), area_id, "nothing", TODAY)


def test_contacts_confirm_themselves_and_put_their_own_details_right(register: Register) -> None:
    area_id = found(register)
    term, other = appointed(register, area_id), appointed(register, area_id, TVA)
    me = as_role(register, Role.CONTACT, area_id, person_id=term.person_id)
    assert people.confirm(me, area_id, term.id, TODAY, list_kept=True).of.confirmed_on == TODAY
    assert people.edit_person(me, term.person_id, replace(ETT, phone=None)).of.phone is None
    with pytest.raises(NotFound):
        people.confirm(me, area_id, other.id, TODAY)
    with pytest.raises(NotFound):
        people.edit_person(me, other.person_id, ETT)


def test_a_dry_run_leaves_everything_as_it_is(register: Register) -> None:
    area_id = found(register)
    done = people.appoint(doing(register, dry=True), area_id, new(), Appointment(on=DAY))
    assert done.seq is None
    assert register.facts(ContactTerm) == ()
    with register.looking() as private:
        assert private.count(Person) == 0


def test_parts_of_an_area_are_named_renamed_and_taken_away(register: Register) -> None:
    area_id = found(register)
    part = sub_areas.add_sub_area(doing(register), area_id, " Trapp  A ").of
    assert register.facts(SubArea, area_id) == (part,)
    assert part.name == "Trapp A"
    with pytest.raises(Conflict, match=r"people\.sub_area_exists"):
        sub_areas.add_sub_area(doing(register), area_id, "trapp a")
    known = peopled.person(register, name="Kontakt Nio (påhittad)")
    for text in (f"Hos {known.name}", "Trapp B 070-174 06 05"):
        with pytest.raises(Refused, match=r"deed\.(names_someone|reach)"):
            sub_areas.add_sub_area(doing(register), area_id, text)
        with pytest.raises(Refused, match=r"deed\.(names_someone|reach)"):
            sub_areas.rename_sub_area(doing(register), area_id, part.id, text)
    with pytest.raises(Refused, match=r"people\.sub_area_name_missing"):
        sub_areas.add_sub_area(doing(register), area_id, " ")
    with pytest.raises(Refused, match=r"deed\.personal_number"):
        sub_areas.add_sub_area(doing(register), area_id, "700101-1234")
    after = sub_areas.rename_sub_area(doing(register), area_id, part.id, "TRAPP A").of
    assert after.name == "TRAPP A"
    with pytest.raises(Refused, match=r"deed\.nothing_to_change"):
        sub_areas.rename_sub_area(doing(register), area_id, part.id, "TRAPP A")
    sub_areas.remove_sub_area(doing(register), area_id, part.id)
    assert register.facts(SubArea, area_id) == ()
    with pytest.raises(NotFound, match=r"people\.no_such_sub_area"):
        sub_areas.remove_sub_area(doing(register), area_id, part.id)


def test_a_part_of_an_area_stays_while_it_is_someones(register: Register) -> None:
    area_id = found(register)
    part = sub_areas.add_sub_area(doing(register), area_id, "Norr").of
    term = appointed(register, area_id, sub_area_id=part.id)
    with pytest.raises(Refused, match=r"people\.sub_area_in_use"):
        sub_areas.remove_sub_area(doing(register), area_id, part.id)
    people.end(doing(register), area_id, term.id, date(2026, 12, 24))
    with pytest.raises(Refused, match=r"people\.sub_area_in_use"):
        sub_areas.remove_sub_area(doing(register), area_id, part.id)
    people.end(doing(register), area_id, term.id, TODAY)
    sub_areas.remove_sub_area(doing(register), area_id, part.id)


def test_who_reads_personal_data_is_noted_where_and_when(register: Register) -> None:
    them = as_role(register, Role.POLICE)
    note_reading(them, what="contact", municipality="1861", person_id="P1")
    note_reading(them, what="contact_list", municipality="1861")
    with register.looking() as private:
        readings = private.find(Reading)
    assert {(one.at, one.account_id, one.what, one.person_id) for one in readings} == {
        (NOW, "A1", "contact", "P1"),
        (NOW, "A1", "contact_list", None),
    }


def test_terms_hold_from_the_day_of_appointment_up_to_their_end() -> None:
    term = ContactTerm(id="T", area_id="A", person_id="P", appointed_on=DAY, ended_on=TODAY)
    days = (date(2026, 4, 30), DAY, date(2026, 11, 22), TODAY)
    assert [holding([term], day) for day in days] == [(), (term,), (term,), ()]
    assert holding([replace(term, ended_on=None)], date.max)
