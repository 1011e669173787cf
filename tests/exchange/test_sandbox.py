"""The child that reads files: alone, limited, and trusted with nothing but data."""

import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pyogrio
import pytest
from hostile import SQUARE, feature, geojson

from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.exchange import child, sandbox
from grannsamverkan.exchange.sandbox import DRIVERS, UPLOAD, Limits, Reading, read_in_child

POLYGON = {"type": "Polygon", "coordinates": [SQUARE]}


def read(path: Path, limits: Limits = UPLOAD, layer: str | None = None) -> Reading:
    return read_in_child(path, layer=layer, encoding=None, open_options={}, limits=limits)


def test_values_come_back_plain(tmp_path: Path) -> None:
    path = geojson(
        tmp_path / "a.geojson",
        feature(POLYGON, whole=1, real=1.5, yes=True, text="å", many=["a", "b"], none=None),
        feature(None, whole=None, real=None, yes=None, text=None, many=None, none=None),
    )
    reading = read(path)
    found = dict(zip(reading.columns, reading.values, strict=True))
    assert found["whole"] == [1, None]
    assert found["real"] == [1.5, None]
    assert found["text"] == ["å", None]
    assert found["yes"][0] is True
    assert isinstance(found["many"][0], str)
    assert [blob is None for blob in reading.wkb] == [False, True]


def test_too_little_memory_time_or_room_is_said_as_too_heavy(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", *[feature(POLYGON, namn="x" * 900)] * 200)
    for limits in (
        replace(UPLOAD, wall_s=0.01),
        replace(UPLOAD, answer_bytes=5_000),
    ):
        sandbox.strangers.cache_clear()
        with pytest.raises(TooLarge) as caught:
            read(path, limits)
        assert caught.value.key == "import.too_heavy"
    with pytest.raises((TooLarge, Refused)):
        read(path, replace(UPLOAD, memory_bytes=150_000_000))


def test_the_child_knows_nothing_of_the_machine_but_where_its_programs_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GRANNSAMVERKAN_SECRET", "x")
    known = sandbox.environment(("HTTP", "OGR_VRT"))
    assert "GRANNSAMVERKAN_SECRET" not in known
    assert known["OGR_SKIP"] == known["GDAL_SKIP"] == "HTTP,OGR_VRT"
    assert set(known) - set(os.environ) >= {"OGR_SKIP", "CPL_VSIL_CURL_ALLOWED_FILENAME"}


def test_a_child_with_a_driver_too_many_reads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sandbox, "strangers", lambda *_: ("OGR_VRT",))
    with pytest.raises(Refused) as caught:
        read(geojson(tmp_path / "a.geojson", feature(POLYGON)))
    assert caught.value.key == "import.unreadable"


def test_a_child_that_falls_over_is_said_as_an_unreadable_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = geojson(tmp_path / "a.geojson", feature(POLYGON))
    read(path)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(Refused) as caught:
        read(path)
    assert caught.value.key == "import.unreadable"


def answer_of(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capture: pytest.CaptureFixture[bytes],
    **request: object,
) -> dict[str, object]:
    """Run the child's own code in this process, without its limits, and return its answer."""
    asked = {
        "path": "a.geojson",
        "layer": None,
        "encoding": None,
        "open_options": {},
        "drivers": list(pyogrio.list_drivers()),
        "skip": 0,
        "most": 11,
        "memory_bytes": 0,
        "cpu_s": 0,
        "answer_bytes": 0,
    } | request
    monkeypatch.chdir(folder)
    for name in ("pandas", "geopandas"):
        monkeypatch.setitem(sys.modules, name, sys.modules.get(name))
    monkeypatch.setattr(sys, "argv", ["child", json.dumps(asked)])
    monkeypatch.setattr(child, "_limit", lambda *_: None)
    child.main()
    head, _, _ = capture.readouterr().out.partition(b"\n")
    answer: dict[str, object] = json.loads(head)
    return answer


def test_the_child_answers_with_a_fault_rather_than_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    geojson(
        tmp_path / "a.geojson",
        feature(POLYGON, whole=1, real=1.5),
        feature(None, real=float("1e3")),
    )
    answer = answer_of(tmp_path, monkeypatch, capfdbinary)
    assert (answer["count"], answer["columns"]) == (2, ["namn", "whole", "real"])
    assert answer["values"] == [["A", "A"], [1, None], [1.5, 1000.0]]
    assert answer_of(tmp_path, monkeypatch, capfdbinary, path="no.geojson")["fault"] == "unreadable"
    assert answer_of(tmp_path, monkeypatch, capfdbinary, layer="b")["fault"] == "layer"
    strangers = answer_of(tmp_path, monkeypatch, capfdbinary, drivers=DRIVERS)
    assert strangers["fault"] == "drivers"
    for error, fault in (
        (MemoryError(), "too_heavy"),
        (UnicodeDecodeError("utf-8", b"", 0, 1, ""), "encoding"),
    ):

        def fail(_: object, error: Exception = error) -> None:
            raise error

        monkeypatch.setattr(child, "_read", fail)
        assert answer_of(tmp_path, monkeypatch, capfdbinary)["fault"] == fault
