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

_SECONDS = 8.0
_GAP = 1e-6


def settled(wanted: Problem, packed: Packed, *, seconds: float = _SECONDS) -> Packed:
    """Return the best plan there is and its bound, or the one at hand if time runs out.

    `packed` is the plan that prices gave, with its prices.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_matrix

    kept = np.flatnonzero(_may_better(wanted, packed))
    columns = np.repeat(np.arange(len(wanted)), np.diff(wanted.starts))
    place = np.full(len(wanted), -1)
    place[kept] = np.arange(len(kept))
    inside = place[columns] >= 0
    _, rows = np.unique(wanted.rows[inside], return_inverse=True)
    ones = np.ones(len(rows))
    takes = csr_matrix((ones, (rows, place[columns[inside]])), shape=(rows.max() + 1, len(kept)))
    groups = csr_matrix(
        (np.ones(len(kept)), (wanted.group[kept], np.arange(len(kept)))),
        shape=(len(wanted.least_of), len(kept)),
    )
    least = wanted.least_of - np.array(packed.unmet or np.zeros(len(wanted.least_of), dtype=int))
    found = milp(
        -wanted.values[kept],
        constraints=[
            LinearConstraint(takes, ub=1),
            LinearConstraint(np.ones((1, len(kept))), ub=wanted.most),
            LinearConstraint(groups, lb=least, ub=wanted.most_of),
        ],
        integrality=np.ones(len(kept)),
        bounds=Bounds(0, 1),
        options={"time_limit": seconds, "mip_rel_gap": _GAP},
    )
    bound = (
        packed.bound if found.mip_dual_bound is None else min(packed.bound, -found.mip_dual_bound)
    )
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
    columns = np.repeat(np.arange(len(wanted)), np.diff(wanted.starts))
    costs = np.bincount(columns, weights=packed.prices[wanted.rows], minlength=len(wanted))
    reduced = wanted.values - costs
    best = np.sort(reduced)[::-1][: wanted.most]
    last = max(0.0, float(best[-1])) if len(best) == wanted.most else 0.0
    may: NDArray[np.bool_] = packed.bound + np.minimum(0.0, reduced - last) >= packed.value
    may[list(packed.chosen)] = True
    if wanted.least_of.any() or (wanted.most_of < wanted.most).any():
        may[:] = True  # the relaxed choice was another one then
    return may
