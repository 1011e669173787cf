"""What people do with an area: found it, lead it through its life, redraw, split, merge, correct, undo.

Every function here is one decision by one person on one day: it reads what is believed, asks the
domain what follows, and writes that as one change.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import combinations
from secrets import randbits

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain import areas as domain
from grannsamverkan.domain import lifecycle
from grannsamverkan.domain.areas import (
    AreaType,
    AreaVersion,
    HouseholdCount,
    Timeline,
    Verification,
)
from grannsamverkan.domain.geometry import Outline, clean, outline_of
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change, Register

_TOUCH_M2 = 1.0


def new_ulid(now: datetime) -> str:
    """Return a fresh lasting id."""
    return domain.ulid(now, randbits(80))


@dataclass(frozen=True, slots=True, kw_only=True)
class Doing:
    """Who does something to which register, why and when; a dry run tries it and writes nothing."""

    register: Register
    actor: str
    reason: str
    now: datetime
    dry: bool = False
    new_id: Callable[[datetime], str] = new_ulid

    @property
    def today(self) -> date:
        """The day it is where the person sits."""
        return self.now.date()

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """Open the change that this person makes."""
        with self.register.change(
            actor=self.actor, action=action, reason=self.reason, now=self.now, dry=self.dry
        ) as change:
            yield change

    def outline(self, change: Change, polygon: BaseGeometry) -> Outline:
        """Clean a polygon (metres, the register's CRS) and keep it as an outline."""
        outline = outline_of(clean(polygon).polygon, crs=self.register.info.crs)
        change.add_outline(outline)
        return outline


@dataclass(frozen=True, slots=True)
class Part:
    """One of the areas that a split makes."""

    name: str
    polygon: BaseGeometry


FOUNDING_STATUS = {**lifecycle.FOUNDING, Event.INHERIT: Status.ACTIVE}
"""The events by which an area enters the register, and the state it enters in."""


def found(  # noqa: PLR0913 # an area has as many facts
    doing: Doing,
    *,
    name: str,
    municipality: str,
    event: Event,
    on: StatedDate,
    polygon: BaseGeometry | None = None,
    locality: str | None = None,
    area_type: AreaType | None = None,
    code: str | None = None,
    verification: Verification = Verification.MUNICIPALITY,
) -> str:
    """Enter a new area and return its lasting id; one that is inherited is active at once.

    Raises:
        Refused: no name, a day to come, no such municipality, or an event that founds nothing.
    """
    if event not in FOUNDING_STATUS:
        raise Refused("lifecycle.not_a_founding", event=event.value)
    if not name.strip():
        raise Refused("area.name_missing")
    _not_to_come(doing, on)
    with doing.change(event.value) as change:
        _known_municipality(doing, change, municipality)
        outline = doing.outline(change, polygon) if polygon is not None else None
        version = AreaVersion(
            area_id=doing.new_id(doing.now),
            period=Period(on.counts_on),
            precision=on.precision,
            event=event,
            status=FOUNDING_STATUS[event],
            name=name.strip(),
            municipality=municipality,
            locality=locality,
            area_type=area_type,
            code=code,
            inherited=event is Event.INHERIT,
            verification=verification,
            **domain.drawn(outline),
        )
        change.set_timeline(version.area_id, domain.begin(version))
    return version.area_id


def _not_to_come(doing: Doing, on: StatedDate) -> None:
    if on.earliest > doing.today:
        raise Refused("area.in_the_future", on=on.counts_on)


def _known_municipality(doing: Doing, change: Change, code: str) -> None:
    if change.municipality(code) is None:
        known = ", ".join(one.code for one in doing.register.municipalities())
        raise NotFound("area.unknown_municipality", code=code, known=known)


def _timeline(change: Change, area_id: str) -> Timeline:
    timeline = change.timelines([area_id]).get(area_id)
    if timeline is None:
        raise NotFound("area.not_found")
    return timeline


_NEEDS_POLYGON = frozenset({Event.DRAW_BOUNDARY, Event.CHANGE_BOUNDARY})
_OWN_FUNCTION = frozenset({Event.SPLIT, Event.MERGE})


def apply(
    doing: Doing,
    area_id: str,
    event: Event,
    on: StatedDate,
    *,
    polygon: BaseGeometry | None = None,
    **details: object,
) -> AreaVersion:
    """Let an event happen to an area on a day, and return the version that begins with it.

    Details (name, locality, area_type, code, municipality, verification) change with the same day.

    Raises:
        NotFound: no such area. Conflict: it changed after that day.
        Refused: not possible in its state, a boundary that is missing or out of place, a day to come.
    """
    _not_to_come(doing, on)
    if event in _OWN_FUNCTION or event in FOUNDING_STATUS:
        raise Refused("lifecycle.not_a_step", event=event.value)
    if (polygon is None) == (event in _NEEDS_POLYGON):
        key = "area.needs_polygon" if polygon is None else "area.no_polygon_wanted"
        raise Refused(key, event=event.value)
    with doing.change(event.value) as change:
        timeline = _timeline(change, area_id)
        current = domain.last(timeline)
        status = lifecycle.after(current.status, event)
        if "municipality" in details:
            _known_municipality(doing, change, str(details["municipality"]))
        if polygon is not None:
            details |= domain.drawn(doing.outline(change, polygon))
        if event in (Event.CONFIRM, Event.START):
            details["last_confirmed_on"] = on.counts_on
        after = domain.advance(timeline, on, event, status=status, **details)
        if event in _ALTERING and _alike(current, after[-1]):
            raise Refused("area.nothing_to_change")
        change.set_timeline(area_id, after)
    return after[-1]


_ALTERING = frozenset({Event.CHANGE_BOUNDARY, Event.CHANGE_DETAILS, Event.MOVE})


def _alike(before: AreaVersion, after: AreaVersion) -> bool:
    """Say whether two versions tell the same of the area, whatever day and event they begin with."""
    return before == replace(
        after, period=before.period, precision=before.precision, event=before.event
    )


def split(doing: Doing, area_id: str, on: StatedDate, *, parts: Sequence[Part]) -> list[str]:
    """Divide an area into new ones from a day on, and return their ids; it is superseded by them.

    Raises:
        Refused: fewer than two parts, parts that overlap, or an area that is not running.
    """
    _not_to_come(doing, on)
    if len(parts) < 2:  # noqa: PLR2004 # two is what dividing means
        raise Refused("area.needs_parts", found=len(parts))
    _apart(parts)
    with doing.change(Event.SPLIT.value) as change:
        current = _supersede(change, area_id, Event.SPLIT, on)
        ids = []
        for part in parts:
            outline = doing.outline(change, part.polygon)
            ids.append(
                _succeed(
                    doing,
                    change,
                    [current],
                    event=Event.SPLIT,
                    on=on,
                    name=part.name,
                    outline=outline,
                )
            )
    return ids


def _apart(parts: Sequence[Part]) -> None:
    for a, b in combinations(parts, 2):
        shared = clean(a.polygon).polygon.intersection(clean(b.polygon).polygon).area
        if shared > _TOUCH_M2:
            raise Refused("area.parts_overlap", a=a.name, b=b.name, m2=round(shared))


def merge(
    doing: Doing,
    area_ids: Sequence[str],
    on: StatedDate,
    *,
    name: str,
    polygon: BaseGeometry | None = None,
) -> str:
    """Make one new area of several from a day on, and return its id; they are superseded by it.

    Its outline is the union of theirs unless one is given; where one of them has none, neither has it.

    Raises:
        Refused: fewer than two areas, areas of different municipalities, or one that is not running.
    """
    _not_to_come(doing, on)
    area_ids = list(dict.fromkeys(area_ids))
    if len(area_ids) < 2:  # noqa: PLR2004 # two is what merging means
        raise Refused("area.needs_two")
    with doing.change(Event.MERGE.value) as change:
        merged = [_supersede(change, area_id, Event.MERGE, on) for area_id in area_ids]
        places = {version.municipality for version in merged}
        if len(places) > 1:
            raise Refused("area.two_municipalities", found=", ".join(sorted(places)))
        united = polygon if polygon is not None else _united(change, merged)
        outline = doing.outline(change, united) if united is not None else None
        return _succeed(doing, change, merged, event=Event.MERGE, on=on, name=name, outline=outline)


def _united(change: Change, merged: Sequence[AreaVersion]) -> BaseGeometry | None:
    ids = [version.outline_id for version in merged if version.outline_id]
    if len(ids) < len(merged):
        return None
    outlines = change.outlines(ids)
    united: BaseGeometry = shapely.union_all([outlines[one].polygon for one in ids])
    return united


def _supersede(change: Change, area_id: str, event: Event, on: StatedDate) -> AreaVersion:
    timeline = _timeline(change, area_id)
    current = domain.last(timeline)
    status = lifecycle.after(current.status, event)
    change.set_timeline(area_id, domain.advance(timeline, on, event, status=status))
    return current


def _succeed(  # noqa: PLR0913 # what a successor is made of
    doing: Doing,
    change: Change,
    before: Sequence[AreaVersion],
    *,
    event: Event,
    on: StatedDate,
    name: str,
    outline: Outline | None,
) -> str:
    """Begin an area that comes from others: active if any of them was, sharing what they share."""
    area_id = doing.new_id(doing.now)
    confirmed = [one.last_confirmed_on for one in before if one.last_confirmed_on]
    version = replace(
        before[0],
        area_id=area_id,
        period=Period(on.counts_on),
        precision=on.precision,
        event=event,
        status=Status.ACTIVE if any(one.active for one in before) else before[0].status,
        name=name.strip(),
        locality=domain.common_value([one.locality for one in before]),
        code=None,
        inherited=all(one.inherited for one in before),
        last_confirmed_on=min(confirmed) if len(confirmed) == len(before) else None,
        predecessors=tuple(sorted(one.area_id for one in before)),
        **domain.drawn(outline),
    )
    change.set_timeline(area_id, domain.begin(version))
    return area_id


def correct(
    doing: Doing,
    area_id: str,
    on: date,
    *,
    polygon: BaseGeometry | None = None,
    start: StatedDate | None = None,
    **changes: object,
) -> None:
    """Put right what the register had wrong about an area on a day, without an event of its own.

    What was believed until now stays readable as it was known. `start` moves the day on which the
    version that holds on `on` began.

    Raises:
        NotFound: no such area, or not on that day. Refused: it is so already.
    """
    with doing.change("correct") as change:
        timeline = _timeline(change, area_id)
        if polygon is not None:
            changes |= domain.drawn(doing.outline(change, polygon))
        after = domain.correct(timeline, on, **changes)
        if start is not None:
            _not_to_come(doing, start)
            after = domain.move_start(after, on, start)
        if after == timeline:
            raise Refused("area.nothing_to_change")
        change.set_timeline(area_id, after)


def undo(doing: Doing, seq: int, *, only: str | None = None) -> list[str]:
    """Believe again what was believed before a change, and return the names of the areas it touched.

    The change and its undoing both stay in the ledger. `only` names the one action it must be.

    Raises:
        NotFound: no such change. Refused: an area it touched has changed since (they are named).
    """
    entry = next((entry for entry in doing.register.changes() if entry.seq == seq), None)
    if entry is None:
        raise NotFound("area.no_such_change", seq=seq)
    if only is not None and entry.action != only:
        raise Refused("area.not_an_import", seq=seq, action=entry.action)
    with doing.change("undo") as change:
        touched = change.areas_touched(by=seq)
        later = touched & change.areas_touched(after=seq)
        names = {
            area_id: domain.last(timeline).name
            for area_id, timeline in change.timelines(sorted(touched)).items()
        }
        if later:
            blocking = ", ".join(sorted(names.get(one, one) for one in later))
            raise Refused("area.changed_since", names=blocking)
        change.take_back(seq)
        if change.empty:
            raise Refused("area.nothing_to_change")
    return sorted(names.values())


def count_households(
    doing: Doing, area_id: str, *, counted_on: date, total: int, source: str
) -> None:
    """Enter how many households an area held on a day; a second count of that day takes its place.

    Raises:
        NotFound: no such area.
    """
    with doing.change("count_households") as change:
        _timeline(change, area_id)
        kept = [one for one in change.households(area_id) if one.counted_on != counted_on]
        counted = HouseholdCount(area_id=area_id, counted_on=counted_on, total=total, source=source)
        change.set_households(area_id, [*kept, counted])
