"""Coordinates change system in one place, and sizes are those of the Earth, not of the map."""

import math

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from shapely import box

from grannsamverkan import crs
from grannsamverkan.errors import Refused

PLACES = {"EPSG:3006": (15.1, 59.07), "EPSG:27700": (-0.13, 51.51), "EPSG:3067": (26.9, 60.5)}


@pytest.mark.parametrize("code", ["EPSG:3006", "epsg:3006", "urn:ogc:def:crs:EPSG::3006"])
def test_a_metric_system_is_named_in_one_way(code: str) -> None:
    assert crs.metric_crs(code) == "EPSG:3006"
    assert crs.srid("EPSG:3006") == 3006


@pytest.mark.parametrize(
    ("code", "key"),
    [
        ("", "unknown"),
        ("EPSG:0", "unknown"),
        ("EPSG:3006; DROP TABLE change", "unknown"),
        ("EPSG:4326", "not_metric"),
        ("EPSG:2263", "not_metric"),
        ("EPSG:4978", "not_metric"),
        ("EPSG:3857", "not_metric"),
        ("+proj=tmerc +lon_0=15 +units=m", "not_metric"),
    ],
)
def test_what_is_no_metric_system_is_refused_by_name(code: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        crs.metric_crs(code)
    assert refused.value.key == f"crs.{key}"
    assert refused.value.values == {"crs": code}


@given(st.sampled_from(sorted(PLACES)), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_a_position_goes_there_and_back(code: str, east: float, north: float) -> None:
    lon, lat = PLACES[code][0] + east, PLACES[code][1] + north
    there = crs.to_metric(lon, lat, target=code)
    back = crs.to_lonlat(*there, source=code)
    assert math.isclose(back[0], lon, abs_tol=1e-7)
    assert math.isclose(back[1], lat, abs_tol=1e-7)


@pytest.mark.parametrize(("code", "place"), PLACES.items())
def test_a_size_is_that_of_the_ellipsoid_whatever_the_map_makes_of_it(
    code: str, place: tuple[float, float]
) -> None:
    lon, lat = place
    degrees = shapely.segmentize(box(lon, lat, lon + 0.02, lat + 0.01), 0.0005)
    polygon = crs.reproject(degrees, source=crs.LONLAT, target=code)
    wanted, _ = Geod(ellps="WGS84").geometry_area_perimeter(shapely.orient_polygons(degrees))
    assert abs(crs.geodesic_m2(polygon, source=code) - abs(wanted)) <= 2


def test_a_hole_is_not_part_of_the_size() -> None:
    x, y = crs.to_metric(15.1, 59.07, target=crs.SWEDEN)
    whole, hole = box(x, y, x + 900, y + 900), box(x + 100, y + 100, x + 400, y + 400)
    size = crs.geodesic_m2(whole.difference(hole), source=crs.SWEDEN)
    parts = [crs.geodesic_m2(one, source=crs.SWEDEN) for one in (whole, hole)]
    assert abs(size - (parts[0] - parts[1])) <= 1


@pytest.mark.parametrize("target", ["EPSG:3006", "EPSG:27700"])
def test_a_coordinate_without_a_place_is_refused(target: str) -> None:
    far = shapely.Point(105.0, 0.0) if target == "EPSG:3006" else shapely.Point(170.0, 95.0)
    with pytest.raises(Refused) as refused:
        crs.reproject(far, source=crs.LONLAT, target=target)
    assert refused.value.key == "crs.out_of_range"


def test_nothing_is_moved_where_nothing_needs_to_move() -> None:
    point, nothing = shapely.Point(1, 2), shapely.Polygon()
    assert crs.reproject(point, source="EPSG:3006", target="EPSG:3006") is point
    assert crs.reproject(nothing, source="EPSG:3006", target="EPSG:27700") is nothing


@given(st.floats(11, 23), st.floats(55.5, 68), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_box_holds_the_corners_of_the_other(
    west: float, south: float, wide: float, high: float
) -> None:
    corners = [(west, south), (west + wide, south + high), (west + wide, south)]
    metric = crs.bbox_to_metric((west, south, west + wide, south + high), target=crs.SWEDEN)
    for corner in corners:
        x, y = crs.to_metric(*corner, target=crs.SWEDEN)
        assert metric[0] - 1e-6 <= x <= metric[2] + 1e-6
        assert metric[1] - 1e-6 <= y <= metric[3] + 1e-6
    again = crs.bbox_to_lonlat(metric, source=crs.SWEDEN)
    assert again[0] <= west + 1e-9
    assert again[1] <= south + 1e-9
    assert again[2] >= west + wide - 1e-9
    assert again[3] >= south + high - 1e-9
