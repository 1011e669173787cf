"""A file in maps/ is a map; one that says something impossible is refused by name."""

from pathlib import Path

import pytest

from grannsamverkan.data import MAPS, data_folder
from grannsamverkan.errors import GrannsamverkanError, NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.maps.definition import (
    MapDefinition,
    all_definitions,
    definition,
    read_definitions,
)

TITLE = '[title]\nsv = "Båtar"\nen = "Boats"\n'


def read(folder: Path, text: str) -> MapDefinition:
    """Write a map's file and read it back."""
    (folder / "batar.toml").write_text(text, "utf-8")
    return read_definitions(folder)["batar"]


def test_the_maps_that_come_with_the_program_are_sound() -> None:
    maps = read_definitions(data_folder(MAPS))
    assert maps["karta"].title["sv"] == "Karta över grannsamverkan"


def test_a_new_file_is_a_new_map(tmp_path: Path) -> None:
    made = read(
        tmp_path,
        'layers = ["areas"]\nextent = [15, 59, 15.5, 59.5]\nfilter = {typ = "boat"}\n' + TITLE,
    )
    assert made.layers == ("areas",)
    assert made.extent == (15.0, 59.0, 15.5, 59.5)
    assert made.filter == {"typ": "boat"}
    assert MapDefinition.of(made.name, made.as_data()) == made


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('layers = ["arreas"]\n' + TITLE, "arreas"),
        ('tools = ["ruler"]\n' + TITLE, "ruler"),
        ('colour_by = "age"\n' + TITLE, "age"),
        ('language = "de"\n' + TITLE, "de"),
        ('filter = {typ = "castle"}\n' + TITLE, "castle"),
        ('filter = {name = "x"}\n' + TITLE, "name"),
        ("zoom = 3\n" + TITLE, "zoom"),
        ("extent = [1, 2, 3]\n" + TITLE, "extent"),
        ("extent = [15.5, 59, 15, 59.5]\n" + TITLE, "extent"),
        ('[title]\nsv = "Båtar"\n', "sv, en"),
        ("= nothing", "batar.toml"),
    ],
)
def test_a_map_that_cannot_be_is_refused_with_what_to_mend(
    tmp_path: Path, text: str, named: str
) -> None:
    with pytest.raises(Refused) as refusal:
        read(tmp_path, text)
    for language in ("sv", "en"):
        assert named in translator(language).error(refusal.value)


def test_an_unknown_map_is_answered_with_those_there_are(tmp_path: Path) -> None:
    made = read(tmp_path, TITLE)
    with pytest.raises(NotFound) as refusal:
        definition({"batar": made}, "segel")
    assert isinstance(refusal.value, GrannsamverkanError)
    assert "batar" in translator("sv").error(refusal.value)


def test_a_folder_of_ones_own_adds_maps_and_takes_the_place_of_those_there_are(
    tmp_path: Path,
) -> None:
    built_in = set(read_definitions(data_folder(MAPS)))
    assert set(all_definitions(tmp_path / "absent")) == built_in
    (tmp_path / "batar.toml").write_text(TITLE, "utf-8")
    (tmp_path / "karta.toml").write_text(TITLE, "utf-8")
    maps = all_definitions(tmp_path)
    assert set(maps) == built_in | {"batar"}
    assert maps["karta"].title["sv"] == "Båtar"
