"""Everything believed now, for staff: kept in memory, and brought up to date by what each change touched.

A page that lists twenty thousand areas then costs no more than looking through them; after a change
only the areas it touched are read again.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, TypeVar

import sqlalchemy as sa

from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.policy import Policy, Setting, policy_of
from grannsamverkan.register import ledger
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.mapping import fields_of, objects_of
from grannsamverkan.register.read import timelines
from grannsamverkan.register.schema import AREA_VERSION, CHANGE, FACTS, OF_AN_AREA, TEMPORAL

T = TypeVar("T")

Scoped = Mapping[str, tuple[Any, ...]]
"""Facts by what they are about: the area; of an activity its own id; of a setting the municipality."""


@dataclass(frozen=True, eq=False)
class Present:
    """What is believed of everything after one change; nothing in it is ever altered.

    Attributes:
        timelines: every area's versions, by id.
        facts: what else is believed, by class and scope.
        newest: for each area the newest change that touched it, to tell who has seen what.
        activities: every activity, by day; `of_areas` has them by area.
    """

    head: Head
    timelines: Mapping[str, Timeline]
    facts: Mapping[type, Scoped]
    newest: Mapping[str, int]
    activities: tuple[Activity, ...]
    of_areas: Mapping[str, tuple[Activity, ...]]
    _kept: dict[Hashable, dict[str, Any]] = field(default_factory=dict)

    @property
    def seq(self) -> int:
        """The change that all this was believed after."""
        return self.head.seq

    def of(self, cls: type[T], area_id: str) -> tuple[T, ...]:
        """Return the facts of an area: terms, signs, sub-areas, household counts, activities."""
        found: tuple[Any, ...] = (
            self.of_areas.get(area_id, ()) if cls is Activity else self.facts[cls].get(area_id, ())
        )
        return found

    @cached_property
    def policies(self) -> Mapping[str, Policy]:
        """The policy of every municipality; one without settings of its own has the defaults."""
        stated = {place: policy_of(some) for place, some in self.facts[Setting].items()}
        return defaultdict(Policy, stated)

    def kept(self, key: Hashable) -> dict[str, Any]:
        """Return what was worked out of areas under a key, by area id, for the caller to fill.

        What is in it outlives changes to other areas; areas that a change touched are gone from it,
        and all of them when a policy has changed.
        """
        return self._kept.setdefault(key, {})


def read(connection: sa.Connection, before: Present | None) -> Present:
    """Return what is believed now; of what was known `before`, only what has been touched is read again."""
    head = ledger.head(connection)
    if before is not None and before.head == head:
        return before
    if before is not None and _leads_to(connection, before.head):
        return _renewed(connection, head, before)
    facts = {cls: _facts(connection, cls, None) for cls in FACTS}
    return Present(
        head,
        timelines(connection, known=None, area_ids=None),
        facts,
        _newest(connection, {}, since=0),
        *_activities(facts[Activity]),
    )


def _leads_to(connection: sa.Connection, old: Head) -> bool:
    """Say whether the register still holds the change that was the newest; a restored one may not."""
    query = sa.select(CHANGE.c.hash).where(CHANGE.c.seq == old.seq)
    return connection.execute(query).scalar() == old.hash


def _renewed(connection: sa.Connection, head: Head, before: Present) -> Present:
    touched = {table: _touched(connection, table, before.seq) for table in TEMPORAL}
    versions, activities = touched[AREA_VERSION], touched[FACTS[Activity]]
    facts = {
        cls: _with(before.facts[cls], touched[table], _facts(connection, cls, touched[table]))
        for cls, table in FACTS.items()
    }
    fresh = replace(
        before,
        head=head,
        timelines=_with(
            before.timelines, versions, ledger.fetch_timelines(connection, sorted(versions))
        ),
        facts=facts,
        newest=_newest(connection, before.newest, since=before.seq),
        _kept={},
    )
    if activities:
        by_day, of_areas = _activities(facts[Activity])
        fresh = replace(fresh, activities=by_day, of_areas=of_areas)
    if not touched[FACTS[Setting]]:
        gone = {area_id for table in OF_AN_AREA for area_id in touched[table]}
        gone |= _areas_of(activities, before, fresh)
        fresh = replace(fresh, _kept=_without(before._kept, gone))  # noqa: SLF001 # its own kind
    return fresh


def _touched(connection: sa.Connection, table: sa.Table, since: int) -> set[str]:
    """Return the scopes of a table that any change after one has touched.

    They are told apart here: asked for distinct ones, SQLite looks through the whole table.
    """
    scope = table.c[TEMPORAL[table][0]]
    return {
        name
        for column in (table.c.made_in, table.c.ended_in)
        for name in connection.execute(sa.select(scope).where(column > since)).scalars()
    }


def _facts(connection: sa.Connection, cls: type, scopes: set[str] | None) -> Scoped:
    table = FACTS[cls]
    key = TEMPORAL[table]
    found: dict[str, list[Any]] = {}
    for some in _batches(scopes):
        query = sa.select(*fields_of(cls, table)).where(table.c.ended_in.is_(None))
        if some is not None:
            query = query.where(table.c[key[0]].in_(some))
        ordered = query.order_by(*(table.c[name] for name in key))
        one: Any
        for one in objects_of(cls, connection.execute(ordered)):
            found.setdefault(getattr(one, key[0]), []).append(one)
    return {scope: tuple(objects) for scope, objects in found.items()}


def _batches(scopes: set[str] | None) -> Iterable[Iterable[str] | None]:
    return [None] if scopes is None else ledger.in_batches(sorted(scopes))


def _with(before: Mapping[str, T], touched: set[str], fresh: Mapping[str, T]) -> Mapping[str, T]:
    """Return what was known, with what has been touched as it is now."""
    if not touched:
        return before
    return _less(before, touched) | dict(fresh)


def _less(before: Mapping[str, T], gone: set[str]) -> dict[str, T]:
    """Return what was known without some of it; a copy takes a tenth of the time that looking through it does."""
    known = dict(before)
    for key in gone:
        known.pop(key, None)
    return known


def _newest(connection: sa.Connection, known: Mapping[str, int], *, since: int) -> dict[str, int]:
    newest = dict(known)
    for table in OF_AN_AREA:
        for column in (table.c.made_in, table.c.ended_in):
            query = sa.select(table.c.area_id, column).where(column > since)
            for area_id, seq in connection.execute(query):
                newest[area_id] = max(seq, newest.get(area_id, 0))
    return newest


def _activities(
    scoped: Scoped,
) -> tuple[tuple[Activity, ...], dict[str, tuple[Activity, ...]]]:
    """Return activities by day, and those of each area."""
    found = [one for some in scoped.values() for one in some]
    found.sort(key=lambda one: (one.on, one.id))
    by_area: dict[str, list[Activity]] = defaultdict(list)
    for one in found:
        for area_id in one.area_ids:
            by_area[area_id].append(one)
    return tuple(found), {area_id: tuple(some) for area_id, some in by_area.items()}


def _areas_of(activity_ids: set[str], *states: Present) -> set[str]:
    return {
        area_id
        for state in states
        for activity_id in activity_ids
        for activity in state.facts[Activity].get(activity_id, ())
        for area_id in activity.area_ids
    }


def _without(
    kept: Mapping[Hashable, Mapping[str, Any]], gone: set[str]
) -> dict[Hashable, dict[str, Any]]:
    return {key: _less(known, gone) for key, known in kept.items()}
