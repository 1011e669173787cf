"""What a watch area is: a lasting identity and, for each period of days, one version of it.

A timeline is all that is believed of one area: versions in order, each starting the day the one
before ends. The functions here take a timeline and give a new one; nothing is changed in place.
The register finds out what differs and writes only that, so what was believed before stays.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from itertools import pairwise
from typing import Any

from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period, Precision, StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused


class AreaType(StrEnum):
    """What kind of homes an area holds."""

    VILLA = "villa"
    TERRACED = "terraced"
    FLATS = "flats"
    HOLIDAY = "holiday"
    RURAL = "rural"
    BOAT = "boat"


class Verification(StrEnum):
    """Who vouches for the area."""

    SELF_DECLARED = "self_declared"
    MUNICIPALITY = "municipality"
    POLICE = "police"


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaVersion:
    """One area as it was through one period.

    Attributes:
        area_id: the area's lasting id (ULID).
        period: the days this version holds, half-open; `precision` says how exactly its start is known.
        event: what made this version begin.
        municipality: code of the municipality, four digits in Sweden.
        code: the id the area has in the list it was imported from.
        outline_id, m2: its outline and that outline's size on the ellipsoid; None until a border is drawn.
        inherited: active before the register began, without evidence, and not confirmed.
        boundary_reviewed_on: when someone last said that the border still holds.
        predecessors: ids of the areas this one came from by split or merge.
    """

    area_id: str
    period: Period
    precision: Precision = Precision.DAY
    event: Event
    status: Status
    name: str
    municipality: str
    locality: str | None = None
    area_type: AreaType | None = None
    code: str | None = None
    outline_id: str | None = None
    m2: int | None = None
    inherited: bool = False
    verification: Verification = Verification.MUNICIPALITY
    last_confirmed_on: date | None = None
    boundary_reviewed_on: date | None = None
    predecessors: tuple[str, ...] = ()

    @property
    def stated_start(self) -> StatedDate:
        """The start of the period as it was stated."""
        return StatedDate(self.period.start, self.precision)

    @property
    def active(self) -> bool:
        """Whether this version counts as an area."""
        return self.status is Status.ACTIVE


Timeline = tuple[AreaVersion, ...]
"""All versions of one area, in order, each starting the day the one before ends."""


MOST_HOUSEHOLDS = 100_000
"""No area holds more: a larger number is a slip of the pen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseholdCount:
    """How many households an area held on a day and how many took part, and who said so; never which ones."""

    area_id: str
    counted_on: date
    total: int
    source: str
    joined: int | None = None
    joined_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Municipality:
    """A municipality that the register serves.

    Attributes:
        border: its border in the register's CRS, or None where none is known.
        border_generalised: the border is drawn for small scales and can be kilometres off.
        contact_*: the card that residents see: an office, never a person's home.
    """

    code: str
    name: str
    border: Any | None = None
    border_source: str | None = None
    border_generalised: bool = False
    contact_role: str | None = None
    contact_phone: str | None = None
    contact_mail: str | None = None
    contact_hours: str | None = None

    @property
    def card(self) -> tuple[str, ...]:
        """The lines of the contact card: role, telephone, mailbox, hours; none where there is no way to reach it."""
        if not (self.contact_phone or self.contact_mail):
            return ()
        lines = (self.contact_role, self.contact_phone, self.contact_mail, self.contact_hours)
        return tuple(line for line in lines if line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Locality:
    """A named place with its label point (easting, northing in metres) and where the figures come from."""

    name: str
    municipality: str
    x: float
    y: float
    population: int | None = None
    source: str | None = None


_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(at: datetime, chance: int) -> str:
    """Return a lasting id that sorts by its moment: 48 bits of milliseconds, 80 bits of chance.

    See the ULID specification (Crockford's base 32, 26 characters).
    """
    number = int(at.timestamp() * 1000) << 80 | chance & (1 << 80) - 1
    return "".join(_CROCKFORD[number >> shift & 31] for shift in range(125, -1, -5))


def version_on(timeline: Timeline, on: date) -> AreaVersion | None:
    """Return the version that holds on a day, or None before the area began."""
    return next((version for version in timeline if on in version.period), None)


def last(timeline: Timeline) -> AreaVersion:
    """Return the version that holds from its start on.

    Raises:
        NotFound: the area has no versions left (its founding was undone).
    """
    if not timeline:
        raise NotFound("area.not_found")
    return timeline[-1]


def begin(version: AreaVersion) -> Timeline:
    """Return the timeline of a new area."""
    return (replace(version, period=Period(version.period.start)),)


def advance(timeline: Timeline, on: StatedDate, event: Event, **changes: object) -> Timeline:
    """Return the timeline with a new version from a day on; what held before holds until then.

    A second event on the day of the last one takes its place: at the end of that day only the
    later state holds, and what it replaced stays in the ledger. One that leaves the state as it is
    leaves its beginning too, so that an area started and redrawn on one day was started on it.

    Raises:
        Conflict: the area changed after that day; a correction is the way to alter the past.
    """
    current = last(timeline)
    start = on.counts_on
    if start < current.period.start:
        raise Conflict("area.changed_later", name=current.name, on=current.period.start)
    fresh = replace(
        current, period=Period(start), precision=on.precision, event=event, **_fields(changes)
    )
    if start == current.period.start and fresh.status is current.status:
        return (*timeline[:-1], replace(current, **_fields(changes)))
    if start == current.period.start:
        return (*timeline[:-1], fresh)
    ended = replace(current, period=Period(current.period.start, start))
    return (*timeline[:-1], ended, fresh)


def _fields(changes: dict[str, object]) -> dict[str, Any]:
    """Let `replace` take fields that are known by name only."""
    return dict(changes)


def correct(timeline: Timeline, on: date, **changes: object) -> Timeline:
    """Return the timeline with what was wrong about the version on a day put right, for its whole period.

    Facts that do not change by themselves with the day (name, locality, type, code, municipality)
    are put right in every later version that carries the same wrong value.

    Raises:
        NotFound: the area did not exist on that day.
    """
    wrong = version_on(timeline, on)
    if wrong is None:
        raise NotFound("area.not_on_day", on=on)
    return tuple(
        replace(version, **_carried(wrong, version, changes))
        if version.period.start >= wrong.period.start
        else version
        for version in timeline
    )


def _carried(
    wrong: AreaVersion, version: AreaVersion, changes: dict[str, object]
) -> dict[str, Any]:
    if version is wrong:
        return _fields(changes)
    return {
        field: value
        for field, value in changes.items()
        if field != "status" and getattr(version, field) == getattr(wrong, field)
    }


def move_start(timeline: Timeline, on: date, start: StatedDate) -> Timeline:
    """Return the timeline where the version that holds on a day began on another one.

    Raises:
        Refused: the new start passes the neighbouring version, which would vanish, or it is shared
            with the areas that were split or merged with this one.
    """
    index = next((i for i, version in enumerate(timeline) if on in version.period), None)
    if index is None:
        raise NotFound("area.not_on_day", on=on)
    moved = list(timeline)
    version = moved[index]
    if version.status is Status.SUPERSEDED or (version.predecessors and not index):
        raise Refused("area.start_is_shared", name=version.name)
    if start.counts_on >= version.period.end:
        raise Refused("period.empty", start=start.counts_on, end=version.period.end)
    if index:
        before = moved[index - 1]
        if start.counts_on <= before.period.start:
            raise Conflict("area.changed_later", name=before.name, on=before.period.start)
        moved[index - 1] = replace(before, period=Period(before.period.start, start.counts_on))
    moved[index] = replace(
        version, period=Period(start.counts_on, version.period.end), precision=start.precision
    )
    return tuple(moved)


def drawn(outline: Outline | None) -> dict[str, Any]:
    """Return the fields of a version that an outline sets."""
    if outline is None:
        return {"outline_id": None, "m2": None}
    return {"outline_id": outline.id, "m2": outline.m2}


def check_timeline(timeline: Timeline) -> None:
    """Hold a timeline to its law: one area, in order, without gap or overlap, open at the end.

    Raises:
        Refused: the law is broken.
    """
    for before, after in pairwise(timeline):
        if before.period.end != after.period.start or before.area_id != after.area_id:
            raise Refused("area.broken_timeline", name=after.name)
    if timeline and timeline[-1].period.end != FOREVER:
        raise Refused("area.broken_timeline", name=timeline[-1].name)


def common_value(values: Sequence[str | None]) -> str | None:
    """Return the value all share, or None where they differ."""
    return values[0] if values and len(set(values)) == 1 else None


_SHORTEST = 6
"""So many signs of an id's random end tell it from all others but one in a thousand million."""


def short_name(area_id: str, others: Iterable[str]) -> str:
    """Return the end of an area's id that leads to it and to none of the others, in small letters."""
    ids = {*others, area_id}
    ends = (area_id[-length:] for length in range(_SHORTEST, len(area_id)))
    return next((end for end in ends if by_short_name(end, ids) == area_id), area_id).casefold()


def by_short_name(short: str, ids: Iterable[str]) -> str | None:
    """Return the id that ends so; of several the oldest, whose address was on paper first."""
    end = short.upper()
    if len(end) < _SHORTEST:
        return None
    return min((one for one in ids if one.upper().endswith(end)), default=None)
