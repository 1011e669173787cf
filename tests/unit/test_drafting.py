"""A hand that draws a border: drawn to its neighbours, cut, divided, compared, and what is odd about it."""

from collections.abc import Sequence

import pytest
import shapely
from shapely import LineString, MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.blocks import around_homes, blocks
from grannsamverkan.domain.drafting import difference, divided, snapped, with_hole
from grannsamverkan.domain.geometry import clean
from grannsamverkan.domain.oddities import OddityKind, mended, oddities
from grannsamverkan.domain.overlaps import overlaps
from grannsamverkan.errors import Refused


def area(shape: BaseGeometry) -> MultiPolygon:
    """Return a shape as an area is kept."""
    return clean(shape).polygon


def square(west: float = 0, south: float = 0, side: float = 100) -> MultiPolygon:
    """Return a square of so many metres."""
    return area(box(west, south, west + side, south + side))


NEIGHBOUR = square(100)


# -- snapping ----------------------------------------------------------------------------------------


def test_a_border_drawn_near_a_neighbour_lies_on_it_afterwards() -> None:
    drawn = snapped(area(Polygon([(0, 0), (98, 1.5), (97.5, 98), (0, 100)])), [NEIGHBOUR])
    assert drawn.intersection(NEIGHBOUR).area == 0
    shared = drawn.boundary.intersection(NEIGHBOUR.boundary)
    assert shared.length == pytest.approx(96.5, abs=1.6)


def test_a_corner_of_the_neighbour_beside_an_edge_becomes_a_corner_of_it() -> None:
    bent = area(Polygon([(100, 0), (200, 0), (200, 100), (100, 100), (102, 50)]))
    drawn = snapped(area(box(0, 0, 100, 100)), [bent])
    assert [102.0, 50.0] in shapely.get_coordinates(drawn).tolist()
    assert drawn.union(bent).area == pytest.approx(200 * 100)


def test_a_corner_nearer_to_a_neighbour_than_a_road_goes_to_the_neighbour() -> None:
    road = LineString([(98, -50), (98, 150)])
    both = snapped(area(box(0, 0, 99, 100)), [NEIGHBOUR], [road])
    alone = snapped(area(box(0, 0, 99, 100)), [], [road])
    assert both.bounds[2] == 100
    assert alone.bounds[2] == 98


def test_a_border_far_from_everything_stays_as_it_was_drawn() -> None:
    drawn = square(0, 500)
    assert snapped(drawn, [NEIGHBOUR], [LineString([(0, 0), (0, 100)])]) is drawn
    assert snapped(drawn, []) is drawn


def test_a_border_that_would_vanish_stays_as_it_was_drawn() -> None:
    tiny = area(Polygon([(98, 50), (99, 50), (98.5, 51)]))
    assert snapped(tiny, [NEIGHBOUR]) is tiny
    flat = area(box(98.6, 10, 101.2, 90))
    assert snapped(flat, [NEIGHBOUR]) is flat


def test_a_border_that_would_become_another_stays_as_it_was_drawn() -> None:
    comb = [LineString([(0, y), (40, y)]) for y in range(-8, 49, 4)]
    narrow = area(box(0, 0, 1, 1))
    assert snapped(narrow, [], comb) is narrow


def test_holes_are_drawn_too_and_one_that_closes_is_gone() -> None:
    holed = area(
        box(0, 0, 100, 100).difference(box(40, 40, 42, 42)).difference(box(60, 60, 80, 80))
    )
    inner = area(box(58.5, 58.5, 81.5, 81.5))
    drawn = snapped(holed, [inner], [LineString([(41, 0), (41, 100)])])
    assert [len(part.interiors) for part in drawn.geoms] == [1]
    assert drawn.intersection(inner).area == pytest.approx(0, abs=0.01)


# -- holes and parts -----------------------------------------------------------------------------------


def test_a_hole_is_cut_out() -> None:
    holed = with_hole(square(), box(40, 40, 60, 60))
    assert holed.area == 100 * 100 - 20 * 20
    assert len(holed.geoms[0].interiors) == 1


@pytest.mark.parametrize(
    ("hole", "key"),
    [(box(200, 0, 210, 10), "hole_outside"), (box(-1, -1, 101, 101), "hole_takes_all")],
)
def test_a_hole_outside_or_over_everything_is_refused(hole: Polygon, key: str) -> None:
    with pytest.raises(Refused, match=key):
        with_hole(square(), hole)


