"""Four times as many cells are hidden and proven without sixteen times the work.

A table of twelve by twelve takes 5-15 ms, and 15-50 ms after an earlier publication of it; here,
where the machine is anyone's, only the ratio between two sizes is held.
"""

import random
import time

from grannsamverkan.domain.suppression import suppress
from grannsamverkan.domain.tables import Table

FEW, MANY, ROUNDS = 6, 12, 10
MOST = 16.0
"""Measured at 5.6; a proof of its own for each number, anew for each that is shown again, would be at 64."""


def worked_s(side: int) -> float:
    """Return the processor seconds that some tables and their corrections take."""
    chance = random.Random(side)  # noqa: S311 # numbers to hide, no secret
    names = tuple(f"{number}" for number in range(side))
    spent = 0.0
    for _ in range(ROUNDS):
        cells = [[int(chance.expovariate(1 / 10)) for _ in names] for _ in names]
        table = Table(rows=names, columns=names, cells=tuple(map(tuple, cells)))
        cells[0][0] += 20
        corrected = Table(rows=names, columns=names, cells=tuple(map(tuple, cells)))
        began = time.process_time()
        shown = suppress(table, least=8)
        suppress(corrected, least=8, earlier=[(table, shown)])
        spent += time.process_time() - began
    return spent


def test_a_large_table_costs_little_more_than_its_cells() -> None:
    assert worked_s(MANY) / worked_s(FEW) < MOST
