"""Backups, restores and shared copies are whole, checked, and made while others go on writing."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.register import (
    Copy,
    Register,
    backup,
    look_into,
    open_register,
    restore,
    share,
)
from grannsamverkan.register.schema import ABOUT
from samples import area, later, outline_of, square, write
from stores import NewStore, Store, engine_of, with_municipalities

DRAWN = outline_of(square())
BOX = DRAWN.polygon.bounds
DAY = date(2025, 1, 1)


@pytest.fixture
def filled(register: Register) -> Register:
    """Return a register with a drawn area, households, and an area that was taken back."""
    write(register, [area("A", outline=DRAWN), area("B")], outlines=[DRAWN])
    with register.change(actor="a", action="b", reason="hemligt skäl", now=later(2)) as change:
        change.set_timeline("B", ())
        counted = HouseholdCount(area_id="A", counted_on=DAY, total=31, source="RegSO")
        change.set_facts(HouseholdCount, "A", [counted])
    return register


def alike(one: Register, other: Register) -> bool:
    """Say whether two registers tell the same, of now and of before."""
    return all(
        ask(one) == ask(other)
        for ask in (
            lambda register: register.info,
            lambda register: register.verify(),
            lambda register: register.timelines(),
            lambda register: register.timelines(known=later(1)),
            lambda register: register.households(),
            lambda register: register.municipalities(),
            lambda register: register.changes(),
            lambda register: [one.area_id for one in register.versions(DAY, bbox=BOX)],
        )
    )


def test_a_backup_is_one_file_that_holds_the_whole_register(
    filled: Register, tmp_path: Path
) -> None:
    target = tmp_path / "backups.gpkg"
    copy = backup(filled, target)
    assert copy.info == filled.info
    assert copy.verdict.head == filled.head().hash
    assert sorted(one.name for one in tmp_path.glob("*backups*")) == ["backups.gpkg"]
    opened = open_register(target)
    try:
        assert alike(opened, filled)
        assert write(opened, [area("C")], minutes=9).seq == 4
    finally:
        opened.close()


def test_a_backup_is_not_laid_over_anything(filled: Register, tmp_path: Path) -> None:
    target = tmp_path / "taken.gpkg"
    target.write_text("mine")
    for copying in (backup, share):
        with pytest.raises(Conflict) as refused:
            copying(filled, target)
        assert refused.value.key == "store.exists"
    assert target.read_text() == "mine"
    assert not list(tmp_path.glob(".*"))


def test_a_copy_can_be_read_by_whoever_made_it_alone(filled: Register, tmp_path: Path) -> None:
    for copying in (backup, share):
        target = tmp_path / f"{copying.__name__}.gpkg"
        copying(filled, target)
        assert target.stat().st_mode & 0o777 == 0o600


def test_a_copy_into_no_folder_is_refused_in_words(filled: Register, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        backup(filled, tmp_path / "none" / "copy.gpkg")
    assert refused.value.key == "store.cannot_open"


def test_what_a_killed_copy_left_is_swept_by_the_next_one_a_day_later(
    filled: Register, tmp_path: Path
) -> None:
    left = [tmp_path / f".kopia.gpkg.0123abcd{end}" for end in ("", "-journal", "-wal")]
    kept = [
        tmp_path / name for name in (".kopia.gpkg.mine", ".kopiaXgpkg.0123abcd", ".a.gpkg.0123abcd")
    ]
    going_on = tmp_path / ".kopia.gpkg.89abcdef"
    for one in (*left, *kept, going_on):
        one.write_text("people")
    for one in (*left, *kept):
        os.utime(one, (0, 0))
    backup(filled, tmp_path / "kopia.gpkg")
    assert not any(one.exists() for one in left)
    assert all(one.exists() for one in (*kept, going_on))


def test_a_restored_register_is_what_it_was_and_goes_on(
    store: Store, filled: Register, tmp_path: Path
) -> None:
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    then = filled.head()
    write(filled, [area("C"), area("D")], minutes=9)
    restore(filled, target)
    assert filled.head() == then
    assert set(filled.timelines()) == {"A"}
    assert [one.area_id for one in filled.versions(DAY, bbox=BOX)] == ["A"]
    after = write(filled, [area("E")], minutes=10)
    assert after.seq == then.seq + 1
    again = store.open()
    assert set(again.timelines()) == {"A", "E"}
    assert again.verify().intact
    assert again.database.integrity()


def test_the_guards_stand_after_a_restore(store: Store, filled: Register, tmp_path: Path) -> None:
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    restore(filled, target)
    with pytest.raises(Exception, match="guard"):
        store.run("DELETE FROM area_version")
    with pytest.raises(Exception, match="guard"):
        store.run("UPDATE area_version SET name = 'x'")


def test_looking_into_a_backup_leaves_it_as_it_is(filled: Register, tmp_path: Path) -> None:
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    before = target.read_bytes()
    look_into(target)
    restore(filled, target)
    assert target.read_bytes() == before
    assert [one.name for one in tmp_path.glob("backup*")] == ["backup.gpkg"]


def test_a_backup_of_another_register_is_not_put_in_its_place(
    new_store: NewStore, filled: Register, tmp_path: Path
) -> None:
    target = tmp_path / "other.gpkg"
    backup(with_municipalities(new_store().create(name="Annan")), target)
    before = filled.head()
    with pytest.raises(Refused) as refused:
        restore(filled, target)
    assert refused.value.key == "store.other_register"
    assert refused.value.values == {"found": "Annan", "ours": "Provby"}
    assert filled.head() == before


def altered(path: Path) -> None:
    with closing(sqlite3.connect(path)) as file, file:
        for (name,) in file.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        ).fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE area_version SET name = 'Annat'")


def torn(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 8_192] = b"\xff" * 8_192
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: 40 * 1024])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def other(path: Path) -> None:
    path.write_text("This is a letter, not a register.\n" * 100)


@pytest.mark.parametrize("spoil", [altered, torn, cut, emptied, other])
def test_an_unsound_backup_is_refused_and_the_register_stays(
    filled: Register, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    spoil(target)
    before = filled.head()
    with pytest.raises(Refused) as refused:
        restore(filled, target)
    assert refused.value.key in {"store.backup_unsound", "store.damaged", "store.not_a_register"}
    assert filled.head() == before
    assert filled.verify().intact


def test_a_shared_copy_holds_no_reason_and_still_verifies(filled: Register, tmp_path: Path) -> None:
    target = tmp_path / "shared.gpkg"
    copy = share(filled, target)
    assert copy.verdict.head == filled.head().hash
    assert b"hemligt" not in target.read_bytes()
    opened = open_register(target)
    try:
        assert {entry.reason for entry in opened.changes()} == {None}
        assert opened.timelines() == filled.timelines()
    finally:
        opened.close()


def test_a_register_moves_from_a_file_to_a_server_and_keeps_its_head(
    sqlite_store: NewStore, postgresql_store: NewStore, tmp_path: Path
) -> None:
    file = with_municipalities(sqlite_store().create())
    write(file, [area("A", outline=DRAWN), area("B")], outlines=[DRAWN])
    target = tmp_path / "backup.gpkg"
    backup(file, target)
    place = postgresql_store()
    place.create(name=file.info.name)
    with engine_of(place.url) as engine, engine.begin() as connection:
        same = sa.update(ABOUT).where(ABOUT.c.key == "register_id").values(value=file.info.id)
        connection.execute(same)
    server = place.open()
    restore(server, target)
    assert alike(server, file)
    write(server, [area("C")], minutes=5)
    back = tmp_path / "back.gpkg"
    assert backup(server, back).verdict.head == server.head().hash


@pytest.mark.parametrize("copying", [backup, share])
def test_copies_are_whole_while_a_writer_goes_on(
    store: Store, register: Register, tmp_path: Path, copying: Callable[[Register, Path], Copy]
) -> None:
    stop, faults = Event(), []

    def go_on() -> None:
        mine = store.open()
        number = 0
        try:
            while not stop.is_set():
                number += 1
                write(mine, [area(f"W{number}", outline=DRAWN)], outlines=[DRAWN], minutes=number)
        except Exception as fault:  # noqa: BLE001 # whatever it is, the test shows it
            faults.append(fault)

    writer = Thread(target=go_on)
    writer.start()
    try:
        heads = []
        for number in range(3):
            before = register.head().seq
            copy = copying(register, tmp_path / f"copy{number}.gpkg")
            heads.append(copy.verdict.changes)
            assert copy.verdict.changes >= before
    finally:
        stop.set()
        writer.join()
    assert faults == []
    assert heads == sorted(heads)
    assert register.head().seq > heads[0]
    assert register.verify().intact


def test_readers_and_writers_go_on_across_a_restore(
    store: Store, filled: Register, tmp_path: Path
) -> None:
    target = tmp_path / "backup.gpkg"
    backup(filled, target)
    stop, faults = Event(), []

    def read() -> None:
        mine = store.open()
        try:
            while not stop.is_set():
                assert "A" in mine.timelines()
                assert mine.public(on=DAY, today=DAY).areas
        except Exception as fault:  # noqa: BLE001 # whatever it is, the test shows it
            faults.append(fault)

    readers = [Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for number in range(4):
            write(filled, [area(f"N{number}")], minutes=10 + number)
            restore(filled, target)
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert faults == []
    assert filled.verify().intact
