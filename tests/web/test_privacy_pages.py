"""The data protection officer's pages: what is held, who read it, extracts, erasing, sealing, notices."""

import html
import json
import re
from dataclasses import fields, replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

import grannsamverkan
from grannsamverkan.actions.subject import SubjectExport, subject_export
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.errors import Unavailable
from grannsamverkan.i18n import LANGUAGES, catalogue, translator
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE, TEMPORAL
from grannsamverkan.web.staff.privacy_people import readable
from peopled import (
    MAIL,
    NAME,
    PERSON,
    PHONE,
    decide,
    doing,
    interests,
    person,
    rows,
    surround,
    term,
)
from staff import CONTACT_PERSON, STAFF, Browsers, send
from town import NORRANGEN, NOW, SODERGARD

ROOM = "/arbete/personuppgifter"
ONE = f"{ROOM}/person/{PERSON}"


@pytest.fixture
def known(workplace: Register) -> Register:
    """Give the workplace with one contact more, in two areas, and everything around them."""
    person(workplace)
    for area_id in (NORRANGEN, SODERGARD):
        term(workplace, area_id)
    surround(workplace)
    return workplace


def words(page: str) -> str:
    main = page.partition("<main")[2]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", f"<main{main}").split()))


def readings(register: Register) -> list[Reading]:
    with register.looking() as private:
        return [one for one in private.find(Reading) if one.id != "l1"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_and_field_has_words(language: str) -> None:
    texts = catalogue(language)
    for table in PRIVATE.values():
        assert {f"privacy.held.{table.name}.{part}" for part in ("name", "why", "goes")} <= set(
            texts
        )
    assert {f"privacy.table.{table.name}" for table in TEMPORAL} <= set(texts)
    for part in fields(SubjectExport):
        if part.name not in {"made_at", "register"}:
            assert f"privacy.person.part.{part.name}" in texts


def test_whatever_is_noted_as_read_has_a_word() -> None:
    source = Path(grannsamverkan.__file__).parent
    files = [path.read_text("utf-8") for path in source.rglob("*.py")]
    noted = {
        word
        for text in files
        for call in re.findall(r"note_reading\((.*?)\)\n", text, re.DOTALL)
        for word in re.findall(r'what="([a-z_]+)"', call)
    }
    assert {"export", "search", "interest"} <= noted
    for language in LANGUAGES:
        assert {f"privacy.read.{word}" for word in noted} <= set(catalogue(language))


def test_the_overview_tells_what_is_held_why_and_when_it_goes(
    administrator: TestClient, known: Register
) -> None:
    page = words(administrator.get(ROOM).text)
    for table in PRIVATE.values():
        assert catalogue("sv")[f"privacy.held.{table.name}.name"] in page
    assert "Kontaktombud 2 Namn, telefon, e-post" in page.replace("–", "")
    assert "3 månader efter det sista uppdraget." in page
    assert "artikel 6.1 e" in page
    assert "Inget beslut: inget raderas" in page
    assert "Ingen gallring har gjorts ännu." in page
    assert "Inget är förbi sin tid." in page
    assert NAME not in page
    decide(known, disposal_contacts="KS 2026/12")
    assert "KS 2026/12" in words(administrator.get(ROOM).text)


def test_disposal_is_listed_without_a_decision_and_done_with_one(
    coordinator: TestClient, known: Register
) -> None:
    own, other = interests()
    with known.private() as private:
        old = own.received_on.replace(year=2024)
        private.put(*(replace(one, received_on=old) for one in (own, other)))
    page = coordinator.get(ROOM).text
    assert "Intressen: 2 väntar på ett beslut" in words(page)
    assert "Gallra nu" not in page
    assert "inget att gallra" in words(_after(coordinator, send(coordinator, f"{ROOM}/gallring")))
    assert rows(known, Interest) == ["i1", "i2"]
    decide(known, disposal_interests="KS 2026/13")
    assert "Intressen: 2 (beslut KS 2026/13)" in words(coordinator.get(ROOM).text)
    done = words(_after(coordinator, send(coordinator, f"{ROOM}/gallring", kommun="1861")))
    assert "Gallringen är gjord: 2 uppgifter är raderade." in done
    assert "Senaste gallringen: 2026-11-23 12:00. 1861 KS 2026/13: interest 2" in done
    assert rows(known, Interest) == []


def _after(client: TestClient, sent: object) -> str:
    return client.get(sent.headers["location"]).text  # type: ignore[attr-defined]  # a redirection


def test_a_person_is_found_without_the_name_in_any_address(
    coordinator: TestClient, known: Register
) -> None:
    found = send(coordinator, f"{ROOM}/sok", text="påhittad", kommun="1861")
    assert found.status_code == 200
    assert f'href="{ONE}"' in found.text
    assert coordinator.get(f"{ROOM}/sok").status_code == 404
    residents = send(coordinator, f"{ROOM}/sok", text="annan@")
    assert 'href="/arbete/intressen/i2"' in residents.text
    assert "Utan namn" in residents.text
    assert "Ingen hittades" in send(coordinator, f"{ROOM}/sok", text="finns inte").text
    assert send(coordinator, f"{ROOM}/sok", text="x").status_code == 422
    assert [one.what for one in readings(known)] == ["search"] * 3


def test_the_administrator_is_shown_no_way_to_where_they_may_not_go(
    administrator: TestClient, known: Register
) -> None:
    assert rows(known, Interest) == ["i1", "i2"]
    residents = send(administrator, f"{ROOM}/sok", text="annan@").text
    assert "annan@example.org" in residents
    assert "/arbete/intressen/i2" not in residents
    page = administrator.get(ONE).text
    assert f"{ONE}/radera" not in page
    for path in ("radera", "skydda"):
        assert administrator.get(f"{ONE}/{path}").status_code == 404
        assert send(administrator, f"{ONE}/{path}").status_code == 404


def test_an_extract_has_everything_in_words_and_is_noted(
    coordinator: TestClient, known: Register
) -> None:
    page = words(coordinator.get(ONE).text)
    for text in (
        NAME,
        PHONE,
        MAIL,
        "Norrängen",
        "Södergård",
        "Min gata",
        "Kontaktombud",
        "2024-01-01",
    ):
        assert text in page
    assert "Personen är kontaktombud nu." in page
    for text in (
        "Vill starta grannsamverkan",
        "Utkast",
        "Väntar",
        "Till: kontakt.ett@example.org",
        "2026-11-23 11:00",
    ):
        assert text in page
    assert "Pågående inloggningar" in page
    (noted,) = readings(known)
    assert (noted.what, noted.person_id, noted.account_id) == (
        "export",
        PERSON,
        STAFF[Role.COORDINATOR],
    )


def test_an_extract_holds_no_key_to_anything_and_nothing_that_only_programs_read(
    coordinator: TestClient, known: Register
) -> None:
    link = "https://grannsamverkan.example.org/svar/abcdefghijklmnopqrstuvwxyz"
    carried = {
        "to": MAIL,
        "subject": "Hej",
        "text": f"Svara: {link}\nHälsningar",
        "by": None,
        "over": True,
    }
    with known.private() as private:
        (job,) = private.find(Job, id="j1")
        private.put(replace(job, key=f"question/{'0' * 64}", payload=json.dumps(carried)))
    page = words(coordinator.get(ONE).text)
    file = coordinator.get(f"{ONE}/utdrag.json").text
    for text in (page, file):
        assert "https://grannsamverkan.example.org/svar/…" in text
        assert "abcdefghijkl" not in text
        assert "question/" not in text
    assert "Ämne: Hej" in page
    for word in ("over", "None", "subject", "by:"):
        assert word not in page
    english = words(coordinator.get(f"/en{ONE}").text)
    assert "Subject: Hej" in english


@pytest.mark.parametrize("payload", ["Hej du", "[1]"])
def test_mail_of_another_form_is_shown_as_it_is(
    coordinator: TestClient, known: Register, payload: str
) -> None:
    with known.private() as private:
        (job,) = private.find(Job, id="j1")
        private.put(replace(job, payload=payload))
    assert payload in words(coordinator.get(ONE).text)


def test_an_extract_as_a_file_says_the_same(coordinator: TestClient, known: Register) -> None:
    file = coordinator.get(f"{ONE}/utdrag.json")
    assert file.headers["content-disposition"] == f'attachment; filename="utdrag-{PERSON}.json"'
    data = json.loads(file.text)
    assert data["person"]["name"] == NAME
    assert {one["area"] for one in data["terms"]} == {"Norrängen", "Södergård"}
    assert known.info.name == data["register"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_field_of_an_extract_has_a_label(known: Register, language: str) -> None:
    export = subject_export(doing(known), PERSON)
    labels = catalogue(language)
    for part in (
        export.as_data()["person"],
        *(row for some in export.parts.values() for row in some),
    ):
        assert {f"privacy.field.{name}" for name in part} <= set(labels)
    shown = readable(export, translator(language))
    assert set(shown) == {"person", *export.parts}
    assert all(len(row) == len(part.fields) for part in shown.values() for row in part.rows)
    assert {name for name, part in shown.items() if part.narrow} == {
        "terms",
        "mail",
        "readings",
        "changes",
    }


def test_erasing_asks_first_and_ends_the_terms_if_told_to(
    coordinator: TestClient, known: Register
) -> None:
    asked = coordinator.get(f"{ONE}/radera").text
    assert "Avsluta uppdragen idag (2 st)" in asked
    assert NAME in asked
    assert rows(known, Person) == sorted([PERSON, CONTACT_PERSON])
    refused = send(coordinator, f"{ONE}/radera")
    assert refused.status_code == 422
    assert "Personen är kontaktombud nu (2 uppdrag)." in refused.text
    named = send(coordinator, f"{ONE}/radera", end_terms="1", reason=f"{NAME} bad om det")
    assert named.status_code == 422
    assert "Skälet nämner personen." in named.text
    done = send(coordinator, f"{ONE}/radera", end_terms="1", interests="1")
    page = words(_after(coordinator, done))
    assert "Personen är raderad." in page
    assert NAME not in page
    assert rows(known, Person) == [CONTACT_PERSON]
    assert rows(known, Interest) == ["i2"]
    ends = {
        one.area_id: one.ended_on for one in known.facts(ContactTerm) if one.person_id == PERSON
    }
    assert ends == {NORRANGEN: NOW.date(), SODERGARD: NOW.date()}
    for path in ("", "/radera", "/skydda", "/utdrag.json"):
        assert coordinator.get(f"{ONE}{path}").status_code == 404
    for path in ("/radera", "/skydda"):
        assert send(coordinator, f"{ONE}{path}").status_code == 404


def test_a_name_that_stands_in_the_journal_is_told_of(
    coordinator: TestClient, known: Register
) -> None:
    timeline = known.timelines()[SODERGARD]
    with doing(known).change("rename") as change:
        change.set_timeline(SODERGARD, (replace(timeline[0], name=f"Hos {NAME}"),))
    done = send(coordinator, f"{ONE}/radera", end_terms="1")
    assert "men namn, telefon eller e-post står också i: områdens namn." in words(
        _after(coordinator, done)
    )


def test_traces_that_cannot_go_yet_are_told_of(
    coordinator: TestClient, known: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(known, "scrub", busy)
    done = send(coordinator, f"{ONE}/radera", end_terms="1")
    assert "till nästa gallring" in words(_after(coordinator, done))


def test_sealing_takes_everything_at_once(coordinator: TestClient, known: Register) -> None:
    assert "Journalen säger att någon förseglats" in coordinator.get(f"{ONE}/skydda").text
    page = words(_after(coordinator, send(coordinator, f"{ONE}/skydda")))
    assert "Personen är förseglad" in page
    assert rows(known, Person) == [CONTACT_PERSON]
    assert rows(known, Interest) == ["i2"]
    assert PERSON not in {
        one.person_id for one in known.facts(ContactTerm) if one.holds(NOW.date())
    }
    assert known.changes()[-1].reason == "–"


def test_the_log_shows_who_read_whose_data(coordinator: TestClient, known: Register) -> None:
    assert "Ingen har öppnat" not in coordinator.get(f"{ROOM}/logg").text
    coordinator.get(ONE)
    page = coordinator.get(f"{ROOM}/logg?person={PERSON}").text
    assert "Coordinator Ett (påhittad)" in page
    assert "Utdrag" in page
    assert NAME not in page
    assert "Läsningar av en persons uppgifter." in page
    mine = coordinator.get(f"{ROOM}/logg?konto={STAFF[Role.COORDINATOR]}").text
    assert "Läsningar från ett konto." in mine
    assert "Samordnare" not in words(mine)
    with known.private() as private:
        private.remove(Account, STAFF[Role.POLICE])
        private.put(
            *(
                Reading(
                    id=f"m{number}",
                    at=NOW,
                    account_id=STAFF[Role.POLICE],
                    what="okänt",
                    municipality="1861",
                )
                for number in range(101)
            )
        )
    many = coordinator.get(f"{ROOM}/logg?konto={STAFF[Role.POLICE]}").text
    assert "Borttaget konto" in many
    assert "okänt" in many
    assert "flera" in many
    assert f"konto={STAFF[Role.POLICE]}&amp;sida=2" in many
    assert (
        coordinator.get(f"{ROOM}/logg?konto={STAFF[Role.POLICE]}&sida=2").text.count("okänt") == 1
    )


def test_an_empty_log_says_so(administrator: TestClient, workplace: Register) -> None:
    assert readings(workplace) == []
    assert "Ingen har öppnat personuppgifter ännu." in administrator.get(f"{ROOM}/logg").text


def test_a_notice_is_drafted_published_and_kept(coordinator: TestClient) -> None:
    page = coordinator.get(f"{ROOM}/information").text
    assert "Ingen information är publicerad ännu." in page
    assert "Kommunen (Hallsberg) är personuppgiftsansvarig" in page
    first = send(coordinator, f"{ROOM}/information", text="Så här.\n\nHör av dig.")
    assert "Utgåva 2026-1 är publicerad." in words(_after(coordinator, first))
    same = send(coordinator, f"{ROOM}/information", text="Så här.\n\nHör av dig.")
    assert same.status_code == 422
    assert "densamma som i den senaste utgåvan" in same.text
    blank = send(coordinator, f"{ROOM}/information", text="Kontakta [e-post].")
    assert "inom hakparentes först: [e-post]" in blank.text
    send(coordinator, f"{ROOM}/information", text="<b>Ny</b>")
    both = coordinator.get(f"{ROOM}/information").text
    assert "Utgåva 2026-2" in both
    assert "&lt;b&gt;Ny&lt;/b&gt;" in both
    assert "<p>Hör av dig.</p>" in both


@pytest.mark.parametrize("role", [Role.CONTACT, Role.POLICE])
def test_it_is_for_those_who_answer_for_the_data(
    as_role: Browsers, known: Register, role: Role
) -> None:
    browser = as_role(role)
    gets = ("", "/logg", "/information", f"/person/{PERSON}", f"/person/{PERSON}/utdrag.json")
    asks = (f"/person/{PERSON}/radera", f"/person/{PERSON}/skydda")
    for path in (*gets, *asks):
        assert browser.get(f"{ROOM}{path}").status_code == 404
    for path in ("/sok", "/gallring", "/information", *asks):
        assert send(browser, f"{ROOM}{path}", text="påhittad", end_terms="1").status_code == 404
    assert PERSON in rows(known, Person)
    assert readings(known) == []


def test_another_municipalitys_people_are_not_there(
    coordinator: TestClient, workplace: Register
) -> None:
    person(workplace, municipality="1881")
    for path in ("", "/radera", "/skydda", "/utdrag.json"):
        assert coordinator.get(f"{ONE}{path}").status_code == 404
    for path in ("/radera", "/skydda"):
        assert send(coordinator, f"{ONE}{path}").status_code == 404
    for path in ("", "/information"):
        assert coordinator.get(f"{ROOM}{path}?kommun=1881").status_code == 404
    assert send(coordinator, f"{ROOM}/information", text="x", kommun="1881").status_code == 404
    assert rows(workplace, Person) == sorted([PERSON, CONTACT_PERSON])
