"""Brå's table of reported crimes, as its statistics database hands it out: a row for each crime, region and period.

The columns that matter: `År`, `Månad` or `Kvartal` (both empty for a whole year), `Periodtyp`,
`Preliminär`, `Kommun` (a name: `Region_ID` is Brå's own and no municipal code), `Brott_ID`, `Antal`.
`Per100000` is a rate and is never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import plain_heading
from grannsamverkan.exchange.figures import Said, count_of, year_of
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.regions import Regions, regions_by_row
from grannsamverkan.exchange.tables import Row, Table
from grannsamverkan.exchange.values import clean_text

BURGLARY_OF_HOMES = "13264"
"""Brå's `Brott_ID` of `därav inbrottsstöld i bostad`."""
SOURCE = "Brå, anmälda brott"

_SIGNS_OF_BRA = frozenset({"år", "brottid", "antal"})
_PLACES = ("kommun", "region", "län", "land")
_YES = frozenset({"true", "sant", "ja", "1", "x"})
_WHOLE_YEAR = frozenset({"år", "helår"})
_MONTHS_A_YEAR, _QUARTER = 12, 3

Piece = tuple[int, int]
"""A part of a year: how many months it has, and which one it is of that length."""


@dataclass(frozen=True, slots=True)
class _Told:
    """What one row tells of a part of a year."""

    value: int | None
    preliminary: bool = False


def is_bra(table: Table) -> bool:
    """Say whether a table has Brå's columns."""
    return {plain_heading(column) for column in table.columns} >= _SIGNS_OF_BRA


def read_bra(table: Table, regions: Regions, said: Said) -> tuple[list[Statistic], list[Note]]:
    """Return burglaries of homes by region and year, months and quarters added up, and what was left out.

    Raises:
        Refused: the table has no burglaries of homes, or tells twice of one period.
    """
    columns = {plain_heading(column): column for column in reversed(table.columns)}
    rows = [row for row in table.rows if _text(row, columns["brottid"]) == BURGLARY_OF_HOMES]
    if not rows:
        raise Refused("statistics.no_burglaries", crime=BURGLARY_OF_HOMES)
    place = next((columns[one] for one in _PLACES if one in columns), None)
    codes, notes = regions_by_row(rows, place, regions, stated=said.region)
    told: dict[tuple[str, int], dict[Piece, _Told]] = {}
    for row in rows:
        piece = _piece(row, columns)
        if row.number in codes and piece is not None:
            code, year = codes[row.number], year_of(row.values[columns["år"]], row=row.number)
            one = _Told(
                count_of(row.values[columns["antal"]], row=row.number),
                _text(row, columns.get("preliminär")).casefold() in _YES,
            )
            if told.setdefault((code, year), {}).setdefault(piece, one) != one:
                raise Refused("statistics.twice", row=row.number, region=code, year=str(year))
    found = []
    for (code, year), pieces in told.items():
        whole = _whole(pieces)
        if whole is None or whole.value is None:
            values = {"region": code, "year": str(year)}
            notes.append(Note(0, "statistics.part_of_year", values, name=code))
            continue
        found.append(
            Statistic(
                region=code,
                measure=Measure.RESIDENTIAL_BURGLARY,
                year=year,
                value=whole.value,
                preliminary=said.preliminary or whole.preliminary,
                source=said.source or SOURCE,
            )
        )
    return found, notes


def _text(row: Row, column: str | None) -> str:
    text = clean_text(row.values.get(column)) if column is not None else None
    return (text or "").removesuffix(".0")


def _piece(row: Row, columns: Mapping[str, str]) -> Piece | None:
    """Return the part of a year that a row is of; None where it is of something else, such as half of one."""
    month, quarter = _text(row, columns.get("månad")), _text(row, columns.get("kvartal"))
    if month.isdecimal():
        return 1, int(month)
    if quarter.isdecimal():
        return _QUARTER, int(quarter)
    kind = _text(row, columns.get("periodtyp")).casefold()
    return (_MONTHS_A_YEAR, 1) if kind in _WHOLE_YEAR else None


def _whole(pieces: Mapping[Piece, _Told]) -> _Told | None:
    """Return the whole year, as it is told or else added up of its quarters or months; None in want of one."""
    for months in (_MONTHS_A_YEAR, _QUARTER, 1):
        wanted = [(months, number) for number in range(1, _MONTHS_A_YEAR // months + 1)]
        parts = [pieces[one] for one in wanted if one in pieces]
        values = [one.value for one in parts if one.value is not None]
        if len(values) == len(wanted):
            return _Told(sum(values), any(one.preliminary for one in parts))
    return None
