"""The squares of a base map: all of a kind that lies there and nothing else, small, and read back where it was."""

import json
import zlib
from collections.abc import Iterable

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from basemapped import FEATURES, GLADE, SOURCE, WOOD
from grannsamverkan.crs import LONLAT, SWEDEN, bbox_to_lonlat, reproject
from grannsamverkan.domain import tiles
from grannsamverkan.domain.basemap import (
    COARSE,
    KINDS,
    LEVELS,
    BaseTile,
    Feature,
    Form,
    Kind,
    Layer,
    licence_of,
)
from grannsamverkan.domain.tiles import Cut, cut, lonlat_of, merged, read_back, tiles_in, world
from town import X, Y


def kept(cuts: Iterable[Cut], layer: Layer = Layer.LAND) -> list[BaseTile]:
    """Return tiles as the register keeps them."""
    return [
        BaseTile(
            id=f"{layer}/{one.z}/{one.x}/{one.y}",
            layer=layer,
            z=one.z,
            x=one.x,
            y=one.y,
            laid_in="1",
            source=SOURCE,
            omitted=one.omitted,
            body=one.body,
        )
        for one in cuts
    ]


def kinds_of(one: Cut) -> set[str]:
    return set(json.loads(zlib.decompress(one.body)))


def frame(level: int, x: int, y: int, *, more: float) -> BaseGeometry:
    """Return a square in metres, so much of its side larger on each side."""
    corners = np.array([[x - more, y - more], [x + 1 + more, y + 1 + more]]) / 2**level
    (west, north), (east, south) = lonlat_of(corners)
    edges = shapely.segmentize(box(west, south, east, north), (east - west) / 8)
    moved: BaseGeometry = reproject(edges, source=LONLAT, target=SWEDEN)
    return moved


@given(st.lists(st.tuples(st.floats(-180, 180), st.floats(-85, 85)), min_size=1, max_size=20))
def test_degrees_come_back_from_the_world_as_they_were(places: list[tuple[float, float]]) -> None:
    lonlat = np.array(places)
    there = world(lonlat)
    assert ((there >= 0) & (there <= 1)).all()
    assert np.allclose(lonlat_of(there), lonlat, atol=1e-9)


def shaped(form: Form, x: float, y: float, size: float) -> BaseGeometry:
    """Return a shape of a form with its south-western end there."""
    if form is Form.POINT:
        return Point(x, y)
    if form is Form.LINE:
        return LineString([(x, y), (x + size, y + size / 3)])
    return box(x, y, x + size, y + size / 2)


