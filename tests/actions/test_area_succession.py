"""Areas that become others, and changes that are taken back."""

from datetime import date, timedelta

import pytest
from acting import NOW, doing, events, found, in_state, lead, numbers, on, take_in, timeline

from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Part
from grannsamverkan.actions.imports import undo_import
from grannsamverkan.actions.places import set_borders
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register
from samples import square

HALVES = [Part("Väst", square(0, 0, side_m=100)), Part("Öst", square(100, 0, side_m=100))]


def steps(register: Register) -> dict[str, int]:
    """Return what happened to the number of areas in the years of the tests, without the zeros."""
    found = bridge(register.timelines().values(), date(2019, 1, 1), date(2025, 1, 1))
    assert found.opening + sum(found.events.values()) == found.closing
    return {heading: number for heading, number in found.events.items() if number}


def test_a_split_area_is_superseded_by_its_parts_which_share_what_it_was(
    register: Register,
) -> None:
    area_id = found(register, polygon=square(), locality="Hallsberg", code="7")
    lead(register, area_id, "confirm 2021-01-01")
    west, east = areas.split(doing(register), area_id, on("2022-01-01"), parts=HALVES)
    assert events(register, "Norrängen")[-1] == ("split", date(2022, 1, 1), "superseded")
    for name, new_id in (("Väst", west), ("Öst", east)):
        (part,) = timeline(register, name)
        assert (part.area_id, part.status, part.locality) == (new_id, "active", "Hallsberg")
        assert (part.code, part.predecessors) == (None, (area_id,))
        assert part.last_confirmed_on == date(2021, 1, 1)
        assert part.m2 == pytest.approx(10_000, rel=0.002)
    assert steps(register) == {"started": 1, "split": 1}


def test_a_part_without_a_name_is_numbered_after_the_whole(register: Register) -> None:
    area_id = found(register)
    parts = [Part(" ", square()), Part("Öst", square(300))]
    areas.split(doing(register), area_id, on("2022-01-01"), parts=parts)
    assert timeline(register, "Norrängen 1")
    assert timeline(register, "Öst")


def test_a_split_that_cannot_be_is_refused_and_leaves_nothing(register: Register) -> None:
    area_id = found(register)
    head = register.head()
    overlapping = [Part("A", square()), Part("B", square(100))]
    with pytest.raises(Refused, match=r"area\.needs_parts"):
        areas.split(doing(register), area_id, on("2022-01-01"), parts=HALVES[:1])
    with pytest.raises(Refused, match=r"area\.parts_overlap") as refused:
        areas.split(doing(register), area_id, on("2022-01-01"), parts=overlapping)
    assert refused.value.values == {"a": "A", "b": "B", "m2": 20_000}
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        areas.split(doing(register), area_id, on("2027-01-01"), parts=HALVES)
    with pytest.raises(Conflict, match=r"area\.changed_later"):
        areas.split(doing(register), area_id, on("2019-01-01"), parts=HALVES)
    assert register.head() == head


def test_merged_areas_are_superseded_by_one_that_covers_them_all(register: Register) -> None:
    west = found(register, "Väst", polygon=square(0, side_m=100), locality="Hallsberg")
    east = found(register, "Öst", polygon=square(100, side_m=100), locality="Pålsboda")
    lead(register, west, "confirm 2021-01-01")
    lead(register, east, "lapse 2021-06-01")
    merged = areas.merge(doing(register), [west, east, west], on("2022"), name=" Hela ")
    (whole,) = timeline(register, "Hela")
    assert (whole.area_id, whole.predecessors) == (merged, tuple(sorted([west, east])))
    assert (whole.status, whole.locality, whole.last_confirmed_on) == ("active", None, None)
    assert whole.m2 == pytest.approx(20_000, rel=0.002)
    assert str(whole.stated_start) == "2022"
    assert steps(register) == {"started": 2, "lapsed": -1}


