"""What was once believed stays readable for ever, on both databases."""

from dataclasses import replace
from datetime import date

import pytest

from grannsamverkan.domain.areas import HouseholdCount, Locality, Municipality, advance, correct
from grannsamverkan.domain.geometry import wkb
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period, StatedDate
from grannsamverkan.errors import Conflict, Refused
from grannsamverkan.register import Register
from samples import area, later, outline_of, square, write
from stores import Store

LAPSE = StatedDate(date(2024, 5, 1))


def test_a_change_is_numbered_and_the_head_moves(register: Register) -> None:
    before = register.head()
    after = write(register, [area("A")])
    assert after.seq == before.seq + 1
    assert after.hash != before.hash
    assert register.verify().head == after.hash


def test_a_change_that_alters_nothing_is_not_written(register: Register) -> None:
    outline = outline_of(square())
    first = write(register, [area("A", outline=outline)], outlines=[outline])
    again = write(register, [area("A", outline=outline)], outlines=[outline], minutes=2)
    assert again == first
    assert [entry.seq for entry in register.changes()] == [1, 2]


def test_a_change_that_goes_there_and_back_is_not_written(register: Register) -> None:
    first = write(register, [area("A")])
    with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
        change.set_timeline("A", area("A", name="Annat"))
        change.set_timeline("A", area("A"))
    assert register.head() == first


def test_a_change_sees_its_own_areas_before_they_are_written(register: Register) -> None:
    write(register, [area("A"), area("B")])
    with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
        change.timelines()
        change.set_timeline("A", ())
        change.set_timeline("C", area("C"))
        assert change.timelines() == {"B": area("B"), "C": area("C")}
    assert register.timelines() == {"B": area("B"), "C": area("C")}


def test_a_block_that_fails_writes_nothing(register: Register) -> None:
    before = register.head()

    def half_done() -> None:
        with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
            change.set_timeline("A", area("A"))
            raise Conflict("area.not_found")

    with pytest.raises(Conflict):
        half_done()
    assert register.head() == before
    assert register.timelines() == {}


def test_a_timeline_comes_back_as_it_was_told(register: Register) -> None:
    outline = outline_of(square())
    told = advance(
        area(
            "A",
            outline=outline,
            name='<b>Åsen "Öst"</b>; DROP TABLE change',
            locality="Pålsboda",
            code="17",
            predecessors=("P1", "P2"),
            inherited=True,
            last_confirmed_on=date(2023, 9, 9),
        ),
        StatedDate.parse("2024-05"),
        Event.LAPSE,
        status=Status.DORMANT,
    )
    write(register, [told], outlines=[outline])
    assert register.timelines() == {"A": told}
    assert register.timelines(area_ids=iter(["A", "none"])) == {"A": told}
    with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
        assert change.timelines() == {"A": told}
    with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
        assert change.timelines(one for one in ("A", "none")) == {"A": told}


def test_what_was_known_at_a_moment_stays_so_for_ever(register: Register) -> None:
    first = area("A")
    write(register, [first], minutes=10)
    second = advance(first, LAPSE, Event.LAPSE, status=Status.DORMANT)
    write(register, [second], minutes=20)
    third = correct(second, date(2021, 1, 1), name="Rätt namn")
    write(register, [third], minutes=30)
    assert register.timelines(known=later(9)) == {}
    for known, told in ((10, first), (19, first), (20, second), (29, second), (30, third)):
        assert register.timelines(known=later(known)) == {"A": told}, known
    assert register.timelines() == {"A": third}


def test_an_area_taken_back_is_gone_today_but_not_from_what_was_known(register: Register) -> None:
    write(register, [area("A")], minutes=10)
    with register.change(actor="a", action="undo", reason="c", now=later(20)) as change:
        change.set_timeline("A", ())
    assert register.timelines() == {}
    assert register.timelines(known=later(15)) == {"A": area("A")}
    assert register.verify().intact


def test_a_clock_that_goes_back_is_given_the_time_of_the_change_before(register: Register) -> None:
    write(register, [area("A")], minutes=60)
    write(register, [area("B")], minutes=-600)
    times = [entry.at for entry in register.changes()]
    assert times == sorted(times)
    assert times[-1] == times[-2]
    assert set(register.timelines(known=later(59))) == set()
    assert set(register.timelines(known=later(60))) == {"A", "B"}
    assert register.verify().intact


def test_versions_hold_on_the_days_of_their_period_and_on_no_other(register: Register) -> None:
    lapsed = advance(area("A"), LAPSE, Event.LAPSE, status=Status.DORMANT)
    write(register, [lapsed])
    held = {
        day: [version.status for version in register.versions(day)]
        for day in (date(2019, 12, 31), date(2020, 1, 1), date(2024, 4, 30), LAPSE.counts_on)
    }
    assert list(held.values()) == [[], [Status.ACTIVE], [Status.ACTIVE], [Status.DORMANT]]


