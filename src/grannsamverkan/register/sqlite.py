"""The embedded store: one SQLite file that is also a valid GeoPackage, so QGIS opens it as it is."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from grannsamverkan.crs import srid as crs_srid
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.register import driver
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.register.ledger import NEWEST
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import HEADER_BYTES, envelope_of
from grannsamverkan.types import Bbox

_APPLICATION_ID = int.from_bytes(b"GPKG", "big")
_GPKG_1_4 = 10400
_BUSY_MS = 5_000

_PRAGMAS = (
    "synchronous=FULL",
    "foreign_keys=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "secure_delete=ON",
    f"busy_timeout={_BUSY_MS}",
)


def _engine(path: Path) -> sa.Engine:
    """Return an engine on the file whose every connection is durable and distrusts the schema."""
    url = sa.URL.create("sqlite+pysqlite", database=str(path))
    made = sa.create_engine(url, hide_parameters=True)  # they are people, and a fault is logged

    @sa.event.listens_for(made, "connect")
    def _connect(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, so that it can be IMMEDIATE
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @sa.event.listens_for(made, "begin")
    def _begin(connection: sa.Connection) -> None:
        driver: Any = connection.connection.driver_connection
        driver.execute(connection.get_execution_options().get("begin", "BEGIN")).close()

    return made


@dataclass(frozen=True)
class Sqlite:
    """A register in one file."""

    path: Path
    engine: sa.Engine = field(init=False)
    writer: sa.Engine = field(init=False)

    def __post_init__(self) -> None:
        """Make the engine; no connection is opened yet."""
        made = _engine(self.path)
        object.__setattr__(self, "engine", made)
        object.__setattr__(self, "writer", made.execution_options(begin="BEGIN IMMEDIATE"))

    def get_ready(self) -> None:
        """Let readers and a writer work side by side; the file remembers it, so none but ours is asked."""
        with as_refusal(), closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as file:
            file.execute("PRAGMA journal_mode=WAL").close()

    @contextmanager
    def writing(self) -> Iterator[sa.Connection]:
        """Open the one write transaction there can be at a time."""
        with as_refusal(), self.writer.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Open a read transaction, which sees one state of the register throughout."""
        with as_refusal(), self.engine.connect() as connection, connection.begin():
            yield connection

    def reading_at_primary(self) -> AbstractContextManager[sa.Connection]:
        """Open a read transaction; there is one file, and all read it."""
        return self.reading()

    def newest(self) -> tuple[int, str] | None:
        """Return the number and hash of the newest change, None where there is none.

        It is asked before every answer, and by the driver itself in a tenth of the time.
        """
        with as_refusal(), closing(self.engine.raw_connection()) as lent:
            driver: Any = lent.driver_connection
            row: tuple[int, str] | None = driver.execute(NEWEST).fetchone()
            return row

    def lay_out(self, connection: sa.Connection, *, crs: str, name: str) -> None:
        """Make the file a GeoPackage whose only layers are today's areas, their history and `about`."""
        lay_out(connection, crs=crs, name=name)

    def index(self, connection: sa.Connection, seq: int, ended: Sequence[Row]) -> None:
        """Keep the R-tree over x, y and day in step with the rows that a change made and ended."""
        gone = [(row["row_id"],) for row in ended]
        driver.run(connection, "DELETE FROM area_rtree WHERE row_id = ?", gone)
        _enter(connection, since=seq)

    def reindex(self, connection: sa.Connection) -> None:
        """Build the R-tree anew from the believed versions."""
        connection.exec_driver_sql("DELETE FROM area_rtree")
        _enter(connection, since=0)

    def after_copy(self, connection: sa.Connection, table: sa.Table) -> None:
        """Do nothing: SQLite numbers rows from the largest there is."""

    def in_bbox(self, bbox: Bbox, on: date) -> sa.ColumnElement[bool]:
        """Return the condition on `area_version` rows that touch a box (metres) on a day."""
        west, south, east, north = bbox
        found = sa.text(
            "area_version.row_id IN (SELECT row_id FROM area_rtree WHERE max_x >= :west "
            "AND min_x <= :east AND max_y >= :south AND min_y <= :north "
            "AND from_day <= :day AND to_day > :day)"
        )
        return found.bindparams(  # type: ignore[return-value]  # a text clause is a condition too
            west=west, south=south, east=east, north=north, day=on.toordinal()
        )

    def copy_to(self, target: Path) -> None:
        """Copy the register as it is at this moment to a new file, while others go on writing."""
        make_own(target)
        with (
            as_refusal(),
            closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE").close()

    def replace_by(self, source: Path) -> None:
        """Take over the content of another register's file in one transaction, under running readers."""
        with (
            as_refusal(),
            closing(sqlite3.connect(source)) as new,
            closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as own,
        ):
            new.backup(own)
            own.execute("PRAGMA journal_mode=WAL").close()

    def scrub(self) -> None:
        """Fold the write-ahead log into the file and empty it, since erased rows stand in it still."""
        with as_refusal(), closing(sqlite3.connect(self.path, timeout=_BUSY_MS / 1000)) as file:
            busy, *_ = file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy:
            raise Unavailable("store.locked")

    def integrity(self) -> bool:
        """Say whether SQLite finds the file sound."""
        with self.reading() as connection:
            found = connection.exec_driver_sql("PRAGMA integrity_check").scalars().all()
        return found == ["ok"]

    def close(self) -> None:
        """Close every connection; the last one folds the write-ahead log into the file."""
        self.engine.dispose()


def make_own(target: Path) -> None:
    """Make the empty file that a copy is written to: it holds people, so only its maker can read it.

    Raises:
        Refused: there is no such folder, or one may not write there.
    """
    try:
        target.touch(mode=0o600)
    except OSError as error:
        raise Refused("store.cannot_open") from error


def lay_out(connection: sa.Connection, *, crs: str, name: str) -> None:
    """Make the file a GeoPackage whose layers are today's areas, all their history, and `about`."""
    from pyproj import CRS

    run = connection.exec_driver_sql
    srid = crs_srid(crs)
    run(f"PRAGMA application_id={_APPLICATION_ID}")
    run(f"PRAGMA user_version={_GPKG_1_4}")
    for statement in _GPKG_TABLES:
        run(statement)
    systems = [
        ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
        ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
        ("WGS 84 geodetic", 4326, "EPSG", 4326, CRS("EPSG:4326").to_wkt("WKT1_GDAL")),
        (CRS(crs).name, srid, "EPSG", srid, CRS(crs).to_wkt("WKT1_GDAL")),
    ]
    for system in systems:
        run(
            "INSERT INTO gpkg_spatial_ref_sys (srs_name, srs_id, organization, "
            "organization_coordsys_id, definition) VALUES (?, ?, ?, ?, ?)",
            system,
        )
    for table, kind in (("areas_today", "features"), ("areas_history", "features")):
        run(_CONTENT, (table, kind, f"{name}: {table}", srid))
        run(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'polygon', 'MULTIPOLYGON', ?, 0, 0)",
            (table, srid),
        )
    run(_CONTENT, ("about", "attributes", name, None))


