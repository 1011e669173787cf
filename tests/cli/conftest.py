"""The command line as it is used: arguments in, an exit code and two streams out."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import shapely

from grannsamverkan.cli.main import answer
from grannsamverkan.crs import to_lonlat
from grannsamverkan.register import Head, open_register
from samples import square


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 # JSON
        """The JSON on standard output."""
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture(autouse=True)
def own_folder(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Let each test stand in a folder of its own, with no settings but the defaults."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    for name in ("REGISTER", "LANG", "DEBUG"):
        monkeypatch.delenv(f"GRANNSAMVERKAN_{name}", raising=False)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command, run in this process."""

    def run(*arguments: object) -> Answer:
        code = answer([str(one) for one in arguments])
        streams = capsys.readouterr()
        assert "Traceback" not in streams.err
        return Answer(code, streams.out, streams.err)

    return run


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make an empty register and an example once, by the commands that make them."""
    folder = tmp_path_factory.mktemp("templates")
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))
    assert answer(["init", "--municipality", "1861", "--register", str(folder / "empty")]) == 0
    example = ["demo", "--no-serve", "--place", "hallsberg", "--register", str(folder / "example")]
    assert answer(example) == 0
    patch.undo()
    return folder


@pytest.fixture
def empty(templates: Path, tmp_path: Path) -> Path:
    """Give an empty register of Hallsberg, where the command looks for one."""
    return Path(shutil.copyfile(templates / "empty", tmp_path / "grannsamverkan.gpkg"))


@pytest.fixture
def example(templates: Path, tmp_path: Path) -> Path:
    """Give the example register of Hallsberg, where the command looks for one."""
    return Path(shutil.copyfile(templates / "example", tmp_path / "grannsamverkan.gpkg"))


def head(path: Path) -> Head:
    """Return the newest change of a register."""
    register = open_register(path)
    try:
        return register.head()
    finally:
        register.close()


def squares(path: Path, *names: str, side_m: float = 200) -> Path:
    """Write a square for each name, side by side near Hallsberg, as GeoJSON in lon/lat."""
    features = []
    for number, name in enumerate(names):
        corners = shapely.get_coordinates(square(side_m * number, side_m=side_m))
        ring = [to_lonlat(x, y, source="EPSG:3006") for x, y in corners]
        features.append(
            {
                "type": "Feature",
                "properties": {"Namn": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def written(path: Path, text: str) -> Path:
    """Write a text file."""
    path.write_text(text, "utf-8")
    return path
