"""Counting what whoever runs a server watches of its register."""

from datetime import datetime

import sqlalchemy as sa

from grannsamverkan.domain.gauges import Gauges
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE

_JOB = PRIVATE[Job]
_UNDONE = (JobState.WAITING, JobState.FAILED)


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
