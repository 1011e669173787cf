"""Which of many candidates to choose so that none overlap: the question, and the answer with its bound."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

_DUE_PART = 30
"""Of the likely candidates a locality that is due some has a thirtieth to itself."""

Values = NDArray[np.float64]
Places = NDArray[np.intp]


@dataclass(frozen=True)
class Problem:
    """Candidates with what each is worth and which places it takes.

    Attributes:
        values: n, what each candidate is worth, each above 0.
        starts, rows: candidate j takes the places `rows[starts[j]:starts[j + 1]]`; no place is taken twice.
        most: at most so many candidates are chosen.
        group: n, the locality of each candidate.
        least_of, most_of: for each locality the least and the most that are chosen in it.
    """

    values: Values
    starts: Places
    rows: Places
    most: int
    group: Places
    least_of: Places
    most_of: Places

    def __len__(self) -> int:
        return len(self.values)

    @cached_property
    def columns(self) -> Places:
        """For each of `rows` the candidate that takes it."""
        return np.repeat(np.arange(len(self)), np.diff(self.starts))

    @cached_property
    def taken_by(self) -> list[list[int]]:
        """The places that each candidate takes."""
        rows, bounds = self.rows.tolist(), self.starts.tolist()
        return [rows[first:last] for first, last in pairwise(bounds)]

    def of(self, place: int) -> Places:
        """Return the places that a candidate takes."""
        return self.rows[self.starts[place] : self.starts[place + 1]]

    def only(self, some: Places) -> "Problem":
        """Return the problem of choosing among some of the candidates, in the order given."""
        counts = np.diff(self.starts)[some]
        starts = np.zeros(len(some) + 1, dtype=np.intp)
        np.cumsum(counts, out=starts[1:])
        at = np.repeat(self.starts[some] - starts[:-1], counts) + np.arange(starts[-1])
        return replace(
            self,
            values=self.values[some],
            starts=starts,
            rows=self.rows[at],
            group=self.group[some],
        )

    def instead(self, one: int, others: Places, *, least: float) -> list[int]:
        """Return the candidates that overlap one, by what a plan gains that has one of them for it.

        What they take from others of the plan is not gained; those that gain no more than `least` are left out.
        """
        taken = {row: other for other in others.tolist() for row in self.taken_by[other]}
        gains: list[tuple[float, int]] = []
        for other in np.unique(self.columns[np.isin(self.rows, self.of(one))]).tolist():
            away = {taken[row] for row in self.taken_by[other] if row in taken}
            gain = float(self.values[other] - self.values[sorted(away)].sum())
            if gain > least and other != one:
                gains.append((-gain, other))
        return [other for _, other in sorted(gains)]

    def reduced(self, prices: Values) -> Values:
        """Return what each candidate is worth once it has paid for the places it takes."""
        costs = np.bincount(self.columns, weights=prices[self.rows], minlength=len(self))
        return np.asarray(self.values - costs)

    def likely(self, prices: Values, most: int) -> Places:
        """Return the candidates that prices speak for most, about so many at most, in their own order.

        For a locality that is due some its own best are among them, whatever others are worth.
        """
        if len(self) <= most:
            return np.arange(len(self))
        order = np.argsort(-self.reduced(prices), kind="stable")
        kept = np.zeros(len(self), dtype=bool)
        kept[order[:most]] = True
        for due in np.flatnonzero(self.least_of).tolist():
            kept[order[self.group[order] == due][: most // _DUE_PART]] = True
        return np.flatnonzero(kept)


def problem(
    values: Sequence[float] | Values,
    takes: Sequence[Sequence[int]],
    *,
    most: int,
    group: Sequence[int] | None = None,
    least_of: Sequence[int] = (0,),
    most_of: Sequence[int] | None = None,
) -> Problem:
    """Return a problem from plain lists; without groups all candidates are in one."""
    starts = np.zeros(len(takes) + 1, dtype=np.intp)
    np.cumsum([len(one) for one in takes], out=starts[1:])
    return Problem(
        np.asarray(values, dtype=np.float64),
        starts,
        np.array([row for one in takes for row in one], dtype=np.intp),
        most,
        np.zeros(len(takes), dtype=np.intp) if group is None else np.array(group, dtype=np.intp),
        np.array(least_of, dtype=np.intp),
        np.array(most_of if most_of is not None else [most] * len(least_of), dtype=np.intp),
    )


@dataclass(frozen=True, slots=True)
class Packed:
    """A plan: the chosen candidates, the most valuable first, and what no plan can pass.

    Attributes:
        unmet: for each locality how many of the least wanted could not be chosen.
        prices: what each place costs, as the bound has it.
    """

    chosen: tuple[int, ...]
    value: float
    bound: float
    unmet: tuple[int, ...] = ()
    prices: Values = field(default_factory=lambda: np.zeros(0), repr=False)

    @property
    def certificate(self) -> float:
        """How much of the best possible the plan is sure to be worth (0-1)."""
        return 1.0 if self.bound <= 0 else min(1.0, self.value / self.bound)
