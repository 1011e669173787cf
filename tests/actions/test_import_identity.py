"""Who is who when a list comes: by code, else by name and locality; the same file twice changes nothing."""

import pytest
from acting import (
    TODAY,
    doing,
    found,
    in_state,
    numbers,
    on,
    reasons,
    take_in,
    timeline,
    wkt,
)

from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Part
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from samples import square

LIST = f"""Kod;Namn;Ort;Typ;Startår;Hushåll;wkt_epsg3006
1;Norrängen;Hallsberg;villa;2014;30;{wkt()}
2;Kvarnbacken;Pålsboda;radhus;2019-05;22;
3;Norrängen;Pålsboda;;före 2010;;{wkt(500)}
"""


def names(register: Register) -> list[str]:
    """Return the names of the areas in the register."""
    return sorted(one[-1].name for one in register.timelines().values())


def test_a_dry_run_tells_the_same_as_the_import_and_writes_nothing(register: Register) -> None:
    head = register.head()
    tried = take_in(register, LIST, dry=True)
    assert (numbers(tried), tried.seq, register.head()) == ((3, 0, 0, 0), None, head)
    done = take_in(register, LIST)
    assert (numbers(done), done.seq) == ((3, 0, 0, 0), register.head().seq)


def test_the_same_list_again_changes_nothing(register: Register) -> None:
    take_in(register, LIST)
    head = register.head()
    again = take_in(register, LIST)
    assert (numbers(again), again.seq) == ((0, 0, 3, 0), None)
    assert register.head() == head


def test_rows_in_another_order_are_the_same_areas(register: Register) -> None:
    take_in(register, LIST)
    heading, *rows = LIST.splitlines()
    assert numbers(take_in(register, "\n".join([heading, *reversed(rows)]))) == (0, 0, 3, 0)


def test_the_code_says_who_it_is_where_the_name_is_new(register: Register) -> None:
    take_in(register, LIST)
    report = take_in(register, "Kod;Namn\n1;Norra ängen\n2;Kvarnbacken\n3;Norrängen\n")
    assert numbers(report) == (0, 1, 2, 0)
    assert names(register) == ["Kvarnbacken", "Norra ängen", "Norrängen"]


@pytest.mark.parametrize("column", ["Nr", "LÖPNR", "Objectid", "id"])
def test_rows_that_are_numbered_anew_do_not_rename_areas(register: Register, column: str) -> None:
    take_in(register, f"{column};Namn\n1;Almen\n2;Asken\n3;Björken\n")
    before = register.timelines()
    report = take_in(register, f"{column};Namn\n1;Aklejan\n2;Almen\n3;Asken\n4;Björken\n")
    assert numbers(report) == (1, 0, 3, 0)
    assert [note.key for note in report.warnings] == ["import.code_counts_rows"]
    after = register.timelines()
    assert {area_id: after[area_id] for area_id in before} == before


def test_codes_that_were_made_anew_are_doubted_until_someone_names_the_column(
    register: Register,
) -> None:
    take_in(register, "Kod;Namn\n1;Almen\n2;Asken\n3;Björken\n")
    head = register.head()
    anew = "Kod;Namn\n1;Aklejan\n2;Almen\n3;Asken\n4;Björken\n"
    report = take_in(register, anew)
    assert set(reasons(report).values()) == {"error.imports.renumbered"}
    assert (numbers(report), len(report.refused)) == ((0, 0, 0, 0), 4)
    text = translator("sv", typed=True)(report.refused[1].key, **report.refused[1].values)
    assert all(word in text for word in ("Koden 2 är Asken", "Almen", "--id", "areas change"))
    assert register.head() == head
    believed = take_in(register, anew, id_column="Kod")
    assert numbers(believed) == (1, 3, 0, 0)
    said = [translator("sv")(note.key, **note.values) for note in believed.warnings]
    assert any("namn: Asken → Almen" in one for one in said)


def test_what_would_change_is_told_field_by_field(register: Register) -> None:
    take_in(register, LIST)
    text = LIST.replace("1;Norrängen;Hallsberg;villa;2014;30", "1;Ängen;Östansjö;radhus;2013;31")
    report = take_in(register, text.replace(wkt(500), wkt(500, side_m=100)), dry=True)
    first, second = report.changes
    assert (first.row, first.name) == (2, "Norrängen")
    assert first.fields == {
        "name": ("Norrängen", "Ängen"),
        "locality": ("Hallsberg", "Östansjö"),
        "type": ("villa", "terraced"),
        "valid_from": ("2014", "2013"),
        "households": (30, 31),
    }
    assert set(second.fields) == {"m2"}
    assert second.fields["m2"] == pytest.approx((40_000, 10_000), rel=0.002)


