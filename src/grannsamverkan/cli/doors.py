"""What every command shares: its options, how it opens the register, and how it speaks."""

import json
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time
from pathlib import Path
from typing import Annotated, Any

import typer

from grannsamverkan.actions.areas import Doing
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator, translator
from grannsamverkan.register import Register, open_register

REGISTER = "grannsamverkan.gpkg"

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
    return translator(os.environ.get("GRANNSAMVERKAN_LANG", "sv"))


@contextmanager
def opened(where: str) -> Iterator[Register]:
    """Open a register for one command."""
    register = open_register(where)
    try:
        yield register
    finally:
        register.close()


def doing(register: Register, *, by: str, reason: str, commit: bool) -> Doing:
    """Return who does what why; nothing is written unless it is to be."""
    return Doing(register=register, actor=by, reason=reason, now=clock(), dry=not commit)


def stated(text: str | None) -> StatedDate:
    """Return the date stated, or today."""
    return StatedDate.parse(text) if text else StatedDate(clock().date())


def day(text: str | None) -> date:
    """Return the day meant: the last one of a month or year; today where none is given."""
    return stated(text).counts_on


def moment(text: str | None) -> datetime | None:
    """Return the moment meant: a time as it is, a day until its end.

    Raises:
        Refused: neither a day nor a time.
    """
    if text is None:
        return None
    try:
        return datetime.fromisoformat(text).astimezone() if "T" in text else _end_of(day(text))
    except ValueError as error:
        raise Refused("period.not_a_date", text=text[:40]) from error


def _end_of(on: date) -> datetime:
    return datetime.combine(on, time.max).astimezone()


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
