"""The report as a workbook: texts that stay texts, numbers to reckon with, and every number with its key."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO

import openpyxl
import pytest
from openpyxl.workbook import Workbook

from grannsamverkan.reports.document import (
    Align,
    Cell,
    Document,
    Facts,
    Heading,
    Section,
    Table,
)
from grannsamverkan.reports.xlsx import xlsx
from handmade import (
    BROKEN,
    DRAFT,
    FOREIGN,
    FORMULA,
    MARK,
    NAMES,
    NUMBERS,
    SIGNS,
    document,
)


def _book(report: Document) -> Workbook:
    return openpyxl.load_workbook(BytesIO(xlsx(report, NUMBERS, NAMES)))


def _rows(book: Workbook, sheet: str) -> list[tuple[object, ...]]:
    return list(book[sheet].iter_rows(values_only=True))


def test_the_first_sheet_says_what_it_is_then_come_the_tables_and_the_numbers() -> None:
    book = _book(document())
    assert book.sheetnames == [
        "Om rapporten",
        "Orter",
        f"Fler  orter  {'x' * 18}",
        "Siffror",
    ]
    rows = [row[:2] for row in _rows(book, "Om rapporten")]
    assert rows[:6] == [
        ("Grannsamverkan i Hallsberg Norrängen", None),
        ("1 januari 2020 till 31 december 2020 Norrängen", None),
        (MARK, None),
        (DRAFT, None),
        (None, None),
        ("Sammanfattning", None),
    ]
    assert ("aktiva områden", "19") in rows
    assert ("Telefon", "112") in rows
    assert rows[-1] == ("Version 1, liggaren nr 7 Norrängen", None)


def test_numbers_are_numbers_and_shown_as_they_are_read() -> None:
    sheet = _book(document())["Orter"]
    caption, mark, draft, head, first, *_, total = sheet.iter_rows()
    assert caption[0].value == "Områden och hushåll, Norrängen"
    assert [mark[0].value, draft[0].value] == [MARK, DRAFT]
    assert [cell.value for cell in head] == ["Ort", "Områden", "Andel"]
    assert [cell.value for cell in first] == ["Norrängen", "visas inte (för få)", 0.625]
    assert [cell.number_format for cell in first] == ["@", "@", "0.0%"]
    assert [cell.value for cell in total] == ["Totalt", 1234, "–"]
    assert total[1].number_format == "#,##0"
    assert total[1].font.bold
    assert sheet.freeze_panes == "B5"


@pytest.mark.parametrize(
    ("cell", "pattern"),
    [
        (Cell(text="2 020", number=2020), "#,##0"),
        (Cell(text="2020", number=2020), "0"),
        (Cell(text="1,5", number=1.5), "#,##0.0###"),
        (Cell(text="62 %", number=0.62, percent=True), "0%"),
        (Cell(text="62,5 %", number=0.625, percent=True), "0.0%"),
        (Cell(text="0 %", number=0, percent=True), "0%"),
    ],
)
def test_each_kind_of_number_has_its_pattern(cell: Cell, pattern: str) -> None:
    table = Table(name="T", caption="T", head=("År",), rows=((cell,),), align=(Align.RIGHT,))
    section = Section(key="a", title="A", blocks=(table,))
    book = _book(replace(document(), marks=(), sections=(section,)))
    assert book["T"]["A3"].number_format == pattern
    assert book["T"]["A3"].value == cell.number


@pytest.mark.parametrize(
    "name", [SIGNS, FOREIGN, FORMULA, "-1", "+46", "@x", "007", "1e5", "http://example.org", " x "]
)
def test_every_text_stays_text(name: str) -> None:
    book = _book(document(name))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    texts = [cell.value for row in book["Orter"].iter_rows() for cell in row]
    assert name in texts
    assert all(
        cell.hyperlink is None for sheet in book for row in sheet.iter_rows() for cell in row
    )


def test_what_no_file_may_hold_is_left_out_and_endless_texts_are_cut() -> None:
    book = _book(document(f"a{BROKEN}b"))
    assert "ab" in [cell.value for row in book["Orter"].iter_rows() for cell in row]
    long = _book(document("x" * 100_000))
    assert max(len(str(row[0])) for row in _rows(long, "Orter")) == 32_000


def test_every_number_stands_with_its_key_and_what_it_is() -> None:
    caption, *_, head, first, closing, net, share, whole, none, last = _rows(
        _book(document()), "Siffror"
    )
    assert caption[0] == "Alla siffror i rapporten"
    assert head == ("Nyckel", "Uppgift", "Värde")
    assert first == ("areas.opening", "Aktiva områden vid början", 14)
    assert closing == ("areas.closing", None, 19)
    assert net == ("areas.net", "-2+3", -3)
    assert share == ("quality.share", None, 0.7368421)
    assert whole[2] == 2
    assert none == ("reach.joined", None, None)
    assert last == (FORMULA, "@SUM(A1)", 1)


def test_facts_stand_under_the_heading_that_they_are_of() -> None:
    facts = Facts(pairs=(("Part", "polisen"),))
    section = Section(key="a", title="Löften", blocks=(facts, Heading(text="Det andra"), facts))
    rows = [
        row[:2] for row in _rows(_book(replace(document(), sections=(section,))), "Om rapporten")
    ]
    assert rows[5:12] == [
        ("Löften", None),
        ("Part", "polisen"),
        (None, None),
        ("Det andra", None),
        ("Part", "polisen"),
        (None, None),
        ("Version 1, liggaren nr 7 Norrängen", None),
    ]


@pytest.mark.parametrize("name", ["Siffror", "om RAPPORTEN", "[]", "'x'", ""])
def test_a_sheet_has_a_name_that_may_stand_and_no_other_has(name: str) -> None:
    table = Table(name=name, caption="T", head=("A",), rows=(), align=(Align.LEFT,))
    section = Section(key="a", title="A", blocks=(table, table, table))
    book = _book(replace(document(), sections=(section,)))
    assert len({one.casefold() for one in book.sheetnames}) == 5


def test_it_says_whose_it_is_and_the_day_it_is_dated() -> None:
    said = _book(document()).properties
    assert said.title == "Grannsamverkan i Hallsberg Norrängen"
    assert said.creator == "Hallsbergs kommun Norrängen"
    assert said.created == datetime(2021, 1, 15)  # noqa: DTZ001 # as the file has it
    assert MARK in (said.description or "")


def test_a_report_in_english_has_english_sheets() -> None:
    book = _book(replace(document(), language="en"))
    assert book.sheetnames[0] == "About the report"
    assert book.sheetnames[-1] == "Figures"
