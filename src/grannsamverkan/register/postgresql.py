"""The store on a server: PostgreSQL with PostGIS, for registers that many write to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from grannsamverkan.domain.geometry import PUBLIC_WITHIN_M
from grannsamverkan.errors import Refused
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.register.ledger import NEWEST
from grannsamverkan.register.replica import Replica
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import CHANGE_REASON, PRIVATE
from grannsamverkan.register.whereabouts import server_url
from grannsamverkan.types import Bbox

_ONE_WRITER = 0x6772616E6E  # any number, the same for all who write to one database
_CONNECT_S = 3
_HUNG_MS = 5_000
"""A server that is gone without a word, as when it has been failed over, is given up after so long."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much of a server a process takes, and for how long it waits.

    Attributes:
        read: the `postgresql://` URL of a streaming replica to read from; None: the server that is written to.
        pool: connections kept open; `overflow` more are opened when all are lent.
        wait_s: how long a reader waits for a connection, and a writer for the one before it.
        statement_s: after how long a question of a reader is given up.
    """

    read: str | None = None
    pool: int = 5
    overflow: int = 10
    wait_s: float = 5.0
    statement_s: float = 60.0


@dataclass(frozen=True)
class Postgresql:
    """A register in a database (or a schema of one, by the URL's search_path)."""

    url: str
    bounds: Bounds = Bounds()
    engine: sa.Engine = field(init=False)
    replica: Replica | None = field(init=False)

    def __post_init__(self) -> None:
        """Make the engines; no connection is opened yet.

        Raises:
            Refused: the driver is not installed, or this is no URL of a database.
        """
        made = _engine(self.url, self.bounds)
        read = self.bounds.read
        replica = Replica(_reader(_engine(read, self.bounds)), _reader(made)) if read else None
        object.__setattr__(self, "engine", made)
        object.__setattr__(self, "replica", replica)

    def get_ready(self) -> None:
        """Do nothing: a server is ready."""

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a write transaction; others wait, so that seq is commit order."""
        with as_refusal(), self.engine.connect() as connection:
            try:
                with connection.begin():
                    connection.exec_driver_sql(
                        f"SET LOCAL lock_timeout = {_ms(self.bounds.wait_s)}; "
                        "SET LOCAL statement_timeout = 0; "
                        f"SELECT pg_advisory_xact_lock({_ONE_WRITER})"
                    )
                    yield connection
            finally:
                if self.replica is not None:
                    self.replica.wrote()

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a read transaction, which sees one state of the register throughout."""
        open_one = self.replica.connect if self.replica else _reader(self.engine).connect
        with as_refusal(), open_one() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading_at_primary(self) -> Iterator[sa.Connection]:
        """Open a read transaction where what another process has written is seen at once."""
        with as_refusal(), _reader(self.engine).connect() as connection, connection.begin():
            yield connection

    def newest(self) -> tuple[int, str] | None:
        """Return the number and hash of the newest change, None where there is none."""
        if self.replica is not None:
            with self.reading() as connection:
                return _pair(connection.exec_driver_sql(NEWEST).first())
        alone = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with as_refusal(), alone.connect() as connection:
            return _pair(connection.exec_driver_sql(NEWEST).first())

    def lay_out(self, connection: sa.Connection, *, crs: str, name: str) -> None:  # noqa: ARG002 # only the file needs them
        """Make sure that PostGIS and the index for periods are there."""
        for extension in ("postgis", "btree_gist"):
            connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    def index(self, connection: sa.Connection, seq: int, ended: Sequence[Row]) -> None:
        """Do nothing: the database keeps its indexes itself."""

    def reindex(self, connection: sa.Connection) -> None:
        """Do nothing: the database keeps its indexes itself."""

    def after_copy(self, connection: sa.Connection, table: sa.Table) -> None:
        """Let the numbering of rows go on after those that were copied with their numbers."""
        if "row_id" in table.c:
            newest = connection.execute(sa.select(sa.func.max(table.c.row_id))).scalar()
            sequence = sa.func.pg_get_serial_sequence(table.name, "row_id")
            connection.execute(sa.select(sa.func.setval(sequence, (newest or 0) + 1, False)))  # noqa: FBT003 # the next number is this one

    def in_bbox(self, bbox: Bbox, on: date) -> sa.ColumnElement[bool]:
        """Return the condition on versions joined with outlines that touch a box (metres) on a day."""
        west, south, east, north = bbox
        far = PUBLIC_WITHIN_M
        touches = sa.text(
            "(outline.polygon && ST_MakeEnvelope(:west, :south, :east, :north, "
            "(SELECT ST_SRID(any_one.polygon) FROM outline any_one LIMIT 1)) "
            "AND area_version.valid_from <= :day AND area_version.valid_to > :day)"
        )
        return touches.bindparams(  # type: ignore[return-value]  # a text clause is a condition too
            west=west - far, south=south - far, east=east + far, north=north + far, day=on
        )

    def scrub(self) -> None:
        """Let the server give back the space of erased rows."""
        outside = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with as_refusal(), outside.connect() as connection:
            connection.exec_driver_sql("SET statement_timeout = 0")
            try:
                for table in (*PRIVATE.values(), CHANGE_REASON):
                    connection.exec_driver_sql(f"VACUUM {table.name}")
            finally:
                connection.invalidate()  # the next one has the bound again

    def integrity(self) -> bool:
        """Say that the server answers; it checks its own pages."""
        with self.reading() as connection:
            return connection.execute(sa.select(1)).scalar() == 1

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self.replica is not None:
            self.replica.engine.dispose()


def _engine(url: str, bounds: Bounds) -> sa.Engine:
    try:
        made = sa.create_engine(
            server_url(url),
            hide_parameters=True,  # they are people, and a fault is logged
            pool_pre_ping=True,
            pool_size=bounds.pool,
            max_overflow=bounds.overflow,
            pool_timeout=bounds.wait_s,
            connect_args={
                "connect_timeout": _CONNECT_S,
                "keepalives_idle": 5,
                "keepalives_interval": 2,
                "keepalives_count": 2,
                "tcp_user_timeout": _HUNG_MS,
            },
        )
    except ModuleNotFoundError as error:
        raise Refused("store.no_driver") from error

    @sa.event.listens_for(made, "connect")
    def _connect(connection: Any, _record: object) -> None:  # noqa: ANN401 # the driver's own
        connection.execute(f"SET statement_timeout = {_ms(bounds.statement_s)}")
        connection.commit()

    return made


def _ms(seconds: float) -> int:
    return max(1, round(seconds * 1_000))  # 0 would be for ever


def _reader(engine: sa.Engine) -> sa.Engine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _pair(row: Any) -> tuple[int, str] | None:  # noqa: ANN401 # a row or nothing
    return None if row is None else (row[0], row[1])
