"""The report as a page: whole in itself, the same in the site, and no name in it more than text."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from grannsamverkan.reports import assets, html
from grannsamverkan.reports.document import Document, Paragraph, Section
from handmade import BROKEN, DRAFT, FOREIGN, MARK, SIGNS, document

_VOID = {"meta", "link", "br", "img", "input", "path", "rect", "line", "circle"}


class _Read(HTMLParser):
    """A page read back: its elements in order with their attributes, and its texts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.texts.append(data)

    def of(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of every element of a kind."""
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        """All that is read."""
        return "".join(self.texts)


def _page(report: Document) -> _Read:
    read = _Read(html.page(report).decode())
    assert read.open == []
    return read


@pytest.mark.parametrize("name", ["Norrängen", SIGNS, FOREIGN])
def test_every_name_is_text_and_makes_no_element(name: str) -> None:
    plain, named = _page(document()), _page(document(name))
    assert [tag for tag, _ in named.elements] == [tag for tag, _ in plain.elements]
    said = plain.text.count("Norrängen")
    assert said > 20
    assert named.text.count(name) == said


def test_what_no_page_may_hold_is_left_out() -> None:
    read = _page(document(f"a{BROKEN}b"))
    assert not set(BROKEN) & set(read.text)
    assert "Områdena ab" in read.text


def test_the_file_runs_nothing_and_asks_for_nothing() -> None:
    page = html.page(document(SIGNS)).decode()
    read = _Read(page)
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form", "base"}
    assert not any(name.startswith("on") for _, own in read.elements for name in own)
    assert not any(name in own for _, own in read.elements for name in ("src", "style"))
    assert "@import" not in page
    assert re.findall(r"url\((?!#)", page) == []
    policy = read.of("meta")[1]["content"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")


def test_the_page_has_a_language_a_title_and_headings_in_order() -> None:
    read = _page(document())
    assert read.of("html")[0]["lang"] == "sv"
    assert "Grannsamverkan i Hallsberg Norrängen" in read.text
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert {"lang": "en", "class": "report-plain"} in read.of("p")


def test_the_contents_and_the_way_past_them_lead_somewhere() -> None:
    read = _page(document())
    ids = [own["id"] for _, own in read.elements if "id" in own]
    assert len(ids) == len(set(ids))
    inside = [own["href"] for own in read.of("a") if own["href"].startswith("#")]
    assert inside == ["#report", "#summary", "#areas", "#map"]
    assert {one[1:] for one in inside} <= set(ids)
    referred = " ".join(own.get("aria-labelledby", "") for _, own in read.elements).split()
    assert set(referred) <= set(ids)


def test_tables_have_captions_and_cells_that_name_rows_and_columns() -> None:
    read = _page(document())
    tables = len(read.of("table"))
    assert tables == len(read.of("caption")) == 2
    scopes = [own["scope"] for own in read.of("th")]
    assert scopes.count("col") == 3 * tables
    assert scopes.count("row") == 4 * tables
    assert read.text.count("Tabell 1.") == 1
    assert len([own for own in read.of("tr") if own.get("class") == "report-total"]) == tables


def test_drawings_have_captions_and_the_same_in_words() -> None:
    read = _page(document())
    assert len(read.of("figure")) == len(read.of("figcaption")) == len(read.of("details")) == 4
    assert len(read.of("svg")) == 5
    assert "Den 31 december 2019 var 14 områden aktiva" in read.text
    assert "Figur 4." in read.text
    pairs = [own for own in read.of("div") if own.get("class") == "diagram-pair"]
    assert len(pairs) == 1


def test_the_marks_stand_on_top_and_only_where_there_are_any() -> None:
    read = _page(document())
    assert read.text.index(MARK) < read.text.index(DRAFT) < read.text.index("1 januari 2020")
    assert MARK not in _page(replace(document(), marks=())).text


def test_paths_lead_to_the_site_where_one_is_known() -> None:
    def leads(read: _Read) -> list[str]:
        return [own["href"] for own in read.of("a") if not own["href"].startswith("#")]

    outside = "https://example.org/lofte?a=1&b=2"
    assert leads(_page(document())) == [outside]
    site = replace(document(), site="https://kommun.example/")
    assert leads(_page(site)) == [outside, "https://kommun.example/lofte/1"]
    assert leads(_Read(html.fragment(document()))) == [outside, "/lofte/1"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "//elsewhere.example", "/\\elsewhere.example", "data:,x", "x"]
)
def test_a_link_that_leads_astray_is_plain_text(link: str) -> None:
    section = Section(key="a", title="A", blocks=(Paragraph(text="Här", link=link),))
    report = replace(document(), sections=(section,), site="https://kommun.example")
    assert [own["href"] for own in _page(report).of("a")] == ["#report", "#a"]
    assert len(_Read(html.fragment(report)).of("a")) == 1


def test_a_page_of_the_site_says_the_same_as_the_file() -> None:
    inside, alone = _Read(html.fragment(document(SIGNS))), _page(document(SIGNS))
    assert inside.open == []
    assert inside.of("article")[0] == {"class": "report", "lang": "sv"}
    assert " ".join(inside.text.split()) in " ".join(alone.text.split())


def test_a_report_in_english_has_english_words() -> None:
    read = _page(replace(document(), language="en"))
    assert "Contents" in read.text
    assert "Table 1." in read.text
    assert "Figure 1." in read.text


def test_the_file_has_the_colours_of_the_site() -> None:
    def colours(sheet: str) -> list[tuple[str, str]]:
        return re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", sheet.partition("@media print")[0])

    web = Path(html.__file__).parents[1] / "web" / "static" / "site.css"
    own = colours(assets.page_style())
    assert len(own) == 18
    assert set(own) <= set(colours(web.read_text("utf-8")))
