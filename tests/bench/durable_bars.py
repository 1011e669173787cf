"""One area changed for good, with index, history and audit row, beside one plain row put into PostGIS for good."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median

import numpy as np
import shapely
from land import Land, land, municipalities
from peers import Peers
from results import Bar, Part, Table, figure

from grannsamverkan.domain.areas import AreaVersion, drawn
from grannsamverkan.domain.geometry import outline_of
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period
from grannsamverkan.register import Register, create_register

_NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
_BEGUN = date(2015, 1, 1)


def measured(areas: int, *, folder: Path, peers: Peers, rounds: int, each: int) -> Part:
    """Measure changes and inserts in turns; nothing is compared where there is no PostGIS."""
    country, spare = land(areas), land(areas // 10).outlines
    register = _filled(country, folder)
    ways: dict[str, Callable[[int], None]] = {
        "Grannsamverkan, one area redrawn": _redrawing(register, spare)
    }
    absent: tuple[str, ...] = ()
    if peers.postgres is None:
        absent = (peers.why_not("postgis"),)
    else:
        ways["PostGIS, one row with GiST"] = _inserting(country, spare, peers.postgres)
    took: dict[str, list[float]] = {name: [] for name in ways}
    worked: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        for name, change in ways.items():
            began, work = time.perf_counter(), time.process_time()
            for number in range(each):
                change(turn * each + number)
            took[name].append((time.perf_counter() - began) / each)
            worked[name].append((time.process_time() - work) / each)
    register.close()
    rows = [
        [
            name,
            figure(median(one) * 1e3),
            figure(1 / median(one)),
            figure(median(worked[name]) * 1e3),
        ]
        for name, one in took.items()
    ]
    head = ["", "ms", "changes/s", "work of its process, ms"]
    table = Table(f"One change for good, {areas} areas", head, rows, _NOTE)
    bars = []
    if len(took) > 1:
        ours, theirs = (median(one) for one in took.values())
        bars.append(
            Bar("6. durable change against a plain insert in PostGIS", theirs / ours, "≥", 1)
        )
    return Part((table,), tuple(bars), absent)


_NOTE = (
    "Ours ends one version and begins another, with outline, R-tree row, guards, reason and a link of the hash chain; "
    "PostGIS puts one polygon into a table with an index. Both wait until it lies on disk; "
    "the work of PostgreSQL is done in another process."
)  # fmt: skip


def _filled(country: Land, folder: Path) -> Register:
    register = create_register(
        folder / "durable.gpkg", name="Riket (påhittat)", crs="EPSG:3006", now=_NOW
    )
    with register.change(actor="prov", action="fill", reason="prov", now=_NOW) as change:
        for place in municipalities():
            change.set_municipality(replace(place, border=None))
        for row, polygon in enumerate(country.outlines):
            outline = outline_of(polygon, crs="EPSG:3006")
            change.add_outline(outline)
            change.set_timeline(
                _id(row),
                (
                    AreaVersion(
                        area_id=_id(row),
                        period=Period(_BEGUN),
                        event=Event.INHERIT,
                        status=Status.ACTIVE,
                        name=f"Område {row} (påhittat)",
                        municipality="0180",
                        **drawn(outline),
                    ),
                ),
            )
    return register


def _id(row: int) -> str:
    return f"{row:026}"


def _redrawing(register: Register, spare: np.ndarray) -> Callable[[int], None]:
    """Return what draws the n-th area anew, as the workspace's own action ends up doing."""

    def redraw(number: int) -> None:
        area_id = _id(number)
        outline = outline_of(spare[number], crs="EPSG:3006")
        with register.change(
            actor="prov", action="redraw", reason="prov", now=_NOW + timedelta(seconds=number)
        ) as change:
            (before,) = change.timelines([area_id])[area_id]
            change.add_outline(outline)
            redrawn_on = date(2026, 10, 1)
            change.set_timeline(
                area_id,
                (
                    replace(before, period=Period(_BEGUN, redrawn_on)),
                    replace(
                        before,
                        period=Period(redrawn_on),
                        event=Event.CHANGE_BOUNDARY,
                        **drawn(outline),
                    ),
                ),
            )

    return redraw


def _inserting(country: Land, spare: np.ndarray, address: str) -> Callable[[int], None]:
    import psycopg

    server = psycopg.connect(address, autocommit=True)
    server.execute("DROP TABLE IF EXISTS durable")
    server.execute(
        "CREATE TABLE durable (id int PRIMARY KEY, outline geometry(MultiPolygon, 3006))"
    )
    with server.cursor().copy("COPY durable FROM STDIN") as copy:
        for row, one in enumerate(_hex(country.outlines)):
            copy.write_row((row, one))
    server.execute("CREATE INDEX ON durable USING gist (outline)")
    rows = _hex(spare)

    def insert(number: int) -> None:
        server.execute(
            "INSERT INTO durable VALUES (%s, %s)",
            (len(country.outlines) + number, rows[number]),
            prepare=True,
        )

    return insert


def _hex(outlines: np.ndarray) -> list[str]:
    marked = shapely.set_srid(outlines, 3006)
    found: list[str] = shapely.to_wkb(marked, hex=True, include_srid=True).tolist()
    return found
