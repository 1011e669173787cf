"""The register kept safe: back up, put back, hand on, verify; the journal of all changes."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    CommitOption,
    JsonOption,
    OutOption,
    RegisterOption,
)


def install(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(backup)
    app.command()(restore)
    app.command()(share)
    audit = typer.Typer(help="Journalen och dess kontrollsummor.", no_args_is_help=True)
    audit.command("verify")(verify)
    audit.command("list")(journal)
    app.add_typer(audit, name="audit")
    whole = typer.Typer(help="Registret som helhet.", no_args_is_help=True)
    whole.command("copy")(move)
    app.add_typer(whole, name="register")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopian som ska skapas.")],
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Säkerhetskopiera registret, även medan det används."""
    from grannsamverkan.register import backup as copy

    with doors.opened(register) as opened:
        made = copy(opened, file)
    _copied(file, made.verdict.changes, made.verdict.head, as_json=as_json)


def _copied(file: Path, changes: int, head: str, *, as_json: bool) -> None:
    if as_json:
        doors.show({"file": str(file), "changes": changes, "head": head})
    else:
        doors.say(doors.words()("cli.copied", path=file, number=changes, head=head[:12]))


def restore(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Kopian som ska läggas tillbaka.")],
    register: RegisterOption = REGISTER,
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lägg tillbaka en säkerhetskopia; det som finns nu kopieras först."""
    from grannsamverkan.actions.founding import restore_register

    found = restore_register(register, file, now=doors.clock(), dry=not commit)
    data = {
        "committed": commit,
        "changes": found.copy.verdict.changes,
        "head": found.copy.verdict.head,
        "lost": found.lost,
        "kept_as": str(found.kept_as) if found.kept_as else None,
    }
    if as_json:
        doors.show(data)
    else:
        t = doors.words()
        number, head = found.copy.verdict.changes, found.copy.verdict.head[:12]
        doors.say(t("cli.restore", path=file, number=number, head=head, lost=found.lost))
        if found.kept_as:
            doors.say(t("cli.kept_as", path=found.kept_as))
    doors.dry_run(commit=commit)


def share(
    out: OutOption,
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv en kopia av registret utan tabeller som kan röra personer."""
    from grannsamverkan.register import share as copy

    with doors.opened(register) as opened:
        made = copy(opened, out)
        doors.mark(opened)
    _copied(out, made.verdict.changes, made.verdict.head, as_json=as_json)


def move(
    source: Annotated[
        str, typer.Argument(metavar="FRÅN", help="Registret: en fil eller postgresql://…")
    ],
    target: Annotated[
        str, typer.Argument(metavar="TILL", help="En ny fil, eller en tom databas: postgresql://…")
    ],
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Kopiera hela registret till en fil eller en databas, med historik, journal och rapporter."""
    from grannsamverkan.actions.moving import move_register
    from grannsamverkan.register import shown

    with doors.opened(source) as opened, doors.working("cli.verifying"):
        found = move_register(opened, target, dry=not commit)
    where = shown(target)
    if as_json:
        doors.show({"committed": commit, "register": where, **asdict(found)})
    else:
        said = {"number": found.changes, "areas": found.areas, "head": found.head[:12]}
        key = "cli.moved" if commit else "cli.would_move"
        doors.say(doors.words()(key, path=where, **said))
    doors.dry_run(commit=commit)


def verify(
    register: RegisterOption = REGISTER,
    head: Annotated[
        str | None, typer.Option("--head", help="En kontrollsumma som ska finnas i kedjan.")
    ] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Räkna om hela journalen ur raderna och säg vad som först inte stämmer."""
    with doors.opened(register) as opened, doors.working("cli.verifying"):
        found = opened.verify(head=head)
    t = doors.words()
    fault = None if found.fault is None else t(f"error.{found.fault[0]}", **found.fault[1])
    if as_json:
        doors.show(
            {"intact": found.intact, "changes": found.changes, "head": found.head, "fault": fault}
        )
    elif fault is None:
        doors.say(t("cli.intact", number=found.changes, head=found.head))
        if found.without_reason:
            doors.say(t("cli.without_reason", number=found.without_reason))
        if head is None:
            doors.say(t("cli.no_head"))
    else:
        doors.warn(fault)
    if not found.intact:
        raise typer.Exit(1)


def journal(
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista alla ändringar, med vem, när och varför."""
    with doors.opened(register) as opened:
        entries = opened.changes()
    if as_json:
        doors.show(doors.journal_data(entries))
    else:
        doors.journal(entries)
