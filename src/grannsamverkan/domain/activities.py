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
    SCHOOL_INFORMATION = "school_information"
    DRUG_OPERATION = "drug_operation"
    CITIZEN_DIALOGUE = "citizen_dialogue"
    STAFF_DIALOGUE = "staff_dialogue"
    SURVEY = "survey"


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


class Audience(StrEnum):
    """Whom it is for."""

    PUPILS = "pupils"
    PARENTS = "parents"
    RESIDENTS = "residents"


MEETINGS = frozenset(
    {ActivityKind.START_MEETING, ActivityKind.ANNUAL_MEETING, ActivityKind.INFORMATION_MEETING}
)
"""The activities at which the neighbours of an area meet."""

OPERATIONS = frozenset({ActivityKind.DRUG_OPERATION})
"""What is known by month and number alone: `on` is the first of the month, and never to come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """Something planned, held or cancelled on a day, in the areas named.

    Attributes:
        starts_at: the time of day as `18:30`; None where it is not known.
        venue: a public place, never a home.
        attendees: how many came; contacts_present: how many of them were contacts.
        school_id, audience: the school it is held at, and for whom.
        offered_on: when it was offered, which a promise may rest on whether or not it was held.
        locality: the locality it was held in, where it is of no area in particular.
        number: how many operations of the month this stands for; None: one.
        targeted: whether an operation was targeted, rather than ordinary work.
        partners: who took part beside the organiser, as words of `promises.Party`.
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
    school_id: str | None = None
    audience: Audience | None = None
    offered_on: date | None = None
    locality: str | None = None
    number: int | None = None
    targeted: bool | None = None
    partners: tuple[str, ...] = ()

    @property
    def held(self) -> bool:
        """Whether it has taken place."""
        return self.state is ActivityState.HELD
