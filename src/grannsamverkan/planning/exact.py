"""The plan that nothing beats, by HiGHS, where prices alone leave a doubt.

scipy carries HiGHS, so there is one road and not two. What the bound shows can be in no better plan is
left out first.
"""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grannsamverkan.planning.problem import Packed, Problem

WIDE = 0.995
"""A certificate below this leaves a doubt worth seconds."""

_NODES = 200
_SECONDS = 30.0
"""Nodes end the search, the same on every machine; seconds only where one stands still."""
_MOST = 10_000
"""Of so many candidates HiGHS chooses in seconds; of more those that prices speak for."""
_GAP = 1e-6


def settled(wanted: Problem, packed: Packed, *, seconds: float = _SECONDS) -> Packed:
    """Return the best plan there is and its bound, or the one at hand if time runs out.

    `packed` is the plan that prices gave, with its prices. Where very many candidates are left, only
    the likely ones are chosen among: the plan is better than by prices alone, and its bound is theirs.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    may = np.flatnonzero(_may_better(wanted, packed))
    likely = wanted.only(may).likely(packed.prices, _MOST)
    kept = np.union1d(may[likely], packed.chosen).astype(np.intp)
    some = wanted.only(kept)
    _, rows = np.unique(some.rows, return_inverse=True)
    takes = csr_matrix(
        (np.ones(len(rows)), (rows, some.columns)), shape=(rows.max() + 1, len(some))
    )
    groups = csr_matrix(
        (np.ones(len(some)), (some.group, np.arange(len(some)))),
        shape=(len(some.least_of), len(some)),
    )
    least = wanted.least_of - np.array(packed.unmet or np.zeros(len(wanted.least_of), dtype=int))
    found = milp(
        -some.values,
        constraints=[
            LinearConstraint(takes, ub=1),
            LinearConstraint(np.ones((1, len(some))), ub=wanted.most),
            LinearConstraint(groups, lb=least, ub=wanted.most_of),
        ],
        integrality=np.ones(len(some)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "node_limit": _NODES, "mip_rel_gap": _GAP},
    )
    bound = packed.bound
    if len(may) <= _MOST and found.mip_dual_bound is not None:
        bound = min(bound, -found.mip_dual_bound)
    if found.x is None:
        return replace(packed, bound=max(bound, packed.value))
    chosen = kept[found.x > 0.5]  # noqa: PLR2004 # 0 or 1, but for rounding
    value = float(wanted.values[chosen].sum())
    if value <= packed.value:
        return replace(packed, bound=max(bound, packed.value))
    ranked = sorted(chosen.tolist(), key=lambda one: (-wanted.values[one], one))
    return replace(packed, chosen=tuple(ranked), value=value, bound=max(bound, value))


def _may_better(wanted: Problem, packed: Packed) -> NDArray[np.bool_]:
    """Say which candidates can be in a plan better than the one at hand.

    A candidate that is forced in takes the place of one that the relaxed choice had, at most of the
    least valuable of them; where even that falls below the plan at hand it is in no better one.
    """
    reduced = wanted.reduced(packed.prices)
    best = np.sort(reduced)[::-1][: wanted.most]
    last = max(0.0, float(best[-1])) if len(best) == wanted.most else 0.0
    may: NDArray[np.bool_] = packed.bound + np.minimum(0.0, reduced - last) >= packed.value
    may[list(packed.chosen)] = True
    if wanted.least_of.any() or (wanted.most_of < wanted.most).any():
        may[:] = True  # the relaxed choice was another one then
    return may