def test_a_box_finds_the_areas_it_touches_on_that_day_and_misses_those_far_away(
    register: Register,
) -> None:
    near, far = outline_of(square()), outline_of(square(5_000))
    moved = advance(
        area("A", outline=near),
        LAPSE,
        Event.CHANGE_BOUNDARY,
        outline_id=far.id,
        m2=far.m2,
    )
    no_polygon = area("C")
    write(register, [moved, area("B", outline=far), no_polygon], outlines=[near, far])

    def found(on: date, east_m: float) -> set[str]:
        west, south, *_ = square(east_m).bounds
        box = (west - 50, south - 50, west + 20, south + 20)
        return {version.area_id for version in register.versions(on, bbox=box)}

    assert found(date(2024, 4, 30), 0) == {"A"}
    assert found(date(2024, 4, 30), 5_000) == {"B"}
    assert found(LAPSE.counts_on, 0) == set()
    assert found(LAPSE.counts_on, 5_000) == {"A", "B"}
    assert found(LAPSE.counts_on, 2_500) == set()


def test_a_box_follows_corrections(register: Register) -> None:
    here, there = outline_of(square()), outline_of(square(5_000))
    write(register, [area("A", outline=here)], outlines=[here])
    write(register, [area("A", outline=there)], outlines=[there], minutes=2)
    on = date(2024, 1, 1)
    assert register.versions(on, bbox=here.polygon.bounds) == []
    assert len(register.versions(on, bbox=there.polygon.bounds)) == 1


def test_an_outline_is_kept_once_and_comes_back_to_the_bit(register: Register) -> None:
    outline = outline_of(square(side_m=123.4567))
    write(register, [area("A", outline=outline)], outlines=[outline, outline])
    write(register, [area("B", outline=outline)], outlines=[outline], minutes=2)
    kept = register.outlines([outline.id, "none"])
    assert list(kept) == [outline.id]
    assert wkb(kept[outline.id].polygon) == wkb(outline.polygon)
    assert wkb(kept[outline.id].public_polygon) == wkb(outline.public_polygon)
    assert kept[outline.id].m2 == outline.m2
    assert kept[outline.id].id == outline.id


def test_a_broken_timeline_is_refused(register: Register) -> None:
    whole = advance(area("A"), LAPSE, Event.LAPSE, status=Status.DORMANT)
    gap = (replace(whole[0], period=Period(date(2020, 1, 1), date(2024, 4, 1))), whole[1])
    for broken in (gap, whole[:1]):
        with pytest.raises(Refused) as refused:
            write(register, [broken])
        assert refused.value.key == "area.broken_timeline"
    assert register.timelines() == {}


def test_places_and_households_are_believed_like_areas(register: Register, store: Store) -> None:
    hallsberg = Municipality(
        code="1861",
        name="Hallsberg",
        border=outline_of(square(side_m=9_000)).polygon,
        border_source="SCB",
        border_generalised=True,
        contact_role="Kommunpolis",
        contact_mail="kontakt@example.org",
    )
    town = Locality(name="Hallsberg", municipality="1861", x=505_000, y=6_546_000, population=9_000)
    village = Locality(name="Östansjö", municipality="1861", x=500_000.5, y=6_546_000)
    counted = HouseholdCount(area_id="A", counted_on=date(2025, 1, 1), total=31, source="RegSO")
    earlier = replace(counted, counted_on=date(2021, 1, 1), total=0)
    with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
        change.set_timeline("A", area("A"))
        change.set_municipality(hallsberg)
        change.set_localities("1861", [village, town])
        change.set_facts(HouseholdCount, "A", [counted, earlier])
        assert change.facts(HouseholdCount, "A") == (earlier, counted)
        assert change.municipality("1861") == hallsberg
        assert change.municipality("0000") is None
    again = store.open()
    assert again.municipalities()[0] == hallsberg
    assert [one.code for one in again.municipalities()] == ["1861", "1881"]
    assert set(again.localities()) == {town, village}
    assert again.localities()[0] == town
    assert again.households() == {"A": (earlier, counted)}
    assert again.verify().intact


def test_the_journal_tells_who_did_what_and_why_by_area(register: Register) -> None:
    write(register, [area("A")])
    write(register, [area("B")], minutes=2)
    write(register, [area("A", name="Nytt")], minutes=3)
    assert [entry.seq for entry in register.changes(area_id="A")] == [2, 4]
    assert [entry.seq for entry in register.changes(area_id="none")] == []
    entry = register.changes()[1]
    assert (entry.actor, entry.action, entry.reason) == ("test", "write", "so")


def test_a_register_says_what_it_is_and_opens_again_as_the_same(store: Store) -> None:
    made = store.create(name="Göta å", crs="EPSG:27700")
    again = store.open()
    assert again.info == made.info
    assert (again.info.name, again.info.crs, again.info.example) == ("Göta å", "EPSG:27700", False)
    assert again.head().seq == 0
    assert again.verify().intact


def test_a_register_is_not_made_over_another(store: Store) -> None:
    first = store.create()
    with pytest.raises(Conflict) as refused:
        store.create(name="Annan")
    assert refused.value.key == "store.exists"
    assert store.open().info == first.info


def test_a_register_needs_a_crs_in_metres_on_a_map(store: Store) -> None:
    for crs in ("EPSG:4326", "EPSG:2263", "nonsense"):
        with pytest.raises(Refused):
            store.create(crs=crs)
