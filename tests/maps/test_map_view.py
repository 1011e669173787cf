"""What is in view: every area once, as an outline or within a number."""

from dataclasses import replace
from datetime import date

import numpy as np
import orjson
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import MultiPolygon, box

from grannsamverkan.crs import LONLAT, bbox_to_metric, reproject
from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot
from grannsamverkan.domain.period import Period
from grannsamverkan.maps.view import MOST_OUTLINES, AreaFilter, AreaView
from grannsamverkan.types import Bbox

CRS = "EPSG:3006"
X, Y = 505_700.0, 6_547_200.0
EVERYTHING: Bbox = (5, 50, 30, 72)
NO_FILTER = AreaFilter()


def area(
    number: int, x: float, y: float, *, name: str = "", kind: AreaType = AreaType.VILLA
) -> PublicArea:
    """Return an invented area: a square of 200 m, at metres from the middle; no outline where x is NaN."""
    outline = MultiPolygon([box(X + x, Y + y, X + x + 200, Y + y + 200)]) if x == x else None  # noqa: PLR0124 — NaN
    return PublicArea(
        id=f"id{number:06d}",
        name=name or f"Område {number}",
        municipality="1861",
        locality="Hallsberg" if number % 2 else "Pålsboda",
        area_type=kind,
        verification=Verification.MUNICIPALITY,
        since=str(2014 + number % 12),
        confirmed_on=date(2026, 5, 1),
        period=Period(date(2014, 1, 1)),
        outline=outline,
        has_outline=outline is not None,
    )


def view(*areas: PublicArea) -> AreaView:
    """Return a view of invented areas."""
    return AreaView(
        PublicSnapshot(
            on=date(2026, 11, 1),
            register_name="Prov",
            crs=CRS,
            example=True,
            areas=areas,
            municipalities=(),
            localities=(),
        )
    )


def many(number: int, seed: int = 1) -> AreaView:
    """Return a view of many areas strewn over 200 km."""
    places = np.random.default_rng(seed).uniform(-100_000, 100_000, (number, 2))
    return view(*(area(place, *xy) for place, xy in enumerate(places.tolist())))


@pytest.fixture(scope="module")
def thousand() -> AreaView:
    """Give a view of a thousand areas."""
    return many(1_000)


def test_few_areas_are_outlines_and_many_are_numbers_that_add_up(thousand: AreaView) -> None:
    assert many(MOST_OUTLINES).in_view(NO_FILTER, EVERYTHING, 8)["kind"] == "areas"
    answer = thousand.in_view(NO_FILTER, EVERYTHING, 8)
    assert answer["kind"] == "cells"
    assert sum(n for _, _, n in answer["cells"]) == 1_000
    assert 1 < len(answer["cells"]) < 1_000


@settings(max_examples=60, deadline=None)
@given(
    west=st.floats(13, 16),
    south=st.floats(58, 60),
    width=st.floats(0.01, 2),
    height=st.floats(0.01, 2),
    zoom=st.floats(0, 22),
)
def test_what_meets_the_box_is_in_view_and_nothing_far_from_it(
    thousand: AreaView, west: float, south: float, width: float, height: float, zoom: float
) -> None:
    bbox = (west, south, west + width, south + height)
    window = box(*bbox)
    around = box(*bbox_to_metric(bbox, target=CRS))
    shapes = {one.id: one.outline for one in thousand.areas if one.outline is not None}
    must = {
        area_id
        for area_id, outline in shapes.items()
        if window.intersects(reproject(outline, source=CRS, target=LONLAT))
    }
    may = {area_id for area_id, outline in shapes.items() if around.intersects(outline)}
    answer = thousand.in_view(NO_FILTER, bbox, zoom)
    if answer["kind"] == "areas":
        assert must <= {feature["id"] for feature in answer["features"]} <= may
    else:
        assert len(must) <= sum(n for _, _, n in answer["cells"]) <= len(may)
        assert len(may) > MOST_OUTLINES


