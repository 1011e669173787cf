"""A reader who keeps every publication and works out what is hidden: the oracle of disclosure control.

It knows the sums of a table, that counts are whole and not below nothing, and which cells and which
numbers that both tell of have not changed from one publication to the next. It asks HiGHS for the least and the most that each hidden
number can be, and shares nothing with what it judges but the shape of a table.
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

from grannsamverkan.domain.tables import Published, Spot, Table

Unknown = tuple[Spot, int, int]
MOST = 100_000


def whole(table: Table) -> dict[Spot, int]:
    """Return every number of a table, counted here once more."""
    counted: dict[Spot, int] = {}
    for row, line in zip(table.rows, table.cells, strict=True):
        for column, number in zip(table.columns, line, strict=True):
            spots: list[Spot] = [(row, column), (row, None), (None, column), (None, None)]
            for spot in spots:
                counted[spot] = counted.get(spot, 0) + (number if spot != (row, column) else 0)
            counted[row, column] = number
    return counted


def sums(table: Table) -> Iterator[list[Spot]]:
    """Give each sum, followed by what it is the sum of."""
    for row in table.rows:
        yield [(row, None), *((row, column) for column in table.columns)]
    for column in table.columns:
        yield [(None, column), *((row, column) for row in table.rows)]
    yield [(None, None), *((row, None) for row in table.rows)]
    yield [(None, None), *((None, column) for column in table.columns)]


class Reader:
    """What follows of some publications.

    `floor` is what the reader takes a hidden number to be at least, knowing that a zero is shown.
    """

    def __init__(self, publications: Sequence[tuple[Table, Published]], *, floor: int = 0) -> None:
        """Note all numbers there are, which of them are shown, and how they hang together."""
        place: dict[Unknown, int] = {}
        rows: list[dict[int, int]] = []
        shown: set[Unknown] = set()
        kept: set[Unknown] = set()
        self.numbers: list[dict[Spot, Unknown]] = []
        last: dict[Spot, Unknown] = {}
        for edition, (table, published) in enumerate(publications):
            numbers = {spot: (spot, n, edition) for spot, n in whole(table).items()}
            for spot in [spot for spot in numbers if spot in published.numbers or None not in spot]:
                if spot in last and last[spot][1] == numbers[spot][1]:
                    numbers[spot] = last[spot]
                last[spot] = numbers[spot]
            self.numbers.append(numbers)
            for one in numbers.values():
                place.setdefault(one, len(place))
            for line in sums(table):
                of = [place[numbers[spot]] for spot in line]
                rows.append({of[0]: -1, **dict.fromkeys(of[1:], 1)})
            for spot, number in published.numbers.items():
                assert number in {None, numbers[spot][1]}, "what is shown is true"
                (kept if number is None else shown).add(numbers[spot])
        self.known = shown
        self.hidden = [one for one in place if one in kept - shown]
        self._place = place
        least = [one[1] if one in shown else min(floor, one[1]) for one in place]
        most = [one[1] if one in shown else MOST for one in place]
        self._bounds = Bounds(least, most)
        entries = [(n, at, sign) for n, row in enumerate(rows) for at, sign in row.items()]
        lines, at, signs = zip(*entries, strict=True)
        matrix = coo_array((signs, (lines, at)), shape=(len(rows), len(place))).tocsr()
        self._agrees = LinearConstraint(matrix, 0, 0)

    def bounds(self, unknown: Unknown) -> tuple[int, int]:
        """Return the least and the most that a number can be."""
        at = self._place[unknown]
        return int(self._extreme(at, 1)[at]), int(self._extreme(at, -1)[at])

    def has_room(self, unknown: Unknown, width: int) -> bool:
        """Say whether the least and the most that a number can be are so far apart."""
        least, most = self.bounds(unknown)
        return most - least >= width

    def narrow(self, width: int = 4) -> list[Unknown]:
        """Return the hidden numbers whose least and most are not `width` apart.

        One that two solutions met on the way already tell that far apart is not asked for again.
        """
        solutions = [np.array([one[1] for one in self._place])]
        found = []
        for unknown in self.hidden:
            at = self._place[unknown]
            for sign in (1, -1):
                met = [one[at] for one in solutions]
                if max(met) - min(met) < width:
                    solutions.append(self._extreme(at, sign))
            met = [one[at] for one in solutions]
            if max(met) - min(met) < width:
                found.append(unknown)
        return found

    def _extreme(self, at: int, sign: int) -> NDArray[np.float64]:
        wish = np.zeros(len(self._place))
        wish[at] = sign
        answer = milp(
            wish, constraints=self._agrees, bounds=self._bounds, integrality=np.ones(len(wish))
        )
        assert answer.success, answer.message
        solution: NDArray[np.float64] = np.asarray(answer.x, dtype=np.float64).round()
        return solution
