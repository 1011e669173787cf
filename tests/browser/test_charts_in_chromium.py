"""Charts on a page under a strict policy: the width there is room for, and colours of the reader's scheme."""

from datetime import date
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from grannsamverkan.domain.bridge import Bridge
from grannsamverkan.domain.progress import Light
from grannsamverkan.i18n import translator
from grannsamverkan.reports import assets
from grannsamverkan.reports.charts import (
    Growth,
    Point,
    Way,
    YearBar,
    Years,
    bridge_chart,
    growth_chart,
    progress_bar,
    years_chart,
)
from grannsamverkan.reports.svg import both

SV = translator("sv")
DAY = date(2019, 11, 28)
GROWTH = Growth(name="Aktiva områden", points=(Point(DAY, 14), Point(date(2020, 12, 31), 19)))
BRIDGE = Bridge(
    start=DAY,
    end=date(2020, 12, 31),
    opening=14,
    closing=19,
    events={"started": 7, "lapsed": -2},
    m2_opening=0,
    m2_closing=0,
    m2_events={},
)
YEARS = Years(title="Inbrott", name="Kommunen", bars=(YearBar(year=2020, value=3.5),))
WAY = Way(light=Light.BELOW, said="2 av 10", share=0.2, expected=0.5)

PAGE = "".join(
    (
        "<!doctype html><html lang='sv'><head><meta charset='utf-8'><title>Diagram</title>",
        "<meta http-equiv='Content-Security-Policy'",
        " content=\"default-src 'none'; style-src 'nonce-n'\">",
        f"<style nonce='n'>body {{ margin: 1rem; }} {assets.style()}</style></head>",
        "<body><main><h1>Diagram</h1>",
        both("vaxt", lambda frame: growth_chart(GROWTH, SV, frame)),
        both("bro", lambda frame: bridge_chart(BRIDGE, SV, frame)),
        both("ar", lambda frame: years_chart(YEARS, SV, frame)),
        both("vag", lambda frame: progress_bar(WAY, SV, frame)),
        "</main></body></html>",
    )
)


@pytest.mark.parametrize(("width", "shown"), [(320, "narrow"), (1280, "wide")])
@pytest.mark.parametrize(
    ("scheme", "ink"), [("light", "rgb(28, 37, 38)"), ("dark", "rgb(232, 237, 236)")]
)
def test_one_width_is_shown_in_the_colours_of_the_scheme(
    browser: Browser, width: int, shown: str, scheme: Literal["light", "dark"], ink: str
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.set_content(PAGE)
    seen = [one for one in page.locator("svg").all() if one.is_visible()]
    assert [f"diagram--{shown}" in (one.get_attribute("class") or "") for one in seen] == [True] * 4
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    number = page.locator("svg:visible text").first
    assert number.evaluate("one => getComputedStyle(one).fill") == ink
    smallest = min(
        box["height"]
        for one in page.locator("svg:visible text").all()
        if (box := one.bounding_box())
    )
    assert smallest >= 11
    assert page.get_by_role("img", name="Så långt har vi kommit", exact=False).count() == 1
    assert faults == []
    context.close()


def test_charts_have_no_fault_that_axe_finds(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(PAGE.replace("default-src 'none'; style-src 'nonce-n'", "default-src *"))
    result = Axe().run(page, options={"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa"]}})
    assert result.violations_count == 0, result.generate_report()
    page.close()
