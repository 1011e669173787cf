"""What whoever runs a server watches of its register: how far it has come, and what waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE

_JOB = PRIVATE[Job]
_UNDONE = (JobState.WAITING, JobState.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauges:
    """Numbers of a register, none of which is about anybody.

    Attributes:
        seq: the number of its newest change.
        jobs: how many wait and how many were given up, of each kind; mail that is to be sent among them.
        late_seconds: for how long the one that waits the longest could have been done; 0.0 where none could.
    """

    seq: int
    jobs: Mapping[tuple[JobKind, JobState], int]
    late_seconds: float


def gauges(register: Register, now: datetime) -> Gauges:
    """Return the numbers of a register.

    Raises:
        Unavailable: it cannot be read.
    """
    counted = dict.fromkeys(((kind, state) for kind in JobKind for state in _UNDONE), 0)
    query = (
        sa.select(_JOB.c.kind, _JOB.c.state, sa.func.count())
        .where(_JOB.c.state.in_([state.value for state in _UNDONE]))
        .group_by(_JOB.c.kind, _JOB.c.state)
    )
    due = sa.select(sa.func.min(_JOB.c.due_at)).where(
        _JOB.c.state == JobState.WAITING.value, _JOB.c.due_at <= now
    )
    with register.looking() as private:
        for kind, state, number in private.connection.execute(query):
            counted[JobKind(kind), JobState(state)] = number
        oldest = private.connection.execute(due).scalar()
    late = 0.0 if oldest is None else (now - oldest).total_seconds()
    return Gauges(seq=register.head().seq, jobs=counted, late_seconds=late)
