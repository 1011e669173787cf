"""In short: the forecast holds what comes, and the estimated risk beats counts and is about right.

The bars are those of docs/planning-method.md with room for how few histories and municipalities there
is time for here; `forecast_bars.py`, `risk_bars.py` and `nottingham.py` in this folder print all.
"""

from pathlib import Path

import nottingham
import numpy as np
import pytest
from forecast_bars import REGIMES, scored
from risk_bars import held, ranked
from towns import SETTINGS

HISTORIES = 40


def test_the_forecast_holds_what_comes_and_is_no_worse_than_a_textbooks() -> None:
    outcomes = [scored(regime, HISTORIES, number) for number, regime in enumerate(REGIMES)]
    assert np.mean([one.ours.raw for one in outcomes]) > 0.88
    assert 0.85 < np.mean([one.ours.pit for one in outcomes]) < 0.95
    assert np.mean([one.ours.crps / one.textbook.crps for one in outcomes]) < 1
    assert np.mean([one.ours.brier - one.textbook.brier for one in outcomes]) < 0


def test_the_risk_finds_more_than_counts_do_and_foretells_about_what_is_there() -> None:
    results = [ranked(setting, 2) for setting in SETTINGS]
    ours, counts = (np.mean([one.skill[way] for one in results]) for way in ("kernel EB", "counts"))
    assert ours > 0.4
    assert ours > 1.3 * counts
    assert 0.75 < np.mean([one.kernel_ratio for one in results]) < 1.3
    assert np.mean([one.counts_ratio for one in results]) > 2


def test_what_is_called_nine_of_ten_is_about_that() -> None:
    some = [held(setting, range(3_000, 3_004)) for setting in SETTINGS]
    assert 0.82 < np.mean([one.areas for one in some]) < 0.98
    assert np.mean([one.plans for one in some]) > 0.75
    assert {one.too_few for one in some[::2]} == {
        1.0
    }  # a year of a small municipality says too little


def test_in_nottingham_the_next_quarter_is_foretold_better_than_by_counts(
    shared_data: Path,
) -> None:
    folder = shared_data / "foreign"
    if not (folder / "nottingham_burglary.csv").exists():
        pytest.skip(f"the burglaries of Nottingham are not in {folder}")
    place = nottingham.city(folder, nottingham.QUARTERS[0])
    found = nottingham.scores(place, place.train)
    ours, counts = (
        nottingham.caught(place, found[way], 0.05).mean() / 0.05 for way in ("kernel EB", "counts")
    )
    assert ours > 6
    assert ours > 1.05 * counts
