"""Everything that was believed once a change was written: what counts and reports are computed from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeVar

from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import Locality, Municipality, Timeline
from grannsamverkan.domain.policy import Policy, Setting, policy_of

T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Known:
    """What the register knew after one change; nothing in it depends on what came later.

    Attributes:
        seq, hash: the change; `at` is when it was written, in UTC as ISO text.
        timelines: every area's versions, by id.
        municipalities, localities: by code and by name, in a lasting order.
    """

    seq: int
    hash: str
    at: str
    register_name: str
    crs: str
    example: bool
    timelines: Mapping[str, Timeline]
    municipalities: tuple[Municipality, ...]
    localities: tuple[Locality, ...]
    _facts: Mapping[type, tuple[Any, ...]]

    def all(self, cls: type[T]) -> tuple[T, ...]:
        """Return every fact of a class, in the order of its key."""
        return self._facts[cls]

    def of_places(self, places: Collection[str]) -> "Known":
        """Return the same with no more areas than what is counted of some municipalities is made of.

        Those are the areas that ever lay there, and those that what was done there names.
        """
        done = (one for one in self.all(Activity) if one.municipality in places)
        named = {area_id for one in done for area_id in one.area_ids}
        chosen = {
            area_id: timeline
            for area_id, timeline in self.timelines.items()
            if area_id in named or any(one.municipality in places for one in timeline)
        }
        return replace(self, timelines=chosen)

    @cached_property
    def policies(self) -> Mapping[str, Policy]:
        """The policy of each municipality that has decided anything."""
        stated: dict[str, list[Setting]] = {}
        for one in self.all(Setting):
            stated.setdefault(one.municipality, []).append(one)
        return {place: policy_of(some) for place, some in stated.items()}

    def policy(self, municipality: str) -> Policy:
        """Return the policy of a municipality; one that has decided nothing has the defaults."""
        return self.policies.get(municipality, Policy())
