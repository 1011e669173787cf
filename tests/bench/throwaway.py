"""A PostgreSQL server with PostGIS for the length of a benchmark, that writes to disk as one for real use does."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp


@contextmanager
def postgis() -> Iterator[str | None]:
    """Give the address of a server of Debian's packages with an empty database; None where they are not installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found or not list(Path("/usr/share/postgresql").glob("*/extension/postgis.control")):
        yield None
        return
    folder = Path(mkdtemp())
    if os.getuid() == 0:  # it refuses to run as root
        shutil.chown(folder, "postgres")
    bin_, data = found[-1].parent, folder / "data"
    _run(bin_ / "initdb", "-D", data, "-U", "postgres", "--auth=trust", "--encoding=UTF8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -c shared_buffers=512MB"
    _run(bin_ / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start")
    try:
        import psycopg

        address = f"postgresql://postgres@127.0.0.1:{port}/postgres"
        with psycopg.connect(address) as server:
            server.execute("CREATE EXTENSION postgis")
        yield address
    finally:
        _run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: Path | str) -> None:
    as_postgres = ("runuser", "-u", "postgres", "--") if os.getuid() == 0 else ()
    subprocess.run(  # noqa: S603 # the server's own programs
        [*as_postgres, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/"
    )
