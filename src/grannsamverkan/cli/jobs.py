"""Work that is done later, done or looked at from the command line: mail, reminders, disposal; and mail that came back."""

import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, ActorOption, CommitOption, JsonOption, RegisterOption
from grannsamverkan.domain.jobs import Job, JobState
from grannsamverkan.errors import GrannsamverkanError
from grannsamverkan.register import Register

if TYPE_CHECKING:
    from grannsamverkan.settings import Settings

PAUSE_SECONDS = 30
"""How long `jobs run --forever` rests when nothing is due."""

ForeverOption = Annotated[
    bool,
    typer.Option("--forever/--once", help="Fortsätt tills du avbryter, i stället för en gång."),
]
AgainOption = Annotated[
    bool, typer.Option("--again", help="Försök också igen med det som har misslyckats.")
]


def install(app: typer.Typer) -> None:
    """Add these commands."""
    jobs = typer.Typer(help="Jobb i bakgrunden: mejl, påminnelser, gallring.", no_args_is_help=True)
    jobs.command("run")(run)
    jobs.command("list")(listed)
    app.add_typer(jobs, name="jobs")
    mail = typer.Typer(help="Mejl som kommit tillbaka.", no_args_is_help=True)
    mail.command("bounces")(bounces)
    app.add_typer(mail, name="mail")


def run(
    register: RegisterOption = REGISTER,
    forever: ForeverOption = False,  # a flag of the command line
    again: AgainOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Gör det som väntar: skicka mejl och påminnelser, gallra."""
    from grannsamverkan.actions.chores import work_off
    from grannsamverkan.actions.jobs import try_again

    t, settings = doors.words(), doors.settings()
    if not settings.mail.ready:
        doors.warn(t("jobs.no_mail"))
    with doors.opened(register) as opened:
        if again:
            with opened.private() as private:
                number = try_again(private, doors.clock())
            doors.warn(t("jobs.again", n=number))
        if forever:
            doors.warn(t("jobs.forever"))
            _go_on(opened, settings, as_json=as_json)
        else:
            _tell(work_off(opened, settings, doors.clock), as_json=as_json)


def _go_on(register: Register, settings: "Settings", *, as_json: bool) -> None:
    def tell(came: list[Job] | Exception) -> None:
        if isinstance(came, Exception):
            doors.warn(came_of(came))
        elif came:
            _tell(came, as_json=as_json)

    from grannsamverkan.actions.chores import work_on

    with suppress(KeyboardInterrupt):
        work_on(
            register,
            settings,
            doors.clock,
            stopped=lambda: False,
            rest=lambda: time.sleep(PAUSE_SECONDS),
            tell=tell,
        )


def _tell(worked: list[Job], *, as_json: bool) -> None:
    states = Counter(job.state.value for job in worked)
    said = {"done": states["done"], "later": states["waiting"], "failed": states["failed"]}
    if as_json:
        doors.show(said)
    else:
        doors.say(doors.words()("jobs.worked", **said))


def came_of(error: Exception) -> str:
    """Return what to tell of an error that a round of work ended with, and no more."""
    t = doors.words()
    if isinstance(error, GrannsamverkanError):
        return t.error(error)
    return t("cli.unexpected", kind=type(error).__name__)


def beside(
    register: Register, settings: "Settings", *, tell: Callable[[str], None] = doors.warn
) -> Callable[[Event], None] | None:
    """Return the work that goes on beside a server; None where no mail can be sent.

    Several servers of one register share it: each job is one's that has taken it.
    """
    if not settings.mail.ready:
        return None

    def go_on(over: Event) -> None:
        from grannsamverkan.actions.chores import work_on

        work_on(
            register,
            settings,
            doors.clock,
            stopped=over.is_set,
            rest=lambda: over.wait(PAUSE_SECONDS),
            tell=lambda came: tell(came_of(came)) if isinstance(came, Exception) else None,
        )

    return go_on


def listed(
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista det som väntar och det som har misslyckats; aldrig adresser eller texter."""
    with doors.opened(register) as opened, opened.looking() as private:
        states = (JobState.WAITING.value, JobState.FAILED.value)
        found = sorted(private.find(Job, state=states), key=lambda job: (job.due_at, job.id))
    t = doors.words()
    if as_json:
        doors.show(
            [
                {"id": job.id, "kind": job.kind, "state": job.state, "due_at": job.due_at,
                 "attempts": job.attempts, "fault": job.fault}
                for job in found
            ]
        )  # fmt: skip
    elif not found:
        doors.say(t("jobs.none"))
    else:
        doors.table(
            [t(f"jobs.{name}_heading") for name in ("kind", "state", "due", "attempts", "fault")],
            [
                (t(f"jobs.kind.{job.kind}"), t(f"jobs.state.{job.state}"),
                 f"{job.due_at.astimezone():%Y-%m-%d %H:%M}", job.attempts, job.fault)
                for job in found
            ],
        )  # fmt: skip


def bounces(
    files: Annotated[
        list[Path], typer.Argument(metavar="FIL…", help="Sparade studsar: .eml eller mbox.")
    ],
    register: RegisterOption = REGISTER,
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Anteckna vilka mejl som inte kom fram, ur sparade studsar."""
    from grannsamverkan.actions.outbox import take_bounces
    from grannsamverkan.exchange.bounces import read_bounces

    found = [bounce for file in files for bounce in read_bounces(file)]
    t = doors.words()
    with doors.opened(register) as opened:
        noted = take_bounces(
            doors.doing(opened, by=by, reason="mail bounces", commit=commit), found
        )
    if as_json:
        doors.show({"committed": commit, "ours": noted.ours, "others": noted.others})
    else:
        doors.say(t("jobs.bounces", ours=noted.ours, others=noted.others))
    doors.dry_run(commit=commit)
