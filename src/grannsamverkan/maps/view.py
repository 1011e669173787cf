"""What of one day's public areas a map shows: outlines while they are few, else round numbers.

Everything a question needs lies in arrays made once for each day and state of the register, so
an answer takes milliseconds at any number of areas.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import cos, radians
from typing import Any

import numpy as np
import orjson
import shapely
from numpy.typing import NDArray
from shapely import GeometryCollection, MultiPoint

from grannsamverkan.crs import LONLAT, bbox_to_lonlat, bbox_to_metric, reproject
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.maps.features import last_year, properties
from grannsamverkan.types import Bbox

MOST_OUTLINES = 300
"""With more areas than this in view, cells are shown."""

_CELL_PX = 72
_MOST_CELLS_ACROSS = 60
_WORLD_PX = 256
_EQUATOR_M_PER_PX = 156_543.034

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
        self.areas: tuple[PublicArea, ...] = tuple(
            sorted(snapshot.areas, key=lambda area: (*reading_order(area.name), area.id))
        )
        self._outlines = np.array([area.outline for area in self.areas], dtype=object)
        self._bounds = shapely.bounds(self._outlines).reshape(-1, 4)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {area.id: place for place, area in enumerate(self.areas)}

    @cached_property
    def _columns(self) -> dict[str, NDArray[np.str_]]:
        return {
            "type": np.array([area.area_type or "" for area in self.areas], dtype=str),
            "locality": np.array([area.locality or "" for area in self.areas], dtype=str),
            "since": np.array(
                [f"{last_year(area.since) or 9_999:04d}" for area in self.areas], dtype=str
            ),
            "locality_order": np.array(
                [reading_order(area.locality or "")[0] for area in self.areas], dtype=str
            ),
            "words": np.array(
                [f"{area.name} {area.locality or ''}".casefold() for area in self.areas], dtype=str
            ),
        }

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
            chosen &= self._columns["type"] == wanted.area_type.value
        if wanted.locality:
            chosen &= self._columns["locality"] == wanted.locality
        if wanted.text and wanted.text.strip():
            chosen &= np.char.find(self._columns["words"], wanted.text.strip().casefold()) >= 0
        return chosen

    def in_view(self, wanted: AreaFilter, bbox: Bbox, zoom: float) -> dict[str, Any]:
        """Return the outlines or cells that meet a box in degrees (CRS84), for orjson.

        Outlines are simplified to half a pixel of the zoom (Web Mercator, 256-pixel tiles).
        """
        seen = _overlap(bbox, self._extent)
        if seen is None:
            return {"kind": "areas", "features": []}
        west, south, east, north = bbox_to_metric(seen, target=self.crs)
        low, high = self._bounds[:, :2], self._bounds[:, 2:]
        meets = (low[:, 0] <= east) & (high[:, 0] >= west)
        meets &= (low[:, 1] <= north) & (high[:, 1] >= south)
        chosen = np.flatnonzero(meets & self.matching(wanted))
        if len(chosen) > MOST_OUTLINES:
            return {"kind": "cells", "cells": self._cells(chosen, _cell_size(bbox, zoom))}
        pixel_m = _EQUATOR_M_PER_PX * cos(radians((seen[1] + seen[3]) / 2)) / 2**zoom
        return {"kind": "areas", "features": self._features(chosen, pixel_m / 2)}

    def one(self, area_id: str) -> dict[str, Any]:
        """Return the one area, if the public may meet it, as a list of features."""
        place = self._places.get(area_id)
        chosen = np.array([], dtype=int) if place is None else np.array([place])
        return {"kind": "areas", "features": self._features(chosen, 1.0)}

    def every(self) -> list[dict[str, Any]]:
        """Return every area with its outline to the metre in degrees (CRS84), in order of name, for orjson."""
        return self._features(np.arange(len(self.areas)), 1.0)

    def listed(self, wanted: AreaFilter, order: str) -> list[PublicArea]:
        """Return the areas the filter lets through, in an order of `ORDERS`; ties by name."""
        places = np.flatnonzero(self.matching(wanted))
        key = order.removeprefix("-").replace("locality", "locality_order")
        if key != "name":
            places = places[np.argsort(self._columns[key][places], kind="stable")]
        if order.startswith("-"):
            places = places[::-1]
        return [self.areas[place] for place in places]

    def _features(self, chosen: NDArray[np.intp], tolerance_m: float) -> list[dict[str, Any]]:
        drawn = [place for place in chosen.tolist() if self._outlines[place] is not None]
        shapes = dict(zip(drawn, self._geojson(drawn, tolerance_m), strict=True))
        return [
            {
                "type": "Feature",
                "id": self.areas[place].id,
                "geometry": shapes.get(place),
                "properties": properties(self.areas[place]),
            }
            for place in chosen.tolist()
        ]

    def _geojson(self, places: Sequence[int], tolerance_m: float) -> list[orjson.Fragment]:
        exact = self._outlines[list(places)]
        # without care for topology it takes a fifth of the time; what vanishes is less than a pixel
        simple = shapely.simplify(exact, tolerance_m, preserve_topology=False)
        simple = np.where(shapely.is_empty(simple), shapely.envelope(exact), simple)
        together = reproject(GeometryCollection(list(simple)), source=self.crs, target=LONLAT)
        rounded = shapely.transform(together, lambda xy: xy.round(5))
        return [orjson.Fragment(text) for text in shapely.to_geojson(shapely.get_parts(rounded))]

    def _cells(self, chosen: NDArray[np.intp], size: float) -> list[list[float]]:
        """Return longitude, latitude and number for each cell; a cell lies where its areas do.

        `size` is the side of a cell, as a share of the world's width in Web Mercator.
        """
        x, y = self._world[0][chosen], self._world[1][chosen]
        column, row = (x / size).astype(np.int64), (y / size).astype(np.int64)
        column -= column.min()
        row -= row.min()
        cell = row * (column.max() + 1) + column
        counts = np.bincount(cell)
        found = np.flatnonzero(counts)
        n = counts[found]
        lon, lat = _lonlat(
            np.bincount(cell, weights=x)[found] / n, np.bincount(cell, weights=y)[found] / n
        )
        return [
            [round(east, 4), round(up, 4), count]
            for east, up, count in zip(lon.tolist(), lat.tolist(), n.tolist(), strict=True)
        ]


def _cell_size(bbox: Bbox, zoom: float) -> float:
    """Return the side of a cell, as a share of the world: some pixels, but no more of them than fit a wide screen."""
    return max(_CELL_PX / (_WORLD_PX * 2**zoom), (bbox[2] - bbox[0]) / 360 / _MOST_CELLS_ACROSS)


_LAST_LETTERS = str.maketrans({"å": "{", "ä": "|", "æ": "|", "ö": "}", "ø": "}"})
_NUMBERS = re.compile(r"(\d+)")


def reading_order(name: str) -> tuple[str, str]:
    """Return what sorts a name as a Swedish reader expects: å, ä, ö last, and 2 before 10."""
    folded = name.casefold().translate(_LAST_LETTERS)
    return _NUMBERS.sub(lambda digits: digits[0].zfill(12), folded), name


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
