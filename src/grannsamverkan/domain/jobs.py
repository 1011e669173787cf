"""Work that is done later: mail, reminders, disposal. One table, taken by lease, so that it outlives a restart."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class JobKind(StrEnum):
    """What is to be done."""

    MAIL = "mail"
    REMIND = "remind"
    RETAIN = "retain"
    TELL = "tell"


class JobState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work.

    Attributes:
        key: a name that no two jobs share, so that asking twice does it once.
        payload: what the work needs, as JSON; of a mail the address and the text.
        person_id: whom it concerns, so that it is erased with them.
        lease_until: until then one worker has it; a worker that died lets it go by itself.
    """

    id: str
    kind: JobKind
    key: str
    payload: str
    person_id: str | None = None
    state: JobState = JobState.WAITING
    made_at: datetime
    due_at: datetime
    lease_until: datetime | None = None
    attempts: int = 0
    done_at: datetime | None = None
    fault: str | None = None
