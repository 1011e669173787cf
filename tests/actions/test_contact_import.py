"""A list's contacts come in with its areas: known again, ended, and taken back with the list."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from acting import TODAY, NewRegister, doing, found, lead, numbers, timeline
from listing import named, people, take_list, take_list_as, terms

from grannsamverkan.actions.imports import undo_import
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm, Person
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from samples import square

LIST = (
    "Område;Kontakt;Telefon;E-post\n"
    "Åsen;Kontakt Ett;070-174 06 05;ett@example.org\n"
    ";Kontakt Två;070-174 06 06;\n"
    "Öby;Kontakt Tre;;tre@example.org\n"
    "Ekbacken;Kontakt Ett;0701740605;\n"
)


def test_one_list_gives_areas_and_their_contacts_in_one_change(register: Register) -> None:
    before = register.head().seq
    report = take_list(register, LIST)
    assert numbers(report.areas) == (3, 0, 0, 0)
    assert named(report.areas.contacts) == {
        "new": [
            ("Kontakt Ett", "Åsen"),
            ("Kontakt Två", "Åsen"),
            ("Kontakt Tre", "Öby"),
            ("Kontakt Ett", "Ekbacken"),
        ]
    }
    assert report.areas.seq == register.head().seq == before + 1
    assert set(people(register)) == {"Kontakt Ett", "Kontakt Två", "Kontakt Tre"}
    one = people(register)["Kontakt Ett"]
    assert (one.phone, one.mail, one.channel) == (
        "070-174 06 05",
        "ett@example.org",
        Channel.MAIL,
    )
    assert people(register)["Kontakt Två"].channel is Channel.PHONE
    assert [len(terms(register, name)) for name in sorted(people(register))] == [2, 1, 1]
    assert all(one.appointed_on == TODAY for one in register.facts(ContactTerm))
    assert register.verify().intact


def test_nothing_is_written_before_the_list_is_taken_in(register: Register) -> None:
    head = register.head()
    report = take_list(register, LIST, dry=True)
    assert len(report.areas.contacts.new) == 4
    assert (register.head(), people(register), register.facts(ContactTerm)) == (head, {}, ())


def test_the_same_list_again_changes_nothing(register: Register) -> None:
    take_list(register, LIST)
    head, known = register.head(), people(register)
    report = take_list(register, LIST)
    assert named(report.areas.contacts).keys() == {"same"}
    assert (register.head(), people(register)) == (head, known)


def test_a_known_contact_is_met_by_name_in_the_area_and_gets_new_details(
    register: Register,
) -> None:
    take_list(register, LIST)
    report = take_list(
        register,
        "Område;Kontakt;Telefon;E-post;Huvudkontakt\n"
        "Åsen;KONTAKT  ett;070-174 06 15;;x\n"
        "Öby;K. Tre;070-174 06 16;tre@example.org;nej\n",
    )
    assert named(report.areas.contacts) == {
        "changed": [("Kontakt Ett", "Åsen"), ("Kontakt Tre", "Öby")],
        "missing": [("Kontakt Två", "Åsen")],
    }
    assert people(register)["Kontakt Ett"].phone == "070-174 06 15"
    assert people(register)["Kontakt Ett"].mail == "ett@example.org"
    assert people(register)["Kontakt Tre"].phone == "070-174 06 16"
    roles = {one.role for one in terms(register, "Kontakt Ett")}
    assert roles == {ContactRole.CONTACT, ContactRole.MAIN_CONTACT}


def test_namesakes_and_those_who_share_a_telephone_are_different_people(
    register: Register,
) -> None:
    take_list(register, "Område;Kontakt;Telefon\nÅsen;Kontakt Ett;070-174 06 05\n")
    report = take_list(
        register,
        "Område;Kontakt;Telefon\n"
        "Öby;Kontakt Ett;070-174 06 06\n"
        "Öby;Två Ett;070-174 06 05\n"
        "Ekbacken;Kontakt Ett;\n",
    )
    assert len(report.areas.contacts.new) == 3
    with register.looking() as private:
        assert private.count(Person) == 4


def test_a_contact_named_twice_in_an_area_is_one(register: Register) -> None:
    report = take_list(register, "Område;Kontakt\nÅsen;Kontakt Ett\nÅsen;Kontakt Ett\n")
    assert named(report.areas.contacts) == {
        "new": [("Kontakt Ett", "Åsen")],
        "same": [("Kontakt Ett", "Åsen")],
    }
    assert len(register.facts(ContactTerm)) == 1


def test_days_are_kept_and_ticks_count_from_today(register: Register) -> None:
    report = take_list(
        register,
        "Område;Kontakt;Utbildad;Senast bekräftad;Hushållslista;Kontakt sedan\n"
        "Åsen;Kontakt Ett;2019-05-03;2026-04-02;x;2020-01-01\n"
        "Öby;Kontakt Två;x;;nej;\n",
    )
    (one,), (two,) = terms(register, "Kontakt Ett"), terms(register, "Kontakt Två")
    assert (one.appointed_on, one.trained_on) == (date(2019, 5, 3), date(2019, 5, 3))
    assert (one.confirmed_on, one.list_confirmed_on) == (date(2026, 4, 2), TODAY)
    assert (two.trained_on, two.confirmed_on, two.list_confirmed_on) == (TODAY, None, None)
    notes = [(note.key, note.values) for note in report.areas.contacts.notes]
    assert notes == [("imports.ticked", {"n": 2})]
    later = "Område;Kontakt;Utbildad;Senast bekräftad\nÅsen;Kontakt Ett;x;2025-01-01\n"
    assert named(take_list(register, later).areas.contacts) == {"same": [("Kontakt Ett", "Åsen")]}


def test_a_contact_who_has_confirmed_confirms_the_area(register: Register) -> None:
    found(register, "Åsen")
    take_list(register, "Område;Kontakt;Senast bekräftad\nÅsen;Kontakt Ett;2026-04-02\n")
    assert timeline(register, "Åsen")[-1].last_confirmed_on == date(2026, 4, 2)


def test_a_contact_ends_by_the_day_of_the_list_and_is_to_be_erased(register: Register) -> None:
    take_list(register, LIST)
    report = take_list(
        register,
        "Område;Kontakt;Slutade\nÅsen;Kontakt Två;2026-10-01\nÖby;Kontakt Nio;2020-01-01\n",
    )
    assert named(report.areas.contacts)["ended"] == [("Kontakt Två", "Åsen")]
    assert [note.key for note in report.areas.contacts.notes] == ["imports.contact_has_ended"]
    (term,) = terms(register, "Kontakt Två")
    assert term.ended_on == date(2026, 10, 1)
    assert people(register)["Kontakt Två"].erase_after == date(2027, 1, 1)
    assert "Kontakt Nio" not in people(register)


def test_those_whom_the_list_no_longer_names_end_only_when_told_to(register: Register) -> None:
    take_list(register, LIST)
    shorter = "Område;Kontakt\nÅsen;Kontakt Två\nÖby;\nEkbacken;Kontakt Ett\n"
    report = take_list(register, shorter)
    assert named(report.areas.contacts)["missing"] == [("Kontakt Ett", "Åsen")]
    report = take_list(register, shorter, end_missing=True)
    assert named(report.areas.contacts)["ended"] == [("Kontakt Ett", "Åsen")]
    assert sorted(str(one.ended_on) for one in terms(register, "Kontakt Ett")) == [
        str(TODAY),
        "None",
    ]
    assert people(register)["Kontakt Ett"].erase_after is None
    assert named(take_list(register, shorter).areas.contacts).keys() == {"same"}


def test_one_who_ends_here_and_begins_there_is_not_to_be_erased(register: Register) -> None:
    take_list(register, "Område;Kontakt;Telefon\nÅsen;Kontakt Ett;070-174 06 05\n")
    take_list(
        register,
        "Område;Kontakt;Telefon\nÅsen;Kontakt Två;\nÖby;Kontakt Ett;070-174 06 05\n",
        end_missing=True,
    )
    assert people(register)["Kontakt Ett"].erase_after is None
    again = "Område;Kontakt;Telefon\nÖby;Kontakt Två;\nÅsen;Kontakt Ett;070-174 06 05\n"
    take_list(register, again, end_missing=True)
    assert people(register)["Kontakt Ett"].erase_after is None


def test_a_contact_of_an_area_that_has_ended_is_not_taken_in(register: Register) -> None:
    area_id = found(register, "Åsen")
    lead(register, area_id, "close 2021-01-01")
    report = take_list(register, "Område;Kontakt\nÅsen;Kontakt Ett\n")
    assert [note.key for note in report.areas.contacts.notes] == ["imports.contact_of_ended"]
    assert people(register) == {}


def test_what_cannot_be_is_refused_by_row_and_the_rest_enters(register: Register) -> None:
    tomorrow = TODAY + timedelta(days=1)
    report = take_list(
        register,
        "Område;Startår;Kontakt;Utbildad;Telefon\n"
        f"Åsen;;Kontakt Ett;{tomorrow};x\nÖby;;Kontakt Två;;x\nFel;i våras;Kontakt Tre;;x\n",
    )
    refused = [(note.row, note.key) for note in report.areas.contacts.refused]
    assert refused == [(2, "error.area.in_the_future"), (4, "imports.contact_of_refused")]
    noted = [(note.row, note.key) for note in report.areas.contacts.notes]
    assert noted == [(3, "import.unknown_phone")], "of the others nothing is read"
    assert set(people(register)) == {"Kontakt Två"}


def test_a_failed_mail_address_is_given_another_try_when_it_is_a_new_one(
    register: Register,
) -> None:
    take_list(register, "Område;Kontakt;Mail\nÅsen;Kontakt Ett;\n")
    assert people(register)["Kontakt Ett"].channel is Channel.LETTER
    take_list(register, "Område;Kontakt;Mail\nÅsen;Kontakt Ett;fel@example.org\n")
    one = people(register)["Kontakt Ett"]
    assert one.channel is Channel.MAIL
    with register.private() as private:
        private.put(Person(id=one.id, municipality="1861", name=one.name, mail=one.mail,
                           mail_failed_on=TODAY))  # fmt: skip
    take_list(register, "Område;Kontakt;Mail\nÅsen;Kontakt Ett;fel@example.org\n")
    assert people(register)["Kontakt Ett"].mail_failed_on == TODAY
    take_list(register, "Område;Kontakt;Mail\nÅsen;Kontakt Ett;ett@example.org\n")
    assert people(register)["Kontakt Ett"].mail_failed_on is None


# -- taking back -------------------------------------------------------------------------------------


def test_a_list_is_taken_back_with_its_people(register: Register) -> None:
    take_list(register, "Område;Kontakt\nÅsen;Kontakt Ett\n")
    before = register.timelines(), register.facts(ContactTerm), people(register)
    seq = take_list(register, LIST).areas.seq
    assert seq is not None
    with register.private() as private:
        three = people(register)["Kontakt Tre"]
        private.put(Question(id="q", person_id=three.id, municipality="1861", year=2026,
                             channel=Channel.MAIL, asked_on=TODAY, expires_on=TODAY))  # fmt: skip
    assert sorted(undo_import(doing(register), seq)) == ["Ekbacken", "Åsen", "Öby"]
    assert (register.timelines(), register.facts(ContactTerm)) == before[:2]
    assert set(people(register)) == {"Kontakt Ett"}
    with register.looking() as private:
        assert private.find(Question) == ()
    assert register.verify().intact


def test_a_list_that_was_taken_back_with_its_people_is_read_anew_instead(
    register: Register,
) -> None:
    seq = take_list(register, LIST).areas.seq
    assert seq is not None
    undo(doing(register), seq)
    with pytest.raises(Refused, match=r"imports\.people_gone"):
        undo(doing(register), register.head().seq)
    assert named(take_list(register, LIST).areas.contacts).keys() == {"new"}


def test_a_contact_of_another_area_stays_when_a_list_is_taken_back(register: Register) -> None:
    take_list(register, "Område;Kontakt;Telefon\nÖby;Kontakt Ett;070-174 06 05\n")
    seq = take_list(register, "Område;Kontakt;Telefon\nÅsen;Kontakt Ett;070-174 06 05\n").areas.seq
    assert seq is not None
    undo_import(doing(register), seq)
    assert len(terms(register, "Kontakt Ett")) == 1


# -- what seems to be there twice --------------------------------------------------------------------


def test_an_area_written_in_another_way_is_the_one_there_is(register: Register) -> None:
    found(register, "Norrängen")
    text = "Område;Ort;Kontakt\nNORR-ÄNGEN;;Kontakt Ett\nSolsidan;;\nSol sidan;;Kontakt Två\n"
    report = take_list(register, text)
    assert [(one.row, one.like, one.like_row, one.sure) for one in report.proposals] == [
        (2, "Norrängen", None, True),
        (4, "Solsidan", 3, True),
    ]
    assert numbers(report.areas) == (1, 0, 1, 0)
    assert [note.key for note in report.areas.warnings] == ["imports.joined"] * 2
    assert {one.name: one.area for one in report.areas.contacts.new} == {
        "Kontakt Ett": "Norrängen",
        "Kontakt Två": "Solsidan",
    }


def test_a_name_that_is_a_slip_away_is_asked_about(register: Register) -> None:
    found(register, "Sånglärkan")
    text = "Område\nSånglarkan\nKvarteret A\nKvarteret B\nByvägen 1\nByvägen 2\nAlm\nElm\n"
    report = take_list(register, text, dry=True)
    assert [(one.name, one.like, one.sure) for one in report.proposals] == [
        ("Sånglarkan", "Sånglärkan", False)
    ]
    assert numbers(report.areas)[0] == 7
    assert numbers(take_list(register, text, join={2}).areas) == (6, 0, 1, 0)


def test_what_speaks_against_two_areas_being_one_keeps_them_apart(register: Register) -> None:
    found(register, "Norrängen", locality="Hallsberg")
    report = take_list(
        register, "Område;Ort;Områdeskod\nNorr ängen;Pålsboda;A1\nNorr-ängen;Pålsboda;A2\n"
    )
    assert report.proposals == ()
    assert numbers(report.areas)[0] == 2


def test_three_spellings_of_one_area_become_one_with_all_that_they_say(
    register: Register,
) -> None:
    text = (
        "Område;Hushåll;wkt_epsg3006\n"
        "Klippan;;POLYGON ((500000 6546000, 500100 6546000, 500100 6546100, 500000 6546000))\n"
        "Klip pan;30;\n"
        "KLIP-PAN;;POLYGON ((500050 6546000, 500150 6546000, 500150 6546100, 500050 6546000))\n"
    )
    report = take_list(register, text)
    assert report.areas.new == ("Klippan",)
    assert report.joined == {3, 4}
    assert register.households()[timeline(register, "Klippan")[-1].area_id][0].total == 30
    m2 = timeline(register, "Klippan")[-1].m2
    assert m2 is not None
    assert 7_000 < m2 < 9_500


def test_rows_joined_in_a_chain_end_up_in_the_first(register: Register) -> None:
    text = "Område\nSolbergsbacken\nSolbergsbaken\nSolbergsbakn\n"
    report = take_list(register, text, join={3, 4})
    assert report.areas.new == ("Solbergsbacken",)
    assert [one.like_row for one in report.proposals] == [2, 3]


# -- who may, and streets ----------------------------------------------------------------------------


def test_only_the_areas_of_ones_own_municipality_come_in(new_register: NewRegister) -> None:
    two = new_register("two")
    who = Who(id="k", roles=frozenset({(Role.COORDINATOR, "1881")}))
    text = "Område;Kommun;Kontakt\nÅsen;1861;Kontakt Ett\nÖby;1881;Kontakt Två\n"
    report = take_list_as(replace(doing(two), who=who), text)
    assert [(note.row, note.key) for note in report.areas.refused] == [
        (2, "error.access.not_found")
    ]
    assert set(people(two)) == {"Kontakt Två"}


def test_streets_are_told_of_where_there_is_no_border_yet(register: Register) -> None:
    found(register, "Ritat", polygon=square())
    text = "Område;Gator\nÅsen;Storgatan 1-15\nÅsen;Lillgatan udda\nRitat;Sidogatan\nTomt;-\n"
    report = take_list(register, text, dry=True)
    assert [(note.row, note.values) for note in report.streets] == [
        (2, {"name": "Åsen", "streets": "Storgatan 1-15, Lillgatan udda"})
    ]


def test_two_spellings_are_two_areas_where_someone_says_so(register: Register) -> None:
    report = take_list(register, "Område\nSolsidan\nSol sidan\n", apart={3})
    assert report.areas.new == ("Solsidan", "Sol sidan")
    assert report.joined == frozenset()
