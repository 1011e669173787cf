"""The yearly report: made as files, and led from draft to published, corrected and checked."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.cli.signing import RoleOption, signed
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.reporting import (
    Report,
    ReportKind,
    ReportState,
    hold_to_past,
    whole_year,
)
from grannsamverkan.errors import NotFound, Refused

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Rapportens id.")]
YearOption = Annotated[int | None, typer.Option("--year", help="Kalenderåret.")]
FirstOption = Annotated[
    str | None,
    typer.Option("--from", metavar="DAG", help="Första dagen, om det inte är ett helt år."),
]
LastOption = Annotated[str | None, typer.Option("--to", metavar="DAG", help="Sista dagen.")]
FinalOption = Annotated[
    bool, typer.Option("--final", help="Slutredovisning av ett löfte i stället för årsrapport.")
]


def install(app: typer.Typer) -> None:
    """Add the commands of the report."""
    room = typer.Typer(help="Årsrapporten om områden och löften.", no_args_is_help=True)
    for name, command in (
        ("yearly", yearly),
        ("list", list_reports),
        ("begin", begin),
        ("approve", approve),
        ("reopen", reopen),
        ("withdraw", withdraw),
        ("publish", publish),
        ("correct", correct),
        ("takedown", takedown),
        ("verify", verify),
    ):
        room.command(name)(command)
    app.add_typer(room, name="report")


def yearly(
    register: RegisterOption = REGISTER,
    year: YearOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    final: FinalOption = False,
    out: Annotated[
        Path, typer.Option("--out", metavar="MAPP", help="Mappen som filerna skrivs i.")
    ] = Path(),
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """Gör rapporten som filer: HTML, PDF, XLSX, CSV och JSON. Inget ändras i registret."""
    from grannsamverkan.actions.places import municipality_of
    from grannsamverkan.actions.report_files import report_files
    from grannsamverkan.actions.reports import account

    start, last_day = _period(year, first, last)
    hold_to_past(start, last_day, doors.clock().date())
    with doors.opened(register) as opened:
        report = Report(
            id="utkast",
            municipality=municipality_of(opened, municipality).code,
            kind=ReportKind.FINAL if final else ReportKind.YEARLY,
            start=start,
            last_day=last_day,
        )
        files = report_files(report, account(opened, report))
        doors.mark(opened)
    out.mkdir(parents=True, exist_ok=True)
    for name, one in files.items():
        (out / name).write_bytes(one.content)
    if as_json:
        doors.show({"folder": str(out), "files": list(files)})
        return
    doors.say(doors.words()("report.cli.written", n=len(files), folder=str(out)))
    for name in files:
        doors.say(f"  {name}")


def list_reports(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista rapporterna och hur långt de har kommit."""
    with doors.opened(register) as opened:
        found = [one for one in opened.facts(Report) if municipality in {None, one.municipality}]
        doors.mark(opened)
    found.sort(key=lambda one: (one.municipality, one.last_day, one.version, one.id))
    t = doors.words()
    if as_json:
        doors.show([asdict(one) for one in found])
    elif not found:
        doors.say(t("report.cli.none"))
    else:
        names = ("id", "kind", "from", "to", "version", "state")
        rows = [
            (
                one.id,
                t(f"reportkind.{one.kind}"),
                one.start,
                one.last_day,
                one.version,
                t(f"reportstate.{one.state}"),
            )
            for one in found
        ]
        doors.table([t(f"report.list.{name}") for name in names], rows)


