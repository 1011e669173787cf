"""How sure a proposal is: how often it is chosen again, and what is lost without it."""

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.planning.packing import pack
from grannsamverkan.planning.worth import SAME_SHARE, Worth

_DRAWS = 24
_SPREAD = 40.0
"""Weights are shaken so that one of a third lies mostly between a quarter and two fifths."""
_COUNTED = 0.1
"""Homes are counted wrong by so much (standard deviation of the logarithm)."""
_ROUGH = 40


def how_often(worth: Worth, kept: NDArray[np.intp], chosen: NDArray[np.intp]) -> list[float]:
    """Return how often each is chosen again when the weights and the numbers of homes are shaken."""
    rng = np.random.default_rng(worth.wish.seed)
    shares = worth.shares
    told = np.flatnonzero(shares > 0)
    again = np.zeros(len(chosen))
    for _ in range(_DRAWS):
        shaken = np.zeros(len(shares))
        shaken[told] = rng.dirichlet(_SPREAD * shares[told])
        noise = rng.lognormal(0, _COUNTED, len(worth.town.network.segments))
        values = worth.values(shaken) * _noise(worth, noise)
        packed = pack(worth.problem(kept, values), rounds=_ROUGH)
        again += _met(worth, chosen, kept[list(packed.chosen)])
    return [float(one) for one in again / _DRAWS]


def _noise(worth: Worth, of_segment: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much more or less each candidate is worth when its streets' homes are counted otherwise."""
    homes = worth.town.network.homes
    return np.asarray(worth.sums(of_segment * homes) / worth.town.candidates.homes)


def _met(worth: Worth, chosen: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Say for each candidate whether one of others has at least half of its homes."""
    homes = worth.town.network.homes
    owner = np.full(len(homes), -1)
    for other in others.tolist():
        owner[worth.town.candidates.of(other)] = other
    met = np.zeros(len(chosen), dtype=bool)
    for place, one in enumerate(chosen.tolist()):
        segments = worth.town.candidates.of(one)
        inside = owner[segments] >= 0
        if inside.any():
            _, which = np.unique(owner[segments[inside]], return_inverse=True)
            most = np.bincount(which, weights=homes[segments[inside]]).max()
            met[place] = most >= SAME_SHARE * worth.town.candidates.homes[one]
    return met


def lost(worth: Worth, kept: NDArray[np.intp], one: int, value: float) -> float:
    """Return how much of the plan's worth is lost without a proposal and all that is much the same."""
    mine = np.zeros(len(worth.town.network.homes))
    segments = worth.town.candidates.of(one)
    mine[segments] = worth.town.network.homes[segments]
    same = worth.sums(mine) >= SAME_SHARE * worth.town.candidates.homes[one]
    without = kept[~same[kept]]
    packed = pack(worth.problem(without, worth.values(worth.shares)), rounds=_ROUGH)
    return max(0.0, 1 - packed.value / value) if value > 0 else 0.0
