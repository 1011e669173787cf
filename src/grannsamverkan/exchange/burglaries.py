"""Reports of burglaries out of a file, for one plan: day, place rounded to 100 m, completed or not, a home or not.

Nothing else of a row is read, and nothing of it is kept.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from grannsamverkan.crs import reproject
from grannsamverkan.domain.period import Precision
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.columns import listed, plain_heading
from grannsamverkan.exchange.days import parse_date
from grannsamverkan.exchange.ground import Laid, LeftOut, value_of
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row, Table
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.planning.windows import Kind

ROUNDED_M = 100
"""A place is rounded to so many metres as soon as it is read: no single home can be told from it."""

_DAYS = ("datum", "brottsdatum", "dag", "date", "day", "reported", "anmäld", "anmald")
_COMPLETED = ("fullbordat", "fullbordad", "fullbordade", "completed")
_HOMES = ("bostad", "bostäder", "bostadsinbrott", "residential", "home", "dwelling")
_YES = frozenset({"1", "ja", "j", "yes", "y", "true", "sant", "x"})
_NO = frozenset({"0", "nej", "n", "no", "false", "falskt"})


@dataclass(frozen=True, slots=True)
class Reported:
    """A report; easting, northing in metres in the register's CRS, rounded to `ROUNDED_M`."""

    day: date
    kind: Kind
    x: float
    y: float


def read_burglaries(
    path: Path, options: ReadOptions, *, limits: Limits = OPERATOR
) -> Laid[Reported]:
    """Return the reports of a file, each of its kind; a row that does not say enough is left out.

    Raises:
        Refused: the file cannot be read, or lacks a column for the day, the place, whether the
            burglary was completed or whether it was of a home.
    """
    if not path.is_file():
        raise NotFound("import.no_file", name=path.name)
    table = read_table(path, options, limits)
    _hold_to_columns(table)
    found: list[Reported] = []
    left_out: Counter[str] = Counter()
    for row in table.rows:
        try:
            found.append(_reported(row, table.crs, options.register_crs))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    return Laid(tuple(found), dict(sorted(left_out.items())))


def _hold_to_columns(table: Table) -> None:
    there = {plain_heading(column) for column in table.columns}
    named = all(there.intersection(some) for some in (_DAYS, _COMPLETED, _HOMES))
    if not named or table.crs is None:
        raise Refused("planning.burglary_columns", columns=listed(list(table.columns)))


def _reported(row: Row, crs: str | None, target: str) -> Reported:
    if row.geometry is None or row.geometry.is_empty or row.fault is not None:
        raise LeftOut("no_place")
    spot = reproject(row.geometry, source=crs or target, target=target).centroid
    completed, home = (_says(value_of(row, headings)) for headings in (_COMPLETED, _HOMES))
    kind = Kind.BURGLARY if completed else Kind.ATTEMPT
    return Reported(
        _day(value_of(row, _DAYS)), kind if home else Kind.ELSEWHERE, _round(spot.x), _round(spot.y)
    )


def _round(metres: float) -> float:
    return float(round(metres / ROUNDED_M) * ROUNDED_M)


def _day(value: object) -> date:
    try:
        stated = parse_date(value)
    except Refused as error:
        raise LeftOut("no_day") from error
    if stated.precision is not Precision.DAY:
        raise LeftOut("no_day")
    return stated.counts_on


def _says(value: object) -> bool:
    """Return whether a cell says yes."""
    text = (clean_text(value) or "").casefold()
    if text not in _YES | _NO:
        raise LeftOut("no_kind")
    return text in _YES
