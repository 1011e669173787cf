"""After an erasure no byte of the store tells of the person: not in pages, not in the log, not in copies."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

import peopled
from grannsamverkan.actions.interests import erase_interest
from grannsamverkan.actions.opting_in import KEPT, Asked, ask, forget
from grannsamverkan.actions.privacy import erase_person, seal_person
from grannsamverkan.actions.retention import run_retention
from grannsamverkan.actions.subject import find_people, subject_export
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.unconfirmed import Purpose
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register, backup, open_register, share
from grannsamverkan.register.schema import METADATA, PRIVATE
from grannsamverkan.register.sqlite import Sqlite
from peopled import MAIL, NAME, PERSON, PHONE, person, surround, term
from samples import area, write
from stores import NewStore, Store

MARKS = (
    NAME,
    NAME.upper(),
    NAME.casefold(),
    "P\\u00e5hittad",
    PHONE,
    "0701740607",
    MAIL,
    MAIL.upper(),
)
"""The person as they are written: a name in UTF-8, and as JSON may have it."""


def traces(store: Store) -> list[str]:
    """Return where a mark of the person stands: files of a register in SQLite, tables on a server."""
    if isinstance(store.where, Path):
        beside = (Path(f"{store.path}{ending}") for ending in ("", "-wal", "-shm", "-journal"))
        files = {path.name: path.read_bytes() for path in beside if path.exists()}
    else:
        files = {
            table.name: "\n".join(
                str(value)
                for row in store.ask(f'SELECT * FROM "{table.name}"')  # noqa: S608 # names of ours
                for value in row
            ).encode()
            for table in METADATA.sorted_tables
        }
    return [
        f"{name}: {mark}" for name, data in files.items() for mark in MARKS if mark.encode() in data
    ]


@pytest.fixture
def peopled_register(register: Register) -> Register:
    """Give a register with two areas of one contact, and everything around them."""
    write(register, [area("01JA1"), area("01JA2")])
    person(register)
    for area_id in ("01JA1", "01JA2"):
        term(register, area_id)
    surround(register)
    return register


def test_this_scan_finds_what_is_there(store: Store, peopled_register: Register) -> None:
    assert peopled_register.verify().intact
    found = " ".join(traces(store))
    for mark in (NAME, PHONE, MAIL, MAIL.upper(), "P\\u00e5hittad"):
        assert mark in found


def test_an_erased_person_is_in_no_byte_while_counts_and_audit_are_the_same(
    store: Store, peopled_register: Register
) -> None:
    register = peopled_register
    before = len(register.present().of(ContactTerm, "01JA1"))
    erased = erase_person(peopled.doing(register), PERSON, end_terms=True, interests=True)
    assert erased.scrubbed
    assert traces(store) == []
    assert len(register.present().of(ContactTerm, "01JA1")) == before
    assert register.verify(head=register.head().hash).intact
    assert find_people(peopled.doing(register), "kontakt", municipality="1861").people == ()
    with pytest.raises(NotFound):
        subject_export(peopled.doing(register), PERSON)


def test_a_sealed_person_is_in_no_byte(store: Store, peopled_register: Register) -> None:
    named = replace(peopled.doing(peopled_register), reason=f"{NAME} har skyddad identitet")
    assert seal_person(named, PERSON).scrubbed
    assert traces(store) == []
    assert "skydd" not in json.dumps([entry.reason for entry in peopled_register.changes()])
    assert peopled_register.verify().intact


def test_what_disposal_takes_is_in_no_byte(store: Store, peopled_register: Register) -> None:
    register = peopled_register
    for area_id in ("01JA1", "01JA2"):
        term(register, area_id, until=peopled.TODAY)
    decisions = ("contacts", "interests", "logs")
    peopled.decide(register, **{f"disposal_{one}": "KS 1" for one in decisions})
    peopled.decide(register, "1881", **{f"disposal_{one}": "KS 1" for one in decisions})
    run_retention(register, peopled.NOW + timedelta(days=800))
    assert traces(store) == []
    assert register.verify().intact


def test_an_erased_interest_is_in_no_byte(store: Store, register: Register) -> None:
    own, _ = peopled.interests()
    with register.private() as private:
        private.put(replace(own, name=NAME, phone=PHONE, mail=MAIL))
    assert traces(store) != []
    erase_interest(peopled.doing(register), own.id)
    assert traces(store) == []


def asked_by_mail(register: Register) -> None:
    """Let the person ask for something by mail, and not confirm it."""
    asked = Asked(purpose=Purpose.INTEREST, municipality="1861", mail=MAIL, carried={"name": NAME})
    with register.private() as private:
        assert ask(private, asked, lambda token: ("x", f"{NAME} {token}"), peopled.NOW)


def test_what_nobody_confirms_is_in_no_byte(store: Store, register: Register) -> None:
    asked_by_mail(register)
    assert traces(store) != []
    assert forget(register, peopled.NOW + KEPT) == 1
    assert traces(store) == []


def test_what_waits_for_someone_who_is_erased_is_in_no_byte(
    store: Store, peopled_register: Register
) -> None:
    asked_by_mail(peopled_register)
    assert subject_export(peopled.doing(peopled_register), PERSON).unconfirmed[0]["mail"] == MAIL
    erased = erase_person(peopled.doing(peopled_register), PERSON, end_terms=True, interests=True)
    assert erased.gone["unconfirmed"] == 1
    assert traces(store) == []


def test_a_reader_in_the_midst_of_reading_delays_the_scrubbing_alone(
    sqlite_peopled: tuple[Store, Register],
) -> None:
    store, register = sqlite_peopled
    with closing(sqlite3.connect(store.path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM person").fetchall()
        assert not erase_person(
            peopled.doing(register), PERSON, end_terms=True, interests=True
        ).scrubbed
        reader.execute("ROLLBACK")
    register.scrub()
    assert traces(store) == []


@pytest.fixture
def sqlite_peopled(
    sqlite_store: NewStore, monkeypatch: pytest.MonkeyPatch
) -> tuple[Store, Register]:
    """Give a file with a contact, whose scrubbing does not wait long for others."""
    monkeypatch.setattr("grannsamverkan.register.sqlite._BUSY_MS", 100)
    store = sqlite_store()
    register = store.create()
    write(register, [area("01JA1")])
    person(register)
    term(register, "01JA1")
    surround(register)
    return store, register


# -- copies ------------------------------------------------------------------------------------------


def test_a_copy_to_hand_on_holds_no_private_row(peopled_register: Register, tmp_path: Path) -> None:
    target = tmp_path / "dela.gpkg"
    share(peopled_register, target)
    data = target.read_bytes()
    assert [mark for mark in MARKS if mark.encode() in data] == []
    copy = open_register(target)
    try:
        with copy.looking() as private:
            assert {kind: private.count(kind) for kind in PRIVATE} == dict.fromkeys(PRIVATE, 0)
        assert copy.verify().intact
        assert len(copy.facts(ContactTerm)) == 2
    finally:
        copy.close()


def test_a_backup_is_whole_and_its_erasure_is_that_of_the_day_it_is_put_back(
    peopled_register: Register, tmp_path: Path
) -> None:
    target = tmp_path / "kopia.gpkg"
    backup(peopled_register, target)
    assert NAME.encode() in target.read_bytes()
    copy = open_register(target)
    try:
        assert isinstance(copy.database, Sqlite)
        erase_person(peopled.doing(copy), PERSON, end_terms=True, interests=True)
        with copy.looking() as private:
            assert private.find(Person) == ()
    finally:
        copy.close()
    assert NAME.encode() not in target.read_bytes()
