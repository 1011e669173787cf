"""The store on a server: PostgreSQL with PostGIS, for registers that many write to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from grannsamverkan.domain.geometry import PUBLIC_WITHIN_M
from grannsamverkan.errors import Refused
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import CHANGE_REASON, PRIVATE
from grannsamverkan.types import Bbox

_ONE_WRITER = 0x6772616E6E  # any number, the same for all who write to one database
_WAIT_S = 5


@dataclass(frozen=True)
class Postgresql:
    """A register in a database (or a schema of one, by the URL's search_path)."""

    url: str
    engine: sa.Engine = field(init=False)

    def __post_init__(self) -> None:
        """Make the engine; no connection is opened yet.

        Raises:
            Refused: the driver is not installed.
        """
        url = sa.make_url(self.url).set(drivername="postgresql+psycopg")
        try:
            made = sa.create_engine(
                url,
                hide_parameters=True,  # they are people, and a fault is logged
                pool_pre_ping=True,
                pool_timeout=_WAIT_S,
                connect_args={"connect_timeout": _WAIT_S},
            )
        except ModuleNotFoundError as error:
            raise Refused("store.no_driver") from error
        object.__setattr__(self, "engine", made)

    def get_ready(self) -> None:
        """Do nothing: a server is ready."""

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open a write transaction; others wait, so that seq is commit order."""
        with as_refusal(), self.engine.connect() as connection, connection.begin():
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_WAIT_S}s'")
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_ONE_WRITER})")
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a read transaction, which sees one state of the register throughout."""
        repeatable = self.engine.execution_options(isolation_level="REPEATABLE READ")
        with as_refusal(), repeatable.connect() as connection, connection.begin():
            yield connection

    def lay_out(self, connection: sa.Connection, *, crs: str, name: str) -> None:  # noqa: ARG002 # only the file needs them
        """Make sure that PostGIS and the index for periods are there."""
        for extension in ("postgis", "btree_gist"):
            connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension}")

    def index(self, connection: sa.Connection, seq: int, ended: list[Row]) -> None:
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
            for table in (*PRIVATE.values(), CHANGE_REASON):
                connection.exec_driver_sql(f"VACUUM {table.name}")

    def integrity(self) -> bool:
        """Say that the server answers; it checks its own pages."""
        with self.reading() as connection:
            return connection.execute(sa.select(1)).scalar() == 1

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()
