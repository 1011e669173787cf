"""The example register, made once for all that count it again."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from example_reports import NOW, Example
from fuller import tell_more
from ledger_frames import read_ledger

from grannsamverkan.register import open_register
from prepared import example_of


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the file of the example register as anyone gets it."""
    where = tmp_path_factory.mktemp("recount") / "exempel.gpkg"
    example_of(where, "hallsberg", NOW).close()
    return where


@pytest.fixture(scope="session")
def example(made: Path) -> Iterator[Example]:
    """Give the example register."""
    register = open_register(made)
    yield Example(register, read_ledger(made))
    register.close()


@pytest.fixture(scope="session")
def fuller(made: Path) -> Iterator[Example]:
    """Give the example register with what it lacks."""
    where = made.with_name("mer.gpkg")
    shutil.copy(made, where)
    register = open_register(where)
    tell_more(register)
    yield Example(register, read_ledger(where))
    register.close()
