"""The whole benchmark: this program beside others over the same invented areas, first for equal answers, then for time.

    python tests/bench/run.py            everything, some ten minutes; writes docs/benchmarks.md
    python tests/bench/run.py --short    small sizes, under a minute; fails where a ratio is far under its bar

PEERS names the Python of an environment with other programs (CONTRIBUTING says which); PostgreSQL with PostGIS is
started from Debian's packages; what is not there is named as absent.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

import durable_bars
import http_bars
import lookup_bars
import numpy as np
import server_peers
import start_bars
from land import SIZES, land
from peers import Peers, found
from results import Bar, Part, Table, figure, in_markdown

_HERE = Path(__file__).parent
_DOCUMENT = _HERE.parent.parent / "docs" / "benchmarks.md"
_BESIDE = {
    "Many places and many areas at once (bar 3)": ("coverage_bars.py", "3"),
    "The map (bars 4 and 5)": ("map_bars.py", str(SIZES[-1])),
}
"""What measures itself and prints its own table."""

_WHY = {
    "1. answers": "The check tells of every area, of the nearest with distance and direction, of edges within 25 m and of the municipality, "
    "and counts questions against a limit; those it is held to say hello, or name the areas alone. Of its work 14 µs are the protocol's "
    "and the lane's, some 10 the kernel's, 4 the projection's; the rest is the answer itself: shapely is asked some three times for it.",
    "1. p99": "As above: sixteen questions wait in one line, so what one takes all wait for.",
    "2. p50": "The steps are as many at every size; what grows is taken to be the way to the machine's memory.",
    "2. memory": "The outlines are there in both. Squares, ids and lists take 36 MB of it; the rest was needed to build them, is "
    "free, and is kept by the C library for what comes next.",
    "6. durable": "The file alone takes longer for what a change writes (some 27 pages, under guards and indexes) than PostGIS for its row; "
    "as much again is Python's, and as much the outline's size and public form.",
    "7. cold": "Loading the libraries is nearly all of it.",
    "7. memory": "In millions of bytes, by the command `serve` with all that works beside it.",
}
"""Why a bar is not reached, by how its name begins."""

EASED = 1.5
"""The room that the short form gives, where others use the machine as well."""

SHORT_BARS = {
    "2. p50 against STRtree": 0.35,
    "2. p50, 100 → 1000 areas": 3.0,
    "1. answers for the work of one by raw ASGI": 0.1,
    "1. answers for the work of one by FastAPI, hello": 0.4,
    "1. answers for the work of one by FastAPI + shapely": 0.6,
}
"""What the short form holds: what is reached, which may be less than what is aimed for."""


def everything(folder: Path, peers: Peers) -> Iterator[Part]:
    """Give the parts of the whole run."""
    most = SIZES[-1]
    yield _answers(most)
    ways = list(lookup_bars.NAMES)
    yield lookup_bars.measured(SIZES, folder=folder, peers=peers, rounds=5, ways=ways)
    yield http_bars.measured(most, folder=folder, rounds=5, seconds=2)
    yield server_peers.measured(most, folder=folder, peers=peers, seconds=3)
    yield durable_bars.measured(10_000, folder=folder, peers=peers, rounds=5, each=100)
    yield start_bars.measured(folder=folder, rounds=5)


def in_short(folder: Path) -> Iterator[Part]:
    """Give the parts that need nothing but this environment, at sizes that are soon made."""
    yield _answers(1_000, places=10_000)
    ways, nobody = (lookup_bars.OURS, lookup_bars.TREE), Peers(None, None)
    yield lookup_bars.measured((100, 1_000), folder=folder, peers=nobody, rounds=3, ways=ways)
    yield http_bars.measured(1_000, folder=folder, rounds=2, seconds=1)


def _answers(areas: int, *, places: int = 100_000) -> Part:
    country = land(areas)
    asked = np.concatenate(
        [country.near(places // 2, seed=3), country.anywhere(places // 2, seed=3)]
    )
    differing = lookup_bars.differences(country, asked)
    bar = Bar(
        f"1. places of {places} for which other areas are named than by shapely",
        differing,
        "≤",
        0,
        "",
    )
    return Part((), (bar,))  # fmt: skip


def missed(parts: list[Part]) -> list[Bar]:
    """Return the bars of a short run that are missed even with room."""
    held = []
    for bar in (bar for part in parts for bar in part.bars):
        for name, bound in SHORT_BARS.items():
            if bar.name.startswith(name):
                held.append(Bar(bar.name, bar.measured, bar.side, bound, bar.unit))
        if bar.bound == 0:
            held.append(bar)
    return [bar for bar in held if not bar.eased(EASED if bar.bound else 1).holds]


def _bars_table(parts: list[Part]) -> Table:
    rows = [
        [bar.name, f"{figure(bar.measured)} {bar.unit}", f"{bar.side} {figure(bar.bound)} {bar.unit}",
         "holds" if bar.holds else "**falls short**"]
        for part in parts for bar in part.bars
    ]  # fmt: skip
    return Table("The bars", ["", "measured", "bar", ""], rows)


def _reasons(parts: list[Part]) -> str:
    """Return why bars are missed, those that are."""
    missing = [bar.name for part in parts for bar in part.bars if not bar.holds]
    lines = [
        f"- *{name} …*: {why}"
        for name, why in _WHY.items()
        if any(one.startswith(name) for one in missing)
    ]
    return "\n".join(["What falls short, and why:", "", *lines]) if lines else ""


def _document(parts: list[Part], beside: list[str], versions: list[str], began_load: float) -> str:
    processor = next(
        (line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines()
         if line.startswith("model name")), platform.machine(),
    )  # fmt: skip
    absent = sorted({one for part in parts for one in part.absent})
    lines = [
        "# Benchmarks",
        (
            "Written by `python tests/bench/run.py`; by hand nothing is changed here. What each part measures, and how fairly, is "
        "said in the modules of [tests/bench](../tests/bench). All areas, towns and places are invented, the same each time: "
        "outlines of 41 corners on average, one in seven slightly over its neighbour, in towns of falling size over all of "
        "Sweden, over the real borders of the municipalities. Before anything is timed the answers are compared."
        ),
        (
            f"Measured {datetime.now(UTC).date()} on {os.cpu_count()} × {processor}, {platform.system()}, "
        f"Python {platform.python_version()}; {', '.join(versions)}. Load when it began {began_load:.1f}, when it ended "
        f"{os.getloadavg()[0]:.1f}: what counts are the ratios, of medians of interleaved rounds."
        ),
        in_markdown(_bars_table(parts)),
        *filter(None, [_reasons(parts)]),
        *[in_markdown(table) for part in parts for table in part.tables],
        *beside,
    ]  # fmt: skip
    if absent:
        lines.append("Absent: " + "; ".join(absent) + ".")
    return "\n\n".join(lines) + "\n"


def _beside() -> Iterator[str]:
    for title, (script, size) in _BESIDE.items():
        if (_HERE / script).exists():
            told = subprocess.run(  # noqa: S603 # our own script
                [sys.executable, str(_HERE / script), size],
                capture_output=True,
                text=True,
                check=False,
            )
            text = told.stdout.strip() or "It could not be measured here."
            shown = text if "|" in text else f"```text\n{text}\n```"
            yield f"### {title}\n\n{shown}"


def main(say: Callable[[str], object]) -> int:
    """Measure, say what was found, and return 1 where a short run misses its bars."""
    short, load = "--short" in sys.argv[1:], os.getloadavg()[0]
    parts: list[Part] = []
    with TemporaryDirectory() as made_in:
        if short:
            parts.extend(_told(in_short(Path(made_in)), say))
            found_short = missed(parts)
            for bar in found_short:
                say(f"Too slow: {bar.name} {figure(bar.measured)} {bar.unit}")
            return 1 if found_short else 0
        with found() as peers:
            parts.extend(_told(everything(Path(made_in), peers), say))
            versions = peers.versions()
    document = _document(parts, list(_beside()), versions, load)
    _DOCUMENT.write_text(document, "utf-8")
    say(in_markdown(_bars_table(parts)))
    return 0


def _told(parts: Iterator[Part], say: Callable[[str], object]) -> Iterator[Part]:
    for part in parts:
        for table in part.tables:
            say(in_markdown(table) + "\n")
        yield part


if __name__ == "__main__":
    sys.exit(main(print))
