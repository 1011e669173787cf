"""A PostgreSQL server of a test's own, that can be stopped, killed and started again, and given a replica."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import pytest
import sqlalchemy as sa

from stores import EXTENSIONS, engine_of


def _programs() -> Path:
    """Return the folder of the newest server's programs, or skip saying that there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: one.parts[-3])
    if not found or not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        pytest.skip("no PostgreSQL with PostGIS on this machine")
    return found[-1].parent


def _free_port() -> int:
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@dataclass
class Server:
    """A server in a folder of its own."""

    programs: Path
    folder: Path
    port: int

    @property
    def url(self) -> str:
        """Where a register finds it."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs, which will not be run by root."""
        as_other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(  # noqa: S603 # programs of ours, by their whole paths
            [*as_other, str(self.programs / program), *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            timeout=60,
        )

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder} -c fsync=off"
        data = str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop it: `immediate` is as when the machine loses power."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", how, "stop")

    def ask(self, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
        """Return the rows of a plain query."""
        url = sa.make_url(self.url).set(drivername="postgresql+psycopg")
        with engine_of(url) as engine:
            alone = engine.execution_options(isolation_level="AUTOCOMMIT")
            with alone.connect() as connection:
                result = connection.exec_driver_sql(query)
                return result.all() if result.returns_rows else []

    def replica(self, folder: Path) -> "Server":
        """Make a streaming replica of it, started."""
        copy = Server(self.programs, folder, _free_port())
        source = ("-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres")
        copy.run("pg_basebackup", *source, "-R", "-c", "fast", "-D", str(folder / "data"))
        copy.start()
        return copy


def _own_folder() -> Path:
    folder = Path(mkdtemp(prefix="server-"))
    folder.chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    return folder


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Give a running server that a test may stop; whoever stops it starts it again."""
    made = Server(_programs(), _own_folder(), _free_port())
    data = str(made.folder / "data")
    made.run(
        "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C"
    )
    made.start()
    for extension in EXTENSIONS:
        made.ask(f"CREATE EXTENSION {extension}")
    yield made
    made.stop("immediate")
    shutil.rmtree(made.folder)


@pytest.fixture
def replica(server: Server) -> Iterator[Server]:
    """Give a streaming replica of the server."""
    made = server.replica(_own_folder())
    yield made
    made.stop("immediate")
    shutil.rmtree(made.folder)
