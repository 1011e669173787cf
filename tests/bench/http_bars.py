"""The check over HTTP, one process each, beside what raw ASGI and FastAPI reach on the same server."""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import shapely
from asking import Load, client, load
from land import Floats, Land, land, lonlat
from results import Bar, Part, Table, figure

_SERVER = Path(__file__).with_name("answering.py")
KINDS: Mapping[str, str] = {
    "hello": "raw ASGI, hello",
    "ours": "Grannsamverkan, GET /api/v1/check",
    "fastapi_hello": "FastAPI, hello",
    "fastapi_strtree": "FastAPI + shapely STRtree",
}
_COMPARED = 500
_ASKED = 20_000


def measured(areas: int, *, folder: Path, rounds: int, seconds: float) -> Part:
    """Measure two mixes of places, the servers in turns."""
    country = land(areas)
    mixes = {
        "places in and around areas": country.near(_ASKED, seed=7),
        "places anywhere in the country": country.anywhere(_ASKED, seed=7),
    }
    tables: list[Table] = []
    bars: list[Bar] = []
    with ExitStack() as stack:
        servers = {kind: stack.enter_context(served(kind, areas)) for kind in KINDS}
        for mix, places in mixes.items():
            compare(country, places[:_COMPARED], servers)
            paths = _paths(places)
            borne: dict[str, list[Load]] = {kind: [] for kind in KINDS}
            for _ in range(rounds):
                for kind, (port, process) in servers.items():
                    borne[kind].append(
                        load(port, paths, seconds=seconds, process=process, folder=folder)
                    )
            tables.append(_table(f"HTTP, {areas} areas, {mix}", borne))
            bars += _bars(mix, borne)
    return Part(tuple(tables), tuple(bars))


def _table(title: str, borne: Mapping[str, Sequence[Load]]) -> Table:
    rows = [
        [KINDS[kind], *(figure(_of(turns, what)) for what in ("per_second", "p50_ms", "p99_ms", "work_us"))]
        for kind, turns in borne.items()
    ]  # fmt: skip
    head = ["", "answers/s", "p50, ms", "p99, ms", "work of the server for one, µs"]
    return Table(title, head, rows, f"One process each, asked by {client()}.")


def _of(turns: Sequence[Load], what: str) -> float:
    return median(float(getattr(one, what)) for one in turns)


def _bars(mix: str, borne: Mapping[str, Sequence[Load]]) -> Iterator[Bar]:
    """Compare by the server's own work, of which others on the machine take nothing; that is what bounds answers/s."""
    for rival, bound in (("hello", 0.7), ("fastapi_hello", 2.5), ("fastapi_strtree", 5.0)):
        ratio = _of(borne[rival], "work_us") / _of(borne["ours"], "work_us")
        yield Bar(f"1. answers for the work of one by {KINDS[rival]}, {mix}", ratio, "≥", bound)
    late = _of(borne["ours"], "p99_ms") / _of(borne["hello"], "p99_ms")
    yield Bar(f"1. p99 against {KINDS['hello']}, {mix}", late, "≤", 2)


def compare(country: Land, places: Floats, servers: Mapping[str, tuple[int, int]]) -> None:
    """Ask servers about some places.

    Raises:
        RuntimeError: one names other areas than shapely does.
    """
    tree = shapely.STRtree(country.outlines)
    for kind in ("ours", "fastapi_strtree"):
        for path, place in zip(_paths(places), places.tolist(), strict=True):
            with urllib.request.urlopen(
                f"http://127.0.0.1:{servers[kind][0]}{path}"
            ) as answer:  # our own
                found = {int(area["id"]) for area in json.load(answer)["areas"]}
            if found != set(tree.query(shapely.Point(place), "intersects").tolist()):
                msg = f"{kind} finds other areas than shapely"
                raise RuntimeError(msg)


def _paths(places: Floats) -> list[str]:
    return [f"/api/v1/check?lon={lon:.7f}&lat={lat:.7f}" for lon, lat in lonlat(places).tolist()]


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@contextmanager
def served(kind: str, areas: int) -> Iterator[tuple[int, int]]:
    """Give the port and the process of a server that answers."""
    port = free_port()
    command = [sys.executable, str(_SERVER), kind, str(areas), str(port)]
    with subprocess.Popen(command) as process:  # noqa: S603 # our own script
        try:
            wait(port, "/api/v1/check?lon=15.1&lat=59.1")
            yield port, process.pid
        finally:
            process.terminate()


def wait(port: int, path: str, *, seconds: float = 120) -> None:
    """Wait until a server answers.

    Raises:
        RuntimeError: it does not.
    """
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}{path}")
        except OSError:
            time.sleep(0.1)
        else:
            return
    msg = f"no answer at {port}"
    raise RuntimeError(msg)
