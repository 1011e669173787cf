"""Roads and homes out of files: any layer of lines, any layer of points or buildings, OpenStreetMap.

Coordinates come out as easting, northing in metres in the register's CRS.
"""

import gzip
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import reproject
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange import buildings, osm
from grannsamverkan.exchange.columns import listed, plain_heading
from grannsamverkan.exchange.pages import PAGE_ROWS, read_pages
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.staging import staged
from grannsamverkan.exchange.tables import ReadOptions, Row, Table
from grannsamverkan.exchange.values import clean_text

STREETS = (
    "gatunamn", "gata", "street", "streetname", "addrstreet", "adressområde", "adressomrade",
    "vägnamn", "vagnamn", "väg", "adress", "gatuadress", "address", "belägenhetsadress",
)  # fmt: skip
_NAMES = (*STREETS, "roadname", "namn", "name")
_KINDS = ("highway", "fclass", "kind", "vägtyp", "vagtyp", "typ", "type", "roadclass")
HOMES = (
    "hushåll", "hushall", "antalhushåll", "antalhushall", "bostäder", "bostader", "antalbostäder",
    "antalbostader", "lägenheter", "antallägenheter", "homes", "dwellings", "households", "flats", "units",
)  # fmt: skip
_MOST_HOMES = 2_000
_NOTHING = {
    "roads": "streets.no_roads",
    "dwellings": "streets.no_dwellings",
    "basemap": "basemap.nothing",
}
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20

