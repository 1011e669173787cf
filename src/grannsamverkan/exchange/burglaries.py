"""Burglaries out of a file: report by report (day, place rounded to 100 m, completed or not, a home or not) or by locality.

Nothing else of a row is read.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from grannsamverkan.crs import reproject
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.burglaries import (
    ROUNDED_M,
    Burglaries,
    Kind,
    LocalityCount,
    Reported,
)
from grannsamverkan.domain.period import Period, Precision, StatedDate, months_after
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.columns import HEADINGS, listed, plain_heading
from grannsamverkan.exchange.days import parse_date
from grannsamverkan.exchange.ground import LeftOut, text_of, value_of
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row, Table
from grannsamverkan.exchange.values import clean_text

_DAYS = (
    "datum",
    "brottsdatum",
    "dag",
    "månad",
    "date",
    "day",
    "month",
    "reported",
    "anmäld",
    "anmald",
)
_COMPLETED = ("fullbordat", "fullbordad", "fullbordade", "completed")
_HOMES = ("bostad", "bostäder", "bostadsinbrott", "residential", "home", "dwelling")
_YES = frozenset({"1", "ja", "j", "yes", "y", "true", "sant", "x"})
_NO = frozenset({"0", "nej", "n", "no", "false", "falskt"})

_LOCALITIES = (*HEADINGS["locality"], "distrikt")
_NUMBERS = (
    "antal", "antalinbrott", "antalbostadsinbrott", "bostadsinbrott", "inbrott", "number", "count",
    "burglaries",
)  # fmt: skip
_FROM = ("från", "fran", "fråndatum", "fromdatum", "startdatum", "from", "since", "start")
_TO = ("till", "tom", "tilldatum", "tomdatum", "slutdatum", "to", "until", "end")
_YEARS = ("år", "ar", "year")
_MOST = 100_000


def read_burglaries(path: Path, options: ReadOptions, *, limits: Limits = OPERATOR) -> Burglaries:
    """Return the burglaries of a file; a row that does not say enough is left out.

    Raises:
        Refused: the file cannot be read, lacks a column, has no row that says enough, or counts some
            days of a locality twice.
    """
    if not path.is_file():
        raise NotFound("import.no_file", name=path.name)
    table = read_table(path, options, limits)
    there = {plain_heading(column) for column in table.columns}
    if table.crs is not None and all(map(there.intersection, (_DAYS, _COMPLETED, _HOMES))):
        return _reports(table, options.register_crs)
    timed = there.intersection(_YEARS) or all(map(there.intersection, (_FROM, _TO)))
    if timed and all(map(there.intersection, (_LOCALITIES, _NUMBERS))):
        return _counts(table)
    raise Refused("planning.burglary_columns", columns=listed(list(table.columns)))


def _reports(table: Table, target: str) -> Burglaries:
    found: list[Reported] = []
    left_out: Counter[str] = Counter()
    for row in table.rows:
        try:
            found.append(_reported(row, table.crs, target))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    if not found:
        raise Refused("planning.no_burglaries")
    days = [one.day for one in found]
    window = Period(min(days).replace(day=1), months_after(max(days).replace(day=1), 1))
    return Burglaries(window, reported=tuple(found), left_out=dict(sorted(left_out.items())))


def _counts(table: Table) -> Burglaries:
    found: list[LocalityCount] = []
    left_out: Counter[str] = Counter()
    for row in table.rows:
        try:
            found.append(_count(row))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    if not found:
        raise Refused("planning.no_burglaries")
    _hold_apart(found)
    window = Period(min(one.during.start for one in found), max(one.during.end for one in found))
    return Burglaries(window, counts=tuple(found), left_out=dict(sorted(left_out.items())))


def _reported(row: Row, crs: str | None, target: str) -> Reported:
    if row.geometry is None or row.geometry.is_empty or row.fault is not None:
        raise LeftOut("no_place")
    spot = reproject(row.geometry, source=crs or target, target=target).centroid
    completed, home = (_says(value_of(row, headings)) for headings in (_COMPLETED, _HOMES))
    kind = Kind.BURGLARY if completed else Kind.ATTEMPT
    stated = _stated(value_of(row, _DAYS))
    if stated.precision not in {Precision.DAY, Precision.MONTH}:
        raise LeftOut("no_day")
    return Reported(
        stated.counts_on, kind if home else Kind.ELSEWHERE, _round(spot.x), _round(spot.y)
    )


def _count(row: Row) -> LocalityCount:
    locality = text_of(row, _LOCALITIES)
    if locality is None:
        raise LeftOut("no_locality")
    year = value_of(row, _YEARS)
    first, last = (
        _stated(year if year is not None else value_of(row, one)) for one in (_FROM, _TO)
    )
    if Precision.BEFORE in {first.precision, last.precision} or first.earliest > last.counts_on:
        raise LeftOut("no_day")
    during = Period(first.earliest, last.counts_on + timedelta(days=1))
    return LocalityCount(locality, during, _number(value_of(row, _NUMBERS)))


def _hold_apart(counts: Sequence[LocalityCount]) -> None:
    """Refuse counts of which two are of the same locality and share a day."""
    ordered = sorted(counts, key=lambda one: (name_key(one.locality), one.during.start))
    for one, other in pairwise(ordered):
        same = name_key(one.locality) == name_key(other.locality)
        if same and one.during.overlaps(other.during):
            raise Refused("planning.counted_twice", locality=one.locality)


def _round(metres: float) -> float:
    return float(round(metres / ROUNDED_M) * ROUNDED_M)


def _stated(value: object) -> StatedDate:
    try:
        return parse_date(value)
    except Refused as error:
        raise LeftOut("no_day") from error


def _number(value: object) -> int:
    text = (clean_text(value) or "").replace(" ", "").removesuffix(".0")
    if not text.isascii() or not text.isdecimal() or int(text) > _MOST:
        raise LeftOut("no_number")
    return int(text)


def _says(value: object) -> bool:
    """Return whether a cell says yes."""
    text = (clean_text(value) or "").casefold()
    if text not in _YES | _NO:
        raise LeftOut("no_kind")
    return text in _YES
