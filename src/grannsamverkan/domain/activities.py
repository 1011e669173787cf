"""What is done in an area or for several: meetings, trainings, walks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActivityKind(StrEnum):
    """What is done."""

    START_MEETING = "start_meeting"
    TRAINING = "training"
    ANNUAL_MEETING = "annual_meeting"
    CONTACT_GATHERING = "contact_gathering"
    SAFETY_WALK = "safety_walk"
    INFORMATION_MEETING = "information_meeting"
    PATROL = "patrol"
    BULLETIN = "bulletin"
    COCOONING = "cocooning"


class ActivityState(StrEnum):
    """Whether it has been."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Organiser(StrEnum):
    """Who holds it."""

    MUNICIPALITY = "municipality"
    POLICE = "police"
    CONTACT = "contact"
    ASSOCIATION = "association"


MEETINGS = frozenset(
    {ActivityKind.START_MEETING, ActivityKind.ANNUAL_MEETING, ActivityKind.INFORMATION_MEETING}
)
"""The activities at which the neighbours of an area meet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something planned, held or cancelled on a day, in the areas named.

    Attributes:
        starts_at: the time of day as `18:30`; None where it is not known.
        venue: a public place, never a home.
        attendees: how many came; contacts_present: how many of them were contacts.
    """

    id: str
    municipality: str
    kind: ActivityKind
    on: date
    state: ActivityState = ActivityState.PLANNED
    area_ids: tuple[str, ...] = ()
    starts_at: str | None = None
    organiser: Organiser = Organiser.MUNICIPALITY
    venue: str | None = None
    attendees: int | None = None
    contacts_present: int | None = None

    @property
    def held(self) -> bool:
        """Whether it has taken place."""
        return self.state is ActivityState.HELD
