"""What a soak is run against: a PostgreSQL server of its own, two workers over it, and nginx in front with our file."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from fronted import free_port, installed, started

WORKERS = 2
_TRIES_S = 60.0


def missing() -> list[str]:
    """Return what this machine lacks for a soak."""
    lacking = [] if installed() else ["nginx and openssl"]
    return lacking + ([] if _postgresql() is not None else ["PostgreSQL with PostGIS"])


def _postgresql() -> Path | None:
    """Return where the programs of a PostgreSQL with PostGIS lie, of the newest there is."""
    found = Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    versions = sorted((one.parents[1].name for one in found), key=int)
    return Path("/usr/lib/postgresql") / versions[-1] / "bin" if versions else None


def free_ports(number: int) -> int:
    """Return the first of so many ports in a row that nobody listens at."""
    while True:
        with ExitStack() as taken, suppress(OSError, OverflowError):
            first = taken.enter_context(socket.socket())
            first.bind(("127.0.0.1", 0))
            port: int = first.getsockname()[1]
            for further in range(1, number):
                taken.enter_context(socket.socket()).bind(("127.0.0.1", port + further))
            return port


@dataclass(frozen=True)
class Database:
    """A PostgreSQL server with settings as they are installed, durable ones among them."""

    folder: Path
    programs: Path
    port: int

    @property
    def url(self) -> str:
        """Where a register finds its database."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    def control(self, *words: str) -> None:
        """Let pg_ctl do something, and wait until it is done."""
        options = f"-c listen_addresses=127.0.0.1 -p {self.port} -k {self.folder}"
        data = str(self.folder / "data")
        log = str(self.folder / "log")
        command = [str(self.programs / "pg_ctl"), "-D", data, "-w", "-l", log, *words]
        self.run([*command, "-o", options] if "stop" not in words else command)

    def run(self, command: Sequence[str]) -> None:
        """Run a command as a user who may run a server, in a folder that is theirs."""
        own = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        subprocess.run(  # noqa: S603 # our own words
            [*own, *command], cwd=self.folder, check=True, stdout=subprocess.DEVNULL
        )

    def restart(self) -> None:
        """Restart the server as after a loss of power: nobody is asked, nothing is tidied up."""
        self.control("-m", "immediate", "restart")


@contextmanager
def database() -> Iterator[Database]:
    """Lend a server that is thrown away afterwards."""
    programs = _postgresql()
    assert programs is not None, "see missing()"
    folder = Path(tempfile.mkdtemp(prefix="soak-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    lent = Database(folder, programs, free_port())
    try:
        encoding = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8")
        lent.run(
            [str(programs / "initdb"), "-D", str(folder / "data"), "-U", "postgres", *encoding]
        )
        lent.control("start")
        yield lent
    finally:
        with suppress(subprocess.CalledProcessError):
            lent.control("-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Site:
    """Two workers behind nginx."""

    process: subprocess.Popen[bytes]
    port: int
    metrics_port: int
    tls_port: int
    log: Path

    @property
    def address(self) -> str:
        """Where visitors ask."""
        return f"https://127.0.0.1:{self.tls_port}"

    def workers(self) -> list[int]:
        """Return the processes that serve, the first worker's first as long as none was started again."""
        own = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = (int(one) for one in own.read_text().split())
        return [one for one in found if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]

    def metrics(self, worker: int) -> dict[str, float]:
        """Return what a worker tells Prometheus, by the words of each line."""
        with urlopen(f"http://127.0.0.1:{self.metrics_port + worker}/metrics") as answer:  # our own
            lines = [line for line in answer.read().decode().splitlines() if line[0] != "#"]
        return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


@contextmanager
def site(url: str, folder: Path) -> Iterator[Site]:
    """Lend two workers over a register, behind nginx as our file has it."""
    port, metrics_port = free_ports(WORKERS), free_ports(WORKERS)
    told = {
        "REGISTER": url,
        "CACHE_DIR": str(folder / "cache"),
        "LOG": "json",
        "METRICS_PORT": str(metrics_port),
    }
    log = folder / "serve.log"
    with log.open("wb") as out, ExitStack() as until:
        process = subprocess.Popen(  # noqa: S603 # our own command
            [sys.executable, "-m", "grannsamverkan", "serve", "--no-browser", "--port", str(port),
             "--workers", str(WORKERS)],
            env=os.environ | {f"GRANNSAMVERKAN_{key}": value for key, value in told.items()},
            stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
        until.callback(_end, process)
        front, tls_port = started(folder, [port, port + 1])
        until.callback(_end, front)
        for worker in range(WORKERS):
            _wait_for(f"http://127.0.0.1:{port + worker}/readyz")
        yield Site(process, port, metrics_port, tls_port, log)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(30)
    finally:
        process.kill()


def _wait_for(address: str) -> None:
    last = time.monotonic() + _TRIES_S
    while True:
        try:
            with urlopen(address, timeout=2):  # noqa: S310 # our own server
                return
        except OSError:
            if time.monotonic() > last:
                raise
            time.sleep(0.1)
