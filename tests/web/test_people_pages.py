"""Contacts on the workspace's pages: found, appointed, confirmed, handed over; read only with a note."""

import re
from dataclasses import replace

from fastapi.testclient import TestClient

from grannsamverkan.actions.deeds import mark
from grannsamverkan.domain.people import ContactTerm, Person, SubArea
from grannsamverkan.domain.privacy import PrivacyNotice, Reading
from grannsamverkan.register import Register
from staff import CONTACT_PERSON, PLACE, STAFF, send
from town import NORRANGEN, NOW, SODERGARD

TODAY = NOW.date().isoformat()
HERE = f"/arbete/omraden/{NORRANGEN}/kontakter"
TVA = {"name": "Kontakt Två (påhittad)", "phone": "0701740606", "mail": "tva@example.org"}


def terms(register: Register, area_id: str = NORRANGEN) -> tuple[ContactTerm, ...]:
    """Return the terms of an area, oldest first."""
    return tuple(sorted(register.facts(ContactTerm, area_id), key=lambda one: one.appointed_on))


def person(register: Register, person_id: str = CONTACT_PERSON) -> Person:
    """Return a person as the register has them."""
    with register.looking() as private:
        found = private.get(Person, person_id)
    assert found is not None
    return found


def readings(register: Register) -> list[Reading]:
    """Return what has been noted of reading."""
    with register.looking() as private:
        return sorted(private.find(Reading), key=lambda one: one.id)


def after(client: TestClient, path: str, **fields: object) -> str:
    """Send a form that is accepted, and return the page that it leads to."""
    answer = send(client, path, **fields)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def value_of(page: str, name: str) -> str:
    """Return what the first field of a name or id holds."""
    tag = re.search(rf'<input[^>]*(?:name|id)="{name}"[^>]*>', page)
    assert tag is not None
    found = re.search(r'value="([^"]*)"', tag[0])
    assert found is not None
    return found[1]


def test_a_contact_is_appointed_where_the_area_is_and_it_can_be_undone(
    coordinator: TestClient, workplace: Register
) -> None:
    page = after(coordinator, HERE, **TVA, role="main_contact", on=TODAY, list_kept="1")
    assert "Kontaktombudet är tillagt." in page
    assert "Kontakt Två (påhittad)" in page
    assert "070-174 06 06" in page
    newest = terms(workplace)[-1]
    assert (newest.role, newest.confirmed_on) == ("main_contact", None)
    assert newest.list_confirmed_on == NOW.date()
    undone = after(coordinator, "/arbete/angra", seq=workplace.head().seq, to=HERE)
    assert "Ändringen är ångrad" in undone
    assert [one.person_id for one in terms(workplace)] == [CONTACT_PERSON]


def test_whoever_has_spoken_with_a_new_contact_says_so_and_the_area_is_confirmed(
    coordinator: TestClient, workplace: Register
) -> None:
    flag = "Inget kontaktombud har bekräftade uppgifter"
    after(coordinator, f"{HERE}/{terms(workplace)[0].id}/avsluta", on=TODAY)
    after(coordinator, HERE, **TVA, on=TODAY)
    assert flag in coordinator.get(f"/arbete/omraden/{NORRANGEN}").text
    (old, new) = terms(workplace)
    tva = TVA | {"name": "Kontakt Tre (påhittad)", "phone": "070-174 06 07", "mail": ""}
    after(coordinator, f"{HERE}/{new.id}/lamna-over", on=TODAY, **tva, spoken="1")
    assert flag not in coordinator.get(f"/arbete/omraden/{NORRANGEN}").text
    (came,) = (one for one in terms(workplace) if one.ended_on is None)
    assert came.confirmed_on == NOW.date()
    assert old.ended_on == NOW.date()
    assert workplace.timelines()[NORRANGEN][-1].last_confirmed_on == NOW.date()
    fyra = {"name": "Kontakt Fyra (påhittad)", "phone": "070-174 06 08"}
    after(coordinator, HERE, **fyra, on=TODAY, spoken="1")
    assert {one.confirmed_on for one in terms(workplace) if one.ended_on is None} == {NOW.date()}


