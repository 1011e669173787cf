"""Work that is done later, taken by lease, so that it outlives a restart and two workers never share it.

A job is done at least once: a worker that is killed between doing it and saying so lets its lease
run out, and the job is done once more. One mail can so be sent twice, never lost.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from grannsamverkan.actions.doing import new_ulid
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.errors import GrannsamverkanError
from grannsamverkan.register import Register
from grannsamverkan.register.mapping import object_of
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

LEASE = timedelta(minutes=5)
"""So long a worker has a job; what takes longer may be done twice."""

PAUSES = (
    timedelta(minutes=1),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=6),
    timedelta(days=1),
)
"""How long to wait after each try that failed; after one more it is given up, and shown."""

_JOB = PRIVATE[Job]


class Ending(StrEnum):
    """How a try ended."""

    DONE = "done"
    LATER = "later"
    FAILED = "failed"


def nothing_more(_private: Private) -> None:
    """Do nothing beside noting how a try ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What came of one try.

    Attributes:
        payload: what the job keeps from now on, once it is done or has failed; None: what it has.
        fault: why it was not done, without anything personal.
        also: what is written together with that.
    """

    ending: Ending = Ending.DONE
    payload: Mapping[str, object] | None = None
    fault: str | None = None
    also: Callable[[Private], None] = nothing_more


Handler = Callable[[Register, Job, datetime], Result]
"""Does one kind of job; an error it raises counts as a try that failed."""

Handlers = Mapping[JobKind, Handler]
"""Who does which kind; a kind that nobody does waits."""


def new_job(  # a job has as many facts
    kind: JobKind,
    *,
    key: str,
    payload: Mapping[str, object],
    now: datetime,
    due_at: datetime | None = None,
    person_id: str | None = None,
) -> Job:
    """Return a job that waits."""
    return Job(
        id=new_ulid(now),
        kind=kind,
        key=key,
        payload=json.dumps(payload, ensure_ascii=False),
        person_id=person_id,
        made_at=now,
        due_at=due_at or now,
    )


def enqueue(private: Private, job: Job) -> bool:
    """Ask for a job inside an open transaction; False where one of its key has been asked for."""
    if private.find(Job, key=job.key):
        return False
    private.put(job)
    return True


def payload_of(job: Job) -> dict[str, Any]:
    """Return what a job carries."""
    carried: dict[str, Any] = json.loads(job.payload)
    return carried


def take(register: Register, kinds: Mapping[JobKind, object], now: datetime) -> Job | None:
    """Take the job that has been due longest, if there is any that nobody has.

    A job whose workers died again and again is given up instead.
    """
    with register.looking() as private:  # nobody is kept from writing where nothing is due
        if _next(private, kinds, now) is None:
            return None
    while True:
        with register.private() as private:
            job = _next(private, kinds, now)
            if job is None:
                return None
            taken = replace(job, attempts=job.attempts + 1, lease_until=now + LEASE)
            if taken.attempts <= len(PAUSES) + 1:
                private.put(taken)
                return taken
            private.put(replace(job, state=JobState.FAILED, lease_until=None, fault="worker"))


def _next(private: Private, kinds: Mapping[JobKind, object], now: datetime) -> Job | None:
    free = sa.or_(_JOB.c.lease_until.is_(None), _JOB.c.lease_until <= now)
    query = (
        sa.select(_JOB)
        .where(
            _JOB.c.state == JobState.WAITING.value,
            _JOB.c.kind.in_([kind.value for kind in kinds]),
            _JOB.c.due_at <= now,
            free,
        )
        .order_by(_JOB.c.due_at, _JOB.c.id)
        .limit(1)
    )
    row = private.connection.execute(query).mappings().first()
    return None if row is None else object_of(Job, row)


def work(
    register: Register,
    handlers: Handlers,
    clock: Callable[[], datetime],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Job]:
    """Do what is due until nothing is, or one is told to stop; return the jobs as they became."""
    done: list[Job] = []
    while not stopped() and (job := take(register, handlers, clock())) is not None:
        result = _tried(register, handlers[job.kind], job, clock())
        done.append(settle(register, job, result, clock()))
    return done


def _tried(register: Register, handler: Handler, job: Job, now: datetime) -> Result:
    try:
        return handler(register, job, now)
    except GrannsamverkanError as error:
        return Result(ending=Ending.LATER, fault=error.key)
    except Exception as error:  # noqa: BLE001 # one job that cannot be done keeps no other from being
        return Result(ending=Ending.LATER, fault=type(error).__name__)


def settle(register: Register, taken: Job, result: Result, now: datetime) -> Job:
    """Write down how a try ended; of a job that is gone or that another has taken by now, nothing."""
    after = _after(taken, result, now)
    with register.private() as private:
        held = private.get(Job, taken.id)
        if held is not None and held.lease_until == taken.lease_until:
            private.put(after)
            result.also(private)
    return after


def _after(job: Job, result: Result, now: datetime) -> Job:
    fresh = replace(job, lease_until=None, fault=result.fault)
    if result.ending is Ending.LATER and not last_try(job):
        return replace(fresh, due_at=now + PAUSES[job.attempts - 1])
    if result.payload is not None:
        fresh = replace(fresh, payload=json.dumps(result.payload, ensure_ascii=False))
    if result.ending is Ending.DONE:
        return replace(fresh, state=JobState.DONE, done_at=now)
    return replace(fresh, state=JobState.FAILED)


def last_try(job: Job) -> bool:
    """Say whether a job that was taken is given up if it fails this time."""
    return job.attempts > len(PAUSES)


def try_again(private: Private, now: datetime) -> int:
    """Let everything that was given up, but could be done yet, be tried from the beginning; return how much.

    What has lost what it would need, such as a mail to an address that does not exist, stays given up.
    """
    again = given_up(private)
    private.put(*(
        replace(one, state=JobState.WAITING, attempts=0, due_at=now, fault=None) for one in again
    ))  # fmt: skip
    return len(again)


def given_up(private: Private) -> list[Job]:
    """Return what has failed and could be done yet, once someone has mended what stood in the way."""
    return [one for one in private.find(Job, state=JobState.FAILED.value) if not is_over(one)]


def is_over(job: Job) -> bool:
    """Say whether a job has let go of what it would need to be done."""
    return bool(payload_of(job).get("over"))