features = st.lists(
    st.builds(
        lambda kind, east, north, size, name: Feature(
            kind=kind,
            name=name,
            shape=shaped(KINDS[kind].form, X + east, Y + north, size),
        ),
        st.sampled_from(Kind),
        st.floats(-3_000, 3_000),
        st.floats(-3_000, 3_000),
        st.floats(40, 6_000),
        st.sampled_from(["Alvägen", "Björkhult"]),
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40, deadline=None)
@given(features)
def test_a_square_has_every_kind_of_its_level_that_lies_in_it_and_no_other(
    some: list[Feature],
) -> None:
    cuts = {(one.z, one.x, one.y): kinds_of(one) for one in cut(some, crs=SWEDEN)}
    around = bbox_to_lonlat(tuple(shapely.total_bounds([one.shape for one in some])), source=SWEDEN)
    for level in LEVELS:
        first_x, first_y, last_x, last_y = tiles_in(around, level)
        for x in range(first_x, last_x + 1):
            for y in range(first_y, last_y + 1):
                found = cuts.get((level, x, y), set())
                inner, outer = frame(level, x, y, more=-0.01), frame(level, x, y, more=0.03)
                for kind in Kind:
                    shapes = [one.shape for one in some if one.kind is kind]
                    if KINDS[kind].level > level or not any(map(outer.intersects, shapes)):
                        assert kind not in found
                    elif any(
                        inner.intersection(one).length > 0.05 * inner.length for one in shapes
                    ):
                        assert kind in found


@settings(max_examples=20, deadline=None)
@given(features)
def test_what_is_read_back_lies_within_a_step_or_two_of_where_it_was(some: list[Feature]) -> None:
    for one in cut(some, crs=SWEDEN, levels=LEVELS[-1:]):
        step_m = frame(one.z, one.x, one.y, more=0).length / 4 / tiles.STEPS
        for traced in read_back(kept([one]), crs=SWEDEN):
            lines = shapely.union_all(
                [
                    f.shape.boundary if f.shape.area else f.shape
                    for f in some
                    if f.kind is traced.kind
                ]
            )
            edge = frame(one.z, one.x, one.y, more=tiles.MARGIN / tiles.STEPS).boundary
            near = shapely.distance(shapely.union(lines, edge), shapely.points(traced.places))
            assert near.max() < 3 * step_m + 0.1


def test_a_hole_is_a_ring_of_its_own_and_squares_of_one_kind_are_read_in_the_order_of_painting() -> (
    None
):
    land = [one for one in FEATURES if KINDS[one.kind].layer is Layer.LAND]
    around = bbox_to_lonlat(GLADE.bounds, source=SWEDEN)
    box_of = tiles_in(around, 10)
    (whole,) = (one for one in cut(land, crs=SWEDEN) if (one.z, one.x, one.y) == (10, *box_of[:2]))
    (traced,) = read_back(kept([whole]), crs=SWEDEN)
    rings = np.split(traced.places, traced.starts[1:])
    assert len(rings) == 2
    outer, hole = (Polygon(ring).area for ring in rings)
    assert outer - hole == pytest.approx(WOOD.area, rel=0.1)
    some = [one for kind in (Kind.BUILDING, Kind.FOREST) for one in FEATURES if one.kind is kind]
    order = [one.kind for one in read_back(kept(cut(some, crs=SWEDEN, levels=[14])), crs=SWEDEN)]
    assert order == sorted(order, key=list(KINDS).index)


def test_lines_of_one_name_that_meet_are_one_and_a_speck_is_nothing() -> None:
    halves = [
        Feature(kind=Kind.STREET, name="Alvägen", shape=LineString([(X + a, Y), (X + a + 60, Y)]))
        for a in (0, 60)
    ]
    (told,) = [
        json.loads(zlib.decompress(one.body)) for one in cut(halves, crs=SWEDEN, levels=[14])
    ]
    ((name, *steps),) = told["street"]
    assert name == "Alvägen"
    assert len(steps) == 4
    speck = Feature(kind=Kind.BUILDING, shape=box(X, Y, X + 1, Y + 1))
    stub = Feature(kind=Kind.STREET, shape=LineString([(X, Y), (X + 0.05, Y)]))
    assert list(cut([speck], crs=SWEDEN)) == []
    assert list(cut([stub], crs=SWEDEN)) == []
    assert list(cut([], crs=SWEDEN)) == []


def test_a_shape_that_crosses_itself_is_mended_and_an_empty_one_left_out() -> None:
    bow = Polygon([(X, Y), (X + 200, Y + 200), (X + 200, Y), (X, Y + 200)])
    some = [Feature(kind=Kind.FOREST, shape=bow), Feature(kind=Kind.FOREST, shape=Polygon())]
    (told,) = [json.loads(zlib.decompress(one.body)) for one in cut(some, crs=SWEDEN, levels=[14])]
    assert len(told["forest"]) == 2


def test_a_square_holds_no_more_than_it_may_and_counts_what_found_no_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tiles, "MOST", 40)
    size = 10
    some = [
        Feature(kind=Kind.BUILDING, shape=box(X + at * 40, Y, X + at * 40 + size + at, Y + size))
        for at in range(12)
    ]
    (one,) = cut(some, crs=SWEDEN, levels=[14])
    rings = json.loads(zlib.decompress(one.body))["building"]
    assert sum(map(len, rings)) <= 40
    assert one.omitted == 12 - len(rings) > 0
    widths = [max(map(abs, ring[2:])) for ring in rings]
    assert widths == sorted(widths, reverse=True), "the smallest went"
    assert json.loads(merged(kept([one]))) == {"omitted": one.omitted, "kinds": {"building": rings}}
    monkeypatch.setattr(tiles, "MOST", 0)
    assert list(cut(some, crs=SWEDEN, levels=[14])) == []


def test_the_layers_of_a_square_are_told_together() -> None:
    assert json.loads(merged([])) == {"omitted": 0, "kinds": {}}
    some = [
        one
        for layer in (Layer.ROADS, Layer.BUILDINGS)
        for one in kept(
            cut([f for f in FEATURES if KINDS[f.kind].layer is layer], crs=SWEDEN, levels=[14]),
            layer,
        )
    ]
    x, y = next((one.x, one.y) for one in some if one.layer is Layer.BUILDINGS)
    told = json.loads(merged([one for one in some if (one.x, one.y) == (x, y)]))
    assert {"building", "street", "path"} <= set(told["kinds"])


def test_each_kind_has_its_layer_and_a_coarse_map_has_no_near_level() -> None:
    assert set(KINDS) == set(Kind)
    assert {shown.layer for shown in KINDS.values()} == set(Layer)
    assert all(shown.level in LEVELS for shown in KINDS.values())
    assert max(COARSE) < max(LEVELS)
    assert licence_of("© OpenStreetMap contributors, ODbL 1.0") == licence_of("Open Street Map")
    assert licence_of("Lantmäteriet") is None


def test_a_box_beyond_the_world_meets_its_outermost_squares() -> None:
    assert tiles_in((-999, -89, 999, 89), 8) == (0, 0, 255, 255)
