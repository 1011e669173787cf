"""What of one day's public areas a map shows: outlines while they are few, else round numbers.

Everything a question needs lies in arrays made once for each day and state of the register, each when
it is first needed, so an answer takes milliseconds at any number of areas.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely import GeometryCollection, MultiPoint

from grannsamverkan.crs import LONLAT, bbox_to_lonlat, bbox_to_metric, reproject
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.maps.drawn import drawn, level_of, simplified, step
from grannsamverkan.maps.features import last_year, properties
from grannsamverkan.maps.leading import Led
from grannsamverkan.types import Bbox

MOST_OUTLINES = 300
"""With more areas than this in view, cells are shown."""

_CELL_PX = 80
_STRAY = 0.15
"""So far from the middle of its cell a number may stand, as a share of the cell's side: none covers the next."""
_MOST_CELLS_ACROSS = 60
_WORLD_PX = 256
_MOST_KEPT = 20_000
"""So many drawn areas are kept as bytes, some 5 MB of them; then one begins anew."""

ORDERS = ("name", "locality", "type", "since")
"""What the list can be ordered by; with a minus before it, the other way."""


@dataclass(frozen=True, slots=True)
class AreaFilter:
    """What limits map and list alike: a type, a locality, words of the name or locality."""

    area_type: AreaType | None = None
    locality: str | None = None
    text: str | None = None


