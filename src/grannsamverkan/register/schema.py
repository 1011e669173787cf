"""The tables of the register, the same on SQLite (a GeoPackage) and PostgreSQL/PostGIS.

Ledger tables are only ever added to: a row says in which change it was made, and, once it is no
longer believed, in which it ended. `digest` is the SHA-256 of the row's canonical form, so that an
altered row can be named.
"""

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
import sqlalchemy as sa
from shapely import MultiPolygon
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.types import UserDefinedType

from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.addresses import Address, Street
from grannsamverkan.domain.areas import HouseholdCount
from grannsamverkan.domain.basemap import BaseTile
from grannsamverkan.domain.burglaries import Burglary, BurglarySource
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.demand import DemandView
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import ContactTerm, Person, SubArea
from grannsamverkan.domain.policy import Setting
from grannsamverkan.domain.privacy import PrivacyNotice, Reading
from grannsamverkan.domain.promises import (
    Assessment,
    Indicator,
    Promise,
    PromiseNote,
    School,
)
from grannsamverkan.domain.reporting import Report, ReportFile, ReportText
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.statistics import Statistic
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.domain.views import ResidentView, ViewText
from grannsamverkan.register import mapping

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
    return None if blob is None else _multipolygon(shapely.from_wkb(blob[HEADER_BYTES:]))


HEADER_BYTES = _GPKG_HEADER.size
"""So long is what stands before the WKB of a shape in a GeoPackage."""


def envelope_of(blob: bytes) -> tuple[float, float, float, float]:
    """Return min_x, max_x, min_y, max_y (easting, northing) of a shape in a GeoPackage, by its header alone."""
    *_, west, east, south, north = _GPKG_HEADER.unpack(blob[:HEADER_BYTES])
    return west, east, south, north


def _to_ewkb(shape: MultiPolygon | None) -> str | None:
    if shape is None:
        return None
    return str(shapely.to_wkb(shape, hex=True, byte_order=1, output_dimension=2, include_srid=True))


def _from_ewkb(value: str | None) -> MultiPolygon | None:
    return None if value is None else _multipolygon(shapely.from_wkb(value))


def shapes_from(
    values: Sequence[bytes | str | None], dialect: sa.Dialect
) -> list[MultiPolygon | None]:
    """Return the shapes of many values as they lie in the database, in a fraction of the time that one by one takes."""
    size = HEADER_BYTES if dialect.name == "sqlite" else 0
    found = shapely.from_wkb([one if one is None else one[size:] for one in values])
    if not np.isin(shapely.get_type_id(found), [shapely.GeometryType.MULTIPOLYGON, -1]).all():
        _multipolygon(None)
    return list(found)


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
    sa.Column("subject", sa.Text),
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
    sa.Column("boundary_reviewed_on", sa.Date),  # later columns come last, as a migration adds them
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
    sa.Column("joined", sa.Integer),
    sa.Column("joined_source", sa.Text),
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


def _fact(cls: type, *, name: str, later: int = 0) -> sa.Table:
    """Return the ledger table of a dataclass, whose last fields may have been added by a migration."""
    key = sa.Column("row_id", sa.Integer, primary_key=True)
    columns = mapping.columns(cls)
    first, added = columns[: len(columns) - later], columns[len(columns) - later :]
    return sa.Table(name, METADATA, key, *first, *_ledger_columns(), *added)


FACTS: dict[type, sa.Table] = {
    HouseholdCount: HOUSEHOLD_COUNT,
    ContactTerm: _fact(ContactTerm, name="contact_term"),
    SubArea: _fact(SubArea, name="sub_area"),
    Sign: _fact(Sign, name="sign"),
    Activity: _fact(Activity, name="activity", later=7),
    Setting: _fact(Setting, name="setting"),
    PrivacyNotice: _fact(PrivacyNotice, name="privacy_notice"),
    Promise: _fact(Promise, name="promise"),
    Indicator: _fact(Indicator, name="indicator"),
    Assessment: _fact(Assessment, name="assessment"),
    PromiseNote: _fact(PromiseNote, name="promise_note"),
    School: _fact(School, name="school"),
    ResidentView: _fact(ResidentView, name="resident_view"),
    Statistic: _fact(Statistic, name="statistic"),
    Report: _fact(Report, name="report"),
}
"""The facts of the ledger that are flat dataclasses, each with its table."""

