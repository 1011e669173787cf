"""What is answered at once, in one piece and without a task, is what the ordinary way answers."""

import asyncio
from collections.abc import Callable

import pytest
import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.protocol import Protocol
from town import NOW

QUICK, ORDINARY = b"lon=15.0862&lat=59.0656", b"lat=59.0656&lon=15.0862"


class Wire(asyncio.Transport):
    """A connection that keeps what is written to it."""

    def __init__(self) -> None:
        """Begin with nothing written."""
        super().__init__({"peername": ("127.0.0.1", 4_000), "sockname": ("127.0.0.1", 8_000)})
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Keep some bytes."""
        self.written.append(bytes(data))

    def is_closing(self) -> bool:
        """Say whether it was closed."""
        return self.closed

    def close(self) -> None:
        """Close it."""
        self.closed = True

    def pause_reading(self) -> None:
        """Go on: all has been read."""

    def resume_reading(self) -> None:
        """Go on."""


class Connection:
    """A connection to a site, with a view that is ready."""

    def __init__(self, app: FastAPI) -> None:
        """Connect; needs a running loop."""
        config = uvicorn.Config(app, lifespan="off", http=Protocol, ws="none", log_config=None)
        config.load()
        state = ServerState()
        state.default_headers = [(b"date", b"Mon, 23 Nov 2026 12:00:00 GMT")]
        self.wire, self.protocol = Wire(), Protocol(config, state, {})
        self.protocol.connection_made(self.wire)

    async def asked(self, *questions: bytes) -> list[bytes]:
        """Send questions in one piece, and return the pieces that are written until all are answered."""
        self.wire.written.clear()
        self.protocol.data_received(b"".join(questions))
        while self.protocol.tasks:
            await asyncio.wait(set(self.protocol.tasks))
        return list(self.wire.written)


def question(asked: bytes, *, method: bytes = b"GET", more: bytes = b"") -> bytes:
    """Return a question as HTTP has it."""
    return method + b" /api/v1/check?" + asked + b" HTTP/1.1\r\nHost: here\r\n" + more + b"\r\n"


Connect = Callable[..., Connection]


@pytest.fixture
def connect(town: Register) -> Connect:
    """Return what connects to a site that lets a client ask so often."""

    def connection(*, burst: int = 10_000) -> Connection:
        settings = Settings(rate=RateSettings(burst=burst, per_second=0.000_1))
        return Connection(create_app(settings, town, clock=lambda: NOW))

    return connection


def test_the_server_has_what_the_quick_way_takes_the_place_of() -> None:
    assert "_start_asgi_task" in vars(HttpToolsProtocol), "else it would be taken never, in silence"


def test_the_quick_answer_is_the_ordinary_one_to_the_byte(connect: Connect) -> None:
    async def answers() -> tuple[list[bytes], list[bytes], list[bytes]]:
        at = connect()
        first = await at.asked(question(QUICK))
        return first, await at.asked(question(QUICK)), await at.asked(question(ORDINARY))

    first, quick, ordinary = asyncio.run(answers())
    assert quick[0].startswith(b"HTTP/1.1 200 OK\r\ndate: Mon, 23 Nov")
    assert len(quick) == 1
    assert quick[0] == b"".join(first) == b"".join(ordinary)


def test_other_questions_and_connections_that_end_are_answered_as_ever(connect: Connect) -> None:
    async def answers() -> None:
        at = connect()
        await at.asked(question(QUICK))
        head = await at.asked(question(QUICK, method=b"HEAD"))
        assert len(head) == 1 or head[1] == b""
        faulty = b"".join(await at.asked(question(b"lon=15.0862&lat=x")))
        assert faulty.startswith(b"HTTP/1.1 422")
        last = await at.asked(question(QUICK, more=b"Connection: close\r\n"))
        assert b"connection: close" in last[0]
        assert at.wire.closed

    asyncio.run(answers())


def test_questions_in_one_piece_are_answered_in_their_order(connect: Connect) -> None:
    async def answers() -> None:
        at = connect()
        quick = b"".join(await at.asked(question(QUICK)))
        many = [question(QUICK), question(b"lat=x"), *[question(QUICK)] * 3_000, question(b"lat=y")]
        told = b"".join(await at.asked(*many))
        assert told.count(quick) == 3_001
        assert told.startswith(quick)
        assert told.count(b"HTTP/1.1 422") == 2
        assert told.index(b"HTTP/1.1 422") == len(quick)

    asyncio.run(answers())


def test_each_client_behind_a_proxy_has_a_limit_of_its_own(connect: Connect) -> None:
    async def answers() -> None:
        at = connect(burst=3)
        for client in (b"192.0.2.1", b"192.0.2.2"):
            asked = question(QUICK, more=b"X-Forwarded-For: " + client + b"\r\n")
            statuses = [b"".join(await at.asked(asked))[9:12] for _ in range(5)]
            assert statuses == [b"200", b"200", b"200", b"429", b"429"]

    asyncio.run(answers())


def test_who_does_not_read_is_not_written_to_beyond_bounds(connect: Connect) -> None:
    async def answers() -> None:
        at = connect()
        await at.asked(question(QUICK))
        at.protocol.pause_writing()
        at.wire.written.clear()
        at.protocol.data_received(question(QUICK))
        await asyncio.sleep(0.01)
        assert at.wire.written == []
        at.protocol.resume_writing()
        while at.protocol.tasks:
            await asyncio.wait(set(at.protocol.tasks))
        assert at.wire.written[0].startswith(b"HTTP/1.1 200")

    asyncio.run(answers())


def test_a_fault_on_the_quick_way_is_told_by_the_ordinary_one(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> bytes:
        msg = "nobody foresaw it"
        raise RuntimeError(msg)

    async def answers() -> None:
        at = connect()
        quick = b"".join(await at.asked(question(QUICK)))
        monkeypatch.setattr("grannsamverkan.web.lane.told", fail)
        assert b"".join(await at.asked(question(QUICK))) == quick

    asyncio.run(answers())
