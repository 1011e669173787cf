"""Official figures into the register: burglaries of homes, dwellings and inhabitants by region and year."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.statistics import Measure, Statistic

if TYPE_CHECKING:
    from grannsamverkan.actions.statistics import TakenIn

_SHOWN = 20
"""So many changes and notes are shown one by one."""


def install(imports: typer.Typer) -> None:
    """Add the subcommand of `import` that takes figures in."""
    imports.command("statistics")(take_in)


def take_in(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Filen som ska läsas.")],
    register: RegisterOption = REGISTER,
    measure: Annotated[
        Measure | None,
        typer.Option("--measure", help="Vad talen räknar, där filen inte säger det."),
    ] = None,
    region: Annotated[
        str | None,
        typer.Option(
            "--region", metavar="KOD", help="Den region som hela filen gäller: 1861, 18, 00."
        ),
    ] = None,
    preliminary: Annotated[
        bool, typer.Option("--preliminary", help="Talen är preliminära och kan ändras.")
    ] = False,
    over_final: Annotated[
        bool, typer.Option("--over-final", help="Låt preliminära tal ersätta slutliga.")
    ] = False,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Källan, som visas i rapporter.")
    ] = None,
    layer: Annotated[str | None, typer.Option("--layer", help="Bladet.")] = None,
    encoding: Annotated[
        str | None, typer.Option("--encoding", help="Textens teckenkodning, till exempel cp1252.")
    ] = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,
    as_json: JsonOption = False,
) -> None:
    """Läs in bostadsinbrott, bostäder och invånare: Brås tabell, Koladas JSON, eller SCB:s CSV och XLSX."""
    from grannsamverkan.actions import statistics
    from grannsamverkan.exchange.figures import Said
    from grannsamverkan.exchange.sandbox import OPERATOR
    from grannsamverkan.exchange.statistics import read_statistics
    from grannsamverkan.exchange.tables import ReadOptions

    said = Said(measure=measure, region=region, preliminary=preliminary, source=source)
    options = ReadOptions(layer=layer, encoding=encoding)
    with doors.opened(register) as opened:
        regions = statistics.regions_of(opened)
        with doors.working("cli.reading"):
            found = read_statistics(file, regions, said, options, OPERATOR)
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        done = statistics.take_in(who, found.statistics, notes=found.notes, over_final=over_final)
        doors.mark(opened)
    _show(done, commit=commit) if as_json else _tell(done)
    doors.dry_run(commit=commit)


def _show(done: "TakenIn", *, commit: bool) -> None:
    t = doors.words()
    doors.show(
        {
            "committed": commit,
            "new": [_data(one) for one in done.new],
            "changed": [
                {"before": _data(before), "after": _data(after)} for before, after in done.changed
            ],
            "same": done.same,
            "kept": [_data(one) for one in done.kept],
            "elsewhere": done.elsewhere,
            "notes": [{"row": one.row, "text": t(one.key, **one.values)} for one in done.notes],
            "seq": done.seq,
        }
    )


def _data(one: Statistic) -> dict[str, object]:
    return {
        "region": one.region,
        "measure": one.measure.value,
        "year": one.year,
        "value": one.value,
        "preliminary": one.preliminary,
        "source": one.source,
    }


def _tell(done: "TakenIn") -> None:
    t = doors.words()
    counts = (len(done.new), len(done.changed), done.same)
    doors.say(t("statistics.taken_in", new=counts[0], changed=counts[1], same=counts[2]))
    lines = [f"  {_said(one)}" for one in done.new]
    lines += [f"  {_said(after)} ({t('statistics.before', before=_value(before))})"
              for before, after in done.changed]  # fmt: skip
    if done.kept:
        lines.append(t("statistics.kept", n=len(done.kept)))
    if done.elsewhere:
        lines.append(t("statistics.elsewhere", n=done.elsewhere))
    notes = [t(one.key, **one.values) for one in done.notes]
    for some in (lines, notes):
        for text in some[:_SHOWN]:
            doors.say(text)
        if len(some) > _SHOWN:
            doors.say(t("statistics.more", number=len(some) - _SHOWN))
    if done.seq is not None:
        doors.say(t("cli.imported", seq=str(done.seq)))


def _said(one: Statistic) -> str:
    measure = doors.words()(f"outcome.measure.{one.measure}")
    return f"{one.region} {one.year}: {measure} {_value(one)}"


def _value(one: Statistic) -> str:
    t = doors.words()
    mark = f" {t('outcome.preliminary_mark')}" if one.preliminary else ""
    return f"{t.number(one.value)}{mark}"
