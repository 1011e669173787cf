"""Which of M places lie in which of N areas: our join beside a spatial join of geopandas, each from nothing.

    python tests/bench/coverage_bars.py [rounds]

prints seconds of work (CPU, medians of interleaved rounds), the ratio, and how much more memory each takes
at its most, in a process of its own; both give the very same pairs. In CI a short form holds a ratio: see
`test_coverage_stays_quick.py`.
"""

import ctypes
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

import geopandas as gpd
from places_and_areas import country

from grannsamverkan.coverage.bulk import Coordinates, Outlines, Pairs, pairs

SIZES = ((1_000, 1_000_000), (10_000, 1_000_000), (100_000, 1_000_000), (100_000, 4_000_000))

Join = Callable[[Coordinates, Coordinates, Outlines], Pairs]


@dataclass(frozen=True, slots=True)
class Raced:
    """How long each took, in seconds of work, and how many pairs both found."""

    ours_s: float
    theirs_s: float
    pairs: int

    @property
    def ratio(self) -> float:
        """How many times as fast ours is."""
        return self.theirs_s / self.ours_s


def by_geopandas(x: Coordinates, y: Coordinates, outlines: Outlines) -> Pairs:
    """Join as one does with geopandas, who holds the same numbers."""
    places = gpd.GeoDataFrame(geometry=gpd.points_from_xy(x, y))
    areas = gpd.GeoDataFrame(geometry=gpd.GeoSeries(outlines))
    joined = gpd.sjoin(places, areas, predicate="intersects")
    return joined.index.to_numpy(), joined["index_right"].to_numpy()


def raced(areas: int, places: int, rounds: int) -> Raced:
    """Let both join the same country in turn, and hold them to the same pairs."""
    outlines, x, y = country(areas, places)
    times: dict[Join, list[float]] = {pairs: [], by_geopandas: []}
    answers = {}
    for _ in range(rounds):
        for join, taken in times.items():
            begun = time.process_time()
            found = join(x, y, outlines)
            taken.append(time.process_time() - begun)
            answers[join] = _in_order(found, areas)
    ours, theirs = answers.values()
    assert np.array_equal(ours, theirs)
    return Raced(median(times[pairs]), median(times[by_geopandas]), len(ours))


def _in_order(found: Pairs, areas: int) -> np.ndarray:
    return np.sort(found[0] * areas + found[1])


def memory_mb(join: Join, areas: int, places: int) -> float:
    """Return how much more a join takes at its most than what it is given; seen from outside, on Linux."""
    spawn = multiprocessing.get_context("spawn")
    here, there = spawn.Pipe()
    process = spawn.Process(target=_join_when_told, args=(there, join, areas, places))
    process.start()
    here.recv()
    before = most = _resident_mb(process.pid)
    here.send("begin")
    while not here.poll(0.002):
        most = max(most, _resident_mb(process.pid))
    process.join()
    return most - before


def _join_when_told(told: Connection, join: Join, areas: int, places: int) -> None:
    outlines, x, y = country(10, 1_000)
    join(x, y, outlines)  # what a library loads the first time is no part of it
    outlines, x, y = country(areas, places)
    ctypes.CDLL(None).malloc_trim(
        0
    )  # or the room that making the country took is used again, and not seen
    told.send("ready")
    told.recv()
    found = join(x, y, outlines)
    told.send(len(found))


def _resident_mb(process: int | None) -> float:
    pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def table(rounds: int) -> str:
    """Return how both did, as a table."""
    lines = [
        "| areas | places | pairs | ours s | sjoin s | ratio | ours MB | sjoin MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for areas, places in SIZES:
        race = raced(areas, places, rounds)
        ours, theirs = (memory_mb(join, areas, places) for join in (pairs, by_geopandas))
        cells = (
            *(f"{number:,}" for number in (areas, places, race.pairs)),
            f"{race.ours_s:.3f}",
            f"{race.theirs_s:.2f}",
            f"{race.ratio:.1f}",
            f"{ours:.0f}",
            f"{theirs:.0f}",
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(table(int(sys.argv[1]) if len(sys.argv) > 1 else 5) + "\n")
