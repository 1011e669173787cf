"""Who does which kind of job, and one round of work: what the server and `jobs run` both do."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from grannsamverkan.actions import jobs
from grannsamverkan.actions.following import forget_ended
from grannsamverkan.actions.jobs import Handlers, Result, enqueue, new_job
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.opting_in import forget
from grannsamverkan.actions.outbox import deliver, let_go_of_given_up
from grannsamverkan.actions.reminders import remind_by_itself
from grannsamverkan.actions.reopening import forget_reach
from grannsamverkan.actions.retention import run_retention
from grannsamverkan.actions.telling import tell_followers
from grannsamverkan.domain.jobs import Job, JobKind
from grannsamverkan.exchange.mail import Mailer
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings

RETENTION_AT, TELLING_AT = 3, 7
"""The hours from which the day's disposal is due, and from which followers are told what is new."""


def handlers(mailer: Mailer | None, mailing: Mailing | None) -> Handlers:
    """Return who does which kind of job; where no mail can be sent, what needs it waits."""
    able: dict[JobKind, jobs.Handler] = {JobKind.RETAIN: _retain}
    if mailer is not None:
        able[JobKind.MAIL] = partial(deliver, mailer)
    if mailing is not None:
        able[JobKind.REMIND] = partial(remind_by_itself, mailing)
        able[JobKind.TELL] = partial(tell_followers, mailing)
    return able


def _retain(register: Register, _job: Job, now: datetime) -> Result:
    forget_reach(register, now)
    let_go_of_given_up(register, now)
    forget(register, now)
    forget_ended(register, now.date())
    run_retention(register, now)
    return Result()


def daily(mailing: Mailing | None) -> Mapping[JobKind, int]:
    """Return what is done every day, and from which hour; nothing waits for mail where none can be sent."""
    always = {JobKind.RETAIN: RETENTION_AT}
    return always if mailing is None else {**always, JobKind.TELL: TELLING_AT}


def plan(register: Register, now: datetime, wanted: Mapping[JobKind, int]) -> None:
    """Ask for what is done every day, unless it has been asked for."""
    keys = {kind: f"{kind}/{now:%Y-%m-%d}" for kind in wanted}
    with register.looking() as private:
        asked = {job.key for job in private.find(Job, key=tuple(keys.values()))}
    if asked.issuperset(keys.values()):
        return
    with register.private() as private:
        for kind, hour in wanted.items():
            due = now.replace(hour=hour, minute=0, second=0, microsecond=0)
            enqueue(private, new_job(kind, key=keys[kind], payload={}, now=now, due_at=due))


def work_off(
    register: Register,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Job]:
    """Do everything that is due, and return the jobs as they became."""
    mailing = Mailing.of(settings)
    plan(register, clock(), daily(mailing))
    if not settings.mail.ready:
        return jobs.work(register, handlers(None, None), clock, stopped=stopped)
    with Mailer(settings.mail) as mailer:
        return jobs.work(register, handlers(mailer, mailing), clock, stopped=stopped)


def work_on(
    register: Register,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    stopped: Callable[[], bool],
    rest: Callable[[], object],
    tell: Callable[[list[Job] | Exception], None],
) -> None:
    """Work until told to stop, with a rest after each round; `tell` hears what came of it.

    A round that fails, as where the register is being written to for long, is followed by the next.
    """
    while not stopped():
        try:
            tell(work_off(register, settings, clock, stopped=stopped))
        except Exception as error:  # noqa: BLE001 # mail is to go out again once the fault is mended
            tell(error)
        rest()