def test_a_line_divides_an_area_and_loses_nothing() -> None:
    parts = divided(square(), LineString([(30, -20), (30, 120)]))
    assert [round(part.area) for part in parts] == [7_000, 3_000]
    assert shapely.union_all(parts).area == pytest.approx(10_000)


def test_a_line_that_ends_just_short_of_the_border_is_drawn_on_to_it() -> None:
    assert len(divided(square(), LineString([(50, 5), (50, 95)]))) == 2


@pytest.mark.parametrize(
    "line",
    [
        LineString([(50, 40), (50, 60)]),
        LineString([(200, 0), (200, 100)]),
        LineString([(50, 50), (50, 50)]),
        LineString([(-20, 1), (1, -20)]),
    ],
)
def test_a_line_that_does_not_cross_is_refused(line: LineString) -> None:
    with pytest.raises(Refused, match=r"drawing\.line_does_not_cross"):
        divided(square(), line)


def test_ground_that_the_line_does_not_cross_goes_with_the_nearest_part() -> None:
    twin = area(MultiPolygon([box(0, 0, 100, 100), box(110, 0, 140, 100)]))
    west, east = sorted(
        divided(twin, LineString([(50, -20), (50, 120)])), key=lambda part: part.bounds
    )
    assert round(west.area) == 5_000
    assert round(east.area) == 5_000 + 3_000


def test_a_difference_tells_what_was_gained_and_lost() -> None:
    found = difference(square(), square(30))
    assert (found.added.area, found.removed.area) == (3_000, 3_000)
    assert not found.nothing
    assert difference(square(), square()).nothing
    assert difference(None, square()).added.area == 10_000
    assert difference(square(), None).removed.area == 10_000
    assert difference(None, None).nothing


# -- oddities --------------------------------------------------------------------------------------------


def kinds(drawn: MultiPolygon, *around: MultiPolygon) -> list[OddityKind]:
    return [one.kind for one in oddities(drawn, dict(zip("abc", around, strict=False)))]


def test_shared_ground_is_an_overlap_with_the_shares_of_both() -> None:
    (found,) = oddities(square(80), {"a": square(100, side=200)})
    assert (found.kind, found.other) == (OddityKind.OVERLAP, "a")
    assert (found.share, found.other_share) == (0.8, 0.2)
    assert found.m2 == 8_000
    assert not found.mendable
    assert shapely.Point(found.at).within(found.ground)


def test_a_thin_overlap_is_a_sliver_that_can_be_mended() -> None:
    drawn = area(box(0, 0, 102, 100))
    (found,) = oddities(drawn, {"a": NEIGHBOUR})
    assert (found.kind, found.mendable) == (OddityKind.SLIVER, True)
    better = mended(drawn, found, [NEIGHBOUR])
    assert oddities(better, {"a": NEIGHBOUR}) == []
    assert better.area == pytest.approx(10_000)


def test_a_strip_that_nobody_holds_is_a_gap_that_can_be_closed() -> None:
    drawn = area(box(0, 0, 97, 100))
    (found,) = oddities(drawn, {"a": NEIGHBOUR})
    assert (found.kind, found.other, round(found.m2)) == (OddityKind.GAP, "a", 300)
    better = mended(drawn, found, [NEIGHBOUR])
    assert oddities(better, {"a": NEIGHBOUR}) == []
    assert better.area == pytest.approx(10_000, abs=1)


def test_a_street_between_two_areas_is_no_gap() -> None:
    assert kinds(area(box(0, 0, 90, 100)), NEIGHBOUR) == []


def test_corners_that_meet_are_no_gap() -> None:
    assert kinds(square(-101, -101), square()) == []


def test_a_strip_that_a_third_area_holds_is_no_gap() -> None:
    assert kinds(area(box(0, 0, 97, 100)), NEIGHBOUR, area(box(97, 0, 100, 100))) == []


def test_needles_crumbs_and_pinholes_are_mended() -> None:
    slipped = box(0, 0, 100, 100).union(Polygon([(100, 50), (100, 50.4), (140, 50.2)]))
    slipped = slipped.difference(box(20, 20, 22, 22)).union(box(300, 0, 305, 5))
    drawn = area(slipped)
    (found,) = oddities(drawn, {})
    assert found.kind is OddityKind.SPIKE
    better = mended(drawn, found, [])
    assert oddities(better, {}) == []
    assert better.area == pytest.approx(10_000, abs=1)
    assert len(better.geoms) == 1


