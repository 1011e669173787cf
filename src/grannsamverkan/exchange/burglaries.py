"""Burglaries out of a file: report by report (day, place rounded to 100 m, completed or not, a home or not) or by locality.

Nothing else of a row is read.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import shapely

from grannsamverkan.crs import reproject_places
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.burglaries import (
    ROUNDED_M,
    Burglaries,
    Kind,
    LocalityCount,
    Reported,
)
from grannsamverkan.domain.period import Period, Precision, StatedDate, months_after
from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange.columns import HEADINGS, listed, plain_heading
from grannsamverkan.exchange.days import parse_date
from grannsamverkan.exchange.ground import LeftOut, plain_columns, text_of, value_of
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row, Table
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.types import Xy

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
_A_DAY = timedelta(days=1)

LIMITS = replace(OPERATOR, rows=200_000)
"""The whole country has some fifteen thousand burglaries of homes a year, a large municipality a thousand."""


def read_burglaries(
    path: Path, options: ReadOptions, *, today: date, limits: Limits = LIMITS
) -> Burglaries:
    """Return the burglaries of a file; a row that does not say enough, or tells of days to come, is left out.

    Raises:
        Refused: the file cannot be read, lacks a column, has no row that says enough, or counts some
            days of a locality twice.
        TooLarge: it has more rows than any municipality has burglaries.
    """
    if not path.is_file():
        raise NotFound("import.no_file", name=path.name)
    table = _table(path, options, limits)
    there = {plain_heading(column) for column in table.columns}
    if table.crs is not None and all(map(there.intersection, (_DAYS, _COMPLETED, _HOMES))):
        return _reports(table, options.register_crs, today)
    timed = there.intersection(_YEARS) or all(map(there.intersection, (_FROM, _TO)))
    if timed and all(map(there.intersection, (_LOCALITIES, _NUMBERS))):
        return _counts(table, today)
    raise Refused("planning.burglary_columns", columns=listed(list(table.columns)))


def _table(path: Path, options: ReadOptions, limits: Limits) -> Table:
    try:
        return read_table(path, options, limits)
    except TooLarge as error:
        if error.key != "import.too_many_rows":
            raise
        raise TooLarge("planning.too_many_rows", limit=limits.rows) from error


def _reports(table: Table, target: str, today: date) -> Burglaries:
    found: list[Reported] = []
    left_out: Counter[str] = Counter()
    told = zip(
        _spots(table, target),
        *(_column(table, headings) for headings in (_COMPLETED, _HOMES, _DAYS)),
        strict=True,
    )
    for spot, completed, home, day in told:
        try:
            found.append(_reported(spot, completed, home, day, today))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    if not found:
        raise Refused("planning.no_burglaries")
    days = [one.day for one in found]
    end = min(months_after(max(days).replace(day=1), 1), today + _A_DAY)
    window = Period(min(days).replace(day=1), end)
    return Burglaries(window, reported=tuple(found), left_out=dict(sorted(left_out.items())))


def _counts(table: Table, today: date) -> Burglaries:
    found: list[LocalityCount] = []
    left_out: Counter[str] = Counter()
    for row in table.rows:
        try:
            found.append(_count(row, today))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    if not found:
        raise Refused("planning.no_burglaries")
    _hold_apart(found)
    window = Period(min(one.during.start for one in found), max(one.during.end for one in found))
    return Burglaries(window, counts=tuple(found), left_out=dict(sorted(left_out.items())))


def _spots(table: Table, target: str) -> list[Xy | None]:
    """Return for each row its rounded place in the register's CRS, None where it has none."""
    usable = [
        row.fault is None and row.geometry is not None and not row.geometry.is_empty
        for row in table.rows
    ]
    at = np.flatnonzero(usable)
    shapes = np.array([row.geometry for row in table.rows], dtype=object)[at]
    source = table.crs or target
    if source != target and len(at):
        shapes = shapely.transform(
            shapes, lambda xy: reproject_places(xy, source=source, target=target)
        )
    spots = shapely.get_coordinates(shapely.centroid(shapes))
    rounded = (np.rint(spots / ROUNDED_M) * ROUNDED_M).tolist()
    found: list[Xy | None] = [None] * len(table.rows)
    for row, (x, y) in zip(at.tolist(), rounded, strict=True):
        found[row] = x, y
    return found


def _column(table: Table, headings: tuple[str, ...]) -> list[object]:
    """Return for each row what stands under the first of some headings that has anything under it."""
    columns = plain_columns(table.columns)
    named = [columns[one] for one in headings if one in columns]
    return [
        next((value for one in named if (value := row.values.get(one)) not in {None, ""}), None)
        for row in table.rows
    ]


def _reported(
    spot: Xy | None, completed: object, home: object, day: object, today: date
) -> Reported:
    if spot is None:
        raise LeftOut("no_place")
    kind = Kind.BURGLARY if _says(completed) else Kind.ATTEMPT
    kind = kind if _says(home) else Kind.ELSEWHERE
    stated = _stated(day)
    if stated.precision not in {Precision.DAY, Precision.MONTH}:
        raise LeftOut("no_day")
    if stated.earliest > today:
        raise LeftOut("to_come")
    return Reported(min(stated.counts_on, today), kind, *spot)


def _count(row: Row, today: date) -> LocalityCount:
    locality = text_of(row, _LOCALITIES)
    if locality is None:
        raise LeftOut("no_locality")
    year = value_of(row, _YEARS)
    first, last = (
        _stated(year if year is not None else value_of(row, one)) for one in (_FROM, _TO)
    )
    if Precision.BEFORE in {first.precision, last.precision} or first.earliest > last.counts_on:
        raise LeftOut("no_day")
    if first.earliest > today:
        raise LeftOut("to_come")
    during = Period(first.earliest, min(last.counts_on, today) + _A_DAY)
    return LocalityCount(locality, during, _number(value_of(row, _NUMBERS)))


def _hold_apart(counts: Sequence[LocalityCount]) -> None:
    """Refuse counts of which two are of the same locality and share a day."""
    ordered = sorted(counts, key=lambda one: (name_key(one.locality), one.during.start))
    for one, other in pairwise(ordered):
        same = name_key(one.locality) == name_key(other.locality)
        if same and one.during.overlaps(other.during):
            raise Refused("planning.counted_twice", locality=one.locality)


@lru_cache(maxsize=4096)
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


@lru_cache(maxsize=256)
def _says(value: object) -> bool:
    """Return whether a cell says yes."""
    text = (clean_text(value) or "").casefold()
    if text not in _YES | _NO:
        raise LeftOut("no_kind")
    return text in _YES