def test_a_form_that_is_refused_keeps_what_was_typed_and_says_what_to_mend(
    coordinator: TestClient, workplace: Register
) -> None:
    answer = send(coordinator, HERE, **TVA | {"phone": "700101-1234"}, on=TODAY, role="contact")
    assert answer.status_code == 422
    assert "personnummer registreras aldrig här" in answer.text
    assert value_of(answer.text, "ny-name") == TVA["name"]
    assert value_of(answer.text, "ny-mail") == TVA["mail"]
    assert len(terms(workplace)) == 1


def test_someone_who_seems_known_is_asked_about_and_the_answer_is_heard(
    coordinator: TestClient, workplace: Register
) -> None:
    after(coordinator, HERE, **TVA, on=TODAY, role="contact")
    there = f"/arbete/omraden/{SODERGARD}/kontakter"
    asked = send(coordinator, there, **TVA, on=TODAY, role="contact")
    assert asked.status_code == 409
    assert "Är det samma person?" in asked.text
    assert "Ja, Kontakt Två (påhittad) (Norrängen)" in asked.text
    known = next(one.person_id for one in terms(workplace) if one.person_id != CONTACT_PERSON)
    after(coordinator, there, **TVA, on=TODAY, role="contact", same=known)
    assert [one.person_id for one in terms(workplace, SODERGARD)] == [known]
    after(coordinator, there, **TVA, on=TODAY, role="contact", same="another")
    assert len({one.person_id for one in terms(workplace, SODERGARD)}) == 2


def test_a_telephone_call_is_entered_with_what_was_said(
    coordinator: TestClient, workplace: Register
) -> None:
    (term,) = terms(workplace)
    page = after(coordinator, f"{HERE}/{term.id}/bekrafta", on=TODAY, list_kept="ja")
    assert "Bekräftelsen är sparad." in page
    (now,) = terms(workplace)
    assert now.confirmed_on == now.list_confirmed_on == NOW.date()
    after(coordinator, f"{HERE}/{term.id}/bekrafta", on="2026-11-22", list_kept="nej")
    assert terms(workplace)[0].list_confirmed_on is None
    page = after(coordinator, f"{HERE}/{term.id}/utbilda", on="2026-10-01")
    assert "Utbildningen är sparad." in page
    to_come = send(coordinator, f"{HERE}/{term.id}/bekrafta", on="2027-01-01", list_kept="")
    assert to_come.status_code == 422
    assert "har inte varit ännu" in to_come.text
    assert value_of(to_come.text, f"{term.id}-bekrafta-on") == "2027-01-01"


def test_a_term_is_changed_by_whoever_saw_it_as_it_is(
    coordinator: TestClient, workplace: Register
) -> None:
    (term,) = terms(workplace)
    page = coordinator.get(HERE).text
    seen = value_of(page, "seen")
    assert seen == mark(term)
    path, on = f"{HERE}/{term.id}/andra", term.appointed_on.isoformat()
    after(coordinator, path, seen=seen, role="main_contact", appointed_on=on)
    assert terms(workplace)[0].role == "main_contact"
    late = send(
        coordinator, path, seen=seen, role="contact", appointed_on=on, trained_on="2026-03-04"
    )
    assert late.status_code == 409
    assert "Någon annan hann ändra" in late.text
    assert 'value="2026-03-04"' in late.text
    assert terms(workplace)[0].role == "main_contact"
    missing = send(coordinator, path, seen=mark(terms(workplace)[0]), role="contact")
    assert missing.status_code == 422


def test_a_contact_hands_over_and_leaves(coordinator: TestClient, workplace: Register) -> None:
    (term,) = terms(workplace)
    page = after(coordinator, f"{HERE}/{term.id}/lamna-over", on=TODAY, **TVA)
    assert "Uppdraget är överlämnat." in page
    assert "Tidigare" in page or "tidigare" in page
    left, came = terms(workplace)
    assert left.ended_on == came.appointed_on == NOW.date()
    page = after(coordinator, f"{HERE}/{came.id}/avsluta", on=TODAY)
    assert "Uppdraget är avslutat." in page
    assert "Området har inget kontaktombud." in page
    gone = coordinator.get(f"/arbete/kontakter/{came.person_id}").text
    assert "tidigast 23 februari 2027" in gone