TEMPORAL: dict[sa.Table, tuple[str, ...]] = {
    AREA_VERSION: ("area_id", "valid_from"),
    HOUSEHOLD_COUNT: ("area_id", "counted_on"),
    MUNICIPALITY: ("code",),
    LOCALITY: ("municipality", "name"),
    FACTS[ContactTerm]: ("area_id", "id"),
    FACTS[SubArea]: ("area_id", "id"),
    FACTS[Sign]: ("area_id", "id"),
    FACTS[Activity]: ("id",),
    FACTS[Setting]: ("municipality", "key"),
    FACTS[PrivacyNotice]: ("municipality", "version"),
    FACTS[Promise]: ("id",),
    FACTS[Indicator]: ("promise_id", "id"),
    FACTS[Assessment]: ("promise_id", "id"),
    FACTS[PromiseNote]: ("promise_id", "id"),
    FACTS[School]: ("municipality", "id"),
    FACTS[ResidentView]: ("id",),
    FACTS[Statistic]: ("region", "measure", "year"),
    FACTS[Report]: ("id",),
}
"""The tables whose rows are believed until they end, with what makes a believed row the only one."""

APPEND_ONLY = (CHANGE, OUTLINE)
"""The tables whose rows never change at all."""

OF_AN_AREA = tuple(table for table, key in TEMPORAL.items() if key[0] == "area_id")
"""The ledger tables that tell of one area."""


def _private(cls: type, *, name: str, indexed: tuple[str, ...] = ()) -> sa.Table:
    """Return the table of a dataclass whose rows change and can be erased without a trace."""
    table = sa.Table(name, METADATA, *mapping.columns(cls, indexed=indexed))
    table.append_constraint(sa.PrimaryKeyConstraint(table.c.id))
    return table


PRIVATE: dict[type, sa.Table] = {
    Person: _private(Person, name="person", indexed=("municipality",)),
    Interest: _private(Interest, name="interest", indexed=("municipality", "area_id", "link_id")),
    Unconfirmed: _private(Unconfirmed, name="unconfirmed", indexed=("municipality", "mail")),
    DemandView: _private(DemandView, name="demand_view"),
    Following: _private(
        Following, name="following", indexed=("municipality", "follower", "mail", "key")
    ),
    Draft: _private(Draft, name="draft", indexed=("area_id",)),
    Account: _private(Account, name="account", indexed=("login",)),
    AccountRole: _private(AccountRole, name="account_role", indexed=("account_id",)),
    Session: _private(Session, name="session", indexed=("account_id",)),
    Question: _private(Question, name="question", indexed=("person_id",)),
    Job: _private(Job, name="job", indexed=("key", "person_id", "due_at")),
    Reading: _private(Reading, name="reading", indexed=("person_id",)),
    ViewText: _private(ViewText, name="view_text", indexed=("municipality",)),
    ReportText: _private(ReportText, name="report_text", indexed=("report_id",)),
    ReportFile: _private(ReportFile, name="report_file", indexed=("report_id",)),
    Road: _private(Road, name="road"),
    Dwelling: _private(Dwelling, name="dwelling"),
    Street: _private(Street, name="street", indexed=("key",)),
    Address: _private(Address, name="address"),
    BaseTile: _private(BaseTile, name="base_tile"),
    BurglarySource: _private(BurglarySource, name="burglary_source"),
    Burglary: _private(Burglary, name="burglary", indexed=("municipality",)),
}
"""What lies outside the ledger, so that it can be altered and erased: people above all, and the ground."""

sa.Index(
    "ix_question_round",
    *(PRIVATE[Question].c[name] for name in
      ("municipality", "year", "person_id", "channel", "bounced_on", "answered_at", "reply")),
)  # fmt: skip
sa.Index("ix_address_street", *(PRIVATE[Address].c[name] for name in ("street_id", "number")))
sa.Index("ix_base_tile_place", *(PRIVATE[BaseTile].c[name] for name in ("z", "x", "y")))
sa.Index("ix_base_tile_source", *(PRIVATE[BaseTile].c[name] for name in ("source", "laid_in")))
sa.Index("ix_person_by_name", PRIVATE[Person].c.name, PRIVATE[Person].c.id)
sa.Index("ix_address_postcode", *(PRIVATE[Address].c[name] for name in ("postcode", "street_id")))
