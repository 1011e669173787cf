"""Ten times as many areas make no list of the workspace ten times as slow.

The lists' time at 20 000 areas is printed by `python tests/bench/many_areas.py 20000`; here, where
the machine is anyone's, only the ratio between two sizes is held.
"""

from pathlib import Path

from many_areas import browser, timed

FEW, MANY = 150, 1_500
MOST = 7.0
"""Measured at 1.0-4.5; a list that looks through everything for each line would be at a hundred."""


def test_ten_times_the_areas_cost_much_less_than_ten_times_the_work(tmp_path: Path) -> None:
    with browser(tmp_path, FEW) as few, browser(tmp_path, MANY) as many:
        small = {one.path: one.work_ms for one in timed(few)}
        ratios = {one.path: one.work_ms / small[one.path] for one in timed(many)}
    assert {path: ratio for path, ratio in ratios.items() if ratio > MOST} == {}
