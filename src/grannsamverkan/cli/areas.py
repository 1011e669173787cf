"""Areas as they are: listed for a day, and one by one with their whole history."""

from typing import Annotated

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    JsonOption,
    MunicipalityOption,
    OnOption,
    RegisterOption,
)
from grannsamverkan.domain.areas import AreaVersion, last
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register


def install(app: typer.Typer) -> typer.Typer:
    """Add the subcommands of `areas` that only read, and return the command for those that write."""
    areas = typer.Typer(help="Områden: lista, visa, lägg till, ändra.", no_args_is_help=True)
    areas.command("list")(list_areas)
    areas.command("show")(show)
    app.add_typer(areas, name="areas")
    return areas


def list_areas(
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    municipality: MunicipalityOption = None,
    status: Annotated[Status | None, typer.Option("--status", help="Bara i detta läge.")] = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Lista områdena så som de var vid en dags slut (idag om ingen anges)."""
    with doors.opened(register) as opened:
        versions = [
            version
            for version in opened.versions(doors.past_day(on))
            if municipality in {None, version.municipality} and status in {None, version.status}
        ]
        doors.mark(opened)
    versions.sort(key=lambda version: (version.name.casefold(), version.area_id))
    if as_json:
        doors.show([_as_data(version) for version in versions])
        return
    t = doors.words()
    rows = [
        (
            version.area_id,
            version.name,
            t(f"status.{version.status}"),
            t(f"type.{version.area_type}") if version.area_type else None,
            version.locality,
            version.m2 if version.m2 is not None else t("cli.draw"),
        )
        for version in versions
    ]
    headings = ["Id", t("cli.name"), t("cli.status"), t("cli.type"), t("cli.locality"), "m²"]
    doors.table(headings, rows)


def _as_data(version: AreaVersion) -> dict[str, object]:
    return {
        "id": version.area_id,
        "name": version.name,
        "status": version.status.value,
        "type": version.area_type.value if version.area_type else None,
        "locality": version.locality,
        "m2": version.m2,
        "municipality": version.municipality,
        "code": version.code,
        "event": version.event.value,
        "from": str(version.stated_start),
        "last_confirmed": version.last_confirmed_on,
        "predecessors": list(version.predecessors),
    }


def show(
    area: Annotated[str, typer.Argument(metavar="ID", help="Områdets id eller namn.")],
    register: RegisterOption = REGISTER,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa ett områdes hela historia och de ändringar som rört det."""
    with doors.opened(register) as opened:
        area_id = named(opened, area)
        timeline = opened.timelines(area_ids=[area_id])[area_id]
        entries = opened.changes(area_id=area_id)
        counts = opened.households().get(area_id, ())
        doors.mark(opened)
    if as_json:
        doors.show(
            {
                **_as_data(last(timeline)),
                "history": [_as_data(version) for version in timeline],
                "households": [
                    {"on": one.counted_on, "total": one.total, "source": one.source}
                    for one in counts
                ],
                "changes": doors.journal_data(entries),
            }
        )
        return
    t = doors.words()
    doors.say(f"{last(timeline).name}  {area_id}")
    rows = [
        (
            str(version.stated_start),
            t(f"event.{version.event}"),
            t(f"status.{version.status}"),
            version.m2,
        )
        for version in timeline
    ]
    doors.table([t("cli.from"), t("cli.event"), t("cli.status"), "m²"], rows)
    doors.journal(entries)


def named(register: Register, area: str) -> str:
    """Return the id of the area meant by an id or by a name that only one area has."""
    timelines = register.timelines()
    if area in timelines:
        return area
    found = [
        area_id
        for area_id, timeline in timelines.items()
        if timeline[-1].name.casefold() == area.casefold()
        and timeline[-1].status is not Status.SUPERSEDED
    ]
    if not found:
        raise NotFound("area.not_found")
    if len(found) > 1:
        raise Refused("area.ambiguous", name=area, ids=", ".join(found))
    return found[0]
