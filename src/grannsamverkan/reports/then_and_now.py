"""What a map of then and a map of now show: the areas of both days within one extent, and what was added.

Coordinates are easting, northing in metres in the register's CRS; a box is west, south, east, north.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.i18n import Translator
from grannsamverkan.types import Bbox

_AROUND, _AROUND_LEAST_M = 0.06, 400.0
"""How far a map reaches beyond what it shows: a share of it, and at least so many metres."""

_SAME_GROUND = 0.5
"""An area of which so much lay in areas before has not been added: it was split, merged or redrawn."""


class Kind(StrEnum):
    """How an area is drawn."""

    STANDING = "standing"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area to draw: its public outline, and the locality that the words name."""

    outline: BaseGeometry
    kind: Kind = Kind.STANDING
    locality: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMap:
    """What a map shows.

    Attributes:
        title: stands over the map.
        extent: what is shown at least.
        borders: of municipalities; `generalised` says that they are drawn for small scales.
        undrawn: how many areas have no outline to draw.
        since: the day that areas are said to be added after.
    """

    title: str
    areas: tuple[MapArea, ...]
    extent: Bbox
    borders: tuple[BaseGeometry, ...] = ()
    generalised: bool = False
    localities: tuple[Locality, ...] = ()
    undrawn: int = 0
    since: date | None = None


def then_and_now(
    then: PublicSnapshot,
    now: PublicSnapshot,
    t: Translator,
    *,
    whole: bool = False,
    locality: str | None = None,
) -> tuple[AreaMap, AreaMap] | None:
    """Return two maps of one extent: around the areas of both days, or of the `whole` municipality.

    `locality` draws the maps around its areas alone. None where there is nothing to show.
    """
    own = [one for one in (*then.areas, *now.areas) if locality in {None, one.locality}]
    shapes = [] if whole else _outlines(own)
    shapes = shapes or _borders(now) or [shapely.Point(one.x, one.y) for one in now.localities]
    if not shapes:
        return None
    extent = around(shapes)
    return _map_of(then, extent, locality, t), replace(
        _map_of(now, extent, locality, t),
        areas=tuple(_drawn(now, extent, then)),
        since=then.on,
    )


def around(shapes: Iterable[BaseGeometry]) -> Bbox:
    """Return the box around shapes with a margin."""
    west, south, east, north = map(float, shapely.total_bounds(list(shapes)))
    margin = max(_AROUND * max(east - west, north - south), _AROUND_LEAST_M)
    return west - margin, south - margin, east + margin, north + margin


def _outlines(areas: Iterable[PublicArea]) -> list[BaseGeometry]:
    return [one.outline for one in areas if one.outline is not None]


def _borders(snapshot: PublicSnapshot) -> list[BaseGeometry]:
    return [one.border for one in snapshot.municipalities if one.border is not None]


def _map_of(snapshot: PublicSnapshot, extent: Bbox, locality: str | None, t: Translator) -> AreaMap:
    """Return the map of a day; its title gives no number, for what has lapsed since is not on it."""
    day = t.date(snapshot.on)
    return AreaMap(
        title=day if locality is None else f"{locality}, {day}",
        areas=tuple(_drawn(snapshot, extent, None)),
        extent=extent,
        borders=tuple(_borders(snapshot)),
        generalised=any(one.border_generalised for one in snapshot.municipalities),
        localities=snapshot.localities,
        undrawn=sum(
            one.outline is None and locality in {None, one.locality} for one in snapshot.areas
        ),
    )


def _drawn(
    snapshot: PublicSnapshot, extent: Bbox, before: PublicSnapshot | None
) -> Iterator[MapArea]:
    """Give the areas that reach into an extent."""
    inside = shapely.box(*extent)
    for one in snapshot.areas:
        if one.outline is not None and one.outline.intersects(inside):
            yield MapArea(one.outline, _kind(one.id, one.outline, before), one.locality)


def _kind(area_id: str, outline: BaseGeometry, before: PublicSnapshot | None) -> Kind:
    if before is None or area_id in {one.id for one in before.areas}:
        return Kind.STANDING
    was = sum(one.intersection(outline).area for one in _outlines(before.areas))
    return Kind.STANDING if was >= _SAME_GROUND * outline.area else Kind.ADDED
