"""How domain objects lie in rows and come back, and the canonical form that is hashed."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any

import orjson
import shapely
import sqlalchemy as sa
from shapely import MultiPolygon

from grannsamverkan import memory
from grannsamverkan.domain.areas import (
    AreaType,
    AreaVersion,
    Locality,
    Municipality,
    Timeline,
    Verification,
)
from grannsamverkan.domain.geometry import Outline, wkb
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, Precision

Row = dict[str, Any]

Fetched = Mapping[str, Any] | sa.RowMapping

_NOT_HASHED = frozenset({"row_id", "ended_in", "digest"})


def digest(table: sa.Table, row: Fetched) -> str:
    """Return the SHA-256 of a row: its table, and its non-null facts as canonical JSON.

    Days are ISO dates and polygons the SHA-256 of their WKB, so both databases give the same.
    """
    facts = {
        str(key): _canonical(value)
        for key, value in row.items()
        if key not in _NOT_HASHED and value is not None and value != ()
    }
    return sha256({"table": table.name, **facts})


def sha256(value: object) -> str:
    """Return the SHA-256, in hexadecimal, of a value as JSON with sorted keys."""
    return hashlib.sha256(orjson.dumps(value, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _canonical(value: object) -> object:
    if isinstance(value, str):  # as most are
        return value
    if isinstance(value, MultiPolygon):
        return hashlib.sha256(wkb(value)).hexdigest()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return " ".join(value)
    return value


def version_row(version: AreaVersion) -> Row:
    """Return a version as a row of `area_version`; its size belongs to the outline."""
    return {
        "area_id": version.area_id,
        "valid_from": version.period.start,
        "valid_to": version.period.end,
        "precision": version.precision.value,
        "event": version.event.value,
        "status": version.status.value,
        "name": version.name,
        "municipality": version.municipality,
        "locality": version.locality,
        "area_type": version.area_type.value if version.area_type else None,
        "code": version.code,
        "outline_id": version.outline_id,
        "inherited": version.inherited,
        "verification": version.verification.value,
        "last_confirmed_on": version.last_confirmed_on,
        "predecessors": " ".join(sorted(version.predecessors)) or None,
        "boundary_reviewed_on": version.boundary_reviewed_on,
    }


_PRECISIONS = {one.value: one for one in Precision}
_EVENTS = {one.value: one for one in Event}
_STATUSES = {one.value: one for one in Status}
_VERIFICATIONS = {one.value: one for one in Verification}
"""Looked up here: to ask the enumerations takes a third of the time that a version does."""


_TYPES: dict[str | None, AreaType | None] = {None: None, **{one.value: one for one in AreaType}}

FACTS = (
    "area_id",
    "valid_from",
    "valid_to",
    "precision",
    "event",
    "status",
    "name",
    "municipality",
    "locality",
    "area_type",
    "code",
    "outline_id",
    "m2",
    "inherited",
    "verification",
    "last_confirmed_on",
    "predecessors",
    "boundary_reviewed_on",
)
"""What a version is made of, in the order in which it is read."""

_AT_ONCE = 10_000


def version_from(row: Fetched) -> AreaVersion:
    """Return the version that a row of `area_version`, joined with its outline's `m2`, holds."""
    return next(versions_from(FACTS, [[row[name] for name in FACTS]]))


def timelines_from(found: sa.Result[Any]) -> dict[str, Timeline]:
    """Return the timelines that such rows hold, by area id; they come area by area, in order."""
    every = chain.from_iterable(found.partitions(_AT_ONCE))
    versions = versions_from(found.keys(), every)
    with memory.left_alone():
        return {area_id: tuple(some) for area_id, some in groupby(versions, attrgetter("area_id"))}


def versions_from(columns: Iterable[str], found: Iterable[Sequence[Any]]) -> Iterator[AreaVersion]:
    """Give the versions that such rows hold, whose columns are these.

    A register of a country has a million, so a text or a day that many have in common is held once, and a
    row is read by its places.
    """
    places = list(columns)
    facts = itemgetter(*(places.index(name) for name in FACTS))
    same: dict[Any, Any] = {None: None}
    last_id: Any = None
    last_name: Any = None
    last_outline: Any = None
    for row in found:
        (area_id, start, end, precision, event, status, name, municipality, locality, area_type, code,
         outline_id, m2, inherited, verification, confirmed_on, predecessors, reviewed_on) = facts(row)  # fmt: skip
        last_id = area_id = last_id if area_id == last_id else area_id
        last_name = name = last_name if name == last_name else name
        last_outline = outline_id = last_outline if outline_id == last_outline else outline_id
        yield AreaVersion(
            area_id=area_id,
            period=Period(same.setdefault(start, start), same.setdefault(end, end)),
            precision=_PRECISIONS[precision],
            event=_EVENTS[event],
            status=_STATUSES[status],
            name=name,
            municipality=same.setdefault(municipality, municipality),
            locality=same.setdefault(locality, locality),
            area_type=_TYPES[area_type],
            code=code,
            outline_id=outline_id,
            m2=m2,
            inherited=inherited,
            verification=_VERIFICATIONS[verification],
            last_confirmed_on=same.setdefault(confirmed_on, confirmed_on),
            boundary_reviewed_on=same.setdefault(reviewed_on, reviewed_on),
            predecessors=tuple(predecessors.split()) if predecessors else (),
        )


def outline_row(outline: Outline, srid: int) -> Row:
    """Return an outline as a row of `outline`, its polygons carrying the register's SRID."""
    return {
        "id": outline.id,
        "polygon": shapely.set_srid(outline.polygon, srid),
        "m2": outline.m2,
        "public_polygon": shapely.set_srid(outline.public_polygon, srid),
    }


def outline_from(row: Fetched) -> Outline:
    """Return the outline that a row of `outline` holds."""
    return Outline(polygon=row["polygon"], m2=row["m2"], public_polygon=row["public_polygon"])


_MUNICIPALITY_FIELDS = tuple(Municipality.__dataclass_fields__)
_LOCALITY_FIELDS = tuple(Locality.__dataclass_fields__)


def municipality_row(municipality: Municipality, srid: int) -> Row:
    """Return a municipality as a row of `municipality`, its border carrying the register's SRID."""
    row = {field: getattr(municipality, field) for field in _MUNICIPALITY_FIELDS}
    if municipality.border is not None:
        row["border"] = shapely.set_srid(municipality.border, srid)
    return row


def municipality_from(row: Fetched) -> Municipality:
    """Return the municipality that a row of `municipality` holds."""
    return Municipality(**{field: row[field] for field in _MUNICIPALITY_FIELDS})


def locality_row(locality: Locality) -> Row:
    """Return a locality as a row of `locality`; whole metres are written as the column reads them."""
    return {**asdict(locality), "x": float(locality.x), "y": float(locality.y)}


def locality_from(row: Fetched) -> Locality:
    """Return the locality that a row of `locality` holds."""
    return Locality(**{field: row[field] for field in _LOCALITY_FIELDS})
