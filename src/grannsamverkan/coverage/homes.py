"""How many homes lie within an outline: points with a number of homes each, ready to be asked.

All coordinates are easting, northing in metres in one metric CRS.
"""

from collections.abc import Iterable

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.streets import Dwelling
from grannsamverkan.types import Bbox

Places = NDArray[np.intp]


class Homes:
    """Every dwelling of a register, sorted from west to east; a place is a dwelling's number in that order."""

    def __init__(self, dwellings: Iterable[Dwelling]) -> None:
        """Sort dwellings; their names of streets are kept apart from their places."""
        rows = sorted(dwellings, key=lambda one: (one.x, one.y, one.id))
        self.x = np.array([one.x for one in rows], dtype=np.float64)
        self.y = np.array([one.y for one in rows], dtype=np.float64)
        self.homes = np.array([one.homes for one in rows], dtype=np.int64)
        self.streets: tuple[str | None, ...] = tuple(one.street for one in rows)
        self.estimated = np.array([one.estimated or 0 for one in rows], dtype=np.int64)
        self.fitted_to: tuple[str | None, ...] = tuple(one.fitted_to for one in rows)

    def __len__(self) -> int:
        return len(self.x)

    def within(self, bbox: Bbox) -> Places:
        """Return the dwellings in a west, south, east, north box."""
        west, south, east, north = bbox
        first, last = np.searchsorted(self.x, (west, np.nextafter(east, np.inf)))
        some = np.arange(first, last)
        chosen: Places = some[(self.y[first:last] >= south) & (self.y[first:last] <= north)]
        return chosen

    def inside(self, polygon: BaseGeometry) -> Places:
        """Return the dwellings that a polygon covers, border included."""
        if polygon.is_empty:
            return np.array([], dtype=np.intp)
        some = self.within(polygon.bounds)
        shapely.prepare(polygon)
        covered: Places = some[shapely.intersects_xy(polygon, self.x[some], self.y[some])]
        return covered

    def count(self, polygon: BaseGeometry) -> int:
        """Return the number of homes that a polygon covers."""
        return int(self.homes[self.inside(polygon)].sum())
