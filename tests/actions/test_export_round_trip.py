"""What goes out of a register comes back into it without a change, and into another as it was."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from acting import (
    NOW,
    TO_STATE,
    TODAY,
    NewRegister,
    doing,
    found,
    in_state,
    lead,
    numbers,
    on,
    take_in_file,
    telling,
)

from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Part
from grannsamverkan.actions.exports import as_table, export_rows, public_rows
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.writers import WRITERS, write_areas
from grannsamverkan.register import Register
from samples import square


def fill(register: Register) -> None:
    """Enter areas in every state, with and without borders, households, codes and exact dates."""
    for number, status in enumerate(TO_STATE):
        in_state(register, status, f"Område {number}")
    whole = found(register, "Helheten", since="2014-05", polygon=square(side_m=400), code="0007")
    areas.apply(
        doing(register), whole, Event.CHANGE_DETAILS, on("2016-01-01"), area_type=AreaType.BOAT
    )
    halves = [Part("=A", square()), Part("Ö", square(200))]
    west, _ = areas.split(doing(register), whole, on("2019-06-01"), parts=halves)
    areas.count_households(
        doing(register), west, counted_on=date(2020, 1, 1), total=32, source="räknat"
    )
    later = found(register, "Sedan länge", event=Event.REGISTER_INTEREST, since="2012")
    areas.apply(doing(register), later, Event.DRAW_BOUNDARY, on("2015-03-01"), polygon=square(700))
    lead(register, later, "book_start_meeting 2016-01-01", "start 2017-01-01", "lapse 2020-01-01")


def write(register: Register, target: Path, *, day: date = TODAY) -> Path:
    """Write the areas of a register to a file of the format that its name says."""
    write_areas(
        export_rows(register, on=day),
        target,
        format=target.suffix[1:],
        crs=register.info.crs,
        example=register.info.example,
    )
    return target


@pytest.mark.parametrize("suffix", WRITERS)
def test_an_export_taken_in_again_changes_nothing(
    register: Register, tmp_path: Path, suffix: str
) -> None:
    fill(register)
    head = register.head()
    file = write(register, tmp_path / f"omraden.{suffix}")
    report = take_in_file(register, file, now=NOW + timedelta(days=40))
    assert numbers(report) == (0, 0, len(register.timelines()), 0)
    assert report.refused == ()
    assert register.head() == head


def test_an_export_makes_the_same_areas_in_an_empty_register(
    new_register: NewRegister, tmp_path: Path
) -> None:
    full, empty = new_register("one"), new_register("one")
    fill(full)
    report = take_in_file(empty, write(full, tmp_path / "omraden.gpkg"))
    assert [note.key for note in report.refused] == ["error.imports.status_needs_event"]
    before = {one[-1].area_id: one[-1] for one in full.timelines().values()}
    after = {one[-1].area_id: one[-1] for one in empty.timelines().values()}
    assert len(after) == len(before) - 1
    for area_id, made in after.items():
        was = before[area_id]
        assert (made.name, made.status, made.code) == (was.name, was.status, was.code)
        assert (made.area_type, made.m2) == (was.area_type, was.m2)
    assert [one[-1].total for one in empty.households().values()] == [32]


def test_an_example_stays_among_examples(new_register: NewRegister, tmp_path: Path) -> None:
    example, real = new_register("example"), new_register("one")
    fill(example)
    for suffix in WRITERS:
        file = write(example, tmp_path / f"omraden.{suffix}")
        with pytest.raises(Refused, match=r"imports\.example_rows"):
            take_in_file(real, file)
        assert numbers(take_in_file(example, file))[:2] == (0, 0)
    assert real.timelines() == {}


def test_an_export_of_a_day_holds_the_areas_as_they_were(register: Register) -> None:
    fill(register)
    rows = {row.name: row for row in export_rows(register, on=date(2016, 6, 1))}
    assert set(rows) == {"Helheten", "Sedan länge"}
    assert (rows["Helheten"].status, rows["Helheten"].valid_from) == ("active", "2014-05")
    assert rows["Helheten"].valid_to == "2019-06-01"
    assert rows["Sedan länge"].status == "forming"
    names = [row.name for row in export_rows(register, on=TODAY)]
    assert names == sorted(names, key=str.casefold)


def test_an_export_knows_what_was_known(register: Register) -> None:
    area_id = found(register, "Fel")
    believed = register.changed_at()
    areas.correct(
        doing(register, now=NOW + timedelta(hours=1)), area_id, date(2020, 2, 2), name="Rätt"
    )
    assert [row.name for row in export_rows(register, on=TODAY)] == ["Rätt"]
    assert [row.name for row in export_rows(register, on=TODAY, known=believed)] == ["Fel"]


def test_the_public_gets_active_areas_with_public_borders_and_no_code(
    register: Register,
) -> None:
    fill(register)
    areas.apply(telling(register), found(register, "Bekräftad"), Event.CONFIRM, on("2026-04-17"))
    rows = {row.name: row for row in public_rows(register, on=TODAY, today=TODAY)}
    assert set(rows) == {"=A", "Ö", "Område 3", "Bekräftad"}
    assert {row.status for row in rows.values()} == {"active"}
    assert {row.code for row in rows.values()} == {None}
    assert rows["Bekräftad"].last_confirmed == "2026-04"
    exact = {row.name: row.polygon for row in export_rows(register, on=TODAY)}
    public, drawn = rows["Ö"].polygon, exact["Ö"]
    assert public is not None
    assert drawn is not None
    assert not public.equals(drawn)
    assert public.hausdorff_distance(drawn) <= 10


def test_a_table_has_a_row_an_area_and_says_when_it_is_an_example(register: Register) -> None:
    fill(register)
    rows = export_rows(register, on=TODAY)
    table = as_table(rows, crs="EPSG:3006", note="påhittat")
    assert len(table) == len(rows)
    assert set(table["note"]) == {"påhittat"}
    assert table.crs == "EPSG:3006"
    whole = table.set_index("name").loc["Helheten"]
    assert (whole["since"], whole["m2"]) == ("2014", pytest.approx(160_000, rel=0.002))
    empty = as_table([], crs="EPSG:3006", note=None)
    assert (len(empty), "note" in empty) == (0, False)
