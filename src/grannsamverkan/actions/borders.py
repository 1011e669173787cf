"""The borders an area has had, what lies between two of them, and who changed it since someone looked.

All coordinates are easting, northing in metres in the register's CRS. Nothing here writes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from itertools import pairwise

import sqlalchemy as sa
from shapely import MultiPolygon

from grannsamverkan.actions.ground import ground_of
from grannsamverkan.crs import geodesic_m2
from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.drafting import difference
from grannsamverkan.domain.geometry import from_wkb, wkb
from grannsamverkan.register import ChangeEntry, Register
from grannsamverkan.register.rows import version_from
from grannsamverkan.register.schema import AREA_VERSION, OUTLINE

_TOLD = ("name", "locality", "area_type", "status", "code", "municipality", "outline_id",
         "last_confirmed_on", "verification")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Border:
    """One border that an area has had: the change that drew it, and the day it holds from."""

    seq: int
    at: datetime
    role: str
    reason: str | None
    on: date
    outline_id: str
    m2: int


@dataclass(frozen=True, slots=True)
class Since:
    """One change of an area since someone looked: when, by which role, and which of its facts it altered."""

    seq: int
    at: datetime
    role: str
    action: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two borders side by side: sizes on the ellipsoid (m²) and homes; homes are None where none are laid."""

    before: MultiPolygon | None
    after: MultiPolygon | None
    added: MultiPolygon
    removed: MultiPolygon
    m2_before: int
    m2_after: int
    m2_added: int
    m2_removed: int
    homes_before: int | None
    homes_after: int | None
    homes_added: int | None
    homes_removed: int | None


def newest_of(connection: sa.Connection, area_id: str) -> int:
    """Return the newest change that altered an area itself; signs and contacts do not count."""
    columns = (sa.func.max(AREA_VERSION.c.made_in), sa.func.max(AREA_VERSION.c.ended_in))
    found = connection.execute(sa.select(*columns).where(AREA_VERSION.c.area_id == area_id)).one()
    return max(seq or 0 for seq in found)


def seen_at(register: Register, area_id: str) -> int:
    """Return the change after which an area was as it is now, for someone who begins to draw."""
    with register.looking() as private:
        return newest_of(private.connection, area_id)


def _states(register: Register, area_id: str) -> Iterator[tuple[ChangeEntry, Timeline]]:
    """Give each change of an area with what was believed of it afterwards, oldest first.

    By the numbers of changes and not by their times: two may share a moment.
    """
    query = (
        sa.select(AREA_VERSION, OUTLINE.c.m2)
        .join_from(AREA_VERSION, OUTLINE, isouter=True)
        .where(AREA_VERSION.c.area_id == area_id)
        .order_by(AREA_VERSION.c.valid_from)
    )
    with register.looking() as private:
        found = private.connection.execute(query).mappings().all()
    for entry in register.changes(area_id=area_id):
        yield (
            entry,
            tuple(
                version_from(row)
                for row in found
                if row["made_in"] <= entry.seq < (row["ended_in"] or entry.seq + 1)
            ),
        )


def borders_of(register: Register, area_id: str) -> list[Border]:
    """Return the borders that an area has had, the newest first."""
    found: list[Border] = []
    for entry, timeline in _states(register, area_id):
        version = timeline[-1] if timeline else None
        if version is None or version.outline_id is None:
            continue
        if not found or found[-1].outline_id != version.outline_id:
            found.append(_border(entry, version, version.outline_id))
    return found[::-1]


def _border(entry: ChangeEntry, version: AreaVersion, outline_id: str) -> Border:
    at = datetime.fromisoformat(entry.at)
    start = version.period.start
    return Border(entry.seq, at, _role(entry), entry.reason, start, outline_id, version.m2 or 0)


def _role(entry: ChangeEntry) -> str:
    """Return the role of whoever made a change; the rest of the actor is a pseudonym."""
    return entry.actor.partition(" ")[0]


def changes_since(register: Register, area_id: str, seq: int) -> list[Since]:
    """Return what has changed of an area itself after a change, oldest first."""
    states = [(None, ()), *_states(register, area_id)]
    return [
        Since(entry.seq, datetime.fromisoformat(entry.at), _role(entry), entry.action, altered)
        for (_, before), (entry, after) in pairwise(states)
        if entry is not None and entry.seq > seq and (altered := _altered(before, after))
    ]


def _altered(before: Timeline, after: Timeline) -> tuple[str, ...]:
    if before == after:
        return ()
    if not (before and after):
        return ("status",)
    names = {one.name for one in fields(AreaVersion)} & set(_TOLD)
    changed = {name for name in names if getattr(before[-1], name) != getattr(after[-1], name)}
    return tuple(name for name in _TOLD if name in changed) or ("period",)


def compare(
    register: Register, before: MultiPolygon | None, after: MultiPolygon | None
) -> Comparison:
    """Return what lies between two borders; either may be missing."""
    crs = register.info.crs
    between = difference(before, after)
    homes = ground_of(register).homes

    def m2(polygon: MultiPolygon | None) -> int:
        return 0 if polygon is None or polygon.is_empty else geodesic_m2(polygon, source=crs)

    def lived_in(polygon: MultiPolygon | None) -> int | None:
        if not len(homes):
            return None
        return 0 if polygon is None else homes.count(from_wkb(wkb(polygon)))

    return Comparison(
        before=before,
        after=after,
        added=between.added,
        removed=between.removed,
        m2_before=m2(before),
        m2_after=m2(after),
        m2_added=m2(between.added),
        m2_removed=m2(between.removed),
        homes_before=lived_in(before),
        homes_after=lived_in(after),
        homes_added=lived_in(between.added),
        homes_removed=lived_in(between.removed),
    )
