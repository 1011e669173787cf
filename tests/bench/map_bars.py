"""The map over a whole country: what each answer weighs and costs, and when a browser has painted it.

    python tests/bench/map_bars.py 100000

asks for the map of 100 areas and of so many, in one run, and prints a table. Times are milliseconds of work (CPU), from
the question to the compressed answer, and in a browser of waiting. In CI a short form holds ratios: see
`test_map_stays_light.py`.
"""

import asyncio
import gzip
import math
import re
import sys
import time
from collections.abc import Callable, Coroutine, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TypeVar
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

from nation import CRS, Nation, Town, nation
from playwright.sync_api import Browser, sync_playwright
from starlette.types import ASGIApp, Message

from chromium import chromium_path
from grannsamverkan.crs import to_lonlat
from grannsamverkan.web.app import create_app
from onsite import open_site
from staff import quick
from town import NOW

T = TypeVar("T")

SCREENS = {"telefon": (360, 460), "dator": (860, 640), "vägg": (2_400, 1_300)}
"""The map's own width and height in pixels."""
NEAR = 12
"""From this zoom on a screen shows a town or less."""
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """An answer: its status and headers, its body as it travels, and the work it cost in milliseconds."""

    status: int
    headers: dict[str, str]
    body: bytes
    work_ms: float

    @property
    def plain(self) -> bytes:
        """The body as it is read."""
        zipped = self.headers.get("content-encoding") == "gzip"
        return gzip.decompress(self.body) if zipped else self.body


@dataclass(frozen=True, slots=True)
class View:
    """What one screen shows: which, over which town, at which zoom, and what the question is."""

    screen: str
    town: int
    zoom: float
    limit: str
    query: str

    @property
    def path(self) -> str:
        """The address that is asked."""
        return f"/karta/data?{self.query}"


@dataclass(frozen=True, slots=True)
class Answered:
    """What the answer to a view weighs as it travels, and the work that it cost: at first, and once asked for before."""

    view: View
    kind: str
    parts: int
    sent: int
    first_ms: float
    work_ms: float


