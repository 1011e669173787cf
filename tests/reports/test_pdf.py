"""The report on paper: PDF/UA-1 without a complaint, whatever the names in it are."""

import random
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from grannsamverkan.errors import Refused
from grannsamverkan.i18n import translator
from grannsamverkan.reports.document import Block, Document, Heading, Paragraph, Section, Tone
from grannsamverkan.reports.pdf import compiled, pdf
from handmade import BROKEN, DRAFT, FOREIGN, MARK, SIGNS, chart, document, table, whole

pytest.importorskip("typst", reason="no typst: install the extra pdf")

LONG = "Brf Ååååååååå" * 800
HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"

_WORDS = ("Tabell 1.", "Under", "visas inte", "Totalt", "Så räknade vi.")


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"no {name}: install poppler-utils")
    return found


def _told(tool: str, file: bytes, folder: Path, *options: str) -> str:
    """Return what a tool of poppler says of a file."""
    path = folder / "report.pdf"
    path.write_bytes(file)
    out = ("-",) if tool == "pdftotext" else ()
    command = [_tool(tool), *options, str(path), *out]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")  # noqa: S603


def _squeezed(text: str) -> str:
    """Return a text without its spaces, since lines break where there is room."""
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def _made(report: Document) -> bytes:
    """Return a PDF, having held it to be made without a warning."""
    made, warnings = compiled(report)
    assert warnings == ()
    assert made.startswith(b"%PDF-1.7")
    return made


@pytest.mark.parametrize("name", ["Norrängen", SIGNS, f"{FOREIGN}{BROKEN}", "", " \n ", LONG])
def test_no_name_keeps_it_from_being_made(name: str) -> None:
    report = document(name)
    drawn = Section(key="d", title="D", blocks=(chart(name), chart(name, half=True)))
    _made(replace(report, sections=(*report.sections, drawn)))


def test_signs_of_markup_stay_text(tmp_path: Path) -> None:
    said = _squeezed(_told("pdftotext", _made(document(SIGNS)), tmp_path))
    assert said.count(_squeezed(SIGNS)) > 20


def test_text_from_right_to_left_and_of_other_alphabets_can_be_read_out(tmp_path: Path) -> None:
    said = _told("pdftotext", _made(document("Ängsgatan שד 中文 Ωμέγα")), tmp_path)
    assert "中文 Ωμέγα" in said
    assert "ש" in said


@given(st.text(max_size=80))
@example("\u0301\u200f\ufe0f\u2728\x7f\x85\xad\ufdd0")
def test_a_drawing_may_have_any_text_in_it(name: str) -> None:
    section = Section(key="a", title="A", blocks=(chart(f"x{name}", half=True), Heading(text=name)))
    _made(replace(document(), sections=(section,)))


def test_letters_that_meet_in_a_drawing_have_signs_each() -> None:
    letters = [chr(code) for code in range(0x20, 0x2FFF)]
    random.Random(1).shuffle(letters)  # noqa: S311 # no secret
    names = ["".join(letters[start : start + 80]) for start in range(0, len(letters), 80)]
    section = Section(key="a", title="A", blocks=tuple(chart(one) for one in names))
    _made(replace(document(), sections=(section,)))


def test_it_says_what_it_is_whose_and_of_when(tmp_path: Path) -> None:
    made = _made(document())
    told = _told("pdfinfo", made, tmp_path)
    said = {
        name: value.strip() for name, _, value in (one.partition(":") for one in told.splitlines())
    }
    assert said["Title"] == "Grannsamverkan i Hallsberg Norrängen"
    assert said["Author"] == "Hallsbergs kommun Norrängen"
    assert "2021" in said["CreationDate"]
    assert said["Tagged"] == "yes"
    assert "A4" in said["Page size"]
    assert said["JavaScript"] == "no"
    assert b"/Lang(sv)" in made
    assert b"/Lang(en)" in made  # of the paragraph in English
    assert b"<pdfuaid:part>1</pdfuaid:part>" in made


def test_headings_tables_and_figures_are_tagged(tmp_path: Path) -> None:
    told = _told("pdfinfo", _made(document()), tmp_path, "-struct")
    tags = [line.split()[0].rstrip(":") for line in told.splitlines() if line.split()]
    assert [tags.count(tag) for tag in ("H1", "H2", "Figure", "Table", "THead")] == [4, 1, 4, 2, 2]
    assert tags.count("TH") == 6
    assert tags.count("TOC") == 1
    assert tags.count("Caption") == 6


