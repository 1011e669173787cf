"""Which of many places lie in which of many outlines, all at once: the join of places and areas.

Coordinates are easting, northing in metres in one metric CRS. Places are sorted by rows from south to
north and by easting within a row, so that those in the box of an outline lie together in each of its
rows. Only of them the geometry itself is asked, and every answer is exact.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
import shapely
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]
Outlines = NDArray[np.object_]
Numbers = NDArray[np.int64]
Pairs = tuple[Numbers, Numbers]
"""Places and, for each, the number of an outline that covers it."""

MOST_BYTES = 256 * 2**20

_PLACE_BYTES = 64
_PAIR_BYTES = 128
_BITS = 62
_EXACT_BITS = 50  # a float tells so many whole numbers apart
_MOST_ROWS = 2**20
_SQUARE_ROWS = 2
_SQUARES_BITS = 22
"""Two to the power of it are the squares of which is known whether any box meets them: few enough to stay in the
processor's memory."""


@dataclass(frozen=True, eq=False)
class Part:
    """Some of the places, with the outlines that can cover any of them.

    Attributes:
        x, y: easting, northing of the places.
        first: the number of the first place among all.
        outlines: the outlines, none of them empty.
        numbers: the number of each outline among all.
        most_bytes: so much memory the join may take beside what it is given and what it answers.
    """

    x: Coordinates
    y: Coordinates
    first: int
    outlines: Outlines
    numbers: Numbers
    most_bytes: int = MOST_BYTES


Spread = Callable[[Callable[[Part], Pairs], Iterable[Part]], Iterable[Pairs]]
"""What does a piece of work for each of some parts, here or elsewhere: as `map` does."""


