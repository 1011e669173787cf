"""Folders in which files lie while they are read: they go with what is read, or else with the process."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grannsamverkan.exchange.staging import staged, sweep

LEFT = """
import os, signal
from grannsamverkan.exchange.staging import staged
with staged() as folder:
    (folder / "lista.csv").write_text("Kontakt Nio", "utf-8")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder in which the machine keeps what is temporary."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def test_a_folder_goes_with_what_is_done_in_it(temporary: Path) -> None:
    with staged() as folder:
        (folder / "lista.csv").write_text("Kontakt Nio", "utf-8")
        assert folder.parent == temporary
    assert list(temporary.iterdir()) == []


@pytest.mark.skipif(os.name != "posix", reason="elsewhere, asking after a process ends it")
def test_what_a_killed_process_left_is_swept_up_when_the_next_reads_and_no_other(
    temporary: Path,
) -> None:
    killed = subprocess.run([sys.executable, "-c", LEFT], check=False)  # noqa: S603 # code of ours
    (left,) = temporary.iterdir()
    assert killed.returncode < 0
    others = [
        temporary / name
        for name in ("x", "grannsamverkan-a-b", "grannsamverkan-1-a", f"grannsamverkan-{10**30}-a")
    ]
    for folder in others:
        folder.mkdir()
    with staged() as mine, staged():
        assert mine.exists()
        assert not left.exists()
    assert sorted(temporary.iterdir()) == sorted(others)


def test_at_its_start_a_process_takes_its_number_for_that_of_the_one_before(
    temporary: Path,
) -> None:
    before = temporary / f"grannsamverkan-{os.getpid()}-x"
    before.mkdir()
    sweep()
    assert before.exists()
    sweep(at_start=True)
    assert not before.exists()
