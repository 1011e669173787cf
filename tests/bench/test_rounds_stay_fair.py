"""Ten yearly plans: every locality has its turn, and those that had few homes in areas draw level."""

import pytest
from fair_rounds import WAYS, Ways, rounds

from grannsamverkan.planning.turns import ROUNDS


@pytest.mark.parametrize("ways", WAYS[:2], ids=lambda one: one.name)
def test_every_locality_gets_a_proposal_within_three_rounds(ways: Ways) -> None:
    found = rounds(ways, new=6, seed=100)
    assert max(found.waited.values()) < ROUNDS
    assert found.missed == 0
    if ways.founded == 1:
        assert found.ratio(-1) <= found.ratio(0)
