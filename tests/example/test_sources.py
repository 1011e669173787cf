"""The data that come with the program are those whose origin their folder names."""

import hashlib

import pyogrio
import pytest

from grannsamverkan.data import GEODATA, data_folder


@pytest.mark.parametrize("file", ["kommuner/kommuner.fgb", "karhula/karhula.osm.pbf"])
def test_a_file_from_elsewhere_has_the_checksum_that_its_folder_states(file: str) -> None:
    path = data_folder(GEODATA) / file
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert digest in (path.parent / "README.md").read_text("utf-8")


def test_the_country_has_290_municipalities_with_their_names_right() -> None:
    table = pyogrio.read_dataframe(data_folder(GEODATA) / "kommuner" / "kommuner.fgb")
    assert len(table) == table["code"].nunique() == 290
    assert {"Örebro", "Håbo", "Östra Göinge", "Hallsberg"} <= set(table["name"])
    assert table.geometry.is_valid.all()


def test_karhula_says_whose_map_it_is() -> None:
    text = (data_folder(GEODATA) / "karhula" / "README.md").read_text("utf-8")
    assert "© OpenStreetMap contributors" in text
    assert "Open Database License" in text


def test_no_file_of_the_example_is_large() -> None:
    for path in (data_folder(GEODATA) / "hallsberg").iterdir():
        assert path.stat().st_size < 400_000, path.name
