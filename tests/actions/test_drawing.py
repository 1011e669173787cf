"""Trying out a border: what it is drawn to, what is odd about it, and who is told of which neighbour."""

import pytest
from acting import TODAY, found, lead
from shapely import LineString, Point, box

from grannsamverkan.actions import drawing
from grannsamverkan.actions.drawing import Table
from grannsamverkan.actions.gating import gathered
from grannsamverkan.domain.access import OPERATOR, Role, Who
from grannsamverkan.domain.geometry import clean
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.oddities import OddityKind
from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.register import Register
from groundwork import lay
from samples import SOUTH, WEST, square


def table(register: Register, who: Who = OPERATOR, *redrawn: str) -> Table:
    return Table(register=register, who=who, today=TODAY, redrawn=frozenset(redrawn))


def at(west: float, south: float, east: float, north: float) -> object:
    return box(WEST + west, SOUTH + south, WEST + east, SOUTH + north)


BOX = (WEST - 1_000, SOUTH - 1_000, WEST + 1_000, SOUTH + 1_000)


def test_neighbours_are_the_live_areas_without_the_one_being_redrawn(register: Register) -> None:
    mine = found(register, "Min", polygon=square())
    found(register, "Granne", polygon=square(200))
    found(register, "Intresse", event=Event.REGISTER_INTEREST, polygon=square(400))
    gone = found(register, "Borta", polygon=square(600))
    lead(register, gone, "close 2021-01-01")
    found(register, "Utan gräns")
    names = [one.name for one in drawing.neighbours(table(register, OPERATOR, mine), BOX)]
    assert names == ["Granne", "Intresse"]
    assert "Min" in [one.name for one in drawing.neighbours(table(register), BOX)]


def test_a_contact_is_told_of_others_only_what_the_public_is(register: Register) -> None:
    mine = found(register, "Min", polygon=square())
    found(register, "Granne", polygon=square(200))
    found(register, "Hemligt", event=Event.REGISTER_INTEREST, polygon=square(400))
    who = Who(id="k", roles=frozenset({(Role.CONTACT, "1861")}), areas=frozenset({mine}))
    seen = drawing.neighbours(table(register, who), BOX)
    assert [(one.name, one.exact) for one in seen] == [("Granne", False), ("Min", True)]


def test_a_border_is_drawn_to_its_neighbour_and_measured(register: Register) -> None:
    found(register, "Granne", polygon=square(200))
    drawn = drawing.try_out(table(register), at(0, 0, 198, 200))  # type: ignore[arg-type]  # a box
    assert drawn.polygon.bounds[2] == WEST + 200
    assert (drawn.oddities, drawn.homes) == ((), None)
    assert drawn.m2 == pytest.approx(40_000, rel=0.01)
    kept = drawing.try_out(table(register), at(0, 0, 202, 200), snap=False)  # type: ignore[arg-type]  # a box
    assert [one.kind for one in kept.oddities] == [OddityKind.SLIVER]


def test_an_oddity_is_mended_and_the_others_stay(register: Register) -> None:
    east = found(register, "Öster", polygon=square(200))
    west = found(register, "Väster", polygon=square(-200))
    drawn = at(-2, 0, 197, 200)
    better = drawing.mend(table(register), drawn, OddityKind.GAP, east)  # type: ignore[arg-type]  # a box
    assert [(one.kind, one.other) for one in better.oddities] == [(OddityKind.SLIVER, west)]
    best = drawing.mend(table(register), better.polygon, OddityKind.SLIVER, west)
    assert best.oddities == ()
    assert drawing.mend(table(register), best.polygon, OddityKind.GAP, west).polygon.equals(
        best.polygon
    )


def test_holes_and_parts_are_measured_too(register: Register) -> None:
    lay(register, WEST, SOUTH)
    whole = at(0, -30, 310, 150)
    holed = drawing.cut_hole(table(register), whole, at(110, -20, 190, 20))  # type: ignore[arg-type]  # boxes
    assert holed.homes == 84 - 2 * 4
    line = LineString([(WEST + 150, SOUTH - 50), (WEST + 150, SOUTH + 200)])
    parts = drawing.divide(table(register), whole, line)  # type: ignore[arg-type]  # a box
    assert sum(part.homes or 0 for part in parts) == 84


def test_a_border_to_be_is_weighed_with_the_homes_it_holds(register: Register) -> None:
    area_id = found(register, event=Event.REGISTER_INTEREST)
    whole = clean(box(WEST, SOUTH - 30, WEST + 310, SOUTH + 150)).polygon
    timeline = register.timelines()[area_id]

    def weighed() -> int | None:
        with register.looking() as private:
            evidence = gathered(register, private, timeline, TODAY, polygon=whole)
        return evidence.dwellings

    assert weighed() is None
    lay(register, WEST, SOUTH)
    assert weighed() == 84


# -- streets and blocks -----------------------------------------------------------------------------------


def test_an_outline_of_streets_holds_their_homes_and_no_others(register: Register) -> None:
    lay(register, WEST, SOUTH)
    one = drawing.outline_of_streets(table(register), [("Björkvägen", "")])
    assert one.homes == 28
    assert len(one.polygon.geoms) == 1
    two = drawing.outline_of_streets(table(register), [("Alvägen", "")], one.polygon)
    assert two.homes == 56


def test_homes_of_other_areas_stay_there(register: Register) -> None:
    lay(register, WEST, SOUTH)
    found(register, "Granne", polygon=at(-50, -40, 150, 25))  # type: ignore[arg-type]  # a box
    mine = drawing.outline_of_streets(table(register), [("Alvägen", "")])
    assert mine.homes == 28 - 2 * 7
    assert [one.kind for one in mine.oddities if one.kind is OddityKind.OVERLAP] == []
    with pytest.raises(Refused, match=r"drawing\.no_homes"):
        drawing.outline_of_streets(table(register), [("Finns inte", "")])
    found(register, "Allt", polygon=at(-50, -60, 400, 300))  # type: ignore[arg-type]  # a box
    with pytest.raises(Refused, match=r"drawing\.homes_taken"):
        drawing.outline_of_streets(table(register), [("Alvägen", "")])


def test_blocks_are_counted_and_called_by_their_street(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(register, WEST, SOUTH)
    found = drawing.blocks_in(table(register), (WEST, SOUTH - 50, WEST + 300, SOUTH + 170))
    assert sum(one.homes for one in found) == 84
    inner = [one for one in found if one.polygon.contains(Point(WEST + 150, SOUTH + 30))]
    assert [(one.homes, one.street in {"Alvägen", "Björkvägen"}) for one in inner] == [(28, True)]
    assert drawing.blocks_in(table(register), (WEST, SOUTH + 25, WEST + 50, SOUTH + 30))
    monkeypatch.setattr(drawing, "_MOST_BLOCKS_HOMES", 10)
    with pytest.raises(TooLarge):
        drawing.blocks_in(table(register), (WEST, SOUTH - 50, WEST + 300, SOUTH + 170))
