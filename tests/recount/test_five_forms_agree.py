"""The five forms of a report agree: each number of the JSON stands in the others, as far as they show it."""

import csv
import io
import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
from example_reports import Example
from ledger_frames import Number
from pages import Sheet, read_book, read_page, read_paper, squeezed
from read_back import read_back

from grannsamverkan.i18n import LANGUAGES, translator

SPANS = [
    ("example", "2020-01-01", "2020-12-31"),
    ("example", "2019-11-28", "2021-05-31"),
    ("example", "2024-01-01", "2024-12-31"),
    ("fuller", "2020-01-01", "2020-12-31"),
    ("fuller", "2025-01-01", "2025-12-31"),
    ("fuller", "2026-01-01", "2026-10-15"),
]
NOT_ON_THE_PAGE = {
    "promise.*.expected": "weighed into the light, which is told in words",
    "promise.*.lowest": "told where it is not the highest, of the areas as a whole",
    "promise.*.highest": "as the lowest",
    "promise.*.part": "told where the whole is known",
    "promise.*.whole": "told beside a part that has a value",
    "promise.*.beside": "told where there is something offered",
    "promise.*.target": "a direction is told in words",
    "areas.lowest": "told where it is not the highest",
    "areas.highest": "as the lowest",
    "outlook.*.least": "told with the chance",
    "outlook.*.chance": "told in words",
    "outlook.*.needed": "told where more areas are needed",
    "outlook.*.tried.*_50": "of what would have been said the wider range is told",
    "outcome.*.county.burglaries": "the page tells the rate",
    "outcome.*.country.burglaries": "as the county",
    "outcome.compared.*": "told in words: clear difference or none",
    "quality.faulty": "told where a sign has been inspected",
    "reach.joined": "told where an area has counted",
    "reach.dwellings": "told where it is known",
    "reach.inhabitants": "told as households for each thousand",
    "reach.households_per_contact": "told where it is known",
    "schools.whole": "told where someone has confirmed it",
}
"""The numbers that a page need not show, by the pattern of their names, each with when or why."""

WHERE_THERE_ARE_ANY = ("areas.event.*", "areas.m2_event.*", "reach.counted", "reach.uncounted")
"""The numbers that a page leaves out where they are none."""


@pytest.fixture(params=SPANS, ids=lambda one: "-".join(one[:2]) + "-" + one[2][:7], scope="module")
def files(request: pytest.FixtureRequest) -> tuple[Example, dict[str, bytes]]:
    """Give a register, and the files of one of its reports."""
    name, start, last = request.param
    made: Example = request.getfixturevalue(name)
    return made, made.files(start, last)


Files = tuple[Example, dict[str, bytes]]


def told_in(files: Files) -> dict[str, Number]:
    told: dict[str, Number] = json.loads(files[1]["sv-siffror.json"])
    return told


def says(text: str, value: Number, language: str) -> bool:
    """Say whether a number as it is shown is this one, as exactly as it is shown: a share with one decimal."""
    if value is None:
        return not any(one.isdigit() for one in text)
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("−", "-").replace("±", "")
    plain = plain.replace(".", "").replace(",", ".") if language == "sv" else plain.replace(",", "")
    size = 100 if plain.endswith("%") else 1
    try:
        shown = float(plain.rstrip("%"))
    except ValueError:
        return False
    exact = size == 1 and float(value).is_integer()
    return shown == value if exact else abs(shown - size * value) <= 0.05 + 1e-6  # half of 0.1


def need_not_stand(key: str, value: Number) -> bool:
    """Say whether a page may leave a number out."""
    if any(fnmatch(key, one) for one in WHERE_THERE_ARE_ANY):
        return not value
    return value is None or any(fnmatch(key, one) for one in NOT_ON_THE_PAGE)


