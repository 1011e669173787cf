"""What holds for every outline: valid, in one form, and public within ten metres of the exact line."""

import time

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import GeometryCollection, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.geometry import (
    MAX_BROKEN_VERTICES,
    MAX_VERTICES,
    PUBLIC_WITHIN_M,
    Outline,
    clean,
    from_wkb,
    public_outline,
    same_line,
    wkb,
)
from grannsamverkan.errors import Refused

X, Y = 505_000.0, 6_546_000.0
OFFSETS = st.floats(-400, 400, allow_nan=False).map(lambda value: round(value, 4))
CORNERS = st.tuples(OFFSETS, OFFSETS)


@st.composite
def scribbles(draw: st.DrawFn) -> Polygon:
    """Draw a ring that may cross itself, fold back or stand still."""
    corners = draw(st.lists(CORNERS, min_size=3, max_size=14))
    return Polygon([(X + east, Y + north) for east, north in corners])


@st.composite
def shapes(draw: st.DrawFn) -> BaseGeometry:
    """Draw one ring, one with a hole, several, or a heap of unlike things."""
    rings = draw(st.lists(scribbles(), min_size=1, max_size=3))
    kind = draw(st.sampled_from(["one", "hole", "several", "heap"]))
    if kind == "hole":
        return Polygon(rings[0].exterior, [ring.exterior for ring in rings[1:]])
    if kind == "several":
        return MultiPolygon(rings)
    if kind == "heap":
        return GeometryCollection([Point(X, Y), GeometryCollection([MultiPolygon(rings)]), *rings])
    return rings[0]


@st.composite
def outlines(draw: st.DrawFn) -> MultiPolygon:
    """Draw a polygon that has been cleaned."""
    shape = draw(shapes())
    try:
        return clean(shape).polygon
    except Refused:
        assume(False)  # noqa: FBT003 # Hypothesis's way to pass over a draw
        raise


@st.composite
def homely(draw: st.DrawFn) -> MultiPolygon:
    """Draw a polygon such as people draw around homes: 100 m across or more, without slivers."""
    number = draw(st.integers(4, 12))
    shares = draw(st.lists(st.floats(0, 0.5), min_size=number, max_size=number))
    radii = draw(st.lists(st.floats(60, 120), min_size=number, max_size=number))
    turns = [2 * np.pi * (index + share) / number for index, share in enumerate(shares)]
    corners = [
        (X + radius * np.cos(turn), Y + radius * np.sin(turn))
        for turn, radius in zip(turns, radii, strict=True)
    ]
    return clean(Polygon(corners)).polygon


SLIVER_M = 2.0
"""What is thinner than this on either side may be left out of a public outline."""


def farthest_m(a: MultiPolygon, b: MultiPolygon) -> float:
    """Return how far the border of `a` strays from that of `b`, looked at every half metre."""
    along = shapely.points(shapely.get_coordinates(shapely.segmentize(a.boundary, 0.5)))
    return float(shapely.distance(along, b.boundary).max())


@given(shapes())
def test_what_is_cleaned_is_valid_and_cleaning_it_again_changes_nothing(
    shape: BaseGeometry,
) -> None:
    try:
        cleaned = clean(shape)
    except Refused as refused:
        assert refused.key.startswith("geometry.")  # noqa: PT017 # either way something must hold
        return
    polygon = cleaned.polygon
    assert polygon.is_valid
    assert not polygon.is_empty
    assert not polygon.has_z
    again = clean(from_wkb(wkb(polygon)))
    assert again.repair is None
    assert wkb(again.polygon) == wkb(polygon)
    assert abs(cleaned.planar_m2_after - polygon.area) < 1e-6 * polygon.area
    if cleaned.repair is None:
        assert abs(cleaned.planar_m2_after - cleaned.planar_m2_before) <= 0.002 * shape.length + 1


