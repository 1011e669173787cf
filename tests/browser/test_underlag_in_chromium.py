"""The base map in a real Chromium: drawn under the areas, light and dark, from our own site, out of everybody's way."""

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from grannsamverkan.cli.main import answer
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from prepared import example_of
from town import NOW


@pytest.fixture(scope="module")
def karhula(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of the example of Karhula."""
    where = tmp_path_factory.mktemp("karhula") / "karhula.gpkg"
    example_of(where, "karhula", NOW).close()
    return where


@pytest.fixture(scope="module")
def site(karhula: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over it."""
    from grannsamverkan.register import open_register

    register = open_register(karhula)
    settings = Settings(
        rate=RateSettings(
            per_second=1e6, burst=1_000_000, homes_per_second=1e6, homes_burst=1_000_000
        ),
        cache_dir=tmp_path_factory.mktemp("shells"),
    )
    app = create_app(settings, register, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()
    register.close()


PIXEL = """() => {
  const tiles = [...document.querySelectorAll(".leaflet-pane canvas")];
  const seen = new Set();
  for (const tile of tiles) {
    const data = tile.getContext("2d").getImageData(0, 0, tile.width, tile.height).data;
    for (let i = 0; i < data.length; i += 4 * 97) if (data[i + 3] === 255) seen.add(`${data[i]},${data[i + 1]},${data[i + 2]}`);
  }
  return [...seen];
}"""
_PATIENCE = 100
"""So many twentieths of a second a map may take."""


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait until something holds; the page's policy forbids Playwright's own way of asking that."""
    for _ in range(_PATIENCE):
        if holds():
            return
        page.wait_for_timeout(50)
    raise AssertionError


def drawn(page: Page) -> None:
    """Wait until the squares in view are drawn."""
    until(page, lambda: page.locator(".leaflet-pane canvas.leaflet-tile-loaded").count() > 1)
    until(page, lambda: page.locator(".leaflet-pane canvas:not(.leaflet-tile-loaded)").count() == 0)


def opened(browser: Browser, address: str, **kind: object) -> tuple[Page, list[str], list[str]]:
    """Open a page and note where it asks, and what the browser objects to."""
    page = browser.new_context(**kind).new_page()  # type: ignore[arg-type]
    asked: list[str] = []
    faults: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda said: faults.append(said.text))
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.goto(address)
    drawn(page)
    return page, asked, faults


def rgb(colour: str) -> str:
    return ",".join(str(int(colour[at : at + 2], 16)) for at in (1, 3, 5))


def own(page: Page, name: str) -> str:
    """Return a colour of the base map as pixels have it."""
    script = "(name) => getComputedStyle(document.querySelector('.underlag')).getPropertyValue(name).trim()"
    return rgb(str(page.evaluate(script, name)))


def test_it_is_drawn_from_our_own_site_and_changes_colours_with_the_scheme(
    browser: Browser, site: str
) -> None:
    page, asked, faults = opened(
        browser, f"{site}/karta", viewport={"width": 1280, "height": 900}, color_scheme="light"
    )
    assert {address.split("/")[2] for address in asked} == {site.split("/")[2]}
    light = page.evaluate(PIXEL)
    assert {own(page, "--u-building"), own(page, "--u-built"), own(page, "--u-field")} <= set(light)
    page.emulate_media(color_scheme="dark")
    dark = {own(page, "--u-building"), own(page, "--u-built")}
    until(page, lambda: dark <= set(page.evaluate(PIXEL)))
    assert own(page, "--u-built") not in light
    assert [fault for fault in faults if "getImageData" not in fault] == []  # that is how we looked
    assert Axe().run(page).response["violations"] == []
    page.context.close()


def test_it_is_hidden_from_readers_of_the_screen_and_can_be_put_away(
    browser: Browser, site: str
) -> None:
    page, _, faults = opened(
        browser, f"{site}/karta", viewport={"width": 390, "height": 844}, color_scheme="dark"
    )
    hidden = "document.querySelector('.leaflet-pane canvas').closest('[aria-hidden=true]') !== null"
    assert page.evaluate(hidden)
    assert page.evaluate("document.querySelectorAll('.leaflet-pane canvas[tabindex]').length") == 0
    page.locator(".karta__forklaring summary").click()
    box = page.locator("[data-lager=basemap] input")  # in the language of the place
    assert box.is_checked()
    box.uncheck()
    until(page, lambda: page.locator(".leaflet-pane canvas").count() == 0)
    box.check()
    drawn(page)
    assert page.get_by_role("link", name="© OpenStreetMap contributors, ODbL 1.0").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth <= 390")
    assert faults == []
    page.context.close()


def test_a_file_of_its_own_has_the_base_map_inside(
    browser: Browser, karhula: Path, tmp_path: Path
) -> None:
    out = tmp_path / "karta.html"
    assert answer(["map", "--register", str(karhula), "--out", str(out)]) == 0
    page, asked, faults = opened(
        browser, out.as_uri(), viewport={"width": 1280, "height": 900}, color_scheme="light"
    )
    assert [address for address in asked if address.startswith("http")] == []
    assert own(page, "--u-building") in page.evaluate(PIXEL)
    assert [fault for fault in faults if "getImageData" not in fault] == []
    page.context.close()
