"""Servers of other programs over the same areas: what one question about a place costs them.

Datasette asks SpatiaLite whether an outline meets the place, by its index. tipg and pygeoapi know boxes alone: they give
the outlines whose own box meets the place, with their corners, so they are held only to naming no area too few.
"""

import json
import os
import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg
import shapely
from asking import Load, load
from http_bars import free_port, wait
from land import Floats, Land, land, lonlat
from peers import Peers
from results import Part, Table, figure

from grannsamverkan.crs import LONLAT, SWEDEN, reproject_places

_COMPARED, _ASKED = 100, 5_000
_SPATIALITE = "mod_spatialite"

_LAY = """
import sqlite3, sys
import numpy as np, shapely
try:
    import pysqlite3 as sqlite3
except ModuleNotFoundError:
    pass
outlines = shapely.from_wkb(np.load(sys.argv[1]))
there = sqlite3.connect(sys.argv[2])
there.enable_load_extension(True)
there.load_extension("mod_spatialite")
there.execute("SELECT InitSpatialMetadata(1)")
there.execute("CREATE TABLE area (id INTEGER PRIMARY KEY)")
there.execute("SELECT AddGeometryColumn('area', 'outline', 4326, 'MULTIPOLYGON', 'XY')")
rows = enumerate(shapely.to_wkb(outlines).tolist())
there.executemany("INSERT INTO area VALUES (?, GeomFromWKB(?, 4326))", rows)
there.execute("SELECT CreateSpatialIndex('area', 'outline')")
there.commit()
"""

_QUESTION = (
    "SELECT id FROM area WHERE rowid IN (SELECT rowid FROM SpatialIndex WHERE f_table_name = 'area'"
    " AND search_frame = MakePoint(cast(:lon AS real), cast(:lat AS real), 4326))"
    " AND ST_Intersects(outline, MakePoint(cast(:lon AS real), cast(:lat AS real), 4326))"
)


@dataclass(frozen=True)
class Peer:
    """A server of another program: how it is started, what it is asked, and what its answer names."""

    name: str
    exact: bool
    command: Callable[[str, Path, int], list[str]]
    path: str
    named: Callable[[object], set[int]]
    ready: str

    def asked(self, lon: float, lat: float) -> str:
        """Return the path of a question about a longitude, latitude in degrees; a box without width finds nothing."""
        return self.path.format(lon=lon, lat=lat, east=lon + 1e-7, north=lat + 1e-7)


def _rows(answer: object) -> set[int]:
    assert isinstance(answer, dict)
    return {int(row[0]) for row in answer["rows"]}


def _features(answer: object) -> set[int]:
    assert isinstance(answer, dict)
    return {int(one["id"]) for one in answer["features"]}


