"""Areas that become others: one divided into several, several made one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import gating
from grannsamverkan.actions.deeds import area_to
from grannsamverkan.actions.doing import Doing, area_name
from grannsamverkan.actions.settling import carry_over
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain import lifecycle
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.findings import Evidence
from grannsamverkan.domain.geometry import Outline, clean, shared, united
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.register import Change

_TOUCH_M2 = 1.0


@dataclass(frozen=True, slots=True)
class Part:
    """One of the areas that a split makes; one without a name is named and numbered after the whole."""

    name: str
    polygon: BaseGeometry


@dataclass(frozen=True, slots=True)
class _Succession:
    """What happens on which day, by whom, inside which change."""

    doing: Doing
    change: Change
    event: Event
    on: StatedDate

    def supersede(self, area_id: str) -> AreaVersion:
        """Let an area end by the event, and return it as it was."""
        timeline = area_to(self.doing, self.change, area_id, Deed.LEAD_AREA)
        current = domain.last(timeline)
        status = lifecycle.after(current.status, self.event)
        self.change.set_timeline(
            area_id, domain.advance(timeline, self.on, self.event, status=status)
        )
        return current

    def hold(self, before: Sequence[AreaVersion], parts: int) -> None:
        """Hold the event to its gates, and say what it does to the number of active areas."""
        active = sum(one.active for one in before)
        effect = (parts if active else 0) - active
        evidence = Evidence(reason=self.doing.reason, count_effect=effect)
        gating.hold(self.doing, self.event, before[0], evidence, self.on)

    def succeed(self, before: Sequence[AreaVersion], name: str, outline: Outline | None) -> str:
        """Begin an area that comes from others: active if any was, sharing what they share."""
        area_id = self.doing.new_id(self.doing.now)
        confirmed = [one.last_confirmed_on for one in before if one.last_confirmed_on]
        version = replace(
            before[0],
            area_id=area_id,
            period=Period(self.on.counts_on),
            precision=self.on.precision,
            event=self.event,
            status=Status.ACTIVE if any(one.active for one in before) else before[0].status,
            name=name,
            locality=domain.common_value([one.locality for one in before]),
            code=None,
            inherited=all(one.inherited for one in before),
            last_confirmed_on=min(confirmed) if len(confirmed) == len(before) else None,
            boundary_reviewed_on=None if outline is None else self.on.counts_on,
            predecessors=tuple(sorted(one.area_id for one in before)),
            **domain.drawn(outline),
        )
        self.change.set_timeline(area_id, domain.begin(version))
        return area_id


def split(doing: Doing, area_id: str, on: StatedDate, *, parts: Sequence[Part]) -> list[str]:
    """Divide an area into new ones from a day on, and return their ids; it is superseded by them.

    Raises:
        NotFound: no such area. Conflict: it changed after that day.
        Refused: fewer than two parts, parts that overlap, or an area that is not running.
    """
    doing.refuse_to_come(on)
    if len(parts) < 2:  # noqa: PLR2004 # two is what dividing means
        raise Refused("area.needs_parts", found=len(parts))
    with doing.change(Event.SPLIT.value) as change:
        step = _Succession(doing, change, Event.SPLIT, on)
        current = step.supersede(area_id)
        named = [
            Part(area_name(part.name.strip() or f"{current.name} {number}"), part.polygon)
            for number, part in enumerate(parts, start=1)
        ]
        _refuse_overlap(named)
        step.hold([current], len(named))
        outlines = [doing.outline(change, part.polygon) for part in named]
        ids = [
            step.succeed([current], part.name, outline)
            for part, outline in zip(named, outlines, strict=True)
        ]
        borders = {one: drawn.polygon for one, drawn in zip(ids, outlines, strict=True)}
        carry_over(doing, change, [area_id], borders, on.counts_on)
        return ids


def _refuse_overlap(parts: Sequence[Part]) -> None:
    for a, b in combinations(parts, 2):
        m2 = shared(clean(a.polygon).polygon, clean(b.polygon).polygon).area
        if m2 > _TOUCH_M2:
            raise Refused("area.parts_overlap", a=a.name, b=b.name, m2=round(m2))


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
        NotFound: no such area. Conflict: one changed after that day.
        Refused: fewer than two areas, areas of different municipalities, or one that is not running.
    """
    doing.refuse_to_come(on)
    distinct = list(dict.fromkeys(area_ids))
    if len(distinct) < 2:  # noqa: PLR2004 # two is what merging means
        raise Refused("area.needs_two")
    with doing.change(Event.MERGE.value) as change:
        step = _Succession(doing, change, Event.MERGE, on)
        merged = [step.supersede(area_id) for area_id in distinct]
        places = {version.municipality for version in merged}
        if len(places) > 1:
            raise Refused("area.two_municipalities", found=", ".join(sorted(places)))
        drawn = polygon if polygon is not None else _drawn_together(change, merged)
        outline = doing.outline(change, drawn) if drawn is not None else None
        step.hold(merged, 1)
        made = step.succeed(merged, area_name(name), outline)
        carry_over(doing, change, distinct, {made: drawn}, on.counts_on)
        return made


def _drawn_together(change: Change, merged: Sequence[AreaVersion]) -> BaseGeometry | None:
    ids = [version.outline_id for version in merged if version.outline_id]
    if len(ids) < len(merged):
        return None
    outlines = change.outlines(ids)
    return united([outlines[one].polygon for one in ids])
