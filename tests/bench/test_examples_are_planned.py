"""Both examples plan: quickly, with outlines that are whole, hold their own homes alone and never overlap."""

from pathlib import Path
from time import process_time

import pytest
import shapely

from grannsamverkan.actions.ground import ground_of
from grannsamverkan.actions.plan_told import Proposed
from grannsamverkan.actions.planning import planned_for, wish_of
from grannsamverkan.domain.access import OPERATOR
from prepared import example_of
from town import NOW

TEN = wish_of(10, year=NOW.year, coverage=0.4, risk=0.3, equity=0.3)


@pytest.mark.parametrize(("place", "most_s"), [("karhula", 1.0), ("hallsberg", 4.0)])
def test_ten_proposals_come_in_time_and_are_drawn_well(
    place: str, most_s: float, tmp_path: Path
) -> None:
    register = example_of(tmp_path / "exempel.gpkg", place, NOW)
    (municipality,) = register.municipalities()
    began = process_time()
    planned = planned_for(register, OPERATOR, municipality.code, NOW.date())
    made = Proposed(planned, planned.plan(TEN))
    told = made.told
    took_s = process_time() - began
    assert took_s < most_s
    assert len(told) == 10
    homes = ground_of(register).homes
    drawn = [one.polygon for one in told]
    for number, one in enumerate(told):
        assert one.polygon.is_valid
        assert len(one.polygon.geoms) == 1
        inside = homes.count(one.polygon)
        assert inside == one.proposal.homes
        assert 15 <= inside <= 60
        assert not any(shapely.area(shapely.intersection(drawn[:number], one.polygon)))
        standing = [area.polygon for area in planned.standing]
        assert not any(shapely.area(shapely.intersection(standing, one.polygon)))
    register.close()
