"""What a fault of the store means to the user; its own words stay inside."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from grannsamverkan.errors import GrannsamverkanError, Refused, Unavailable

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
}
"""By SQLSTATE; whatever else a server cannot do now is `store.unavailable`."""


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
        raise _meaning(error, error.orig) from error
    except sqlite3.Error as error:
        raise _meaning(error, error) from error
    except sa.exc.TimeoutError as error:  # every connection of the pool is lent
        raise Unavailable("store.unavailable") from error


def _leave_out_row(error: sa.exc.DBAPIError) -> None:
    """Keep of a server's fault its first line: the next ones hold the row that it met, and faults are logged."""
    told = getattr(getattr(error.orig, "diag", None), "message_primary", None)
    if told is not None and error.orig is not None:
        error.args = error.orig.args = (told,)


def _meaning(error: Exception, original: BaseException | None) -> Exception:
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
    if isinstance(
        error, sa.exc.OperationalError | sa.exc.InterfaceError | sqlite3.OperationalError
    ):
        return Unavailable("store.unavailable")
    return error
