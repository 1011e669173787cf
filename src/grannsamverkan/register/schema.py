"""The tables of the register, the same on SQLite (a GeoPackage) and PostgreSQL/PostGIS.

Ledger tables are only ever added to: a row says in which change it was made, and, once it is no
longer believed, in which it ended. `digest` is the SHA-256 of the row's canonical form, so that an
altered row can be named.
"""

import struct
from typing import Any

import shapely
import sqlalchemy as sa
from shapely import MultiPolygon
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType

_ENVELOPE_XY = 1
_GPKG_HEADER = struct.Struct("<2sBBi4d")


class Shape(UserDefinedType[MultiPolygon]):
    """A multipolygon in the register's CRS (easting, northing): GeoPackage blob or PostGIS geometry.

    A shape to be stored carries its SRID (`shapely.set_srid`).
    """

    cache_ok = True

    def __init__(self, srid: int | None = None) -> None:
        """Take the SRID of the column, which PostGIS holds every value to."""
        self.srid = srid

    def get_col_spec(self, **_kw: Any) -> str:  # noqa: ANN401 # as the base class has it
        """Return the column type of PostGIS; that of a GeoPackage is compiled apart."""
        return f"geometry(MultiPolygon,{self.srid})" if self.srid else "geometry"

    def bind_processor(self, dialect: sa.Dialect) -> Any:  # noqa: ANN401 # as the base class has it
        """Return what turns a shape into the database's own form."""
        return _to_gpkg if dialect.name == "sqlite" else _to_ewkb

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Any:  # noqa: ANN401, ARG002 # as the base class has it
        """Return what turns the database's own form into a shape."""
        return _from_gpkg if dialect.name == "sqlite" else _from_ewkb


@compiles(Shape, "sqlite")
def _gpkg_type(_shape: Shape, _compiler: Any, **_kw: Any) -> str:  # noqa: ANN401 # as SQLAlchemy calls it
    return "MULTIPOLYGON"


def _to_gpkg(shape: MultiPolygon | None) -> bytes | None:
    if shape is None:
        return None
    west, south, east, north = shape.bounds
    flags = 1 | _ENVELOPE_XY << 1
    header = _GPKG_HEADER.pack(
        b"GP", 0, flags, int(shapely.get_srid(shape)), west, east, south, north
    )
    return header + shapely.to_wkb(shape, byte_order=1, output_dimension=2, include_srid=False)


def _from_gpkg(blob: bytes | None) -> MultiPolygon | None:
    return None if blob is None else _multipolygon(shapely.from_wkb(blob[_GPKG_HEADER.size :]))


def _to_ewkb(shape: MultiPolygon | None) -> str | None:
    if shape is None:
        return None
    return str(shapely.to_wkb(shape, hex=True, byte_order=1, output_dimension=2, include_srid=True))


def _from_ewkb(value: str | None) -> MultiPolygon | None:
    return None if value is None else _multipolygon(shapely.from_wkb(value))


def _multipolygon(shape: object) -> MultiPolygon:
    if not isinstance(shape, MultiPolygon):
        msg = "the column holds something else than a multipolygon"
        raise TypeError(msg)
    return shape


METADATA = sa.MetaData()


def _ledger_columns() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
        sa.Column("ended_in", sa.Integer, sa.ForeignKey("change.seq"), index=True),
        sa.Column("digest", sa.Text, nullable=False),
    )


ABOUT = sa.Table(
    "about",
    METADATA,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("key", sa.Text, nullable=False, unique=True),
    sa.Column("value", sa.Text, nullable=False),
)

CHANGE = sa.Table(
    "change",
    METADATA,
    sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Text, nullable=False, index=True),
    sa.Column("actor", sa.Text, nullable=False),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("reason_digest", sa.Text, nullable=False),
    sa.Column("prev", sa.Text, nullable=False),
    sa.Column("hash", sa.Text, nullable=False),
)

CHANGE_REASON = sa.Table(
    "change_reason",
    METADATA,
    sa.Column("seq", sa.Integer, sa.ForeignKey("change.seq"), primary_key=True),
    sa.Column("salt", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
)

OUTLINE = sa.Table(
    "outline",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("polygon", Shape, nullable=False),
    sa.Column("m2", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
    sa.Column("public_polygon", Shape, nullable=False),
    sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
    sa.Column("digest", sa.Text, nullable=False),
)

AREA_VERSION = sa.Table(
    "area_version",
    METADATA,
    sa.Column("row_id", sa.Integer, primary_key=True),
    sa.Column("area_id", sa.Text, nullable=False, index=True),
    sa.Column("valid_from", sa.Date, nullable=False),
    sa.Column("valid_to", sa.Date, nullable=False),
    sa.Column("precision", sa.Text, nullable=False),
    sa.Column("event", sa.Text, nullable=False),
    sa.Column("status", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("municipality", sa.Text, nullable=False),
    sa.Column("locality", sa.Text),
    sa.Column("area_type", sa.Text),
    sa.Column("code", sa.Text),
    sa.Column("outline_id", sa.Text, sa.ForeignKey("outline.id"), index=True),
    sa.Column("inherited", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("verification", sa.Text, nullable=False),
    sa.Column("last_confirmed_on", sa.Date),
    sa.Column("predecessors", sa.Text),
    *_ledger_columns(),
    sa.CheckConstraint("valid_from < valid_to", name="area_version_has_days"),
)

HOUSEHOLD_COUNT = sa.Table(
    "household_count",
    METADATA,
    sa.Column("row_id", sa.Integer, primary_key=True),
    sa.Column("area_id", sa.Text, nullable=False, index=True),
    sa.Column("counted_on", sa.Date, nullable=False),
    sa.Column("total", sa.Integer, nullable=False),
    sa.Column("source", sa.Text, nullable=False),
    *_ledger_columns(),
    sa.CheckConstraint("total >= 0", name="household_count_is_a_count"),
)

MUNICIPALITY = sa.Table(
    "municipality",
    METADATA,
    sa.Column("row_id", sa.Integer, primary_key=True),
    sa.Column("code", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("border", Shape),
    sa.Column("border_source", sa.Text),
    sa.Column("border_generalised", sa.Boolean(create_constraint=False), nullable=False),
    sa.Column("contact_role", sa.Text),
    sa.Column("contact_phone", sa.Text),
    sa.Column("contact_mail", sa.Text),
    sa.Column("contact_hours", sa.Text),
    *_ledger_columns(),
)

LOCALITY = sa.Table(
    "locality",
    METADATA,
    sa.Column("row_id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("municipality", sa.Text, nullable=False),
    sa.Column("x", sa.Double, nullable=False),
    sa.Column("y", sa.Double, nullable=False),
    sa.Column("population", sa.Integer),
    sa.Column("source", sa.Text),
    *_ledger_columns(),
)

TEMPORAL: dict[sa.Table, tuple[str, ...]] = {
    AREA_VERSION: ("area_id", "valid_from"),
    HOUSEHOLD_COUNT: ("area_id", "counted_on"),
    MUNICIPALITY: ("code",),
    LOCALITY: ("municipality", "name"),
}
"""The tables whose rows are believed until they end, with what makes a believed row the only one."""

APPEND_ONLY = (CHANGE, OUTLINE)
"""The tables whose rows never change at all."""
