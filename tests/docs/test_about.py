"""The files that describe the project to others say what is true."""

import re
import tomllib

import pytest
import yaml  # type: ignore[import-untyped]  # one test reads one file; no stubs for that
from blocks import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_publiccode_agrees_with_the_package() -> None:
    said = yaml.safe_load((ROOT / "publiccode.yml").read_text("utf-8"))
    assert said["softwareVersion"] == PROJECT["version"]
    assert said["legal"]["license"] == PROJECT["license"]
    assert said["localisation"]["availableLanguages"] == ["sv", "en", "fi"]
    for text in said["description"].values():
        assert len(text["shortDescription"]) <= 150
        assert 150 <= len(text["longDescription"]) <= 10_000


def test_the_changelog_has_the_unreleased_on_top() -> None:
    headings = re.findall(r"^## (.*)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.MULTILINE)
    assert headings[0] == "[Unreleased]"


def test_a_decision_is_told_in_ten_lines_and_says_what_was_set_aside() -> None:
    notes = (ROOT / "DECISIONS.md").read_text("utf-8").split("\n## ")[1:]
    for note in notes:
        assert len(note.strip().splitlines()) <= 10, note
        assert "Set aside:" in note, note


@pytest.mark.parametrize("lock", ["requirements.lock"])
def test_the_lock_pins_every_package_by_hash_and_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    pins = re.findall(r"^([a-z0-9._-]+)==\S+(.*)$", text, re.MULTILINE)
    assert len(pins) > 50
    assert all(rest.endswith("\\") for _, rest in pins)
    assert "://" not in text
    pinned = {name for name, _ in pins}
    for requirement in PROJECT["dependencies"]:
        assert re.split(r"[\[>=<]", requirement)[0].lower() in pinned, requirement
