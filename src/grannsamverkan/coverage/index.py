"""Which outlines cover a point, which have their border near it, and which one is nearest.

All coordinates are easting, northing in metres in one metric CRS. Every answer is exact: the tree
only narrows down, the geometry itself decides.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, STRtree
from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.cells import FINEST_M, Cells, levels
from grannsamverkan.types import Bbox, Xy

Indices = NDArray[np.int64]

_REACHES_M = (FINEST_M, 2 * FINEST_M)
"""So far around a place the nearest outline is looked for in squares; farther away the tree is quicker."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The outline nearest to a point.

    Attributes:
        distance_m: distance to the outline in metres, 0.0 where it covers the point.
        towards: the nearest point of the outline, or None where it covers the point.
    """

    id: str
    distance_m: float
    towards: Xy | None


class PointIndex:
    """The outlines of areas, by id, ready to be asked about points."""

    def __init__(self, outlines: Mapping[str, MultiPolygon]) -> None:
        """Index outlines (easting, northing in metres); answers come in the order of the ids."""
        self.ids: tuple[str, ...] = tuple(sorted(outlines))
        self._outlines = outlines
        self._polygons = np.array([outlines[area_id] for area_id in self.ids], dtype=object)
        self._tree = STRtree(self._polygons)
        self._cells: tuple[tuple[Cells, tuple[int, ...]], ...] | None = None

    def __len__(self) -> int:
        return len(self.ids)

    def get(self, area_id: str) -> MultiPolygon | None:
        """Return the outline of an id."""
        return self._outlines.get(area_id)

    def prepared(self) -> "PointIndex":
        """Lay squares over the outlines, worth it for whoever asks of more than a few places; return the index."""
        if self._cells is None:
            level_of = levels(self._polygons)
            at = [np.flatnonzero(level_of == level) for level in sorted(set(level_of.tolist()))]
            self._cells = tuple(
                (Cells(self._polygons[some], int(level_of[some[0]])), tuple(some.tolist()))
                for some in at
            )
        return self

    def covering(self, point: Xy) -> tuple[str, ...]:
        """Return the ids of all outlines that cover a point, border included."""
        if self._cells is None:
            return self._named(np.sort(self._tree.query(shapely.Point(point), "intersects")))
        x, y = point
        found: list[int] = []
        for cells, rows in self._cells:
            for one in cells.covering(x, y):
                found.append(rows[one])  # noqa: PERF401 # mostly there is none, and a generator costs as much as all else
        if len(found) > 1:
            found.sort()
        return tuple(map(self.ids.__getitem__, found))

    def near_border(self, point: Xy, within_m: float) -> tuple[str, ...]:
        """Return the ids of all outlines with a border at most `within_m` from a point, on either side."""
        near = self._bordering(point, within_m)
        if not near:
            return ()
        spot = shapely.Point(*point)
        # one by one, since they are few and a geometry's own methods take a tenth of the time of an array's
        rows = [row for row in near if self._polygons[row].boundary.distance(spot) <= within_m]
        return tuple([self.ids[row] for row in rows])

    def _bordering(self, point: Xy, within_m: float) -> list[int]:
        """Return the rows of outlines, in order, among them all with a border at most so far away."""
        if self._cells is None:
            near: list[int] = self._tree.query(shapely.Point(*point), "dwithin", within_m).tolist()
            return sorted(near)
        x, y = point
        return sorted(
            rows[one] for cells, rows in self._cells for one in cells.bordering(x, y, within_m)
        )

    def nearest(self, point: Xy) -> Nearest | None:
        """Return the outline nearest to a point, the first id where several are; None without outlines."""
        if not self.ids:
            return None
        covered = self.covering(point)
        if covered:
            return Nearest(covered[0], 0.0, None)
        spot = shapely.Point(*point)
        row = self._nearest_row(point, spot)
        polygon: BaseGeometry = self._polygons[row]
        border = polygon.boundary
        towards = border.interpolate(border.project(spot))
        return Nearest(self.ids[row], polygon.distance(spot), (towards.x, towards.y))

    def _nearest_row(self, point: Xy, spot: shapely.Point) -> int:
        """Return the first row of the outlines nearest to a place that none covers; where one is near, squares find it."""
        for reach_m in _REACHES_M if self._cells is not None else ():
            near = [
                (self._polygons[row].distance(spot), row) for row in self._bordering(point, reach_m)
            ]
            distance_m, row = min(near, default=(inf, 0))
            if distance_m <= reach_m:
                return row
        nearest: list[int] = self._tree.query_nearest(spot).tolist()
        return min(nearest)

    def within(self, bbox: Bbox) -> tuple[str, ...]:
        """Return the ids of all outlines that meet a west, south, east, north box in the outlines' CRS."""
        # the envelope of the corners, since a box without width is no valid polygon but a line or point
        box = shapely.envelope(shapely.MultiPoint([bbox[:2], bbox[2:]]))
        return self._named(np.sort(self._tree.query(box, "intersects")))

    def _named(self, indices: Indices) -> tuple[str, ...]:
        return tuple(self.ids[index] for index in indices)