def test_another_column_can_hold_the_code(register: Register) -> None:
    text = "Vår beteckning;Namn\nX1;A\nX2;B\n"
    take_in(register, text, id_column="Vår beteckning")
    assert {one[-1].code for one in register.timelines().values()} == {"X1", "X2"}
    assert numbers(take_in(register, text.replace(";A", ";C"), id_column="Vår beteckning")) == (
        0,
        1,
        1,
        0,
    )


def test_the_same_name_with_another_code_is_another_area(register: Register) -> None:
    take_in(register, "Kod;Namn\n1;Norrängen\n")
    assert numbers(take_in(register, "Kod;Namn\n1;Norrängen\n2;Norrängen\n")) == (1, 0, 1, 0)


def test_the_same_code_and_name_is_one_area_with_several_parts(register: Register) -> None:
    text = f"Kod;Namn;wkt_epsg3006\n1;Norrängen;{wkt()}\n1;Norrängen;{wkt(500)}\n"
    report = take_in(register, text)
    assert numbers(report) == (1, 0, 0, 0)
    assert [note.key for note in report.warnings] == ["import.merged"]
    assert timeline(register, "Norrängen")[-1].m2 == pytest.approx(80_000, rel=0.002)
    assert numbers(take_in(register, text)) == (0, 0, 1, 0)


def test_a_later_list_gives_codes_to_areas_that_had_none(register: Register) -> None:
    take_in(register, "Namn;Ort\nNorrängen;Hallsberg\nNorrängen;Pålsboda\n")
    coded = "Namn;Ort;Kod\nNorrängen;Hallsberg;1\nNorrängen;Pålsboda;2\n"
    assert numbers(take_in(register, coded)) == (0, 2, 0, 0)
    assert numbers(take_in(register, coded)) == (0, 0, 2, 0)


def test_the_same_name_in_another_locality_is_another_area(register: Register) -> None:
    take_in(register, "Namn;Ort\nNorrängen;Hallsberg\n")
    assert numbers(take_in(register, "Namn;Ort\nnorrängen;HALLSBERG\nNorrängen;Pålsboda\n")) == (
        1,
        1,
        0,
        0,
    )


def test_a_list_without_localities_means_the_areas_of_those_names(register: Register) -> None:
    take_in(register, "Namn;Ort\nNorrängen;Hallsberg\nKvarnbacken;Pålsboda\n")
    report = take_in(register, "Namn;Typ\nNorrängen;villa\nKvarnbacken;radhus\n")
    assert numbers(report) == (0, 2, 0, 0)
    assert timeline(register, "Norrängen")[-1].locality == "Hallsberg"


def test_a_later_list_gives_localities_and_tells_areas_apart(register: Register) -> None:
    take_in(register, "Namn\nNorrängen\n")
    report = take_in(register, "Namn;Ort\nNorrängen;Hallsberg\nNorrängen;Pålsboda\n")
    assert numbers(report) == (1, 1, 0, 0)
    assert {one[-1].locality for one in register.timelines().values()} == {"Hallsberg", "Pålsboda"}


def test_a_name_that_several_areas_answer_to_is_refused_with_their_ids(
    register: Register,
) -> None:
    ids = [found(register, locality=place) for place in ("Hallsberg", "Pålsboda")]
    report = take_in(register, "Namn;Typ\nNorrängen;villa\n")
    (refused,) = report.refused
    assert refused.key == "error.area.ambiguous"
    assert all(area_id in str(refused.values["ids"]) for area_id in ids)


def test_a_code_that_several_areas_carry_is_refused_with_their_ids(register: Register) -> None:
    found(register, "A", code="7")
    found(register, "B", code="7")
    assert reasons(take_in(register, "Kod;Namn\n7;A\n")) == {2: "error.area.ambiguous"}


def test_a_row_without_code_means_the_area_without_code(register: Register) -> None:
    text = "Kod;Namn;Typ\n1;Norrängen;villa\n;Norrängen;radhus\n"
    assert numbers(take_in(register, text)) == (2, 0, 0, 0)
    assert numbers(take_in(register, text)) == (0, 0, 2, 0)


def test_a_second_row_about_an_area_is_refused(register: Register) -> None:
    take_in(register, "Kod;Namn\n1;Norrängen\n")
    report = take_in(register, "Kod;Namn\n1;Norrängen\n;Norrängen\n")
    assert numbers(report) == (0, 0, 1, 0)
    assert reasons(report) == {3: "error.imports.twice"}


def test_an_id_of_the_register_names_its_area_and_an_unknown_one_is_kept(
    register: Register,
) -> None:
    area_id = found(register, "Gammalt namn")
    foreign = "01ARZ3NDEKTSV4RRFFQ69G5FAV"
    text = f"id;Namn\n{area_id};Nytt namn\n{foreign};Annat\n"
    assert numbers(take_in(register, text)) == (1, 1, 0, 0)
    assert timeline(register, "Annat")[-1].area_id == foreign
    assert timeline(register, "Nytt namn")[-1].area_id == area_id


