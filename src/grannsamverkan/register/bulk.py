"""Rows of a table: in by COPY where many go into PostgreSQL, else by one statement for all; out as they are believed."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import sqlalchemy as sa

from grannsamverkan.register import driver, ledger
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import TEMPORAL

COPIED_FROM = 100
"""From so many rows on COPY is quicker than statements, whose answers are waited for."""

_TELLING = 5_000
"""So many new rows make what a database believes of a table untrue."""
AT_ONCE = 2_000
"""So many rows of a table that can hold large shapes or files are held at a time."""


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which all name the same columns; none is no fault."""
    if not rows:
        return
    way = _way(table, tuple(rows[0]), connection.dialect)
    if connection.dialect.name == "sqlite" or len(rows) < COPIED_FROM:
        driver.run(connection, way.insert, [way.values(row) for row in rows])
        return
    with driver.copying(connection, way.copy) as put:
        for row in rows:
            put(way.values(row))


def settle(connection: sa.Connection, table: sa.Table, number: int) -> None:
    """Let the database look at a table that has got so many rows, or questions are planned for what it was.

    A box on a day took 26-39 ms on PostgreSQL until then and 2 ms after; SQLite, which never looks by itself,
    went through every believed version for what a few hundred areas were.
    """
    if number >= _TELLING:
        connection.exec_driver_sql(f"ANALYZE {table.name}")


def rows_of(connection: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    """Give every row of a table in the order of its key, some at a time, without holding them all."""
    query = sa.select(table).order_by(*table.primary_key.columns)
    found = connection.execute(query.execution_options(yield_per=AT_ONCE)).mappings()
    while some := [dict(row) for row in islice(found, AT_ONCE)]:
        yield some


def believed(
    connection: sa.Connection, table: sa.Table, scopes: Sequence[str] | None
) -> Iterator[Row]:
    """Give the believed rows of some areas, municipalities or places, or all, in the order of their key.

    Those of areas come with the sizes of their outlines.
    """
    way = _asking(table, connection.dialect)
    for some in [None] if scopes is None else ledger.in_batches(scopes):
        statement = (
            way.every if some is None else way.some.replace(_SCOPES, driver.marks(len(some)))
        )
        for values in driver.ask(connection, statement, some or ()):
            yield way.row(values)


_Process = Callable[[Any], Any] | None

_SCOPES = "SCOPES"


@dataclass(frozen=True, slots=True)
class _Asking:
    """How the believed rows of a table come out of one kind of database."""

    every: str
    some: str
    read: tuple[tuple[str, _Process], ...]

    def row(self, values: driver.Values) -> Row:
        """Return what was found as a row."""
        return {
            name: value if process is None else process(value)
            for (name, process), value in zip(self.read, values, strict=True)
        }


@dataclass(frozen=True, slots=True)
class _Way:
    """How rows come into a table of one kind of database."""

    insert: str
    copy: str
    written: tuple[tuple[str, _Process], ...]

    def values(self, row: Mapping[str, Any]) -> list[Any]:
        """Return what a row says, as the database keeps it."""
        return [
            row[name] if process is None else process(row[name]) for name, process in self.written
        ]


_WAYS: dict[tuple[str, tuple[str, ...], str], _Way] = {}
_ASKING: dict[tuple[str, str], _Asking] = {}
"""By table, columns and kind of database: to work one out takes longer than to insert or ask by it."""


def _asking(table: sa.Table, dialect: sa.Dialect) -> _Asking:
    key = (table.name, dialect.name)
    if key not in _ASKING:
        scope, *_ = order = [table.c[name] for name in TEMPORAL[table]]
        query = ledger.believed(table).order_by(*order)
        among = query.where(scope.in_([sa.literal_column(_SCOPES)]))
        _ASKING[key] = _Asking(
            every=str(query.compile(dialect=dialect)),
            some=str(among.compile(dialect=dialect)),
            read=tuple(
                (column.name, _reader(column.type, dialect)) for column in query.selected_columns
            ),
        )
    return _ASKING[key]


def _way(table: sa.Table, names: tuple[str, ...], dialect: sa.Dialect) -> _Way:
    key = (table.name, names, dialect.name)
    if key not in _WAYS:
        columns = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
        into = f"{table.name} ({columns})"
        _WAYS[key] = _Way(
            insert=f"INSERT INTO {into} VALUES ({driver.marks(len(names))})",  # noqa: S608 # names of ours
            copy=f"COPY {into} FROM STDIN",
            written=tuple((name, _writer(table.c[name].type, dialect)) for name in names),
        )
    return _WAYS[key]


def _reader(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Process:
    if isinstance(kind, sa.Float):  # comes as one from both drivers
        return None
    return kind.dialect_impl(dialect).result_processor(dialect, None)


def _writer(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> _Process:
    return kind.dialect_impl(dialect).bind_processor(dialect)
