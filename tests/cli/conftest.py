"""The command line as it is used: arguments in, an exit code and two streams out."""

import shutil
from pathlib import Path

import pytest
from typed import Answer, Run

from grannsamverkan.cli.main import answer


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
