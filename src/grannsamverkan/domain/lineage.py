"""What is active at one moment, and which areas came of which: a split and a merge leave heirs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from grannsamverkan.domain.areas import AreaVersion, Timeline, version_on
from grannsamverkan.domain.lifecycle import Event


@dataclass(frozen=True, eq=False)
class Lineage:
    """The areas of a register on a day, as they were believed at one change."""

    timelines: Mapping[str, Timeline]
    on: date

    @cached_property
    def active(self) -> Mapping[str, AreaVersion]:
        """The active areas, by id, as they are on the day."""
        found = ((one, version_on(timeline, self.on)) for one, timeline in self.timelines.items())
        return {one: version for one, version in found if version is not None and version.active}

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {}
        for area_id in self.timelines:
            for parent in self._parents(area_id):
                children.setdefault(parent, []).append(area_id)
        return {parent: tuple(some) for parent, some in children.items()}

    def _parents(self, area_id: str) -> tuple[str, ...]:
        versions = self.timelines.get(area_id, ())
        return tuple(
            dict.fromkeys(parent for version in versions for parent in version.predecessors)
        )

    def heirs(self, *area_ids: str) -> frozenset[str]:
        """Return the active areas that some areas live on in: themselves, or what came of them at last."""
        found: set[str] = set()
        seen: set[str] = set()
        waiting = list(area_ids)
        while waiting:
            area_id = waiting.pop()
            if area_id in self.active:
                found.add(area_id)
            elif area_id not in seen:
                seen.add(area_id)
                waiting += self._children.get(area_id, ())
        return frozenset(found)

    def forebears(self, area_id: str) -> frozenset[str]:
        """Return every area that one came of, through however many splits and merges."""
        found: set[str] = set()
        waiting: list[str] = [area_id]
        while waiting:
            fresh = set(self._parents(waiting.pop())) - found
            found |= fresh
            waiting += fresh
        return frozenset(found)

    def was_split(self, area_id: str) -> bool:
        """Say whether an area was divided into those that came of it; else it was merged with others."""
        return any(
            version.event is Event.SPLIT and area_id in version.predecessors
            for child in self._children.get(area_id, ())
            for version in self.timelines[child][:1]
        )
