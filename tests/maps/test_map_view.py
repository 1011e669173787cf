"""What is in view: every area once, as an outline or within a number."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

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


def snapshot(*areas: PublicArea) -> PublicSnapshot:
    """Return what the public may know where there are some areas."""
    return PublicSnapshot(
        on=date(2026, 11, 1),
        register_name="Prov",
        crs=CRS,
        example=True,
        areas=areas,
        municipalities=(),
        localities=(),
    )


def view(*areas: PublicArea) -> AreaView:
    """Return a view of invented areas."""
    return AreaView(snapshot(*areas))


def many(number: int, seed: int = 1) -> AreaView:
    """Return a view of many areas strewn over 200 km."""
    places = np.random.default_rng(seed).uniform(-100_000, 100_000, (number, 2))
    return view(*(area(place, *xy) for place, xy in enumerate(places.tolist())))


def seen(
    shown: AreaView, bbox: Bbox = EVERYTHING, zoom: float = 10, wanted: AreaFilter = NO_FILTER
) -> dict[str, Any]:
    """Return what a browser is told of what is in view."""
    answer: dict[str, Any] = orjson.loads(orjson.dumps(shown.in_view(wanted, bbox, zoom)))
    return answer


def corners(drawn: list[list[list[int]]], step: int) -> MultiPolygon:
    """Return rings of whole numbers in degrees (CRS84), read as the map's script reads them."""
    parts = [
        [np.cumsum(np.reshape(ring, (-1, 2)), axis=0) * step / 100_000 for ring in part]
        for part in drawn
    ]
    return MultiPolygon([(outer, holes) for outer, *holes in parts])


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
    answer = seen(thousand, bbox, zoom)
    if answer["kind"] == "areas":
        assert must <= {one["id"] for one in answer["areas"]} <= may
    else:
        assert len(must) <= sum(n for _, _, n in answer["cells"]) <= len(may)
        assert len(may) > MOST_OUTLINES


@pytest.mark.parametrize("zoom", [13, 13.5, 14, 16, 22])
def test_an_outline_is_drawn_within_a_pixel_and_its_holes_with_it(zoom: float) -> None:
    ring = shapely.Point(X, Y).buffer(350, quad_segs=64)
    apart = shapely.Point(X + 800, Y).buffer(200)
    hole = shapely.Point(X, Y).buffer(120).exterior
    outline = MultiPolygon([shapely.Polygon(ring.exterior, [hole]), apart])
    answer = seen(view(replace(area(1, 0, 0), outline=outline)), zoom=zoom)
    lonlat = corners(answer["areas"][0]["drawn"], answer["step"])
    metric = reproject(lonlat, source=LONLAT, target=CRS)
    pixel_m = 156_543 * 0.515 / 2**zoom
    assert [len(part.interiors) for part in lonlat.geoms] == [1, 0]
    assert shapely.hausdorff_distance(metric.boundary, outline.boundary) <= max(pixel_m, 1.5)


@pytest.mark.parametrize("zoom", [0, 3, 8, 12])
def test_what_is_too_small_to_be_seen_is_a_spot_where_it_is(zoom: int) -> None:
    answer = seen(view(area(1, 0, 0)), zoom=zoom)
    lon, lat = (number * answer["step"] / 100_000 for number in answer["areas"][0]["drawn"])
    there = reproject(shapely.Point(lon, lat), source=LONLAT, target=CRS)
    assert there.distance(shapely.Point(X + 100, Y + 100)) <= 156_543 / 2**zoom


def test_what_was_drawn_before_is_drawn_alike_and_what_is_kept_has_an_end(
    thousand: AreaView, monkeypatch: pytest.MonkeyPatch
) -> None:
    west, south, *_ = thousand.in_view(NO_FILTER, EVERYTHING, 9)["cells"][0]
    box_of = (west - 0.4, south - 0.4, west + 0.4, south + 0.4)
    first = seen(thousand, box_of, 14)
    assert first["kind"] == "areas"
    monkeypatch.setattr("grannsamverkan.maps.view._MOST_KEPT", len(first["areas"]))
    for zoom in (14, 13, 12, 14):
        again = seen(thousand, box_of, zoom)
        assert [one["id"] for one in again["areas"]] == [one["id"] for one in first["areas"]]
    assert again == first


