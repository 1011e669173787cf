"""Statements that the database's own driver runs: SQLAlchemy's way there takes longer than a row does.

They have `?` for each value and are the same on both databases.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

Values = Sequence[Any]
"""What stands for the `?` of a statement, in their order and as the database keeps them."""


def run(connection: sa.Connection, statement: str, many: Sequence[Values]) -> None:
    """Run a statement once for each row of values, inside the transaction that is open."""
    try:
        cursor = _cursor(connection)
        cursor.executemany(_in_its_words(connection, statement), many)
        cursor.close()
    except _error(connection) as error:
        raise _as_sqlalchemys(connection, statement, error) from error


def ask(connection: sa.Connection, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Return the rows that a question finds, as they lie in the database."""
    try:
        cursor = _cursor(connection)
        cursor.execute(_in_its_words(connection, statement), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        cursor.close()
    except _error(connection) as error:
        raise _as_sqlalchemys(connection, statement, error) from error
    return found


def marks(number: int) -> str:
    """Return the `?` for so many values, with commas between them."""
    return ", ".join("?" * number)


@contextmanager
def copying(connection: sa.Connection, statement: str) -> Iterator[Callable[[Values], None]]:
    """Give what puts one row into a COPY of PostgreSQL's."""
    try:
        with _cursor(connection) as cursor, cursor.copy(statement) as copy:
            yield copy.write_row
    except _error(connection) as error:
        raise _as_sqlalchemys(connection, statement, error) from error


@contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """Send a server what is run inside without waiting for its answer each time; a file answers at once."""
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    try:
        with driver.pipeline():
            yield
    except _error(connection) as error:
        raise _as_sqlalchemys(connection, "one of several statements", error) from error


def _cursor(connection: sa.Connection) -> Any:  # noqa: ANN401 # the driver's own
    driver: Any = connection.connection.driver_connection
    return driver.cursor()


def _error(connection: sa.Connection) -> type[Exception]:
    dbapi: Any = connection.dialect.dbapi
    kind: type[Exception] = dbapi.Error
    return kind


def _as_sqlalchemys(connection: sa.Connection, statement: str, error: Exception) -> Exception:
    """Return a fault as one of SQLAlchemy's own kind, without what is in the rows."""
    return sa.exc.DBAPIError.instance(
        statement,
        None,
        error,
        _error(connection),
        hide_parameters=True,
        dialect=connection.dialect,
    )


def _in_its_words(connection: sa.Connection, statement: str) -> str:
    return statement if connection.dialect.paramstyle == "qmark" else statement.replace("?", "%s")
