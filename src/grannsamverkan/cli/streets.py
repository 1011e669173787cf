"""Roads and homes into the register, to draw areas on: shown first, laid with --commit."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from grannsamverkan.actions.streets import Replaced
    from grannsamverkan.domain.fitting import Fit, KnownTotal
    from grannsamverkan.exchange.tables import ReadOptions
    from grannsamverkan.register import Register

FileArgument = Annotated[Path, typer.Argument(metavar="FIL", help="Filen som ska läsas.")]
CrsOption = Annotated[
    str | None, typer.Option("--crs", help="Filens referenssystem, till exempel EPSG:3006.")
]
LayerOption = Annotated[str | None, typer.Option("--layer", help="Lagret.")]
SwapOption = Annotated[
    bool, typer.Option("--swap", help="Koordinaterna står i omvänd ordning: vänd dem.")
]
FitOption = Annotated[
    Path | None,
    typer.Option(
        "--fit",
        metavar="FIL",
        help="Kända antal bostäder per ort eller yta, som skattningar stäms av mot.",
    ),
]
SourceOption = Annotated[
    str | None,
    typer.Option(
        "--source", metavar="TEXT", help="Källan, som visas på kartan; annars filens namn."
    ),
]


def install(imports: typer.Typer) -> None:
    """Add the subcommands of `import` that lay the ground."""
    imports.command("roads")(roads)
    imports.command("dwellings")(dwellings)
    imports.command("addresses")(addresses)


def roads(
    file: FileArgument,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    source: SourceOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in vägar att rita områden efter: ett lager med linjer, eller OpenStreetMap (.osm.pbf)."""
    from grannsamverkan.actions.streets import replace_roads
    from grannsamverkan.exchange.ground import read_roads

    with doors.opened(register) as opened:
        said = source or file.name
        laid = read(
            lambda options: read_roads(file, options, source=said),
            options_of(opened, crs=crs, layer=layer, swap=swap),
            as_json=as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        done = replace_roads(who, laid, municipality=municipality)
    _tell(done, "roads", said, commit=commit, as_json=as_json)


def dwellings(
    file: FileArgument,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    source: SourceOption = None,
    fit: FitOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in bostäder att räkna: ett lager med punkter eller byggnader, eller OpenStreetMap (.osm.pbf)."""
    from grannsamverkan.actions.streets import replace_dwellings
    from grannsamverkan.exchange.ground import read_dwellings

    with doors.opened(register) as opened:
        said = source or file.name
        laid = read(
            lambda options: read_dwellings(file, options, source=said),
            options_of(opened, crs=crs, layer=layer, swap=swap),
            as_json=as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        totals = totals_of(opened, fit, as_json=as_json)
        done = replace_dwellings(who, laid, municipality=municipality, totals=totals)
    _tell(done, "dwellings", said, commit=commit, as_json=as_json)


def addresses(
    file: FileArgument,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    crs: CrsOption = None,
    layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in adresser att fråga med: en lista, Lantmäteriets lager eller OpenStreetMap (.osm.pbf)."""
    from grannsamverkan.actions.addresses import replace_addresses
    from grannsamverkan.exchange.addresses import read_addresses

    with doors.opened(register) as opened:
        found = read(
            lambda options: read_addresses(file, options),
            options_of(opened, crs=crs, layer=layer, swap=swap),
            as_json=as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        with doors.working(
            "cli.reading"
        ):  # as it is read it is written: a country is too much to hold
            done = replace_addresses(who, found, municipality=municipality, left_out=found.left_out)
    left_out = {reason: n for reason, n in sorted(found.left_out.items()) if n}
    if as_json:
        counted = {"addresses": done.addresses, "streets": done.streets, "before": done.before}
        doors.show({"committed": commit, **counted, "left_out": left_out})
    else:
        t = doors.words()
        doors.say(t("streets.addresses", n=done.addresses, streets=done.streets))
        say_rest(done.before, left_out)
    doors.dry_run(commit=commit)


def options_of(
    register: "Register", *, crs: str | None, layer: str | None, swap: bool
) -> "ReadOptions":
    """Return how to read a file for a register."""
    from grannsamverkan.actions.files import near
    from grannsamverkan.exchange.tables import ReadOptions

    where = near(register)
    return ReadOptions(crs=crs, layer=layer, swap=swap, register_crs=register.info.crs, near=where)


def read(read: "Callable[[ReadOptions], Any]", options: "ReadOptions", *, as_json: bool) -> Any:  # noqa: ANN401 # roads or homes
    """Read a file, asking what it leaves open where someone is there to answer."""
    from grannsamverkan.cli.asking import asking

    def working(said: "ReadOptions") -> Any:  # noqa: ANN401 # as above
        with doors.working("cli.reading"):
            return read(said)

    return asking(working, options, may_ask=not as_json)


def _tell(done: "Replaced", what: str, source: str, *, commit: bool, as_json: bool) -> None:
    """Say how many came and went, and what was left out."""
    if as_json:
        counted = {"found": done.found, "before": done.before, "left_out": dict(done.left_out)}
        more: dict[str, Any] = {"named": done.named}
        if what == "dwellings":
            more = {"homes": done.homes, "fits": fits_as_data(done.fits)}
        doors.show({"committed": commit, **counted, **more, "source": source})
    else:
        t = doors.words()
        doors.say(t(f"streets.{what}", n=done.found, homes=done.homes, named=done.named))
        doors.say(t("streets.source", source=source))
        say_fits(done.fits)
        say_rest(done.before, done.left_out)
    doors.dry_run(commit=commit)


def totals_of(
    register: "Register", path: Path | None, *, as_json: bool
) -> "tuple[KnownTotal, ...]":
    """Read the known totals of a file, where one is given."""
    if path is None:
        return ()
    from grannsamverkan.exchange.totals import read_totals

    options = options_of(register, crs=None, layer=None, swap=False)
    totals: tuple[KnownTotal, ...] = read(
        lambda said: read_totals(path, said), options, as_json=as_json
    )
    return totals


def say_fits(fits: "Sequence[Fit]") -> None:
    """Show what came of known totals, area by area."""
    if not fits:
        return
    t = doors.words()
    names = ("area", "known", "before", "after", "outcome", "source")
    rows = [
        (one.total.area, one.total.homes, one.before, one.after,
         t(f"streets.fit.{one.outcome.value}"), one.total.source)
        for one in fits
    ]  # fmt: skip
    doors.table([t(f"streets.fit.column.{name}") for name in names], rows)


def fits_as_data(fits: "Sequence[Fit]") -> list[dict[str, Any]]:
    """Return what came of known totals, as plain data."""
    return [
        {
            "area": one.total.area,
            "known": one.total.homes,
            "before": one.before,
            "after": one.after,
            "outcome": one.outcome.value,
            "source": one.total.source,
        }
        for one in fits
    ]


def say_rest(before: int, left_out: "Mapping[str, int]") -> None:
    """Say how many are replaced, and what was left out and why."""
    t = doors.words()
    if before:
        doors.say(t("streets.before", n=before))
    if left_out:
        doors.say(t("streets.left_out_title"))
    for reason, number in left_out.items():
        doors.say(f"  {t(f'streets.left_out.{reason}', number=number)}")
