"""The reader that runs alone in a fresh interpreter: one file in, one flat answer out.

It is run as a script, imports nothing of ours, and sees only the folder it is started in. The
answer on standard output is one line of JSON followed by the geometries as WKB, end to end.
"""

import json
import math
import re
import signal
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

Answer = dict[str, Any]
Plain = str | int | float | bool | None


def main() -> None:
    """Read the file that the request (JSON in the first argument) names, and answer."""
    request = json.loads(sys.argv[1])
    _limit(request["memory_bytes"], request["cpu_s"], request["answer_bytes"])
    blobs: list[bytes | None] = []
    try:
        answer, blobs = _read(request)
    except MemoryError:
        answer = {"fault": "too_heavy"}
    except UnicodeDecodeError:
        answer = {"fault": "encoding"}
    except Exception as error:  # noqa: BLE001 - whatever GDAL objects to, the parent says the same
        place = re.search("line ([0-9]+), character ([0-9]+)", str(error))
        answer = {"fault": "unreadable", "place": place and [int(part) for part in place.groups()]}
    answer["wkb_bytes"] = [None if blob is None else len(blob) for blob in blobs]
    sys.stdout.buffer.write(json.dumps(answer, allow_nan=False).encode() + b"\n")
    for blob in blobs:
        sys.stdout.buffer.write(blob or b"")


def _limit(memory_bytes: int, cpu_s: int, answer_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows: the parent's clock and kill are the only limits
        return
    for what, limit in (
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_FSIZE, answer_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (limit, limit))
    signal.signal(
        signal.SIGXFSZ, signal.SIG_DFL
    )  # Python ignores it; too long an answer should end us


def _read(request: Answer) -> tuple[Answer, list[bytes | None]]:
    # pyogrio loads data frames when it finds them; without them it starts a second sooner
    sys.modules["pandas"] = sys.modules["geopandas"] = None  # type: ignore[assignment] # import then fails, as wanted
    import pyogrio
    from pyogrio import raw

    strangers = sorted(set(pyogrio.list_drivers()) - set(request["drivers"]))
    if strangers or request["path"] is None:
        return {"fault": "drivers", "drivers": strangers}, []
    path = request["path"]
    if request.get("query"):
        within = request["within"] and tuple(request["within"])
        return _answer(raw.read(path, sql=request["query"], sql_dialect="OGRSQL", force_2d=True,
                                bbox=within, max_features=request["most"]), "")  # fmt: skip
    layers = [(str(name), kind) for name, kind in pyogrio.list_layers(path)]
    filled = [one for one in layers if _filled(path, one[0])]
    layer = request["layer"] or _obvious(filled or layers)
    if layer not in [name for name, _ in layers]:
        return {"fault": "layer", "layers": [name for name, _ in layers]}, []
    read = raw.read(
        path,
        layer=layer,
        encoding=request["encoding"],
        force_2d=True,
        datetime_as_string=True,
        skip_features=request["skip"],
        max_features=request["most"],
        **request["open_options"],
    )
    return _answer(read, layer)


def _answer(read: tuple[Any, ...], layer: str) -> tuple[Answer, list[bytes | None]]:
    meta, _, geometry, fields = read
    kinds = zip(meta["ogr_types"], meta["ogr_subtypes"], strict=True)
    count = len(geometry) if geometry is not None else len(fields[0]) if fields else 0
    answer = {
        "layer": layer,
        "crs": meta["crs"],
        "encoding": meta["encoding"],
        "columns": [str(name) for name in meta["fields"]],
        "dates": [kind == "OFTDate" for kind in meta["ogr_types"]],
        "values": [_plain(column, *kind) for column, kind in zip(fields, kinds, strict=True)],
        "count": count,
    }
    return answer, [None] * count if geometry is None else list(geometry)


def _filled(path: str, layer: str) -> bool:
    import pyogrio

    return bool(pyogrio.read_info(path, layer=layer, force_feature_count=True)["features"])


def _obvious(layers: list[tuple[str, str | None]]) -> str | None:
    """Return the only layer, or the only one that can hold polygons."""
    able = [name for name, kind in layers if kind and _may_hold_polygons(kind)]
    names = able or [name for name, _ in layers]
    return names[0] if len(names) == 1 else None


def _may_hold_polygons(kind: str) -> bool:
    return not any(word in kind for word in ("Point", "Line"))


def _plain(column: "np.ndarray", kind: str, subtype: str) -> list[Plain]:
    """Return a column's values as JSON can say them; NaN and binary become null."""
    whole = kind.startswith("OFTInteger")
    return [
        _value(value, whole=whole, yes_no=subtype == "OFSTBoolean") for value in column.tolist()
    ]


def _value(value: object, *, whole: bool, yes_no: bool) -> Plain:
    if value is None or isinstance(value, bytes):
        return None
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        value = int(value) if whole else value
    if yes_no:
        return bool(value)
    return value if isinstance(value, str | int | float) else str(value)


if __name__ == "__main__":
    main()
