"""The chance that a proposal is founded: unknown for long, then that of all."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.domain.outcomes import Outcomes
from grannsamverkan.planning.chance import FEWEST_OUTCOMES, chance_of


def test_of_few_outcomes_no_chance_is_told() -> None:
    assert chance_of(Outcomes(planned=FEWEST_OUTCOMES - 1, founded=10)) is None
    assert chance_of(Outcomes(planned=FEWEST_OUTCOMES, founded=10)) is not None


@given(st.integers(FEWEST_OUTCOMES, 500), st.data())
def test_what_was_seen_lies_near_the_mean_and_the_mean_in_the_interval(
    planned: int, data: st.DataObject
) -> None:
    founded = data.draw(st.integers(0, planned))
    chance = chance_of(Outcomes(planned, founded))
    assert chance is not None
    assert 0 < chance.low < chance.mean < chance.high < 1
    assert chance.mean == pytest.approx((1 + founded) / (4 + planned))


def test_the_interval_holds_nine_of_ten_where_chances_are_as_was_believed() -> None:
    rng = np.random.default_rng(3)
    held = 0
    for true in rng.beta(1, 3, 2_000).tolist():
        chance = chance_of(Outcomes(25, int(rng.binomial(25, true))))
        assert chance is not None
        held += chance.low <= true <= chance.high
    assert 0.88 < held / 2_000 < 0.92
