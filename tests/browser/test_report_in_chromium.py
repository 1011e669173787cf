"""The report as a file that someone opens: on a phone and at a desk, in the light and the dark, and printed."""

import shutil
import subprocess
from datetime import date
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from chromium import watch
from grannsamverkan.domain.promises import Aim, Rule
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly_building import Ingredients, yearly_report
from grannsamverkan.i18n import translator
from grannsamverkan.reports import assets, content, html
from handmade import DRAFT, MARK, SIGNS, document, whole
from known import PLACE, indicator, known, promise, running

SIZES = [(320, 640), (390, 800), (1280, 900), (1500, 900)]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of the file, as on a memory stick."""
    path = tmp_path_factory.mktemp("stick") / "report.html"
    path.write_bytes(html.page(document(SIGNS)))
    return path.as_uri()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_file_has_no_fault_at_any_width_in_any_light(
    browser: Browser, opened: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> None:
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(opened)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    context.close()


def test_the_file_runs_nothing_and_asks_for_nothing_and_its_own_policy_lets_it_look_as_it_should(
    browser: Browser, opened: str
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    faults: list[str] = []
    watch(page, opened, faults)
    page.goto(opened)
    assert faults == []
    assert page.evaluate("window.ran") is None
    figure = page.locator(".report-figures dd").first
    assert figure.evaluate("one => getComputedStyle(one).color") == "rgb(21, 94, 99)"
    page.close()


def _reached_by_tab(page: Page, times: int) -> list[str]:
    found = []
    for _ in range(times):
        page.keyboard.press("Tab")
        found.append(page.evaluate("document.activeElement.outerHTML.slice(0, 60)"))
    return found


def test_everything_can_be_reached_with_keys_and_the_contents_passed_by(
    browser: Browser, opened: str
) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(opened)
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    assert skip.inner_text() == "Hoppa till rapporten"
    box = skip.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "report"
    reached = "".join(_reached_by_tab(page, 12))
    assert "#areas" in reached
    assert "report-table" in reached  # a wide table is moved with the arrows
    assert "summary" in reached
    page.close()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_every_cell_of_a_promise_is_in_sight_at_any_width(
    browser: Browser, tmp_path: Path, width: int
) -> None:
    facts = [
        promise(),
        indicator(Rule.STOCK_ACTIVE, Aim.MORE, name="Aktiva grannsamverkansområden"),
        indicator(Rule.GROSS_STARTED, Aim.AT_LEAST, id="J", value=10, name="Områden som startat"),
    ]
    record = Report(id="R", municipality=PLACE, start=date(2020, 1, 1), last_day=date(2020, 12, 31))
    report = yearly_report(
        known(running("a", "2020-03-01"), facts=facts), Ingredients(report=record)
    )
    source = tmp_path / "report.html"
    source.write_bytes(html.page(content.document(report, translator("sv"))))
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(source.as_uri())
    cells = page.locator("#promises td")
    assert cells.count() == 2 * (5 + 4)
    for cell in cells.all():
        box = cell.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert cell.evaluate("one => one.scrollWidth <= one.clientWidth")
    shown = cells.first.evaluate("one => getComputedStyle(one, '::before').content")
    assert shown == ('"Vid början"' if width < 640 else "none")
    page.close()


def test_on_a_wide_screen_the_contents_stay_in_sight(browser: Browser, opened: str) -> None:
    page = browser.new_page(viewport={"width": 1500, "height": 500})
    page.goto(opened)
    page.locator("#map").scroll_into_view_if_needed()
    page.evaluate("document.getElementById('map').scrollIntoView()")
    contents, text = (page.locator(one).bounding_box() for one in (".report-contents", "#map"))
    assert contents is not None
    assert text is not None
    assert 0 <= contents["y"] < 100
    assert contents["x"] + contents["width"] < text["x"]
    page.close()


def test_printed_each_page_has_the_marks_and_the_first_stands_alone(
    browser: Browser, tmp_path: Path
) -> None:
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("no pdftotext: install poppler-utils")
    source, printed = tmp_path / "report.html", tmp_path / "printed.pdf"
    source.write_bytes(html.page(whole()))
    page = browser.new_page()
    page.goto(source.as_uri())
    page.pdf(path=printed, prefer_css_page_size=True)
    page.close()
    command = [tool, "-layout", str(printed), "-"]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
    pages = said.split("\f")[:-1]
    assert len(pages) > 5
    assert all(MARK in one and DRAFT in one for one in pages)
    assert "Innehåll" not in pages[0]
    assert "Innehåll" in pages[1]


@pytest.mark.parametrize("size", SIZES)
def test_inside_a_page_of_the_site_it_looks_the_same_and_has_no_fault(
    browser: Browser, size: tuple[int, int]
) -> None:
    site = Path(html.__file__).parents[1] / "web" / "static" / "site.css"
    styles = f"{site.read_text('utf-8')}{assets.page_style()}{assets.style()}"
    page = browser.new_page(viewport={"width": size[0], "height": size[1]})
    page.set_content(
        f"<!doctype html><html lang='sv'><head><meta charset='utf-8'><title>Rapport</title>"
        f"<style>{styles}</style></head><body><main class='page'>{html.fragment(document())}"
        "</main></body></html>"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    contents = page.locator(".report-contents ol")
    assert contents.evaluate("one => getComputedStyle(one).listStyleType") == "decimal"
    result = Axe().run(page)
    assert result.violations_count == 0, result.generate_report()
    page.close()
