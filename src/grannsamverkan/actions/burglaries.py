"""Burglaries that a municipality keeps for planning: read in by a stated right, for a time, and erased.

Coordinates are easting, northing in metres in the register's CRS.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.places import municipality_of
from grannsamverkan.actions.privacy import scrubbed
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.burglaries import (
    ROUNDED_M,
    Burglaries,
    Burglary,
    BurglarySource,
    Kind,
    LocalityCount,
    Reported,
)
from grannsamverkan.domain.period import Period
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

_FEWEST_WORDS = 3
"""A legal basis is a sentence, or the name of a decision with its number; fewer words say neither."""

_GENERALISED_M = 500.0
"""A generalised border may go so far within the true one."""

_SUBJECT = "burglaries"
"""What the journal says that a change is about, so that it is written although the ledger's rows stay."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was read in.

    Attributes:
        burglaries: how many are kept; `before`: how many rows they take the place of.
        beside: what else the file told of, by reason (keys under `planning.card.left_out`).
        goes_on: the day from which they weigh no more and are to be erased.
    """

    burglaries: int
    before: int
    beside: Mapping[str, int]
    goes_on: date


def keep(
    doing: Doing, told: Burglaries, *, legal_basis: str, municipality: str | None = None
) -> Kept:
    """Keep the completed burglaries of homes of a municipality, in the place of those there were.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: no legal basis is stated; none of the burglaries is the municipality's, or nothing
            says which are.
    """
    place = municipality_of(doing.register, municipality)
    doing.require(Deed.IMPORT, municipality=place.code)
    basis = line(legal_basis) or ""
    if len(basis.split()) < _FEWEST_WORDS:
        raise Refused("planning.no_legal_basis")
    beside: Counter[str] = Counter()
    stamp = doing.new_id(doing.now)
    rows = [
        replace(row, id=f"{stamp}{number:07d}")
        for number, row in enumerate(_rows(doing.register, told, place, beside))
    ]
    if not rows:
        raise Refused("planning.none_to_keep")
    source = BurglarySource(
        id=place.code,
        municipality=place.code,
        legal_basis=basis,
        made_by=doing.actor,
        made_at=doing.now,
        since=told.window.start,
        until=told.window.end,
        left_out=tuple(f"{reason}={number}" for reason, number in sorted(beside.items())),
    )
    told_why = replace(doing, reason=f"{doing.reason}: {basis}")
    with told_why.change("import_burglaries") as change:
        change.subject = _SUBJECT
        before = len(change.private.find(Burglary, municipality=place.code))
        change.private.replace_all(Burglary, rows, municipality=place.code)
        change.private.put(source)
    scrubbed(doing)
    months = doing.register.present().policies[place.code].burglary_retention_months
    number = sum(one.number for one in rows)
    return Kept(number, before, dict(sorted(beside.items())), source.goes_on(months))


def erase(doing: Doing, municipality: str | None = None) -> int:
    """Erase the burglaries of a municipality before their time, and return how many rows went.

    Raises:
        NotFound: no such municipality, or not for this person.
    """
    place = municipality_of(doing.register, municipality)
    doing.require(Deed.IMPORT, municipality=place.code)
    with doing.change("erase_burglaries") as change:
        before = len(change.private.find(Burglary, municipality=place.code))
        if change.private.get(BurglarySource, place.code) is not None:
            change.subject = _SUBJECT
            erase_of(change.private, place.code)
    scrubbed(doing)
    return before


def erase_of(private: Private, municipality: str) -> None:
    """Erase the burglaries of a municipality, with their source."""
    private.replace_all(Burglary, (), municipality=municipality)
    private.remove(BurglarySource, municipality)


def source_of(register: Register, municipality: str) -> BurglarySource | None:
    """Return by what right the burglaries of a municipality are kept; None: none are."""
    with register.looking() as private:
        return private.get(BurglarySource, municipality)


def in_force(register: Register, municipality: str, today: date) -> BurglarySource | None:
    """Return the source of the burglaries that may weigh in a plan: those that are not past their time."""
    source = source_of(register, municipality)
    months = register.present().policies[municipality].burglary_retention_months
    return source if source is not None and today < source.goes_on(months) else None


def burglaries_of(register: Register, source: BurglarySource) -> Burglaries:
    """Return the burglaries of a source as they were told, what had been left out of them included."""
    with register.looking() as private:
        rows = private.find(Burglary, municipality=source.municipality)
    counts = tuple(
        LocalityCount(one.locality, Period(one.since, one.until), one.number)
        for one in rows
        if one.locality is not None
    )
    reported = tuple(
        Reported(one.until - timedelta(days=1), Kind.BURGLARY, one.x, one.y)
        for one in rows
        if one.x is not None and one.y is not None
    )
    return Burglaries(source.window, reported, counts)


def _rows(
    register: Register, told: Burglaries, place: Municipality, beside: Counter[str]
) -> Iterator[Burglary]:
    """Give those of the municipality as they are kept, without ids yet, counting the others in `beside`."""
    known = {
        name_key(one.name): one.name
        for one in register.localities()
        if one.municipality == place.code
    }
    for count in told.counts:
        locality = known.get(name_key(count.locality))
        if locality is None:
            beside["no_locality"] += count.number
        else:
            yield Burglary(
                id="",
                municipality=place.code,
                since=count.during.start,
                until=count.during.end,
                locality=locality,
                number=count.number,
            )
    ground = _ground(register, place) if told.reported else None
    for one in told.reported:
        if one.kind is not Kind.BURGLARY:
            beside[one.kind.value] += 1
        elif ground is not None and not shapely.intersects_xy(ground, one.x, one.y):
            beside["outside"] += 1
        else:
            yield Burglary(
                id="",
                municipality=place.code,
                since=one.day,
                until=one.day + timedelta(days=1),
                x=one.x,
                y=one.y,
            )


def _ground(register: Register, place: Municipality) -> BaseGeometry | None:
    """Return where burglaries are the municipality's, as finely as they are rounded; None: everywhere.

    Raises:
        Refused: the register has several, and nothing says which lie in this one.
    """
    if place.border is None:
        if len(register.municipalities()) > 1:
            raise Refused("streets.no_border", municipality=place.code)
        return None
    ground: BaseGeometry = place.border.buffer(
        _GENERALISED_M if place.border_generalised else ROUNDED_M
    )
    shapely.prepare(ground)
    return ground