class AreaView:
    """The public areas of one day, ready to be asked for."""

    def __init__(self, snapshot: PublicSnapshot) -> None:
        """Lay the areas out in order of name; outlines are in the register's metric CRS."""
        self.crs = snapshot.crs
        self.areas: tuple[PublicArea, ...] = tuple(sorted(snapshot.areas, key=_in_order))
        self._outlines = np.array([area.outline for area in self.areas], dtype=object)
        self._bounds = shapely.bounds(self._outlines).reshape(-1, 4)
        self._columns: dict[str, NDArray[np.str_]] = {}
        self._drawn: dict[tuple[int, int], bytes] = {}

    def after(self, snapshot: PublicSnapshot, touched: Collection[str]) -> "AreaView":
        """Return the view of a snapshot that differs from this one's in some areas alone: only those are laid out."""
        few = tuple(area for area in snapshot.areas if area.id in touched)
        view = AreaView(replace(snapshot, areas=few))
        led = Led.on(self.areas, view.areas, touched, _in_order)
        for name, column in tuple(self._columns.items()):
            view._columns[name] = led.array(column, view._column(name))
        if "_world" in vars(self):
            both = zip(self._world, view._world, strict=True)
            vars(view)["_world"] = tuple(led.array(was, now) for was, now in both)
        view._outlines = led.array(self._outlines, view._outlines)
        view._bounds = led.array(self._bounds, view._bounds)
        places = led.places()
        view._drawn |= {
            (level, places[place]): data
            for (level, place), data in tuple(self._drawn.items())
            if place in places
        }
        view.areas = led.areas
        return view

    @cached_property
    def _places(self) -> dict[str, int]:
        return {area.id: place for place, area in enumerate(self.areas)}

    def _column(self, name: str) -> NDArray[np.str_]:
        column = self._columns.get(name)
        if column is None:
            of = _COLUMNS[name]
            column = self._columns[name] = np.array([of(area) for area in self.areas], dtype=str)
        return column

    @cached_property
    def _world(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The middle of each area as x, y in Web Mercator, 0 to 1 from north-west; NaN without outline."""
        middle = (self._bounds[:, :2] + self._bounds[:, 2:]) / 2
        drawn = np.isfinite(middle).all(axis=1)
        lonlat = reproject(MultiPoint(middle[drawn]), source=self.crs, target=LONLAT)
        x, y = np.full(len(middle), np.nan), np.full(len(middle), np.nan)
        x[drawn], y[drawn] = _mercator(*shapely.get_coordinates(lonlat).T)
        return x, y

    @cached_property
    def _extent(self) -> Bbox | None:
        """West, south, east, north in degrees of all that is drawn; None where nothing is."""
        if not np.isfinite(self._bounds).any():
            return None
        west, south = np.nanmin(self._bounds[:, :2], axis=0).tolist()
        east, north = np.nanmax(self._bounds[:, 2:], axis=0).tolist()
        return bbox_to_lonlat((west, south, east, north), source=self.crs)

    def matching(self, wanted: AreaFilter) -> NDArray[np.bool_]:
        """Say of each area whether the filter lets it through."""
        chosen = np.ones(len(self.areas), dtype=bool)
        if wanted.area_type is not None:
            chosen &= self._column("type") == wanted.area_type.value
        if wanted.locality:
            chosen &= self._column("locality") == wanted.locality
        if wanted.text and wanted.text.strip():
            chosen &= np.char.find(self._column("words"), wanted.text.strip().casefold()) >= 0
        return chosen

    def in_view(self, wanted: AreaFilter, bbox: Bbox, zoom: float) -> dict[str, Any]:
        """Return the areas or cells that meet a box in degrees (CRS84), for orjson.

        Areas are drawn as fine as the zoom can show: see `drawn.drawn`.
        """
        level = level_of(zoom)
        seen = _overlap(bbox, self._extent)
        if seen is None:
            return {"kind": "areas", "step": step(level), "areas": []}
        west, south, east, north = bbox_to_metric(seen, target=self.crs)
        low, high = self._bounds[:, :2], self._bounds[:, 2:]
        meets = (low[:, 0] <= east) & (high[:, 0] >= west)
        meets &= (low[:, 1] <= north) & (high[:, 1] >= south)
        chosen = np.flatnonzero(meets & self.matching(wanted))
        if len(chosen) > MOST_OUTLINES:
            return {"kind": "cells", "cells": self._cells(chosen, _cell_size(bbox, zoom))}
        return {"kind": "areas", "step": step(level), "areas": self._areas(chosen.tolist(), level)}

    def one(self, area_id: str) -> dict[str, Any]:
        """Return the one area, if the public may meet it, as a list of features."""
        place = self._places.get(area_id)
        return {"features": [] if place is None else self._features([place])}

    def every(self) -> list[dict[str, Any]]:
        """Return every area with its outline to the metre in degrees (CRS84), in order of name, for orjson."""
        return self._features(range(len(self.areas)))

    def listed(
        self, wanted: AreaFilter, order: str, *, start: int = 0, most: int | None = None
    ) -> tuple[list[PublicArea], int]:
        """Return the areas the filter lets through, in an order of `ORDERS` (ties by name), and how many there are.

        `most` of them at most, from the one at `start` on.
        """
        places = np.flatnonzero(self.matching(wanted))
        key = order.removeprefix("-").replace("locality", "locality_order")
        if key != "name":
            places = places[np.argsort(self._column(key)[places], kind="stable")]
        if order.startswith("-"):
            places = places[::-1]
        shown = places[start:] if most is None else places[start : start + most]
        return [self.areas[place] for place in shown.tolist()], len(places)

    def _areas(self, places: Sequence[int], level: int) -> list[orjson.Fragment]:
        """Return drawn areas, each put into bytes the first time that it is in view at a level."""
        kept = {place: self._drawn.get((level, place)) for place in places}
        missing = [place for place, known in kept.items() if known is None]
        if missing:
            made = dict(zip(missing, self._encoded(missing, level), strict=True))
            if len(self._drawn) + len(made) > _MOST_KEPT:
                self._drawn.clear()
            self._drawn.update({(level, place): data for place, data in made.items()})
            kept |= made
        return [orjson.Fragment(data) for data in kept.values() if data is not None]

    def _encoded(self, places: Sequence[int], level: int) -> list[bytes]:
        chosen = np.array(places)
        _, lat = _lonlat(self._world[0][chosen], self._world[1][chosen])
        shapes = drawn(self._outlines[chosen], lat, crs=self.crs, level=level)
        return [
            orjson.dumps(_told(self.areas[place]) | {"drawn": shape})
            for place, shape in zip(places, shapes, strict=True)
        ]

    def _features(self, chosen: Sequence[int]) -> list[dict[str, Any]]:
        outlined = [place for place in chosen if self._outlines[place] is not None]
        together = GeometryCollection(simplified(self._outlines[outlined], 1.0).tolist())
        degrees = reproject(together, source=self.crs, target=LONLAT)
        rounded = shapely.get_parts(shapely.transform(degrees, lambda xy: xy.round(5)))
        shapes = {
            place: orjson.Fragment(text)
            for place, text in zip(outlined, shapely.to_geojson(rounded), strict=True)
        }
        return [
            {
                "type": "Feature",
                "id": self.areas[place].id,
                "geometry": shapes.get(place),
                "properties": properties(self.areas[place]),
            }
            for place in chosen
        ]

    def _cells(self, chosen: NDArray[np.intp], size: float) -> list[list[float]]:
        """Return longitude, latitude and number for each cell; a number stands near where its areas are.

        `size` is the side of a cell, as a share of the world's width in Web Mercator.
        """
        x, y = self._world[0][chosen], self._world[1][chosen]
        column, row = np.floor(x / size), np.floor(y / size)
        across = int(np.ptp(column)) + 1
        cell = ((row - row.min()) * across + column - column.min()).astype(np.int64)
        counts = np.bincount(cell)
        found = np.flatnonzero(counts)
        n = counts[found]

        def near_middle(at: NDArray[np.float64], first: NDArray[np.float64]) -> NDArray[np.float64]:
            stray = np.bincount(cell, weights=at / size - np.floor(at / size) - 0.5)[found] / n
            place: NDArray[np.float64] = (first + 0.5 + stray.clip(-_STRAY, _STRAY)) * size
            return place

        lon, lat = _lonlat(
            near_middle(x, column.min() + found % across),
            near_middle(y, row.min() + found // across),
        )
        return [
            [round(east, 4), round(up, 4), count]
            for east, up, count in zip(lon.tolist(), lat.tolist(), n.tolist(), strict=True)
        ]


def _cell_size(bbox: Bbox, zoom: float) -> float:
    """Return the side of a cell, as a share of the world: some pixels, but no more of them than fit a wide screen."""
    return max(_CELL_PX / (_WORLD_PX * 2**zoom), (bbox[2] - bbox[0]) / 360 / _MOST_CELLS_ACROSS)


def _in_order(area: PublicArea) -> tuple[str, str, str]:
    return (*reading_order(area.name), area.id)


_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_NUMBERS = re.compile(r"(\d+)")


def reading_order(name: str) -> tuple[str, str]:
    """Return what sorts a name as a Swedish reader expects: å, ä, ö last, and 2 before 10."""
    folded = name.casefold().translate(_LAST_LETTERS)
    return _NUMBERS.sub(lambda digits: digits[0].zfill(12), folded), name


def _told(area: PublicArea) -> dict[str, str | None]:
    """Return what is said of an area as one passes over it; all else is asked for when it is opened."""
    return {
        "id": area.id,
        "name": area.name,
        "type": area.area_type and area.area_type.value,
        "locality": area.locality,
        "verification": area.verification.value,
    }


_COLUMNS: Mapping[str, Callable[[PublicArea], str]] = {
    "type": lambda area: area.area_type or "",
    "locality": lambda area: area.locality or "",
    "since": lambda area: f"{last_year(area.since) or 9_999:04d}",
    "locality_order": lambda area: reading_order(area.locality or "")[0],
    "words": lambda area: f"{area.name} {area.locality or ''}".casefold(),
}
"""What is filtered and ordered by, of each area."""


def _overlap(bbox: Bbox, extent: Bbox | None) -> Bbox | None:
    """Return what two boxes share; a box beyond a projection's reach has no place in metres."""
    if extent is None:
        return None
    west, south = max(bbox[0], extent[0]), max(bbox[1], extent[1])
    east, north = min(bbox[2], extent[2]), min(bbox[3], extent[3])
    return (west, south, east, north) if west <= east and south <= north else None


def _mercator(
    lon: NDArray[np.float64], lat: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    sine = np.sin(np.radians(lat))
    return lon / 360 + 0.5, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * np.pi)


def _lonlat(
    x: NDArray[np.float64], y: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    return (x - 0.5) * 360, np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * y))))
