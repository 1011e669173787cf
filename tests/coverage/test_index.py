"""The index answers exactly what shapely's brute force answers."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from shapely import MultiPolygon

from grannsamverkan.coverage.borders import Borders
from grannsamverkan.coverage.check import EDGE_M, State, check
from grannsamverkan.coverage.index import About, PointIndex
from grannsamverkan.domain.geometry import public_outline

AREAS, POINTS = 120, 100_000
EXTENT_M = 11_000


def areas(rng: np.random.Generator) -> dict[str, MultiPolygon]:
    """Return public outlines of star-shaped areas, many overlapping, some with a hole, two alike."""
    made = {}
    for number in range(AREAS):
        angles = np.sort(rng.uniform(0, 2 * np.pi, 24))
        radii = rng.uniform(0.4, 1, 24) * rng.uniform(100, 700)
        corners = np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None]
        drawn = shapely.make_valid(
            shapely.Polygon(corners + rng.uniform(0, EXTENT_M, 2)), method="structure"
        )
        if number % 7 == 0:
            drawn = drawn.difference(drawn.centroid.buffer(60))
        parts = [part for part in shapely.get_parts([drawn]) if part.geom_type == "Polygon"]
        whole = MultiPolygon(parts or list(shapely.get_parts(drawn)))
        made[f"{number:04d}"] = public_outline(shapely.normalize(whole))
    made["twin"] = made["0003"]
    return made


def places(outlines: dict[str, MultiPolygon], rng: np.random.Generator) -> NDArray[np.float64]:
    """Return points anywhere, 10 000 on borders (corners among them) and 20 000 within 50 m of one."""
    borders = shapely.boundary(np.array(list(outlines.values())))
    chosen = rng.choice(borders, 30_000)
    along = shapely.line_interpolate_point(
        shapely.get_geometry(chosen, 0), rng.uniform(0, 1, 30_000), normalized=True
    )
    on_border = shapely.get_coordinates(along)
    on_border[:3_000] = shapely.get_coordinates(borders)[:3_000]
    on_border[10_000:] += rng.uniform(-35, 35, (20_000, 2))
    anywhere = rng.uniform(-500, EXTENT_M + 500, (POINTS - len(on_border), 2))
    return np.concatenate([on_border, anywhere])


def test_every_answer_equals_brute_force_for_points_anywhere_on_borders_and_beside_them() -> None:
    rng = np.random.default_rng(20261123)
    outlines = areas(rng)
    spots = places(outlines, rng)
    index, searched = PointIndex(outlines).prepared(), PointIndex(outlines)
    polygons = np.array([outlines[area_id] for area_id in index.ids])
    borders = shapely.boundary(polygons)
    points = shapely.points(spots)
    covers = np.array([shapely.covers(polygon, points) for polygon in polygons])
    to_area = np.array([shapely.distance(polygon, points) for polygon in polygons])
    to_border = np.array([shapely.distance(border, points) for border in borders])
    for number, spot in enumerate(spots):
        point = (float(spot[0]), float(spot[1]))
        answer = check(point, index, Borders(()))
        covering = tuple(index.ids[i] for i in np.flatnonzero(covers[:, number]))
        near = tuple(index.ids[i] for i in np.flatnonzero(to_border[:, number] <= EDGE_M))
        assert (answer.areas, answer.edges) == (covering, near)
        assert searched.covering(point) == covering
        expected = State.EDGE if near else State.INSIDE if covering else State.OUTSIDE
        assert answer.state is expected
        assert answer.nearest is not None
        distance_m = to_area[:, number].min()
        assert answer.nearest.distance_m == round(float(distance_m), 1)
        assert answer.nearest.id == index.ids[int(to_area[:, number].argmin())]
        assert (answer.nearest.direction is None) == bool(covering)


def test_an_index_without_outlines_answers_nothing() -> None:
    index = PointIndex({})
    assert index.covering((0, 0)) == ()
    assert index.about((0, 0), 25) == About((), (), None)
    assert len(index) == 0


def test_a_box_finds_the_outlines_that_meet_it() -> None:
    index = PointIndex(
        {
            name: MultiPolygon([shapely.box(*bounds)])
            for name, bounds in {"a": (0, 0, 10, 10), "b": (20, 0, 30, 10)}.items()
        }
    )
    assert index.within((9, 9, 12, 12)) == ("a",)
    assert index.within((10, 5, 20, 6)) == ("a", "b")
    assert index.within((11, 0, 19, 10)) == ()


square = st.builds(
    lambda x, y, side: MultiPolygon([shapely.box(x, y, x + side, y + side)]),
    st.integers(-500, 500),
    st.integers(-500, 500),
    st.integers(1, 300),
)


@given(
    st.lists(square, min_size=1, max_size=8),
    st.tuples(st.integers(-600, 600), st.integers(-600, 600)),
)
def test_whatever_the_squares_the_nearest_is_the_one_with_the_smallest_distance(
    squares: list[MultiPolygon], point: tuple[int, int]
) -> None:
    index = PointIndex({str(number): drawn for number, drawn in enumerate(squares)})
    spot = shapely.Point(point)
    nearest = index.about(point, 25).nearest
    assert nearest is not None
    distances = {str(number): drawn.distance(spot) for number, drawn in enumerate(squares)}
    assert nearest.distance_m == pytest.approx(min(distances.values()), abs=1e-9)
    assert nearest.id == min(distances, key=lambda area_id: (distances[area_id], area_id))


def test_outlines_of_every_size_with_holes_and_parts_are_found_as_by_searching() -> None:
    rng = np.random.default_rng(20261127)
    outlines = {}
    for number in range(60):
        x, y = rng.uniform(-90_000, 90_000, 2)
        wide, high = 10.0 ** rng.uniform(0, 5.2, 2)
        whole = shapely.box(x, y, x + wide, y + high)
        hole = shapely.box(x + wide / 3, y + high / 3, x + wide / 2, y + high / 2)
        part = shapely.box(x + 2 * wide, y, x + 2 * wide + 70, y + 70)
        outlines[f"{number:02d}"] = shapely.MultiPolygon([whole.difference(hole), part])
    prepared, searched = PointIndex(outlines).prepared(), PointIndex(outlines)
    corners = shapely.get_coordinates(list(outlines.values()))
    spots = np.concatenate([corners, corners + rng.normal(0, 40, corners.shape),
                            rng.uniform(-100_000, 200_000, (3_000, 2))])  # fmt: skip
    for spot in spots.tolist():
        point = (spot[0], spot[1])
        assert prepared.covering(point) == searched.covering(point)
        assert prepared.about(point, 25) == searched.about(point, 25)


def test_far_from_all_outlines_the_nearest_is_found_as_by_searching_ties_included() -> None:
    rng = np.random.default_rng(20261128)
    outlines = areas(rng)
    # the same a long way off on either side, so that many lie equally far away from places between
    for number, (x, y) in enumerate([(90_000, 0), (-90_000, 0), (0, 90_000), (0, -90_000)]):
        outlines[f"far{number}"] = MultiPolygon([shapely.box(x - 50, y - 50, x + 50, y + 50)])
        outlines[f"far{number}twin"] = outlines[f"far{number}"]
    index = PointIndex(outlines).prepared()
    polygons = np.array([outlines[area_id] for area_id in index.ids])
    tree = shapely.STRtree(polygons)
    spots = np.concatenate([rng.uniform(-200_000, 200_000, (20_000, 2)),
                            rng.integers(-20, 20, (5_000, 2)) * 5_000.0])  # fmt: skip
    for spot in spots.tolist():
        nearest = index.about((spot[0], spot[1]), EDGE_M).nearest
        assert nearest is not None
        here = shapely.Point(spot)
        rows = tree.query_nearest(here)
        assert nearest.id == index.ids[rows.min()]
        assert nearest.distance_m == polygons[rows.min()].distance(here)
