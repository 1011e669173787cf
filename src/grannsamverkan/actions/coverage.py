"""How many of the homes lie in areas of a day, by locality, municipality or type of area: for staff.

Exact outlines are asked, and small numbers are told as they are. Looking writes nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray

from grannsamverkan.coverage.bulk import Outlines, Spread, pairs
from grannsamverkan.coverage.nearest import nearest
from grannsamverkan.domain.addresses import Address
from grannsamverkan.domain.areas import AreaType, AreaVersion, Municipality, version_on
from grannsamverkan.domain.coverage import By, Counted, Coverage, Row
from grannsamverkan.domain.streets import Dwelling
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE

_AT_ONCE = 20_000
_ROW = np.dtype([("x", np.float64), ("y", np.float64), ("homes", np.int64)])

Numbers = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Places:
    """Places with homes, from west to east, so that each part of them meets few areas."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    homes: Numbers

    def sum(self, some: NDArray[np.bool_]) -> int:
        return int(self.homes[some].sum())


def coverage_of(register: Register, on: date, by: By, *, spread: Spread = map) -> Coverage:
    """Count the homes, and those in active areas at the end of a day, wherever the join is carried out.

    Homes belong to the locality nearest to them, and to the municipality whose border they lie in.

    Raises:
        Refused: there are neither dwellings nor addresses.
    """
    counted, places = _places(register)
    found = (version_on(timeline, on) for timeline in register.timelines().values())
    active = [one for one in found if one is not None and one.active]
    drawn = [one for one in active if one.outline_id]
    at, which = pairs(places.x, places.y, _outlines(register, drawn), spread=spread)
    covered = np.zeros(len(places.x), dtype=bool)
    covered[at] = True
    if by is By.TYPE:
        rows = _by_type(places, drawn, at, which)
    else:
        names, where = _divided(register, places, by)
        homes = np.bincount(where, places.homes, minlength=len(names))
        inside = np.bincount(where[covered], places.homes[covered], minlength=len(names))
        told = zip(names, homes.tolist(), inside.tolist(), strict=True)
        rows = [Row(*name, int(some), int(those)) for name, some, those in told]
        rows = [one for one in rows if one.homes or one.name is not None]
    return Coverage(
        on=on,
        by=by,
        counted=counted,
        rows=tuple(rows),
        total=Row(None, None, int(places.homes.sum()), places.sum(covered)),
        areas=len(active),
        without_outline=len(active) - len(drawn),
    )


def _places(register: Register) -> tuple[Counted, _Places]:
    """Read the dwellings, or the addresses where there are none; of neither more than where and how many."""
    dwelling, address = PRIVATE[Dwelling].c, PRIVATE[Address].c
    ways = (
        (Counted.DWELLINGS, sa.select(dwelling.x, dwelling.y, dwelling.homes)),
        (Counted.ADDRESSES, sa.select(address.x, address.y, sa.literal(1))),
    )
    with register.looking() as private:
        for counted, query in ways:
            rows = private.connection.execution_options(yield_per=_AT_ONCE).execute(query)
            read = np.fromiter(map(tuple, rows), dtype=_ROW)
            if len(read):
                order = np.lexsort((read["y"], read["x"]))
                x, y, homes = (
                    np.ascontiguousarray(read[name][order]) for name in ("x", "y", "homes")
                )
                return counted, _Places(x, y, homes)
    raise Refused("coverage.no_homes")


def _outlines(register: Register, drawn: Iterable[AreaVersion]) -> Outlines:
    ids = [one.outline_id for one in drawn if one.outline_id]
    outlines = register.outlines(sorted(set(ids)))
    found = np.empty(len(ids), dtype=object)
    found[:] = [outlines[one].polygon for one in ids]
    return found


def _by_type(
    places: _Places, drawn: Sequence[AreaVersion], at: Numbers, which: Numbers
) -> list[Row]:
    """Return what areas of each type cover, of all the homes there are."""
    kinds: list[AreaType | None] = [*AreaType, None]
    kind_of = np.array([kinds.index(one.area_type) for one in drawn], dtype=np.int64)
    rows = []
    for number, kind in enumerate(kinds):
        if not (kind_of == number).any():
            continue
        inside = np.zeros(len(places.x), dtype=bool)
        inside[at[kind_of[which] == number]] = True
        name = None if kind is None else kind.value
        rows.append(Row(name, None, int(places.homes.sum()), places.sum(inside)))
    return rows


def _divided(
    register: Register, places: _Places, by: By
) -> tuple[list[tuple[str | None, str | None]], Numbers]:
    """Return names with the code of their municipality, and for each place the number of its own."""
    if by is By.MUNICIPALITY:
        known = register.municipalities()
        names = [(one.name, one.code) for one in known]
        return [*names, (None, None)], _municipality_of(known, places)
    localities = sorted(register.localities(), key=lambda one: (one.municipality, one.name))
    if not localities:
        return [(None, None)], np.zeros(len(places.x), dtype=np.int64)
    spots = [(one.x, one.y) for one in localities]
    return [(one.name, one.municipality) for one in localities], nearest(places.x, places.y, spots)


def _municipality_of(known: Sequence[Municipality], places: _Places) -> Numbers:
    """Return the municipality of each place: the only one there is, else by its border; beyond all, the last number."""
    nowhere = len(known)
    if nowhere == 1:
        return np.zeros(len(places.x), dtype=np.int64)
    bordered = [number for number, one in enumerate(known) if one.border is not None]
    borders = np.empty(len(bordered), dtype=object)
    borders[:] = [known[number].border for number in bordered]
    at, which = pairs(places.x, places.y, borders)
    own = np.full(len(places.x), nowhere, dtype=np.int64)
    # where generalised borders overlap, a place counts in the first of them alone
    np.minimum.at(own, at, np.array(bordered, dtype=np.int64)[which])
    return own
