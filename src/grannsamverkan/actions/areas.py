"""What people do with an area: found it, lead it through its life, redraw, correct, count its homes.

Every function here is one decision by one person on one day: it reads what is believed, asks the
domain what follows, and writes that as one change. Areas that become others are in `succession`,
taking back is in `undoing`; both are named here too.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import gating
from grannsamverkan.actions.deeds import area_to
from grannsamverkan.actions.doing import Doing, area_name, line
from grannsamverkan.actions.settling import settle
from grannsamverkan.actions.succession import Part, merge, split
from grannsamverkan.actions.undoing import undo, undo_last
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain import lifecycle
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import (
    MOST_HOUSEHOLDS,
    AreaType,
    AreaVersion,
    HouseholdCount,
    Timeline,
    Verification,
)
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, Precision, StatedDate
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change

__all__ = [
    "Doing",
    "Part",
    "apply",
    "correct",
    "count_households",
    "found",
    "merge",
    "split",
    "undo",
    "undo_last",
]

FOUNDING_STATUS = {**lifecycle.FOUNDING, Event.INHERIT: Status.ACTIVE}
"""The events by which an area enters the register, and the state it enters in."""

_NEEDS_POLYGON = frozenset({Event.DRAW_BOUNDARY, Event.CHANGE_BOUNDARY})
_OWN_FUNCTION = frozenset({Event.SPLIT, Event.MERGE, *FOUNDING_STATUS})
_ALTERING = frozenset({Event.CHANGE_BOUNDARY, Event.CHANGE_DETAILS, Event.MOVE})
_CONFIRMING = frozenset({Event.CONFIRM, Event.START})
_DEEDS = {
    Event.CONFIRM: Deed.CONFIRM_AREA,
    Event.DRAW_BOUNDARY: Deed.DRAW_AREA,
    Event.CHANGE_BOUNDARY: Deed.DRAW_AREA,
}
"""The deeds that some events are; the others are leading an area."""


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
    attested: Iterable[Attested] = (),
) -> str:
    """Enter a new area and return its lasting id; one that is inherited is active at once.

    `attested` is what the person vouches for, such as that ground two areas share is meant.

    Raises:
        NotFound: no such municipality, or not for them.
        Refused: no name, a day to come, an event that founds nothing, or something that it has to
            wait for.
    """
    if event not in FOUNDING_STATUS:
        raise Refused("lifecycle.not_a_founding", event=event)
    doing.refuse_to_come(on)
    doing.require(Deed.FOUND_AREA, municipality=municipality)
    with doing.change(event.value) as change:
        facts = _facts(
            doing,
            change,
            {"name": name, "municipality": municipality, "locality": locality, "code": code},
        )
        outline = doing.outline(change, polygon) if polygon is not None else None
        drawn = None if outline is None else outline.polygon
        gating.hold(doing, event, None, gating.of_new(doing, municipality, drawn, attested), on)
        version = AreaVersion(
            area_id=doing.new_id(doing.now),
            period=Period(on.counts_on),
            precision=on.precision,
            event=event,
            status=FOUNDING_STATUS[event],
            area_type=area_type,
            inherited=event is Event.INHERIT,
            verification=verification,
            boundary_reviewed_on=on.counts_on if outline is not None else None,
            **facts,
            **domain.drawn(outline),
        )
        change.set_timeline(version.area_id, domain.begin(version))
    return version.area_id


def _facts(doing: Doing, change: Change, stated: dict[str, object]) -> dict[str, Any]:
    """Return facts as they are kept: texts on one line, a municipality that the register serves."""
    facts = dict(stated)
    if "name" in facts:
        facts["name"] = area_name(str(facts["name"]))
    for key in ("locality", "code"):
        if stated.get(key) is not None:
            facts[key] = line(str(stated[key]), in_doubt=key != "code")
    code = facts.get("municipality")
    if code is not None:
        doing.require(Deed.LEAD_AREA, municipality=str(code))
    if code is not None and change.municipality(str(code)) is None:
        known = ", ".join(one.code for one in doing.register.municipalities())
        raise NotFound("area.unknown_municipality", code=code, known=known)
    return facts


def apply(
    doing: Doing,
    area_id: str,
    event: Event,
    on: StatedDate,
    *,
    polygon: BaseGeometry | None = None,
    attested: Iterable[Attested] = (),
    **details: object,
) -> AreaVersion:
    """Let an event happen to an area on a day, and return the version that begins with it.

    Details (name, locality, area_type, code, municipality, verification, boundary_reviewed_on)
    change with the same day. `attested` is what the person vouches for where a gate asks for it.

    Raises:
        NotFound: no such area, or not for them. Conflict: it changed after that day.
        Refused: not possible in its state, something that it has to wait for, a boundary that is
            missing or out of place, a day to come, or nothing that would be otherwise than it is.
    """
    doing.refuse_to_come(on)
    if event in _OWN_FUNCTION:
        raise Refused("lifecycle.not_a_step", event=event)
    if (polygon is None) == (event in _NEEDS_POLYGON):
        key = "area.needs_polygon" if polygon is None else "area.no_polygon_wanted"
        raise Refused(key, event=event)
    with doing.change(event.value) as change:
        timeline = area_to(doing, change, area_id, _DEEDS.get(event, Deed.LEAD_AREA))
        current = domain.last(timeline)
        status = lifecycle.after(current.status, event)
        outline = None if polygon is None else doing.outline(change, polygon)
        _hold_to_gates(doing, change, timeline, event, on, (outline, attested))
        facts = _facts(doing, change, details)
        if outline is not None:
            facts |= domain.drawn(outline)
            if outline.id != current.outline_id:  # the same line again is no other border
                facts["boundary_reviewed_on"] = on.counts_on
        if event in _CONFIRMING:
            facts["last_confirmed_on"] = on.counts_on
        after = domain.advance(timeline, on, event, status=status, **facts)
        if after == timeline or (event in _ALTERING and _alike(current, after[-1])):
            raise Refused("area.nothing_to_change")
        change.set_timeline(area_id, after)
        settle(doing, change, event, current, on)
    return after[-1]


def _hold_to_gates(
    doing: Doing,
    change: Change,
    timeline: Timeline,
    event: Event,
    on: StatedDate,
    said: tuple[Outline | None, Iterable[Attested]],
) -> None:
    """Hold an event to its gates; `said` is the border to be, and what the person vouches for."""
    if doing.from_records:
        return
    outline, attested = said
    evidence = gating.gathered(
        doing.register,
        change.private,
        timeline,
        on.counts_on,
        who=doing.who,
        attested=attested,
        reason=doing.reason,
        polygon=None if outline is None else outline.polygon,
        day_known=on.precision is Precision.DAY,
    )
    gating.hold(doing, event, domain.last(timeline), evidence, on)


def _alike(before: AreaVersion, after: AreaVersion) -> bool:
    """Say whether two versions tell the same of the area, whatever day and event they begin with."""
    return before == replace(
        after, period=before.period, precision=before.precision, event=before.event
    )


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
        NotFound: no such area, or not on that day. Refused: it is so already, or a start to come.
    """
    with doing.change("correct") as change:
        deed = Deed.LEAD_AREA if polygon is None else Deed.DRAW_AREA
        timeline = area_to(doing, change, area_id, deed)
        facts = _facts(doing, change, changes)
        if polygon is not None:
            facts |= domain.drawn(doing.outline(change, polygon))
        after = domain.correct(timeline, on, **facts)
        if start is not None:
            doing.refuse_to_come(start)
            after = domain.move_start(after, on, start)
        if after == timeline:
            raise Refused("area.nothing_to_change")
        change.set_timeline(area_id, after)


def count_households(  # noqa: PLR0913 # a count has as many facts
    doing: Doing,
    area_id: str,
    *,
    counted_on: date,
    total: int,
    source: str,
    joined: int | None = None,
    joined_source: str | None = None,
) -> None:
    """Enter how many households an area held on a day, and how many took part.

    A second count of that day takes its place.

    Raises:
        NotFound: no such area, or not for them.
        Refused: a day to come, more that take part than there are, or more than an area can hold.
    """
    doing.refuse_to_come(StatedDate(counted_on))
    if total > MOST_HOUSEHOLDS:
        raise Refused("households.too_many", most=MOST_HOUSEHOLDS)
    if not 0 <= (joined or 0) <= total:
        raise Refused("gates.more_joined", joined=joined or 0, total=total)
    with doing.change("count_households") as change:
        area_to(doing, change, area_id, Deed.COUNT_HOUSEHOLDS)
        known = change.facts(HouseholdCount, area_id)
        counted = HouseholdCount(
            area_id=area_id,
            counted_on=counted_on,
            total=total,
            source=line(source) or "",
            joined=joined,
            joined_source=line(joined_source),
        )
        kept = [one for one in known if one.counted_on != counted_on]
        change.set_facts(HouseholdCount, area_id, [*kept, counted])
