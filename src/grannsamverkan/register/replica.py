"""A server beside the one that is written to, which is read as long as it is not behind what was seen or written here."""

import time
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa

from grannsamverkan.errors import Refused
from grannsamverkan.register.ledger import read_about

_LEFT_ALONE_S = 1.0
"""So long a replica that did not answer is not asked again: each try costs its readers a wait."""

_HERE = "SELECT pg_current_wal_lsn()::text"

_REPLAYED = """
    SELECT replayed::text, replayed >= CAST(%s AS pg_lsn)
    FROM (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                 ELSE pg_current_wal_lsn() END AS replayed) AS place
"""


_STARTED = """
    SELECT pg_postmaster_start_time(), pg_is_in_recovery(),
           has_function_privilege('pg_control_system()', 'EXECUTE')
"""

_NUMBER = "SELECT system_identifier FROM pg_control_system()"


@dataclass
class Replica:
    """A streaming replica, or several behind one address; reading through it never goes back in time.

    A place in the server's log (LSN) tells how far it has come. What this process has written lies before
    the place where the primary is when it is next asked, and so does all that was read there meanwhile.
    """

    engine: sa.Engine
    primary: sa.Engine
    _seen: str = "0/0"
    _behind: bool = True
    _known: bool = False
    _left_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def wrote(self) -> None:
        """Take note that something has been written, or read, at the primary."""
        self._behind = True

    def connect(self) -> sa.Connection:
        """Return a connection to the replica, or to the primary while the replica is away or behind.

        Raises:
            Refused: what answers is no replica, or holds another register; asked of the first answer alone.
        """
        connection = self._caught_up()
        if connection is None:
            connection = self.primary.connect()
            self.wrote()
        return connection

    def _caught_up(self) -> sa.Connection | None:
        if time.monotonic() < self._left_until:
            return None
        wanted = self._wanted()
        connection, there = None, False
        try:
            connection = self.engine.connect()
            there = self._has_come_to(wanted, connection)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            self._left_until = time.monotonic() + _LEFT_ALONE_S
        finally:
            if connection is not None and not there:
                connection.close()
        return connection if there else None

    def _has_come_to(self, wanted: str, connection: sa.Connection) -> bool:
        if not self._known:
            _refuse_stranger(connection, self.primary)
        replayed, there = connection.exec_driver_sql(_REPLAYED, (wanted,)).one()
        if there and not self._known:  # one that is behind may not have the register yet
            _refuse_other_register(connection, self.primary)
            self._known = True
        connection.rollback()
        if there:
            with self._lock:
                self._seen = max(self._seen, replayed, key=_place)
        return bool(there)

    def _wanted(self) -> str:
        """Return how far the replica must have come; the primary is asked where it is after a write."""
        with self._lock:
            if self._behind:
                self._behind = False  # before asking: what is written meanwhile is asked for anew
                try:
                    with self.primary.connect() as connection:
                        self._seen = connection.exec_driver_sql(_HERE).scalar_one()
                except BaseException:
                    self._behind = True
                    raise
            return self._seen


def _refuse_stranger(found: sa.Connection, primary: sa.Engine) -> None:
    """Keep a server from being read whose log is not that of the primary: its places in it mean nothing here."""
    with primary.connect() as connection:
        (own, own_start, _), (other, other_start, copies) = map(_server, (connection, found))
    if (own and other and own != other) or (not copies and own_start != other_start):
        raise Refused("store.not_a_replica")


def _server(connection: sa.Connection) -> tuple[int | None, object, bool]:
    """Return the number that a server shares with its replicas, where that may be asked, when it started and whether it copies."""
    *told, may_ask = connection.exec_driver_sql(_STARTED).one()
    number = connection.exec_driver_sql(_NUMBER).scalar_one() if may_ask else None
    return number, *told


def _refuse_other_register(found: sa.Connection, primary: sa.Engine) -> None:
    with primary.connect() as connection:
        own, other = map(_register_id, (connection, found))
    if own != other:
        raise Refused("store.replica_of_other")


def _register_id(connection: sa.Connection) -> str | None:
    """Return the id of the register that is there, None where there is none."""
    there = connection.exec_driver_sql("SELECT to_regclass('about') IS NOT NULL").scalar_one()
    return read_about(connection).get("register_id") if there else None


def _place(lsn: str) -> int:
    """Return a place in the log as a number: `16/B374D848` counts in bytes of two halves."""
    high, low = lsn.split("/")
    return int(high, 16) << 32 | int(low, 16)
