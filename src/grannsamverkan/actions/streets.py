"""Laying the ground to draw areas on: roads and homes, which take the place of those that were there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.places import municipality_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.addresses import name_key
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.fitting import NOWHERE, Fit, KnownTotal, fitted
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.ground import Laid

T = TypeVar("T", Road, Dwelling)


@dataclass(frozen=True, slots=True)
class Replaced:
    """What an import of the ground did: how many came and went, what was left out, what came of known totals."""

    found: int
    before: int
    left_out: Mapping[str, int]
    homes: int = 0
    named: int = 0
    fits: tuple[Fit, ...] = ()


def replace_roads(doing: Doing, laid: Laid[Road], *, municipality: str | None = None) -> Replaced:
    """Let these roads take the place of all there were, or of those in one municipality.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: the municipality has no border, or none of the roads lies in it.
    """
    done = _replaced(doing, Road, laid, municipality, _of_roads)
    return replace(done, named=sum(road.name is not None for road in laid.found))


def replace_dwellings(
    doing: Doing,
    laid: Laid[Dwelling],
    *,
    municipality: str | None = None,
    totals: Sequence[KnownTotal] = (),
) -> Replaced:
    """Let these homes take the place of all there were, or of those in one municipality.

    Where totals are known, estimates are made to add up to them first.

    Raises:
        NotFound: no such municipality, or not for this person.
        Refused: the municipality has no border, or none of the homes lies in it.
    """
    where = _areas_of(doing, laid.found, totals, municipality)
    found, fits = fitted(laid.found, where, totals)
    fit = Laid(tuple(found), laid.left_out)
    done = _replaced(doing, Dwelling, fit, municipality, _of_dwellings)
    return replace(done, homes=sum(dwelling.homes for dwelling in found), fits=fits)


def _areas_of(
    doing: Doing,
    dwellings: Sequence[Dwelling],
    totals: Sequence[KnownTotal],
    municipality: str | None,
) -> list[int]:
    """Return which known total each home belongs to: by the area's shape, else by the nearest locality."""
    if not totals:
        return [NOWHERE] * len(dwellings)
    points: NDArray[Any] = np.array(_of_dwellings(dwellings), dtype=object)
    where = _by_locality(doing.register.localities(), points, totals)
    for number, one in enumerate(totals):
        if one.shape is not None:
            shapely.prepare(one.shape)
            where[(where == NOWHERE) & shapely.intersects(one.shape, points)] = number
    if municipality is not None:
        where[~shapely.intersects(_border(doing, municipality), points)] = NOWHERE
    return [int(number) for number in where]


def _by_locality(
    localities: Sequence[Locality], points: NDArray[Any], totals: Sequence[KnownTotal]
) -> NDArray[np.intp]:
    """Return for each point the known total of the locality nearest to it."""
    named = {name_key(one.area): place for place, one in enumerate(totals) if one.shape is None}
    if not named or not localities:
        return np.full(len(points), NOWHERE, dtype=np.intp)
    tree = shapely.STRtree(shapely.points([(one.x, one.y) for one in localities]))
    numbers = [named.get(name_key(one.name), NOWHERE) for one in localities]
    return np.array(numbers, dtype=np.intp)[tree.nearest(points)]


def _of_roads(roads: Sequence[Road]) -> list[BaseGeometry]:
    return [road.line for road in roads]


def _of_dwellings(dwellings: Sequence[Dwelling]) -> list[BaseGeometry]:
    return list(shapely.points([(one.x, one.y) for one in dwellings]))


def _replaced(
    doing: Doing,
    cls: type[T],
    laid: Laid[T],
    municipality: str | None,
    shapes: Callable[[Sequence[T]], Sequence[BaseGeometry]],
) -> Replaced:
    _require(doing, municipality)
    stamp = doing.new_id(doing.now)
    fresh: list[T] = [
        replace(one, id=f"{stamp}{number:07d}") for number, one in enumerate(laid.found)
    ]
    left_out = dict(laid.left_out)
    action = f"import_{cls.__name__.lower()}s"
    with doing.change(action) as change:
        before: Sequence[T] = change.private.find(cls)
        kept: list[T] = []
        if municipality is not None:
            border = _border(doing, municipality)
            kept = _chosen(before, shapes, border, inside=False)
            own = _chosen(fresh, shapes, border, inside=True)
            if len(own) < len(fresh):
                left_out["elsewhere"] = len(fresh) - len(own)
            fresh = own
        if not fresh:
            raise Refused("streets.all_elsewhere")
        change.private.replace_all(cls, [*kept, *fresh])
    return Replaced(len(fresh), len(before) - len(kept), left_out)


def _require(doing: Doing, municipality: str | None) -> None:
    """Hold the person to what they may do; what replaces everything concerns every municipality."""
    if municipality is not None:
        places = [municipality_of(doing.register, municipality)]
    else:
        places = list(doing.register.municipalities())
    for place in places:
        doing.require(Deed.IMPORT, municipality=place.code)


def _border(doing: Doing, municipality: str) -> BaseGeometry:
    border: BaseGeometry | None = municipality_of(doing.register, municipality).border
    if border is None:
        raise Refused("streets.no_border", municipality=municipality)
    shapely.prepare(border)
    return border


def _chosen(
    rows: Sequence[T],
    shapes: Callable[[Sequence[T]], Sequence[BaseGeometry]],
    border: BaseGeometry,
    *,
    inside: bool,
) -> list[T]:
    if not rows:
        return []
    meets = shapely.intersects(border, np.array(shapes(rows), dtype=object))
    return [row for row, met in zip(rows, meets.tolist(), strict=True) if met is inside]
