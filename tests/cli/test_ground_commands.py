"""`import roads` and `import dwellings`: dry until --commit, and what was left out is said."""

import json
from pathlib import Path

from shapely import LineString
from typed import Run

from grannsamverkan.crs import LONLAT, SWEDEN, reproject
from samples import SOUTH, WEST


def streets(path: Path) -> Path:
    """Write a street and a path for walking."""
    line = reproject(LineString([(WEST, SOUTH), (WEST + 90, SOUTH)]), source=SWEDEN, target=LONLAT)
    rows = [
        {
            "type": "Feature",
            "properties": {"name": name, "highway": kind},
            "geometry": {"type": "LineString", "coordinates": [list(xy) for xy in line.coords]},
        }
        for name, kind in (("Storgatan", "residential"), ("Stigen", "path"))
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": rows}), "utf-8")
    return path


def test_roads_are_shown_first_and_laid_with_commit(empty: Path, tmp_path: Path, run: Run) -> None:
    assert empty.exists()
    file = streets(tmp_path / "gator.geojson")
    shown = run("import", "roads", file)
    assert "En väg läses in, 1 av dem med namn." in shown.out
    assert "1 gång- och cykelvägar" in shown.out
    assert "Torrkörning" in shown.err
    laid = run("import", "roads", file, "--source", "kommunen", "--commit", "--json").data
    assert laid == {
        "committed": True,
        "found": 1,
        "before": 0,
        "left_out": {"walk": 1},
        "named": 1,
        "source": "kommunen",
    }
    again = run("import", "roads", file, "--commit")
    assert "De ersätter en från förra inläsningen." in again.out


def test_homes_are_counted_and_a_wrong_file_is_refused(
    empty: Path, tmp_path: Path, run: Run
) -> None:
    assert empty.exists()
    file = tmp_path / "bostader.csv"
    file.write_text("lon;lat;gata;hushåll\n15.1;59.06;Storgatan;4\n15.11;59.06;Storgatan;0\n")
    done = run("import", "dwellings", file, "--commit")
    assert "En bostadsplats läses in, med 4 bostäder." in done.out
    assert "1 med antalet noll" in done.out
    assert run("import", "dwellings", file, "--json").data["homes"] == 4
    refused = run("import", "roads", file)
    assert refused.code == 1
    assert "ingen rad är en linje" in refused.err
    assert run("import", "dwellings", file, "--municipality", "9999").code == 1
