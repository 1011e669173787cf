"""Activities as a person may see them, and what one looks for among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import last
from grannsamverkan.register.present import Present
from grannsamverkan.web.staff.desk import Visit

OVERDUE = "forsenade"
"""Looks for what was planned for a day that has been, and nobody has said how it went."""


def seen(present: Present, visit: Visit) -> list[Activity]:
    """Return the activities that a person may see: staff all of their municipality, contacts their areas'."""
    places = visit.who.municipalities(Deed.MANAGE_ACTIVITIES)
    if EVERYWHERE in places:
        return list(present.activities)
    own = visit.who.areas
    return [
        one
        for one in present.activities
        if one.municipality in places or not own.isdisjoint(one.area_ids)
    ]


def names_of(present: Present, activities: Sequence[Activity]) -> Mapping[str, str]:
    """Return the names of the areas of activities, by id."""
    ids = {area_id for one in activities for area_id in one.area_ids}
    return {one: last(present.timelines[one]).name for one in ids if present.timelines.get(one)}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for; an empty text, or None, asks for nothing."""

    state: str = ""
    kind: ActivityKind | None = None
    place: str = ""
    area_id: str = ""
    year: str = ""

    def takes(self, activity: Activity, today: str) -> bool:
        """Say whether an activity is looked for; `today` as `2026-11-23`."""
        if self.state == OVERDUE:
            late = activity.state is ActivityState.PLANNED and activity.on.isoformat() < today
            if not late:
                return False
        elif self.state not in {"", activity.state}:
            return False
        return (
            self.kind in {None, activity.kind}
            and self.place in {"", activity.municipality}
            and (not self.area_id or self.area_id in activity.area_ids)
            and self.year in {"", f"{activity.on.year}"}
        )
