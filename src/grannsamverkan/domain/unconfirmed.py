"""What someone asks for by a mail address that nobody has shown to be theirs yet: it waits, and goes by itself."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Purpose(StrEnum):
    """What is asked for."""

    INTEREST = "interest"
    FOLLOW = "follow"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unconfirmed:
    """What waits for the link in a mail to be pressed.

    Attributes:
        id: the SHA-256 of the token in the link.
        carried: what is asked for, as JSON.
        expires_at: from then on the link is dead, and this is erased.
    """

    id: str
    purpose: Purpose
    municipality: str
    mail: str
    carried: str
    asked_at: datetime
    expires_at: datetime
