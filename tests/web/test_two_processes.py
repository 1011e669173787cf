"""What one process writes, the next tells within a second: the check at once, and every page."""

import time
from collections.abc import Callable
from datetime import date
from functools import partial

import shapely
from fastapi.testclient import TestClient

from grannsamverkan.crs import to_lonlat
from grannsamverkan.web.app import create_app
from processes import process
from samples import area, outline_of, square, write
from stores import Store
from town import NOW, generous

WRITES = """
from grannsamverkan.register import open_register
from samples import area, outline_of, square, write
register = open_register(sys.argv[1])
drawn = outline_of(square(600))
print("ready", flush=True)
input()
write(register, [area("B", outline=drawn)], outlines=[drawn], minutes=5)
print("written", flush=True)
input()
with register.change(actor="a", action="b", reason="c", now=NOW) as change:
    change.set_timeline("B", ())
print("taken back", flush=True)
""".replace("NOW", "__import__('samples').later(9)")

SOON_S = 1.0


def seconds_until(told: Callable[[], bool]) -> float:
    """Return after how many seconds something is told; asked as visitors ask, many times a second."""
    began = time.monotonic()
    while not told():
        assert time.monotonic() - began < 10 * SOON_S
        time.sleep(0.02)
    return time.monotonic() - began


def test_a_change_of_another_process_is_told_within_a_second(store: Store) -> None:
    register = store.settled()
    drawn = outline_of(square())
    write(register, [area("A", date(2020, 1, 1), outline=drawn)], outlines=[drawn])
    middle = shapely.centroid(square(600))
    lon, lat = to_lonlat(middle.x, middle.y, source="EPSG:3006")
    question = f"/api/v1/check?lon={lon:.6f}&lat={lat:.6f}"

    def checks(state: str) -> bool:
        return bool(client.get(question).json()["state"] == state)

    def lists(there: object) -> bool:
        return ("Området B" in client.get("/karta/lista").text) is there

    app = create_app(generous(), register, clock=lambda: NOW)
    with (
        TestClient(app) as client,
        process(WRITES, str(store.where)) as other,
    ):
        assert other.said() == "ready"
        assert client.get(question).json()["state"] == "outside"
        for said, state, there in (("written", "inside", True), ("taken back", "outside", False)):
            other.go_on()
            assert other.said() == said
            spans = [seconds_until(partial(checks, state)), seconds_until(partial(lists, there))]
            assert sum(spans) < SOON_S