@pytest.mark.parametrize("zoom", [3, 8, 12, 16])
def test_a_simplified_outline_stays_within_a_pixel_and_never_vanishes(zoom: int) -> None:
    round_one = MultiPolygon([shapely.Point(X, Y).buffer(150, quad_segs=64)])
    one = area(1, 0, 0)
    drawn = view(replace(one, outline=round_one))
    feature = orjson.loads(orjson.dumps(drawn.in_view(NO_FILTER, EVERYTHING, zoom)))["features"][0]
    lonlat = shapely.from_geojson(orjson.dumps(feature["geometry"]))
    metric = reproject(lonlat, source=LONLAT, target=CRS)
    pixel_m = 156_543 * 0.515 / 2**zoom
    assert metric.area > 0
    assert shapely.hausdorff_distance(metric, round_one) <= max(pixel_m, 1.5) + 62 * (zoom < 10)


def test_the_filter_limits_map_and_list_alike() -> None:
    shown = view(
        area(1, 0, 0, name="Norrängen"),
        area(2, 500, 0, name="Södergård", kind=AreaType.BOAT),
        area(3, float("nan"), 0, name="Utan gräns", kind=AreaType.BOAT),
    )
    for wanted, names in (
        (AreaFilter(area_type=AreaType.BOAT), ["Södergård", "Utan gräns"]),
        (AreaFilter(locality="Pålsboda"), ["Södergård"]),
        (AreaFilter(text="  NORR"), ["Norrängen"]),
        (AreaFilter(text="hallsberg", area_type=AreaType.BOAT), ["Utan gräns"]),
    ):
        assert [one.name for one in shown.listed(wanted, "name")] == names
        drawn = {
            feature["properties"]["name"]
            for feature in shown.in_view(wanted, EVERYTHING, 10)["features"]
        }
        assert drawn == set(names) - {"Utan gräns"}


def test_the_list_is_in_swedish_order_and_turns_round() -> None:
    shown = view(*(area(n, 0, 0, name=name) for n, name in enumerate(("Ö", "Ä", "Z", "Å", "a"))))
    assert [one.name for one in shown.listed(NO_FILTER, "name")] == ["a", "Z", "Å", "Ä", "Ö"]
    assert [one.name for one in shown.listed(NO_FILTER, "-name")] == ["Ö", "Ä", "Å", "Z", "a"]
    years = [one.since or "" for one in shown.listed(NO_FILTER, "since")]
    assert years == sorted(years)


def test_numbers_in_names_are_in_order_of_size() -> None:
    shown = view(*(area(n, 0, 0, name=f"Kvarter {n}") for n in (10, 9, 2)))
    assert [one.name for one in shown.listed(NO_FILTER, "name")] == [
        "Kvarter 2",
        "Kvarter 9",
        "Kvarter 10",
    ]


def test_one_area_is_found_by_id_and_an_unknown_id_finds_nothing() -> None:
    shown = view(area(1, 0, 0), area(2, float("nan"), 0))
    assert shown.one("id000001")["features"][0]["geometry"] is not None
    assert shown.one("id000002")["features"][0]["geometry"] is None
    assert shown.one("id000003")["features"] == []


def test_a_register_without_areas_has_an_empty_map() -> None:
    nothing = view()
    assert nothing.in_view(NO_FILTER, EVERYTHING, 5) == {"kind": "areas", "features": []}
    assert nothing.listed(NO_FILTER, "since") == []


def test_the_whole_world_at_the_closest_zoom_is_still_a_small_answer(thousand: AreaView) -> None:
    answer = thousand.in_view(NO_FILTER, (-180, -90, 180, 90), 22)
    assert answer["kind"] == "cells"
    assert len(answer["cells"]) <= 60 * 60
    assert sum(n for _, _, n in answer["cells"]) == 1_000
