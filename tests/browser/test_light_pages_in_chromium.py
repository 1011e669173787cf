"""What a visit costs and leaves behind: few bytes, a page soon there, nothing from elsewhere, nothing kept."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from chromium import watch
from town import NORRANGEN, UNDRAWN

MAPS = ("/karta", "/en/karta", "/inbaddad")
TEXTS = (
    "/", "/en/", "/kolla", "/karta/lista", "/lofte", "/rapporter", "/synpunkt", "/om-data", "/api",
    "/kontakt", "/tillganglighet", "/integritet", "/status", "/badda-in", "/svar", "/finns-inte",
    f"/omrade/{NORRANGEN}", f"/omrade/{UNDRAWN}", f"/omrade/{NORRANGEN}/affisch",
)  # fmt: skip
MOST_BYTES = dict.fromkeys(MAPS, 200_000) | dict.fromkeys(TEXTS, 50_000)
SLOWEST_MS = 3_000
"""Far more than it takes, so that a busy machine fails nothing; what it took is recorded."""


@dataclass
class Visit:
    """A first visit to a page: what came over the wire, compressed, and what was done wrong."""

    context: BrowserContext
    page: Page
    bytes: int = 0
    faults: list[str] = field(default_factory=list)


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Give a visitor who has nothing from before."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, base_url=address)
    page = context.new_page()
    made = Visit(context, page)
    watch(page, address, made.faults)
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def came(what: dict[str, float]) -> None:
        made.bytes += int(what["encodedDataLength"])

    wire.on("Network.loadingFinished", came)
    yield made
    context.close()


@pytest.mark.parametrize("path", MOST_BYTES)
def test_a_page_is_light_and_leaves_nothing_behind(
    visit: Visit, path: str, record_property: Callable[[str, object], None]
) -> None:
    page = visit.page
    visit.context.request.get(path)  # what the server makes once, it has made
    page.goto(path)
    if path in MAPS:
        page.wait_for_selector(".karta[data-ritad]")
    page.wait_for_load_state("networkidle")
    paint_ms = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    record_property("first_contentful_paint_ms", round(paint_ms))
    record_property("bytes", visit.bytes)
    print(f"{path}: {paint_ms:.0f} ms, {visit.bytes / 1_000:.1f} kB")  # noqa: T201 # seen with -s
    assert 0 < visit.bytes <= MOST_BYTES[path]
    assert paint_ms <= SLOWEST_MS
    lost = "the server responded with a status of 404"
    assert [one for one in visit.faults if lost not in one or path != "/finns-inte"] == []
    assert visit.context.cookies() == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("self.caches ? caches.keys() : []") == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then(all => all.length)") == 0


def test_what_comes_over_the_wire_is_counted_and_compressed(visit: Visit) -> None:
    visit.page.goto("/karta")
    visit.page.wait_for_selector(".karta[data-ritad]")
    visit.page.wait_for_load_state("networkidle")
    whole = visit.page.evaluate(
        "performance.getEntriesByType('resource').reduce((sum, one) => sum + one.decodedBodySize, 0)"
    )
    assert 30_000 < visit.bytes < whole, "this check can fail"
