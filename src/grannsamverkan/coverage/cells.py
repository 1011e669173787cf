"""Squares over outlines, so that a place is looked up and not searched for: which outlines cover a point.

Coordinates are easting, northing in metres in one metric CRS. A square knows which outlines cover it
wholly and which have a border in it; only of those in the latter the geometry itself is asked. Every
answer is exact.
"""

from array import array
from collections.abc import Iterator
from math import floor

import numpy as np
import shapely
from numpy.typing import NDArray

from grannsamverkan.coverage.one_place import covers

Outlines = NDArray[np.object_]
Numbers = NDArray[np.int64]

FINEST_M = 50.0
"""The side of the smallest squares: about half of those that an area of a block or two meets have no border of it."""

_COARSER = 8
_MOST_ACROSS = 64
"""An outline that more squares would be needed across lies among larger ones."""

_BLOCK = 3
"""Squares are kept in blocks of 8 by 8, of which only those that meet an outline exist."""
_SIDE = 1 << _BLOCK
_LAST = _SIDE - 1
_NORTHINGS = 32
_AT_A_TIME = 1_024
_NONE = -1


def levels(outlines: Outlines) -> Numbers:
    """Return for each outline the level of squares it lies among: 0 for the finest."""
    if not len(outlines):
        return np.zeros(0, dtype=np.int64)
    bounds = shapely.bounds(outlines)
    across = np.nanmax(bounds[:, 2:] - bounds[:, :2], axis=1) / (FINEST_M * _MOST_ACROSS)
    found: Numbers = np.ceil(np.log(np.maximum(across, 1)) / np.log(_COARSER)).astype(np.int64)
    return found


