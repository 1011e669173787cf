"""Which outlines cover a point, which have their border near it, and which one is nearest.

All coordinates are easting, northing in metres in one metric CRS. Every answer is exact: the tree
only narrows down, the geometry itself decides.
"""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Point, STRtree

from grannsamverkan.coverage.cells import FINEST_M, Cells, levels
from grannsamverkan.coverage.farther import Farther
from grannsamverkan.coverage.one_place import boundary, distance_m, nearest_point, spot
from grannsamverkan.types import Bbox, Xy

Indices = NDArray[np.int64]


class Nearest(NamedTuple):  # made for every question, a dataclass in three times the time
    """The outline nearest to a point.

    Attributes:
        distance_m: distance to the outline in metres, 0.0 where it covers the point.
        towards: the nearest point of the outline, or None where it covers the point.
    """

    id: str
    distance_m: float
    towards: Xy | None


class About(NamedTuple):
    """What outlines say of a place.

    Attributes:
        covering: ids of all that cover it, border included.
        edges: ids of all with a border near it, on either side.
        nearest: the nearest, the first id where several are; None without outlines.
    """

    covering: tuple[str, ...]
    edges: tuple[str, ...]
    nearest: Nearest | None


class PointIndex:
    """The outlines of areas, by id, ready to be asked about points."""

    def __init__(self, outlines: Mapping[str, MultiPolygon]) -> None:
        """Index outlines (easting, northing in metres); answers come in the order of the ids."""
        self.ids: tuple[str, ...] = tuple(sorted(outlines))
        self._outlines = outlines
        self._polygons = np.array([outlines[area_id] for area_id in self.ids], dtype=object)
        self._tree = STRtree(self._polygons)
        self._cells: tuple[tuple[Cells, tuple[int, ...]], ...] | None = None

    @cached_property
    def _farther(self) -> Farther:
        return Farther(self._polygons, self._tree)

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
        ids = self.ids
        return tuple([ids[row] for row in self._covering(point)])

    def _covering(self, point: Xy) -> Sequence[int]:
        """Return the rows of all outlines that cover a point, in order."""
        if self._cells is None:
            rows: list[int] = np.sort(self._tree.query(spot(point), "intersects")).tolist()
            return rows
        x, y = point
        if (
            len(self._cells) == 1
        ):  # of one size, as nearly always: they are called there what they are called here
            return self._cells[0][0].covering(x, y)
        found: list[int] = []
        for cells, rows_of in self._cells:
            for one in cells.covering(x, y):
                found.append(rows_of[one])  # noqa: PERF401 # mostly there is none, and a generator costs as much as all else
        if len(found) > 1:
            found.sort()
        return found

    def about(self, point: Xy, edge_m: float) -> About:
        """Return which outlines cover a point, which have a border at most `edge_m` from it, and which is nearest."""
        covering = self._covering(point)
        if covering:
            first = Nearest(self.ids[covering[0]], 0.0, None)
            return About(
                tuple(map(self.ids.__getitem__, covering)),
                self._edges(point, edge_m, covering),
                first,
            )
        if not self.ids:
            return About((), (), None)
        here = spot(point)
        near = self._near(point, here, edge_m)
        away_m, row = min(near)
        # what does not cover a place has no point nearer to it than its border
        edges = tuple([self.ids[one] for off_m, one in near if off_m <= edge_m])
        towards = nearest_point(self._polygons[row], here)
        return About((), edges, Nearest(self.ids[row], away_m, towards))

    def _edges(self, point: Xy, edge_m: float, covering: Sequence[int]) -> tuple[str, ...]:
        """Return the ids of all outlines with a border so near a place that some cover."""
        near = self._bordering(point, edge_m)
        if not near:
            return ()
        here, found = spot(point), []
        for row in near:
            outline = self._polygons[row]
            if distance_m(boundary(outline) if row in covering else outline, here) <= edge_m:
                found.append(self.ids[row])
        return tuple(found)

    def _near(self, point: Xy, here: Point, edge_m: float) -> list[tuple[float, int]]:
        """Return how far away outlines are, by row, of which none covers a place: the nearest, and all within `edge_m`."""
        first_m = max(edge_m, FINEST_M)
        for reach_m in (first_m, 2 * first_m):  # farther away the tree is quicker
            near = [
                (distance_m(self._polygons[row], here), row)
                for row in self._bordering(point, reach_m)
            ]
            if near and min(near)[0] <= reach_m:
                return near
        return [self._farther.nearest(point, here)]

    def _bordering(self, point: Xy, within_m: float) -> list[int]:
        """Return the rows of outlines, in order, among them all with a border at most so far away."""
        if self._cells is None:
            near: list[int] = self._tree.query(spot(point), "dwithin", within_m).tolist()
            return sorted(near)
        x, y = point
        return sorted(
            [rows[one] for cells, rows in self._cells for one in cells.bordering(x, y, within_m)]
        )

    def within(self, bbox: Bbox) -> tuple[str, ...]:
        """Return the ids of all outlines that meet a west, south, east, north box in the outlines' CRS."""
        # the envelope of the corners, since a box without width is no valid polygon but a line or point
        box = shapely.envelope(shapely.MultiPoint([bbox[:2], bbox[2:]]))
        return self._named(np.sort(self._tree.query(box, "intersects")))

    def _named(self, indices: Indices) -> tuple[str, ...]:
        return tuple(self.ids[index] for index in indices)