@given(zoom=st.floats(0, 22))
def test_no_number_covers_another(thousand: AreaView, zoom: float) -> None:
    answer = thousand.in_view(NO_FILTER, EVERYTHING, zoom)
    lon, lat, _ = np.array(answer["cells"]).T
    up = np.degrees(np.arcsinh(np.tan(np.radians(lat))))
    places = shapely.points(lon, up)
    apart = shapely.STRtree(places).query_nearest(places, exclusive=True, return_distance=True)[1]
    assert not len(apart) or apart.min() >= 0.69 * 80 / 256 * 360 / 2**zoom


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
        assert [one.name for one in shown.listed(wanted, "name")[0]] == names
        drawn = {one["name"] for one in seen(shown, wanted=wanted)["areas"]}
        assert drawn == set(names) - {"Utan gräns"}


def test_the_list_is_in_swedish_order_and_turns_round() -> None:
    shown = view(*(area(n, 0, 0, name=name) for n, name in enumerate(("Ö", "Ä", "Z", "Å", "a"))))
    assert [one.name for one in shown.listed(NO_FILTER, "name")[0]] == ["a", "Z", "Å", "Ä", "Ö"]
    assert [one.name for one in shown.listed(NO_FILTER, "-name")[0]] == ["Ö", "Ä", "Å", "Z", "a"]
    years = [one.since or "" for one in shown.listed(NO_FILTER, "since")[0]]
    assert years == sorted(years)


def test_numbers_in_names_are_in_order_of_size() -> None:
    shown = view(*(area(n, 0, 0, name=f"Kvarter {n}") for n in (10, 9, 2)))
    assert [one.name for one in shown.listed(NO_FILTER, "name")[0]] == [
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
    assert nothing.in_view(NO_FILTER, EVERYTHING, 5)["areas"] == []
    assert nothing.listed(NO_FILTER, "since") == ([], 0)


def test_the_whole_world_at_the_closest_zoom_is_still_a_small_answer(thousand: AreaView) -> None:
    answer = thousand.in_view(NO_FILTER, (-180, -90, 180, 90), 22)
    assert answer["kind"] == "cells"
    assert len(answer["cells"]) <= 60 * 60
    assert sum(n for _, _, n in answer["cells"]) == 1_000


def test_a_view_led_on_shows_what_a_whole_new_one_does() -> None:
    chance = Random(11)  # noqa: S311 # which areas change
    areas = {one.id: one for one in (_any_area(number, chance) for number in range(600))}
    led = view(*areas.values())
    _shown(led)
    for step in range(12):
        touched = {f"id{chance.randrange(700):06d}" for _ in range(chance.choice([1, 1, 30]))}
        for one in touched:
            areas.pop(one, None)
            if chance.random() < 0.7:
                areas[one] = _any_area(int(one[2:]), chance)
        whole = view(*areas.values())
        led = led.after(snapshot(*areas.values()), touched)
        assert led.areas == whole.areas
        if step % 3:  # what nobody has asked for yet is led on as well
            assert _shown(led) == _shown(whole)


def _any_area(number: int, chance: Random) -> PublicArea:
    x = chance.choice([chance.uniform(-9_000, 9_000), chance.uniform(-500, 500), float("nan")])
    name = f"{chance.choice(['Åsen', 'Ängen', 'Byn, med ett längre namn'])} {chance.randrange(30)}"
    return area(number, x, chance.uniform(-500, 500), name=name, kind=chance.choice([*AreaType]))


def _shown(one: AreaView) -> list[object]:
    boxes = [(EVERYTHING, 5), ((14.9, 59.0, 15.3, 59.1), 12), ((15.09, 59.06, 15.11, 59.07), 15)]
    text = AreaFilter(text="byn, med")
    return [
        *(orjson.dumps(one.in_view(wanted, box, zoom)) for box, zoom in boxes for wanted in (NO_FILTER, text)),
        *(one.listed(NO_FILTER, order) for order in ("name", "-name", "locality", "-type", "since")),
        orjson.dumps(one.every()),
        orjson.dumps(one.one("id000001")),
    ]  # fmt: skip
