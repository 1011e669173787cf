"""Who does which kind of job, and one round of work: what the server and `jobs run` both do."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from grannsamverkan.actions import jobs
from grannsamverkan.actions.jobs import Handlers, Result, enqueue, new_job
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.opting_in import forget
from grannsamverkan.actions.outbox import deliver, let_go_of_given_up
from grannsamverkan.actions.reminders import remind_by_itself
from grannsamverkan.actions.reopening import forget_reach
from grannsamverkan.actions.retention import run_retention
from grannsamverkan.domain.jobs import Job, JobKind
from grannsamverkan.exchange.mail import Mailer
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings

RETENTION_AT = 3
"""The hour of the night from which the day's disposal is due."""


def handlers(mailer: Mailer | None, mailing: Mailing | None) -> Handlers:
    """Return who does which kind of job; where no mail can be sent, what needs it waits."""
    able: dict[JobKind, jobs.Handler] = {JobKind.RETAIN: _retain}
    if mailer is not None:
        able[JobKind.MAIL] = partial(deliver, mailer)
    if mailing is not None:
        able[JobKind.REMIND] = partial(remind_by_itself, mailing)
    return able


def _retain(register: Register, _job: Job, now: datetime) -> Result:
    forget_reach(register, now)
    let_go_of_given_up(register, now)
    forget(register, now)
    run_retention(register, now)
    return Result()


def plan(register: Register, now: datetime) -> None:
    """Ask for what is done every day, unless it has been asked for."""
    key = f"retain/{now:%Y-%m-%d}"
    with register.looking() as private:
        if private.find(Job, key=key):
            return
    with register.private() as private:
        due = now.replace(hour=RETENTION_AT, minute=0, second=0, microsecond=0)
        enqueue(private, new_job(JobKind.RETAIN, key=key, payload={}, now=now, due_at=due))


def work_off(
    register: Register,
    settings: Settings,
    clock: Callable[[], datetime],
    *,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Job]:
    """Do everything that is due, and return the jobs as they became."""
    plan(register, clock())
    mailing = Mailing.of(settings)
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