def _datasette(python: str, folder: Path, port: int) -> list[str]:
    subprocess.run(  # noqa: S603 # their own Python
        [python, "-c", _LAY, str(folder / "degrees.npy"), str(folder / "areas.db")],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    queries = {"covering": {"sql": _QUESTION}}
    (folder / "metadata.json").write_text(
        json.dumps({"databases": {"areas": {"queries": queries}}}), "utf-8"
    )
    return [
        python, "-m", "datasette", "-i", str(folder / "areas.db"), "-p", str(port),
        "--load-extension", _SPATIALITE, "-m", str(folder / "metadata.json"),
    ]  # fmt: skip


def _tipg(python: str, folder: Path, port: int) -> list[str]:  # noqa: ARG001 # like the others
    return [
        python, "-m", "uvicorn", "tipg.main:app", "--port", str(port),
        "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip


def _pygeoapi(python: str, folder: Path, port: int) -> list[str]:
    address = os.environ["PEER_POSTGIS"]
    user, _, place = address.removeprefix("postgresql://").partition("@")
    host, _, database = place.partition("/")
    there = {"host": host.split(":")[0], "port": host.split(":")[1], "dbname": database, "user": user,
             "password": "", "search_path": ["public"]}  # fmt: skip
    link = {"type": "text/html", "rel": "about", "title": "x", "href": "https://example.org"}
    config = {
        "server": {
            "bind": {"host": "127.0.0.1", "port": port},
            "url": f"http://127.0.0.1:{port}",
            "mimetype": "application/json; charset=UTF-8",
            "encoding": "utf-8",
            "languages": ["en-US"],
            "limits": {"default_items": 50, "max_items": 50},
            "map": {"url": "https://example.org", "attribution": "x"},
        },
        "logging": {"level": "ERROR"},
        "metadata": {
            "identification": {"title": "x", "description": "x", "keywords": ["x"], "keywords_type": "theme",
                               "terms_of_service": "x", "url": "https://example.org"},
            "license": {"name": "x", "url": "https://example.org"},
            "provider": {"name": "x", "url": "https://example.org"},
            "contact": {"name": "x"},
        },
        "resources": {
            "area": {
                "type": "collection", "title": "x", "description": "x", "keywords": ["x"], "links": [link],
                "extents": {"spatial": {"bbox": [-180, -90, 180, 90], "crs": "http://www.opengis.net/def/crs/OGC/1.3/CRS84"}},
                "providers": [{"type": "feature", "name": "PostgreSQL", "data": there, "id_field": "id",
                               "table": "area", "geom_field": "outline"}],
            }
        },
    }  # fmt: skip
    (folder / "pygeoapi.yml").write_text(json.dumps(config), "utf-8")  # JSON is YAML
    environment = os.environ | {
        "PYGEOAPI_CONFIG": str(folder / "pygeoapi.yml"), "PYGEOAPI_OPENAPI": str(folder / "openapi.yml"),
    }  # fmt: skip
    os.environ.update(environment)
    subprocess.run(  # noqa: S603 # their own Python
        [str(Path(python).with_name("pygeoapi")), "openapi", "generate", str(folder / "pygeoapi.yml"),
         "--output-file", str(folder / "openapi.yml")], check=True, stdout=subprocess.DEVNULL
    )  # fmt: skip
    return [
        python, "-m", "uvicorn", "pygeoapi.starlette_app:APP", "--port", str(port),
        "--no-access-log", "--log-level", "warning",
    ]  # fmt: skip


PEERS: Mapping[str, Peer] = {
    "datasette": Peer(
        "Datasette + SpatiaLite", exact=True, command=_datasette,
        path="/areas/covering.json?lon={lon:.7f}&lat={lat:.7f}", named=_rows, ready="/areas.json",
    ),
    "tipg": Peer(
        "tipg + PostGIS", exact=False, command=_tipg, ready="/healthz", named=_features,
        path="/collections/public.area/items?bbox={lon:.7f},{lat:.7f},{east:.7f},{north:.7f}&f=geojson",
    ),
    "pygeoapi": Peer(
        "pygeoapi + PostGIS", exact=False, command=_pygeoapi, ready="/conformance?f=json", named=_features,
        path="/collections/area/items?bbox={lon:.7f},{lat:.7f},{east:.7f},{north:.7f}&f=json",
    ),
}  # fmt: skip


def measured(areas: int, *, folder: Path, peers: Peers, seconds: float) -> Part:
    """Measure each peer by itself for a while: what its process works for one question."""
    country = land(areas)
    degrees = shapely.transform(
        country.outlines, lambda xy: reproject_places(xy, source=SWEDEN, target=LONLAT)
    )
    np.save(folder / "degrees.npy", shapely.to_wkb(degrees, hex=True).astype("S"))
    if peers.postgres is not None:
        _lay_postgis(degrees, peers.postgres)
    rows, absent = [], []
    for key, peer in PEERS.items():
        python = peers.python_of(key)
        if python is None:
            absent.append(peers.why_not(key))
            continue
        with _served(peer, python, folder) as (port, process):
            _compare(peer, country, degrees, port)
            places = lonlat(country.near(_ASKED, seed=7)).tolist()
            paths = [peer.asked(lon, lat) for lon, lat in places]
            borne: Load = load(port, paths, seconds=seconds, process=process, folder=folder)
        rows.append([peer.name, *map(figure, (borne.per_second, borne.p50_ms, borne.work_us))])
    head = ["", "answers/s", "p50, ms", "work of its process for one, µs"]
    note = "The work of PostgreSQL comes on top, in processes of its own."
    return Part((Table(f"Other servers, {areas} areas", head, rows, note),), (), tuple(absent))


def _lay_postgis(degrees: np.ndarray, address: str) -> None:
    with psycopg.connect(address, autocommit=True) as server:
        server.execute("DROP TABLE IF EXISTS area")
        server.execute(
            "CREATE TABLE area (id int PRIMARY KEY, outline geometry(MultiPolygon, 4326))"
        )
        marked = shapely.set_srid(degrees, 4326)
        with server.cursor().copy("COPY area FROM STDIN") as copy:
            for row, one in enumerate(shapely.to_wkb(marked, hex=True, include_srid=True)):
                copy.write_row((row, one))
        server.execute("CREATE INDEX ON area USING gist (outline)")
        server.execute("ANALYZE area")


@contextmanager
def _served(peer: Peer, python: str, folder: Path) -> Iterator[tuple[int, int]]:
    port = free_port()
    command = peer.command(python, folder, port)
    environment = os.environ | {"DATABASE_URL": os.environ.get("PEER_POSTGIS", "")}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet) as process:  # noqa: S603
        try:
            wait(port, peer.ready)
            yield port, process.pid
        finally:
            process.terminate()


def _compare(peer: Peer, country: Land, degrees: np.ndarray, port: int) -> None:
    places: Floats = lonlat(country.near(_COMPARED, seed=11))
    tree = shapely.STRtree(degrees)
    for lon, lat in places.tolist():
        address = f"http://127.0.0.1:{port}{peer.asked(lon, lat)}"
        with urllib.request.urlopen(address) as answer:  # our own machine
            found = peer.named(json.load(answer))
        expected = set(tree.query(shapely.Point(lon, lat), "intersects").tolist())
        if not (found == expected if peer.exact else found >= expected):
            msg = f"{peer.name} finds other areas than shapely"
            raise RuntimeError(msg)
