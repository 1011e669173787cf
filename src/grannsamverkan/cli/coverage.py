"""How many homes lie in areas, by locality, municipality or type: a table, or a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import REGISTER, JsonOption, OnOption, RegisterOption
from grannsamverkan.cli.machines import ClusterOption, machines
from grannsamverkan.domain.coverage import By, Coverage, Row
from grannsamverkan.errors import Refused

T = TypeVar("T")


def install(app: typer.Typer) -> None:
    """Add this command."""
    app.command("coverage")(coverage)


def coverage(
    by: Annotated[
        By, typer.Option("--by", help="Per ort, kommun eller typ av område.")
    ] = By.LOCALITY,
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FIL", help="Filen som ska skrivas: .csv, .xlsx eller .json."
        ),
    ] = None,
    cluster: ClusterOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Räkna hur många bostäder som ligger i aktiva områden. Arbetsmaterial: små tal döljs inte."""
    from grannsamverkan.actions.coverage import coverage_of

    day, write = doors.past_day(on), None if out is None else _writer(out)
    if out is not None:
        doors.refuse_own(register, out)
    with doors.opened(register) as opened, machines(cluster) as spread:
        found = coverage_of(opened, day, by, spread=spread)
        example = opened.info.example
        doors.mark(opened)
    if out is not None and write is not None:
        write(out, found, example)
    if as_json:
        doors.show(_as_data(found, example=example))
    else:
        _say(found, out)


def _headings(found: Coverage) -> tuple[str, ...]:
    t = doors.words()
    place = () if found.by is By.TYPE else (t("coverage.column.code"),)
    names = ("homes", "covered", "share")
    first = t(f"coverage.column.{found.by}")
    return (*place, first, *(t(f"coverage.column.{name}") for name in names))


def _rows(found: Coverage, percent: Callable[[float], T]) -> list[tuple[str | int | T | None, ...]]:
    """Return the rows and their sum as they are read, each share in percent."""
    return [
        (
            *(() if found.by is By.TYPE else (row.municipality,)),
            _name(found, row),
            row.homes,
            row.covered,
            None if row.share is None else percent(100 * row.share),
        )
        for row in (*found.rows, found.total)
    ]


def _said(percent: float) -> str:
    """Return a number with the decimal sign that a sheet of this language reads as a number."""
    return doors.words().number(percent, decimals=1)


def _name(found: Coverage, row: Row) -> str:
    t = doors.words()
    if row is found.total:
        return t("coverage.all")
    if found.by is By.TYPE:
        return t(f"type.{row.name or 'unknown'}")
    return row.name or t("cli.unknown")


def _say(found: Coverage, out: Path | None) -> None:
    t = doors.words()
    doors.table(_headings(found), _rows(found, _said))
    for line in _notes(found):
        doors.say(line)
    if out is not None:
        doors.say(t("coverage.written", path=out))
    doors.warn(t("coverage.staff_only"))


def _notes(found: Coverage) -> list[str]:
    """Return what one has to know of the numbers."""
    t = doors.words()
    said = [t("coverage.of_areas", n=found.areas, on=found.on), t(f"coverage.{found.counted}")]
    if found.without_outline:
        said.append(t("cli.without_outline", number=found.without_outline))
    if found.by is By.TYPE:
        said.append(t("coverage.of_all"))
    return said


def _as_data(found: Coverage, *, example: bool) -> dict[str, Any]:
    """Return everything as plain data; a share is 0-1."""
    return {
        **({"note": doors.words()("example.mark")} if example else {}),
        "on": found.on.isoformat(),
        "by": found.by.value,
        "counted": found.counted.value,
        "areas": found.areas,
        "without_outline": found.without_outline,
        **_figures(found.total),
        "rows": [
            {"name": row.name, "municipality": row.municipality, **_figures(row)}
            for row in found.rows
        ],
    }


def _figures(row: Row) -> dict[str, int | float | None]:
    share = None if row.share is None else round(row.share, 4)
    return {"homes": row.homes, "covered": row.covered, "share": share}


Write = Callable[[Path, Coverage, bool], None]


def _writer(out: Path) -> Write:
    """Return what writes a file of this kind.

    Raises:
        Refused: no such kind.
    """
    ways: dict[str, Write] = {".csv": _csv, ".xlsx": _xlsx, ".json": _json}
    write = ways.get(out.suffix.lower())
    if write is None:
        formats = ", ".join(one.lstrip(".") for one in ways)
        raise Refused("export.unknown_format", format=out.suffix.lstrip("."), formats=formats)
    return write


def _csv(out: Path, found: Coverage, example: bool) -> None:  # noqa: FBT001 # a fact about the register
    from grannsamverkan.exchange.plain_sheet import csv_sheet

    out.write_bytes(csv_sheet(_headings(found), _rows(found, _said), example=example))


def _xlsx(out: Path, found: Coverage, example: bool) -> None:  # noqa: FBT001 # as above
    from grannsamverkan.exchange.workbook import Page, write_workbook

    t = doors.words()
    marks = [t("example.mark")] if example else []
    about = [*marks, *_notes(found), t("coverage.staff_only")]
    pages = [
        Page(t("coverage.title"), _headings(found), _rows(found, lambda one: round(one, 1))),
        Page(t("coverage.about"), (t("coverage.about"),), [(line,) for line in about]),
    ]
    write_workbook(pages, out, about=" ".join(about))


def _json(out: Path, found: Coverage, example: bool) -> None:  # noqa: FBT001 # as above
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    out.write_bytes(orjson.dumps(_as_data(found, example=example), option=options))
