"""The workspace in a browser: a site that really listens over a register, and pages that are signed in."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Literal

import uvicorn
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from chromium import watch
from grannsamverkan.actions import accounts
from grannsamverkan.domain.accounts import Account
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from staff import quick
from town import NOW

Size = tuple[int, int]
Scheme = Literal["light", "dark"]

DESKTOP, PHONE = (1280, 900), (320, 640)


@contextmanager
def open_site(
    register: Register, shells: Path, *, now: datetime = NOW, **settings: object
) -> Iterator[str]:
    """Serve a register on a free port, and give the address."""
    app = create_app(quick(cache_dir=shells, **settings), register, clock=lambda: now)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://localhost:{port}"
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def signed_in(
    browser: Browser,
    address: str,
    register: Register,
    account_id: str,
    *,
    size: Size = DESKTOP,
    scheme: Scheme = "light",
) -> Iterator[tuple[Page, list[str]]]:
    """Give a page signed in as an account, and the list of what it did that it must not."""
    with register.private() as private:
        account = private.get(Account, account_id)
        assert account is not None
        token = accounts.open_session(private, account, now=NOW, terms=accounts.Terms())
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, color_scheme=scheme, base_url=address
    )
    secure = address.replace("http:", "https:")
    context.add_cookies([{"name": COOKIE, "value": token, "url": secure}])
    page, faults = context.new_page(), list[str]()
    watch(page, address, faults)
    yield page, faults
    context.close()


def accessible(page: Page) -> None:
    """Hold a page to what assistive technology needs, and to the width of its screen."""
    violations = Axe().run(page).response["violations"]
    found = [(one["id"], [node["target"] for node in one["nodes"]]) for one in violations]
    assert not found, (page.url, found)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
