"""`import osm` and `import basemap`: dry until --commit, counted by kind, one file as one command."""

import json
from contextlib import closing
from pathlib import Path

import pytest
from shapely import box
from shapely.geometry import mapping
from typed import Run

from grannsamverkan.crs import LONLAT, SWEDEN, reproject
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.errors import Refused
from grannsamverkan.register import open_register
from samples import SOUTH, WEST

KARHULA = data_folder(GEODATA) / "karhula" / "karhula.osm.pbf"


def lake(path: Path) -> Path:
    """Write a lake."""
    shape = reproject(box(WEST, SOUTH, WEST + 900, SOUTH + 900), source=SWEDEN, target=LONLAT)
    feature = {"type": "Feature", "properties": {"objekttyp": "Sjö"}, "geometry": mapping(shape)}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), "utf-8")
    return path


def test_an_extract_lays_the_base_map_and_the_ground_once_it_is_committed(
    run: Run, tmp_path: Path
) -> None:
    where = ("--register", tmp_path / "k.gpkg")
    run("init", "--name", "Karhula", "--crs", "EPSG:3067", *where)
    shown = run("import", "osm", KARHULA, *where)
    assert "Byggnader: 2\N{NO-BREAK SPACE}215" in shown.out
    assert "Gator: 126" in shown.out
    assert "Inte klippt" in shown.out
    assert "Att rita efter: 171 vägar" in shown.out
    assert "OpenStreetMap contributors" in shown.out
    assert "Torrkörning" in shown.err
    with closing(open_register(tmp_path / "k.gpkg")) as register:
        assert register.base_map() is None
        assert not register.has_addresses()
    laid = run("import", "osm", KARHULA, "--commit", "--json", *where).data
    assert laid["kinds"]["building"] == 2_215
    assert laid["omitted"] == 0
    assert laid["bytes"] < 100_000
    assert (laid["roads"]["n"], laid["dwellings"]["homes"]) == (171, 1_774)
    with closing(open_register(tmp_path / "k.gpkg")) as register:
        base = register.base_map()
        assert base is not None
        assert base.sources == ("© OpenStreetMap contributors, ODbL 1.0",)
        assert register.has_addresses()


def test_a_layer_of_another_file_is_laid_with_its_own_source(
    empty: Path, run: Run, tmp_path: Path
) -> None:
    file = lake(tmp_path / "vatten.geojson")
    shown = run("import", "basemap", "water", file, "--source", "Lantmäteriet")
    assert "Vatten: 1" in shown.out
    assert "Klippt vid en ruta" in shown.out
    assert "Källa: Lantmäteriet." in shown.out
    laid = run("import", "basemap", "water", file, "--commit", "--json").data
    assert laid["kinds"] == {"water": 1}
    assert (laid["committed"], laid["source"], laid["clip"]) == (True, "vatten.geojson", "box")
    assert run("import", "basemap", "hav", file).code == 2
    refused = run("import", "basemap", "railways", file)
    assert refused.code == 1
    assert "bakgrundskartan" in refused.err
    other = run("import", "osm", file)
    assert other.code == 1
    assert "inget utdrag ur OpenStreetMap" in other.err
    assert empty.exists()


def test_what_an_extract_has_none_of_stays_as_it_was(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object) -> None:
        raise Refused("streets.no_addresses")

    monkeypatch.setattr("grannsamverkan.exchange.addresses.read_addresses", none)
    monkeypatch.setattr("grannsamverkan.domain.tiles.MOST", 3_000)
    where = ("--register", tmp_path / "k.gpkg")
    run("init", "--name", "Karhula", "--crs", "EPSG:3067", *where)
    shown = run("import", "osm", KARHULA, *where)
    assert "Inga adresser fanns i filen. De som finns ligger kvar." in shown.out
    assert "av de minsta sakerna fick inte plats" in shown.out


def test_a_file_of_another_place_or_none_is_refused(empty: Path, run: Run, tmp_path: Path) -> None:
    assert empty.exists()
    elsewhere = run("import", "osm", KARHULA)  # in Finland; the municipality is in Sweden
    assert elsewhere.code == 1
    assert run("import", "osm", tmp_path / "saknas.osm.pbf").code == 1