def test_ids_of_another_register_are_kept_and_told(register: Register) -> None:
    text = "id;Namn\n01ARZ3NDEKTSV4RRFFQ69G5FAV;A\n01ARZ3NDEKTSV4RRFFQ69G5FAW;B\n"
    assert [(note.key, note.values) for note in take_in(register, text).warnings] == [
        ("imports.foreign_ids", {"number": 2})
    ]
    assert take_in(register, text).warnings == ()


def test_two_rows_with_one_register_id_and_code_are_told(register: Register) -> None:
    area_id = found(register, "A", code="7")
    report = take_in(register, f"id;Kod;Namn\n{area_id};;A\n;7;A\n", columns={"id": "id"})
    assert reasons(report) == {3: "error.imports.twice"}


def test_what_is_no_id_of_the_register_is_refused_as_one(register: Register) -> None:
    report = take_in(register, "Nr;Namn\n../etc;A\n", columns={"id": "Nr"})
    assert reasons(report) == {2: "error.imports.bad_id"}
    assert report.refused_whole
    assert register.timelines() == {}


def test_a_list_does_not_bring_back_what_was_split(register: Register) -> None:
    area_id = found(register, polygon=square())
    parts = [Part("A", square(side_m=100)), Part("B", square(100, side_m=100))]
    areas.split(doing(register), area_id, on("2022-01-01"), parts=parts)
    report = take_in(register, "Namn;Typ\nNorrängen;villa\nA;villa\n")
    assert reasons(report) == {2: "error.imports.superseded"}
    assert numbers(report) == (0, 1, 0, 1)
    assert numbers(take_in(register, "Namn;Status\nNorrängen;ersatt\n")) == (0, 0, 1, 2)
    assert numbers(take_in(register, "Kod;Namn\n9;Norrängen\n"))[0] == 0


def test_a_new_area_may_have_the_name_of_one_that_never_began(register: Register) -> None:
    in_state(register, Status.WITHDRAWN)
    text = "Namn;Status\nNorrängen;avbrutet\n"
    assert numbers(take_in(register, text)) == (0, 0, 1, 0)
    assert numbers(take_in(register, "Namn;Typ\nNorrängen;villa\n")) == (1, 0, 0, 0)


def test_an_area_whose_row_is_refused_is_not_missing(register: Register) -> None:
    in_state(register, Status.CLOSED, "A")
    found(register, "B")
    report = take_in(register, "Namn;Status\nA;aktivt\nB;ersatt\n")
    assert set(reasons(report).values()) == {
        "error.imports.no_way_to",
        "error.imports.status_needs_event",
    }
    assert report.missing == ()


def test_areas_that_the_list_does_not_name_are_told_and_left_alone(two: Register) -> None:
    for name, status in (("A", Status.DORMANT), ("B", Status.INTEREST), ("C", Status.CLOSED)):
        in_state(two, status, name)
    found(two, "D", municipality="1881")
    head = two.head()
    report = take_in(two, "Namn;Kommun\nX;Hallsberg\n", dry=True)
    assert report.missing == ("A",)
    assert two.head() == head


def test_an_import_of_nothing_that_is_known_tells_of_all_that_is_missing(
    register: Register,
) -> None:
    found(register, "A")
    report = take_in(register, "Namn;Status\nX;ersatt\n")
    assert report.refused_whole
    assert report.missing == ("A",)


def test_example_rows_do_not_enter_a_real_register(register: Register) -> None:
    with pytest.raises(Refused, match=r"imports\.example_rows"):
        take_in(register, "Namn;Anmärkning\nA;EXEMPEL – påhittade uppgifter\n")
    assert register.timelines() == {}


def test_a_list_does_not_hold_from_a_day_to_come(register: Register) -> None:
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        take_in(register, "Namn\nA\n", valid_from="2027-01-01")


def test_what_is_in_a_list_without_dates_began_before_it_came(register: Register) -> None:
    take_in(register, "Namn\nA\n")
    (only,) = timeline(register, "A")
    assert (only.event, only.status, only.inherited) == (Event.INHERIT, "active", True)
    assert str(only.stated_start) == f"<{TODAY}"
    assert (only.locality, only.area_type, only.outline_id, only.m2) == (None, None, None, None)
    counted = register.public_count(on=TODAY, today=TODAY)
    assert (counted.active, counted.lowest, counted.highest) == (1, 1, 1)
    assert (counted.without_outline, counted.unconfirmed) == (1, 1)
