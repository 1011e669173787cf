"""Putting a drawn border in force: redrawing an area, dividing it, making one of several.

All coordinates are easting, northing in metres in the register's CRS. Whoever does it says which
change they drew it after; where the area has changed since, they are told first.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Part
from grannsamverkan.actions.borders import newest_of
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.drafts import Sketch, decided, message, waiting
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound
from grannsamverkan.register import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class _Held(Doing):
    """Someone who acts only while the areas are as they saw them, and settles a draft by what they do.

    Attributes:
        seen: the newest change of each area when they looked.
        written: gets the number of each change they make.
    """

    seen: Mapping[str, int] = field(default_factory=dict)
    draft_id: str | None = None
    settled: Draft | None = None
    written: list[int] = field(default_factory=list)

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """Open a change of areas that have not changed since.

        Raises:
            Conflict: one has; nothing is written.
        """
        with Doing.change(self, action) as change:
            for area_id, seq in self.seen.items():
                if newest_of(change.connection, area_id) > seq:
                    raise Conflict("drafts.changed_since", area_id=area_id)
            yield change
            if self.settled is not None:
                change.private.put(self.settled)
            elif self.draft_id is not None:
                change.private.remove(Draft, self.draft_id)
        if change.written is not None:
            self.written.append(change.written.seq)


@dataclass(frozen=True, slots=True)
class Published:
    """What came of a border put in force: the areas it is of, and the change it is undone by."""

    area_ids: tuple[str, ...]
    seq: int | None


def approve(
    doing: Doing,
    draft_id: str,
    on: StatedDate,
    *,
    base_seq: int,
    text: str = "",
    attested: Collection[Attested] = (),
) -> Published:
    """Put a proposed border in force from a day on; `base_seq` is the change it was looked at after.

    Raises:
        NotFound: no such proposal, or not for this person.
        Conflict: it has been decided on, or the area has changed since.
    """
    said = message(text)
    with doing.register.looking() as private:
        draft = waiting(doing, private.get(Draft, draft_id))
    if draft.area_id is None or draft.polygon is None:
        raise NotFound("access.not_found")
    approved = decided(doing, draft, DraftState.APPROVED, said)
    held = _held(doing, {draft.area_id: base_seq}, settled=approved)
    return _redraw(held, draft.area_id, draft.polygon, on, attested)


def publish(
    doing: Doing,
    sketch: Sketch,
    on: StatedDate,
    *,
    attested: Collection[Attested] = (),
) -> Published:
    """Put a drawn border in force from a day on.

    `attested` is what the person vouches for, such as that ground two areas share is meant.

    Raises:
        NotFound: no such area, or not for this person.
        Conflict: the area has changed since it was drawn, or after that day.
    """
    if sketch.area_id is None:
        raise NotFound("access.not_found")
    doing.require(Deed.DRAW_AREA, municipality=sketch.municipality, area_id=sketch.area_id)
    held = _held(doing, {sketch.area_id: sketch.base_seq}, draft_id=sketch.draft_id)
    return _redraw(held, sketch.area_id, sketch.polygon, on, attested)


def _held(
    doing: Doing,
    seen: Mapping[str, int],
    *,
    draft_id: str | None = None,
    settled: Draft | None = None,
) -> _Held:
    if draft_id is not None:  # another's draft is not settled by drawing on from it
        with doing.register.looking() as private:
            draft = private.get(Draft, draft_id)
        mine = draft is not None and draft.made_by == doing.who.id
        draft_id = draft_id if mine else None
    return _Held(
        register=doing.register,
        actor=doing.actor,
        reason=doing.reason,
        now=doing.now,
        dry=doing.dry,
        who=doing.who,
        from_records=doing.from_records,
        new_id=doing.new_id,
        seen=seen,
        draft_id=draft_id,
        settled=settled,
    )


def _redraw(
    held: _Held,
    area_id: str,
    polygon: BaseGeometry,
    on: StatedDate,
    attested: Collection[Attested] = (),
) -> Published:
    timeline = held.register.timelines(area_ids=[area_id]).get(area_id, ())
    first = last(timeline).status is Status.INTEREST
    event = Event.DRAW_BOUNDARY if first else Event.CHANGE_BOUNDARY
    areas.apply(held, area_id, event, on, polygon=polygon, attested=attested)
    return Published((area_id,), held.written[-1] if held.written else None)


def publish_parts(doing: Doing, sketch: Sketch, parts: list[Part], on: StatedDate) -> Published:
    """Divide an area into the parts that someone drew.

    Raises:
        NotFound: no such area, or not for this person.
        Conflict: it has changed since. Refused: it is not running, or the parts overlap.
    """
    if sketch.area_id is None:
        raise NotFound("access.not_found")
    doing.require(Deed.DRAW_AREA, municipality=sketch.municipality, area_id=sketch.area_id)
    held = _held(doing, {sketch.area_id: sketch.base_seq}, draft_id=sketch.draft_id)
    made = areas.split(held, sketch.area_id, on, parts=parts)
    return Published(tuple(made), held.written[-1] if held.written else None)


def publish_merger(
    doing: Doing,
    sketch: Sketch,
    others: Mapping[str, int],
    on: StatedDate,
    *,
    name: str,
) -> Published:
    """Make one area of several, with the outline that someone drew around them.

    `others` names each of the others with the change that it was looked at after.

    Raises:
        NotFound: one is not there, or not for this person.
        Conflict: one of them has changed since. Refused: one of them is not running.
    """
    if sketch.area_id is None:
        raise NotFound("access.not_found")
    for area_id in (sketch.area_id, *others):
        timeline = doing.register.timelines(area_ids=[area_id]).get(area_id)
        if timeline is None:
            raise NotFound("access.not_found")
        place = last(timeline).municipality
        doing.require(Deed.DRAW_AREA, municipality=place, area_id=area_id)
    seen = {sketch.area_id: sketch.base_seq, **others}
    held = _held(doing, seen, draft_id=sketch.draft_id)
    made = areas.merge(held, [sketch.area_id, *others], on, name=name, polygon=sketch.polygon)
    return Published((made,), held.written[-1] if held.written else None)
