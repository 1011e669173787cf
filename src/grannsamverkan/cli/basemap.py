"""The base map into the register: everything of an extract of OpenStreetMap, or one layer of another file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from grannsamverkan.cli.streets import (
    CrsOption,
    FileArgument,
    FitOption,
    LayerOption,
    SourceOption,
    SwapOption,
    fits_as_data,
    options_of,
    read,
    say_fits,
    say_rest,
    totals_of,
)
from grannsamverkan.domain.basemap import Layer
from grannsamverkan.errors import Refused

if TYPE_CHECKING:
    from grannsamverkan.actions.basemap import LaidDown
    from grannsamverkan.actions.doing import Doing
    from grannsamverkan.domain.fitting import Fit, KnownTotal
    from grannsamverkan.exchange.tables import ReadOptions


def install(imports: typer.Typer) -> None:
    """Add the subcommands of `import` that lay the base map."""
    imports.command("osm")(osm)
    imports.command("basemap")(basemap)


def osm(
    file: Annotated[
        Path, typer.Argument(metavar="FIL", help="Ett utdrag ur OpenStreetMap (.osm.pbf).")
    ],
    register: RegisterOption = REGISTER,
    source: SourceOption = None,
    fit: FitOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in allt ur OpenStreetMap: bakgrundskartan, vägar och bostäder att rita efter, och adresser."""
    from grannsamverkan.actions.basemap import lay_base_map
    from grannsamverkan.exchange.basemap import read_extract
    from grannsamverkan.exchange.osm import ATTRIBUTION, is_osm

    said = source or ATTRIBUTION
    if file.is_file() and not is_osm(file):
        raise Refused("basemap.not_osm", name=file.name)
    with doors.opened(register) as opened:
        options = _within(opened)
        laid = read(lambda options: read_extract(file, options), options, as_json=as_json)
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        done = lay_base_map(who, laid, layers=Layer, source=said)
        totals = totals_of(opened, fit, as_json=as_json)
        ground, fits = _lay_ground(who, file, options, said, totals, as_json=as_json)
    if as_json:
        told = {**ground, "fits": fits_as_data(fits)}
        doors.show({"committed": commit, **_as_data(done), **told, "source": said})
    else:
        _say(done, said)
        t = doors.words()
        for what, counted in ground.items():
            doors.say(t(f"basemap.{what}", **counted) if counted else t(f"basemap.no_{what}"))
        say_fits(fits)
    doors.dry_run(commit=commit)


def _lay_ground(
    doing: "Doing",
    file: Path,
    options: "ReadOptions",
    source: str,
    totals: "Sequence[KnownTotal]",
    *,
    as_json: bool,
) -> "tuple[dict[str, dict[str, int] | None], tuple[Fit, ...]]":
    """Lay roads, homes and addresses of the extract, as their own commands do; None of what it lacks."""
    from grannsamverkan.actions.addresses import replace_addresses
    from grannsamverkan.actions.streets import replace_dwellings, replace_roads
    from grannsamverkan.exchange.addresses import read_addresses
    from grannsamverkan.exchange.ground import read_dwellings, read_roads

    fits: tuple[Fit, ...] = ()

    def roads(options: "ReadOptions") -> dict[str, int]:
        done = replace_roads(doing, read_roads(file, options, source=source))
        return {"n": done.found, "named": done.named}

    def dwellings(options: "ReadOptions") -> dict[str, int]:
        nonlocal fits
        laid = read_dwellings(file, options, source=source)
        done = replace_dwellings(doing, laid, totals=totals)
        fits = done.fits
        return {"n": done.found, "homes": done.homes}

    def addresses(options: "ReadOptions") -> dict[str, int]:
        done = replace_addresses(doing, read_addresses(file, options))
        return {"n": done.addresses, "streets": done.streets}

    found: dict[str, dict[str, int] | None] = {}
    for what, lay in (("roads", roads), ("dwellings", dwellings), ("addresses", addresses)):
        try:
            found[what] = read(lay, options, as_json=as_json)
        except Refused as refusal:
            if refusal.key != f"streets.no_{what}":
                raise
            found[what] = None
    return found, fits


def basemap(
    layer: Annotated[Layer, typer.Argument(metavar="LAGER", help="Lagret som filen är.")],
    file: FileArgument,
    register: RegisterOption = REGISTER,
    crs: CrsOption = None,
    file_layer: LayerOption = None,
    swap: SwapOption = False,  # a flag of the command line
    source: SourceOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in ett lager av bakgrundskartan ur en annan fil, till exempel från Lantmäteriet."""
    from grannsamverkan.actions.basemap import lay_base_map
    from grannsamverkan.exchange.basemap import read_layer

    said = source or file.name
    with doors.opened(register) as opened:
        laid = read(
            lambda options: read_layer(file, options, layer),
            options_of(opened, crs=crs, layer=file_layer, swap=swap),
            as_json=as_json,
        )
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        done = lay_base_map(who, laid, layers=[layer], source=said)
    if as_json:
        doors.show({"committed": commit, **_as_data(done), "source": said})
    else:
        _say(done, said)
    doors.dry_run(commit=commit)


def _within(register: Any) -> "ReadOptions":  # noqa: ANN401 # a register, which loads late
    from dataclasses import replace

    from grannsamverkan.actions.basemap import within

    options = options_of(register, crs=None, layer=None, swap=False)
    return replace(options, within=within(register))


def _as_data(done: "LaidDown") -> dict[str, Any]:
    return {
        "kinds": {kind.value: n for kind, n in done.counts.items()},
        "left_out": dict(done.left_out),
        "clip": done.clip.value,
        "tiles": done.tiles,
        "bytes": done.bytes,
        "omitted": done.omitted,
    }


def _say(done: "LaidDown", source: str) -> None:
    """Say what the base map holds, and what was left out of it."""
    t = doors.words()
    doors.say(t("basemap.laid", tiles=done.tiles, kb=round(done.bytes / 1_000)))
    for kind, number in done.counts.items():
        doors.say(f"  {t(f'basemap.kind.{kind}')}: {t.number(number)}")
    doors.say(t(f"basemap.clip.{done.clip}"))
    if done.omitted:
        doors.say(t("basemap.omitted", n=done.omitted))
    doors.say(t("streets.source", source=source))
    say_rest(0, done.left_out)
