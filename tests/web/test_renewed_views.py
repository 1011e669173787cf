"""Today's view, made of the one before, tells what a whole new reading tells."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random

import orjson
import pytest
import shapely

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import Period
from grannsamverkan.maps.view import AreaView
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.web.site import Site
from town import CRS, FORMING, HALF, NOW, WHOLE, X, Y, new_register, outline, timelines, version

TODAY, PAST = NOW.date(), date(2018, 12, 31)


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give a register of its own."""
    made = new_register(tmp_path / "hallsberg.gpkg")
    yield made
    made.close()


def write(register: Register, area_id: str, timeline: Timeline) -> None:
    """Let an area have another history."""
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_timeline(area_id, timeline)


def drawn_anew(register: Register, chance: Random) -> None:
    """Change one area in one of the ways in which areas change, or make a new one."""
    west, south = chance.uniform(-900, -100), chance.uniform(-900, -100)
    made = outline(west, south, chance.uniform(0, 500), 600)
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.add_outline(made)
    area_id = chance.choice([*timelines(), f"01J99000000000000000000{chance.randint(100, 104)}"])
    known = register.timelines().get(area_id) or (version(area_id, "Ny", TODAY),)
    last = replace(
        known[-1],
        name=f"Namn {chance.randint(0, 9)}",
        status=chance.choice([Status.ACTIVE, Status.ACTIVE, Status.DORMANT]),
        outline_id=chance.choice([made.id, None, known[-1].outline_id]),
    )
    write(register, area_id, (*known[:-1], last))


def test_whatever_changes_the_view_is_that_of_a_whole_reading(register: Register) -> None:
    chance = Random(7)  # noqa: S311 # which areas change
    site = Site(Settings(), register, lambda: NOW)
    site.view()
    for _ in range(40):
        for _ in range(chance.randint(1, 3)):
            drawn_anew(register, chance)
        view = site.view()
        whole = register.public(on=TODAY, today=TODAY)
        assert view.snapshot == whole
        assert site.view(PAST).snapshot == register.public(on=PAST, today=TODAY)
        assert view.head == register.head()
        if chance.random() < 0.7:  # else it is led on past a view that nobody has drawn
            assert view.drawn.areas == AreaView(whole).areas
            assert orjson.dumps(view.drawn.every()) == orjson.dumps(AreaView(whole).every())
        for area in whole.areas:
            moved = view.in_degrees(area.id)
            assert (moved is None) == (area.outline is None)
            if moved is not None and area.outline is not None:
                lon, lat = shapely.get_coordinates(moved.centroid)[0]
                middle = to_lonlat(area.outline.centroid.x, area.outline.centroid.y, source=CRS)
                assert (lon, lat) == pytest.approx(middle, abs=1e-6)


def test_only_what_was_touched_is_read_anew(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(Settings(), register, lambda: NOW)
    before = site.view()
    asked: list[object] = []
    public = register.public

    def noted(**wanted: object) -> object:
        asked.append(wanted.get("area_ids"))
        return public(**wanted)  # type: ignore[arg-type]  # handed on as it came

    was = site.view(PAST)
    monkeypatch.setattr(register, "public", noted)
    (forming,) = timelines()[FORMING]
    write(register, FORMING, (replace(forming, status=Status.ACTIVE, period=Period(TODAY)),))
    after = site.view()
    assert asked == [frozenset({FORMING})]
    assert FORMING in after.areas
    kept = [area for area in after.snapshot.areas if area.id != FORMING]
    assert kept == list(before.snapshot.areas)
    assert site.view(PAST).snapshot == was.snapshot
    assert asked == [frozenset({FORMING})] * 2
    assert len(site._days) == 2  # noqa: SLF001 # what is held in memory has no other face


def test_an_area_of_the_past_is_drawn_anew_once_what_came_of_it_has_lapsed(
    register: Register,
) -> None:
    site = Site(Settings(), register, lambda: NOW)
    assert WHOLE in site.view(PAST).areas
    (half,) = timelines()[HALF]
    write(register, HALF, (replace(half, status=Status.DORMANT),))
    assert WHOLE not in site.view(PAST).areas
    assert site.view(PAST).snapshot == register.public(on=PAST, today=TODAY)


def test_a_register_put_in_its_place_is_read_whole(register: Register, tmp_path: Path) -> None:
    with register.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_timeline(FORMING, ())
    other = new_register(tmp_path / "other.gpkg")
    assert other.touched_since(register.head()) is None
    assert register.touched_since(other.head()) == frozenset({FORMING})
    other.close()


def test_a_box_meets_the_areas_whose_outline_does(register: Register) -> None:
    view = Site(Settings(), register, lambda: NOW).view()
    chance = Random(8)  # noqa: S311 # which boxes
    for _ in range(200):
        corners = [to_lonlat(X + chance.uniform(-1_500, 3_000), Y + chance.uniform(-900, 900), source=CRS)
                   for _ in range(2)]  # fmt: skip
        (west, east), (south, north) = map(sorted, zip(*corners, strict=True))
        box = shapely.box(west, south, east, north)
        wanted = [
            area.id
            for area in view.snapshot.areas
            if (there := view.in_degrees(area.id)) is not None and there.intersects(box)
        ]
        assert list(view.meeting((west, south, east, north))) == sorted(wanted)
    everywhere = list(view.meeting((-180, -90, 180, 90)))
    assert everywhere == sorted(one.id for one in view.snapshot.areas if one.outline is not None)


def test_borders_that_have_not_changed_keep_what_they_have_found_out(register: Register) -> None:
    site = Site(Settings(), register, lambda: NOW)
    before = site.view()
    (forming,) = timelines()[FORMING]
    write(register, FORMING, (replace(forming, status=Status.ACTIVE, period=Period(TODAY)),))
    after = site.view()
    assert after is not before
    assert after.borders is before.borders
