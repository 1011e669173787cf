"""Real lists, whole: the municipalities of Sweden and the wards of London, twice over."""

from pathlib import Path

import numpy as np
import pytest
import shapely
from acting import NOW, numbers, take_in_file
from pyproj import CRS, Geod, Transformer

from grannsamverkan.actions.founding import found_register
from grannsamverkan.register import Register


def founded(tmp_path: Path, name: str, crs: str) -> Register:
    """Found a register that is as large as the list."""
    return found_register(
        str(tmp_path / "r.gpkg"), codes=[], name=name, crs=crs, border=None, actor="prov", now=NOW
    )


@pytest.mark.parametrize(
    ("name", "crs", "file", "count"),
    [
        ("Sverige", "EPSG:3006", "boundaries/ak_riks.zip", 290),
        ("London", "EPSG:27700", "foreign/london_wards.gpkg", 654),
    ],
)
def test_a_real_list_comes_in_whole_and_again_without_a_change(
    shared_data: Path, tmp_path: Path, name: str, crs: str, file: str, count: int
) -> None:
    register = founded(tmp_path, name, crs)
    report = take_in_file(register, shared_data / file)
    assert (numbers(report), report.refused) == ((count, 0, 0, 0), ())
    head = register.head()
    assert numbers(take_in_file(register, shared_data / file)) == (0, 0, count, 0)
    assert register.head() == head
    newest = [timeline[-1] for timeline in register.timelines().values()]
    names = {one.name for one in newest}
    if name == "Sverige":
        assert {"Åre", "Älmhult", "Örebro", "Hallsberg", "Malå"} <= names
    outlines = register.outlines([one.outline_id for one in newest if one.outline_id])
    geod = CRS(crs).get_geod()
    assert isinstance(geod, Geod)
    to_degrees = Transformer.from_crs(crs, CRS(crs).geodetic_crs, always_xy=True)
    for one in newest:
        assert one.outline_id is not None
        polygon = shapely.segmentize(outlines[one.outline_id].polygon, 500)
        degrees = shapely.transform(
            polygon, lambda xy: np.column_stack(to_degrees.transform(xy[:, 0], xy[:, 1]))
        )
        assert one.m2 == pytest.approx(abs(geod.geometry_area_perimeter(degrees)[0]), rel=0.001)
    register.close()
