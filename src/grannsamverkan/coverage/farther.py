"""Which outline is nearest to a place that lies far from all of them.

Coordinates are easting, northing in metres in one metric CRS. The outline nearest to one place of a large
square is a bound for every other in it: what is nearer meets a box around the place. That takes a third of
what the search for the nearest among all takes; every answer is exact.
"""

from math import floor

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Point, STRtree

from grannsamverkan.coverage.one_place import distance_m
from grannsamverkan.types import Xy

_SQUARE_M = 6_400.0
_MOST = 20_000
"""So many squares are kept, of 150 bytes each: all of Sweden is 11,000."""

_FEW = 8
_ROOM_M = 0.01
"""More than what is rounded away in any of the bounds."""


class Farther:
    """The outlines of a tree, to be asked about places far from them."""

    def __init__(self, outlines: NDArray[np.object_], tree: STRtree) -> None:
        """Take outlines and the tree over them."""
        self._outlines, self._tree = outlines, tree
        west, south, east, north = shapely.bounds(outlines).T
        self._x, self._y = (west + east) / 2, (south + north) / 2
        self._radius_m = np.hypot(east - west, north - south) / 2
        self._known: dict[tuple[int, int], int] = {}

    def nearest(self, point: Xy, here: Point) -> tuple[float, int]:
        """Return how far away the outline nearest to a place is, and its row: the first where several are."""
        x, y = point
        square = floor(x / _SQUARE_M), floor(y / _SQUARE_M)
        bound = self._known.get(square)
        if bound is None:
            row = min(self._tree.query_nearest(here).tolist())
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[square] = row
            return distance_m(self._outlines[row], here), row
        reach_m = distance_m(self._outlines[bound], here) + _ROOM_M
        rows = self._tree.query(shapely.box(x - reach_m, y - reach_m, x + reach_m, y + reach_m))
        if len(rows) > _FEW:
            least_m = np.hypot(self._x[rows] - x, self._y[rows] - y) - self._radius_m[rows]
            first = rows[least_m.argmin()]
            reach_m = min(reach_m, distance_m(self._outlines[first], here) + _ROOM_M)
            rows = rows[least_m <= reach_m]
        return min([(distance_m(self._outlines[row], here), row) for row in rows.tolist()])