class Client:
    """Asks an application as a browser would, without a network in between."""

    def __init__(self, app: ASGIApp) -> None:
        """Take an application."""
        self._app = app
        self._loop = asyncio.new_event_loop()
        self._thread = ThreadPoolExecutor(1)  # Playwright has a loop running in the first one

    def get(self, path: str, **headers: str) -> Asked:
        """Ask once."""
        route, _, query = path.partition("?")
        named = {"accept-encoding": "gzip", "host": "localhost"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        scope: dict[str, object] = {
            "type": "http",
            "method": "GET",
            "path": route,
            "raw_path": route.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
            "scheme": "http",
            "http_version": "1.1",
            "root_path": "",
        }
        began = time.process_time()
        sent = self._run(self._answer(scope))
        work_ms = (time.process_time() - began) * 1_000
        start = sent[0]
        head = {name.decode().lower(): value.decode() for name, value in start["headers"]}
        body = b"".join(message.get("body", b"") for message in sent[1:])
        return Asked(start["status"], head, body, work_ms)

    async def _answer(self, scope: dict[str, object]) -> list[Message]:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        await self._app(scope, receive, send)
        return sent

    def _run(self, what: Coroutine[object, object, T]) -> T:
        return self._thread.submit(self._loop.run_until_complete, what).result()

    def close(self) -> None:
        """Let go of the loop and its thread."""
        self._run(self._loop.shutdown_default_executor())
        self._thread.shutdown()
        self._loop.close()


@contextmanager
def asked(register: Nation, shells: Path) -> Iterator[Client]:
    """Give who asks a site over a register."""
    client = Client(create_app(quick(cache_dir=shells), register, clock=lambda: NOW))  # type: ignore[arg-type]  # what it lacks it passes on
    yield client
    client.close()


def views(
    towns: tuple[Town, ...],
    *,
    filters: Sequence[dict[str, str]] = ({}, {"typ": "villa"}, {"q": "12"}),
) -> Iterator[View]:
    """Give what is seen over a large, a middling and a small town, on three screens, at every zoom."""
    for town in (towns[0], *towns[20:201:180]):
        lon, lat = to_lonlat(town.x, town.y, source=CRS)
        for name, (width, height) in SCREENS.items():
            for half in range(6, 37):
                zoom = half / 2
                degrees = 360 / 256 / 2**zoom
                across, up = (
                    width * 0.6 * degrees,
                    height * 0.6 * degrees * math.cos(math.radians(lat)),
                )
                box = (lon - across, lat - up, lon + across, lat + up)
                corners = ",".join(f"{degree:.4f}" for degree in box)
                for limit in filters:
                    query = urlencode({**limit, "bbox": corners, "zoom": f"{zoom:g}"}, safe=",")
                    yield View(name, town.areas, zoom, urlencode(limit), query)


def answered(client: Client, seen: Iterable[View], rounds: int = ROUNDS) -> list[Answered]:
    """Ask for each view, several times."""
    found = []
    for view in seen:
        first = client.get(view.path)
        again = [client.get(view.path).work_ms for _ in range(rounds)]
        plain = first.plain
        kind = "areas" if b'"areas"' in plain[:40] else "cells"
        parts = plain.count(b'"Feature"') or plain.count(b"],[") + (plain.count(b"[[") > 0)
        found.append(
            Answered(view, kind, parts, len(first.body), first.work_ms, median(again))
        )  # fmt: skip
    return found


def page_parts(client: Client) -> tuple[Asked, list[Asked]]:
    """Return the map page, and everything it loads before it asks for data."""
    page = client.get("/karta")
    addresses = set(
        re.findall(r'(?:href|src)="(/(?:static|karta/skal)/[^"]+)"', page.plain.decode())
    )
    return page, [client.get(one) for one in sorted(addresses)]


def painted_ms(browser: Browser, address: str, rounds: int = ROUNDS) -> float:
    """Return how long a browser that has the files waits for the map to be painted."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, base_url=address)
    page = context.new_page()
    spans: list[float] = []
    for _ in range(rounds + 1):
        page.goto("about:blank")
        page.goto("/karta", wait_until="commit")
        page.wait_for_selector(".karta[data-ritad]")
        spans.append(page.evaluate("performance.now()"))
    context.close()
    return median(spans[1:])


def panned_ms(browser: Browser, address: str, town: Town, zoom: float, steps: int = 12) -> float:
    """Return how long it is from when the map stands still after a step until what came into view is painted."""
    lon, lat = to_lonlat(town.x, town.y, source=CRS)
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, base_url=address, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(f"/karta#{zoom:g}/{lat:.4f}/{lon:.4f}")
    page.wait_for_selector(".karta[data-ritad]")
    page.wait_for_load_state("networkidle")
    page.evaluate(_WATCHED)
    page.locator(".folium-map").focus()
    spans: list[float] = []
    for step in range(steps):
        page.evaluate("window.begun = 0")
        page.keyboard.press("ArrowRight" if step % 2 else "ArrowDown")
        while not page.evaluate("window.begun && window.shown > window.begun"):
            page.wait_for_timeout(20)
        spans.append(page.evaluate("window.shown - window.begun"))
    context.close()
    return median(spans)


_WATCHED = """() => {
    const write = history.replaceState.bind(history); // what the map does first when it has come to rest
    history.replaceState = (...what) => { window.begun = performance.now(); write(...what); };
    const seen = () => requestAnimationFrame(() => setTimeout(() => { window.shown = performance.now(); }));
    new MutationObserver(seen).observe(document.querySelector(".karta"), { attributeFilter: ["data-ritad"] });
}"""


def _table(found: list[Answered]) -> Iterator[str]:
    groups: dict[str, Callable[[Answered], bool]] = {
        "any view": lambda _: True,
        "numbers": lambda one: one.kind == "cells",
        "outlines": lambda one: one.kind == "areas",
        f"phone, zoom {NEAR} on": lambda one: (
            one.view.zoom >= NEAR and one.view.screen == "telefon"
        ),
        f"desktop, zoom {NEAR} on": lambda one: (
            one.view.zoom >= NEAR and one.view.screen == "dator"
        ),
        f"wall, zoom {NEAR} on": lambda one: one.view.zoom >= NEAR and one.view.screen == "vägg",
    }
    yield f"{'views':24} {'how many':>8} {'work p50':>9} {'p95':>6} {'most':>6} {'first':>6} {'kB p50':>7} {'p95':>6} {'most':>6}"
    for name, fits in groups.items():
        some = [one for one in found if fits(one)]
        if not some:
            continue
        work, sent = sorted(one.work_ms for one in some), sorted(one.sent / 1_000 for one in some)
        most_at_first = max(one.first_ms for one in some)
        late = int(len(some) * 0.95)
        yield (
            f"{name:24} {len(some):8} {median(work):9.1f} {work[late]:6.1f} {work[-1]:6.1f} {most_at_first:6.1f}"
            f" {median(sent):7.1f} {sent[late]:6.1f} {sent[-1]:6.1f}"
        )


def _report(sizes: tuple[int, int]) -> Iterator[str]:
    with (
        TemporaryDirectory() as made_in,
        nation(Path(made_in), sizes[0]) as few,
        nation(Path(made_in), sizes[1]) as many,
    ):
        shells = Path(made_in) / "shells"
        for register in (few, many):
            with asked(register, shells) as client:
                yield from _of(register, client)
        with (
            open_site(few, shells) as one,  # type: ignore[arg-type]  # as above
            open_site(many, shells) as other,  # type: ignore[arg-type]  # as above
            sync_playwright() as playwright,
        ):
            path = chromium_path()
            browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
            turns = [[painted_ms(browser, address) for address in (one, other)] for _ in range(3)]
            painted = [median(spans) for spans in zip(*turns, strict=True)]
            yield f"painted: {painted[0]:.0f} and {painted[1]:.0f} ms, ratio {painted[1] / painted[0]:.2f}"
            for zoom in (6, 9, 12, 14, 16):
                panned = panned_ms(browser, other, many.towns[0], zoom)
                yield f"panned at zoom {zoom}: {panned:.0f} ms"
            browser.close()


def _of(register: Nation, client: Client) -> Iterator[str]:
    page, files = page_parts(client)
    built = median(client.get("/karta").work_ms for _ in range(ROUNDS))
    ground = client.get("/karta/grund")
    whole = "/karta/data?bbox=5,54,28,71&zoom=5"
    first, again = client.get(whole), client.get(whole)
    known = client.get(whole, if_none_match=again.headers["etag"])
    past = client.get(f"{whole}&on=2019-12-31")
    sent = sum(len(one.body) for one in (page, ground, *files))
    yield f"{len(register.areas)} areas"
    yield f"page: {len(page.plain)} bytes of HTML, built in {built:.1f} ms; with files and ground {sent / 1_000:.0f} kB"
    yield f"the first question: {first.work_ms:.0f} ms, on a past day {past.work_ms:.0f} ms"
    yield f"again: {again.work_ms:.1f} ms; 304: {known.work_ms:.1f} ms"
    yield from _table(answered(client, views(register.towns)))


if __name__ == "__main__":
    for line in _report((100, int(sys.argv[1]))):
        print(line, flush=True)  # noqa: T201 # what it is for
