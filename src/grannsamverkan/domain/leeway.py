"""How far hidden numbers of published tables can lie from what they are, for whoever reads all of them.

In a table with its sums, every number is on its way from its row to its column and every sum on its way
back, and what comes to a row or column goes from it again. So when a hidden number is another than it
is, the difference runs on through other hidden numbers until it is back. Where it can run, there is a
second table that agrees with everything shown, and nobody can tell which of the two is the true one.

Where a reader may know that a number is the same in two publications, it is one unknown, and then the
difference has to run round in both. What runs is whole numbers, so each way that is found is such a
table, and a proof; of one publication every way there is is found, of several nearly every one.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, product

from grannsamverkan.domain.tables import Spot

Unknown = tuple[Spot, int, int]
"""A place, the number that is there, and the first publication in which it was that number."""

WIDTH = 4
"""A hidden number can, for all that is shown, be this much more or less than it also can be."""

_Moves = Counter[Unknown]
_Proof = tuple[int, frozenset[Unknown]]
_AT_REST: _Proof = (0, frozenset())


class _Sheet:
    """One publication as ways between its rows and columns."""

    def __init__(self, unknowns: Collection[Unknown]) -> None:
        numbering = count()
        nodes: dict[tuple[str, str | None], int] = {}
        self.ends: dict[Unknown, tuple[int, int]] = {}
        self.ways: dict[int, list[tuple[int, Unknown, int]]] = {}
        for unknown in unknowns:
            row, column = unknown[0]
            ends = ("row", row), ("column", column)
            tail, head = (nodes.setdefault(one, next(numbering)) for one in ends)
            if (row is None) != (column is None):  # a sum runs back
                tail, head = head, tail
            self.ends[unknown] = tail, head
            self.ways.setdefault(tail, []).append((head, unknown, 1))
            self.ways.setdefault(head, []).append((tail, unknown, -1))

    def surplus(self, moves: _Moves) -> Counter[int]:
        """Return how much more comes to each node than goes from it."""
        surplus: Counter[int] = Counter()
        for unknown, by in moves.items():
            if unknown in self.ends:
                tail, head = self.ends[unknown]
                surplus[head] += by
                surplus[tail] -= by
        return surplus


@dataclass(slots=True)
class _Spread:
    """One attempt to let a difference run round in every publication.

    Attributes:
        moves: by how much each unknown differs so far.
        settled: what must not differ any further.
        step: how much runs at a time.
        paying: whether it may run through what is shown but need not be.
    """

    moves: _Moves
    settled: set[Unknown]
    step: int
    paying: bool


class Leeway:
    """The tables that agree with everything published, as far as they have been found.

    Attributes:
        price: what it costs to hide each number that is shown and need not be; 0 for one that nobody is
            shown. What has no price is known for good.
    """

    def __init__(
        self,
        publications: Sequence[Collection[Unknown]],
        price: Mapping[Unknown, int],
        *,
        floor: int,
    ) -> None:
        """Take every number of each publication; a reader knows hidden ones to be `floor` at least."""
        self.price = dict(price)
        self._floor = floor
        distinct = [one for n, one in enumerate(publications) if one not in publications[:n]]
        self._sheets = [_Sheet(one) for one in distinct]
        self._within: dict[Unknown, list[_Sheet]] = {}
        for sheet in self._sheets:
            for unknown in sheet.ends:
                self._within.setdefault(unknown, []).append(sheet)
        self._lowest: dict[Unknown, _Proof] = {}
        self._highest: dict[Unknown, _Proof] = {}

    def is_wide(self, unknown: Unknown) -> bool:
        """Say whether a hidden number is proven to have room of `WIDTH` or more."""
        return self._width(unknown) >= WIDTH or any(
            self._width(unknown) >= WIDTH for _ in self._pushes(unknown)
        )

    def cheapest(self, unknown: Unknown) -> list[Unknown]:
        """Return the numbers to hide that give more room to one that has too little; none where nothing does."""
        ways = product(self._within[unknown], (1, -1))
        found = [paid for sheet, sign in ways if (paid := self._paid(unknown, sheet, sign))]
        return min(found, key=lambda paid: sum(self.price[one] for one in paid), default=[])

    def hide(self, unknown: Unknown) -> None:
        """Show a number to nobody."""
        self.price[unknown] = 0

    def show(self, unknown: Unknown, price: int | None = None) -> None:
        """Show a number after all, for good where it has no price, and forget what it proved by being another."""
        del self.price[unknown]
        if price is not None:
            self.price[unknown] = price
        for proofs in (self._lowest, self._highest):
            fallen = [one for one, (_, support) in proofs.items() if unknown in support]
            for one in fallen:
                del proofs[one]

    def _width(self, unknown: Unknown) -> int:
        high, low = self._highest.get(unknown, _AT_REST), self._lowest.get(unknown, _AT_REST)
        return high[0] - low[0]

    def _pushes(self, unknown: Unknown) -> Iterator[_Moves]:
        """Push an unknown up and down, in one go where that can be, else by one at a time."""
        for step, sheet, sign in product((WIDTH, 1), self._within[unknown], (1, -1)):
            yield self._push(unknown, sheet, sign, step)

    def _push(self, unknown: Unknown, sheet: _Sheet, sign: int, step: int) -> _Moves:
        """Push an unknown by `WIDTH`, or as far as it goes, and keep what that proves."""
        moves: _Moves = Counter()
        for _ in range(WIDTH // step):
            further = self._run(unknown, sheet, sign * step, moves, paying=False)
            if further is None:
                break
            moves = further
            self._keep(moves)
        return moves

    def _keep(self, moves: _Moves) -> None:
        support = frozenset(one for one, by in moves.items() if by)
        for one in support:
            by = moves[one]
            proofs = self._highest if by > 0 else self._lowest
            if abs(by) > abs(proofs.get(one, _AT_REST)[0]):
                proofs[one] = by, support

    def _paid(self, unknown: Unknown, sheet: _Sheet, sign: int) -> list[Unknown]:
        """Return what has to be hidden for an unknown to go one further than it can."""
        moves = self._run(unknown, sheet, sign, self._push(unknown, sheet, sign, 1), paying=True)
        return [one for one, by in (moves or {}).items() if by and self.price[one]]

    def _run(
        self, unknown: Unknown, sheet: _Sheet, by: int, before: _Moves, *, paying: bool
    ) -> _Moves | None:
        """Let an unknown differ by so much more, and all that follows; None where no way is found.

        Where the way in the first publication asks too much of another one, it is tried again without
        one of the numbers that the two have in common.
        """
        if unknown[1] + before[unknown] + by < min(self._floor, unknown[1]):
            return None
        sheets = [sheet, *(one for one in self._sheets if one is not sheet)]
        avoided: set[Unknown] = set()
        while True:
            spread = _Spread(Counter(before), {unknown, *avoided}, abs(by), paying)
            spread.moves[unknown] += by
            stuck = next((one for one in sheets if not self._settle(one, spread)), None)
            if stuck is None:
                return spread.moves
            common = (one for one in spread.moves if len(self._within[one]) > 1)
            culprit = next((one for one in common if one not in avoided | {unknown}), None)
            if stuck is sheet or culprit is None:
                return None
            avoided.add(culprit)

    def _settle(self, sheet: _Sheet, spread: _Spread) -> bool:
        """Let what has come to a node of a publication too much run to where it is missing."""
        surplus = sheet.surplus(spread.moves)
        while (source := next((node for node, by in surplus.items() if by > 0), None)) is not None:
            way = self._way(sheet, source, surplus, spread)
            if way is None:
                return False
            target, path = way
            for unknown, sign in path:
                spread.moves[unknown] += sign * spread.step
            surplus[source] -= spread.step
            surplus[target] += spread.step
        spread.settled |= sheet.ends.keys()
        return True

    def _way(
        self, sheet: _Sheet, source: int, surplus: Mapping[int, int], spread: _Spread
    ) -> tuple[int, list[tuple[Unknown, int]]] | None:
        """Return the cheapest way from a node to one where something is missing (Dijkstra)."""
        costs = {source: 0}
        came: dict[int, tuple[int, Unknown, int]] = {}
        heap = [(0, source)]
        while heap:
            cost, node = heappop(heap)
            if surplus.get(node, 0) < 0:
                return node, _path(came, source, node)
            if cost > costs[node]:
                continue
            for other, unknown, sign in sheet.ways[node]:
                dear = self._toll(unknown, sign, spread)
                if dear is not None and cost + dear < costs.get(other, cost + dear + 1):
                    costs[other] = cost + dear
                    came[other] = node, unknown, sign
                    heappush(heap, (cost + dear, other))
        return None

    def _toll(self, unknown: Unknown, sign: int, spread: _Spread) -> int | None:
        """Return what it costs to run through an unknown, None where nothing can."""
        price = self.price.get(unknown)
        if price is None or unknown in spread.settled or (price and not spread.paying):
            return None
        if sign < 0:
            left = unknown[1] + spread.moves[unknown] - spread.step
            if left < min(self._floor, unknown[1]):
                return None
        return price


def _path(
    came: Mapping[int, tuple[int, Unknown, int]], source: int, node: int
) -> list[tuple[Unknown, int]]:
    path = []
    while node != source:
        node, unknown, sign = came[node]
        path.append((unknown, sign))
    return path
