"""The totals of a day, and those of today led on by the areas that each change touched."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import sqlalchemy as sa

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.counts import Count, Totals, count, tallied, totals_of, yearly
from grannsamverkan.domain.period import Precision
from grannsamverkan.register import ledger, public_facts, read, rows
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


@dataclass(frozen=True, slots=True)
class Today:
    """The totals of today as the register stood at one change; `months` as `confirm_months` has them."""

    head: Head
    day: date
    months: Mapping[str, int]
    totals: Totals


def of_today(
    connection: sa.Connection, day: date, months: Mapping[str, int], before: Today | None
) -> Today:
    """Return the totals of today; of those there were before, only what has been touched is counted again."""
    head = ledger.head(connection)
    if before is not None and (before.day, before.months) == (day, months):
        if before.head == head:
            return before
        touched = public_facts.touched_since(connection, before.head)
        if touched is not None:
            among = _VERSION.area_id.in_(touched)
            was, now = (
                totals_of(read.timelines_as_of(connection, seq, among).values(), day, months)
                for seq in (before.head.seq, head.seq)
            )
            return replace(before, head=head, totals=before.totals - was + now)
    growth = yearly(public_facts.active_spells(connection, day), day)
    return Today(head, day, months, Totals(count_on(connection, day, months=months), growth))


def count_on(
    connection: sa.Connection,
    on: date,
    *,
    months: Mapping[str, int],
    municipality: str | None = None,
    disclosed: frozenset[str] | None = None,
) -> Count:
    """Count the areas active at the end of a day; types and localities of those in `disclosed`, None for all.

    An area that may have become another thing by then, since the start of a later version is known to a month
    or a year or only as before a day, is counted by its whole timeline; of others the version that holds then
    is enough.
    """
    vague = _vague(connection, on)
    query = sa.select(*_COUNTED).join_from(AREA_VERSION, OUTLINE, isouter=True)
    query = query.where(ACTIVE, holds(on))
    if municipality is not None:
        query = query.where(_VERSION.municipality == municipality)
    certain = [one for one in connection.execute(query) if one[0] not in vague]
    counted = tallied(certain, on, months)
    if vague:
        counted += count(vague.values(), on, municipality=municipality, confirm_months=months)
    if disclosed is None:
        return counted
    told = tallied([one for one in certain if one[0] in disclosed], on)
    shown = [timeline for area_id, timeline in vague.items() if area_id in disclosed]
    told += count(shown, on, municipality=municipality)
    return replace(counted, by_type=told.by_type, by_locality=told.by_locality)


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
    found: dict[str, list[AreaVersion]] = {}
    for some in ledger.in_batches(ids):
        whole = ledger.believed_versions().where(_VERSION.area_id.in_(some))
        for row in connection.execute(whole).mappings():
            found.setdefault(row["area_id"], []).append(rows.version_from(row))
    return {area_id: tuple(versions) for area_id, versions in found.items()}
