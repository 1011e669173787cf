"""Many questions to a server over HTTP: by wrk where it is installed, else by a small client of our own.

Sixteen connections ask one after the other, each as fast as it is answered.
"""

import asyncio
import re
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

import numpy as np

CONNECTIONS = 16
_MS = {"us": 0.001, "ms": 1.0, "s": 1_000.0}
_SCRIPT = """
local paths = {{ {paths} }}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


@dataclass(frozen=True, slots=True)
class Load:
    """How a server bore many questions; `work_us` is its process's time for one, None where nobody counts it."""

    per_second: float
    p50_ms: float
    p99_ms: float
    work_us: float


def client() -> str:
    """Return what asks."""
    return "wrk -t1 -c16" if shutil.which("wrk") else "16 connections of asyncio"


def load(port: int, paths: Sequence[str], *, seconds: float, process: int, folder: Path) -> Load:
    """Ask for paths in turn for a while, and tell how it was borne by a process.

    Raises:
        RuntimeError: an answer was none of 200.
    """
    before = work_s(process)
    if shutil.which("wrk"):
        answered, took_s, p50_ms, p99_ms = _by_wrk(port, paths, seconds, folder)
    else:
        answered, took_s, p50_ms, p99_ms = asyncio.run(_by_asyncio(port, paths, seconds))
    work_us = (work_s(process) - before) / answered * 1e6
    return Load(answered / took_s, p50_ms, p99_ms, work_us)


def work_s(process: int) -> float:
    """Return how long a process has worked; in hundredths, as Linux counts it."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def _by_wrk(
    port: int, paths: Sequence[str], seconds: float, folder: Path
) -> tuple[int, float, float, float]:
    script = folder / "paths.lua"
    script.write_text(_SCRIPT.format(paths=",".join(f'"{path}"' for path in paths)), "utf-8")
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s", "--latency", "-s"]
    told = subprocess.run(  # noqa: S603 # our own server
        [*command, str(script), f"http://127.0.0.1:{port}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    if "Non-2xx" in told or "Socket errors" in told:
        raise RuntimeError(told)
    answered, took, unit = re.findall(r"(\d+) requests in ([\d.]+)(ms|s|m)", told)[0]
    p50, p99 = (
        float(value) * _MS[in_]
        for value, in_ in re.findall(r"(?:50|99)%\s+([\d.]+)(us|ms|s)", told)
    )
    return int(answered), float(took) * (60 if unit == "m" else _MS[unit] / 1_000), p50, p99


async def _by_asyncio(
    port: int, paths: Sequence[str], seconds: float
) -> tuple[int, float, float, float]:
    took: list[float] = []
    began = time.perf_counter()
    asked = (f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode() for path in cycle(paths))

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() - began < seconds:
            sent = time.perf_counter()
            writer.write(next(asked))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head)
            length = re.search(rb"content-length: (\d+)", head)
            assert length is not None
            await reader.readexactly(int(length[1]))
            took.append(time.perf_counter() - sent)
        writer.close()

    await asyncio.gather(*(one() for _ in range(CONNECTIONS)))
    p50, p99 = np.percentile(took, [50, 99]) * 1_000
    return len(took), time.perf_counter() - began, float(p50), float(p99)
