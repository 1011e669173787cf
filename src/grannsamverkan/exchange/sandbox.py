"""Reading of strangers' files in a process of its own, with little memory, little time and few formats.

GDAL opens more than it is told to: a VRT inside a `.geojson` reads other files and fetches
addresses. So it runs in a fresh interpreter that knows only the formats we read, in a folder that
holds only the file, under limits, and what it answers is data (JSON and WKB), never objects.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.types import Bbox

DRIVERS = ("ESRI Shapefile", "FlatGeobuf", "GML", "GPKG", "GeoJSON", "KML", "LIBKML", "XLSX")
"""The GDAL drivers that the child may have; it answers nothing while it has another."""


MAX_COLUMNS = 1_000
"""More columns than any list has; looking through millions would take minutes."""

_INHERITED = ("PATH", "SYSTEMROOT", "TEMP", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much a file may ask of the machine."""

    file_bytes: int
    unpacked_bytes: int
    rows: int
    wall_s: float
    cpu_s: int
    memory_bytes: int
    answer_bytes: int


UPLOAD = Limits(
    file_bytes=20_000_000,
    unpacked_bytes=200_000_000,
    rows=20_000,
    wall_s=8.5,
    cpu_s=8,
    memory_bytes=2 * 1024**3,
    answer_bytes=64_000_000,
)
"""For files from the web: a refusal comes within ten seconds."""

OPERATOR = Limits(
    file_bytes=8_000_000_000,
    unpacked_bytes=8_000_000_000,
    rows=1_000_000,
    wall_s=600.0,
    cpu_s=600,
    memory_bytes=8 * 1024**3,
    answer_bytes=4_000_000_000,
)
"""For files that someone with a shell on the machine names."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the child read: columns of plain values, and WKB (or None) for each row."""

    layer: str
    crs: str | None
    encoding: str | None
    columns: list[str]
    dates: list[bool]
    values: list[list[Any]]
    wkb: list[bytes | None]


@dataclass(frozen=True, slots=True)
class Some:
    """Some of a layer's rows: so many, after those that are skipped."""

    skip: int
    most: int


def read_in_child(  # noqa: PLR0913 # what a file leaves open is as much
    path: Path,
    *,
    layer: str | None,
    encoding: str | None,
    open_options: Mapping[str, str],
    limits: Limits,
    query: str | None = None,
    within: Bbox | None = None,
    drivers: tuple[str, ...] = DRIVERS,
    some: Some | None = None,
) -> Reading:
    """Return one layer of a file that lies alone (with its siblings) in a folder of ours.

    `path` is a plain local path chosen by us; the child writes its answer beside it. A `query` of
    ours takes the place of a layer, asked `within` a box of the file's own CRS, and `drivers` that of
    the usual ones; `some` limits it to some rows.

    Raises:
        Refused: the file cannot be read, or holds several layers and none was named.
        TooLarge: it takes more rows, time or memory than `limits` allow.
    """
    request = {
        "path": path.name,
        "layer": layer,
        "encoding": encoding,
        "open_options": dict(open_options),
        "query": query,
        "within": within,
        "drivers": drivers,
        "skip": some.skip if some else 0,
        "most": some.most if some else limits.rows + 1,
        "cpu_s": limits.cpu_s,
        "memory_bytes": limits.memory_bytes,
        "answer_bytes": limits.answer_bytes,
    }
    header, blobs = _run(request, path.parent, strangers(limits, drivers), limits)
    return _unframe(header, blobs, limits)


