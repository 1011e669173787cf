"""Numbers on a map do not cover each other, and stay where they belong if they can."""

from itertools import combinations
from math import dist

from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.reports.apart import apart

WIDE = 18.0
inside = st.floats(WIDE, 500 - WIDE)
few = st.lists(st.tuples(inside, inside), max_size=6)


@given(few)
def test_few_marks_are_free_of_each_other_inside_and_near(
    points: list[tuple[float, float]],
) -> None:
    placed = apart(points, WIDE, width=500, height=500)
    assert len(placed) == len(points)
    assert all(dist(a, b) >= WIDE for a, b in combinations(placed, 2))
    for point, spot in zip(points, placed, strict=True):
        assert dist(point, spot) <= 1.5 * WIDE + 1e-9
        assert all(WIDE / 2 <= side <= 500 - WIDE / 2 for side in spot)


@given(few)
def test_marks_with_room_stay(points: list[tuple[float, float]]) -> None:
    if all(dist(a, b) >= WIDE for a, b in combinations(points, 2)):
        assert apart(points, WIDE, width=500, height=500) == points


def test_one_that_finds_no_room_stays_too() -> None:
    crowd = [(50.0, 50.0)] * 60
    assert apart(crowd, WIDE, width=500, height=500)[-1] == (50.0, 50.0)
