"""The yearly question to every contact: is it still you? And what came of it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from grannsamverkan.domain.people import Channel


class Reply(StrEnum):
    """What a contact answered."""

    STILL = "still"
    HAND_OVER = "hand_over"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One year's question to one contact, about all areas that are theirs.

    Attributes:
        id: the SHA-256 of the token in the link, or of the code in the letter.
        year: the year that it asks about.
        asked_on, reminded_on: when it went out, and when the last of `reminders` did.
        expires_on: the first day on which the link no longer works.
        bounced_on: when the mail came back; such a question counts as never asked.
    """

    id: str
    person_id: str
    municipality: str
    year: int
    channel: Channel
    asked_on: date
    expires_on: date
    reminders: int = 0
    reminded_on: date | None = None
    bounced_on: date | None = None
    answered_at: datetime | None = None
    reply: Reply | None = None
