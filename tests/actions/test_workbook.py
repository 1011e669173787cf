"""The register goes out as a workbook, and the workbook comes in again without a change."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from acting import NOW, TODAY, NewRegister, doing, found, lead
from listing import named, people, take_list

from grannsamverkan.actions import areas
from grannsamverkan.actions.lists import Wanted, take_in_list
from grannsamverkan.actions.workbook import export_workbook
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaType, HouseholdCount
from grannsamverkan.domain.people import ContactTerm, SubArea
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.signs import Condition, Sign, SignKind
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.register import Register
from samples import square

SV = translator("sv")


def filled(register: Register) -> Register:
    """Fill a register with something of everything."""
    norr = found(register, since="2014-05", polygon=square(), locality="Hallsberg", code="0007")
    found(register, "=cmd|' /C calc'!A0", since="<2018-01-01", area_type=AreaType.BOAT)
    sleeping = found(register, "@Öby", since="2016")
    lead(register, sleeping, "lapse 2021-01-01")
    areas.count_households(
        doing(register), norr, counted_on=date(2025, 1, 1), total=36, source="räknat"
    )
    take_list(
        register,
        "Område;Kontakt;Telefon;E-post;Huvudkontakt;Utbildad;Senast bekräftad;Hushållslista\n"
        "Norrängen;Kontakt Ett;070-174 06 05;ett@example.org;x;2019-05-03;2026-04-02;2026-04-02\n"
        "Norrängen;Kontakt Två;+46 19 12 34 56;;;;;\n",
    )
    with doing(register).change("fill") as change:
        part = SubArea(id="D", area_id=norr, name="Storgatan 1")
        change.set_facts(SubArea, norr, [part])
        one, two = change.facts(ContactTerm, norr)
        change.set_facts(ContactTerm, norr, [replace(one, sub_area_id="D"), two])
        sign = Sign(id="S", area_id=norr, kind=SignKind.ENTRY, x=505_100.5, y=6_546_200.0,
                    mounted_on=date(2020, 6, 1), condition=Condition.FADED)  # fmt: skip
        change.set_facts(Sign, norr, [sign])
        meeting = Activity(id="A", municipality="1861", kind=ActivityKind.ANNUAL_MEETING,
                           on=date(2026, 3, 1), state=ActivityState.HELD, area_ids=(norr, "borta"),
                           venue="Biblioteket", attendees=24)  # fmt: skip
        change.set_facts(Activity, "A", [meeting])
        before = change.facts(HouseholdCount, norr)
        change.set_facts(
            HouseholdCount, norr, [replace(before[0], joined=20, joined_source="lista")]
        )
    return register


def pages(path: Path) -> dict[str, list[list[Any]]]:
    """Return the cells of every sheet of a workbook."""
    book = openpyxl.load_workbook(path)
    return {
        page.title: [[cell.value for cell in row] for row in page.iter_rows()]
        for page in book.worksheets
    }


def records(path: Path, title: str) -> list[dict[str, Any]]:
    """Return the rows of one sheet by their headings."""
    headings, *rows = pages(path)[title]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_every_kind_of_fact_has_its_page_in_words_and_days(
    register: Register, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    made = export_workbook(doing(filled(register)), path, SV)
    assert (made.areas, made.contacts) == (3, 2)
    assert list(pages(path)) == [
        "Områden", "Kontakter", "Skyltar", "Aktiviteter", "Hushåll", "Historik", "Om",
    ]  # fmt: skip
    norr = next(row for row in records(path, "Områden") if row["Område"] == "Norrängen")
    assert (norr["Läge"], norr["Startdatum"], norr["Kod"]) == ("Aktivt", "2014-05", "0007")
    assert (norr["Hushåll"], norr["Anslutna hushåll"], norr["Antal kontakter"]) == (36, 20, 2)
    assert norr["Senast bekräftat område"] == datetime(2026, 4, 2)  # noqa: DTZ001 - a sheet's day has no zone
    first = records(path, "Kontakter")[0]
    assert (first["Kontakt"], first["Telefon"], first["Huvudkontakt"]) == (
        "Kontakt Ett",
        "070-174 06 05",
        "ja",
    )
    (sign,) = records(path, "Skyltar")
    assert (sign["Skick"], sign["Öst"]) == ("Blekt", 505_100.5)
    (meeting,) = records(path, "Aktiviteter")
    assert (meeting["Områden"], meeting["Antal deltagare"]) == ("Norrängen, borta", 24)
    assert [row["Anslutna hushåll"] for row in records(path, "Hushåll")] == [20]
    assert len(records(path, "Historik")) == 5
    about = dict(row[:2] for row in pages(path)["Om"])
    assert about["Efter ändring nummer"] == register.head().seq
    assert about["Kontrollsumma"] == register.head().hash


def test_what_a_sheet_would_run_is_text_and_headings_stay_in_sight(
    register: Register, tmp_path: Path
) -> None:
    path = tmp_path / "register.xlsx"
    export_workbook(doing(filled(register)), path, SV)
    book = openpyxl.load_workbook(path)
    for page in book.worksheets:
        assert page.freeze_panes == "A2"
        assert page.auto_filter.ref is not None
        for row in page.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    names = [row["Område"] for row in records(path, "Områden")]
    assert names == ["=cmd|' /C calc'!A0", "@Öby", "Norrängen"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_comes_in_again_and_everything_is_the_same(
    register: Register, tmp_path: Path, language: str
) -> None:
    filled(register)
    head, known = register.head(), people(register)
    t = translator(language)
    path = tmp_path / "register.xlsx"
    export_workbook(doing(register), path, t)
    for sheet, same in (("areas", 3), ("contacts", 1)):
        options = ReadOptions(register_crs="EPSG:3006", layer=t(f"workbook.sheet.{sheet}"))
        table = read_table(path, options, OPERATOR)
        report = take_in_list(doing(register), table, Wanted(), source="register.xlsx")
        assert report.areas.refused == ()
        assert len(report.areas.same) == same
        assert report.areas.seq is None
        contacts = named(report.areas.contacts)
        assert {kind: len(some) for kind, some in contacts.items()} == (
            {} if sheet == "areas" else {"same": 2}
        )
    assert (register.head(), people(register)) == (head, known)


def test_contacts_are_only_for_those_who_may_see_them_and_reading_them_is_noted(
    new_register: NewRegister, tmp_path: Path
) -> None:
    two = filled(new_register("two"))
    found(two, "Kumlaby", municipality="1881")
    path = tmp_path / "register.xlsx"

    def readings() -> list[tuple[str, str, str]]:
        with two.looking() as private:
            return [(one.account_id, one.what, one.municipality) for one in private.find(Reading)]

    police = Who(id="P", roles=frozenset({(Role.POLICE, "1861")}))
    made = export_workbook(replace(doing(two), who=police), path, SV)
    assert (made.areas, made.contacts) == (3, 2)
    assert readings() == [("P", "workbook", "1861")]
    assert "Kumlaby" not in str(pages(path))
    assert export_workbook(doing(two), path, SV, contacts=False).contacts is None
    assert readings() == [("P", "workbook", "1861")]
    assert "Kontakter" not in pages(path)
    assert "Kontakt Ett" not in str(pages(path))
    assert dict(row[:2] for row in pages(path)["Om"])["Kontakter"] == "Utan."
    nobody = Who(id="N", roles=frozenset({(Role.ADMINISTRATOR, "1861")}))
    with pytest.raises(NotFound):
        export_workbook(replace(doing(two), who=nobody), path, SV)


def test_an_example_is_marked_on_every_row(new_register: NewRegister, tmp_path: Path) -> None:
    path = tmp_path / "register.xlsx"
    export_workbook(doing(filled(new_register("example"))), path, SV)
    for title, (_, *rows) in pages(path).items():
        assert all(str(row[-1]).startswith("EXEMPEL") for row in rows), title


def test_the_same_register_gives_the_same_bytes_and_a_folder_that_is_not_there_none(
    register: Register, tmp_path: Path
) -> None:
    filled(register)
    one, other = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    export_workbook(doing(register), one, SV)
    export_workbook(doing(register), other, SV)
    assert one.read_bytes() == other.read_bytes()
    with pytest.raises(Refused, match="cannot_write"):
        export_workbook(doing(register), tmp_path / "borta" / "c.xlsx", SV)
    assert sorted(path.name for path in tmp_path.glob("*xlsx*")) == ["a.xlsx", "b.xlsx"]
    assert NOW.date() == TODAY
