"""A server beside the one that is written to, which is read as long as it is not behind what was seen or written here."""

import time
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa

_LEFT_ALONE_S = 1.0
"""So long a replica that did not answer is not asked again: each try costs its readers a wait."""

_HERE = "SELECT pg_current_wal_lsn()::text"

_REPLAYED = """
    SELECT replayed::text, replayed >= CAST(%s AS pg_lsn)
    FROM (SELECT CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()
                 ELSE pg_current_wal_lsn() END AS replayed) AS place
"""


@dataclass
class Replica:
    """A streaming replica, or several behind one address; reading through it never goes back in time.

    A place in the server's log (LSN) tells how far it has come. What this process has written lies before
    the place where the primary is when it is next asked, and so does all that was read there meanwhile.
    """

    engine: sa.Engine
    primary: sa.Engine
    _seen: str = "0/0"
    _behind: bool = False
    _left_until: float = 0.0
    _lock: Lock = field(default_factory=Lock)

    def wrote(self) -> None:
        """Take note that something has been written, or read, at the primary."""
        self._behind = True

    def connect(self) -> sa.Connection:
        """Return a connection to the replica, or to the primary while the replica is away or behind."""
        connection = self._caught_up()
        if connection is None:
            connection = self.primary.connect()
            self.wrote()
        return connection

    def _caught_up(self) -> sa.Connection | None:
        if time.monotonic() < self._left_until:
            return None
        wanted = self._wanted()
        connection = None
        try:
            connection = self.engine.connect()
            replayed, there = connection.exec_driver_sql(_REPLAYED, (wanted,)).one()
            connection.rollback()
        except (sa.exc.DBAPIError, sa.exc.TimeoutError):
            self._left_until = time.monotonic() + _LEFT_ALONE_S
            there = False
        if connection is not None and not there:
            connection.close()
            return None
        if there:
            with self._lock:
                self._seen = max(self._seen, replayed, key=_place)
        return connection

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


def _place(lsn: str) -> int:
    """Return a place in the log as a number: `16/B374D848` counts in bytes of two halves."""
    high, low = lsn.split("/")
    return int(high, 16) << 32 | int(low, 16)
