"""Sheets and comma-separated lists: where the header is, and which columns hold places."""

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.exchange.columns import is_heading, plain_heading
from grannsamverkan.exchange.contact_columns import tells_of_contacts
from grannsamverkan.exchange.sandbox import MAX_COLUMNS

Cell = str | None
Fault = tuple[str, Mapping[str, object]]
_HEADER_WITHIN_ROWS = 25
_CELLS_A_ROW = 150
_SAMPLE_SIGNS = 500_000
_WKT_COLUMN = re.compile(
    r"(?:wkt|geom|geometry|geometri|the_geom|polygon)(?:_epsg_?([0-9]{4,6}))?(?:_([0-9]+))?",
    re.IGNORECASE,
)
_SRID = re.compile(r"\s*SRID=([0-9]{4,6});", re.IGNORECASE)
_EAST = (
    "lon",
    "long",
    "longitude",
    "longitud",
    "lng",
    "easting",
    "e",
    "ost",
    "öst",
    "östkoordinat",
    "xkoordinat",
    "x",
)
_NORTH = (
    "lat",
    "latitude",
    "latitud",
    "northing",
    "n",
    "nord",
    "norr",
    "nordkoordinat",
    "ykoordinat",
    "y",
)
_GROUPS = 2
_NORTHING_FROM = 5_000_000


@dataclass(frozen=True, slots=True)
class Grid:
    """A table out of cells: `rows` are (number as the spreadsheet shows it, cells), `header` the row above them."""

    columns: tuple[str, ...]
    rows: list[tuple[int, list[Cell]]]
    header: int = 1


@dataclass(frozen=True, slots=True)
class Places:
    """A geometry or a fault (catalogue key and values) for each row, the columns used up, and the EPSG code stated."""

    geometries: list[BaseGeometry | None]
    faults: list[Fault | None]
    columns: frozenset[str]
    crs: str | None


def cells_of_csv(text: str, *, row_limit: int) -> list[list[Cell]]:
    """Return the cells of a comma-, semicolon- or tab-separated text, row by row.

    Raises:
        Refused: the quotes do not match up.
        TooLarge: more cells than `row_limit` rows of a list can hold.
    """
    csv.field_size_limit(
        min(sys.maxsize, 2**31 - 1)
    )  # a polygon as text is longer than the default
    separator = separator_of(text)
    if text.count(separator) > row_limit * _CELLS_A_ROW:
        raise TooLarge("import.too_many_columns", limit=_CELLS_A_ROW)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        return list(tidied(reader))
    except csv.Error as error:
        raise Refused("import.broken_csv", row=reader.line_num) from error


def tidied(rows: Iterable[Sequence[str]]) -> Iterator[list[Cell]]:
    """Give rows with their cells as they are read: without spaces round them, None where nothing is left."""
    return ([cell.strip() or None for cell in row] for row in rows)