@given(outlines(), st.integers(0, 20), st.booleans())
def test_the_same_line_is_the_same_outline_however_it_was_written(
    polygon: MultiPolygon,
    turn: int,
    backwards: bool,  # noqa: FBT001 # drawn
) -> None:
    def rewritten(part: Polygon) -> Polygon:
        corners = list(part.exterior.coords)[:-1]
        start = turn % len(corners)
        ring = corners[start:] + corners[:start]
        return Polygon(ring[::-1] if backwards else ring, list(part.interiors))

    other = clean(MultiPolygon([rewritten(part) for part in reversed(polygon.geoms)])).polygon
    assert Outline(other, 1, other).id == Outline(polygon, 1, polygon).id


@given(outlines())
def test_the_public_outline_stays_near_all_that_is_no_sliver(polygon: MultiPolygon) -> None:
    public = public_outline(polygon)
    assert public.is_valid
    assert polygon.buffer(PUBLIC_WITHIN_M + 1).covers(public)
    broad = polygon.buffer(-SLIVER_M).buffer(SLIVER_M)
    assert broad.difference(public.buffer(PUBLIC_WITHIN_M + SLIVER_M)).is_empty
    assert wkb(public_outline(polygon)) == wkb(public)
    assert wkb(public_outline(from_wkb(wkb(polygon)))) == wkb(public)


def test_a_spike_of_the_hand_does_not_make_the_exact_line_public() -> None:
    spike = [(50, 100), (50, 160), (50.2, 100)]
    corners = [(0.3, 0.7), (100.3, 0.9), (100.7, 100), *spike[::-1], (0.1, 100.2)]
    drawn = clean(Polygon([(X + x, Y + y) for x, y in corners])).polygon
    exact = {tuple(corner) for corner in shapely.get_coordinates(drawn)}
    public = public_outline(drawn)
    assert not exact & {tuple(corner) for corner in shapely.get_coordinates(public)}
    assert abs(public.area - drawn.area) < 0.1 * drawn.area
    assert public.bounds[3] < Y + 110


@given(homely())
def test_the_public_outline_of_an_ordinary_area_is_near_it_and_shows_none_of_its_exact_corners(
    polygon: MultiPolygon,
) -> None:
    exact = {tuple(corner) for corner in shapely.get_coordinates(polygon)}
    on_grid = {corner for corner in exact if all(value % 0.5 == 0 for value in corner)}
    public = public_outline(polygon)
    shown = {tuple(corner) for corner in shapely.get_coordinates(public)}
    assert not (exact - on_grid) & shown
    assert farthest_m(polygon, public) <= PUBLIC_WITHIN_M
    assert farthest_m(public, polygon) <= PUBLIC_WITHIN_M
    assert len(public.geoms) == len(polygon.geoms)


@given(outlines(), st.floats(-0.02, 0.02), st.floats(-0.02, 0.02))
def test_rounding_does_not_make_another_line(
    polygon: MultiPolygon, east_m: float, north_m: float
) -> None:
    moved = from_wkb(wkb(shapely.transform(polygon, lambda xy: np.add(xy, (east_m, north_m)))))
    assert same_line(polygon, polygon)
    assert same_line(polygon, moved)
    assert same_line(moved, polygon)


@given(homely(), st.integers(0, 15), st.floats(0.5, 50))
def test_a_moved_corner_makes_another_line(
    polygon: MultiPolygon, which: int, outwards_m: float
) -> None:
    corners = shapely.get_coordinates(polygon.geoms[0].exterior)[:-1]
    which %= len(corners)
    away = corners[which] - [X, Y]
    corners[which] += away / np.hypot(*away) * outwards_m
    ring = Polygon(corners)
    assume(ring.is_valid)
    moved = clean(ring).polygon
    assume(farthest_m(moved, polygon) > 0.1)
    assert not same_line(polygon, moved)
    assert not same_line(moved, polygon)


def test_two_outlines_with_the_same_corners_are_told_apart() -> None:
    """Both have every corner on the other's border: only the edges differ."""
    below = Polygon([(0, 0), (50, 50), (100, 0), (100, 100), (0, 100)])
    above = Polygon([(0, 0), (100, 0), (100, 100), (50, 50), (0, 100)])
    assert not same_line(clean(below).polygon, clean(above).polygon)