def begin(
    register: RegisterOption = REGISTER,
    year: YearOption = None,
    first: FirstOption = None,
    last: LastOption = None,
    final: FinalOption = False,
    municipality: MunicipalityOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Påbörja en rapport, som sedan skrivs, godkänns och publiceras."""
    from grannsamverkan.actions import reporting
    from grannsamverkan.actions.places import municipality_of

    start, last_day = _period(year, first, last)
    kind = ReportKind.FINAL if final else ReportKind.YEARLY
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        doing = doors.doing(opened, by=by, reason=reason or _reason("begin"), commit=commit)
        report = reporting.begin(doing, code, start, last_day, kind)
    _tell("begin", report.id, commit=commit)


def approve(
    report_id: IdArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: RoleOption = "",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Godkänn ett utkast; siffrorna är sedan de som var kända då."""
    from grannsamverkan.actions import reporting

    with doors.opened(register) as opened:
        why = reason or _reason("approve")
        doing = signed(opened, Deed.APPROVE_REPORT, by=by, reason=why, commit=commit)
        reporting.approve(doing, _there(opened.facts(Report), report_id).id)
    _tell("approve", report_id, commit=commit)


def reopen(
    report_id: IdArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Gör en godkänd rapport, eller ett återtaget utkast, till utkast igen."""
    _step("reopen", report_id, register, reason, by, commit=commit)


def withdraw(
    report_id: IdArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Återta ett utkast som påbörjades av misstag."""
    _step("withdraw", report_id, register, reason, by, commit=commit)


def _step(deed: str, report_id: str, register: str, reason: str, by: str, *, commit: bool) -> None:
    """Take a report one step on or back."""
    from grannsamverkan.actions.reporting import reopen, withdraw

    steps = {"reopen": reopen, "withdraw": withdraw}
    with doors.opened(register) as opened:
        doing = doors.doing(opened, by=by, reason=reason or _reason(deed), commit=commit)
        steps[deed](doing, _there(opened.facts(Report), report_id).id)
    _tell(deed, report_id, commit=commit)


def publish(
    report_id: IdArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Publicera en godkänd rapport med alla dess filer."""
    from grannsamverkan.actions import reporting
    from grannsamverkan.actions.report_files import report_files
    from grannsamverkan.actions.reports import account

    with doors.opened(register) as opened:
        doing = doors.doing(opened, by=by, reason=reason or _reason("publish"), commit=commit)
        report = _there(opened.facts(Report), report_id)
        reporting.publish(doing, report.id, report_files(report, account(opened, report)))
    _tell("publish", report_id, commit=commit)


def correct(
    report_id: IdArgument,
    what: Annotated[str, typer.Option("--what", help="Vad som var fel.")],
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Påbörja en ny version av en publicerad rapport."""
    from grannsamverkan.actions import reporting

    with doors.opened(register) as opened:
        doing = doors.doing(opened, by=by, reason=reason or _reason("correct"), commit=commit)
        draft = reporting.correct(doing, _there(opened.facts(Report), report_id).id, what)
    _tell("correct", draft.id, commit=commit)


def takedown(
    report_id: IdArgument,
    name: Annotated[str, typer.Option("--file", metavar="NAMN", help="Filen som ska bort.")],
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
) -> None:
    """Ta bort en publicerad fil som pekar ut någon, och rapportens kommentarer; siffrorna ligger kvar."""
    from grannsamverkan.actions.report_takedown import take_down

    with doors.opened(register) as opened:
        doing = doors.doing(opened, by=by, reason=reason, commit=commit)
        clean = take_down(doing, _there(opened.facts(Report), report_id).id, name)
    _tell("takedown", report_id, commit=commit)
    if not clean:
        doors.warn(doors.words()("report.cli.traces"))


def verify(
    register: RegisterOption = REGISTER,
    report_id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Bara denna rapport.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Kontrollera publicerade rapporter: filerna, journalen, och varje siffra räknad på nytt."""
    from grannsamverkan.actions.reports import ledger_faults, verify_report

    t = doors.words()
    with doors.opened(register) as opened:
        known = opened.facts(Report)
        ids = (
            [_there(known, report_id).id]
            if report_id
            else [one.id for one in known if one.state is ReportState.PUBLISHED]
        )
        verdicts = [verify_report(opened, one) for one in ids]
        # whoever took the reports away left none that would tell of it
        left = () if verdicts else ledger_faults(opened)
    found = [(one.report.id, one.intact, one.faults) for one in verdicts]
    if left:
        found.append(("", False, left))
    if as_json:
        doors.show([dict(zip(("id", "intact", "faults"), one, strict=True)) for one in found])
    elif not found:
        doors.say(t("report.cli.none"))
    for name, intact, faults in () if as_json else found:
        key = "intact" if intact else "broken" if name else "none_left"
        doors.say(t(f"report.cli.{key}", id=name))
        for key, values in faults:
            doors.say(f"  {t(key, **values)}")
    if not all(intact for _, intact, _ in found):
        raise typer.Exit(1)


def _period(year: int | None, first: str | None, last: str | None) -> tuple[date, date]:
    """Return the first and the last day that were asked for."""
    if year is not None and first is None and last is None:
        return whole_year(year)
    if year is not None or first is None or last is None:
        raise Refused("report.no_period")
    return doors.stated(first).earliest, doors.stated(last).counts_on


def _there(known: tuple[Report, ...], report_id: str) -> Report:
    found = next((one for one in known if one.id == report_id), None)
    if found is None:
        raise NotFound("report.not_there", id=report_id)
    return found


def _reason(deed: str) -> str:
    return doors.words()(f"work.action.{deed}_report")


def _tell(deed: str, report_id: str, *, commit: bool) -> None:
    doors.say(doors.words()("report.cli.done", what=_reason(deed), id=report_id))
    doors.dry_run(commit=commit)
