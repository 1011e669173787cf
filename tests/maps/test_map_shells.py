"""The constant part of a served map is built in a child process and kept."""

import json
import subprocess
import sys
from pathlib import Path
from shutil import copytree

import pytest

from grannsamverkan.errors import Unavailable
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.maps import shells
from grannsamverkan.maps.definition import PLAIN, MapDefinition
from grannsamverkan.maps.shells import Order, build, default_cache_dir, ensure_shells


def test_a_map_that_takes_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shells, "_PATIENCE_S", 0.001)
    with pytest.raises(Unavailable):
        ensure_shells([PLAIN], tmp_path, LANGUAGES)


@pytest.fixture(scope="module")
def kept_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder where the plain map is kept."""
    folder = tmp_path_factory.mktemp("shells")
    ensure_shells([PLAIN], folder, LANGUAGES)
    return folder


@pytest.fixture
def kept(kept_once: Path, tmp_path: Path) -> Path:
    """Give a copy of that folder."""
    return copytree(kept_once, tmp_path / "kept")


def test_a_shell_is_kept_and_found_again_without_a_child_process(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shells, "_build_in_child", None)
    assert set(ensure_shells([PLAIN], kept, LANGUAGES)) == {("karta", "sv"), ("karta", "en")}


def test_the_child_makes_what_folium_makes_here(kept: Path) -> None:
    shell = ensure_shells([PLAIN], kept, LANGUAGES)["karta", "sv"]
    made = build([Order(PLAIN, "sv", "")])[0]
    assert shell.script.decode() == made["script"]
    assert shell.html == made["html"]
    assert len(shell.html) < 400


def test_a_spoilt_file_is_built_again(kept: Path) -> None:
    first = ensure_shells([PLAIN], kept, LANGUAGES)
    for path, spoilt in zip(sorted(kept.iterdir()), ("{", '{"script": ""}'), strict=True):
        path.write_text(spoilt, "utf-8")
    assert ensure_shells([PLAIN], kept, LANGUAGES) == first


def test_another_title_or_filter_is_another_shell(kept: Path) -> None:
    other = MapDefinition(name="karta", title=PLAIN.title, filter={"typ": "boat"})
    one = ensure_shells([PLAIN], kept, LANGUAGES)["karta", "sv"]
    two = ensure_shells([other], kept, LANGUAGES)["karta", "sv"]
    assert one.script_name != two.script_name


def test_the_first_language_of_a_country_has_no_part_of_its_own_in_the_links(
    tmp_path: Path,
) -> None:
    made = ensure_shells([PLAIN], tmp_path, ("fi", "sv"))
    assert b'"url": "/karta"' in made["karta", "fi"].script
    assert b'"url": "/sv/karta"' in made["karta", "sv"].script


def test_where_nothing_can_be_kept_the_map_is_there_all_the_same(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.touch()
    assert ensure_shells([PLAIN], blocked / "cache", LANGUAGES)["karta", "en"].script


def test_a_map_that_cannot_be_built_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with pytest.raises(Unavailable) as fault:
        ensure_shells([PLAIN], tmp_path, LANGUAGES)
    assert fault.value.key == "map.shell"


def test_shells_are_kept_where_the_user_keeps_such_things(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/somewhere")
    assert default_cache_dir() == Path("/somewhere/grannsamverkan")
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert default_cache_dir() == Path.home() / ".cache" / "grannsamverkan"


def test_serving_maps_loads_no_heavy_library() -> None:
    code = (
        "import json, sys, grannsamverkan.web.public.karta;"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603 — our own interpreter
    heavy = {"folium", "branca", "pandas", "geopandas", "matplotlib", "alembic", "pyogrio", "scipy"}
    assert not heavy & set(json.loads(run.stdout))