def scribble(number: int) -> Polygon:
    return Polygon(X + np.random.default_rng(1).uniform(0, 1_000, (number, 2)))


def star(number: int) -> Polygon:
    turns = np.arange(number) * 2 * np.pi * (number // 2) / number
    return Polygon(np.column_stack([X + 200 * np.cos(turns), Y + 200 * np.sin(turns)]))


def comb(number: int) -> Polygon:
    across = [(X + index % 2 * 1_000, Y + index * 0.01) for index in range(number)]
    along = [(X + index * 0.5, Y + index % 2 * 1_000) for index in range(number)]
    return Polygon(across + along)


@pytest.mark.parametrize(
    "hostile",
    [
        scribble(401),
        scribble(2_000),
        scribble(MAX_BROKEN_VERTICES - 1),
        star(MAX_BROKEN_VERTICES - 1),
        comb(2_000),
        comb(140),
        GeometryCollection([box(X, Y, X + 90, Y + 90)] * 400),
        MultiPolygon([box(X + one, Y, X + one + 500, Y + 500) for one in range(150)]),
    ],
    ids=["scribble", "scribble2000", "scribble5000", "star", "comb", "fine comb", "heap", "pile"],
)
def test_a_hostile_ring_is_repaired_or_refused_within_two_seconds(hostile: BaseGeometry) -> None:
    started = time.process_time()
    try:
        polygon = clean(hostile).polygon
    except Refused as refused:
        assert refused.key == "geometry.entangled"  # noqa: PT017 # either way something must hold
    else:
        assert polygon.is_valid
        public_outline(polygon)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("shape", "key"),
    [
        (Polygon(), "empty"),
        (GeometryCollection(), "empty"),
        (Point(X, Y), "not_a_polygon"),
        (shapely.LineString([(X, Y), (X + 1, Y)]), "not_a_polygon"),
        (GeometryCollection([Point(X, Y)]), "no_size"),
        (Polygon([(X, Y), (X + 9, Y), (X, Y)]), "no_size"),
        (shapely.segmentize(box(X, Y, X + 9_000, Y + 9_000), 0.3), "too_many_corners"),
        (star(MAX_BROKEN_VERTICES + 1), "broken_and_large"),
    ],
)
def test_what_cannot_be_an_outline_is_refused_with_the_reason(
    shape: BaseGeometry, key: str
) -> None:
    with pytest.raises(Refused) as refused:
        clean(shape)
    assert refused.value.key == f"geometry.{key}"


@pytest.mark.parametrize("number", ["nan", "inf", "-inf", "1e300", "1e9"])
def test_a_coordinate_that_is_not_on_earth_is_refused(number: str) -> None:
    with np.errstate(invalid="ignore"):
        shape = shapely.from_wkt(f"POLYGON ((0 0, 9 0, {number} 9, 0 0))")
    with pytest.raises(Refused) as refused:
        clean(shape)
    assert refused.value.key == "geometry.not_finite"


def test_a_strip_thinner_than_any_grid_is_shown_as_it_is() -> None:
    strip = clean(box(X, Y + 0.05, X + 900, Y + 0.15)).polygon
    assert public_outline(strip) == strip


def test_bytes_of_another_shape_are_no_outline() -> None:
    with pytest.raises(Refused, match="not_a_polygon"):
        from_wkb(Point(X, Y).wkb)


def test_a_bow_tie_keeps_both_wings_and_says_what_was_mended() -> None:
    cleaned = clean(Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]))
    assert cleaned.repair == "Self-intersection"
    assert cleaned.planar_m2_after == 5_000
    assert len(cleaned.polygon.geoms) == 2


def test_heights_are_dropped_and_a_millimetre_is_kept() -> None:
    cleaned = clean(Polygon([(0.12345, 0, 7), (100, 0, 7), (100, 100.9996, 7)]))
    assert not cleaned.polygon.has_z
    assert 0.123 in shapely.get_coordinates(cleaned.polygon)
    assert MAX_VERTICES > MAX_BROKEN_VERTICES
