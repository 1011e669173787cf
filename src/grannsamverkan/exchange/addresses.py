"""Addresses out of files: a list with coordinates, a layer of points, OpenStreetMap, Lantmäteriet's own layout.

Lantmäteriet's belägenhetsadresser (GeoPackage) name a street `adressområde`, a number
`adressplatsnummer` with `bokstavstillägg`, and a place `postort` or `kommundel`; lists have `gata`,
`nummer` and `postort`, or all of it in one column `adress`; OpenStreetMap has `addr:*`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.addresses import Placed
from grannsamverkan.exchange.ground import STREETS, Laid, LeftOut, read_ground, text_of
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row

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
_NUMBER = re.compile(r"\s*(\d{1,4})(?!\d)\s*([^\W\d_])?(?![^\W\d_])")
_WHOLE = re.compile(
    r"(?P<street>\D*[^\W\d]\D*?)\s*(?P<number>\d{1,4}\s*(?:[^\W\d_](?![^\W\d_]))?)(?:\D|$)"
)
_CODE = re.compile(r"\d{3}\s?\d{2}")


def read_addresses(path: Path, options: ReadOptions, *, limits: Limits = OPERATOR) -> Laid[Placed]:
    """Return the addresses of a file, each once; one without a street or a number is left out.

    Raises:
        Refused: the file cannot be read, or none of its rows is an address.
    """

    def placed(row: Row, shape: BaseGeometry) -> Iterator[Placed]:
        street, number, letter = _named(row)
        spot = shape.representative_point() if shape.area else shape.centroid
        code = _CODE.fullmatch(text_of(row, _POSTCODES) or "")
        yield Placed(
            street=street,
            number=number,
            letter=letter and letter.upper(),
            postcode=code and code[0].replace(" ", ""),
            place=_tidy(text_of(row, _PLACES)),
            x=spot.x,
            y=spot.y,
        )

    laid = read_ground(path, options, limits, "addresses", placed)
    once = {(one.street, one.place, one.number, one.letter): one for one in reversed(laid.found)}
    return Laid(tuple(reversed(once.values())), laid.left_out)


def _named(row: Row) -> tuple[str, int, str | None]:
    """Return street, number and letter, out of columns of their own or of one for all."""
    street, stated = text_of(row, _STREETS), text_of(row, _NUMBERS)
    if street is None:
        raise LeftOut("no_street")
    if stated is None and (whole := _WHOLE.match(street)) is not None:
        street, stated = whole["street"].strip(" ,"), whole["number"]
    number = _NUMBER.match(stated or "")
    if number is None:
        raise LeftOut("no_house_number")
    return street, int(number[1]), number[2] or text_of(row, _LETTERS)


def _tidy(place: str | None) -> str | None:
    """Return a place as it is read: post towns come in capitals."""
    return place.title() if place and place.isupper() else place
