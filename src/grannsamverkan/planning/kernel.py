"""Sums over the neighbours of each place, weighed by a Gaussian of the distance; the place itself left out.

Places are spread over a grid much finer than the bandwidth, each over the four corners around it, so
a sum costs as little for twenty thousand places as for two thousand. What a place adds to its own sum
is known exactly, and is taken away. Coordinates are easting, northing in metres.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_CELLS = 4
"""Cells of the grid to a bandwidth."""

_REACH = 4 * _CELLS
"""Further away, in cells, nothing is counted: there the Gaussian is less than one in three thousand."""

_BLOCK = 64
"""Cells to the side of a block; where nobody lives no block is worked through."""


class _Grid(NamedTuple):
    """Where places lie: column and row of the cell, and how far into it, from 0 to 1."""

    column: Places
    row: Places
    right: Floats
    up: Floats


def neighbour_sums(x: Floats, y: Floats, values: Floats, bandwidth_m: float) -> Floats:
    """Return for each place the sums of each column of values over all other places, weighed by distance.

    A neighbour at no distance weighs 1. The same places give the same sums, whatever else is asked.
    """
    grid = _grid(x, y, bandwidth_m / _CELLS)
    sums = np.zeros_like(values)
    blocks = _blocks(grid)
    for block, members in blocks.items():
        near = _around(blocks, block)
        for column in range(values.shape[1]):
            field = _spread(near, grid, values[:, column], block)
            sums[members, column] = _read(members, grid, _smooth(field), block)
    own = _own(grid.right) * _own(grid.up)
    return np.asarray(np.maximum(0.0, sums - own[:, None] * values))


def _grid(x: Floats, y: Floats, cell_m: float) -> _Grid:
    column, row = np.floor(x / cell_m), np.floor(y / cell_m)
    return _Grid(column.astype(np.intp), row.astype(np.intp), x / cell_m - column, y / cell_m - row)


def _blocks(grid: _Grid) -> dict[tuple[int, int], Places]:
    """Return the places of each block that has any."""
    east, north = grid.column // _BLOCK, grid.row // _BLOCK
    order = np.lexsort((north, east))
    keys = np.stack([east[order], north[order]], axis=1)
    starts = np.flatnonzero(np.any(np.diff(keys, axis=0, prepend=keys[:1] - 1), axis=1))
    parts = np.split(order, starts[1:])
    return {
        (int(keys[start, 0]), int(keys[start, 1])): part
        for start, part in zip(starts, parts, strict=True)
    }


def _around(blocks: dict[tuple[int, int], Places], block: tuple[int, int]) -> Places:
    """Return the places in a block and in those around it."""
    east, north = block
    around = ((east + dx, north + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return np.concatenate([blocks[one] for one in around if one in blocks])


def _corners(
    places: Places, grid: _Grid, block: tuple[int, int]
) -> Iterator[tuple[Places, Places, Floats]]:
    """Yield for each corner of the places' cells its column and row in the field, and its share of each place."""
    column = grid.column[places] - (block[0] - 1) * _BLOCK
    row = grid.row[places] - (block[1] - 1) * _BLOCK
    right, up = grid.right[places], grid.up[places]
    yield column, row, (1 - right) * (1 - up)
    yield column + 1, row, right * (1 - up)
    yield column, row + 1, (1 - right) * up
    yield column + 1, row + 1, right * up


_SIDE = 3 * _BLOCK + 1


def _spread(places: Places, grid: _Grid, values: Floats, block: tuple[int, int]) -> Floats:
    """Return the values laid out over a block and those around it."""
    field = np.zeros(_SIDE * _SIDE)
    for column, row, share in _corners(places, grid, block):
        field += np.bincount(column * _SIDE + row, share * values[places], _SIDE * _SIDE)
    return field.reshape(_SIDE, _SIDE)


def _read(places: Places, grid: _Grid, field: Floats, block: tuple[int, int]) -> Floats:
    """Return a smoothed field, which begins where the block does, at its places."""
    found = np.zeros(len(places))
    for column, row, share in _corners(places, grid, block):
        found += share * field[column - _BLOCK, row - _BLOCK]
    return found


def _weights(cells: NDArray[np.intp]) -> Floats:
    """Return the Gaussian at a number of cells; spreading over corners has added a third of a cell squared."""
    variance = _CELLS**2 - 1 / 3
    weights = _CELLS / np.sqrt(variance) * np.exp(-0.5 * cells**2 / variance)
    return np.asarray(np.where(abs(cells) <= _REACH, weights, 0.0))


_OFFSETS = np.arange(-_REACH, _REACH + 1)
_WEIGHTS = _weights(_OFFSETS)


def _smooth(field: Floats) -> Floats:
    """Return a field smoothed where its block is, by sums whose order no library chooses."""
    width = _BLOCK + 1
    columns, smooth = np.zeros((width, _SIDE)), np.zeros((width, width))
    for offset, weight in zip(_OFFSETS + _BLOCK, _WEIGHTS, strict=True):
        columns += weight * field[offset : offset + width]
    for offset, weight in zip(_OFFSETS + _BLOCK, _WEIGHTS, strict=True):
        smooth += weight * columns[:, offset : offset + width]
    return smooth


def _own(into: Floats) -> Floats:
    """Return what a place adds to itself along an axis, from how far into its cell it lies."""
    here, beside = _weights(np.arange(2))
    return np.asarray(((1 - into) ** 2 + into**2) * here + 2 * into * (1 - into) * beside)
