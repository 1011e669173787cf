"""The texts of a language, read part by part."""

import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from typing import Any

import pytest

from grannsamverkan.catalogue import Catalogue
from grannsamverkan.i18n import LOCALES


def whole(language: str) -> dict[str, str]:
    """Return every text of a language, by reading each file from end to end."""
    texts: dict[str, str] = {}

    def lay(tree: dict[str, Any], before: str) -> None:
        for key, value in tree.items():
            if isinstance(value, dict):
                lay(value, f"{before}{key}.")
            else:
                assert f"{before}{key}" not in texts
                texts[f"{before}{key}"] = value

    for file in (files("grannsamverkan") / "locale" / language).iterdir():
        lay(tomllib.loads(file.read_text("utf-8")), "")
    return texts


@pytest.mark.parametrize("language", LOCALES)
def test_the_parts_make_up_the_whole(language: str) -> None:
    expected = whole(language)
    assert Catalogue(language).own() == expected
    one_by_one = Catalogue(language)
    assert {key: one_by_one[key] for key in sorted(expected, reverse=True)} == expected
    assert dict(Catalogue(language)) == expected
    assert len(Catalogue(language)) == len(expected)


def test_what_is_not_there_is_in_swedish_or_nowhere() -> None:
    swedish = Catalogue("sv")
    finnish = Catalogue("fi", otherwise=swedish)
    own = whole("fi")
    assert "report.about.by" not in own
    assert finnish["report.about.by"] == swedish["report.about.by"]
    assert finnish["status.active"] == own["status.active"] != swedish["status.active"]
    assert dict(finnish) == whole("sv") | own
    for nowhere in ("", ".", "web", "web.", "web.nothing", "nothing.at.all", "status.active.more"):
        assert nowhere not in finnish
        with pytest.raises(KeyError):
            finnish[nowhere]


@pytest.mark.parametrize(
    "beginnings", [("map.",), ("status.", "type."), ("web.an",), ("privacy.held.",), ("x",), ("",)]
)
def test_texts_are_found_by_how_they_begin(beginnings: tuple[str, ...]) -> None:
    expected = whole("sv") | whole("fi")
    found = Catalogue("fi", otherwise=Catalogue("sv")).under(*beginnings)
    assert list(found.items()) == sorted(
        (key, text) for key, text in expected.items() if key.startswith(beginnings)
    )


def test_who_asks_at_once_gets_the_same() -> None:
    expected = whole("sv")
    for _ in range(5):
        catalogue = Catalogue("sv")
        keys = [key for key in expected if key.startswith(("error.", "work."))]
        with ThreadPoolExecutor(8) as threads:
            assert list(threads.map(catalogue.__getitem__, keys)) == [expected[key] for key in keys]
