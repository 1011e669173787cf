"""Asking an open register: what is believed, what was believed at a moment, and the journal."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import sqlalchemy as sa

from grannsamverkan.domain.areas import (
    AreaVersion,
    Locality,
    Municipality,
    Timeline,
)
from grannsamverkan.register import ledger, rows
from grannsamverkan.register.mapping import fields_of, objects_of
from grannsamverkan.register.schema import (
    AREA_VERSION,
    CHANGE,
    CHANGE_REASON,
    FACTS,
    LOCALITY,
    MUNICIPALITY,
    OF_AN_AREA,
    OUTLINE,
    TEMPORAL,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """One line of the journal."""

    seq: int
    at: str
    actor: str
    action: str
    reason: str | None
    hash: str
    subject: str | None = None


def changed_at(connection: sa.Connection) -> datetime | None:
    """Return when the newest change was written, in UTC; None in an empty register."""
    newest = connection.execute(sa.select(sa.func.max(CHANGE.c.at))).scalar()
    return datetime.fromisoformat(newest) if newest else None


def begun_at(connection: sa.Connection) -> datetime | None:
    """Return when the first change was written, in UTC; None in an empty register."""
    first = connection.execute(sa.select(CHANGE.c.at).order_by(CHANGE.c.seq).limit(1)).scalar()
    return datetime.fromisoformat(first) if first else None


def changes(connection: sa.Connection, area_id: str | None) -> list[ChangeEntry]:
    """Return the journal, oldest first; of one area: the changes that touched it."""
    query = (
        sa.select(CHANGE, CHANGE_REASON.c.text)
        .join_from(CHANGE, CHANGE_REASON, isouter=True)
        .order_by(CHANGE.c.seq)
    )
    if area_id is not None:
        touched = sa.union(
            *(
                sa.select(seq).where(table.c.area_id == area_id, seq.is_not(None))
                for table in OF_AN_AREA
                for seq in (table.c.made_in, table.c.ended_in)
            )
        )
        query = query.where(CHANGE.c.seq.in_(touched))
    return [
        ChangeEntry(row.seq, row.at, row.actor, row.action, row.text, row.hash, row.subject)
        for row in connection.execute(query)
    ]


def facts(connection: sa.Connection, cls: type[T], scope: str | None) -> tuple[T, ...]:
    """Return the facts of a class that are believed, all or of one scope, in the order of their key."""
    table = FACTS[cls]
    key = TEMPORAL[table]
    query = sa.select(*fields_of(cls, table)).where(table.c.ended_in.is_(None))
    if scope is not None:
        query = query.where(table.c[key[0]] == scope)
    ordered = query.order_by(*(table.c[name] for name in key))
    return tuple(objects_of(cls, connection.execute(ordered)))


def timelines(
    connection: sa.Connection, *, known: datetime | None, area_ids: Iterable[str] | None
) -> dict[str, Timeline]:
    """Return what is believed of areas, or was believed at the moment `known`, by area id."""
    query = _versions(connection, known)
    if area_ids is not None:
        query = query.where(AREA_VERSION.c.area_id.in_(list(area_ids)))
    found: dict[str, list[AreaVersion]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["area_id"], []).append(rows.version_from(row))
    return {area_id: tuple(versions) for area_id, versions in found.items()}


def _versions(connection: sa.Connection, known: datetime | None) -> sa.Select[Any]:
    if known is None:
        return ledger.believed_versions()
    by_then = sa.select(sa.func.max(CHANGE.c.seq)).where(CHANGE.c.at <= ledger.moment(known))
    seq = connection.execute(by_then).scalar() or 0
    return (
        sa.select(AREA_VERSION, OUTLINE.c.m2)
        .join_from(AREA_VERSION, OUTLINE, isouter=True)
        .where(ledger.believed_as_of(AREA_VERSION, seq))
        .order_by(AREA_VERSION.c.area_id, AREA_VERSION.c.valid_from)
    )


def municipalities(connection: sa.Connection) -> tuple[Municipality, ...]:
    """Return the municipalities the register serves, by code."""
    query = ledger.believed(MUNICIPALITY).order_by(MUNICIPALITY.c.code)
    return tuple(rows.municipality_from(row) for row in connection.execute(query).mappings())


def localities(connection: sa.Connection) -> tuple[Locality, ...]:
    """Return the named places, largest first."""
    query = ledger.believed(LOCALITY).order_by(
        LOCALITY.c.population.desc().nulls_last(), LOCALITY.c.name
    )
    return tuple(rows.locality_from(row) for row in connection.execute(query).mappings())
