"""What the public side needs to know of timelines, asked of the database: a country's are too many to read."""

from collections.abc import Iterator, Sequence
from datetime import date
from operator import attrgetter
from typing import Any, Protocol

import sqlalchemy as sa

from grannsamverkan import memory
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.counts import Spell
from grannsamverkan.domain.disclosure import PublicArea, public_area
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import Period, Precision, StatedDate
from grannsamverkan.register import ledger, rows
from grannsamverkan.register.schema import AREA_VERSION, CHANGE, OUTLINE, shapes_from

_VERSION = AREA_VERSION.c

BELIEVED = _VERSION.ended_in.is_(None)

ACTIVE = sa.and_(BELIEVED, _VERSION.status == Status.ACTIVE.value)

_ISO_DAY = len("2021-05-31")

_ALL_FROM = 20_000
"""Of so many areas it is quicker to ask of all than of each by its id."""


_MOST_TOUCHED = 400
"""So many areas at most are read anew, and the others kept: an import touches more."""

_MOST_ROWS = 4_000
"""So many rows at most are looked at to know which areas they are of; nobody would notice if one were left out."""


def holds(on: date) -> sa.ColumnElement[bool]:
    """Return the condition on versions that hold on a day."""
    return sa.and_(_VERSION.valid_from <= on, _VERSION.valid_to > on)


def areas_on(
    connection: sa.Connection,
    on: date,
    today: date,
    *,
    among: sa.ColumnElement[bool],
    disclosed: frozenset[str] | None,
    outlines: bool,
) -> tuple[PublicArea, ...]:
    """Return the areas that are active on a day, as anyone may know them, by id.

    `among` is a condition on versions joined with outlines; `disclosed` are the ids that may be met, None for all.
    """
    shape = sa.type_coerce(OUTLINE.c.public_polygon, sa.types.NullType())  # read all at once below
    query = (
        ledger.versions()
        .add_columns((shape if outlines else sa.null()).label("shape"))
        .where(ACTIVE, holds(on), among)
    )
    with memory.left_alone():
        asked = connection.execute(query)
        found = [row for row in asked.all() if disclosed is None or row.area_id in disclosed]
        found.sort(key=attrgetter("area_id"))
        shapes = shapes_from([row.shape for row in found], connection.dialect)
        started = first_active(connection, [row.area_id for row in found])
        versions = rows.versions_from(asked.keys(), found)
        return tuple(
            public_area(version, started.get(version.area_id), outline, today)
            for version, outline in zip(versions, shapes, strict=True)
        )


def first_active(connection: sa.Connection, area_ids: Sequence[str]) -> dict[str, StatedDate]:
    """Return when some areas first became active, as far as it is known, by id."""
    first = sa.func.min(sa.cast(_VERSION.valid_from, sa.Text) + _VERSION.precision)
    query = sa.select(_VERSION.area_id, first).where(ACTIVE).group_by(_VERSION.area_id)
    many = len(area_ids) >= _ALL_FROM
    found: dict[str, StatedDate] = {}
    known: dict[str, StatedDate] = {}  # many began on the same day
    for some in [None] if many else ledger.in_batches(area_ids):
        asked = query if some is None else query.where(_VERSION.area_id.in_(some))
        for area_id, text in connection.execute(asked).all():
            stated = known.get(text)
            if stated is None:
                day, precision = text[:_ISO_DAY], text[_ISO_DAY:]
                stated = known[text] = StatedDate(date.fromisoformat(day), Precision(precision))
            found[area_id] = stated
    return found


class Seen(Protocol):
    """A change that was once the newest."""

    @property
    def seq(self) -> int:
        """Its number."""

    @property
    def hash(self) -> str:
        """Its hash."""


def touched_since(connection: sa.Connection, head: Seen) -> frozenset[str] | None:
    """Return the ids of the areas whose versions were made or ended after a change, and of all they came from.

    So whether any other area may be met has not changed. None where they are more than it pays to read one by
    one, or where the register no longer holds the change, since another was put in its place.
    """
    known = connection.execute(sa.select(CHANGE.c.hash).where(CHANGE.c.seq == head.seq)).scalar()
    if known != head.hash:
        return None
    found: set[str] = set()
    for column in (_VERSION.made_in, _VERSION.ended_in):
        query = sa.select(_VERSION.area_id).where(column > head.seq).limit(_MOST_ROWS + 1)
        ids = connection.execute(query).scalars().all()
        if len(ids) > _MOST_ROWS:
            return None
        found.update(ids)
    fresh = set(found)
    while fresh and len(found) <= _MOST_TOUCHED:
        query = sa.select(_VERSION.predecessors).where(
            _VERSION.area_id.in_(fresh), _VERSION.predecessors.is_not(None)
        )
        fresh = {one for ids in connection.execute(query).scalars() for one in ids.split()} - found
        found |= fresh
    return None if len(found) > _MOST_TOUCHED else frozenset(found)


def active_spells(connection: sa.Connection, today: date) -> Iterator[Spell]:
    """Give for how many years areas have been active, those of the same years together."""
    years = [sa.extract("year", column) for column in (_VERSION.valid_from, _VERSION.valid_to)]
    facts: list[sa.ColumnElement[Any]] = [*years, holds(today)]
    query = sa.select(sa.func.count(), *facts).where(ACTIVE).group_by(*facts)
    for number, first, last, now in connection.execute(query):
        yield Spell(int(first), int(last), bool(now), number)


def changed_within(
    connection: sa.Connection, period: Period, disclosed: frozenset[str]
) -> dict[str, Timeline]:
    """Return the timelines of those of some areas that have a version which began in a period."""
    began = sa.select(_VERSION.area_id).where(
        BELIEVED, _VERSION.valid_from >= period.start, _VERSION.valid_from < period.end
    )
    changed = sorted(disclosed.intersection(connection.execute(began).scalars()))
    return ledger.fetch_timelines(connection, changed)
