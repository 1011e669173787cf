"""A plan made better by small steps: one candidate in, those that stand in its way out."""

from heapq import heappop, heappush

import numpy as np

from grannsamverkan.planning.problem import Problem

_PASSES = 4
_GAINS = 1e-12
_NOBODY = -1


def improved(wanted: Problem, rows: int, chosen: list[int]) -> list[int]:
    """Return a plan that no exchange of one candidate makes better, made of the one that is `chosen`.

    `rows` says how many places there are to take.
    """
    return _Exchange(wanted, rows, chosen).run()


class _Exchange:
    """A plan made better by taking one candidate in for those that stand in its way, until none helps."""

    def __init__(self, wanted: Problem, rows: int, chosen: list[int]) -> None:
        self.values: list[float] = wanted.values.tolist()
        self.group: list[int] = wanted.group.tolist()
        self.least: list[int] = wanted.least_of.tolist()
        self.most_of: list[int] = wanted.most_of.tolist()
        self.most = wanted.most
        self.taken_by = wanted.taken_by
        self.owner = [_NOBODY] * rows
        self.in_group = [0] * len(self.least)
        self.chosen: set[int] = set()
        self.least_first: list[tuple[float, int]] = []
        for one in chosen:
            self._take(one)

    def run(self) -> list[int]:
        order = np.argsort(-np.array(self.values), kind="stable").tolist()
        for _ in range(_PASSES):
            changed = False
            worst = self._worst()
            for one in order:
                if worst is not None and self.values[one] <= self.values[worst]:
                    break  # nothing could make way for it
                if one not in self.chosen and self._try(one, worst):
                    changed, worst = True, self._worst()
            if not changed:
                break
        return sorted(self.chosen)

    def _worst(self) -> int | None:
        """Return the least valuable of a plan that has no room for more."""
        if len(self.chosen) < self.most:
            return None
        while -self.least_first[0][1] not in self.chosen:
            heappop(self.least_first)  # it left the plan since
        return -self.least_first[0][1]

    def _try(self, one: int, worst: int | None) -> bool:
        away = {self.owner[row] for row in self.taken_by[one]} - {_NOBODY}
        if not away and worst is not None:
            away = {worst}
        gain = self.values[one] - sum(self.values[other] for other in away)
        if gain <= _GAINS or not self._allowed(one, away):
            return False
        for other in away:
            self._leave(other)
        self._take(one)
        return True

    def _allowed(self, one: int, away: set[int]) -> bool:
        """Say whether every locality still has as many as it is due, and no more than it may."""
        counts = {self.group[one]: self.in_group[self.group[one]] + 1}
        for other in away:
            here = self.group[other]
            counts[here] = counts.get(here, self.in_group[here]) - 1
        return all(
            self.least[here] <= count <= self.most_of[here] for here, count in counts.items()
        )

    def _take(self, one: int) -> None:
        self.chosen.add(one)
        heappush(self.least_first, (self.values[one], -one))
        self.in_group[self.group[one]] += 1
        for row in self.taken_by[one]:
            self.owner[row] = one

    def _leave(self, one: int) -> None:
        self.chosen.remove(one)
        self.in_group[self.group[one]] -= 1
        for row in self.taken_by[one]:
            self.owner[row] = _NOBODY
