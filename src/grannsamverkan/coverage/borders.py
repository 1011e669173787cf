"""Which municipality a place lies in, or nearest to, and whether its border is exact enough to say so.

Coordinates are easting, northing in metres in one metric CRS.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
import shapely

from grannsamverkan.coverage.one_place import distance_m, spot
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.types import Xy

GENERALISED_OFF_M = 6_000.0
"""A generalised municipal border can be wrong by this much; nearer it nothing is said about which side."""

_SQUARE_M = 2_000.0
_HALF_DIAGONAL_M = _SQUARE_M / sqrt(2)
_MOST_SETTLED = 150_000
"""So many squares are known at once, of some 150 bytes each: all of Sweden is 112,000."""


@dataclass(frozen=True, slots=True)
class SeenMunicipality:
    """A municipality seen from a place: metres beyond its border (0.0 inside), and whether the side is sure."""

    code: str
    beyond_m: float
    certain: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the borders say of a place.

    Attributes:
        municipality: the one the place lies in or nearest to; None where no border is known.
        surely_out: whether it lies outside every municipality for certain.
    """

    municipality: SeenMunicipality | None
    surely_out: bool


_NOTHING = Seen(None, surely_out=False)


class Borders:
    """The borders of the municipalities of a register, ready to be asked about places."""

    def __init__(self, municipalities: Sequence[Municipality]) -> None:
        """Index the borders that are known; the first of several that lie equally near is told."""
        self._places = [one for one in municipalities if one.border is not None]
        self._all_known = len(self._places) == len(municipalities)
        self._borders = np.array([one.border for one in self._places], dtype=object)
        self._lines = shapely.boundary(self._borders)
        self._rough = np.array([one.border_generalised for one in self._places], dtype=bool)
        self._tree = shapely.STRtree(self._borders)
        self._settled: dict[tuple[int, int], Seen | tuple[int, ...]] = {}

    def seen(self, point: Xy) -> Seen:
        """Return what the borders say of a point, the same throughout a square that no border passes near."""
        if not self._places:
            return _NOTHING
        square = floor(point[0] / _SQUARE_M), floor(point[1] / _SQUARE_M)
        settled = self._settled.get(square)
        if settled is None:
            if len(self._settled) >= _MOST_SETTLED:  # someone asks all over the globe
                self._settled.clear()
            settled = self._settled[square] = self._throughout(square)
        return settled if isinstance(settled, Seen) else self._asked(point, settled)

    def _throughout(self, square: tuple[int, int]) -> Seen | tuple[int, ...]:
        """Return what holds of all places in a square that lies wholly in a municipality; else those it may lie nearest to."""
        middle = (square[0] + 0.5) * _SQUARE_M, (square[1] + 0.5) * _SQUARE_M
        here = spot(middle)
        # what is nearest to a place of the square is at most a diagonal farther from its middle than what is nearest there
        near = self._tree.query(here, "dwithin", 2 * _HALF_DIAGONAL_M)
        away_m = shapely.distance(self._borders[near], here)
        if not len(near) or away_m.min() > 0:
            nearest_m = float(self._tree.query_nearest(here, return_distance=True)[1].min())
            reach_m = nearest_m + 2 * _HALF_DIAGONAL_M
            return tuple(sorted(self._tree.query(here, "dwithin", reach_m).tolist()))
        rows = tuple(sorted(near.tolist()))
        around = near[away_m <= _HALF_DIAGONAL_M]
        off_m = shapely.distance(self._lines[around], here)
        sure = np.abs(off_m - GENERALISED_OFF_M) > _HALF_DIAGONAL_M
        settled = (off_m > _HALF_DIAGONAL_M) & (sure | ~self._rough[around])
        return self._asked(middle, rows) if settled.all() else rows

    def _asked(self, point: Xy, rows: tuple[int, ...]) -> Seen:
        here = spot(point)
        beyond_m, row = min([(distance_m(self._borders[row], here), row) for row in rows])
        certain = not self._rough[row] or distance_m(self._lines[row], here) > GENERALISED_OFF_M
        told = SeenMunicipality(self._places[row].code, beyond_m, certain)
        out = self._all_known and beyond_m > 0 and not self._near_a_rough(here)
        return Seen(told, surely_out=out)

    def _near_a_rough(self, here: shapely.Point) -> bool:
        near = self._tree.query(here, predicate="dwithin", distance=GENERALISED_OFF_M)
        return bool(self._rough[near].any())
