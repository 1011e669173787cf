"""What a visitor may mean by what they typed: an address, a street, a locality or an area."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grannsamverkan.domain.addresses import Address, Found, Street, Wanted, read_wanted
from grannsamverkan.types import Xy
from grannsamverkan.web.views import PublicDay

MOST = 8
MOST_STREETS = 200
"""So many streets of a postal code are shown; hardly any has more."""

LONGEST = 120
"""So long a text is read; no address is longer."""

_SURE = 1
_CHOSEN = re.compile(r"([agp])([0-9]{1,9})")
"""No id is longer, and a longer number is more than a database takes for one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that may be meant.

    Attributes:
        kind: `address`, `street`, `postcode`, `locality` or `area`.
        value: what the form sends when it is chosen; empty where `path` leads there.
        path: the page it has, None for an address or a street.
        cost: how unsure it is that it is meant.
    """

    kind: str
    label: str
    value: str = ""
    path: str | None = None
    cost: int


def choices(view: PublicDay, text: str) -> list[Choice]:
    """Return what a text may mean, the surest first; what is as sure as an address comes after it."""
    text = text[:LONGEST]
    wanted = read_wanted(text)
    found = view.register.find_addresses(text, most=MOST)
    some = [*_coded(view, wanted, found), *(_choice(view, one) for one in found)]
    if wanted.number is None:
        some += _named(view, wanted.key)
    return sorted(some, key=lambda one: one.cost)[:MOST]


def _coded(view: PublicDay, wanted: Wanted, found: Sequence[Found]) -> Iterator[Choice]:
    """Give the postal code that is all that was said, or all but its place."""
    sure = next((one.street for one in found if one.cost == 0), None)
    if wanted.postcode is None or wanted.number is not None or sure is None:
        return
    if sure.key != wanted.key:
        label = " ".join(filter(None, (view.country.written_postcode(wanted.postcode), sure.place)))
        yield Choice(kind="postcode", label=label, value=f"p{wanted.postcode}", cost=0)


def unknown_code(view: PublicDay, text: str) -> str | None:
    """Return the postal code in a text that no address has, as it is written."""
    code = read_wanted(text[:LONGEST]).postcode
    unknown = code is not None and not view.register.streets_of(code, most=1)
    known = view.country.written_postcode(code or "")
    return known if unknown and view.register.has_addresses() else None


def lacks_number(some: list[Choice], text: str) -> bool:
    """Say whether a number was said, and the surest that may be meant is a street that has none such."""
    numbered = read_wanted(text[:LONGEST]).number is not None
    return numbered and bool(some) and some[0].kind == "street"


def the_one(some: list[Choice]) -> Choice | None:
    """Return the address that is surely meant: written or begun as it is, and no other as sure."""
    if not some or some[0].kind != "address" or some[0].cost > _SURE:
        return None
    return some[0] if len(some) == 1 or some[1].cost > some[0].cost else None


def _choice(view: PublicDay, found: Found) -> Choice:
    street, address = found.street, found.address
    if address is None:
        label = ", ".join(filter(None, (street.name, street.place)))
        return Choice(kind="street", label=label, value=f"g{street.id}", cost=found.cost)
    label = address_label(view, street, address)
    return Choice(kind="address", label=label, value=f"a{address.id}", cost=found.cost)


def address_label(view: PublicDay, street: Street, address: Address) -> str:
    """Return an address as it is written: `Storgatan 4 B, 694 30 Hallsberg`."""
    line = " ".join(filter(None, (street.name, str(address.number), address.letter)))
    code = view.country.written_postcode(address.postcode or "")
    return ", ".join(filter(None, (line, " ".join(filter(None, (code, street.place))))))


def _named(view: PublicDay, key: str) -> Iterator[Choice]:
    """Give the localities and areas that may be meant by a name, as names are compared."""
    names = view.names
    costs = names.find(key, most=MOST) or names.misspelt(key, most=MOST)
    for one, cost in costs.items():
        for kind, label, path in view.named[one]:
            yield Choice(kind=kind, label=label, path=path, cost=cost)


def place_of(view: PublicDay, value: str) -> tuple[str, Xy] | None:
    """Return the label and the place (easting, northing in metres) of a chosen address."""
    found = view.register.address(_id(value, "a"))
    if found is None or found.address is None:
        return None
    label = address_label(view, found.street, found.address)
    return label, (found.address.x, found.address.y)


def numbers_of(view: PublicDay, value: str) -> list[Choice]:
    """Return the addresses of a chosen street, in their order."""
    return [_choice(view, one) for one in view.register.addresses_along(_id(value, "g"))]


def streets_of(view: PublicDay, value: str) -> list[Choice]:
    """Return the streets of a chosen postal code, in their order."""
    match = _CHOSEN.fullmatch(value)
    if match is None or match[1] != "p":
        return []
    found = view.register.streets_of(match[2], most=MOST_STREETS)
    return [_choice(view, Found(street=one, cost=0)) for one in found]


def _id(value: str, kind: str) -> int:
    """Return the id in what a form sent; 0, which nothing has, where it is none."""
    match = _CHOSEN.fullmatch(value)
    return int(match[2]) if match and match[1] == kind else 0
