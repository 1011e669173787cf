"""Many rows at once: by COPY into PostgreSQL, row by row in one statement into SQLite."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import sqlalchemy as sa

from grannsamverkan.register.rows import Row

_MANY = 100
"""From so many rows on COPY is quicker than statements, whose answers are waited for."""

_TELLING = 5_000
"""So many new rows make what a database believes of a table untrue."""
AT_ONCE = 2_000
"""So many rows of a table that can hold large shapes or files are held at a time."""


def insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, which all name the same columns; none is no fault."""
    if not rows:
        return
    if connection.dialect.name == "sqlite" or len(rows) < _MANY:
        connection.execute(sa.insert(table), rows)
    else:
        _copy(connection, table, rows)


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


def _copy(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Stream rows into a table; a fault comes as one of the statements' own kind, without what is in the rows."""
    dialect = connection.dialect
    names = list(rows[0])
    written = [_processor(table.c[name].type, dialect) for name in names]
    columns = ", ".join(dialect.identifier_preparer.quote(name) for name in names)
    statement = f"COPY {table.name} ({columns}) FROM STDIN"
    driver: Any = connection.connection.driver_connection
    dbapi: Any = dialect.dbapi
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(
                    [
                        row[name] if process is None else process(row[name])
                        for name, process in zip(names, written, strict=True)
                    ]
                )
    except dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


def _processor(kind: sa.types.TypeEngine[Any], dialect: sa.Dialect) -> Any:  # noqa: ANN401 # as SQLAlchemy has it
    return kind.dialect_impl(dialect).bind_processor(dialect)
