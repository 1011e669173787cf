"""A place looked up in process, beside every other way that is installed: time, growth, building and memory."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from asked import MOST
from land import Floats, Land, land
from peers import Peers
from results import Bar, Part, Table, figure

from grannsamverkan.coverage.index import PointIndex

_ASKER = Path(__file__).with_name("asked.py")
OURS, TREE = "grannsamverkan", "strtree"
NAMES: Mapping[str, str] = {
    OURS: "Grannsamverkan, squares of 50 m",
    TREE: "shapely STRtree.query",
    "postgis": "PostGIS, GiST, prepared (psycopg)",
    "duckdb": "DuckDB spatial, RTREE",
    "contains": "geopandas, every area",
    "sjoin": "geopandas.sjoin of one place",
}
SLOW = 100_000
"""From so many areas on, those that ask every area are left out of the table: tens of milliseconds each."""

_TURN_S = 0.2


@dataclass
class Asker:
    """A way to ask, in its process, and what it has told."""

    process: subprocess.Popen[str]
    built_s: float
    mb: float
    turns: list[dict[str, object]] = field(default_factory=list)

    def of(self, what: str) -> float:
        """Return the median over the turns of a figure."""
        return median(float(str(one[what])) for one in self.turns)


def differences(country: Land, places: Floats) -> int:
    """Return for how many places the index and shapely's own geometries name other areas."""
    index = PointIndex({f"{row:07}": one for row, one in enumerate(country.outlines)}).prepared()
    place, area = shapely.STRtree(country.outlines).query(shapely.points(places), "intersects")
    expected: dict[int, set[int]] = {}
    for at, row in zip(place.tolist(), area.tolist(), strict=True):
        expected.setdefault(at, set()).add(row)
    found = ({int(row) for row in index.covering((x, y))} for x, y in places.tolist())
    return sum(rows != expected.get(at, set()) for at, rows in enumerate(found))


def measured(
    sizes: Sequence[int], *, folder: Path, peers: Peers, rounds: int, ways: Sequence[str]
) -> Part:
    """Measure some ways at some sizes, in turns."""
    rows: list[list[str]] = []
    at: dict[tuple[str, int], Asker] = {}
    for areas in sizes:
        country = land(areas)
        wanted = [
            way for way in ways if peers.python_of(way) and (way != "contains" or areas < SLOW)
        ]
        for way, asker in _took_turns(country, wanted, folder, peers, rounds).items():
            at[way, areas] = asker
            rows.append(
                [NAMES[way], f"{areas:,}".replace(",", " "),
                 *(figure(one) for one in (asker.of("p50_us"), asker.of("p99_us"), asker.built_s, asker.mb))]
            )  # fmt: skip
    head = ["", "areas", "p50, µs", "p99, µs", "built, s", "memory, MB"]
    table = Table("A place looked up in process", head, rows, _NOTE)
    absent = tuple(peers.why_not(way) for way in ways if not peers.python_of(way))
    return Part((table,), tuple(_bars(sizes, at)), absent)


_NOTE = (
    "Each in a process of its own; memory is what it grew by from reading the outlines (which all but the databases keep) until "
    "it had answered a second's questions. Half of the places lie in an area. PostgreSQL's and the disk's memory is not counted."
)


def _bars(sizes: Sequence[int], at: Mapping[tuple[str, int], Asker]) -> Iterator[Bar]:
    for areas in sizes:
        ratio = at[OURS, areas].of("p50_us") / at[TREE, areas].of("p50_us")
        yield Bar(f"2. p50 against STRtree, {areas} areas", ratio, "≤", 0.3)
    grown = at[OURS, sizes[-1]].of("p50_us") / at[OURS, sizes[min(1, len(sizes) - 1)]].of("p50_us")
    yield Bar(f"2. p50, {sizes[1]} → {sizes[-1]} areas", grown, "≤", 3)
    most = sizes[-1]
    yield Bar(
        f"2. memory against STRtree, {most} areas", at[OURS, most].mb / at[TREE, most].mb, "≤", 1.25
    )
    yield Bar(f"2. index built, {most} areas", at[OURS, most].built_s, "≤", 3, "s")


def _took_turns(
    country: Land, ways: Sequence[str], folder: Path, peers: Peers, rounds: int
) -> dict[str, Asker]:
    """Let each way ask about the same places in turns; all must find the same.

    Raises:
        RuntimeError: two ways found other areas for one place.
    """
    outlines, places = folder / "outlines.npz", folder / "places.npy"
    _, coordinates, offsets = shapely.to_ragged_array(country.outlines)
    with outlines.open("wb") as file:
        parts = {f"offsets{level}": one for level, one in enumerate(offsets)}
        np.savez(file, coordinates=coordinates, **parts)  # type: ignore[arg-type] # the names are not all known
    np.save(places, country.near(MOST, seed=5))
    with ExitStack() as stack:
        askers = {way: stack.enter_context(_asker(way, outlines, places, peers)) for way in ways}
        for _ in range(rounds):
            for asker in askers.values():
                asker.turns.append(_said(asker.process, f"{_TURN_S}\n"))
    _compare(askers)
    return askers


def _compare(askers: Mapping[str, Asker]) -> None:
    for way, asker in askers.items():
        for turn, expected in zip(asker.turns, askers[OURS].turns, strict=True):
            found, ours = turn["found"], expected["found"]
            assert isinstance(found, list)
            assert isinstance(ours, list)
            asked = min(len(found), len(ours))
            if found[:asked] != ours[:asked]:
                msg = f"{way} finds other areas than {OURS}"
                raise RuntimeError(msg)


@contextmanager
def _asker(way: str, outlines: Path, places: Path, peers: Peers) -> Iterator[Asker]:
    command = [peers.python_of(way) or sys.executable, str(_ASKER), way, str(outlines), str(places)]
    with subprocess.Popen(  # noqa: S603 # our own script
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        told = _said(process)
        yield Asker(process, float(str(told["built_s"])), float(str(told["mb"])))
        process.communicate()


def _said(process: subprocess.Popen[str], line: str = "") -> dict[str, object]:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(line)
    process.stdin.flush()
    answer: dict[str, object] = json.loads(process.stdout.readline())
    return answer