def test_parts_of_an_area_are_named_and_used(coordinator: TestClient, workplace: Register) -> None:
    area = f"/arbete/omraden/{NORRANGEN}/delomraden"
    assert "Delområdet är tillagt." in after(coordinator, area, name="Trapp A")
    (part,) = workplace.facts(SubArea, NORRANGEN)
    again = send(coordinator, area, name="trapp a")
    assert (again.status_code, value_of(again.text, "del-name")) == (409, "trapp a")
    assert "redan ett delområde som heter" in again.text
    after(coordinator, HERE, **TVA, on=TODAY, role="contact", sub_area_id=part.id)
    used = send(coordinator, f"{area}/{part.id}/ta-bort")
    assert used.status_code == 422
    assert "har ett kontaktombud" in used.text
    page = after(coordinator, f"{area}/{part.id}/byt-namn", name="Trapp Ö")
    assert "Trapp Ö" in page
    assert "Trapp Ö" in coordinator.get("/arbete/kontakter").text
    after(coordinator, area, name="Trapp B")
    other = next(one for one in workplace.facts(SubArea, NORRANGEN) if one.name == "Trapp B")
    assert "borttaget" in after(coordinator, f"{area}/{other.id}/ta-bort")


def test_details_are_put_right_and_two_at_once_are_told_of_each_other(
    coordinator: TestClient, workplace: Register
) -> None:
    page = coordinator.get(f"/arbete/kontakter/{CONTACT_PERSON}").text
    seen = value_of(page, "seen")
    edit = f"/arbete/kontakter/{CONTACT_PERSON}/uppgifter"
    first = {"name": "Kontakt Ett (påhittad)", "phone": "0701740605", "channel": "phone"}
    assert "Uppgifterna är sparade." in after(coordinator, edit, seen=seen, **first)
    assert person(workplace).phone == "070-174 06 05"
    late = send(
        coordinator, edit, seen=seen, name="Kontakt Ett-A (påhittad)", mail="ny@example.org"
    )
    assert late.status_code == 409
    assert "Nu är sparat: 070-174 06 05" in late.text
    assert "Nu är sparat: Telefon" in late.text
    assert value_of(late.text, "mail") == "ny@example.org"
    fresh = value_of(late.text, "seen")
    after(coordinator, edit, seen=fresh, name="Kontakt Ett-A (påhittad)", mail="ny@example.org")
    assert person(workplace).mail == "ny@example.org"


def test_the_newest_privacy_notice_is_noted_as_given(
    coordinator: TestClient, workplace: Register
) -> None:
    path = f"/arbete/kontakter/{CONTACT_PERSON}/besked"
    none = send(coordinator, path, on=TODAY)
    assert none.status_code == 422
    assert "inte publicerat" in none.text
    with workplace.change(actor="prov", action="notice", reason="prov", now=NOW) as change:
        notice = PrivacyNotice(municipality=PLACE, version="2", published_on=NOW.date(), text="x")
        change.set_facts(PrivacyNotice, PLACE, [notice])
    assert "version 2, given 23 november 2026" in after(coordinator, path, on=TODAY)
    after(coordinator, HERE, **TVA, on=TODAY, role="contact", notice="1")
    newest = max(terms(workplace), key=lambda one: one.appointed_on)
    assert person(workplace, newest.person_id).notice_version == "2"


def test_whoever_reads_personal_data_is_noted_before_they_see_them(
    coordinator: TestClient, workplace: Register
) -> None:
    for path in ("/arbete/kontakter", HERE, f"/arbete/kontakter/{CONTACT_PERSON}"):
        coordinator.get(path)
    noted = {(one.what, one.person_id, one.account_id) for one in readings(workplace)}
    account = next(one for role, one in STAFF.items() if role == "coordinator")
    assert noted == {
        ("contact_list", None, account),
        ("area_contacts", None, account),
        ("contact", CONTACT_PERSON, account),
    }
    assert len(readings(workplace)) == 3