def test_merged_areas_of_which_one_is_undrawn_need_a_border_of_their_own(
    register: Register,
) -> None:
    ids = [found(register, "A", polygon=square()), found(register, "B")]
    dry = doing(register, dry=True)
    areas.merge(dry, ids, on("2022"), name="Hela")
    areas.merge(doing(register), ids, on("2022-01-01"), name="Hela", polygon=square(side_m=300))
    assert timeline(register, "Hela")[-1].m2 == pytest.approx(90_000, rel=0.002)
    undrawn = [found(register, "C", polygon=square(500)), found(register, "D")]
    areas.merge(doing(register), undrawn, on("2022-01-01"), name="Utan")
    assert timeline(register, "Utan")[-1].m2 is None


def test_dormant_areas_merge_into_a_dormant_one(register: Register) -> None:
    ids = [in_state(register, Status.DORMANT, name) for name in ("A", "B")]
    areas.merge(doing(register), ids, on("2022-01-01"), name="Hela")
    assert timeline(register, "Hela")[-1].status == Status.DORMANT


def test_a_merge_that_cannot_be_is_refused_and_leaves_nothing(two: Register) -> None:
    here, there = found(two, "A"), found(two, "B", municipality="1881")
    planned = in_state(two, Status.PLANNED, "C")
    head = two.head()
    for ids, name, key in (
        ([here, here], "X", "area.needs_two"),
        ([here, there], "X", "area.two_municipalities"),
        ([here, planned], "X", "lifecycle.not_possible"),
        ([here, "nobody"], "X", "access.not_found"),
    ):
        with pytest.raises(Refused) as refused:
            areas.merge(doing(two), ids, on("2022-01-01"), name=name)
        assert refused.value.key == key
    assert two.head() == head


def test_undo_brings_back_what_was_and_can_be_undone_itself(register: Register) -> None:
    area_id = found(register, polygon=square())
    areas.split(doing(register), area_id, on("2022-01-01"), parts=HALVES)
    assert areas.undo_last(doing(register), area_id) == ["Norrängen", "Väst", "Öst"]
    assert [one[-1].name for one in register.timelines().values()] == ["Norrängen"]
    assert timeline(register, "Norrängen")[-1].active
    assert areas.undo_last(doing(register), area_id) == ["Norrängen", "Väst", "Öst"]
    assert timeline(register, "Väst")[-1].active
    assert register.verify().intact


def test_undo_refuses_what_has_changed_since_and_what_is_not_there(register: Register) -> None:
    area_id = found(register)
    founded = register.head().seq
    lead(register, area_id, "lapse 2021-01-01")
    with pytest.raises(Refused, match=r"area\.changed_since") as refused:
        areas.undo(doing(register), founded)
    assert refused.value.values == {"names": "Norrängen"}
    with pytest.raises(NotFound, match=r"area\.no_such_change"):
        areas.undo(doing(register), 10**30)
    with pytest.raises(NotFound, match=r"area\.not_found"):
        areas.undo_last(doing(register), "nobody")


def test_an_import_is_taken_back_whole_and_once(register: Register) -> None:
    taken = take_in(register, "Namn;Hushåll\nA;10\nB;20\n").seq
    assert taken is not None
    assert undo_import(doing(register), taken) == ["A", "B"]
    assert register.timelines() == {}
    assert register.households() == {}
    undone = register.head().seq
    with pytest.raises(Refused, match=r"area\.nothing_to_change"):
        undo_import(doing(register), taken)
    assert undo_import(doing(register), undone) == ["A", "B"]
    assert sorted(one[-1].name for one in register.timelines().values()) == ["A", "B"]
    assert register.verify().intact


def test_taking_back_an_import_dry_leaves_it(register: Register) -> None:
    taken = take_in(register, "Namn\nA\n").seq
    assert taken is not None
    assert undo_import(doing(register, dry=True), taken) == ["A"]
    assert [one[-1].name for one in register.timelines().values()] == ["A"]


