"""A country of invented areas and homes, as large as one likes: outlines of some forty corners in towns of all sizes."""

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from grannsamverkan.coverage.bulk import Coordinates, Outlines

_TOWNS = 1_700
_LOTS = 100_000
_LOT_M = 240.0
_EXTENT_M = (600_000, 1_400_000)
_CORNER = (280_000, 6_140_000)


def country(
    areas: int, places: int, seed: int = 20261127
) -> tuple[Outlines, Coordinates, Coordinates]:
    """Return outlines and places, easting and northing in metres; of the places three in five lie in towns.

    The towns are the same whatever the number of areas, at most one on each of 100 000 lots: of 100 000 areas
    two in three lie somewhat over a neighbour, of 10 000 one in eleven.
    """
    rng = np.random.default_rng(seed)
    towns = rng.uniform(0, 1, (_TOWNS, 2)) * _EXTENT_M + _CORNER
    lots = _lots(towns, rng)
    middles = lots[np.sort(rng.choice(_LOTS, areas, replace=False))]
    outlines = _outlines(middles + rng.normal(0, _LOT_M / 10, (areas, 2)), rng)
    near = lots[rng.integers(0, _LOTS, places * 3 // 5)]
    far = towns[rng.integers(0, _TOWNS, places - len(near))]
    near = near + rng.normal(0, _LOT_M / 2, near.shape)
    spots = np.concatenate([near, far + rng.normal(0, 9_000, far.shape)])
    rng.shuffle(spots)
    return outlines, spots[:, 0].copy(), spots[:, 1].copy()


def _lots(towns: NDArray[np.float64], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the middles of lots, side by side around the middle of each town, most in the first."""
    share = np.arange(1, _TOWNS + 1) ** -0.8
    many = rng.multinomial(_LOTS, share / share.sum())
    town = np.repeat(np.arange(_TOWNS), many)
    number = np.arange(_LOTS) - np.repeat(np.cumsum(many) - many, many)
    across = np.ceil(np.sqrt(many))[town]
    place = np.column_stack([number % across, number // across]) - across[:, None] / 2
    found: NDArray[np.float64] = towns[town] + place * _LOT_M
    return found


def _outlines(middles: NDArray[np.float64], rng: np.random.Generator) -> Outlines:
    """Return stars of 21 to 61 corners."""
    corners = rng.integers(21, 62, len(middles))
    owner = np.repeat(np.arange(len(middles)), corners)
    first = np.cumsum(corners) - corners
    turn = np.arange(len(owner)) - first[owner] + rng.uniform(0, 0.8, len(owner))
    angle = 2 * np.pi * turn / corners[owner]
    size_m = _LOT_M * rng.uniform(0.35, 0.6, len(middles))[owner]
    reach_m = size_m * rng.uniform(0.75, 1.05, len(owner))
    spokes = np.column_stack([np.cos(angle), np.sin(angle)]) * reach_m[:, None]
    rings: Any = shapely.linearrings(middles[owner] + spokes, indices=owner)
    found: Outlines = shapely.multipolygons(shapely.polygons(rings), indices=np.arange(len(rings)))
    return found