def test_contacts_are_found_by_what_one_knows_of_them(
    coordinator: TestClient, workplace: Register
) -> None:
    after(coordinator, HERE, **TVA | {"name": "Åsa Påhittad"}, on=TODAY, role="contact")
    found = {
        "q=åsa": "Åsa",
        "q=ÅSA+PÅ": "Åsa",
        "q=174+06+06": "Åsa",
        "q=TVA@EXAMPLE": "Åsa",
        "q=norr&lage=outbildade": "Åsa",
        "lage=obekraftade": "Åsa",
        "lage=utan-lista": "Åsa",
        "lage=utan-mejl": "Kontakt Ett",
        "kommun=1861": "Åsa",
        "lage=okänt": "Åsa",
    }
    for query, name in found.items():
        page = coordinator.get(f"/arbete/kontakter?{query}").text
        assert name in page, query
    for query in ("q=finns+inte", "kommun=1881", "lage=tidigare", "q=%25"):
        page = coordinator.get(f"/arbete/kontakter?{query}").text
        assert "Ingen kontakt passar" in page, query
    with workplace.private() as private:
        private.put(replace(person(workplace), mail="a@example.org", mail_failed_on=NOW.date()))
    page = coordinator.get("/arbete/kontakter?lage=utan-mejl").text
    assert "e-posten kom tillbaka" in page


def test_a_long_list_comes_in_pages_of_fifty(coordinator: TestClient, workplace: Register) -> None:
    with workplace.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        many = [
            ContactTerm(
                id=f"T{number:03}",
                area_id=SODERGARD,
                person_id=f"P{number:03}",
                appointed_on=NOW.date(),
            )
            for number in range(60)
        ]
        change.set_facts(ContactTerm, SODERGARD, many)
    first = coordinator.get("/arbete/kontakter").text
    assert first.count('<tr><th scope="row">') == 50
    assert "61 uppdrag" in first
    second = coordinator.get("/arbete/kontakter?sida=2").text
    assert second.count('<tr><th scope="row">') == 11
    assert (
        coordinator.get("/arbete/kontakter?sida=99").text
        == coordinator.get("/arbete/kontakter?sida=2").text
    )
    assert "Raderad person" in second
    for odd in ("0", "-1", "x", "9" * 40, ""):
        assert coordinator.get(f"/arbete/kontakter?sida={odd}").status_code == 200


def test_contacts_and_administrators_see_no_contacts(
    contact: TestClient, administrator: TestClient, visitor: TestClient, workplace: Register
) -> None:
    (term,) = terms(workplace)
    for client in (contact, administrator):
        for path in ("/arbete/kontakter", HERE, f"/arbete/kontakter/{CONTACT_PERSON}"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert "Kontakt Ett" not in answer.text.replace("Contact Ett", "")
        assert send(client, f"{HERE}/{term.id}/avsluta", on=TODAY).status_code == 404
    assert visitor.get("/arbete/kontakter").status_code == 303
    assert terms(workplace) == (term,)
    assert readings(workplace) == []


def test_what_is_not_there_is_not_found(coordinator: TestClient, workplace: Register) -> None:
    (term,) = terms(workplace)
    for path in ("/arbete/kontakter/nobody", "/arbete/omraden/nowhere/kontakter"):
        assert coordinator.get(path).status_code == 404
    for path in (
        f"{HERE}/{term.id}/dansa",
        f"{HERE}/nothing/utbilda",
        f"/arbete/omraden/{NORRANGEN}/delomraden/x/dansa",
        f"/arbete/omraden/{NORRANGEN}/delomraden/x/ta-bort",
        "/arbete/kontakter/nobody/uppgifter",
    ):
        assert send(coordinator, path, on=TODAY, name="x").status_code == 404


def test_where_there_is_nobody_the_list_leads_on(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="empty", reason="prov", now=NOW) as change:
        change.set_facts(ContactTerm, NORRANGEN, [])
    assert "lägg till det första" in coordinator.get("/arbete/kontakter").text
    assert (
        "Personen har inget uppdrag." in coordinator.get(f"/arbete/kontakter/{CONTACT_PERSON}").text
    )


def test_the_pages_speak_english_too(coordinator: TestClient) -> None:
    assert "Contacts in Norrängen" in coordinator.get(f"/en{HERE}").text
    assert "Show" in coordinator.get("/en/arbete/kontakter").text
