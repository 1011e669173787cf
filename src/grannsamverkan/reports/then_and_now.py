"""What a map of then and a map of now show: the areas of both days within one extent, and what was added.

Coordinates are easting, northing in metres in the register's CRS; a box is west, south, east, north.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.domain.tiles import Traced
from grannsamverkan.i18n import Translator
from grannsamverkan.types import Bbox, Xy

_AROUND, _AROUND_LEAST_M = 0.06, 400.0
"""How far a map reaches beyond what it shows: a share of it, and at least so many metres."""

_SAME_GROUND = 0.5
"""An area of which so much lay in areas before has not been added: it was split, merged or redrawn."""


class Kind(StrEnum):
    """How an area is drawn."""

    STANDING = "standing"
    ADDED = "added"
    CHOSEN = "chosen"
    """The one that a map is about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapArea:
    """An area by its public outline; `id` and `locality` as far as they are known."""

    outline: BaseGeometry
    id: str | None = None
    locality: str | None = None
    kind: Kind = Kind.STANDING


@dataclass(frozen=True, slots=True, kw_only=True)
class AreasOn:
    """The areas that anyone may meet of those active on a day; `undrawn` are the localities of the rest."""

    on: date
    areas: tuple[MapArea, ...]
    undrawn: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What the areas lie on.

    Attributes:
        borders: of municipalities; `generalised` says that they are drawn for small scales.
        places: localities by name with their label points, the most important first.
        base: what of a base map lies there, in the order in which it is painted; the page names its sources.
    """

    borders: tuple[BaseGeometry, ...] = ()
    generalised: bool = False
    places: tuple[tuple[str, float, float], ...] = ()
    base: tuple[Traced, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaMap:
    """One map.

    Attributes:
        extent: what it shows at least.
        undrawn: how many areas have no outline to draw.
        since: the day that its added areas came after.
        spot: a place that the map is about.
    """

    title: str
    areas: tuple[MapArea, ...]
    extent: Bbox
    ground: Ground
    undrawn: int = 0
    since: date | None = None
    spot: Xy | None = None


def areas_on(snapshot: PublicSnapshot) -> AreasOn:
    """Return the areas of a public snapshot, as maps are made of them."""
    drawn = tuple(
        MapArea(outline=one.outline, id=one.id, locality=one.locality)
        for one in snapshot.areas
        if one.outline is not None
    )
    undrawn = tuple(one.locality for one in snapshot.areas if one.outline is None)
    return AreasOn(on=snapshot.on, areas=drawn, undrawn=undrawn)


def ground_of(snapshot: PublicSnapshot) -> Ground:
    """Return the borders and localities of a public snapshot."""
    by_size = sorted(snapshot.localities, key=lambda one: (-(one.population or 0), one.name))
    return Ground(
        borders=tuple(one.border for one in snapshot.municipalities if one.border is not None),
        generalised=any(one.border_generalised for one in snapshot.municipalities),
        places=tuple((one.name, one.x, one.y) for one in by_size),
    )


def then_and_now(
    then: AreasOn,
    now: AreasOn,
    ground: Ground,
    t: Translator,
    *,
    around: str | None = None,
    whole: bool = False,
) -> tuple[AreaMap, AreaMap] | None:
    """Return two maps of one extent: that of all areas of both days, or of those `around` a locality.

    The maps show the `whole` municipality where that is asked for or there are no areas. None where
    there is nothing to show. Titles give no numbers: what has lapsed since then is not on the maps.
    """
    shown = [one for one in (*then.areas, *now.areas) if around in {None, one.locality}]
    of_areas = None if whole else extent_of([one.outline for one in shown])
    extent = of_areas or _whole(ground)
    if extent is None:
        return None
    added = tuple(replace(one, kind=_kind(one, then)) for one in now.areas)
    first = _map_of(then, ground, extent, around, t)
    second = _map_of(replace(now, areas=added), ground, extent, around, t)
    return first, replace(second, since=then.on)


def _whole(ground: Ground) -> Bbox | None:
    """Return the extent of the municipalities, or of the localities where no border is known."""
    points = [shapely.Point(x, y) for _, x, y in ground.places]
    return extent_of(ground.borders or points)


def extent_of(shapes: Iterable[BaseGeometry]) -> Bbox | None:
    """Return the box around shapes with a margin; None around nothing."""
    shapes = list(shapes)
    if not shapes:
        return None
    west, south, east, north = map(float, shapely.total_bounds(shapes))
    margin = max(_AROUND * max(east - west, north - south), _AROUND_LEAST_M)
    return west - margin, south - margin, east + margin, north + margin


def _map_of(
    day: AreasOn, ground: Ground, extent: Bbox, around: str | None, t: Translator
) -> AreaMap:
    inside = shapely.box(*extent)
    return AreaMap(
        title=t.date(day.on) if around is None else f"{around}, {t.date(day.on)}",
        areas=tuple(one for one in day.areas if one.outline.intersects(inside)),
        extent=extent,
        ground=ground,
        undrawn=sum(around in {None, place} for place in day.undrawn),
    )


def _kind(area: MapArea, then: AreasOn) -> Kind:
    if area.id is not None and area.id in {one.id for one in then.areas}:
        return Kind.STANDING
    was = sum(one.outline.intersection(area.outline).area for one in then.areas)
    return Kind.STANDING if was >= _SAME_GROUND * area.outline.area else Kind.ADDED
