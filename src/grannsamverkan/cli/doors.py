"""What every command shares: its options, how it opens the register, and how it speaks."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.period import FOREVER, StatedDate, not_to_come
from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.i18n import Translator, catalogue, translator
from grannsamverkan.register import Bounds, ChangeEntry, Register, open_register, shown

if TYPE_CHECKING:
    from grannsamverkan.settings import Settings

REGISTER = "grannsamverkan.gpkg"

HOST, PORT = "127.0.0.1", 8000
"""Where the pages are served unless someone says otherwise."""

_LONG = 1_000
"""So many rows take long enough to show how far one has come."""

T = TypeVar("T")

RegisterOption = Annotated[
    str,
    typer.Option(
        "--register",
        envvar="GRANNSAMVERKAN_REGISTER",
        metavar="FIL|URL",
        help="Registret: en fil, eller en databas med postgresql://…",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Svara med JSON i stället för text.")]
CommitOption = Annotated[
    bool, typer.Option("--commit", help="Genomför. Utan detta visas bara vad som skulle hända.")
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Varför; sparas i journalen.")]
ActorOption = Annotated[
    str, typer.Option("--by", help="Vem som gör det: en roll, inte ett personnamn.")
]
OnOption = Annotated[
    str | None, typer.Option("--on", metavar="DAG", help="Vilken dag, till exempel 2021-05-31.")
]
KnownOption = Annotated[
    str | None,
    typer.Option("--known-at", metavar="TID", help="Så som registret såg ut då (dag eller tid)."),
]
MunicipalityOption = Annotated[
    str | None, typer.Option("--municipality", metavar="KOD", help="Bara denna kommun.")
]
OutOption = Annotated[Path, typer.Option("--out", metavar="FIL", help="Filen som ska skrivas.")]


def clock() -> datetime:
    """Return the time it is here; the only place where the command line asks."""
    return datetime.now().astimezone()


def words() -> Translator:
    """Return the translator of the language that the environment asks for, else Swedish."""
    return translator(os.environ.get("GRANNSAMVERKAN_LANG", "sv"), typed=True)


def settings() -> "Settings":
    """Return the settings that the environment gives.

    Raises:
        Refused: one of them has a value that it cannot have.
    """
    from pydantic import ValidationError

    from grannsamverkan import settings as known

    try:
        return known.Settings()
    except ValidationError as error:
        fault = error.errors()[0]
        name = ".".join(str(part) for part in fault["loc"])
        if name.islower():  # as the class has it; the variable is what someone has to mend
            name = f"{getattr(known, error.title).model_config['env_prefix']}{name.upper()}"
        raise Refused("settings.wrong", name=name, value=shown(str(fault["input"]))[:40]) from error


@contextmanager
def opened(where: str) -> Iterator[Register]:
    """Open a register for one command; one on a server as the settings say."""
    register = open_register(where, bounds=_bounds()) if "://" in where else open_register(where)
    try:
        yield register
    finally:
        register.close()


def _bounds() -> Bounds:
    stated = settings().server
    return Bounds(
        read=stated.read,
        pool=stated.pool,
        overflow=stated.overflow,
        wait_s=stated.wait_seconds,
        statement_s=stated.statement_seconds,
    )


def doing(register: Register, *, by: str, reason: str, commit: bool) -> Doing:
    """Return who does what why; nothing is written unless it is to be."""
    actor, why = (text.encode("utf-8", "replace").decode() for text in (by, reason))
    return Doing(register=register, actor=actor, reason=why, now=clock(), dry=not commit)


def stated(text: str | None) -> StatedDate:
    """Return the date stated, or today.

    Raises:
        Refused: not a date, or the one that stands for "for ever".
    """
    found = StatedDate.parse(text) if text else StatedDate(clock().date())
    if found.counts_on >= FOREVER:
        raise Refused("period.not_a_date", text=str(text))
    return found


def day(text: str | None) -> date:
    """Return the day meant: the last one of a month or year; today where none is given."""
    return stated(text).counts_on


def past_day(text: str | None) -> date:
    """Return the day meant, of which something can be told.

    Raises:
        Refused: not a date. NotFound: it has not been yet.
    """
    return not_to_come(day(text), clock().date())


def moment(text: str | None) -> datetime | None:
    """Return the moment meant: a time as it is, a day until its end.

    Raises:
        Refused: neither a day nor a time.
    """
    if text is None:
        return None
    try:
        if ":" in text:
            return datetime.fromisoformat(text).astimezone()
        return datetime.combine(day(text), time.max).astimezone()
    except (ValueError, OverflowError) as error:
        raise Refused("period.not_a_date", text=text[:40]) from error


def show(data: object) -> None:
    """Write data as JSON to standard output."""
    typer.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def say(text: str) -> None:
    """Write a line for people to standard output."""
    typer.echo(text)


def warn(text: str) -> None:
    """Write a line for people to standard error, where it disturbs no data."""
    typer.echo(text, err=True)


def table(headings: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write rows under headings, as wide as the terminal allows; whole where there is none."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    made = Table(box=None, pad_edge=False, header_style="bold")
    numeric = [all(isinstance(row[i], int) for row in rows) for i in range(len(headings))]
    for heading, right in zip(headings, numeric, strict=True):
        made.add_column(heading, justify="right" if right else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text("–" if cell is None else str(cell)) for cell in row))
    Console(width=None if sys.stdout.isatty() else 200, highlight=False).print(made)


def journal(entries: Sequence[ChangeEntry]) -> None:
    """Write changes as a table: number, when, who, what, why."""
    t = words()
    rows = [(str(e.seq), _local(e.at), e.actor, _deed(t, e.action), e.reason) for e in entries]
    table(["Nr", t("cli.at"), t("cli.by"), t("cli.action"), t("cli.reason")], rows)


def _local(at: str) -> str:
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}"


def _deed(t: Translator, action: str) -> str:
    """Return what was done in words: an event of an area, another deed, or what it is called inside."""
    texts = catalogue(t.language)
    rooms = ("event", "cli.deed", "work.action")
    return next((texts[key] for one in rooms if (key := f"{one}.{action}") in texts), action)


def journal_data(entries: Sequence[ChangeEntry]) -> list[dict[str, object]]:
    """Return changes as plain data."""
    return [
        {"seq": e.seq, "at": e.at, "by": e.actor, "action": e.action, "reason": e.reason}
        for e in entries
    ]


def refuse_own(register: str, out: Path) -> None:
    """Keep a file that is to be written from taking the place of the register itself.

    Raises:
        Conflict: it would.
    """
    if out.exists() and Path(register).exists() and out.samefile(register):
        raise Conflict("store.exists", path=out)


def dry_run(*, commit: bool) -> None:
    """Say that nothing was written, where nothing was."""
    if not commit:
        warn(words()("cli.dry_run"))


def mark(register: Register) -> None:
    """Say that everything is invented, where it is."""
    if register.info.example:
        warn(words()("example.mark"))


@contextmanager
def working(key: str) -> Iterator[None]:
    """Show that long work goes on, where someone is watching."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    with Console(stderr=True).status(words()(key)):
        yield


def counting(things: Sequence[T]) -> Iterable[T]:
    """Hand things on one by one, and show how far it has come where they are many and someone watches."""
    if len(things) < _LONG or not sys.stderr.isatty():
        return things
    from rich.console import Console
    from rich.progress import track

    return track(things, description=words()("cli.comparing"), console=Console(stderr=True))
