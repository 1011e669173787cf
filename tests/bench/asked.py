"""One way to find which areas cover a place, in a process of its own, so that its memory is its own too.

    python tests/bench/asked.py strtree outlines.npz places.npy

builds, says how long that took and what it weighs, and for each line with a number of seconds asks about
place after place for so long: lines of JSON. It runs in any environment that has what the way needs.
"""

import ctypes
import json
import os
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

Outlines = NDArray[np.object_]
Found = Iterable[int]
Ask = Callable[[float, float], Found]

MOST = 2_000
"""Questions in one turn."""


def grannsamverkan(outlines: Outlines) -> Ask:
    """Ask the index of this program."""
    from grannsamverkan.coverage.index import PointIndex

    index = PointIndex({f"{row:07}": one for row, one in enumerate(outlines)}).prepared()
    return lambda x, y: index.covering((x, y))  # type: ignore[return-value] # read as numbers when it counts


def strtree(outlines: Outlines) -> Ask:
    """Ask shapely's R-tree."""
    tree = shapely.STRtree(outlines)
    return lambda x, y: tree.query(shapely.Point(x, y), "intersects")


def contains(outlines: Outlines) -> Ask:
    """Ask every area of a GeoDataFrame, as one does first."""
    import geopandas

    frame = geopandas.GeoDataFrame(geometry=outlines, crs=3006)
    return lambda x, y: np.flatnonzero(frame.intersects(shapely.Point(x, y)).to_numpy())


def sjoin(outlines: Outlines) -> Ask:
    """Join a GeoDataFrame of one place with that of the areas."""
    import geopandas

    frame = geopandas.GeoDataFrame(geometry=outlines, crs=3006)

    def ask(x: float, y: float) -> Found:
        place = geopandas.GeoDataFrame(geometry=[shapely.Point(x, y)], crs=3006)
        return geopandas.sjoin(place, frame, predicate="intersects")["index_right"].to_numpy()

    return ask


def postgis(outlines: Outlines) -> Ask:
    """Ask PostGIS by a prepared statement over an index."""
    import psycopg

    server = psycopg.connect(os.environ["PEER_POSTGIS"], autocommit=True)
    server.execute("CREATE TEMP TABLE area (id int, outline geometry(MultiPolygon, 3006))")
    with server.cursor().copy("COPY area FROM STDIN") as copy:
        for row, one in enumerate(
            shapely.to_wkb(shapely.set_srid(outlines, 3006), hex=True, include_srid=True)
        ):
            copy.write_row((row, one))
    server.execute("CREATE INDEX ON area USING gist (outline)")
    server.execute("ANALYZE area")
    question = (
        "SELECT id FROM area WHERE ST_Intersects(outline, ST_SetSRID(ST_MakePoint(%s, %s), 3006))"
    )
    return lambda x, y: [row for (row,) in server.execute(question, (x, y), prepare=True)]


def duckdb(outlines: Outlines) -> Ask:
    """Ask DuckDB with its spatial extension over an index."""
    import duckdb as peer
    import pandas as pd

    there = peer.connect()
    try:
        import duckdb_extension_spatial as spatial  # what stands in for a download
    except ModuleNotFoundError:
        there.execute("LOAD spatial")
    else:
        (file,) = Path(spatial.__path__[0]).rglob("*.duckdb_extension")
        there.execute(f"LOAD '{file}'")
    frame = pd.DataFrame({"id": range(len(outlines)), "wkb": shapely.to_wkb(outlines)})
    there.register("frame", frame)
    there.execute("CREATE TABLE area AS SELECT id, ST_GeomFromWKB(wkb) AS outline FROM frame")
    there.execute("CREATE INDEX by_outline ON area USING RTREE (outline)")

    def ask(x: float, y: float) -> Found:
        # written out, since its index is not used for a parameter
        question = f"SELECT id FROM area WHERE ST_Intersects(outline, ST_Point({x!r}, {y!r}))"  # noqa: S608 # two floats
        return [row for (row,) in there.execute(question).fetchall()]

    return ask


WAYS: dict[str, Callable[[Outlines], Ask]] = {
    one.__name__: one for one in (grannsamverkan, strtree, contains, sjoin, postgis, duckdb)
}


def turn(ask: Ask, places: list[list[float]], seconds: float) -> dict[str, object]:
    """Ask about places from the first on; microseconds at the median and 99th percentile, and the answers."""
    took: list[int] = []
    found: list[list[int]] = []
    until = time.perf_counter() + seconds
    for x, y in places[:MOST]:
        before = time.perf_counter_ns()
        answer = ask(x, y)
        took.append(time.perf_counter_ns() - before)
        found.append(sorted(int(row) for row in answer))
        if time.perf_counter() > until:
            break
    p50, p99 = np.percentile(took, [50, 99]) / 1_000
    return {"p50_us": p50, "p99_us": p99, "found": found}


def resident_mb() -> float:
    """Return how much memory this process has in use."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def main() -> None:
    """Build, then take turns for as long as someone asks."""
    way, outlines_file, places_file = sys.argv[1:]
    WAYS[way](np.array([shapely.MultiPolygon([shapely.box(0, 0, 1, 1)])]))  # loads what it needs
    before_mb = resident_mb()
    with np.load(outlines_file) as parts:
        kind, coordinates = shapely.GeometryType.MULTIPOLYGON, parts["coordinates"]
        offsets = tuple(parts[f"offsets{level}"] for level in range(3))
    outlines = shapely.from_ragged_array(kind, coordinates, offsets)
    del coordinates, offsets
    places = np.load(places_file).tolist()
    began = time.perf_counter()
    ask = WAYS[way](outlines)
    built_s = time.perf_counter() - began
    # or the room that building took, and no longer takes, is counted; a server does the same when areas change
    ctypes.CDLL(None).malloc_trim(0)
    for x, y in places[:MOST]:
        if time.perf_counter() - began > built_s + 1:
            break
        ask(x, y)
    told = {"built_s": built_s, "mb": resident_mb() - before_mb}
    print(json.dumps(told), flush=True)  # noqa: T201 # what it is for
    for line in sys.stdin:
        print(json.dumps(turn(ask, places, float(line))), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
