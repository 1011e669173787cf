"""Outlines that one could draw: whole, valid, with their own homes and nobody else's, over nothing."""

import numpy as np
import pytest
import shapely
from shapely import MultiPolygon, Polygon, box
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.example import place_folder
from grannsamverkan.exchange.ground import read_dwellings, read_roads
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.planning.network import Network
from grannsamverkan.planning.outlines import outlines
from grannsamverkan.planning.plan import Plan, Wish
from grannsamverkan.planning.proposals import plan
from grannsamverkan.planning.worth import Town
from laid import STEP_M, network, road, town


def held(made: Network, found: Plan, existing: tuple[BaseGeometry, ...]) -> None:
    drawn = [one.outline for one in found.proposals]
    points = made.plots.points
    for one in found.proposals:
        assert isinstance(one.outline, Polygon)
        assert one.outline.is_valid
        assert not one.outline.interiors
        mine = np.concatenate([made.plots_along[segment] for segment in one.segments])
        inside = np.flatnonzero(shapely.contains(one.outline, points))
        assert sorted(mine.tolist()) == inside.tolist()
        assert made.plots.homes[mine].sum() == one.homes
    for place, outline in enumerate(drawn):
        for other in [*drawn[:place], *existing]:
            assert outline.intersection(other).area == 0


def test_outlines_of_a_plan_hold_their_own_homes_and_overlap_nothing() -> None:
    existing = (box(-60, -60, 2.4 * STEP_M, 1.4 * STEP_M),)
    made = town(existing=existing)
    found = plan(made, Wish(new=6))
    assert len(found.proposals) == 6
    held(made.network, found, existing)


def test_outlines_over_real_streets_and_buildings_are_as_whole() -> None:
    source = place_folder("karhula") / "karhula.osm.pbf"
    options = ReadOptions(register_crs="EPSG:3067")
    roads = read_roads(source, options, source="OpenStreetMap").found
    homes = read_dwellings(source, options, source="OpenStreetMap").found
    existing = MultiPolygon([box(*_around(homes[0].x, homes[0].y))])
    made = network(roads, [(one.x, one.y, one.homes, one.street) for one in homes], [existing])
    found = plan(Town(made, (existing,)), Wish(new=10))
    assert len(found.proposals) == 10
    held(made, found, (existing,))


def _around(x: float, y: float) -> tuple[float, float, float, float]:
    return x - 80, y - 80, x + 80, y + 80


def test_the_first_keeps_the_ground_that_a_later_one_wants_as_well() -> None:
    made = town().network
    along = [np.flatnonzero(np.array(made.segments.names) == f"Östergatan {n}") for n in (1, 2)]
    first, second = outlines(made, along, existing=[])
    alone = outlines(made, along[:1], existing=[])[0]
    assert first is not None
    assert second is not None
    assert alone is not None
    assert first.intersection(second).area == 0
    assert first.equals(alone)


@pytest.mark.parametrize("cover", [box(-999, -999, 9_999, 9_999), box(40, -99, 60, 99)])
def test_there_is_no_outline_where_the_ground_is_taken_or_cut_in_two(cover: BaseGeometry) -> None:
    made = network([road((0, 0), (100, 0))], [(float(x), 10.0, 1, None) for x in range(5, 100, 10)])
    assert outlines(made, [np.array([0])], existing=[cover]) == [None]