_CONTENT = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES (?, ?, ?, ?)"
)

_GPKG_TABLES = (
    """
    CREATE TABLE gpkg_spatial_ref_sys (
        srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
        organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT)
    """,
    """
    CREATE TABLE gpkg_contents (
        table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
        description TEXT DEFAULT '',
        last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
        min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE,
        srs_id INTEGER REFERENCES gpkg_spatial_ref_sys (srs_id))
    """,
    """
    CREATE TABLE gpkg_geometry_columns (
        table_name TEXT NOT NULL REFERENCES gpkg_contents (table_name), column_name TEXT NOT NULL,
        geometry_type_name TEXT NOT NULL,
        srs_id INTEGER NOT NULL REFERENCES gpkg_spatial_ref_sys (srs_id),
        z TINYINT NOT NULL, m TINYINT NOT NULL, PRIMARY KEY (table_name, column_name))
    """,
)


_ENTERED = """
    SELECT v.row_id, v.valid_from, v.valid_to,
           substr(o.polygon, 1, ?), substr(o.public_polygon, 1, ?)
    FROM area_version v JOIN outline o ON o.id = v.outline_id
    WHERE v.ended_in IS NULL AND v.made_in >= ?
"""
"""A shape begins with its box: the rest of it is not read."""


def _enter(connection: sa.Connection, *, since: int) -> None:
    """Enter believed versions made from a change on, with the box that holds both outlines."""
    found = driver.ask(connection, _ENTERED, (HEADER_BYTES, HEADER_BYTES, since))
    driver.run(
        connection,
        "INSERT INTO area_rtree VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (row_id, *_box(exact, public), _ordinal(begins), _ordinal(ends))
            for row_id, begins, ends, exact, public in found
        ],
    )


def _box(exact: bytes, public: bytes) -> tuple[float, float, float, float]:
    """Return min_x, max_x, min_y, max_y of two shapes together, by how they begin."""
    one, other = envelope_of(exact), envelope_of(public)
    return (
        min(one[0], other[0]),
        max(one[1], other[1]),
        min(one[2], other[2]),
        max(one[3], other[3]),
    )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()
