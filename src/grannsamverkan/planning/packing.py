"""The best areas that do not overlap: weighted set packing with a certificate of how good the answer is.

A home belongs to one area at most, so areas are packed, not laid over each other. Lagrangian
relaxation prices what several candidates want; its bound can not be passed by any plan, so
`value / bound` says how close a plan is to the best there is.
"""

from dataclasses import replace

import numpy as np

from grannsamverkan.planning.exchange import improved
from grannsamverkan.planning.problem import Packed, Places, Problem, Values

_ROUNDS = 400
_REPAIR_EVERY = 10
_CLOSE_ENOUGH = 0.99995
_PATIENCE = 12


def pack(wanted: Problem, *, rounds: int = _ROUNDS) -> Packed:
    """Return a plan and its bound, by prices that rise where candidates overlap, so many times at most."""
    search = _Search(wanted, rounds)
    met = search.due()
    if (met < wanted.least_of).any():
        packed = _Search(replace(wanted, least_of=met), rounds).run()
        return replace(packed, unmet=tuple((wanted.least_of - met).tolist()))
    return replace(search.run(), unmet=(0,) * len(met))


class _Search:
    """One run: the prices, the best plan so far, and the lowest bound so far."""

    def __init__(self, wanted: Problem, rounds: int) -> None:
        self.wanted, self.rounds = wanted, rounds
        self.number_of_rows = int(wanted.rows.max()) + 1 if len(wanted.rows) else 0
        self.uncapped = bool((wanted.most_of >= wanted.most).all())
        self.owed = [
            (np.flatnonzero(wanted.group == here), int(wanted.least_of[here]))
            for here in np.flatnonzero(wanted.least_of).tolist()
        ]
        self.best: list[int] = []
        self.best_unpolished = -1.0
        self.best_value = -1.0
        self.bound = float("inf")

    def due(self) -> Places:
        """Return how many of the least wanted in each locality can be chosen."""
        if not self.wanted.least_of.any():
            return self.wanted.least_of
        chosen = self._greedy(self.wanted.values)
        counts = np.bincount(self.wanted.group[chosen], minlength=len(self.wanted.least_of))
        return np.minimum(counts, self.wanted.least_of)

    def run(self) -> Packed:
        prices = np.zeros(self.number_of_rows)
        best_prices = prices
        step, patience = 1.0, 0
        self._keep(self._greedy(self.wanted.values))
        for turn in range(self.rounds):
            reduced = self.wanted.reduced(prices)
            picked = self._relaxed(reduced)
            value = float(prices.sum() + reduced[picked].sum())
            if value < self.bound - 1e-12:
                self.bound, best_prices, patience = value, prices, 0
            else:
                patience += 1
                if patience >= _PATIENCE:
                    step, patience = step / 2, 0
            if turn % _REPAIR_EVERY == 0:
                self._keep(self._greedy(reduced))
            if self.best_value >= self.bound * _CLOSE_ENOUGH:
                break
            slope = 1.0 - self._used(picked)
            slope[(prices <= 0) & (slope > 0)] = 0.0
            norm = float(
                np.square(slope).sum()
            )  # a dot product would wake threads, and round by their number
            if norm == 0:
                break
            length = step * max(value - self.best_value, 1e-9 * abs(value)) / norm
            prices = np.maximum(0.0, prices - length * slope)
        self._keep(self._greedy(self.wanted.reduced(best_prices)))
        return self._packed(best_prices)

    def _used(self, picked: Places) -> Values:
        """Return how many of some candidates want each place."""
        chosen = np.zeros(len(self.wanted), dtype=bool)
        chosen[picked] = True
        rows = self.wanted.rows[chosen[self.wanted.columns]]
        return np.bincount(rows, minlength=self.number_of_rows).astype(np.float64)

    def _relaxed(self, reduced: Values) -> Places:
        """Return the best choice when places may be taken twice: exact, since localities part the candidates."""
        wanted = self.wanted
        if self.uncapped:
            must = [_largest(reduced, own, least) for own, least in self.owed]
            forced = np.concatenate([np.zeros(0, dtype=np.intp), *must])
            may_be = reduced > 0
            may_be[forced] = False
            room = wanted.most - len(forced)
            return np.concatenate([forced, _largest(reduced, np.flatnonzero(may_be), room)])
        order = np.argsort(-reduced, kind="stable")
        rank = self._rank_in_group(order)
        group = wanted.group[order]
        is_owed = rank < wanted.least_of[group]
        may = (rank < wanted.most_of[group]) & ~is_owed & (reduced[order] > 0)
        room = wanted.most - int(is_owed.sum())
        return np.concatenate([order[is_owed], order[may][: max(room, 0)]])

    def _rank_in_group(self, order: Places) -> Places:
        """Return for candidates in an order how many of their own locality come before each."""
        group = self.wanted.group[order]
        by_group = np.argsort(group, kind="stable")
        counts = np.bincount(group, minlength=len(self.wanted.least_of))
        first = np.cumsum(counts) - counts
        rank = np.empty(len(order), dtype=np.intp)
        rank[by_group] = np.arange(len(order)) - first[group[by_group]]
        return rank

    def _greedy(self, worth: Values) -> list[int]:
        """Return candidates that do not overlap, by falling worth, those first that a locality is due."""
        wanted, taken_by = self.wanted, self.wanted.taken_by
        order = np.argsort(-worth, kind="stable").tolist()
        group, least = wanted.group.tolist(), wanted.least_of.tolist()
        most = wanted.most_of.tolist()
        used: set[int] = set()
        in_group = [0] * len(least)
        chosen: list[int] = []
        for due in (True, False) if any(least) else (False,):
            for one in order:
                if len(chosen) >= wanted.most:
                    break
                here = group[one]
                if in_group[here] >= (least[here] if due else most[here]):
                    continue
                if not used.isdisjoint(taken_by[one]):
                    continue
                used.update(taken_by[one])
                in_group[here] += 1
                chosen.append(one)
        return chosen

    def _keep(self, chosen: list[int]) -> None:
        """Keep a plan if it is the best so far, once no exchange of one candidate makes it better."""
        values = self.wanted.values
        if (value := float(values[chosen].sum())) <= self.best_unpolished:
            return
        self.best_unpolished = value
        better = improved(self.wanted, self.number_of_rows, chosen)
        value = float(values[better].sum())
        if value > self.best_value:
            self.best, self.best_value = better, value

    def _packed(self, prices: Values) -> Packed:
        values = self.wanted.values
        ranked = sorted(self.best, key=lambda one: (-values[one], one))
        value = float(values[ranked].sum())
        return Packed(tuple(ranked), value, max(self.bound, value), prices=prices)


def _largest(worth: Values, some: Places, most: int) -> Places:
    """Return those of some candidates that are worth most, so many at most."""
    if len(some) <= most:
        return some
    return some[np.argpartition(-worth[some], most - 1)[:most]] if most > 0 else some[:0]