def _run(
    request: Mapping[str, Any], folder: Path, skip: tuple[str, ...], limits: Limits
) -> tuple[dict[str, Any], bytes]:
    answer_path = folder / "answer"
    command = [sys.executable, "-I", str(Path(__file__).with_name("child.py")), json.dumps(request)]
    with answer_path.open("wb") as answer:
        try:
            subprocess.run(  # noqa: S603 - our own interpreter, our own script, a request of ours
                command,
                cwd=folder,
                env=environment(skip),
                stdin=subprocess.DEVNULL,
                stdout=answer,
                stderr=subprocess.DEVNULL,
                timeout=limits.wall_s,
                check=True,
            )
        except subprocess.TimeoutExpired as error:
            raise TooLarge("import.too_heavy", seconds=limits.wall_s) from error
        except subprocess.CalledProcessError as error:
            if error.returncode < 0:  # killed: by a limit, or by its own want of memory
                raise TooLarge("import.too_heavy", seconds=limits.wall_s) from error
            raise Refused("import.unreadable") from error
    header, _, blobs = answer_path.read_bytes().partition(b"\n")
    return json.loads(header), blobs


def environment(skip: tuple[str, ...]) -> dict[str, str]:
    """Return all that the child knows of the machine, which is next to nothing, and GDAL's settings."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    drivers = ",".join(skip)
    return (
        kept
        | {
            "OGR_SKIP": drivers,
            "GDAL_SKIP": drivers,
            "GDAL_DRIVER_PATH": "disable",
            "CPL_VSIL_CURL_ALLOWED_FILENAME": "none",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": "none",
            "GML_DOWNLOAD_SCHEMA": "NO",
            "GML_FIELDTYPES": "ALWAYS_STRING",  # a code such as 0188 is no number
            "GML_SKIP_RESOLVE_ELEMS": "ALL",
            "OGR_SQLITE_ALLOW_EXTERNAL_ACCESS": "NO",
            "OGR_SQLITE_LOAD_EXTENSIONS": "NO",
            "OGR_SQLITE_PRAGMA": "trusted_schema=OFF",  # a view in a GeoPackage may call no function of GDAL
            "OGR_SQLITE_STATIC_VIRTUAL_OGR": "NO",
            "PROJ_NETWORK": "OFF",
            "SHAPE_RESTORE_SHX": "YES",
            "OPENBLAS_NUM_THREADS": "1",  # each thread reserves memory that the limit counts
            "PYTHONDONTWRITEBYTECODE": "1",
        }
    )


def _refuse_fault(header: Mapping[str, Any], limits: Limits) -> None:
    match header.get("fault"):
        case None:
            return
        case "layer":
            raise Refused("import.which_layer", layers=", ".join(header["layers"]) or "–")
        case "too_heavy":
            raise TooLarge("import.too_heavy", seconds=limits.wall_s)
        case "encoding":
            raise Refused("import.encoding")
    if header.get("place"):
        line, sign = header["place"]
        raise Refused("import.unreadable_at", line=line, sign=sign)
    raise Refused("import.unreadable")


def _unframe(header: Mapping[str, Any], blobs: bytes, limits: Limits) -> Reading:
    _refuse_fault(header, limits)
    if len(header["columns"]) > MAX_COLUMNS:
        raise TooLarge("import.too_many_columns", limit=MAX_COLUMNS)
    if header["count"] > limits.rows:
        raise TooLarge("import.too_many_rows", limit=limits.rows)
    wkb: list[bytes | None] = []
    start = 0
    for length in header["wkb_bytes"]:
        wkb.append(None if length is None else blobs[start : start + length])
        start += length or 0
    return Reading(
        layer=header["layer"],
        crs=header["crs"],
        encoding=header["encoding"],
        columns=header["columns"],
        dates=header["dates"],
        values=header["values"],
        wkb=wkb,
    )


@cache
def strangers(limits: Limits, drivers: tuple[str, ...] = DRIVERS) -> tuple[str, ...]:
    """Return the drivers of the installed GDAL that are not wanted; asked of a child that reads nothing."""
    request = {
        "path": None,
        "drivers": drivers,
        "cpu_s": limits.cpu_s,
        "memory_bytes": limits.memory_bytes,
        "answer_bytes": limits.answer_bytes,
    }
    with tempfile.TemporaryDirectory() as folder:
        header, _ = _run(request, Path(folder), (), limits)
    if header["fault"] != "drivers":
        _refuse_fault(header, limits)
    return tuple(header["drivers"])
