"""Maps of then and now: one extent, outlines to the pixel, and what was added drawn in another way."""

from dataclasses import replace
from datetime import date

import shapely
from drawn import HOSTILE, described, elements, parsed, texts

from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.reports.maps import area_map, map_text
from grannsamverkan.reports.names import names
from grannsamverkan.reports.outlines import Placing, scale_m
from grannsamverkan.reports.svg import NARROW, WIDE, Frame
from grannsamverkan.reports.then_and_now import (
    AreaMap,
    AreasOn,
    Ground,
    Kind,
    MapArea,
    areas_on,
    extent_of,
    ground_of,
    then_and_now,
)
from samples import square
from town import NOW

SV, EN = translator("sv"), translator("en")
THEN, SINCE = date(2019, 11, 28), date(2021, 5, 31)
A = MapArea(outline=square(), id="a", locality="Hallsberg")
B = MapArea(outline=square(600, side_m=300), id="b", locality="Hallsberg")
FAR = MapArea(outline=square(20_000), id="far", locality="Pålsboda")
BORDER = square(-9_000, -9_000, side_m=40_000)
X, Y = A.outline.centroid.x, A.outline.centroid.y
GROUND = Ground(borders=(BORDER,), generalised=True, places=(("Hallsberg", X, Y + 300),))


def _maps(
    *areas: MapArea, ground: Ground = GROUND, around: str | None = None, whole: bool = False
) -> tuple[AreaMap, AreaMap]:
    then = AreasOn(on=THEN, areas=(A,))
    now = AreasOn(on=SINCE, areas=(A, *areas), undrawn=(None, "Hallsberg"))
    found = then_and_now(then, now, ground, SV, around=around, whole=whole)
    assert found is not None
    return found


def test_both_maps_show_the_same_ground_and_what_was_added_is_hatched() -> None:
    then, now = _maps(B)
    assert then.extent == now.extent
    assert [one.kind for one in now.areas] == [Kind.STANDING, Kind.ADDED]
    roots = [parsed(area_map(one, SV, Frame(key="m", width=NARROW))) for one in (then, now)]
    assert roots[0].get("viewBox", "").split()[2] == roots[1].get("viewBox", "").split()[2]
    hatched = [elements(one, "path", fill="url(#m-added)") for one in roots]
    assert [len(one) for one in hatched] == [0, 1]
    assert "Tillkommit efter 28 november 2019" in texts(roots[1])
    assert "Tillkommit efter 28 november 2019" not in texts(roots[0])


def test_an_outline_lies_where_it_is_with_north_up() -> None:
    box = shapely.box(1000, 2000, 1100, 2050)
    assert Placing(900, 2100, 2, 10).path(
        box
    ) == "M410.0 110.0L410.0 210.0L210.0 210.0L210.0 110.0Z" or (
        sorted(Placing(900, 2100, 2, 10).path(box)[1:-1].split("L"))
        == ["210.0 110.0", "210.0 210.0", "410.0 110.0", "410.0 210.0"]
    )
    holed = shapely.box(0, 0, 10, 10).difference(shapely.box(4, 4, 6, 6))
    assert Placing(0, 10, 1).path(holed).count("Z") == 2


def test_a_scale_bar_is_the_longest_round_length_there_is_room_for() -> None:
    assert [scale_m(per_m, 100) for per_m in (10, 0.1, 0.001)] == [50, 1_000, 50_000]
    near = parsed(area_map(_maps(B)[1], SV, Frame(key="m")))
    assert "500 m" in texts(near)
    far = parsed(area_map(_maps(FAR)[1], SV, Frame(key="m")))
    assert "5 km" in texts(far)


def test_small_areas_are_dots_and_lozenges() -> None:
    _, now = _maps(B, FAR)
    root = parsed(area_map(now, SV, Frame(key="m", width=NARROW)))
    assert len(elements(root, "circle", r="4")) == 2  # on the map and in the legend
    assert len(elements(root, "path", fill="#155e63", stroke="#ffffff")) == 3
    assert not elements(root, "path", fill="url(#m-added)")


def test_a_map_around_a_locality_leaves_out_what_is_far_away() -> None:
    then, now = _maps(B, FAR, around="Hallsberg")
    assert [one.id for one in now.areas] == ["a", "b"]
    assert then.title == "Hallsberg, 28 november 2019"
    assert now.undrawn == 1
    east, west = now.extent[2], now.extent[0]
    assert east - west < 2_000


