"""The invented example of Hallsberg is what its recipe makes, and fits the real figures."""

import csv
import gzip
import io
import itertools
import json
import runpy
import shutil
import sys
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import shapely

from grannsamverkan import crs
from grannsamverkan.actions.example import generate
from grannsamverkan.actions.example.town import Quarter
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.errors import Refused

PLACE = data_folder(GEODATA) / "hallsberg"
MARK = "EXEMPEL – påhittade uppgifter"
MADE = ("dwellings.csv.gz", "history.json", "outlines.geojson", "streets.geojson")


@pytest.fixture(scope="module")
def made() -> dict[str, bytes]:
    return generate(PLACE)


def dwellings(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(gzip.decompress(content).decode()), delimiter=";"))


def features(content: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(content)["features"]
    return rows


def unpacked(name: str, content: bytes) -> bytes:
    """Another zlib may pack the same bytes otherwise."""
    return gzip.decompress(content) if name.endswith(".gz") else content


def test_the_same_recipe_makes_the_committed_files_again_byte_for_byte(
    made: dict[str, bytes],
) -> None:
    assert tuple(sorted(made)) == MADE
    for name, content in made.items():
        assert unpacked(name, content) == unpacked(name, (PLACE / name).read_bytes()), name


def test_the_command_writes_the_files_beside_the_recipe(
    made: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("place.toml", "invented.toml"):
        shutil.copy(PLACE / name, tmp_path)
    monkeypatch.setattr(sys, "argv", ["example", str(tmp_path)])
    runpy.run_module("grannsamverkan.actions.example", run_name="__main__")
    assert {name: (tmp_path / name).read_bytes() for name in MADE} == made


def test_every_dwelling_that_the_statistics_count_has_a_place_by_region_and_tenure(
    made: dict[str, bytes],
) -> None:
    facts = tomllib.loads((PLACE / "place.toml").read_text("utf-8"))
    rows = dwellings(made["dwellings.csv.gz"])
    assert len(rows) == 7777
    counted = Counter((row["region"], row["tenure"]) for row in rows)
    for region in facts["region"]:
        for tenure in ("owned", "tenant_owned", "rented"):
            assert counted[region["name"], tenure] == region[tenure], (region["name"], tenure)


def test_no_two_dwellings_share_an_address(made: dict[str, bytes]) -> None:
    rows = dwellings(made["dwellings.csv.gz"])
    assert len({(row["street"], row["number"], row["flat"]) for row in rows}) == len(rows)


def test_every_record_says_that_it_is_invented(made: dict[str, bytes]) -> None:
    assert all(row["mark"] == MARK for row in dwellings(made["dwellings.csv.gz"]))
    assert all(step["mark"] == MARK for step in json.loads(made["history.json"])["steps"])
    for name in ("outlines.geojson", "streets.geojson"):
        assert all(feature["properties"]["mark"] == MARK for feature in features(made[name]))


def test_an_area_holds_fifteen_to_sixty_households_but_for_the_flats_and_the_one_too_large(
    made: dict[str, bytes],
) -> None:
    steps = json.loads(made["history.json"])["steps"]
    counted = {s["area"]: s["total"] for s in steps if s["event"] == "count_households"}
    assert counted.pop("kornblixten") == 300
    assert counted.pop("smedjan") == 96
    assert len(counted) >= 22
    assert all(15 <= total <= 60 for total in counted.values()), counted


def test_outlines_follow_streets_rather_than_a_ruler(made: dict[str, bytes]) -> None:
    for feature in features(made["outlines.geojson"]):
        outline = crs.reproject(
            shapely.from_geojson(json.dumps(feature["geometry"])),
            source=crs.LONLAT,
            target=crs.SWEDEN,
        )
        assert outline.is_valid
        assert shapely.get_num_coordinates(outline) >= 9
        turned_box = outline.minimum_rotated_rectangle.area
        assert outline.area < 0.985 * turned_box, feature["properties"]
        roundness = 12.57 * outline.area / outline.length**2
        assert roundness < 0.8, feature["properties"]


def test_no_quarter_is_laid_over_another(made: dict[str, bytes]) -> None:
    by_street: dict[str, list[tuple[float, float]]] = {}
    for row in dwellings(made["dwellings.csv.gz"]):
        by_street.setdefault(row["street"], []).append((float(row["lon"]), float(row["lat"])))
    rows = [
        crs.reproject(shapely.MultiPoint(points), source=crs.LONLAT, target=crs.SWEDEN)
        for points in by_street.values()
    ]
    for a, b in itertools.combinations(rows, 2):
        assert a.distance(b) > 9


def test_invented_dwellings_lie_in_the_municipality(
    made: dict[str, bytes], shared_data: Path
) -> None:
    border = shapely.from_geojson(
        (shared_data / "boundaries" / "hallsberg_1861_4326.geojson").read_text("utf-8")
    )
    rows = dwellings(made["dwellings.csv.gz"])
    points = shapely.points([(float(row["lon"]), float(row["lat"])) for row in rows])
    assert shapely.covers(border, points).all()


@pytest.fixture
def hamlet() -> Quarter:
    return Quarter(
        name="A",
        locality="B",
        region="C",
        kind="villa",
        dwellings=3,
        at=(0.0, 0.0),
        bearing=0.0,
        streets=["Ekoxevägen"],
        cross=["Myrstigen"],
        seed="x",
    )


def test_an_outline_can_hold_a_single_house(hamlet: Quarter) -> None:
    outline = hamlet.outline(["Ekoxevägen 1-1"])
    inside = [outline.covers(shapely.Point(row.x, row.y)) for row in hamlet.dwelling_rows()]
    assert inside == [True, False, False]


def test_a_recipe_that_names_a_street_elsewhere_is_refused_by_name(hamlet: Quarter) -> None:
    with pytest.raises(Refused) as refusal:
        hamlet.outline(["Annan väg 1-3"])
    assert refusal.value.values == {"street": "Annan väg", "quarter": "A"}
