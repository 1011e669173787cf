"""What is told of many areas together is told coarsely, and of few not at all."""

import pytest

from grannsamverkan.domain.rounding import of_areas, people_told, share_of_areas


@pytest.mark.parametrize(
    ("number", "areas", "told"),
    [(4, 3, 0), (5, 3, 10), (14, 3, 10), (15, 9, 20), (100, 2, None), (0, 3, 0)],
)
def test_numbers_are_in_whole_tens_of_three_areas_or_more(
    number: int, areas: int, told: int | None
) -> None:
    assert of_areas(number, areas) == told


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [
        (9, 9, None),
        (0, 0, None),
        (1, 20, 0),
        (3, 20, 0.25),
        (19, 22, 0.75),
        (0, 10, 0),
        (10, 10, 1),
    ],
)
def test_shares_are_in_whole_quarters_of_ten_areas_or_more(
    part: int, whole: int, told: float | None
) -> None:
    assert share_of_areas(part, whole) == told


def test_a_share_is_as_near_as_a_quarter_can_be() -> None:
    for whole in range(10, 60):
        for part in range(whole + 1):
            assert abs((share_of_areas(part, whole) or 0) - part / whole) <= 0.125 + 1e-9


@pytest.mark.parametrize(("number", "told"), [(0, None), (7, None), (8, 10), (14, 10), (15, 20)])
def test_people_are_in_whole_tens_and_few_of_them_not_told(number: int, told: int | None) -> None:
    assert people_told(number) == told