def test_an_import_is_not_taken_back_when_an_area_has_changed_since(register: Register) -> None:
    taken = take_in(register, "Namn\n" + "".join(f"Område {n:02d}\n" for n in range(12))).seq
    assert taken is not None
    for timelines in list(register.timelines().values())[:11]:
        lead(register, timelines[0].area_id, "lapse 2026-11-23")
    head = register.head()
    with pytest.raises(Refused, match=r"area\.changed_since") as refused:
        undo_import(doing(register), taken)
    assert str(refused.value.values["names"]).count("Område") == 10
    assert str(refused.value.values["names"]).endswith(", …")
    assert register.head() == head


def test_areas_that_are_gone_are_named_as_they_were(register: Register) -> None:
    area_id = found(register, "Gammal")
    taken = take_in(register, "Namn;Typ\nGammal;villa\nNy;villa\n").seq
    assert taken is not None
    later = doing(register, now=NOW + timedelta(hours=1))
    undo_import(later, taken)
    lead(register, area_id, "lapse 2026-11-23")
    with pytest.raises(Refused, match=r"area\.changed_since") as refused:
        undo_import(later, taken)
    assert refused.value.values == {"names": "Gammal, Ny"}


def test_only_an_import_is_taken_back_as_one(register: Register) -> None:
    found(register)
    with pytest.raises(Refused, match=r"area\.not_an_import"):
        undo_import(doing(register), register.head().seq)


def test_one_area_does_not_take_back_what_many_came_in_by(register: Register) -> None:
    take_in(register, "Namn\nA\nB\n")
    area_id = timeline(register, "A")[-1].area_id
    with pytest.raises(Refused, match=r"area\.of_many") as refused:
        areas.undo_last(doing(register), area_id)
    assert refused.value.values == {"seq": str(register.head().seq), "number": 2}
    assert numbers(take_in(register, "Namn;Typ\nA;villa\n")) == (0, 1, 0, 1)
    areas.undo_last(doing(register), area_id)
    assert timeline(register, "A")[-1].area_type is None


def test_a_count_of_households_is_a_change_of_the_area_and_taken_back(register: Register) -> None:
    area_id = found(register)
    areas.count_households(
        doing(register), area_id, counted_on=date(2021, 1, 1), total=30, source="räknat"
    )
    actions = [entry.action for entry in register.changes(area_id=area_id)]
    assert actions == ["inherit", "count_households"]
    assert areas.undo_last(doing(register), area_id) == ["Norrängen"]
    assert register.households() == {}
    assert timeline(register, "Norrängen")[-1].active


def test_undo_of_a_change_of_no_area_has_no_name(register: Register) -> None:
    set_borders(doing(register), {"1861": square(side_m=900)}, source="prov")
    assert areas.undo(doing(register), register.head().seq) == []
    assert register.municipalities()[0].border is None


def test_an_event_on_the_day_of_the_split_is_still_the_split(register: Register) -> None:
    area_id = found(register)
    west, _ = areas.split(doing(register), area_id, on("2022-01-01"), parts=HALVES)
    areas.apply(doing(register), west, Event.CHANGE_DETAILS, on("2022-01-01"), name="Västra")
    assert steps(register) == {"started": 1, "split": 1}


def test_areas_drawn_almost_to_meet_merge_without_a_gap(register: Register) -> None:
    west = found(register, "Väst", polygon=square(0, 0, side_m=100))
    east = found(register, "Öst", polygon=square(100.4, 0, side_m=100))
    areas.merge(doing(register), [west, east], on("2022-01-01"), name="Båda")
    (merged,) = timeline(register, "Båda")
    assert merged.outline_id is not None
    polygon = register.outlines([merged.outline_id])[merged.outline_id].polygon
    assert len(polygon.geoms) == 1
    assert polygon.area == pytest.approx(200.4 * 100, rel=1e-6)


def test_the_day_of_a_split_is_not_moved_for_one_of_its_parts(register: Register) -> None:
    whole = found(register, polygon=square())
    west, _ = areas.split(doing(register), whole, on("2022-01-01"), parts=HALVES)
    with pytest.raises(Refused, match=r"area\.start_is_shared"):
        areas.correct(doing(register), west, date(2022, 6, 1), start=on("2021-01-01"))
