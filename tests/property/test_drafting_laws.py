"""What holds of every border that is drawn, however it is drawn: nothing is lost, nothing is made up."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import LineString, MultiPolygon, Polygon

from grannsamverkan.domain.blocks import around_homes
from grannsamverkan.domain.drafting import SNAP_M, difference, divided, snapped
from grannsamverkan.domain.geometry import clean, shared, without
from grannsamverkan.domain.oddities import OddityKind, mended, oddities
from grannsamverkan.errors import Refused
from grannsamverkan.types import Xy

METRES = st.floats(0, 300).map(lambda metres: round(metres, 1))
SPOTS = st.tuples(METRES, METRES)


@st.composite
def outlines(draw: st.DrawFn) -> MultiPolygon:
    """Draw the hull of some points, not thinner than a plot."""
    hull = shapely.MultiPoint(draw(st.lists(SPOTS, min_size=4, max_size=9))).convex_hull
    assume(isinstance(hull, Polygon) and not hull.buffer(-10).is_empty)
    return clean(hull).polygon


@given(outlines(), outlines())
def test_a_snapped_border_is_valid_and_moves_no_farther_than_the_tolerance(
    drawn: MultiPolygon, neighbour: MultiPolygon
) -> None:
    moved = snapped(drawn, [neighbour])
    assert moved.is_valid
    assert shapely.symmetric_difference(moved, drawn).area <= SNAP_M * drawn.length + 0.01
    assert drawn.boundary.buffer(SNAP_M + 0.01).covers(moved.boundary)


@given(outlines(), SPOTS, SPOTS)
def test_the_parts_of_an_area_are_the_area(drawn: MultiPolygon, a: Xy, b: Xy) -> None:
    try:
        parts = divided(drawn, LineString([a, b]))
    except Refused as refused:
        assert refused.key == "drawing.line_does_not_cross"  # noqa: PT017 # a line may cross or not
        return
    assert sum(part.area for part in parts) == pytest.approx(drawn.area, abs=0.5)
    assert shapely.symmetric_difference(shapely.union_all(parts), drawn).area < 0.5


@given(outlines(), outlines())
def test_what_was_added_and_removed_leads_from_one_border_to_the_other(
    before: MultiPolygon, after: MultiPolygon
) -> None:
    found = difference(before, after)
    led_m2 = before.area - found.removed.area + found.added.area
    assert led_m2 == pytest.approx(after.area, abs=10)
    assert without(found.added, after.buffer(0.01)).area < 0.01
    assert shared(found.added, before).area < 0.5  # a millimetre along the line
    assert shared(found.removed, after).area < 0.5


@given(outlines(), outlines())
def test_mending_takes_away_what_it_mends(drawn: MultiPolygon, neighbour: MultiPolygon) -> None:
    for oddity in oddities(drawn, {"a": neighbour}):
        if oddity.mendable:
            better = mended(drawn, oddity, [neighbour])
            left = [one for one in oddities(better, {"a": neighbour}) if one.kind is oddity.kind]
            assert sum(one.m2 for one in left) < max(1.0, oddity.m2 / 2)
            if oddity.kind is OddityKind.GAP:
                assert shared(better, neighbour).area <= shared(drawn, neighbour).area + 1


@given(
    st.lists(SPOTS, min_size=1, max_size=25, unique=True),
    st.lists(SPOTS, max_size=25, unique=True),
)
def test_an_outline_around_homes_holds_no_home_of_others(
    mine: list[tuple[float, float]], others: list[tuple[float, float]]
) -> None:
    theirs = np.array([one for one in others if one not in mine]).reshape(-1, 2)
    try:
        drawn = around_homes(np.array(mine), theirs, [])
    except Refused as refused:  # wedged so tightly that no ground is theirs alone
        assert refused.key.startswith("geometry.")  # noqa: PT017 # it may be drawn or not
        return
    assert drawn.is_valid
    if len(theirs):
        inside = shapely.intersects_xy(drawn.buffer(-0.01), theirs[:, 0], theirs[:, 1])
        assert not inside.any()