def parts(
    x: Coordinates, y: Coordinates, outlines: Outlines, *, most_bytes: int = MOST_BYTES
) -> Iterator[Part]:
    """Give places in parts of as many as memory allows; sorted from west to east each part has few outlines."""
    bounds = shapely.bounds(outlines).reshape(-1, 4)
    size = max(most_bytes // _PLACE_BYTES, 1)
    for first in range(0, len(x), size):
        some_x, some_y = x[first : first + size], y[first : first + size]
        west, south = (
            np.fmin.reduce(some_x),
            np.fmin.reduce(some_y),
        )  # what is no number lies nowhere
        east, north = np.fmax.reduce(some_x), np.fmax.reduce(some_y)
        meet = (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
        meet &= (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        near = np.flatnonzero(meet)
        yield Part(some_x, some_y, first, outlines[near], near, most_bytes)


def joined(part: Part) -> Pairs:
    """Return each place of a part with each outline that covers it, border included, by outline."""
    return _together(_found(part)) if len(part.outlines) else _together(())


def pairs(
    x: Coordinates,
    y: Coordinates,
    outlines: Outlines,
    *,
    spread: Spread = map,
    most_bytes: int = MOST_BYTES,
) -> Pairs:
    """Return each place with each outline that covers it, border included; in no order that is promised."""
    return _together(spread(joined, parts(x, y, outlines, most_bytes=most_bytes)))


def covered(x: Coordinates, y: Coordinates, outlines: Outlines) -> NDArray[np.bool_]:
    """Say of each place whether any outline covers it, border included."""
    mask = np.zeros(len(x), dtype=bool)
    for part in parts(x, y, outlines):
        mask[joined(part)[0]] = True
    return mask


def _together(found: Iterable[Pairs]) -> Pairs:
    nothing = np.zeros(0, dtype=np.int64)
    places, numbers = zip((nothing, nothing), *found, strict=True)
    return np.concatenate(places), np.concatenate(numbers)


class _Grid:
    """The rows and columns of the box around some outlines, as whole numbers that sort as places lie."""

    def __init__(self, bounds: NDArray[np.float64], places: int) -> None:
        self.west, self.south = bounds[:, :2].min(axis=0)
        self.east, self.north = bounds[:, 2:].max(axis=0)
        high, wide = self.north - self.south, self.east - self.west
        # half a box high, so that outlines lie in three or four rows whether they are blocks or municipalities
        mean = float((bounds[:, 3] - bounds[:, 1]).mean())
        self.per_m = 1 / max(mean / 2, high / _MOST_ROWS, 1.0)
        self.rows = int(high * self.per_m) + 1
        self.place_bits = places.bit_length()
        rest = _BITS - self.place_bits - self.rows.bit_length()
        self.column_bits = min(rest, _EXACT_BITS)
        self.columns_per_m = (2**self.column_bits - 2) / max(wide, 1.0)
        most = max(_SQUARES_BITS - (self.rows >> _SQUARE_ROWS).bit_length(), 0)
        as_wide_as_high = max(ceil(log2(max(wide * self.per_m, 1.0))) - _SQUARE_ROWS, 0)
        self.square_shift = self.column_bits - min(most, as_wide_as_high)

    def row(self, y: Coordinates) -> Numbers:
        found: Numbers = ((y - self.south) * self.per_m).astype(np.int64)
        return found

    def column(self, x: Coordinates) -> Numbers:
        found: Numbers = ((x - self.west) * self.columns_per_m).astype(np.int64)
        return found

    def square(self, row: Numbers, column: Numbers) -> Numbers:
        """Return the square that a row and column lie in; the last of each row is free."""
        across = (1 << (self.column_bits - self.square_shift)) + 1
        found: Numbers = (row >> _SQUARE_ROWS) * across + (column >> self.square_shift)
        return found

    def key(self, row: Numbers, column: Numbers) -> Numbers:
        """Return what sorts by row and column, with room for the number of a place."""
        found: Numbers = ((row << self.column_bits) + column) << self.place_bits
        return found


def _found(part: Part) -> Iterator[Pairs]:
    """Give the pairs of a part, with the numbers that places and outlines have among all."""
    bounds = shapely.bounds(part.outlines)
    grid = _Grid(bounds, len(part.x))
    low = grid.row(bounds[:, 1])
    many = grid.row(bounds[:, 3]) - low + 1
    owner = np.repeat(np.arange(len(low)), many)
    row = _runs(low, many)
    begin, end = grid.column(bounds[:, 0])[owner], grid.column(bounds[:, 2])[owner]
    keys = _sorted(part, grid, _met(grid, row, begin, end))
    first = np.searchsorted(keys, grid.key(row, begin))
    along = np.searchsorted(keys, grid.key(row, end + 1)) - first
    keys &= (1 << grid.place_bits) - 1
    for at, whose in _bands(first, along, owner, part.most_bytes // _PAIR_BYTES):
        y = part.y[keys[at]]
        kept = np.flatnonzero((y >= bounds[whose, 1]) & (y <= bounds[whose, 3]))
        places, mine = keys[at[kept]], whose[kept]
        hit = shapely.intersects_xy(part.outlines[mine], part.x[places], y[kept])
        yield places[hit] + part.first, part.numbers[mine[hit]]


def _met(grid: _Grid, row: Numbers, begin: Numbers, end: Numbers) -> NDArray[np.bool_]:
    """Say of each square whether the box of any outline meets it."""
    last = np.array([grid.rows]), np.array([(1 << grid.column_bits) - 1])
    steps = np.zeros(int(grid.square(*last)[0]) + 2, dtype=np.int32)
    np.add.at(steps, grid.square(row, begin), 1)
    np.subtract.at(steps, grid.square(row, end) + 1, 1)
    met: NDArray[np.bool_] = np.cumsum(steps, out=steps) > 0
    return met


def _sorted(part: Part, grid: _Grid, met: NDArray[np.bool_]) -> Numbers:
    """Return the keys of the places that lie in a square with a box, in order, with the places' numbers in them."""
    x, y = part.x, part.y
    inside = (x >= grid.west) & (x <= grid.east) & (y >= grid.south) & (y <= grid.north)
    places = np.flatnonzero(inside)
    row, column = grid.row(y[places]), grid.column(x[places])
    kept = met[grid.square(row, column)]
    keys = grid.key(row[kept], column[kept]) | places[kept]
    keys.sort()
    return keys


def _runs(first: Numbers, many: Numbers) -> Numbers:
    """Return so many numbers in a row from each first one on, one after the other."""
    return np.arange(int(many.sum())) + np.repeat(first - np.cumsum(many) + many, many)


def _bands(
    first: Numbers, along: Numbers, owner: Numbers, most: int
) -> Iterator[tuple[Numbers, Numbers]]:
    """Give runs of sorted places with their owners, so many at a time at most; a long run is divided."""
    until = np.cumsum(along)
    for start in range(0, int(until[-1]), max(most, 1)):
        stop = min(start + max(most, 1), int(until[-1]))
        one, other = np.searchsorted(until, (start, stop - 1), side="right")
        some = slice(one, other + 1)
        skipped = np.maximum(start - until[some] + along[some], 0)
        many = np.minimum(until[some], stop) - (until[some] - along[some]) - skipped
        yield _runs(first[some] + skipped, many), np.repeat(owner[some], many)
