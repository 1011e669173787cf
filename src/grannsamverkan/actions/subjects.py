"""What can be followed, as anyone may know it: an active area, a locality, a promise that has begun."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

from shapely import MultiPolygon

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.following import Followed, Following, Target, followed_areas
from grannsamverkan.domain.lineage import Lineage
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register


@dataclass(frozen=True, slots=True)
class Subject:
    """One thing that is or can be followed: its name, and the path of its page; None where it has none."""

    kind: Followed
    name: str
    path: str | None


class Outlined:
    """The public outlines of a register, by the id of the outline; each is read once."""

    def __init__(self, register: Register) -> None:
        """Take the register."""
        self._register = register
        self._known: dict[str, MultiPolygon | None] = {}

    def __call__(self, outline_id: str) -> MultiPolygon | None:
        """Return the public outline of an id (easting, northing in metres)."""
        if outline_id not in self._known:
            self.read([outline_id])
        return self._known[outline_id]

    def read(self, outline_ids: Iterable[str]) -> None:
        """Read many outlines at once."""
        wanted = sorted(set(outline_ids) - self._known.keys())
        found = self._register.outlines(wanted)
        self._known |= {one: found[one].public_polygon if one in found else None for one in wanted}

    def same(self, one: str, other: str) -> bool:
        """Say whether two outlines are the same to the public."""
        return self(one) == self(other)


def subject_of(register: Register, target: Target, today: date) -> Subject:
    """Return what is asked for.

    Raises:
        NotFound: it is not there, or nobody may know of it.
    """
    found = {
        Followed.AREA: _area,
        Followed.LOCALITY: _locality,
        Followed.PROMISE: _promise,
    }[target.kind](register, target, today)
    if found is None:
        raise NotFound("follow.no_such")
    return found


def _area(register: Register, target: Target, today: date) -> Subject | None:
    snapshot = register.public(on=today, today=today, area_ids=[target.name], outlines=False)
    area = next((one for one in snapshot.areas if one.municipality == target.municipality), None)
    return None if area is None else Subject(target.kind, area.name, f"/omrade/{area.id}")


def _locality(register: Register, target: Target, _today: date) -> Subject | None:
    known = {(one.municipality, one.name) for one in register.localities()}
    there = (target.municipality, target.name) in known
    return Subject(target.kind, target.name, None) if there else None


def _promise(register: Register, target: Target, today: date) -> Subject | None:
    for told in register.public_promises(today=today):
        if told.promise.id == target.name and target.municipality in told.promise.places:
            return Subject(target.kind, told.promise.title, f"/lofte/{target.name}")
    return None


@dataclass(frozen=True, slots=True)
class Today:
    """What anyone may know of a register today, for those who follow something in it."""

    register: Register
    lineage: Lineage
    outlines: Outlined

    @classmethod
    def of(cls, register: Register, today: date) -> Self:
        """Return what is known."""
        return cls(register, Lineage(register.present().timelines, today), Outlined(register))

    def areas(self, one: Following) -> frozenset[str]:
        """Return the active areas that a subscription follows."""
        return followed_areas(one, self.lineage, self.outlines)

    def is_over(self, one: Following) -> bool:
        """Say whether there is nothing left that a subscription follows."""
        return not (self.areas(one) if one.kind is Followed.AREA else self.subjects(one))

    def subjects(self, one: Following) -> list[Subject]:
        """Return what a subscription follows; of areas that are no more, what they were called."""
        if one.kind is Followed.LOCALITY:
            return [Subject(one.kind, str(one.locality), None)]
        if one.kind is Followed.PROMISE:
            target = Target(kind=one.kind, municipality=one.municipality, name=one.targets[0])
            found = _promise(self.register, target, self.lineage.on)
            return [] if found is None else [found]
        active = self.lineage.active
        named = sorted((active[area_id].name, area_id) for area_id in self.areas(one))
        if named:
            return [Subject(one.kind, name, f"/omrade/{area_id}") for name, area_id in named]
        once = _once_called(self.lineage.timelines, one.targets)
        return [Subject(one.kind, name, None) for name in once]


def _once_called(timelines: Mapping[str, Timeline], area_ids: Iterable[str]) -> list[str]:
    """Return what areas were called when they last were active, which is what their followers know of them."""
    last = (
        next((one for one in reversed(timelines.get(area_id, ())) if one.active), None)
        for area_id in area_ids
    )
    return sorted({one.name for one in last if one is not None})
