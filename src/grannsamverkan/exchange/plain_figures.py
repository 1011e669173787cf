"""A plain table of official figures: regions in one column, years in another, or a column for each year.

So Statistics Sweden hands them out. Where there is a row for each part of a municipality (RegSO, DeSO),
the parts are added up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import listed, plain_heading
from grannsamverkan.exchange.figures import Said, count_of, is_year, year_of
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.regions import Regions, regions_by_row
from grannsamverkan.exchange.tables import Row, Table
from grannsamverkan.exchange.values import clean_text

_REGIONS = (
    "kommunkod", "komkod", "regionkod", "regionskod", "länskod", "region", "kommun", "län",
    "municipality", "municipalitycode", "county", "kod", "code",
)  # fmt: skip
_YEARS = ("år", "ar", "year", "tid", "period")
_PARTS = ("regso", "regsokod", "regsonamn", "deso", "desokod")
_COUNTS = ("antal", "värde", "number", "value", "count")
"""Headings of counts that do not say of what."""
_MEASURES: Mapping[Measure, tuple[str, ...]] = {
    Measure.RESIDENTIAL_BURGLARY: (
        "bostadsinbrott", "antalbostadsinbrott", "anmäldabostadsinbrott", "residentialburglary",
        "residentialburglaries",
    ),
    Measure.DWELLINGS: (
        "bostädertotalt", "bostadertotalt", "bostäder", "antalbostäder", "dwellings", "dwellingstotal",
    ),
    Measure.INHABITANTS: (
        "befolkning", "folkmängd", "invånare", "antalinvånare", "inhabitants", "population",
    ),
}  # fmt: skip
"""The headings of each measure as `plain_heading` gives them; shares and rates are none of them."""

Key = tuple[str, Measure, int]
"""Region, measure and year."""


@dataclass(frozen=True, slots=True)
class _Cells:
    """Where the counts of a measure stand: a column, of one year or with the year beside it."""

    measure: Measure
    column: str
    year: int | None = None


def read_plain(
    table: Table, regions: Regions, said: Said, *, source: str
) -> tuple[list[Statistic], list[Note]]:
    """Return the figures of a table, and what was left out.

    Raises:
        Refused: no column says which region, year or measure; two rows tell of one; a cell is no count.
    """
    columns = {plain_heading(column): column for column in reversed(table.columns)}
    place = _first(columns, _REGIONS)
    codes, notes = regions_by_row(table.rows, place, regions, stated=said.region)
    told: dict[Key, dict[str, int | None]] = {}
    for row, key, part, value in _told(table, columns, said, codes):
        parts = told.setdefault(key, {})
        if part in parts:
            raise Refused("statistics.twice", row=row.number, region=key[0], year=str(key[2]))
        parts[part] = value
    found = []
    for (region, measure, year), parts in told.items():
        values = [value for value in parts.values() if value is not None]
        if len(values) < len(parts):
            missing = {"region": region, "year": str(year)}
            notes.append(Note(0, "statistics.missing", missing, name=region))
            continue
        found.append(
            Statistic(
                region=region,
                measure=measure,
                year=year,
                value=sum(values),
                preliminary=said.preliminary,
                source=source,
            )
        )
    return found, notes


def _told(
    table: Table, columns: Mapping[str, str], said: Said, codes: Mapping[int, str]
) -> Iterator[tuple[Row, Key, str, int | None]]:
    """Give each cell that holds a count: its row, what it is of, of which part of the region, and the count."""
    beside, part = _first(columns, _YEARS), _first(columns, _PARTS)
    for cells in _layout(table, columns, said):
        for row in table.rows:
            stated = row.values[beside] if beside is not None else None
            if row.number not in codes or (cells.year is None and stated is None):
                continue  # an unknown region, or a line of text below the table
            year = cells.year or year_of(stated, row=row.number)
            name = clean_text(row.values[part]) if part is not None else None
            value = count_of(row.values[cells.column], row=row.number)
            yield row, (codes[row.number], cells.measure, year), name or "", value


def _layout(table: Table, columns: Mapping[str, str], said: Said) -> list[_Cells]:
    """Return where the counts are.

    Raises:
        Refused: nothing says of which year, or of what.
    """
    of_years = [column for column in table.columns if is_year(column)]
    if _first(columns, _YEARS) is None:
        if not of_years:
            raise Refused("statistics.no_year", columns=listed(table.columns))
        return [
            _Cells(_stated(said, table), column, year_of(column, row=table.header or 1))
            for column in of_years
        ]
    found = [
        _Cells(measure, column)
        for measure, headings in _MEASURES.items()
        if said.measure in {None, measure} and (column := _first(columns, headings)) is not None
    ]
    if not found:
        column = _first(columns, _COUNTS)
        if column is None:
            raise Refused("statistics.no_counts", columns=listed(table.columns))
        found = [_Cells(_stated(said, table), column)]
    return found


def _stated(said: Said, table: Table) -> Measure:
    if said.measure is None:
        raise Refused("statistics.which_measure", columns=listed(table.columns))
    return said.measure


def _first(columns: Mapping[str, str], headings: tuple[str, ...]) -> str | None:
    return next((columns[one] for one in headings if one in columns), None)
