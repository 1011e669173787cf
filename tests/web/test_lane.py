"""The short way to the check answers as the ordinary way does, byte for byte, and leaves everything else to it."""

import asyncio
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.coverage.index import PointIndex
from grannsamverkan.crs import to_lonlat
from grannsamverkan.errors import Unavailable
from grannsamverkan.web import lane
from grannsamverkan.web.standby import Standby
from grannsamverkan.web.views import PublicDay
from town import CRS, X, Y

ASKED = "/api/v1/check"

Ask = Callable[[str], tuple[int, dict[str, str], bytes]]


def answers(client: TestClient, query: str) -> tuple[int, dict[str, str], bytes]:
    """Return all that a client gets."""
    answer = client.get(f"{ASKED}?{query}")
    return answer.status_code, dict(answer.headers), answer.content


@pytest.fixture
def ordinary(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """Return what asks by the ordinary way alone."""

    def ask(query: str) -> tuple[int, dict[str, str], bytes]:
        with monkeypatch.context() as patch:
            patch.setattr(lane, "PATH", "/nowhere")
            return answers(client, query)

    return ask


def test_both_ways_give_the_same_bytes_and_headers(client: TestClient, ordinary: Ask) -> None:
    chance = Random(27)  # noqa: S311 # places to ask about
    for _ in range(60):
        lon, lat = to_lonlat(X + chance.gauss(0, 900), Y + chance.gauss(0, 500), source=CRS)
        query = f"lon={lon:.7f}&lat={lat:.7f}"
        assert answers(client, query) == ordinary(query)


@pytest.mark.parametrize(
    "query",
    [
        "lon=15.1&lat=59.07&x=1",
        "lon=15.1&lat=nan",
        "lon=15.1&lat=1e1",
        "lon=181&lat=59",
        "lon=15.1&lat=91",
        "lon=15.1",
        "lon=15.1&lat=59&lat=60",
        "lat=59.07&lon=15.1",
        "lon=+15.1&lat=59.07",
        "lon=105.0&lat=0.0",
        "",
    ],
)
def test_whatever_is_not_plain_is_answered_as_ever(
    client: TestClient, ordinary: Ask, query: str
) -> None:
    status, headers, content = answers(client, query)
    assert (status, headers, content) == ordinary(query)
    assert status in {200, 404, 422}


def test_other_methods_are_answered_as_ever(client: TestClient) -> None:
    assert client.post(f"{ASKED}?lon=15.1&lat=59.07").status_code == 405
    head = client.head(f"{ASKED}?lon=15.1&lat=59.07")
    assert (head.status_code, head.content) == (200, b"")


class Made:
    """Views of a register that is written to now and then, made slowly or not at all."""

    def __init__(self, client: TestClient) -> None:
        """Begin with the view of a site."""
        self.view: PublicDay = client.app.state.site.view()  # type: ignore[attr-defined]
        self.made, self.writes, self.now, self.broken = 0, 0, 0.0, False
        self.standby = Standby(
            self.make, lambda: self.view.today, lambda: self.writes, seconds=lambda: self.now
        )

    def make(self) -> PublicDay:
        """Return a new view each time."""
        if self.broken:
            raise Unavailable("store.locked")
        self.made += 1
        self.view = replace(self.view)
        return self.view


def test_a_view_answers_until_the_next_is_ready_and_is_asked_after_a_few_times_a_second(
    client: TestClient,
) -> None:
    made = Made(client)

    async def asked() -> None:
        first = await made.standby.view()
        assert await made.standby.view() is first
        made.now = 0.2
        assert await made.standby.view() is first
        assert made.made == 1
        made.now = 0.3
        assert await made.standby.view() is first  # the next is being made
        await asyncio.sleep(0.05)
        assert made.made == 2
        assert await made.standby.view() is made.view

    asyncio.run(asked())


def test_after_a_quiet_while_the_first_question_is_answered_by_a_new_view(
    client: TestClient,
) -> None:
    made = Made(client)

    async def asked() -> None:
        first = await made.standby.view()
        made.now = 25.0
        assert await made.standby.view() is made.view
        assert made.view is not first

    asyncio.run(asked())


def test_however_many_ask_at_once_a_view_is_made_once(client: TestClient) -> None:
    made = Made(client)

    async def asked() -> None:
        for made.now in (0.0, 100.0):
            views = await asyncio.gather(*(made.standby.view() for _ in range(50)))
            assert all(view is made.view for view in views)

    asyncio.run(asked())
    assert made.made == 2


def test_without_a_register_both_ways_say_that_it_cannot_be_read(
    client: TestClient, ordinary: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away() -> None:
        raise Unavailable("store.locked")

    monkeypatch.setattr(client.app.state.site.standby, "view", away)  # type: ignore[attr-defined]
    status, headers, content = answers(client, "lon=15.1&lat=59.07")
    assert status == 503
    assert "retry-after" in headers
    assert (status, headers, content) == ordinary("lon=15.1&lat=59.07")


def test_what_this_process_wrote_is_seen_at_once(client: TestClient) -> None:
    made = Made(client)

    async def asked() -> None:
        await made.standby.view()
        made.writes += 1
        assert await made.standby.view() is made.view
        assert made.made == 2

    asyncio.run(asked())


def test_a_view_answers_while_its_index_is_prepared_and_the_newest_is_prepared_at_last(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made, go_on = Made(client), threading.Event()
    prepared: list[PointIndex] = []

    def slow(index: PointIndex) -> PointIndex:
        prepared.append(index)
        assert go_on.wait(10)
        return index

    monkeypatch.setattr(PointIndex, "prepared", slow)

    async def asked() -> None:
        first = await made.standby.view()
        for _ in range(3):
            made.writes += 1
            assert await made.standby.view() is made.view
        assert prepared == [first.index]
        go_on.set()
        await asyncio.wait_for(made.standby._preparing, 10)  # type: ignore[arg-type]  # noqa: SLF001 # it is at work
        assert prepared == [first.index, made.view.index]

    asyncio.run(asked())


def test_of_those_who_ask_while_a_view_is_long_in_the_making_only_the_first_wait(
    client: TestClient,
) -> None:
    made = Made(client)
    going_on = threading.Event()

    def slowly() -> PublicDay:
        going_on.wait(5)
        return made.make()

    async def asked() -> None:
        first = await made.standby.view()
        made.standby._made = slowly  # noqa: SLF001 # from now on
        made.writes += 1
        began = time.monotonic()
        assert await made.standby.view() is first  # has waited for as long as one is asked to
        assert time.monotonic() - began > 0.4
        made.now = 2.0
        began = time.monotonic()
        assert [await made.standby.view() for _ in range(20)] == [first] * 20
        assert made.standby.ready() is first
        assert time.monotonic() - began < 0.4
        going_on.set()
        await asyncio.sleep(0.05)
        assert await made.standby.view() is made.view

    asyncio.run(asked())


def test_a_fault_that_nobody_foresaw_is_answered_and_logged_as_ever(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = client.app.state.site  # type: ignore[attr-defined]

    def fails() -> PublicDay:
        raise ZeroDivisionError

    monkeypatch.setattr(site, "standby", Standby(fails, site.today, lambda: 0))
    loud = TestClient(client.app)
    with pytest.raises(ZeroDivisionError):  # as for any question, inside what logs it
        loud.get(f"{ASKED}?lon=15.1&lat=59.07")
    assert client.get(f"{ASKED}?lon=15.1&lat=59.07").status_code == 500


def test_a_new_day_is_seen_at_once(client: TestClient) -> None:
    made = Made(client)

    async def asked() -> None:
        old = await made.standby.view()
        made.view = replace(old, today=old.today + timedelta(days=1))
        assert await made.standby.view() is not old
        assert made.made == 2

    asyncio.run(asked())


def test_while_the_register_cannot_be_read_the_old_view_answers_for_a_minute(
    client: TestClient,
) -> None:
    made = Made(client)

    async def asked() -> None:
        first = await made.standby.view()
        made.broken = True
        made.now = 30.0
        assert await made.standby.view() is first
        await asyncio.sleep(0.01)
        made.now = 61.0
        with pytest.raises(Unavailable):
            await made.standby.view()
        made.broken = False
        assert await made.standby.view() is made.view

    asyncio.run(asked())
