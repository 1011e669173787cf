"""What is said of a place: at the edge before inside, outside the municipality only when it is sure."""

from dataclasses import replace

import pytest
from shapely import MultiPolygon, box

from grannsamverkan.coverage.borders import Borders
from grannsamverkan.coverage.check import State, check, compass
from grannsamverkan.coverage.index import PointIndex
from grannsamverkan.domain.areas import Municipality

INDEX = PointIndex({"a": MultiPolygon([box(0, 0, 1_000, 1_000)])})
HERE = Municipality(
    code="1861", name="Hallsberg", border=MultiPolygon([box(-20_000, -20_000, 20_000, 20_000)])
)
ROUGH = replace(HERE, border_generalised=True)


@pytest.mark.parametrize(
    ("point", "state"),
    [
        ((500, 500), State.INSIDE),
        ((500, 975), State.EDGE),
        ((500, 974.9), State.INSIDE),
        ((500, 1_000), State.EDGE),
        ((500, 1_025), State.EDGE),
        ((500, 1_025.1), State.OUTSIDE),
    ],
)
def test_within_25_metres_of_a_border_on_either_side_a_place_is_at_the_edge(
    point: tuple[float, float], state: State
) -> None:
    assert check(point, INDEX, Borders(())).state is state


@pytest.mark.parametrize(
    ("x", "municipality", "state", "certain"),
    [
        (20_001, HERE, State.OUTSIDE_MUNICIPALITY, True),
        (19_999, HERE, State.OUTSIDE, True),
        (25_999, ROUGH, State.OUTSIDE, False),
        (26_001, ROUGH, State.OUTSIDE_MUNICIPALITY, True),
        (19_000, ROUGH, State.OUTSIDE, False),
        (10_000, ROUGH, State.OUTSIDE, True),
    ],
)
def test_outside_the_municipality_is_said_only_where_the_border_is_sure(
    *, x: float, municipality: Municipality, state: State, certain: bool
) -> None:
    answer = check((x, 0.0), INDEX, Borders((municipality,)))
    assert answer.state is state
    assert answer.municipality is not None
    assert answer.municipality.certain is certain


def test_an_unknown_border_among_several_leaves_open_what_lies_outside() -> None:
    unknown = Municipality(code="1881", name="Kumla")
    assert check((90_000, 0), INDEX, Borders((HERE, unknown))).state is State.OUTSIDE


def test_a_place_is_outside_only_when_it_is_outside_every_municipality() -> None:
    far = replace(HERE, code="1881", border=MultiPolygon([box(80_000, -9_000, 99_000, 9_000)]))
    assert check((90_000, 0), INDEX, Borders((HERE, far))).state is State.OUTSIDE
    assert check((50_000, 0), INDEX, Borders((HERE, far))).state is State.OUTSIDE_MUNICIPALITY


def test_without_any_border_nothing_is_said_of_the_municipality() -> None:
    answer = check((90_000, 0), INDEX, Borders(()))
    assert answer.state is State.OUTSIDE
    assert answer.municipality is None


def test_an_area_counts_as_inside_even_beyond_the_municipal_border() -> None:
    small = replace(HERE, border=MultiPolygon([box(0, 0, 10, 10)]))
    assert check((500, 500), INDEX, Borders((small,))).state is State.INSIDE


def test_the_direction_leads_towards_the_nearest_point() -> None:
    answer = check((500, -420.26), INDEX, Borders(()))
    assert answer.nearest is not None
    assert (answer.nearest.distance_m, answer.nearest.direction) == (420.3, "n")


@pytest.mark.parametrize(
    ("end", "direction"),
    [
        ((0, 1), "n"),
        ((1, 1), "ne"),
        ((1, 0), "e"),
        ((1, -1), "se"),
        ((0, -1), "s"),
        ((-1, -1), "sw"),
        ((-1, 0), "w"),
        ((-1, 1), "nw"),
        ((-0.1, 1), "n"),
        ((-1, -0.1), "w"),
    ],
)
def test_eight_directions_divide_the_compass(end: tuple[float, float], direction: str) -> None:
    assert compass((0, 0), end) == direction
