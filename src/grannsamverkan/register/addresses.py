"""Addresses in the register: replaced as a whole, and searched without reading more than is meant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

import sqlalchemy as sa

from grannsamverkan.domain.addresses import (
    NO_SUCH_NUMBER,
    Address,
    Found,
    Names,
    Placed,
    Street,
    Wanted,
    letter_cost,
    name_key,
    place_cost,
    read_wanted,
)
from grannsamverkan.register.mapping import fields_of, objects_of, row_of
from grannsamverkan.register.schema import PRIVATE

_STREET, _ADDRESS = PRIVATE[Street], PRIVATE[Address]

_AT_ONCE = 20_000
_STREETS_AT_ONCE = 500
_SURE = 1
"""What is found by a name that costs no more need not be looked for among misspellings."""


def replace_addresses(connection: sa.Connection, placed: Iterable[Placed]) -> tuple[int, int]:
    """Let addresses take the place of all there were; return how many streets and addresses came.

    Ids go on from those before, so that the newest tells one set from another.
    """
    first = stamp(connection) + 1
    streets: dict[tuple[str, str | None], _Gathered] = {}
    connection.execute(sa.delete(_ADDRESS))
    connection.execute(sa.delete(_STREET))
    number = 0
    for some in _batches(_numbered(placed, streets, first)):
        connection.execute(sa.insert(_ADDRESS), some)
        number += len(some)
    made = (one.street() for one in streets.values())
    for rows in _batches(map(row_of, made)):
        connection.execute(sa.insert(_STREET), rows)
    return len(streets), number


@dataclass(slots=True)
class _Gathered:
    """A street while its addresses are being read."""

    id: int
    name: str
    place: str | None
    postcode: str | None
    number: int = 0
    x: float = 0.0
    y: float = 0.0

    def street(self) -> Street:
        """Return the street, in the middle of its addresses."""
        return Street(
            id=self.id,
            key=name_key(self.name),
            name=self.name,
            place=self.place,
            postcode=self.postcode,
            x=self.x / self.number,
            y=self.y / self.number,
        )


def _numbered(
    placed: Iterable[Placed], streets: dict[tuple[str, str | None], _Gathered], first: int
) -> Iterator[dict[str, object]]:
    """Give the row of each address, and gather its street."""
    for at, one in enumerate(placed, start=first):
        key = (one.street, one.place)
        street = streets.get(key)
        if street is None:
            street = streets[key] = _Gathered(at, one.street, one.place, one.postcode)
        street.number += 1
        street.x += one.x
        street.y += one.y
        yield row_of(
            Address(
                id=at,
                street_id=street.id,
                number=one.number,
                letter=one.letter,
                postcode=one.postcode,
                x=one.x,
                y=one.y,
            )
        )


def _batches(rows: Iterable[dict[str, object]]) -> Iterator[list[dict[str, object]]]:
    given = iter(rows)
    while some := list(islice(given, _AT_ONCE)):
        yield some


def stamp(connection: sa.Connection) -> int:
    """Return what differs once addresses are replaced; 0: there are none."""
    return connection.execute(sa.select(sa.func.max(_ADDRESS.c.id))).scalar() or 0


def count(connection: sa.Connection) -> int:
    """Return how many addresses there are."""
    return connection.execute(sa.select(sa.func.count()).select_from(_ADDRESS)).scalar_one()


def street_names(connection: sa.Connection) -> Names:
    """Return the names of all streets, to be searched."""
    return Names(connection.execute(sa.select(_STREET.c.key).distinct()).scalars())


def search(connection: sa.Connection, names: Names, text: str, *, most: int) -> list[Found]:
    """Return the streets and addresses that a text can mean, the surest first."""
    wanted = read_wanted(text)
    if not wanted.words:
        return []
    found = _of_names(connection, wanted, names.find(wanted.key))
    if not _is_sure(found, wanted):
        for shorter in _without_place(wanted):
            found += _of_names(connection, shorter, names.find(shorter.key))
    if not _is_sure(found, wanted):
        found += _of_names(connection, wanted, names.misspelt(wanted.key))
    best: dict[tuple[int, int | None], Found] = {}
    for one in sorted(found, key=_surest):
        best.setdefault((one.street.id, one.address.id if one.address else None), one)
    return list(best.values())[:most]


def by_id(connection: sa.Connection, address_id: int) -> Found | None:
    """Return an address with its street."""
    return next(iter(_whole(connection, _ADDRESS.c.id == address_id)), None)


def along(connection: sa.Connection, street_id: int) -> list[Found]:
    """Return the addresses of a street with it, by number and letter."""
    return _whole(connection, _ADDRESS.c.street_id == street_id)


def book(connection: sa.Connection) -> Iterator[tuple[Street, tuple[Address, ...]]]:
    """Give every street with its addresses by number and letter, the streets by name as names are compared."""
    streets = list(objects_of(Street, connection.execute(sa.select(*fields_of(Street, _STREET)))))
    streets.sort(key=lambda one: (one.key, one.name, one.place or "", one.id))
    for first in range(0, len(streets), _STREETS_AT_ONCE):
        some = streets[first : first + _STREETS_AT_ONCE]
        ids = [one.id for one in some]
        query = sa.select(*fields_of(Address, _ADDRESS)).where(_ADDRESS.c.street_id.in_(ids))
        along_each: dict[int, list[Address]] = {one: [] for one in ids}
        for address in objects_of(Address, connection.execute(query)):
            along_each[address.street_id].append(address)
        for street in some:
            yield street, tuple(sorted(along_each[street.id], key=_in_order))


def _in_order(address: Address) -> tuple[int, str, int]:
    return address.number, address.letter or "", address.id


def _whole(connection: sa.Connection, which: sa.ColumnElement[bool]) -> list[Found]:
    query = sa.select(*fields_of(Address, _ADDRESS)).where(which)
    found = list(objects_of(Address, connection.execute(query)))
    found.sort(key=_in_order)
    ids = {one.street_id for one in found}
    query = sa.select(*fields_of(Street, _STREET)).where(_STREET.c.id.in_(ids))
    streets = {one.id: one for one in objects_of(Street, connection.execute(query))}
    return [Found(street=streets[one.street_id], address=one, cost=0) for one in found]


def _is_sure(found: list[Found], wanted: Wanted) -> bool:
    said = wanted.number is None
    return any(one.cost <= _SURE and (said or one.address is not None) for one in found)


def _without_place(wanted: Wanted) -> Iterator[Wanted]:
    """Give what is wanted where the last words are no part of the name but a place."""
    if wanted.number is None and not wanted.place:
        for words in range(len(wanted.words) - 1, 0, -1):
            yield replace(wanted, words=wanted.words[:words], place="".join(wanted.words[words:]))


def _surest(one: Found) -> tuple[object, ...]:
    address = one.address
    whole = _in_order(address) if address else (0, "", 0)
    return one.cost, len(one.street.key), one.street.name, one.street.place or "", whole


def _of_names(connection: sa.Connection, wanted: Wanted, costs: dict[str, int]) -> list[Found]:
    """Return the streets of some names, and their addresses of the number that is wanted."""
    if not costs:
        return []
    query = sa.select(*fields_of(Street, _STREET)).where(_STREET.c.key.in_(list(costs)))
    streets = {one.id: one for one in objects_of(Street, connection.execute(query))}
    addresses = _addresses(connection, streets, wanted) if wanted.number is not None else []
    found = [
        Found(
            street=streets[one.street_id],
            address=one,
            cost=costs[streets[one.street_id].key]
            + place_cost(wanted, streets[one.street_id], one.postcode)
            + letter_cost(wanted, one),
        )
        for one in addresses
    ]
    there = {one.street.id for one in found}
    missing = 0 if wanted.number is None else NO_SUCH_NUMBER
    for street in streets.values():
        if street.id not in there:
            cost = costs[street.key] + place_cost(wanted, street, street.postcode) + missing
            found.append(Found(street=street, cost=cost))
    return found


def _addresses(connection: sa.Connection, streets: Iterable[int], wanted: Wanted) -> list[Address]:
    query = sa.select(*fields_of(Address, _ADDRESS)).where(
        _ADDRESS.c.street_id.in_(list(streets)), _ADDRESS.c.number == wanted.number
    )
    return list(objects_of(Address, connection.execute(query)))
