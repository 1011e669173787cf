"""Roads and homes become a network that does not depend on how they came."""

import random
from dataclasses import replace

import pytest
import shapely
from shapely import LineString, box

from grannsamverkan.planning.network import NOWHERE
from grannsamverkan.planning.segments import LONGEST_M, cut
from laid import STEP_M, grid_roads, homes_along, network, road


def test_roads_are_cut_where_they_cross_and_where_they_are_long() -> None:
    segments = cut(grid_roads(3, 2))
    assert len(segments) == 3 * 1 + 2 * 2
    assert len(segments.nodes) == 6
    long = cut([road((0, 0), (1_000, 0))])
    assert len(long) == 7
    assert max(shapely.length(long.lines)) <= LONGEST_M


def test_a_road_that_ends_at_another_without_a_common_vertex_ends_at_it_all_the_same() -> None:
    segments = cut([road((0, 0), (100, 0)), road((50, 1.5), (50, 90))])
    assert len(segments) == 3
    assert len(segments.nodes) == 4


def test_a_large_road_parts_quarters_and_is_no_street_of_one() -> None:
    across = road((0, 60), (500, 60), kind="secondary")
    segments = cut([across, road((100, 0), (100, 60), (100, 120)), road((300, 0), (300, 120))])
    assert sorted(line.length for line in segments.lines) == pytest.approx([59.75] * 4)
    closed = segments.nodes[~segments.open]
    assert sorted(map(tuple, closed.round(2).tolist())) == [
        (100, 59.75),
        (100, 60.25),
        (300, 59.75),
        (300, 60.25),
    ]


def test_water_and_rails_part_quarters_too() -> None:
    rails = LineString([(50, -50), (50, 50)])
    assert len(cut([road((0, 0), (100, 0))], [rails])) == 2
    assert len(cut([road((0, 0), (40, 0))], [rails])) == 1


def test_nothing_to_cut_is_nothing_cut() -> None:
    assert len(cut([])) == 0
    lonely = network([], [(0.0, 0.0, 3, None)])
    assert lonely.segment_of.tolist() == [NOWHERE]
    assert lonely.plots_along == []
    assert network(grid_roads(2, 2), []).homes.sum() == 0


def test_homes_lie_along_the_nearest_street_or_that_of_their_address() -> None:
    streets = [road((0, 0), (100, 0), name="Norra"), road((0, 60), (100, 60), name="Södra")]
    homes = [(50.0, 20.0, 2, None), (50.0, 25.0, 1, "Södra"), (50.0, 400.0, 1, None)]
    made = network(streets, homes)
    names = [made.segments.names[one] if one != NOWHERE else None for one in made.segment_of]
    assert names == ["Norra", "Södra", None]
    assert made.homes.sum() == 3


def test_no_home_lies_along_a_street_beyond_the_railway() -> None:
    streets = [
        road((0, 0), (100, 0), name="Hitom"),
        road((0, 80), (100, 80), name="Bortom"),
        road((-50, 30), (150, 30), kind="trunk"),
    ]
    made = network(streets, [(50.0, 50.0, 1, None), (50.0, 34.0, 1, "Hitom")])
    assert {made.segments.names[one] for one in made.segment_of} == {"Bortom"}
    walled = network([streets[0], streets[2]], [(50.0, 50.0, 1, None)])
    assert walled.segment_of.tolist() == [NOWHERE]


def test_homes_at_one_place_are_one_plot_and_those_in_an_area_are_not_counted_again() -> None:
    existing = [box(-10, -10, 60, 60)]
    made = network(
        [road((0, 0), (100, 0))],
        [(10.0, 20.0, 1, "B"), (10.0, 20.0, 2, "A"), (90.0, 20.0, 4, None)],
        existing,
    )
    assert made.plots.homes.tolist() == [3, 4]
    assert made.plots.streets.tolist() == ["A", ""]
    assert made.plots.covered.tolist() == [True, False]
    assert not made.usable[0]
    assert made.homes.sum() == 0


def test_a_street_of_flats_is_cut_so_that_it_can_be_parted() -> None:
    flats = [(float(x), 15.0, 12, None) for x in range(10, 140, 10)]
    made = network([road((0, 0), (140, 0))], flats)
    assert len(made.segments) > 4
    assert made.homes.sum() == 12 * 13
    assert made.homes.max() <= 48


def test_the_order_in_which_roads_and_homes_come_changes_nothing() -> None:
    roads, homes = grid_roads(5, 4), homes_along(5, 4)
    one = network(roads, homes)
    shuffled = random.Random(2)  # noqa: S311 # an order, no secret
    shuffled.shuffle(roads)
    shuffled.shuffle(homes)
    turned = [replace(each, line=each.line.reverse()) for each in roads]
    other = network(turned, homes)
    assert [line.wkb for line in one.segments.lines] == [line.wkb for line in other.segments.lines]
    assert (one.segment_of == other.segment_of).all()
    assert one.ways == other.ways


def test_one_goes_on_from_street_to_street_but_not_over_a_closed_crossing() -> None:
    made = network([*grid_roads(2, 2), road((-50, 0), (50 + STEP_M, 0), kind="primary")], [])
    ends = {one: len(others) for one, others in enumerate(made.ways)}
    assert (
        sum(ends.values()) == 4
    )  # of the four sides the one on the large road is barred at both ends
