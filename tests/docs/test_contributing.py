"""The three doors of CONTRIBUTING stand open: a test walks through each."""

import os
import shutil
import subprocess
import sys
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

from blocks import ROOT, blocks

from grannsamverkan.actions.example import create_example, generate
from grannsamverkan.i18n import LOCALES
from grannsamverkan.maps.definition import MapDefinition

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
FILES = dict(blocks("CONTRIBUTING.md", "toml"))


def test_door_one_a_place_of_two_files_becomes_an_example(tmp_path: Path) -> None:
    for name in ("place.toml", "invented.toml"):
        (tmp_path / name).write_text(FILES[name], "utf-8")
    for name, content in generate(tmp_path).items():
        (tmp_path / name).write_bytes(content)
    register = create_example(tmp_path / "EXEMPEL.gpkg", tmp_path, now=NOW)
    snapshot = register.public(on=NOW.date(), today=NOW.date())
    register.close()
    (area,) = snapshot.areas
    assert (area.name, area.confirmed_on) == ("Tranbäret", date(2025, 5, 1))
    assert area.has_outline
    assert snapshot.example


def test_door_two_a_file_is_a_map() -> None:
    made = MapDefinition.of("palsboda", tomllib.loads(FILES["palsboda.toml"]))
    assert made.title["sv"] == "Grannsamverkan i Pålsboda"
    assert made.filter == {"ort": "Pålsboda"}


def test_door_three_a_catalogue_and_a_line_make_a_language(tmp_path: Path) -> None:
    """The steps are done to a copy of the source, and the copy answers in the new language."""
    assert "nb" not in LOCALES
    source = tmp_path / "src" / "grannsamverkan"
    shutil.copytree(ROOT / "src" / "grannsamverkan", source)
    shutil.copytree(ROOT / "maps", tmp_path / "maps")
    shutil.copytree(ROOT / "geodata", tmp_path / "geodata")
    shutil.copytree(source / "locale" / "fi", source / "locale" / "nb")
    for catalogue in source.glob("locale/*/web.toml"):
        replaced(catalogue, 'in_en = "English"', 'in_en = "English"\nin_nb = "Norsk"')
    replaced(source / "i18n.py", '"en": "en_GB"', '"en": "en_GB", "nb": "nb_NO"')
    for file in (tmp_path / "maps").glob("*.toml"):
        replaced(file, "[title]", '[title]\nnb = "Nabosamarbeid"')
    replaced(source / "countries" / "fi.toml", '"en"]', '"en", "nb"]')
    told = subprocess.run(  # noqa: S603  # our own interpreter
        [sys.executable, "-c", ASK],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    assert told.stdout.split() == ["200", "True", "200", "True"]


def replaced(file: Path, before: str, after: str) -> None:
    text = file.read_text("utf-8")
    assert before in text, file
    file.write_text(text.replace(before, after, 1), "utf-8")


ASK = """
from datetime import UTC, datetime
from pathlib import Path
from fastapi.testclient import TestClient
from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app

now = datetime(2026, 11, 1, 12, tzinfo=UTC)
register = create_example(Path("EXEMPEL.gpkg"), place_folder("karhula"), now=now)
client = TestClient(create_app(Settings(cache_dir=Path("cache")), register, clock=lambda: now))
page, first = client.get("/nb/karta"), client.get("/karta")
print(page.status_code, '<html lang="nb">' in page.text and "Nabosamarbeid" in page.text)
print(first.status_code, "Norsk" in first.text)
"""
