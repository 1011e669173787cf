"""The process that serves: what it says, what it keeps quiet about, what it weighs."""

import contextlib
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.client import HTTPMessage
from pathlib import Path

import pytest

from grannsamverkan.web.protocol import LONGEST_HEAD
from town import new_register

PROGRAM = """
import sys
from datetime import datetime, UTC
from grannsamverkan.register import open_register
from grannsamverkan.settings import Settings
from grannsamverkan.web.serve import serve
clock = lambda: datetime.now(UTC)
ready = lambda: print("ready", flush=True)
serve(Settings(), open_register(sys.argv[1]), clock=clock, port=int(sys.argv[2]), ready=ready)
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Give a serving process that says it listens, and its address."""
    path = tmp_path / "hallsberg.gpkg"
    new_register(path).close()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", PROGRAM, str(path), str(port)]
    process = subprocess.Popen(  # noqa: S603 — our own code in a fresh interpreter
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    yield process, f"http://127.0.0.1:{port}"
    process.terminate()
    process.wait()
    process.stdout.close()


def get(address: str) -> HTTPMessage:
    """Return the headers of an answer."""
    with urllib.request.urlopen(address) as answer:  # noqa: S310 — our own server
        assert answer.status == 200
        headers: HTTPMessage = answer.headers
        return headers


def test_it_answers_once_it_says_so_and_logs_no_question(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    headers = get(f"{address}/api/v1/check?lon=15.4242&lat=59.1")
    assert "server" not in headers
    get(f"{address}/")
    with pytest.raises(urllib.error.HTTPError):
        get(f"{address}/api/v1/check?lon=x15.4242")
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(b"no question at all\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 400")
    process.terminate()
    process.wait()
    assert process.stdout is not None
    assert process.stdout.read() == ""


def test_behind_a_proxy_of_the_same_machine_it_knows_of_tls(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    def page(**headers: str) -> str:
        question = urllib.request.Request(  # noqa: S310 # our own server
            f"{served[1]}/arbete/logga-in",
            headers={"Host": "register.example"}
            | {name.replace("_", "-"): value for name, value in headers.items()},
        )
        with urllib.request.urlopen(question) as answer:  # noqa: S310 # as above
            return str(answer.read().decode())

    assert 'type="password"' not in page()
    assert 'type="password"' in page(X_Forwarded_Proto="https")


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs /proc")
def test_it_stays_small(served: tuple[subprocess.Popen[str], str]) -> None:
    process, address = served
    get(f"{address}/api/v1/check?lon=15.1&lat=59.1")
    get(f"{address}/")
    status = Path(f"/proc/{process.pid}/status").read_text("ascii")
    resident_kb = int(status.partition("VmRSS:")[2].split()[0])
    assert resident_kb < 100_000


def test_a_head_without_end_is_cut_off_and_one_of_ordinary_length_is_not(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    host, port = served[1].removeprefix("http://").split(":")
    ask = b"GET /api/v1/check?lon=15.4&lat=59.1 HTTP/1.1\r\nHost: here\r\n"
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(ask + b"X-Long: " + b"a" * 12_000 + b"\r\n\r\n")
        assert connection.recv(100).startswith(b"HTTP/1.1 200")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(ask + b"X-Long: ")
        answer = b""
        with contextlib.suppress(ConnectionError):
            for _ in range(200):
                connection.sendall(b"a" * 4_096)
            answer = connection.recv(100)
        assert not answer or answer.startswith(b"HTTP/1.1 400")
        with contextlib.suppress(ConnectionError):
            assert b"200" not in connection.recv(100)


def _asked(address: str, question: bytes) -> bytes:
    """Send a question in one piece and return the beginning of what is answered; empty where nothing is."""
    host, port = address.removeprefix("http://").split(":")
    here = host, int(port)
    with contextlib.suppress(ConnectionError), socket.create_connection(here, 5) as connection:
        connection.sendall(question)
        return connection.recv(100)
    return b""


@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: here\r\n\r\n"])
def test_a_head_that_comes_whole_is_measured_too(
    served: tuple[subprocess.Popen[str], str], before: bytes
) -> None:
    ask = b"GET /healthz HTTP/1.1\r\nHost: here\r\nConnection: close\r\nX-Long: "
    end = b"\r\n\r\n"
    room = LONGEST_HEAD - len(ask) - len(end)
    assert b" 200 " in _asked(served[1], before + ask + b"a" * room + end)
    if not before:
        assert b" 200 " not in _asked(served[1], ask + b"a" * (room + 1) + end)
    assert b" 200 " not in _asked(served[1], before + ask + b"a" * 20_480 + end)


def test_asking_for_a_websocket_is_answered_and_not_logged(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    process, address = served
    upgrade = b"Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"
    for _ in range(3):
        assert b" 200 " in _asked(address, b"GET /healthz HTTP/1.1\r\nHost: here\r\n" + upgrade)
    process.terminate()
    process.wait()
    assert process.stdout is not None
    assert process.stdout.read() == ""


def test_many_questions_on_one_connection_at_once_are_all_answered(
    served: tuple[subprocess.Popen[str], str],
) -> None:
    host, port = served[1].removeprefix("http://").split(":")
    ask = b"GET /api/v1/check?lon=15.4&lat=59.1 HTTP/1.1\r\nHost: here\r\nX: " + b"a" * 900
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall((ask + b"\r\n\r\n") * 40)
        got = b""
        while got.count(b"HTTP/1.1 200") < 40:
            got += connection.recv(65_536)