_plain = lru_cache(maxsize=256)(plain_heading)
"""The headings of a file are the same in each of its thousands of rows."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Laid(Generic[T]):
    """What a file holds, and how many of its rows were left out, by reason (keys under `streets.left_out`).

    What was found has no ids yet: it gets them when it is laid.
    """

    found: tuple[T, ...]
    left_out: Mapping[str, int]


class LeftOut(Exception):
    """A row that is not taken, with the reason: a key under `streets.left_out`."""


def read_roads(
    path: Path, options: ReadOptions, *, source: str, limits: Limits = OPERATOR
) -> Laid[Road]:
    """Return the roads of a file: of OpenStreetMap those that people live by or drive on, of others every line.

    Raises:
        Refused: the file cannot be read, or none of its rows is a line.
    """

    def roads(row: Row, shape: BaseGeometry) -> Iterator[Road]:
        if shape.geom_type not in {"LineString", "MultiLineString"}:
            raise LeftOut("not_a_line")
        name, kind = text_of(row, _NAMES), text_of(row, _KINDS)
        if reason := osm.no_road(name, kind):
            raise LeftOut(reason)
        for part in shapely.get_parts(shapely.force_2d(shape)):
            yield Road(id="", name=name, kind=kind, line=part, source=source)

    return read_ground(path, options, limits, "roads", roads)


def read_dwellings(
    path: Path, options: ReadOptions, *, source: str, limits: Limits = OPERATOR
) -> Laid[Dwelling]:
    """Return the homes of a file, those at one place together: of points or of buildings.

    How many there are says a column (`hushåll`, `bostäder`, `homes` …) if there is one; else a point
    is one home, and a building as many as its type and size let one suppose, which the source tells.

    Raises:
        Refused: the file cannot be read, or none of its rows is a home.
    """

    def dwellings(row: Row, shape: BaseGeometry) -> Iterator[Dwelling]:
        homes, note, firm = _homes(row, shape)
        spot = shape.representative_point() if shape.area else shape.centroid
        said = f"{source}; {note}" if note else source
        street = _street(text_of(row, STREETS))
        estimated = None if firm else homes
        yield Dwelling(
            id="", x=spot.x, y=spot.y, homes=homes, street=street, source=said, estimated=estimated
        )

    laid = read_ground(path, options, limits, "dwellings", dwellings)
    return Laid(tuple(_together(laid.found)), laid.left_out)


def read_ground(
    path: Path,
    options: ReadOptions,
    limits: Limits,
    what: str,
    make: Callable[[Row, BaseGeometry], Iterator[T]],
) -> Laid[T]:
    """Return what is made of the rows of a file, each with its shape in the register's CRS.

    Raises:
        Refused: the file cannot be read, or nothing could be made of any row.
    """
    rows, crs = _rows(path, options, limits, what)
    found: list[T] = []
    left_out: Counter[str] = Counter()
    for row in rows:
        try:
            found += make(row, _shape(row, crs, options.register_crs))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    if not found:
        raise Refused(_NOTHING[what])
    return Laid(tuple(found), dict(sorted(left_out.items())))


def _rows(
    path: Path, options: ReadOptions, limits: Limits, what: str
) -> tuple[Iterable[Row], str | None]:
    if _is_osm(path):
        return osm.rows(path, what, limits, options.within)
    with _plain_file(path, limits) as plain:
        table = read_table(plain, options, limits)
    return table.rows, _placed(table)


def row_pages(
    path: Path, options: ReadOptions, limits: Limits, what: str
) -> Iterator[tuple[Sequence[Row], str]]:
    """Give the rows of a file of any length some at a time, each with the CRS they are in.

    Raises:
        Refused: the file cannot be read, or the first rows have no place. NotFound: there is none.
    """
    if _is_osm(path):
        rows, crs = osm.rows(path, what, limits, options.within)
        while some := list(islice(rows, PAGE_ROWS)):
            yield some, crs
        return
    crs = ""
    with _plain_file(path, limits) as plain:
        for table in read_pages(plain, options, limits):
            crs = table.crs or crs or _placed(table)
            yield table.rows, crs


def _is_osm(path: Path) -> bool:
    if not path.is_file():
        raise NotFound("import.no_file", name=path.name)
    return osm.is_osm(path)


def _placed(table: Table) -> str:
    if table.crs is None:
        raise Refused("streets.no_places", columns=listed(list(table.columns)))
    return table.crs


@contextmanager
def _plain_file(path: Path, limits: Limits) -> Iterator[Path]:
    """Lend a file that is not packed; the file itself where it is none."""
    with path.open("rb") as file:
        packed = file.read(2) == _GZIP
    if not packed:
        yield path
        return
    with staged() as folder:
        yield _unpacked(path, folder, limits)


def _unpacked(path: Path, folder: Path, limits: Limits) -> Path:
    target, size = folder / path.stem, 0
    try:
        with gzip.open(path) as source, target.open("wb") as plain:
            while chunk := source.read(_CHUNK):
                size += len(chunk)
                if size > limits.unpacked_bytes:
                    raise TooLarge("import.file_size", limit_mb=limits.unpacked_bytes // 1_000_000)
                plain.write(chunk)
    except (OSError, EOFError) as error:
        raise Refused("import.unreadable") from error
    return target


def _shape(row: Row, source: str | None, target: str) -> BaseGeometry:
    if row.fault is not None:
        raise LeftOut("broken")
    if row.geometry is None or row.geometry.is_empty:
        raise LeftOut("no_place")
    return reproject(row.geometry, source=source or target, target=target)


def plain_columns(columns: Iterable[str]) -> dict[str, str]:
    """Return the columns of a table by their headings as headings are compared."""
    return {_plain(column): column for column in columns}


def value_of(row: Row, headings: tuple[str, ...]) -> object:
    """Return what stands under the first of some headings that has anything under it."""
    plain = {_plain(column): value for column, value in row.values.items()}
    return next((plain[one] for one in headings if plain.get(one) not in {None, ""}), None)


def text_of(row: Row, headings: tuple[str, ...]) -> str | None:
    """Return what stands under the first of some headings that has anything under it, as a tidy line."""
    return clean_text(value_of(row, headings))


def _street(text: str | None) -> str | None:
    """Return the street of an address: what stands before its number."""
    words = (text or "").split()
    numbers = [at for at, word in enumerate(words) if word[0].isdigit() and at]
    if numbers and numbers[-1] >= len(words) - 2:  # `Storgatan 3`, `Storgatan 3 B`
        words = words[: numbers[-1]]
    return " ".join(words) or None


def _homes(row: Row, shape: BaseGeometry) -> tuple[int, str | None, bool]:
    """Return how many homes a row stands for, how that is known where no column says it, and whether it is firm."""
    stated = value_of(row, HOMES)
    if stated is not None:
        return _stated(stated), None, True
    if shape.geom_type in {"Point", "MultiPoint"}:
        return 1, None, True
    supposed = buildings.homes_of(row.values, shape.area)
    if supposed.homes == 0:
        raise LeftOut(supposed.reason)
    return supposed.homes, supposed.reason, supposed.firm


def _stated(value: object) -> int:
    try:
        homes = int(float(str(value).replace(" ", "").replace(",", ".")))
    except (ValueError, OverflowError) as error:
        raise LeftOut("no_number") from error
    if not 0 < homes <= _MOST_HOMES:
        raise LeftOut("no_homes" if homes == 0 else "no_number")
    return homes


def _together(dwellings: Iterable[Dwelling]) -> Iterator[Dwelling]:
    """Give the dwellings of one place and street as one."""
    at: dict[tuple[int, int, str | None], Dwelling] = {}
    for one in dwellings:
        key = (round(one.x * 10), round(one.y * 10), one.street)
        first = at.get(key)
        at[key] = one if first is None else _added(first, one)
    yield from at.values()


def _added(first: Dwelling, other: Dwelling) -> Dwelling:
    estimates = [one.estimated for one in (first, other) if one.estimated is not None]
    estimated = sum(estimates) if estimates else None
    return replace(first, homes=first.homes + other.homes, estimated=estimated)
