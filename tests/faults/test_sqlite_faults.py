"""A full disk, a file that cannot be written, a locked one: said clearly, and nothing half-written."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.register import Register, backup, create_register, open_register
from samples import area, outline_of, square, write
from stores import DAWN, NewStore, Store, with_municipalities

EXPECTED = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL
    "foreign_keys": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "secure_delete": 1,
    "busy_timeout": 5_000,
}


FULL = sqlite3.OperationalError("database or disk is full")


def fail(*_: object, **__: object) -> None:
    """Stand in for a step that meets a full disk."""
    raise FULL


@pytest.fixture
def file(sqlite_store: NewStore) -> Store:
    """Return a place for a register in a file."""
    return sqlite_store()


@pytest.fixture
def opened(file: Store) -> Register:
    """Return a register in a file."""
    return with_municipalities(file.create())


def pragmas(connection: sa.Connection) -> dict[str, object]:
    return {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in EXPECTED}


def test_every_connection_is_durable_and_distrusts_the_schema(opened: Register) -> None:
    found: list[dict[str, object]] = []
    for _ in range(2):  # the second round meets connections that come out of the pool again
        with (
            opened.database.reading() as first,
            opened.database.reading() as second,
            opened.database.writing() as third,
        ):
            found += [pragmas(one) for one in (first, second, third)]
    assert found == [EXPECTED] * 6


def test_a_writer_holds_the_file_from_its_first_moment(file: Store, opened: Register) -> None:
    """A transaction that began as a reader could not become a writer after another's commit."""
    with (
        opened.database.writing(),
        closing(sqlite3.connect(file.path, timeout=0)) as other,
        pytest.raises(sqlite3.OperationalError, match="locked"),
    ):
        other.execute("BEGIN IMMEDIATE")


@pytest.fixture
def nearly_full(opened: Register) -> Iterator[Register]:
    """Return a register whose file can grow by no more than two pages."""
    limit: list[int] = []

    def hold(connection: sqlite3.Connection, *_: object) -> None:
        if not limit:
            limit.append(connection.execute("PRAGMA page_count").fetchone()[0] + 2)
        connection.execute(f"PRAGMA max_page_count={limit[0]}").close()

    sa.event.listen(opened.database.engine, "checkout", hold)
    yield opened
    sa.event.remove(opened.database.engine, "checkout", hold)


def test_a_full_disk_is_said_so_and_leaves_no_trace(file: Store, nearly_full: Register) -> None:
    before = nearly_full.head()
    drawn = [outline_of(square(300 * number)) for number in range(40)]
    with pytest.raises(Unavailable) as refused:
        write(
            nearly_full,
            [area(f"A{number}", outline=one) for number, one in enumerate(drawn)],
            outlines=drawn,
        )
    assert refused.value.key == "store.full"
    assert nearly_full.head() == before
    assert nearly_full.timelines() == {}
    assert nearly_full.verify().intact
    assert nearly_full.database.integrity()
    again = file.open()
    assert write(again, [area("A")], minutes=2).seq == before.seq + 1


def test_a_backup_that_does_not_fit_leaves_nothing_behind(
    opened: Register, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grannsamverkan.register.copies._checked", fail)
    target = tmp_path / "backup.gpkg"
    with pytest.raises(sqlite3.OperationalError):
        backup(opened, target)
    assert not list(tmp_path.glob("*backup*"))


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_file_without_leave_to_write_is_said_so(file: Store, opened: Register) -> None:
    opened.close()
    file.path.chmod(0o400)
    with pytest.raises(Refused) as refused:
        open_register(file.path)
    assert refused.value.key == "store.read_only"


def test_a_register_on_a_medium_that_cannot_be_written_says_so(
    file: Store, opened: Register
) -> None:
    before = opened.head()

    def no_writing(connection: sqlite3.Connection, *_: object) -> None:
        connection.execute("PRAGMA query_only=ON").close()

    sa.event.listen(opened.database.engine, "checkout", no_writing)
    with pytest.raises(Refused) as refused:
        write(opened, [area("A")])
    sa.event.remove(opened.database.engine, "checkout", no_writing)
    assert refused.value.key == "store.read_only"
    assert file.open().head() == before


def test_a_register_cannot_be_made_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        create_register(tmp_path / "none" / "r.gpkg", name="Provby", crs="EPSG:3006", now=DAWN)
    assert refused.value.key == "store.cannot_open"


def test_what_is_no_register_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    letter = tmp_path / "letter.gpkg"
    letter.write_text("This is a letter.\n" * 500)
    other = tmp_path / "other.gpkg"
    with closing(sqlite3.connect(other)) as made:
        made.execute("CREATE TABLE about (id INTEGER)")
    for path in (letter, other):
        before = path.read_bytes()
        with pytest.raises(Refused) as refused:
            open_register(path)
        assert refused.value.key == "store.not_a_register", path.name
        assert path.read_bytes() == before, path.name
    assert {one.name for one in tmp_path.iterdir()} == {letter.name, other.name}


def test_a_register_that_is_not_there_is_not_made_by_opening_it(tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        open_register(tmp_path / "none.gpkg")
    assert refused.value.key == "store.no_such_file"
    assert list(tmp_path.iterdir()) == []


def test_a_register_half_made_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grannsamverkan.register.founding._upgrade", fail)
    with pytest.raises(Unavailable):
        create_register(tmp_path / "r.gpkg", name="Provby", crs="EPSG:3006", now=DAWN)
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_page_is_said_so(file: Store, opened: Register) -> None:
    write(opened, [area(f"A{number}") for number in range(500)])
    opened.close()
    content = bytearray(file.path.read_bytes())
    damaged = slice(len(content) // 4, len(content) * 3 // 4)
    content[damaged] = b"\xff" * len(content[damaged])
    file.path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        file.open().verify()
    assert refused.value.key == "store.damaged"


def test_a_change_that_fails_while_it_is_written_leaves_the_one_before(
    opened: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The spatial index is the last thing that a change touches."""
    before = opened.head()

    monkeypatch.setattr("grannsamverkan.register.sqlite.Sqlite.index", fail)
    with pytest.raises(Unavailable):
        write(opened, [area("A")])
    monkeypatch.undo()
    assert opened.head() == before
    assert opened.timelines() == {}
    write(opened, [area("A")], minutes=2)
    assert opened.verify().intact
    assert opened.head().seq == before.seq + 1