def test_the_tables_of_figures_hold_the_same_numbers_as_the_json(files: Files) -> None:
    told = told_in(files)
    text = files[1]["sv-siffror.csv"].decode("utf-8-sig")
    rows = [row[:3] for row in csv.reader(io.StringIO(text), delimiter=";")][1:]
    in_csv = {key: json.loads(one.replace(",", ".") or "null") for key, _, one in rows}
    assert in_csv == told
    sheet = read_book(files[1]["sv.xlsx"])["Alla siffror i rapporten"]
    in_book = {row[0]: row[2] for row in sheet if row[0] in told}
    assert in_book == told


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_shows_the_numbers_of_the_json_and_no_others(files: Files, language: str) -> None:
    told = told_in(files)
    page = read_page(files[1][f"{language}.html"])
    shown = read_back(page, files[0].ledger, translator(language))
    assert set(shown) <= set(told)
    wrong = {
        key: (text, told[key]) for key, text in shown.items() if not says(text, told[key], language)
    }
    assert wrong == {}
    left_out = {key for key in set(told) - set(shown) if not need_not_stand(key, told[key])}
    assert left_out == set()
    assert len(shown) > 80


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_page_reckons_from_the_numbers_is_so(files: Files, language: str) -> None:
    """Shares and the large figures stand in no JSON: they follow from what does."""
    told, t = told_in(files), translator(language)
    page = read_page(files[1][f"{language}.html"])
    active, households = told["quality.active"], told["reach.households"]
    assert active
    assert households is not None
    reckoned = {
        t("report.summary.active"): told["areas.closing"],
        t("report.summary.net"): told["areas.net"],
        t("report.summary.confirmed"): (told["quality.confirmed"] or 0) / active,
        t("report.summary.households"): households,
        t("report.reach.households"): households,
    }
    if dwellings := told["reach.dwellings"]:
        of = t("report.reach.of_dwellings", number=dwellings, year="")[:-2]
        (named,) = (one for one in page.pairs if one.startswith(of))
        reckoned[named] = households / dwellings
    if inhabitants := told["reach.inhabitants"]:
        of = t("report.reach.per_1000", year="")[:-2]
        (named,) = (one for one in page.pairs if one.startswith(of))
        reckoned[named] = 1000 * households / inhabitants
    for name, value in reckoned.items():
        least = t("report.at_least", figure="") if told["reach.uncounted"] else ""
        assert says(page.pairs[name].removeprefix(least), value, language), name
    row, *_ = page.tables[t("report.table.quality.caption")].rows
    assert says(row[2], (told["quality.confirmed"] or 0) / active, language), row


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_says_what_the_page_says_row_by_row(
    files: Files, language: str, tmp_path: Path
) -> None:
    page = read_page(files[1][f"{language}.html"])
    paper = read_paper(files[1][f"{language}.pdf"], tmp_path)
    at = 0
    for table in page.tables.values():
        for row in [[table.caption], *table.rows]:
            words = squeezed("".join(row))
            at = paper.find(words, at)
            assert at >= 0, row
            at += len(words)
    t = translator(language)
    large = {t(f"report.summary.{one}") for one in ("active", "net", "confirmed", "households")}
    for name, number in page.pairs.items():
        both = (number, name) if name in large else (name, number)
        assert squeezed("".join(both)) in paper, name


def test_the_workbook_has_the_tables_of_the_page_with_numbers_to_reckon_with(files: Files) -> None:
    page, book = read_page(files[1]["sv.html"]), read_book(files[1]["sv.xlsx"])
    for caption, table in page.tables.items():
        rows = _below(book[caption], table.head)
        assert len(rows) == len(table.rows), caption
        for row, shown in zip(rows, table.rows, strict=True):
            for cell, text in zip(row, shown, strict=True):
                assert _holds(cell, text), (caption, row, shown)


def _below(sheet: Sheet, head: list[str]) -> Sheet:
    width = len(head)
    (top,) = (place for place, row in enumerate(sheet) if list(row[:width]) == head)
    return [row[:width] for row in sheet[top + 1 :]]


def _holds(cell: object, text: str) -> bool:
    return says(text, cell, "sv") if isinstance(cell, int | float) else cell == text


@pytest.mark.parametrize(
    ("text", "value", "right"),
    [
        ("1 130", 1130, True), ("1 130", 1131, False), ("61,5 %", 8 / 13, True),
        ("61,5 %", 0.62, False), ("−3", -3, True), ("-29 338", -29338, True), ("2,6", 2.639219, True),
        ("2,6", 2.7, False), ("13", None, False), ("okänt", None, True), ("okänt", 3, False),
        ("visas inte (för få)", None, True),
    ],
)  # fmt: skip
def test_a_number_that_is_shown_otherwise_is_found(
    text: str, value: Number, *, right: bool
) -> None:
    assert says(text, value, "sv") is right
