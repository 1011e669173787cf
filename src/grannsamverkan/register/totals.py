"""The totals of a day: counted once, and led on from change to change by the areas that were touched alone."""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from threading import Lock

import sqlalchemy as sa

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.counts import Count, count, led_on, spells_of, tallied, yearly, years
from grannsamverkan.domain.period import Precision
from grannsamverkan.register import ledger, public_facts, read
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.public_facts import ACTIVE, BELIEVED, holds
from grannsamverkan.register.schema import AREA_VERSION, OUTLINE

_VERSION = AREA_VERSION.c

_COUNTED = (
    _VERSION.area_id,
    _VERSION.municipality,
    _VERSION.locality,
    _VERSION.area_type,
    _VERSION.outline_id,
    OUTLINE.c.m2,
    _VERSION.last_confirmed_on,
)

_KEPT = 8
"""So many counts are led on, those last asked for."""

Timelines = Mapping[str, Timeline]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is counted today: the areas active at the end of a day, in one municipality or in all.

    `months` says for how long a confirmation is fresh in municipalities that have decided so.
    """

    on: date
    today: date
    municipality: str | None
    months: Mapping[str, int]

    def of(self, timelines: Timelines, disclosed: frozenset[str] | None) -> Count:
        """Count areas out of their whole timelines; types and localities of those in `disclosed`, None for all."""
        place = self.municipality
        counted = count(timelines.values(), self.on, municipality=place, confirm_months=self.months)
        if disclosed is None:
            return counted
        shown = [timeline for area_id, timeline in timelines.items() if area_id in disclosed]
        return _of_types(counted, count(shown, self.on, municipality=place))


@dataclass(frozen=True, slots=True)
class Counted:
    """A count as the register stood at one change, when some areas could be met."""

    head: Head
    asked: Asked
    disclosed: frozenset[str] | None
    count: Count


@dataclass(frozen=True, slots=True)
class Grown:
    """The number of areas at the end of each year, and today, as the register stood at one change."""

    head: Head
    today: date
    growth: Mapping[int, int]


class Totals:
    """What has been counted of one register, to be led on from."""

    def __init__(self) -> None:
        """Begin with nothing counted."""
        self._counts: OrderedDict[tuple[date, str | None], Counted] = OrderedDict()
        self._grown: Grown | None = None
        self._lock = Lock()

    def count(
        self, connection: sa.Connection, asked: Asked, disclosed: frozenset[str] | None
    ) -> Count:
        """Count areas; types and localities of those in `disclosed`, None for all."""
        key = asked.on, asked.municipality
        with self._lock:
            before = self._counts.get(key)
        made = _counted(connection, asked, disclosed, before)
        with self._lock:
            self._counts[key] = made
            self._counts.move_to_end(key)
            if len(self._counts) > _KEPT:
                self._counts.popitem(last=False)
        return made.count

    def growth(self, connection: sa.Connection, today: date) -> Mapping[int, int]:
        """Count the areas active at the end of each year since the first with any, and today."""
        made = self._grown = _growth(connection, today, self._grown)
        return made.growth


def _counted(
    connection: sa.Connection,
    asked: Asked,
    disclosed: frozenset[str] | None,
    before: Counted | None,
) -> Counted:
    """Return a count; where it was counted `before`, only what has been touched since is counted again."""
    head = ledger.head(connection)
    if before is not None and before.asked == asked:
        if before.head == head:
            return before
        touched = _then_and_now(connection, before.head, head)
        if touched is not None:
            was, now = asked.of(touched[0], before.disclosed), asked.of(touched[1], disclosed)
            return Counted(head, asked, disclosed, before.count - was + now)
    return Counted(head, asked, disclosed, _whole(connection, asked, disclosed))


def _growth(connection: sa.Connection, today: date, before: Grown | None) -> Grown:
    """Return the growth until today, in the same way."""
    head = ledger.head(connection)
    if before is not None and before.today == today:
        if before.head == head:
            return before
        touched = _then_and_now(connection, before.head, head)
        if touched is not None:
            was, now = (yearly(spells_of(some.values(), today), today) for some in touched)
            led = led_on(led_on(before.growth, was, -1), now, 1)
            return Grown(head, today, years(led, today))
    return Grown(head, today, yearly(public_facts.active_spells(connection, today), today))


def _then_and_now(
    connection: sa.Connection, then: Head, now: Head
) -> tuple[Timelines, Timelines] | None:
    """Return the areas touched between two changes, as they were believed at each; None where nobody can say."""
    touched = public_facts.touched_since(connection, then)
    if touched is None:
        return None
    among = _VERSION.area_id.in_(touched)
    was, are = (read.timelines_as_of(connection, one.seq, among) for one in (then, now))
    return was, are


def _whole(connection: sa.Connection, asked: Asked, disclosed: frozenset[str] | None) -> Count:
    """Count everything anew.

    An area that may have become another thing by then, since the start of a later version is known to a month
    or a year or only as before a day, is counted by its whole timeline; of others the version that holds then
    is enough.
    """
    vague = _vague(connection, asked.on)
    query = sa.select(*_COUNTED).join_from(AREA_VERSION, OUTLINE, isouter=True)
    query = query.where(ACTIVE, holds(asked.on))
    if asked.municipality is not None:
        query = query.where(_VERSION.municipality == asked.municipality)
    certain = [one for one in connection.execute(query) if one[0] not in vague]
    counted = tallied(certain, asked.on, asked.months)
    if disclosed is not None:
        told = tallied([one for one in certain if one[0] in disclosed], asked.on)
        counted = _of_types(counted, told)
    return counted + asked.of(vague, disclosed) if vague else counted


def _of_types(everything: Count, told: Count) -> Count:
    return replace(everything, by_type=told.by_type, by_locality=told.by_locality)


def _vague(connection: sa.Connection, on: date) -> dict[str, Timeline]:
    """Return the timelines of the areas of which a later version may have begun by a day."""
    may_have_begun = sa.or_(
        _VERSION.precision == Precision.BEFORE.value,
        sa.and_(
            _VERSION.precision != Precision.DAY.value,
            _VERSION.valid_from <= date(on.year, 12, 31),
        ),
    )
    query = sa.select(_VERSION.area_id).where(BELIEVED, _VERSION.valid_from > on, may_have_begun)
    ids = sorted(set(connection.execute(query).scalars()))
    return ledger.fetch_timelines(connection, ids)
