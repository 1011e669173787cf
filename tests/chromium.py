"""A site that really listens, and a real Chromium to meet it; skipped with a notice where there is none."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from town import NOW, SODERGARD, new_register

HOSTILE = '<img src=x onerror="window.ran=1">${window.ran=2}`</script><script>window.ran=3</script>'
"""A name that runs wherever it is taken for more than text."""


def chromium_path() -> str:
    """Return where Chromium is, or skip saying that it is absent."""
    found = os.environ.get("GRANNSAMVERKAN_CHROMIUM") or shutil.which("chromium")
    if found is None:
        pytest.skip("no Chromium: install it, or set GRANNSAMVERKAN_CHROMIUM")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Give one Chromium for all."""
    path = chromium_path()
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def hostile_register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give the town's register with one area and its locality renamed to what would run."""
    register = new_register(tmp_path_factory.mktemp("hostile") / "hallsberg.gpkg")
    timeline: Timeline = register.timelines()[SODERGARD]
    renamed = tuple(replace(version, name=HOSTILE, locality=HOSTILE) for version in timeline)
    with register.change(actor="prov", action="rename", reason="prov", now=NOW) as change:
        change.set_timeline(SODERGARD, renamed)
    yield register
    register.close()


@pytest.fixture(scope="session")
def address(hostile_register: Register, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of a site over that register."""
    shells: Path = tmp_path_factory.mktemp("shells")
    rate = RateSettings(per_second=1e6, burst=1_000_000)
    settings = Settings(rate=rate, cache_dir=shells)
    app = create_app(settings, hostile_register, clock=lambda: NOW)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def faults() -> list[str]:
    """Give the list of what a page must not do: leave the origin, complain, run what it should show."""
    return []


@pytest.fixture
def page(browser: Browser, address: str, faults: list[str]) -> Iterator[Page]:
    """Give a desktop page whose faults are gathered."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    page = context.new_page()
    watch(page, address, faults)
    yield page
    context.close()


def watch(page: Page, address: str, faults: list[str]) -> None:
    """Gather what a page must not do."""
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith((address, "data:")) else faults.append(request.url)
        ),
    )
