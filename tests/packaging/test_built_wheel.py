"""The wheel that `pip wheel .` makes runs the example from any folder."""

import json
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

import grannsamverkan

ROOT = Path(__file__).resolve().parent.parent.parent
DEPENDENCIES = next(path for path in sys.path if path.endswith("site-packages"))


def run(*command: str | Path, cwd: Path) -> str:
    told = subprocess.run(  # noqa: S603  # our own commands
        [str(word) for word in command],
        cwd=cwd,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of programs of an environment that holds our wheel and our dependencies alone."""
    folder = tmp_path_factory.mktemp("wheel")
    venv.create(folder / "env", with_pip=True, symlinks=os.name != "nt")
    programs = folder / "env" / ("Scripts" if os.name == "nt" else "bin")
    python = programs / "python"
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", folder, ROOT, cwd=folder)
    (wheel,) = folder.glob("*.whl")
    run(*pip, "install", "--no-deps", wheel, cwd=folder)
    own = run(python, "-c", "import site; print(site.getsitepackages()[-1])", cwd=folder).strip()
    (Path(own) / "dependencies.pth").write_text(DEPENDENCIES, "utf-8")
    return programs


def test_the_example_runs_from_another_folder(installed: Path, tmp_path: Path) -> None:
    program = installed / "grannsamverkan"
    run(program, "demo", "--no-serve", "--register", "x.gpkg", cwd=tmp_path)
    counted = json.loads(run(program, "count", "--json", "--register", "x.gpkg", cwd=tmp_path))
    assert counted["active"] == 22
    run(program, "map", "--out", "karta.html", "--register", "x.gpkg", cwd=tmp_path)
    assert "EXEMPEL" in (tmp_path / "karta.html").read_text("utf-8")


def test_it_is_the_wheel_that_runs_and_not_the_checkout(installed: Path, tmp_path: Path) -> None:
    where = "import grannsamverkan; print(grannsamverkan.__file__)"
    found = Path(run(installed / "python", "-c", where, cwd=tmp_path).strip())
    assert found.is_relative_to(installed.parent)
    assert found != Path(grannsamverkan.__file__)


def test_the_wheel_holds_every_file_of_the_package(installed: Path) -> None:
    (package,) = installed.parent.rglob("site-packages/grannsamverkan")
    ours = ROOT / "src" / "grannsamverkan"
    for folder, inside in ((ours, package), (ROOT / "geodata", package / "_data" / "geodata")):
        expected = {
            path.relative_to(folder)
            for path in folder.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert expected <= {path.relative_to(inside) for path in inside.rglob("*")}
