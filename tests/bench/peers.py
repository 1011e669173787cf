"""The other programs, where they are installed: in this environment, or in one of their own outside the repository."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version

from throwaway import postgis

_HERE = ("grannsamverkan", "strtree", "contains", "sjoin")
_ELSEWHERE = ("duckdb", "datasette", "tipg", "pygeoapi")
_NEED_POSTGIS = ("postgis", "tipg", "pygeoapi")
_TOLD = ("shapely", "numpy", "geopandas", "fastapi", "uvicorn", "httptools", "psycopg", "folium")


@dataclass(frozen=True)
class Peers:
    """What is installed: the Python of the peers' environment, and the address of a PostGIS."""

    python: str | None
    postgres: str | None

    @cached_property
    def _there(self) -> dict[str, str]:
        """The versions of what is in the peers' environment."""
        if self.python is None:
            return {}
        ask = (
            "import importlib.metadata as m, sys\n"
            "for one in sys.argv[1:]:\n"
            "    try: print(one, m.version(one))\n"
            "    except m.PackageNotFoundError: pass"
        )
        told = subprocess.run(  # noqa: S603 # the one we were told of
            [self.python, "-c", ask, *_ELSEWHERE], capture_output=True, text=True, check=True
        )
        return {name: number for name, _, number in map(_parted, told.stdout.splitlines())}

    def versions(self) -> list[str]:
        """Return the versions of what is compared."""
        here = [f"{name} {version(name)}" for name in _TOLD]
        there = [f"{name} {number}" for name, number in self._there.items()]
        if self.postgres is None:
            return here + there
        import psycopg

        with psycopg.connect(self.postgres) as server:
            row = server.execute("SHOW server_version").fetchone()
            gis = server.execute("SELECT postgis_lib_version()").fetchone()
        assert row is not None
        assert gis is not None
        return [*here, *there, f"PostgreSQL {row[0].split()[0]}", f"PostGIS {gis[0]}"]

    def python_of(self, way: str) -> str | None:
        """Return the Python that a way runs in; None where it is not installed."""
        if way in _NEED_POSTGIS and self.postgres is None:
            return None
        if way in _HERE or way == "postgis":
            return sys.executable
        return self.python if way in self._there else None

    def why_not(self, way: str) -> str:
        """Say why a way is not there."""
        if way in _NEED_POSTGIS and self.postgres is None:
            return f"{way}: PostgreSQL with PostGIS is not installed"
        return f"{way}: not in the environment that PEERS names"


def _parted(line: str) -> tuple[str, str, str]:
    return line.partition(" ")


@contextmanager
def found() -> Iterator[Peers]:
    """Give what is installed, with a server of its own where there is PostGIS."""
    with postgis() as address:
        if address is not None:
            os.environ["PEER_POSTGIS"] = address  # processes beside this one read it
        yield Peers(os.environ.get("PEERS"), address)