def separator_of(text: str) -> str:
    """Return the separator that cuts most of the first rows into the same number of columns."""
    sample = text[:_SAMPLE_SIGNS]

    def evenness(separator: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
        widths = Counter(
            len(row) for row, _ in zip(reader, range(50), strict=False) if len(row) > 1
        )
        width, rows = widths.most_common(1)[0] if widths else (0, 0)
        return rows, width

    return max((";", "\t", ",", "|"), key=evenness)


def grid_of(cells: Sequence[Sequence[Cell]], *, header: int | None = None) -> Grid:
    """Return the table that begins at a header row, the likeliest if none is named; empty rows are left out.

    Raises:
        Refused: there is no header row.
        TooLarge: more columns than any list has.
    """
    start = _header_row(cells) if header is None else header - 1
    if start is None or not 0 <= start < len(cells) or not any(cells[start]):
        raise Refused("import.no_header")
    if len(cells[start]) > MAX_COLUMNS:
        raise TooLarge("import.too_many_columns", limit=MAX_COLUMNS)
    columns = _unique(_whole_header(cells, start))
    return Grid(columns, fitted(cells[start + 1 :], columns, first=start + 2), start + 1)


def fitted(
    cells: Sequence[Sequence[Cell]], columns: Sequence[str], *, first: int
) -> list[tuple[int, list[Cell]]]:
    """Return rows as wide as the columns, numbered from the first on; empty ones are left out."""
    width = len(columns)
    return [
        (number, [*row[:width], *[None] * (width - len(row))])
        for number, row in enumerate(cells, start=first)
        if any(cell is not None for cell in row)
    ]


def _header_row(cells: Sequence[Sequence[Cell]]) -> int | None:
    best, best_score = None, (0, 0)
    for index, row in enumerate(cells[:_HEADER_WITHIN_ROWS]):
        texts = [cell for cell in row if cell is not None]
        score = (sum(map(_reads_like_heading, texts)), len(texts))
        if score > best_score:
            best, best_score = index, score
    return best


def _reads_like_heading(text: str) -> bool:
    return is_heading(text) or tells_of_contacts(text) or _is_wkt_column(text)


def _whole_header(cells: Sequence[Sequence[Cell]], start: int) -> list[Cell]:
    """Return the headings with those of the groups above them: `Kontakt 1` above `Namn`, `Telefon`.

    Such a row names several groups, one of them of contacts, each above more columns than one.
    """
    header = list(cells[start])
    above = list(cells[start - 1][: len(header)]) if start else []
    groups = [(index, text) for index, text in enumerate(above) if text]
    firsts = [one for at, one in enumerate(groups) if not at or groups[at - 1][1] != one[1]]
    if len(firsts) < _GROUPS or not any(tells_of_contacts(text) for _, text in groups):
        return header
    group: Cell = None
    for index in range(len(header)):
        group = (above[index] if index < len(above) else None) or group
        if group is not None and tells_of_contacts(group) and header[index]:
            header[index] = f"{group} {header[index]}"
    return header


def _is_wkt_column(text: str) -> bool:
    return _WKT_COLUMN.fullmatch(text.strip()) is not None


def _unique(header: Iterable[Cell]) -> tuple[str, ...]:
    names: list[str] = []
    for number, cell in enumerate(header, start=1):
        name = cell or f"kolumn {number}"
        names.append(name if name not in names else f"{name} ({number})")
    return tuple(names)


def places_of(grid: Grid) -> Places:
    """Return what the columns of a sheet say about place: polygons as WKT, or points, or nothing."""
    wkt = _wkt_columns(grid.columns)
    if wkt:
        return _from_wkt(grid, wkt)
    east, north = (_find(grid.columns, names) for names in (_EAST, _NORTH))
    if east is not None and north is not None:
        return _from_points(grid, east, north)
    nothing: list[None] = [None] * len(grid.rows)
    return Places([*nothing], [*nothing], frozenset(), None)


def _wkt_columns(columns: Sequence[str]) -> list[tuple[int, str | None]]:
    """Return index and EPSG code of the columns that together hold a polygon as text, in order."""
    found = []
    for index, column in enumerate(columns):
        match = _WKT_COLUMN.fullmatch(column.strip())
        if match:
            found.append((int(match[2] or 1), index, match[1]))
    return [(index, code) for _, index, code in sorted(found)]


def _from_wkt(grid: Grid, columns: Sequence[tuple[int, str | None]]) -> Places:
    texts = ["".join(row[index] or "" for index, _ in columns) for _, row in grid.rows]
    codes = {code for _, code in columns if code}
    codes |= {match[1] for text in texts if (match := _SRID.match(text))}
    if len(codes) > 1:
        raise Refused("import.several_crs", crs=", ".join(sorted(codes)))
    bare = [_SRID.sub("", text, count=1) for text in texts]
    with np.errstate(invalid="ignore"):  # NaN is found afterwards, row by row
        shapes = list(shapely.from_wkt(np.array(bare, dtype=object), on_invalid="ignore"))
    faults: list[Fault | None] = [
        (_why_broken(text), {}) if text and shape is None else None
        for text, shape in zip(bare, shapes, strict=True)
    ]
    used = frozenset(grid.columns[index] for index, _ in columns)
    return Places(shapes, faults, used, f"EPSG:{codes.pop()}" if codes else None)


def _why_broken(text: str) -> str:
    """Return the key of what is wrong with a text that is no geometry: NaN closes no ring."""
    return (
        "error.geometry.not_finite"
        if re.search(r"\b-?(?:nan|inf)", text, re.IGNORECASE)
        else "error.import.broken_geometry"
    )


def _from_points(grid: Grid, east: int, north: int) -> Places:
    used = frozenset({grid.columns[east], grid.columns[north]})
    pairs = [(_number(row[east]), _number(row[north])) for _, row in grid.rows]
    xs = [x for x, _ in pairs if x is not None]
    ys = [y for _, y in pairs if y is not None]
    if xs and ys and np.median(xs) > _NORTHING_FROM > np.median(ys):
        pairs = [(y, x) for x, y in pairs]  # on Swedish maps x is the northing
    points: list[BaseGeometry | None] = [
        Point(x, y) if x is not None and y is not None else None for x, y in pairs
    ]
    return Places(points, [None] * len(pairs), used, None)


def _find(columns: Sequence[str], names: Sequence[str]) -> int | None:
    plain = [plain_heading(column) for column in columns]
    return next((plain.index(name) for name in names if name in plain), None)


def _number(cell: Cell) -> float | None:
    try:
        value = float((cell or "").replace(" ", "").replace("\u00a0", "").replace(",", "."))
    except ValueError:
        return None
    return value if np.isfinite(value) else None