def test_what_drawings_show_is_said_in_words() -> None:
    words = "Den 31 december 2019 var 14 områden aktiva"
    assert words.encode("utf-16-be").hex().upper().encode() in _made(document())


def test_pages_are_numbered_and_each_has_the_marks_and_the_foot(tmp_path: Path) -> None:
    pages = _told("pdftotext", _made(whole()), tmp_path, "-layout").split("\f")[:-1]
    assert len(pages) > 5
    for number, page in enumerate(pages, start=1):
        assert f"sida {number} av {len(pages)}" in page
        assert MARK in page
        assert DRAFT in page
        assert "Version 1, liggaren nr 7" in page


def test_the_first_page_stands_alone_and_the_contents_come_after_it(tmp_path: Path) -> None:
    first, second, *_ = _told("pdftotext", _made(document()), tmp_path).split("\f")
    assert "Under året blev 14 områden 19" in first
    assert "Innehåll" not in first
    assert second.index("Innehåll") < second.index("Första raden")


def _summary_of(paragraphs: int) -> Document:
    report = document()
    text = "Under året blev fjorton områden nitton, och flera orter fick sitt första. " * 2
    more = tuple(Paragraph(text=text, tone=Tone.LEAD) for _ in range(paragraphs))
    first = replace(report.sections[0], blocks=(*report.sections[0].blocks, *more))
    return replace(report, sections=(first, *report.sections[1:]))


@pytest.mark.parametrize(("paragraphs", "pages"), [(8, 1), (14, 1), (40, 3)])
def test_a_little_too_much_for_the_first_page_is_set_smaller(
    tmp_path: Path, paragraphs: int, pages: int
) -> None:
    found = _told("pdftotext", _made(_summary_of(paragraphs)), tmp_path).split("\f")
    assert next(number for number, page in enumerate(found) if "Innehåll" in page) == pages


def test_a_long_table_goes_on_with_its_head_on_the_next_page(tmp_path: Path) -> None:
    section = Section(key="a", title="A", blocks=(table(rows=90),))
    report = replace(document(), sections=(section,))
    pages = _told("pdftotext", _made(report), tmp_path, "-layout").split("\f")
    assert sum("visas inte" in page for page in pages) > 1
    assert all("Andel" in page for page in pages if "visas inte" in page)


@pytest.mark.parametrize("rows", [6, 30])
def test_no_caption_heading_or_note_is_parted_from_what_it_is_of(tmp_path: Path, rows: int) -> None:
    for number in range(16, 34):
        filling = tuple(Paragraph(text=f"rad {one}") for one in range(number))
        note = Paragraph(text="Så räknade vi.", tone=Tone.NOTE)
        blocks: tuple[Block, ...] = (*filling, Heading(text="Under"), table(rows=rows), note)
        section = Section(key="a", title="A", blocks=blocks)
        pages = _told(
            "pdftotext", _made(replace(document(), sections=(section,))), tmp_path, "-layout"
        ).split("\f")
        seen = [{word for word in _WORDS if word in page} for page in pages]
        with_caption = next(one for one in seen if "Tabell 1." in one)
        assert {"Under", "visas inte"} <= with_caption
        noted = next(one for one in seen if "Så räknade vi." in one)
        assert "Totalt" in noted or rows == 30


def test_a_hash_is_whole_and_a_longer_word_is_broken_to_stay_on_the_page(tmp_path: Path) -> None:
    word = "x" * 200
    section = Section(key="a", title="A", blocks=(Paragraph(text=HASH), Paragraph(text=word)))
    said = _told("pdftotext", _made(replace(document(), sections=(section,))), tmp_path)
    assert HASH in said
    assert word not in said
    assert word in _squeezed(said)


def test_links_lead_to_the_site_where_one_is_known() -> None:
    without = pdf(document())
    known = pdf(replace(document(), site="https://kommun.example"))
    assert b"(https://example.org/lofte?a=1&b=2)" in without
    assert b"kommun.example" not in without
    assert b"(https://kommun.example/lofte/1)" in known


def test_a_report_without_a_first_page_or_marks_or_parts_is_made_too() -> None:
    _made(replace(document(), marks=(), sections=document().sections[:1], language="en"))
    _made(replace(document(), sections=()))


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(Refused) as refused:
        pdf(document())
    assert "grannsamverkan[pdf]" in translator("sv").error(refused.value)
    assert "grannsamverkan[pdf]" in translator("en").error(refused.value)
