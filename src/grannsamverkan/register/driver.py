"""Statements that the database's own driver runs: SQLAlchemy's way there takes longer than a row does.

They stand in their final words, with `?` for each value, and are the same on both databases.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import sqlalchemy as sa

Values = Sequence[Any]
"""What stands for the `?` of a statement, in their order and as the database keeps them."""


def run(connection: sa.Connection, statement: str, many: Sequence[Values]) -> None:
    """Run a statement once for each row of values, inside the transaction that is open."""
    with _cursor(connection, statement) as cursor:
        cursor.executemany(_in_its_words(connection, statement), many)


def ask(connection: sa.Connection, statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Return the rows that a question finds, as they lie in the database."""
    with _cursor(connection, statement) as cursor:
        cursor.execute(_in_its_words(connection, statement), values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


@contextmanager
def copying(connection: sa.Connection, statement: str) -> Iterator[Callable[[Values], None]]:
    """Give what puts one row into a COPY of PostgreSQL's."""
    with _cursor(connection, statement) as cursor, cursor.copy(statement) as copy:
        yield copy.write_row


@contextmanager
def together(connection: sa.Connection) -> Iterator[None]:
    """Send a server what is run inside without waiting for its answer each time; a file answers at once."""
    if connection.dialect.name == "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    with _faults(connection, "a change"), driver.pipeline():
        yield


@contextmanager
def _cursor(connection: sa.Connection, statement: str) -> Iterator[Any]:
    driver: Any = connection.connection.driver_connection
    with _faults(connection, statement), closing(driver.cursor()) as cursor:
        yield cursor


@contextmanager
def _faults(connection: sa.Connection, statement: str) -> Iterator[None]:
    """Let a fault come as one of SQLAlchemy's own kind, without what is in the rows."""
    dialect = connection.dialect
    dbapi: Any = dialect.dbapi
    try:
        yield
    except dbapi.Error as error:
        raise sa.exc.DBAPIError.instance(
            statement, None, error, dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


def _in_its_words(connection: sa.Connection, statement: str) -> str:
    return statement if connection.dialect.paramstyle == "qmark" else statement.replace("?", "%s")