class Cells:
    """The squares of one size over some outlines, none of them empty."""

    def __init__(self, outlines: Outlines, level: int) -> None:
        """Find the squares; an outline is called by its place among those given."""
        self._per_m = 1 / (FINEST_M * _COARSER**level)
        self._outlines: list[shapely.MultiPolygon] = outlines.tolist()
        # the room for what is only needed here is kept small: what is freed of it stays with the process
        found = list(self._met(outlines))
        keys, rows = (
            np.concatenate([one for one, _ in found]),
            np.concatenate([one for _, one in found]),
        )
        del found
        order = np.argsort(keys, kind="stable")  # so outlines stay in order within a square
        keys, rows = keys[order], rows[order]
        del order
        blocks = keys >> 2 * _BLOCK
        new = np.append(True, blocks[1:] != blocks[:-1])  # the first of all is a new one
        known = blocks[new]
        cell = np.cumsum(new, dtype=np.int32) - 1
        cell = cell * _SIDE * _SIDE + (keys & (_SIDE * _SIDE - 1)).astype(np.int32)
        del keys, blocks, new
        first = np.flatnonzero(np.diff(cell, prepend=-1))
        alone = np.diff(first, append=len(cell)) == 1
        # what a square holds is its outline where it has one alone, else where among the shared to begin
        shared = np.repeat(~alone, np.diff(first, append=len(cell)))
        begins = np.cumsum(shared)[first] - 1
        squares = np.full(len(known) * _SIDE * _SIDE, _NONE, dtype=np.int32)
        squares[cell[first]] = np.where(alone, rows[first], -2 - begins)
        ends = np.append(cell[1:] != cell[:-1], True)  # the last of all ends its square
        self._blocks: dict[int, int] = dict(
            zip(known.tolist(), range(0, len(squares), _SIDE * _SIDE), strict=True)
        )
        self._squares: array[int] = array("i", squares.tobytes())
        self._shared: array[int] = array("i", (rows * 2 + ends)[shared].astype(np.int32).tobytes())

    def covering(self, x: float, y: float) -> tuple[int, ...]:
        """Return the places of all outlines that cover a point, border included, in ascending order."""
        held = self._held(floor(x * self._per_m), floor(y * self._per_m))
        if held == _NONE:
            return ()
        if held >= 0:
            covered = held & 1 or covers(self._outlines[held >> 1], x, y)
            return (held >> 1,) if covered else ()
        rows = self._sharing(-2 - held)
        return tuple(
            [row >> 2 for row in rows if row & 2 or covers(self._outlines[row >> 2], x, y)]
        )

    def bordering(self, x: float, y: float, reach_m: float) -> set[int]:
        """Return the places of outlines, among them all that have a border at most `reach_m` east, west, north or south."""
        per_m, squares = self._per_m, self._squares
        west, east = floor((x - reach_m) * per_m), floor((x + reach_m) * per_m)
        south, north = floor((y - reach_m) * per_m), floor((y + reach_m) * per_m)
        found: set[int] = set()
        for across in range(west >> _BLOCK, (east >> _BLOCK) + 1):
            for up in range(south >> _BLOCK, (north >> _BLOCK) + 1):
                base = self._blocks.get((across << _NORTHINGS) + up)
                if base is None:
                    continue
                low, high = max(south - up * _SIDE, 0), min(north - up * _SIDE, _LAST) + 1
                first, last = max(west - across * _SIDE, 0), min(east - across * _SIDE, _LAST)
                for at in range(base + first * _SIDE, base + last * _SIDE + 1, _SIDE):
                    for held in squares[at + low : at + high]:
                        if held < _NONE:
                            shared = self._sharing(-2 - held)
                            found.update([one >> 2 for one in shared if not one & 2])
                        elif held != _NONE and not held & 1:
                            found.add(held >> 1)
        return found

    def _held(self, across: int, up: int) -> int:
        """Return what a square holds: `_NONE`, one outline alone, or where those begin that share it."""
        base = self._blocks.get(((across >> _BLOCK) << _NORTHINGS) + (up >> _BLOCK))
        if base is None:
            return _NONE
        return self._squares[base + (across & _LAST) * _SIDE + (up & _LAST)]

    def _sharing(self, at: int) -> Iterator[int]:
        while True:
            row = self._shared[at]
            yield row
            if row & 1:
                return
            at += 1

    def _met(self, outlines: Outlines) -> Iterator[tuple[Numbers, NDArray[np.int32]]]:
        """Give the squares that outlines meet, by block and place in it, with twice the outline, and one more if wholly covered."""
        for start in range(0, len(outlines), _AT_A_TIME):
            some = outlines[start : start + _AT_A_TIME]
            box = np.floor(shapely.bounds(some) * self._per_m).astype(np.int64)
            low, wide = box[:, :2], box[:, 2:] - box[:, :2] + 1
            many = wide.prod(axis=1)
            begins = np.cumsum(many) - many
            owner = np.repeat(np.arange(len(some)), many)
            along = np.arange(len(owner)) - begins[owner]
            across = low[owner, 0] + along % wide[owner, 0]
            up = low[owner, 1] + along // wide[owner, 0]
            met = self._bordered(some, len(owner), begins, low, wide[:, 0])
            rest = np.flatnonzero(~met)
            middle = (np.column_stack([across[rest], up[rest]]) + 0.5) / self._per_m
            covered = shapely.intersects_xy(some[owner[rest]], middle[:, 0], middle[:, 1])
            whole = np.zeros(len(owner), dtype=bool)
            whole[rest[covered]] = True
            kept = met | whole
            across, up = across[kept], up[kept]
            blocks = ((across >> _BLOCK) << _NORTHINGS) + (up >> _BLOCK)
            keys = (blocks << 2 * _BLOCK) + (across & _LAST) * _SIDE + (up & _LAST)
            yield keys, ((start + owner) * 2 + whole)[kept].astype(np.int32)

    def _bordered(
        self, some: Outlines, squares: int, begins: Numbers, low: Numbers, wide: Numbers
    ) -> NDArray[np.bool_]:
        """Say of each square in the boxes of outlines whether an edge of the outline may pass through it."""
        parts, owner = shapely.get_parts(some, return_index=True)
        rings, of_part = shapely.get_rings(parts, return_index=True)
        places, of_ring = shapely.get_coordinates(rings, return_index=True)
        mine = owner[of_part][of_ring]
        columns = np.floor(places[:, 0] * self._per_m).astype(np.int64) - low[mine, 0]
        rows = np.floor(places[:, 1] * self._per_m).astype(np.int64) - low[mine, 1]
        across = wide[mine]
        cells = begins[mine] + columns + rows * across
        met = np.zeros(squares, dtype=bool)
        met[cells] = True  # most edges pass through the squares they begin and end in alone
        east, north = np.diff(columns), np.diff(rows)
        edge = np.flatnonzero((np.abs(east) + np.abs(north) > 1) & (of_ring[1:] == of_ring[:-1]))
        east, north, across = east[edge], north[edge], across[edge]
        first = cells[edge] + np.minimum(east, 0) + np.minimum(north, 0) * across
        east, north = np.abs(east), np.abs(north)
        for column in range(int(east.max(initial=-1)) + 1):
            wide_enough = np.flatnonzero(east >= column)
            for row in range(int(north[wide_enough].max()) + 1):
                here = wide_enough[north[wide_enough] >= row]
                met[first[here] + column + row * across[here]] = True
        return met
