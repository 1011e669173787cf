"""Residents' interest as plans may know it: what is told in squares of a crowd each, spread over the homes in them.

Nothing here knows a single registration, so no plan can tell of one household. Easting, northing in metres.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.domain.demand import Square
from grannsamverkan.planning.network import NOWHERE, Network

KEEN = 0.2
"""Where so many residents for each home have asked, interest weighs as much as it can."""


@dataclass(frozen=True, slots=True)
class Around:
    """What is told of the interest where a place lies: at least so many residents, in squares of a side in metres."""

    at_least: int
    side_m: int


def interest_of(network: Network, squares: Sequence[Square]) -> NDArray[np.float64] | None:
    """Return for each segment its share (0-1) of all homes, each counted by how keen its square is; None where none is.

    What a square tells is spread evenly over all its homes, those in areas too, since nothing tells
    whose it is; a larger square tells nothing of the homes in smaller ones. A home counts wholly where
    `KEEN` is reached, so the first crowd that asks anywhere does not outweigh all else.
    """
    plots = network.plots
    keen = np.zeros(len(plots))
    for square, inside in _by_size(network, squares):
        homes = int(plots.homes[inside].sum())
        if homes:
            keen[inside] = min(1.0, square.at_least / homes / KEEN)
    if not keen.any():
        return None
    free = (network.segment_of != NOWHERE) & ~plots.covered
    of_segment = np.bincount(
        network.segment_of[free],
        weights=(plots.homes * keen)[free],
        minlength=len(network.segments),
    )
    return np.asarray(np.where(network.usable, of_segment, 0.0) / plots.homes.sum())


def told_around(
    network: Network, squares: Sequence[Square], segments: Sequence[int]
) -> Around | None:
    """Return what the smallest squares tell that have homes along these segments; None: no square has any."""
    own = np.isin(network.segment_of, segments) & ~network.plots.covered
    met = [square for square, inside in _by_size(network, squares) if (inside & own).any()]
    if not met:
        return None
    side_m = min(one.side_m for one in met)
    return Around(sum(one.at_least for one in met if one.side_m == side_m), side_m)


def _by_size(
    network: Network, squares: Sequence[Square]
) -> Iterator[tuple[Square, NDArray[np.bool_]]]:
    """Give the squares, the smallest first, each with which plots it tells of."""
    x, y = network.plots.x, network.plots.y
    told = np.zeros(len(network.plots), dtype=bool)
    for one in sorted(squares, key=lambda one: (one.side_m, one.x, one.y)):
        west, south, east, north = one.bbox
        within = (west <= x) & (x < east) & (south <= y) & (y < north) & ~told
        told |= within  # squares of one size share no place
        yield one, within
