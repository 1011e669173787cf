"""Whole registers: backed up, looked at, put back, or handed on without what concerns persons."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa

from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.register import bulk, guards, ledger
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.register.founding import database_at, found_in, open_register, settle
from grannsamverkan.register.ledger import read_about
from grannsamverkan.register.postgresql import Postgresql
from grannsamverkan.register.schema import CHANGE_REASON, METADATA, PRIVATE
from grannsamverkan.register.sqlite import Sqlite, make_own
from grannsamverkan.register.store import Database, Register, RegisterInfo
from grannsamverkan.register.unfinished import unfinished
from grannsamverkan.register.verify import Verdict, verify


@dataclass(frozen=True, slots=True)
class Copy:
    """What a backup holds."""

    info: RegisterInfo
    verdict: Verdict


def look_into(path: Path) -> Copy:
    """Open a backup, check every page and the whole ledger, and say what it holds.

    Raises:
        Refused: the file is damaged, altered, or no register.
    """
    with _own_copy(path) as own:
        return _checked(own, named=path)


@contextmanager
def _own_copy(path: Path) -> Iterator[Path]:
    """Lend a copy of a backup, so that the backup itself can lie on a medium that is read-only."""
    with TemporaryDirectory() as folder:
        own = Path(folder) / "copy.gpkg"
        with (
            as_refusal(),
            closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(own)) as copy,
        ):
            source.backup(copy)
        yield own


def _checked(path: Path, *, named: Path) -> Copy:
    copy = open_register(path)
    try:
        verdict = copy.verify()
        if not copy.database.integrity() or not verdict.intact:
            raise Refused("store.backup_unsound", path=named)
        return Copy(copy.info, verdict)
    finally:
        copy.close()


def backup(register: Register, target: Path) -> Copy:
    """Copy a register to a new file, complete and checked, while others go on writing.

    Raises:
        Conflict: the file is there already. Refused: the copy did not verify.
    """
    return _copied(register, target, personal=True)


def copy_register(register: Register, where: str | Path) -> Copy:
    """Copy a register to a new file or an empty database, complete and checked, whole or not at all.

    It is the same register there, with the same id and chain, and can be written to.

    Raises:
        Conflict: something is there already. Refused: the copy did not verify.
    """
    database = database_at(where)
    if isinstance(database, Sqlite):
        return backup(register, database.path)
    try:
        with register.database.reading() as source, database.writing() as target:
            found_in(target, database, read_about(source))
            _replace_rows(source, target, database)
            verdict, head = verify(target), ledger.head(source)
            if not verdict.intact or verdict.head != head.hash:
                raise Refused("store.copy_unsound")
    finally:
        database.close()
    return Copy(register.info, verdict)


def share(register: Register, target: Path) -> Copy:
    """Copy a register to a new file without the tables that can concern persons.

    Raises:
        Conflict: the file is there already. Refused: the copy did not verify.
    """
    return _copied(register, target, personal=False)


def _copied(register: Register, target: Path, *, personal: bool) -> Copy:
    if target.exists():
        raise Conflict("store.exists", path=target)
    with unfinished(target) as made:
        if isinstance(register.database, Sqlite):
            register.database.copy_to(made)
        else:
            _copy_out(register.database, made)
        if not personal:
            _strip(made)
        copy = _checked(made, named=target)
        _single_file(made)
        settle(made, target)
    return copy


def _strip(path: Path) -> None:
    """Remove the erasable tables' rows, and every trace of them in the file."""
    with as_refusal(), closing(sqlite3.connect(path, isolation_level=None)) as copy:
        copy.execute("PRAGMA secure_delete=ON").close()
        for table in (*PRIVATE.values(), CHANGE_REASON):
            copy.execute(f"DELETE FROM {table.name}").close()  # noqa: S608 # names of ours
        copy.execute("VACUUM").close()


def _single_file(path: Path) -> None:
    """Fold the write-ahead log into the file, so that it travels alone."""
    with as_refusal(), closing(sqlite3.connect(path)) as copy:
        copy.execute("PRAGMA journal_mode=DELETE").close()


def restore(register: Register, source: Path) -> Copy:
    """Put a checked backup in a register's place in one transaction, under running readers.

    Raises:
        Refused: the backup is unsound, or belongs to another register.
    """
    with _own_copy(source) as own:
        copy = _checked(own, named=source)
        if copy.info.id != register.info.id:
            raise Refused("store.other_register", found=copy.info.name, ours=register.info.name)
        if isinstance(register.database, Sqlite):
            register.database.replace_by(own)
        else:
            _copy_in(own, register.database)
    return copy


def _copy_out(database: Postgresql, target: Path) -> None:
    make_own(target)
    made = Sqlite(target)
    try:
        with database.reading() as source, made.writing() as rows:
            found_in(rows, made, read_about(source))
            _replace_rows(source, rows, made)
    finally:
        made.close()


def _copy_in(source: Path, database: Postgresql) -> None:
    file = Sqlite(source)
    try:
        with file.reading() as rows, database.writing() as target:
            _replace_rows(rows, target, database)
    finally:
        file.close()


def _replace_rows(source: sa.Connection, target: sa.Connection, database: Database) -> None:
    """Replace every row of a register by those of another, guards off and on in the transaction that is open."""
    tables = METADATA.sorted_tables
    with guards.lifted(target):
        for table in reversed(tables):
            target.execute(sa.delete(table))
        for table in tables:
            number = 0
            for rows in bulk.rows_of(source, table):
                bulk.insert(target, table, rows)
                number += len(rows)
            bulk.settle(target, table, number)
            database.after_copy(target, table)
    database.reindex(target)