def test_a_map_shows_the_municipality_where_asked_or_where_there_is_no_area() -> None:
    _, now = _maps(B, whole=True)
    assert now.extent == extent_of([BORDER])
    none = then_and_now(
        AreasOn(on=THEN, areas=()), AreasOn(on=SINCE, areas=()), GROUND, SV, around="Hallsberg"
    )
    assert none is not None
    assert none[0].extent == extent_of([BORDER])
    unbordered = then_and_now(
        AreasOn(on=THEN, areas=()), AreasOn(on=SINCE, areas=()), replace(GROUND, borders=()), SV
    )
    assert unbordered is not None
    assert unbordered[0].extent == (X - 400, Y - 100, X + 400, Y + 700)
    root = parsed(area_map(unbordered[0], SV, Frame(key="m")))
    assert "Kommungräns (förenklad)" not in texts(root)
    assert (
        then_and_now(AreasOn(on=THEN, areas=()), AreasOn(on=SINCE, areas=()), Ground(), SV) is None
    )


def test_a_border_is_drawn_only_where_it_is_near() -> None:
    _, now = _maps(B)
    root = parsed(area_map(now, SV, Frame(key="m")))
    (land,) = elements(root, "path", fill="#f1f2ec")
    assert len(land.get("d") or "") < 100
    away = replace(GROUND, borders=(square(500_000),), generalised=False)
    root = parsed(area_map(_maps(B, ground=away)[1], SV, Frame(key="m")))
    assert not elements(root, "path", fill="#f1f2ec")
    assert "Kommungräns" in texts(root)


def test_an_area_on_the_ground_of_one_before_has_not_been_added() -> None:
    half = MapArea(outline=square(50, side_m=100), id="half")
    moved = MapArea(outline=square(700), id="a")
    _, now = _maps(half, moved)
    assert [one.kind for one in now.areas] == [Kind.STANDING] * 3
    nameless = MapArea(outline=square(900))
    assert _maps(nameless)[1].areas[1].kind is Kind.ADDED


def test_words_say_how_many_where_and_what_was_added() -> None:
    _, now = _maps(B, FAR)
    said = (
        "31 maj 2021: 3 områden är ritade. Efter ort: Hallsberg 2, Pålsboda 1. "
        "2 av dem har tillkommit efter 28 november 2019. 2 områden saknar ritad gräns."
    )
    assert map_text(now, SV) == said
    root = parsed(area_map(now, SV, Frame(key="m")))
    assert described(root) == ("31 maj 2021", said)
    assert "2 områden saknar ritad gräns" in texts(root)
    nowhere = AreaMap(
        title="T", areas=(replace(A, locality=None),), extent=now.extent, ground=GROUND
    )
    assert map_text(nowhere, EN) == "T: 1 area is drawn."


def test_names_keep_clear_of_each_other_of_dots_and_of_the_edge() -> None:
    placing = Placing(0, 300, 1)
    crowd = [(f"Ort {index}", 150.0 + index, 150.0 + index) for index in range(40)]
    shown = names(crowd, placing, 300, 300, [])
    assert 1 <= shown.count("<text") < 40
    assert "Ort 0<" in shown
    alone = names([("Ort", 150, 150)], placing, 300, 300, [])
    assert 'text-anchor="start"' in alone
    beside = names([("Ort", 150, 150)], placing, 300, 300, [(155, 140, 200, 160)])
    assert 'text-anchor="end"' in beside
    outside = names([("Ort", 310, 150), ("Sidan", 150, -1)], placing, 300, 300, [])
    assert outside == "<g/>"
    packed = names([("Ort", 150, 150)], placing, 300, 300, [(0, 0, 300, 300)])
    assert packed == "<g/>"


def test_the_same_map_is_the_same_bytes_and_hostile_names_are_text() -> None:
    hostile = replace(GROUND, places=(("<script>", X, Y), (HOSTILE, X, Y - 100)))
    for width in (WIDE, NARROW):
        shown = replace(_maps(B, ground=hostile)[1], title=HOSTILE)
        frame = Frame(key="m", width=width)
        root = parsed(area_map(shown, SV, frame))
        assert "<script>" in texts(root)
        assert area_map(shown, SV, frame) == area_map(shown, SV, frame)


def test_maps_are_made_of_what_anyone_may_see(town: Register) -> None:
    then, now = (town.public(on=day, today=NOW.date()) for day in (THEN, SINCE))
    maps = then_and_now(areas_on(then), areas_on(now), ground_of(now), EN)
    assert maps is not None
    drawn = sum(one.outline is not None for one in now.areas)
    assert len(maps[1].areas) == drawn
    assert maps[1].undrawn == len(now.areas) - drawn
    parsed(area_map(maps[1], EN, Frame(key="m")))
