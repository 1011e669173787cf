"""What many tests begin with, made once in a process: registers, of which each gets a copy, and pages' templates."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache, wraps
from pathlib import Path
from tempfile import TemporaryDirectory
from types import CodeType
from typing import Any, Concatenate, ParamSpec

import jinja2
import pytest

from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.register import Register, open_register

How = ParamSpec("How")
Make = Callable[Concatenate[Path, How], Register]


def made_once(make: Make[How]) -> Make[How]:
    """Let a maker of registers make each kind once in a process, and hand out copies of the file."""

    @cache
    def content(*args: How.args, **facts: How.kwargs) -> bytes:
        with TemporaryDirectory() as folder:
            path = Path(folder) / "made.gpkg"
            make(path, *args, **facts).close()
            return path.read_bytes()

    @wraps(make)
    def copy(path: Path, /, *args: How.args, **facts: How.kwargs) -> Register:
        path.write_bytes(content(*args, **facts))  # type: ignore[arg-type]  # days and truths: hashable
        return open_register(path)

    return copy


@made_once
def example_of(path: Path, place: str, now: datetime) -> Register:
    """Return the example register of a place as it is made at a moment."""
    return create_example(path, place_folder(place), now=now)


class Compiled(jinja2.BytecodeCache):
    """The code of templates by their file and text, for every application of a process."""

    def __init__(self) -> None:
        """Begin without any."""
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Give the code of a template, where it is known."""
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: jinja2.bccache.Bucket) -> None:
        """Keep the code of a template."""
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


@pytest.fixture(scope="session", autouse=True)
def _compiled_once() -> Iterator[None]:
    """Let a template that one application has compiled be compiled for all: most tests make one of their own."""
    known, made = Compiled(), jinja2.Environment.__init__

    @wraps(made)
    def make(self: jinja2.Environment, *args: Any, **options: Any) -> None:  # noqa: ANN401 # as it is
        made(self, *args, **options)
        self.bytecode_cache = known

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Environment, "__init__", make)
        yield
