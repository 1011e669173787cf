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
        answer_seq: the change that the answer was.
        interest_id: the interest of whoever the answer says would take over.
        phone_before, mail_before, channel_before, mail_failed_before: how the person was reached, where
            the answer altered it; kept for as long as the answer can be taken back whole.
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
    answer_seq: int | None = None
    interest_id: str | None = None
    phone_before: str | None = None
    mail_before: str | None = None
    channel_before: Channel | None = None
    mail_failed_before: date | None = None
