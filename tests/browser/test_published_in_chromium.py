"""Published reports as people meet them, in a real Chromium: the list, a version, and the report itself."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import Browser, Page, expect

from chromium import HOSTILE, watch
from grannsamverkan.actions import reporting
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.report_files import report_files
from grannsamverkan.actions.reports import account
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.register import Register
from onsite import DESKTOP, PHONE, Scheme, Size, accessible, open_site
from promised import ENDED, PLACE, new_promised_register
from reported import FIRST, SECOND, keep, keep_all, report
from town import NOW

PAGES = ("/rapporter", f"/rapporter/{FIRST}", f"/rapporter/{SECOND}", f"/lofte/{ENDED}", "/en/rapporter")  # fmt: skip


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register with a real report of 2025, and one whose every text would run where it could."""
    made = new_promised_register(tmp_path_factory.mktemp("reports") / "hallsberg.gpkg")
    doing = Doing(register=made, actor="prov", reason="prov", now=NOW)
    draft = reporting.begin(doing, PLACE, date(2025, 1, 1), date(2025, 12, 31))
    approved = reporting.approve(doing, draft.id)
    files = report_files(approved, account(made, approved))
    reporting.publish(doing, draft.id, files)
    keep_all(made)
    with doing.change("x") as change:
        change.set_municipality(Municipality(code="1881", name=HOSTILE))
    hostile = report("h", municipality="1881", version=2, correction=HOSTILE)
    keep(made, replace(hostile, approved_by=HOSTILE, known_hash=HOSTILE), {"<b>&.html": b"x"})
    yield made
    made.close()


@pytest.fixture(scope="module")
def site(register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    with open_site(register, tmp_path_factory.mktemp("shells")) as address:
        yield address


@pytest.mark.parametrize(
    ("size", "scheme", "zoom"),
    [
        (DESKTOP, "light", 1),
        (DESKTOP, "dark", 1),
        (PHONE, "light", 1),
        ((390, 800), "dark", 1),
        ((640, 800), "light", 2),
        ((2560, 1440), "light", 1),
    ],
)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, site: str, size: Size, scheme: Scheme, zoom: int
) -> None:
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, base_url=site
    )
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    for path in PAGES:
        page.goto(path)
        page.evaluate(
            "zoom => { document.documentElement.style.fontSize = `${zoom * 100}%` }", zoom
        )
        for folded in page.locator("summary").all():
            folded.click()
        accessible(page)
        assert page.evaluate("window.ran") is None
    context.close()
    assert faults == []


@pytest.fixture
def reader(browser: Browser, site: str) -> Iterator[Page]:
    """Give a desktop page of a browser that runs no script."""
    context = browser.new_context(java_script_enabled=False, base_url=site)
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    yield page
    context.close()
    assert faults == []


def test_one_finds_a_report_reads_it_and_sees_what_it_was_published_with(reader: Page) -> None:
    reader.goto("/lofte")
    reader.get_by_role("link", name="Årsrapporterna, med alla siffror").click()
    reader.get_by_role("link", name="Årsrapport 2025, Hallsberg").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Årsrapport 2025, Hallsberg")
    reader.locator("summary", has_text="Kontrollsummor").click()
    expect(reader.locator(".sums code").first).to_be_visible()
    reader.get_by_role("link", name="Webbsida (Svenska)").click()
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Grannsamverkan i Hallsberg")


def test_a_published_page_looks_as_it_should_under_the_policy_it_is_sent_with(
    browser: Browser, site: str
) -> None:
    context = browser.new_context(base_url=site, viewport={"width": 1280, "height": 900})
    page, faults = context.new_page(), list[str]()
    watch(page, site, faults)
    page.goto("/rapporter")
    page.get_by_role("link", name="Webbsida (Svenska)").first.click()
    figure = page.locator(".report-figures dd").first
    assert figure.evaluate("one => getComputedStyle(one).color") == "rgb(21, 94, 99)"
    drawn = page.locator("svg").first
    box = drawn.bounding_box()
    assert box is not None
    assert box["height"] > 50
    context.close()
    assert faults == []


def test_a_page_that_would_run_and_ask_elsewhere_does_neither(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page, asked = context.new_page(), list[str]()
    page.on("requestfinished", lambda request: asked.append(request.url))
    page.goto(f"/rapporter/{FIRST}/rapport-v1.sv.html")
    heading = page.get_by_role("heading", level=1)
    assert heading.evaluate("one => getComputedStyle(one).color") == "rgb(1, 2, 3)"
    assert page.evaluate("window.ran") is None
    assert asked == [f"{site}/rapporter/{FIRST}/rapport-v1.sv.html"]
    context.close()


def test_what_is_no_page_is_saved_under_its_own_name(browser: Browser, site: str) -> None:
    context = browser.new_context(base_url=site)
    page = context.new_page()
    page.goto("/rapporter")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Siffrorna för program").first.click()
    assert saved.value.suggested_filename == "grannsamverkan-1861-2025.sv-siffror.json"
    context.close()
