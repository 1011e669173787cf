"""The bulk join gives the very pairs that geopandas gives, whatever the outlines and however little memory."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from grannsamverkan.coverage.bulk import MOST_BYTES, Coordinates, Outlines, covered, pairs, parts


def as_set(found: tuple[np.ndarray, np.ndarray]) -> set[tuple[int, int]]:
    """Return pairs of places and outlines, each of them once."""
    told = list(zip(*(one.tolist() for one in found), strict=True))
    assert len(told) == len(set(told))
    return set(told)


def by_geopandas(x: Coordinates, y: Coordinates, outlines: Outlines) -> set[tuple[int, int]]:
    """Return the pairs of a spatial join."""
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    areas = gpd.GeoDataFrame(geometry=list(outlines))
    joined = gpd.sjoin(places, areas, predicate="intersects")
    return as_set((joined.index.to_numpy(), joined["index_right"].to_numpy()))


def town(rng: np.random.Generator) -> Outlines:
    """Return outlines of ten metres to a hundred kilometres that overlap, with holes and parts, two alike, one empty."""
    made = []
    for number in range(150):
        x, y = rng.uniform(-4_000, 4_000, 2)
        wide, high = 10.0 ** rng.uniform(1, 5 if number % 50 == 0 else 3, 2)
        whole = shapely.box(x, y, x + wide, y + high)
        hole = shapely.box(x + wide / 3, y + high / 3, x + wide / 2, y + high / 2)
        part = shapely.Point(x + 2 * wide, y).buffer(rng.uniform(5, 300), quad_segs=9)
        made.append(
            shapely.MultiPolygon([whole.difference(hole), *shapely.get_parts(part - whole)])
        )
    return np.array([*made, made[3], shapely.MultiPolygon()], dtype=object)


@pytest.mark.parametrize("most_bytes", [MOST_BYTES, 50_000, 1])
def test_pairs_are_those_of_geopandas_on_borders_in_holes_and_where_areas_overlap(
    most_bytes: int,
) -> None:
    rng = np.random.default_rng(20261201)
    outlines = town(rng)
    corners = shapely.get_coordinates(outlines)
    along = shapely.line_interpolate_point(
        shapely.boundary(outlines[:150]), rng.uniform(0, 1, (20, 150)), normalized=True
    )
    anywhere = rng.uniform(-6_000, 9_000, (6_000, 2))
    spots = np.concatenate([corners, shapely.get_coordinates(along.ravel()), anywhere])
    if most_bytes == 1:  # each place is a part of its own
        spots = rng.choice(spots, 150)
    x, y = spots.T.copy()
    found = as_set(pairs(x, y, outlines, most_bytes=most_bytes))
    assert found == by_geopandas(x, y, outlines)
    mask = covered(x, y, outlines)
    assert set(np.flatnonzero(mask).tolist()) == {place for place, _ in found}


def test_nothing_lies_in_nothing() -> None:
    none, nowhere = np.array([], dtype=object), np.array([])
    square = np.array([shapely.box(0, 0, 9, 9)], dtype=object)
    assert as_set(pairs(np.array([1.0]), np.array([1.0]), none)) == set()
    assert as_set(pairs(nowhere, nowhere, square)) == set()
    assert not covered(np.array([1.0]), np.array([1.0]), np.array([shapely.Polygon()])).any()


def test_a_place_that_is_no_number_lies_nowhere_and_hides_no_other() -> None:
    square = np.array([shapely.box(0, 0, 9, 9)], dtype=object)
    x = np.array([np.nan, 3.0, np.inf])
    assert covered(x, np.array([1.0, 1.0, 1.0]), square).tolist() == [False, True, False]


def test_places_from_west_to_east_are_parted_with_the_outlines_near_them_alone() -> None:
    outlines = np.array([shapely.box(at, 0, at + 5, 5) for at in range(0, 1_000, 10)], dtype=object)
    x = np.linspace(0, 1_000, 4_000)
    told = list(parts(x, np.ones(4_000), outlines, most_bytes=64 * 400))
    assert [len(part.x) for part in told] == [400] * 10
    assert max(len(part.outlines) for part in told) <= 12
    assert sorted({*np.concatenate([part.numbers for part in told])}) == list(range(100))


sides = st.floats(0.25, 5_000, allow_nan=False)
at = st.floats(-3_000, 3_000, allow_nan=False)
boxes = st.builds(
    lambda x, y, wide, high: shapely.box(x, y, x + wide, y + high), at, at, sides, sides
)


@given(st.lists(boxes, max_size=6), st.lists(st.tuples(at, at), max_size=8), st.integers(1, 900))
def test_whatever_the_boxes_a_place_is_paired_with_those_that_meet_it(
    drawn: list[shapely.Polygon], free: list[tuple[float, float]], most_bytes: int
) -> None:
    spots = [*free, *(corner for one in drawn for corner in one.exterior.coords)]
    x, y = np.array(spots, dtype=np.float64).reshape(-1, 2).T.copy()
    outlines = np.array(drawn, dtype=object)
    expected = {
        (place, number)
        for place, spot in enumerate(spots)
        for number, one in enumerate(drawn)
        if one.intersects(shapely.Point(spot))
    }
    assert as_set(pairs(x, y, outlines, most_bytes=most_bytes)) == expected
