"""What a fault of the store means to the user; its own words stay inside."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from grannsamverkan.errors import Conflict, GrannsamverkanError, Refused, Unavailable

_SQLITE: tuple[tuple[str, type[GrannsamverkanError], str], ...] = (
    ("locked", Unavailable, "store.locked"),
    ("busy", Unavailable, "store.locked"),
    ("readonly", Refused, "store.read_only"),
    ("read-only", Refused, "store.read_only"),
    ("disk is full", Unavailable, "store.full"),
    ("unable to open", Refused, "store.cannot_open"),
    ("not a database", Refused, "store.not_a_register"),
    ("malformed", Refused, "store.damaged"),
    ("no such table", Refused, "store.not_a_register"),
)

_POSTGRESQL: dict[str, tuple[type[GrannsamverkanError], str]] = {
    "55P03": (Unavailable, "store.locked"),
    "53100": (Unavailable, "store.full"),
    "25006": (Refused, "store.read_only"),
    "42501": (Refused, "store.no_rights"),
    "42P07": (Conflict, "store.tables_exist"),
    "0A000": (Refused, "store.no_postgis"),
    "58P01": (Refused, "store.no_postgis"),
    "3D000": (Refused, "store.no_such_database"),
    "28000": (Refused, "store.not_let_in"),
    "28P01": (Refused, "store.not_let_in"),
}
"""By SQLSTATE; whatever else a server cannot do now is `store.unavailable`."""

_CONNECTING: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(words), key)
    for words, key in (
        (r'database ".*" does not exist', "store.no_such_database"),
        (r'role ".*" does not exist', "store.not_let_in"),
        (r"authentication failed|no password supplied|no pg_hba\.conf entry", "store.not_let_in"),
        (r"permission denied for database", "store.no_rights"),
        (r"invalid \w+ value|invalid connection option|invalid port number", "store.not_a_url"),
    )
)
"""By words: of a server that lets nobody in, the driver hands on no SQLSTATE."""


@contextmanager
def as_refusal() -> Iterator[None]:
    """Turn a fault of the database into an error that says what the user can do.

    Raises:
        Unavailable: the store cannot answer now; nothing was written.
        Refused: the file cannot be used as it is.
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        _leave_out_row(error)
        _refuse(error, error.orig)
        raise
    except sqlite3.Error as error:
        _refuse(error, error)
        raise
    except sa.exc.TimeoutError as error:  # every connection of the pool is lent
        raise Unavailable("store.unavailable") from error


def _leave_out_row(error: sa.exc.DBAPIError) -> None:
    """Keep of a server's fault its first line: the next ones hold the row that it met, and faults are logged."""
    told = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    if told is not None and error.orig is not None:
        error.args = error.orig.args = (told,)


def _refuse(error: Exception, original: BaseException | None) -> None:
    """Raise what a fault means, if that is known."""
    meaning = _meaning(error, original)
    if meaning is not None:
        raise meaning from error


def _meaning(error: Exception, original: BaseException | None) -> GrannsamverkanError | None:
    if isinstance(original, sqlite3.DatabaseError) and not isinstance(
        original, sqlite3.IntegrityError
    ):
        said = str(original).lower()
        for words, kind, key in _SQLITE:
            if words in said:
                return kind(key)
    known = _POSTGRESQL.get(str(getattr(original, "sqlstate", None)))
    if known is not None:
        kind, key = known
        return kind(key)
    if isinstance(error, sa.exc.OperationalError | sa.exc.ProgrammingError):
        key = next((key for words, key in _CONNECTING if words.search(str(original))), "")
        if key and getattr(original, "sqlstate", None) is None:
            return Refused(key)
    if isinstance(
        error, sa.exc.OperationalError | sa.exc.InterfaceError | sqlite3.OperationalError
    ):
        return Unavailable("store.unavailable")
    return None
