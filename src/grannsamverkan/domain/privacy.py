"""What is written down about personal data themselves: who read them, and what people were told."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyNotice:
    """What a municipality tells those whose data it holds, from a day on."""

    municipality: str
    version: str
    published_on: date
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """That an account saw the data of a person, or a list of many (`person_id` None)."""

    id: str
    at: datetime
    account_id: str
    what: str
    municipality: str
    person_id: str | None = None
