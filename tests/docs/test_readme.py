"""What the README tells a reader to do works as it stands there."""

import shlex
from pathlib import Path

import pytest
from blocks import ROOT, blocks

from grannsamverkan.cli.main import answer


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRANNSAMVERKAN_REGISTER", raising=False)
    return tmp_path


def test_every_command_and_the_python_block_run(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ((_, municipal_list),) = blocks("README.md", "csv")
    (folder / "lista.csv").write_text(municipal_list, "utf-8")
    for _, block in blocks("README.md", "sh"):
        for line in block.splitlines():
            program, *arguments = shlex.split(line)
            assert program == "grannsamverkan"
            assert answer(arguments) == 0, f"{line}\n{capsys.readouterr()}"
    assert "Kvarnbacken" in capsys.readouterr().out
    ((_, python),) = blocks("README.md", "python")
    exec(compile(python, "README.md", "exec"), {})  # noqa: S102  # our own words, held to the test
    assert "Granitbacken" in capsys.readouterr().out


def test_it_opens_with_the_two_commands_and_a_picture_that_is_there() -> None:
    text = (ROOT / "README.md").read_text("utf-8")
    assert text.index("python3 start.py ") < text.index("python3 start.py test") < 200
    assert "](docs/karta.png)" in text
    assert (ROOT / "docs" / "karta.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("file", sorted(path.name for path in ROOT.glob("*.md")))
def test_every_link_to_a_file_leads_somewhere(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    links = [part.split(")")[0] for part in text.split("](")[1:]]
    for link in links:
        assert link.startswith("https://") or (ROOT / link).exists(), link
