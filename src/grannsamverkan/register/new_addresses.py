"""Addresses come into the register in the place of those there were: all, or those of one place."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import compress, islice, starmap
from typing import TypeVar

import shapely
import sqlalchemy as sa
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.addresses import Address, Placed, Street, name_key
from grannsamverkan.register import bulk
from grannsamverkan.register.addresses import count, stamp
from grannsamverkan.register.mapping import row_of
from grannsamverkan.register.schema import PRIVATE

_STREET, _ADDRESS = PRIVATE[Street], PRIVATE[Address]

_AT_ONCE = 20_000

_Row = TypeVar("_Row", bound=Mapping[str, object])

_MIDDLES = sa.select(
    _ADDRESS.c.street_id, sa.func.avg(_ADDRESS.c.x), sa.func.avg(_ADDRESS.c.y)
).group_by(_ADDRESS.c.street_id)
"""The middle of the addresses of each street."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many streets and addresses came, and how many addresses went."""

    streets: int
    addresses: int
    before: int


def replace_addresses(
    connection: sa.Connection, placed: Iterable[Placed], *, within: BaseGeometry | None = None
) -> Replaced:
    """Let addresses take the place of all there were, or of those within a shape (metres), as they come.

    Of several that are the same the first is kept, and a new one rather than an old. Ids go on from
    those before, so that the newest tells one set from another. What has to be held is a few words
    for each street, however many addresses there are.
    """
    first, before = stamp(connection) + 1, count(connection)
    if within is None:
        connection.execute(sa.delete(_ADDRESS))
        connection.execute(sa.delete(_STREET))
        bereft = set[int]()
    else:
        bereft = _clear(connection, within)
    streets = _Streets(connection)
    for some in _batches(_numbered(placed, streets, first)):
        bulk.insert(connection, _ADDRESS, some)
    bulk.settle(connection, _ADDRESS, stamp(connection) - first)
    _drop_doubles(connection, first)
    middles = connection.execute(_MIDDLES.where(_ADDRESS.c.street_id >= first))
    for rows in _batches(map(row_of, starmap(streets.made, middles))):
        bulk.insert(connection, _STREET, rows)
    _put_right(connection, bereft | streets.met)
    came = _ADDRESS.c.id >= first
    counted = sa.select(sa.func.count(), sa.func.count(_ADDRESS.c.street_id.distinct())).where(came)
    number, along = connection.execute(counted).one()
    bulk.settle(connection, _STREET, along)
    return Replaced(along, number, before + number - count(connection))


class _Streets:
    """The streets while their addresses come: those there are already, of which some are met, and new ones."""

    def __init__(self, connection: sa.Connection) -> None:
        known = connection.execute(sa.select(_STREET.c.name, _STREET.c.place, _STREET.c.id))
        self._ids: dict[tuple[str, str | None], int] = {
            (name, place): street_id for name, place, street_id in known
        }
        self._new: dict[int, tuple[str, str | None, str | None]] = {}
        self.met: set[int] = set()

    def of(self, one: Placed, at: int) -> int:
        """Return the id of an address's street; a new one has that of its first address."""
        found = self._ids.setdefault((one.street, one.place), at)
        if found == at:
            self._new[at] = one.street, one.place, one.postcode
        elif found not in self._new:
            self.met.add(found)
        return found

    def made(self, street_id: int, x: float, y: float) -> Street:
        """Return a new street, whose middle is at easting, northing."""
        name, place, code = self._new[street_id]
        key = name_key(name)
        return Street(id=street_id, key=key, name=name, place=place, postcode=code, x=x, y=y)


def _numbered(
    placed: Iterable[Placed], streets: _Streets, first: int
) -> Iterator[dict[str, object]]:
    """Give the row of each address, and find its street."""
    for at, one in enumerate(placed, start=first):
        yield row_of(
            Address(
                id=at,
                street_id=streets.of(one, at),
                number=one.number,
                letter=one.letter,
                postcode=one.postcode,
                x=one.x,
                y=one.y,
            )
        )


def _clear(connection: sa.Connection, within: BaseGeometry) -> set[int]:
    """Take away the addresses within a shape; return the streets that had them."""
    west, south, east, north = within.bounds
    shapely.prepare(within)
    near = sa.select(_ADDRESS.c.id, _ADDRESS.c.street_id, _ADDRESS.c.x, _ADDRESS.c.y).where(
        _ADDRESS.c.x.between(west, east), _ADDRESS.c.y.between(south, north)
    )
    gone: list[int] = []
    bereft: set[int] = set()
    for some in connection.execute(near).partitions(_AT_ONCE):
        inside = shapely.contains_xy(within, [one.x for one in some], [one.y for one in some])
        chosen = list(compress(some, inside.tolist()))
        gone += [one.id for one in chosen]
        bereft |= {one.street_id for one in chosen}
    remove = sa.delete(_ADDRESS).where(_ADDRESS.c.id == sa.bindparam("gone"))
    for ids in _batches({"gone": one} for one in gone):
        connection.execute(remove, ids)
    return bereft


def _drop_doubles(connection: sa.Connection, first: int) -> None:
    """Take away what is the same address as one that came before it, and old ones that have come anew."""
    same = (_ADDRESS.c.street_id, _ADDRESS.c.number, sa.func.coalesce(_ADDRESS.c.letter, ""))
    order = (sa.case((_ADDRESS.c.id >= first, 0), else_=1), _ADDRESS.c.id)
    came = sa.select(_ADDRESS.c.street_id).where(_ADDRESS.c.id >= first)
    place = sa.func.row_number().over(partition_by=same, order_by=order).label("place")
    ranked = sa.select(_ADDRESS.c.id, place).where(_ADDRESS.c.street_id.in_(came)).subquery()
    doubles = sa.select(ranked.c.id).where(ranked.c.place > 1)
    connection.execute(sa.delete(_ADDRESS).where(_ADDRESS.c.id.in_(doubles)))


def _put_right(connection: sa.Connection, changed: Iterable[int]) -> None:
    """Put streets that have lost or got addresses in the middle of those they have; one without is gone."""
    move = sa.update(_STREET).where(_STREET.c.id == sa.bindparam("street"))
    for some in _batches({"id": one} for one in sorted(changed)):
        ids = [one["id"] for one in some]
        middles = connection.execute(_MIDDLES.where(_ADDRESS.c.street_id.in_(ids))).all()
        gone = set(ids).difference(street_id for street_id, *_ in middles)
        connection.execute(sa.delete(_STREET).where(_STREET.c.id.in_(gone)))
        moved = [{"street": street_id, "x": x, "y": y} for street_id, x, y in middles]
        if moved:
            connection.execute(move, moved)


def _batches(rows: Iterable[_Row]) -> Iterator[list[_Row]]:
    given = iter(rows)
    while some := list(islice(given, _AT_ONCE)):
        yield some
