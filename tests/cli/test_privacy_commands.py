"""Personal data from the command line: listed, disposed of, found, read out, erased and sealed."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from typed import Run

import peopled
from grannsamverkan.actions import areas
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.register import Register, open_register
from peopled import MAIL, NAME, PERSON, decide, doing, person, rows, surround, term

LATER = datetime(2029, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def filled(empty: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Register]:
    """Give the register of the command line with one contact, and let it be the year 2029."""
    monkeypatch.setattr("grannsamverkan.cli.doors.clock", lambda: LATER)
    register = open_register(empty)
    area_id = areas.found(
        doing(register),
        name="Norrängen",
        municipality="1861",
        event=Event.INHERIT,
        on=StatedDate(date(2020, 1, 1)),
    )
    person(register)
    term(register, area_id)
    surround(register)
    yield register
    register.close()


def end(register: Register) -> None:
    """Let the contact's term be over since long."""
    (held,) = register.facts(ContactTerm)
    term(register, held.area_id, until=peopled.TODAY)


def test_what_is_held_is_listed_with_its_decision(filled: Register, run: Run) -> None:
    decide(filled, disposal_contacts="KS 2026/12")
    told = run("retention", "list")
    assert told.code == 0
    assert "Vad som finns i Hallsberg" in told.out
    assert "KS 2026/12" in told.out
    assert "saknas: inget raderas" in told.out
    data = {one["table"]: one for one in run("retention", "list", "--json").data}
    assert (data["person"]["rows"], data["person"]["decision"]) == (1, "KS 2026/12")
    assert (data["reading"]["due"], data["road"]["months"]) == (1, None)


def test_disposal_is_a_dry_run_until_it_is_committed(filled: Register, run: Run) -> None:
    end(filled)
    decide(filled, disposal_contacts="KS 2026/12")
    dry = run("retention", "run")
    assert "Skulle raderas:" in dry.out
    assert "saknas: inget raderas" in dry.out
    assert dry.out.index("Skulle raderas:") < dry.out.index("Förbi sin tid, men kvar")
    assert "Torrkörning" in dry.err
    assert rows(filled, Person) == [PERSON]
    done = run("retention", "run", "--commit", "--json").data
    assert done["committed"]
    told = {one["rule"]: (one["due"], one["decision"]) for one in done["disposals"]}
    assert told["person"] == (1, "KS 2026/12")
    assert told["interest"] == (2, None)
    assert rows(filled, Person) == []
    assert rows(filled, Interest) == ["i1", "i2"]
    assert filled.changes()[-1].action == "retention"


def test_without_a_decision_nothing_is_said_to_have_been_erased(filled: Register, run: Run) -> None:
    end(filled)
    told = run("retention", "run", "--commit").out
    assert "Raderat:" not in told
    assert "Förbi sin tid, men kvar tills kommunen har beslutat" in told
    assert rows(filled, Person) == [PERSON]


def test_a_resident_who_is_no_contact_is_found_and_read_out_by_their_interest(
    filled: Register, run: Run, tmp_path: Path
) -> None:
    with filled.private() as private:
        wish = Interest(id="i9", municipality="1861", received_on=LATER.date(), wish=Wish.JOIN,
                        name="Boende Nio", erase_after=LATER.date())  # fmt: skip
        private.put(wish)
    assert (
        run("persons", "find", "boende nio").out
        == "i9  Boende Nio  (intresse, kom in 1 januari 2029)\n"
    )
    assert run("persons", "find", "boende nio", "--json").data == [
        {"interest": "i9", "name": "Boende Nio", "received_on": "2029-01-01"}
    ]
    file = tmp_path / "utdrag.json"
    assert run("persons", "export", "i9", "--out", file).code == 0
    data = json.loads(file.read_text("utf-8"))
    assert [one["id"] for one in data["interests"]] == ["i9"]
    assert (data["person"]["name"], data["terms"]) == ("Boende Nio", [])


def test_where_nothing_is_past_its_time_it_says_so(empty: Path, run: Run) -> None:
    assert empty.exists()
    assert "Inget är förbi sin tid." in run("retention", "run").out


def test_a_person_is_found_and_read_out_to_a_file_of_ones_own(
    filled: Register, run: Run, tmp_path: Path
) -> None:
    assert rows(filled, Person) == [PERSON]
    found = run("persons", "find", "påhittad")
    assert found.out.strip() == f"{PERSON}  {NAME}  (1 uppdrag)"
    assert run("persons", "find", "påhittad", "--json").data == [
        {"id": PERSON, "name": NAME, "terms": 1}
    ]
    assert "Ingen hittades." in run("persons", "find", "finns inte").out
    file = tmp_path / "utdrag.json"
    assert run("persons", "export", PERSON, "--out", file).code == 0
    data = json.loads(file.read_text("utf-8"))
    assert data["person"]["mail"] == MAIL
    assert file.stat().st_mode & 0o077 == 0
    assert run("persons", "export", PERSON, "--out", file).code == 1
    assert run("persons", "export", "nobody", "--out", tmp_path / "x.json").code == 1
    assert not (tmp_path / "x.json").exists()


def test_a_person_is_erased_when_it_is_committed(filled: Register, run: Run) -> None:
    refused = run("persons", "erase", PERSON, "--reason", "begäran", "--commit")
    assert refused.code == 1
    assert "Personen är kontaktombud nu (1 uppdrag)." in refused.err
    erase = ("persons", "erase", PERSON, "--reason", "begäran", "--end-terms", "--interests")
    dry = run(*erase)
    assert "Skulle radera: kontaktombud 1" in dry.out
    assert "Uppdrag som avslutas: 1." in dry.out
    assert rows(filled, Person) == [PERSON]
    assert "Raderat: kontaktombud 1" in run(*erase, "--commit").out
    assert rows(filled, Person) == []
    assert rows(filled, Interest) == ["i2"]
    (ended,) = filled.facts(ContactTerm)
    assert ended.ended_on == LATER.date()


def test_one_without_open_terms_is_erased_without_a_word_of_them(
    filled: Register, run: Run
) -> None:
    end(filled)
    told = run("persons", "erase", PERSON, "--reason", "begäran", "--commit")
    assert told.code == 0
    assert "Uppdrag som avslutas" not in told.out


def test_a_name_in_the_journal_is_warned_of(filled: Register, run: Run) -> None:
    areas.found(
        doing(filled),
        name=f"Hos {NAME}",
        municipality="1861",
        event=Event.INHERIT,
        on=StatedDate(peopled.TODAY - timedelta(days=1)),
    )
    sealed = run("persons", "seal", PERSON, "--commit")
    assert sealed.code == 0
    assert "områdens namn" in sealed.err
    newest = filled.changes()[-1]
    assert (newest.action, newest.reason) == ("seal_person", "–")
