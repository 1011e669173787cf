"""The short form of the benchmark: equal answers, and no ratio far from what was reached."""

from pathlib import Path

import pytest
from results import Bar, Part
from run import in_short, missed


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
def test_no_ratio_falls_far(tmp_path: Path) -> None:
    assert missed(list(in_short(tmp_path))) == []


def test_a_ratio_that_falls_is_found() -> None:
    slow = Bar("2. p50 against STRtree, 100 areas", 1.5, "≤", 0.3)
    other = Bar("1. places of 10 for which other areas are named than by shapely", 1, "≤", 0, "")
    assert [bar.name for bar in missed([Part((), (slow, other))])] == [slow.name, other.name]
