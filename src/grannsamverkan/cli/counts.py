"""How many areas, how the number came about, and whether a place lies in one."""

from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    JsonOption,
    KnownOption,
    MunicipalityOption,
    OnOption,
    RegisterOption,
)
from grannsamverkan.domain.bridge import HEADINGS, Bridge
from grannsamverkan.domain.bridge import bridge as lead
from grannsamverkan.domain.counts import count as tally


def install(app: typer.Typer) -> None:
    """Add these commands."""
    app.command()(count)
    app.command()(bridge)
    app.command(context_settings={"ignore_unknown_options": True})(check)


def count(
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    known_at: KnownOption = None,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Räkna de aktiva områdena vid dagens slut."""
    day = doors.past_day(on)
    with doors.opened(register) as opened:
        timelines = opened.timelines(known=doors.moment(known_at))
        found = tally(
            timelines.values(),
            day,
            municipality=municipality,
            confirm_months=opened.confirm_months(),
        )
        doors.mark(opened)
    if as_json:
        doors.show(
            {
                "on": found.on.isoformat(),
                "active": found.active,
                "lowest": found.lowest,
                "highest": found.highest,
                "by_type": dict(found.by_type),
                "by_locality": dict(found.by_locality),
                "by_municipality": dict(found.by_municipality),
                "m2": found.m2,
                "without_outline": found.without_outline,
                "confirmed": found.confirmed,
                "unconfirmed": found.unconfirmed,
            }
        )
        return
    t = doors.words()
    doors.say(t("cli.count", n=found.active, on=found.on))
    if (found.lowest, found.highest) != (found.active, found.active):
        doors.say(t("cli.bounds", lowest=found.lowest, highest=found.highest))
    if found.active:
        doors.say(t("confirmed.of_which", confirmed=found.confirmed, unconfirmed=found.unconfirmed))
        if found.without_outline:
            doors.say(t("cli.without_outline", number=found.without_outline))
        by_type = [(t(f"type.{kind}"), number) for kind, number in found.by_type.items()]
        doors.table([t("cli.type"), t("cli.number")], by_type)
        by_place = [
            (t("cli.unknown") if place == "unknown" else place, number)
            for place, number in found.by_locality.items()
        ]
        doors.table([t("cli.locality"), t("cli.number")], by_place)


def bridge(
    start: Annotated[str, typer.Argument(metavar="FRÅN", help="Dagen vars slut man börjar vid.")],
    end: Annotated[str, typer.Argument(metavar="TILL", help="Dagen vars slut man slutar vid.")],
    register: RegisterOption = REGISTER,
    known_at: KnownOption = None,
    municipality: MunicipalityOption = None,
    opening_known_at: Annotated[
        str | None,
        typer.Option(
            "--opening-known-at",
            metavar="TID",
            help="Räkna början så som den var känd då; skillnaden blir ”rättad uppgift”.",
        ),
    ] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa hur antalet ändrades från en dag till en annan."""
    first, last = doors.past_day(start), doors.past_day(end)
    with doors.opened(register) as opened:
        timelines = opened.timelines(known=doors.moment(known_at))
        was = None
        if opening_known_at is not None:
            then = opened.timelines(known=doors.moment(opening_known_at))
            counted = tally(then.values(), first, municipality=municipality)
            was = counted.active, counted.m2
        found = lead(timelines.values(), first, last, municipality=municipality, opening_was=was)
        doors.mark(opened)
    if as_json:
        doors.show(_as_data(found))
        return
    t = doors.words()
    rows = [("opening", found.opening, found.m2_opening)]
    rows += [(key, found.events[key], found.m2_events[key]) for key in HEADINGS]
    rows += [("closing", found.closing, found.m2_closing)]
    doors.say(t("cli.bridge", start=first, end=last))
    doors.table(
        ["", t("cli.number"), "m²"], [(t(f"heading.{key}"), number, m2) for key, number, m2 in rows]
    )


def _as_data(found: Bridge) -> dict[str, object]:
    return {
        "from": found.start.isoformat(),
        "to": found.end.isoformat(),
        "opening": found.opening,
        "closing": found.closing,
        **found.events,
        "m2": {"opening": found.m2_opening, "closing": found.m2_closing, **found.m2_events},
        "areas": {heading: list(ids) for heading, ids in found.areas.items()},
    }


def check(
    lon: Annotated[float, typer.Argument(metavar="LON", help="Longitud i grader.")],
    lat: Annotated[float, typer.Argument(metavar="LAT", help="Latitud i grader.")],
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Svara på om en plats ligger i ett aktivt område. Platsen sparas inte."""
    from grannsamverkan.actions.checking import check_place

    with doors.opened(register) as opened:
        found = check_place(opened, lon=lon, lat=lat, on=doors.past_day(on))
        doors.mark(opened)
    if as_json:
        doors.show(found.as_data())
        return
    t = doors.words()
    doors.say(t(f"cli.check.{found.state}", names=", ".join(found.names)))
    nearest = found.nearest
    if nearest is not None and nearest.direction is not None:
        direction = t(f"direction.{nearest.direction}")
        doors.say(
            t("cli.nearest", name=found.nearest_name, m=nearest.distance_m, direction=direction)
        )