def test_what_would_take_most_of_an_area_is_not_mended() -> None:
    drawn = square()
    (found,) = oddities(drawn, {"a": square(20, side=200)})
    with pytest.raises(Refused, match=r"drawing\.mends_too_much"):
        mended(drawn, found, [])


# -- streets and blocks --------------------------------------------------------------------------------


def row(y: float, *, n: int = 10) -> list[tuple[float, float]]:
    """Return homes on both sides of a street."""
    return [(20.0 * house, y + side) for house in range(n) for side in (-14, 14)]


def inside(polygon: BaseGeometry, homes: Sequence[tuple[float, float]]) -> int:
    return int(shapely.intersects_xy(polygon, *zip(*homes, strict=True)).sum())


def test_an_outline_around_a_street_holds_its_homes_and_no_others() -> None:
    import numpy as np

    mine, others = row(0), [*row(60), *row(-60)]
    street = LineString([(-20, 0), (200, 0)])
    drawn = around_homes(np.array(mine), np.array(others), [street])
    assert (inside(drawn, mine), inside(drawn, others)) == (20, 0)
    assert (len(drawn.geoms), len(drawn.geoms[0].interiors)) == (1, 0)
    assert shapely.get_num_coordinates(drawn) < 20


def test_an_outline_needs_no_street_no_others_and_keeps_out_of_what_is_taken() -> None:
    import numpy as np

    none = np.empty((0, 2))
    mine = np.array([(0.0, 0.0), (20.0, 0.0), (40.0, 0.0)])
    free = around_homes(mine, none, [])
    taken = area(box(-100, 8, 100, 100))
    held = around_homes(mine, none, [], [taken])
    assert inside(free, mine.tolist()) == inside(held, mine.tolist()) == 3
    assert held.intersection(taken).area < 0.1
    with pytest.raises(Refused, match=r"drawing\.no_homes"):
        around_homes(none, mine, [])


def test_homes_of_others_wedged_between_are_left_out_however_ragged_it_becomes() -> None:
    import numpy as np

    mine = np.array([(10.0 * x, 10.0 * ((x * 7) % 3)) for x in range(12)])
    others = mine + np.array((4.0, 5.0))
    drawn = around_homes(mine, others, [])
    assert inside(drawn, others.tolist()) == 0
    assert inside(drawn, mine.tolist()) > 0


def test_blocks_are_what_roads_enclose_and_people_live_in() -> None:
    import numpy as np

    cross = [LineString([(x, -10), (x, 110)]) for x in (0, 100, 200)]
    along = [LineString([(-10, y), (210, y)]) for y in (0, 100)]
    homes = np.array([(20.0, 20.0), (80.0, 80.0), (150.0, 50.0)])
    found = [block for block in blocks([*cross, *along], homes) if block.area == 10_000]
    assert [block.bounds for block in found] == [(0, 0, 100, 100), (100, 0, 200, 100)]


def test_where_no_road_goes_round_the_edge_of_town_does() -> None:
    import numpy as np

    homes = np.array(row(0))
    road, goes_on = LineString([(-60, 0), (90, 0)]), LineString([(90, 0), (190, 0)])
    found = blocks([road, goes_on], homes)
    assert sum(inside(block, homes.tolist()) for block in found) == len(homes)
    assert len(found) == 2
    assert len(blocks([], homes)) == 1
    assert blocks([road], np.empty((0, 2))) == []


def test_ground_outside_the_municipality_and_a_vast_area_are_odd_and_nobody_elses_to_mend() -> None:
    home = square(0, side=1_000)
    assert oddities(square(0), {}, home) == []
    assert oddities(square(0), {}, None) == []
    (beyond,) = oddities(square(950, side=100), {}, home)
    assert (beyond.kind, beyond.mendable) == (OddityKind.OUTSIDE, False)
    assert beyond.share == pytest.approx(0.5)
    assert oddities(square(901, side=100), {}, home) == []
    (vast,) = oddities(square(0, side=4_000), {})
    assert (vast.kind, vast.mendable) == (OddityKind.LARGE, False)


def test_neighbours_whose_borders_all_but_meet_share_no_ground() -> None:
    old = MultiPolygon([Polygon([(0, 0), (0, 79), (24, 0)])])
    beside = MultiPolygon([Polygon([(24, 0), (0.192, 78.368), (0, 97)])])
    assert overlaps({"old": old, "beside": beside}, ["beside"]) == []
    assert {one.kind for one in oddities(beside, {"old": old})} <= {OddityKind.SPIKE}
    assert difference(old, beside).added.area == pytest.approx(beside.area, abs=0.1)
