"""Addresses out of files: a list with coordinates, a layer of points, OpenStreetMap, Lantmäteriet's own layout.

Lantmäteriet's belägenhetsadresser (GeoPackage) name a street `adressområde`, a number
`adressplatsnummer` with `bokstavstillägg`, and a place `postort` or `kommundel`; lists have `gata`,
`nummer` and `postort`, or all of it in one column `adress`; OpenStreetMap has `addr:*`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
import shapely
from shapely import MultiPoint

from grannsamverkan.crs import reproject
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.ground import STREETS, LeftOut, plain_columns, row_pages
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row, Value
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.types import Xy

_STREETS = (
    "adressområdefastställtnamn", "adressomradefaststalltnamn", "adressområdesnamn",
    "adressomradesnamn", "adressplatsnamn", *STREETS,
)  # fmt: skip
_NUMBERS = (
    "adressplatsnummer", "husnummer", "gatunummer", "nummer", "nr", "addrhousenumber",
    "housenumber", "number",
)  # fmt: skip
_LETTERS = ("bokstavstillägg", "bokstavstillagg", "bokstav", "littera", "letter")
_POSTCODES = ("postnummer", "postnr", "addrpostcode", "postcode", "postalcode", "zip")
_PLACES = (
    "postort", "ort", "tätort", "tatort", "addrcity", "city", "locality", "town",
    "kommundelfastställtnamn", "kommundelfaststalltnamn", "kommundel", "addrplace",
)  # fmt: skip
_MUNICIPALITIES = ("kommunkod", "kommun", "municipalitycode", "municipality", "kuntanumero")
_NUMBER = re.compile(r"\s*(\d{1,4})(?!\d)\s*([^\W\d_])?(?![^\W\d_])")
_WHOLE = re.compile(
    r"(?P<street>\D*[^\W\d]\D*?)\s*(?P<number>\d{1,4}\s*(?:[^\W\d_](?![^\W\d_]))?)(?:\D|$)"
)
_CODE = re.compile(r"\d{3}\s?\d{2}")
_MUNICIPALITY = re.compile(r"\d{3,4}")


_Page = tuple[Sequence[Row], str]
"""Some rows of a file, and the CRS they are in."""

_tidied = lru_cache(maxsize=1 << 16, typed=True)(clean_text)
"""Streets, codes and places stand in many rows, one after the other."""


class AddressFile(Iterable[Placed]):
    """The addresses of a file, read while they are asked for, once; `left_out` says what was not taken so far.

    A later row about the same address is given as well: whoever keeps them keeps the first.
    """

    def __init__(self, pages: Iterator[_Page], metric: str) -> None:
        """Take the rows of a file, some at a time with their CRS; reads the first of them."""
        self.left_out: Counter[str] = Counter()
        self._metric = metric
        nothing: _Page = ((), metric)
        self._pages = _from(next(pages, nothing), pages)

    def __iter__(self) -> Iterator[Placed]:
        """Give the addresses, easting, northing in metres in the register's CRS.

        Raises:
            Refused: the file cannot be read on, or none of its rows is an address.
        """
        nothing = True
        for rows, crs in self._pages:
            for one in _of_page(rows, crs, self._metric, self.left_out):
                nothing = False
                yield one
        if nothing:
            raise Refused("streets.no_addresses")


def _from(first: _Page, rest: Iterator[_Page]) -> Iterator[_Page]:
    """Give the first and the rest, and hold on to none of them."""
    pages = [first]
    del first
    yield pages.pop()
    yield from rest


def read_addresses(path: Path, options: ReadOptions, *, limits: Limits = OPERATOR) -> AddressFile:
    """Return the addresses of a file; one without a street or a number is left out.

    Raises:
        Refused: the file cannot be read. NotFound: there is none.
    """
    return AddressFile(row_pages(path, options, limits, "addresses"), options.register_crs)


def _of_page(
    rows: Sequence[Row], crs: str, metric: str, left_out: Counter[str]
) -> Iterator[Placed]:
    named: list[tuple[_Columns, Row, tuple[str, int, str | None]]] = []
    columns, at = _Columns(()), None
    for row in rows:
        if at != row.values.keys():
            columns, at = _Columns(row.values), row.values.keys()
        try:
            named.append((columns, row, columns.named(row)))
        except LeftOut as reason:
            left_out[str(reason)] += 1
    spots = _spots([row for _, row, _ in named], crs, metric)
    for (columns, row, (street, number, letter)), (x, y) in zip(named, spots, strict=True):
        code = _CODE.fullmatch(columns.text(row, _POSTCODES) or "")
        within = _MUNICIPALITY.fullmatch(columns.text(row, _MUNICIPALITIES) or "")
        yield Placed(
            street=street,
            number=number,
            letter=letter and letter.upper(),
            postcode=code and code[0].replace(" ", ""),
            place=_tidy(columns.text(row, _PLACES)),
            municipality=within and within[0],
            x=x,
            y=y,
        )


def _spots(rows: Sequence[Row], crs: str, metric: str) -> list[Xy]:
    """Return where each of some rows lies: a point itself, of a building a point in it."""
    shapes = np.array([row.geometry for row in rows], dtype=object)
    spots, built = shapely.centroid(shapes), shapely.area(shapes) > 0
    spots[built] = shapely.point_on_surface(shapes[built])
    together = reproject(MultiPoint(list(spots)), source=crs, target=metric)
    return [(x, y) for x, y in shapely.get_coordinates(together).tolist()]


class _Columns:
    """The columns of some rows that say what an address is made of, found once for all of them."""

    def __init__(self, columns: Iterable[str]) -> None:
        plain = plain_columns(columns)
        self._by: dict[tuple[str, ...], list[str]] = {
            headings: [plain[one] for one in headings if one in plain]
            for headings in (_STREETS, _NUMBERS, _LETTERS, _POSTCODES, _PLACES, _MUNICIPALITIES)
        }

    def text(self, row: Row, headings: tuple[str, ...]) -> str | None:
        """Return what stands in the first of the columns that has anything in it, as a tidy line."""
        values: Mapping[str, Value] = row.values
        found = (values[one] for one in self._by[headings])
        return _tidied(next((one for one in found if one not in {None, ""}), None))

    def named(self, row: Row) -> tuple[str, int, str | None]:
        """Return street, number and letter, out of columns of their own or of one for all."""
        if row.fault is not None:
            raise LeftOut("broken")
        if row.geometry is None or row.geometry.is_empty:
            raise LeftOut("no_place")
        street, stated = self.text(row, _STREETS), self.text(row, _NUMBERS)
        if street is None:
            raise LeftOut("no_street")
        if stated is None and (whole := _WHOLE.match(street)) is not None:
            street, stated = whole["street"].strip(" ,"), whole["number"]
        number = _NUMBER.match(stated or "")
        if number is None:
            raise LeftOut("no_house_number")
        return street, int(number[1]), number[2] or self.text(row, _LETTERS)


def _tidy(place: str | None) -> str | None:
    """Return a place as it is read: post towns come in capitals."""
    return place.title() if place and place.isupper() else place
