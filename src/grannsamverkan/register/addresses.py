"""Addresses in the register: counted, and searched without reading more than is meant."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

import sqlalchemy as sa

from grannsamverkan.domain.addresses import (
    NO_SUCH_NUMBER,
    Address,
    Found,
    Names,
    Street,
    Wanted,
    letter_cost,
    name_key,
    place_cost,
    read_wanted,
)
from grannsamverkan.register.mapping import fields_of, objects_of
from grannsamverkan.register.schema import PRIVATE

_STREET, _ADDRESS = PRIVATE[Street], PRIVATE[Address]

_MOST_STREETS = 2_000
"""More streets than any postal code has."""

_AT_ONCE = 20_000
_STREETS_AT_ONCE = 500
_SURE = 1
"""What is found by a name that costs no more need not be looked for among misspellings."""


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
    found = _by_postcode(connection, wanted)
    if not wanted.words:
        return found[:most]
    found += _of_names(connection, wanted, names.find(wanted.key))
    if not _is_sure(found, wanted):
        for shorter in _without_place(wanted):
            found += _of_names(connection, shorter, names.find(shorter.key))
    if not _is_sure(found, wanted):
        found += _of_names(connection, wanted, names.misspelt(wanted.key))
    best: dict[tuple[int, int | None], Found] = {}
    for one in sorted(found, key=_surest):
        best.setdefault((one.street.id, one.address.id if one.address else None), one)
    return list(best.values())[:most]


def streets_of(connection: sa.Connection, postcode: str, *, most: int) -> list[Street]:
    """Return the streets that have an address with a postal code, by name."""
    there = sa.select(_ADDRESS.c.street_id).where(_ADDRESS.c.postcode == postcode)
    query = sa.select(*fields_of(Street, _STREET)).where(_STREET.c.id.in_(there))
    found = objects_of(Street, connection.execute(query))
    return sorted(found, key=lambda one: (one.name.casefold(), one.place or "", one.id))[:most]


def _by_postcode(connection: sa.Connection, wanted: Wanted) -> list[Found]:
    """Return the streets of a code that is all that was said, or all but the place: `694 30 Hallsberg`."""
    if wanted.postcode is None or wanted.number is not None:
        return []
    streets = streets_of(connection, wanted.postcode, most=_MOST_STREETS)
    return [Found(street=one, cost=0) for one in streets
            if name_key(one.place or "").startswith(wanted.key)]  # fmt: skip


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
    coded = _with_postcode(connection, streets, wanted.postcode) if wanted.postcode else set()
    missing = 0 if wanted.number is None else NO_SUCH_NUMBER
    for street in streets.values():
        if street.id not in there:
            code = wanted.postcode if street.id in coded else street.postcode
            cost = costs[street.key] + place_cost(wanted, street, code) + missing
            found.append(Found(street=street, cost=cost))
    return found


def _addresses(connection: sa.Connection, streets: Iterable[int], wanted: Wanted) -> list[Address]:
    query = sa.select(*fields_of(Address, _ADDRESS)).where(
        _ADDRESS.c.street_id.in_(list(streets)), _ADDRESS.c.number == wanted.number
    )
    return list(objects_of(Address, connection.execute(query)))


def _with_postcode(connection: sa.Connection, streets: Iterable[int], postcode: str) -> set[int]:
    """Return those of some streets that have an address with a postal code; a long one has several."""
    query = sa.select(_ADDRESS.c.street_id).where(
        _ADDRESS.c.street_id.in_(list(streets)), _ADDRESS.c.postcode == postcode
    )
    return set(connection.execute(query.distinct()).scalars())
