"""A folder that is written beside the one it is to take the place of, and put there whole or not at all."""

import hashlib
import os
import shutil
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from grannsamverkan.errors import Conflict

SUMS = "SHA256SUMS"
"""The list of what is in a folder of ours; `sha256sum -c` reads it."""

_FORGOTTEN_S = 86_400
"""After so long what a killed process left behind is nobody's."""


class Staging:
    """A folder that is being written; `commit` puts it in its place.

    What stood there before stays until the new one is whole. Should the machine stop between the two
    renames, the next one who writes there puts the old folder back first.
    """

    def __init__(self, target: Path) -> None:
        """Take where the folder is to be; nothing is touched yet."""
        self.target = target.resolve()
        self.sums: dict[str, str] = {}
        self.size_bytes = 0
        self._beside = self.target.parent
        self._fresh = self._beside / f".{self.target.name}.{os.getpid()}.ny"
        self._before = self._beside / f".{self.target.name}.gammal"

    def __enter__(self) -> Self:
        """Begin.

        Raises:
            Conflict: the place is taken by something that this program did not write.
        """
        self._beside.mkdir(parents=True, exist_ok=True)
        self._recover()
        refuse_foreign(self.target)
        self._fresh.mkdir()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _: BaseException | None, __: TracebackType | None
    ) -> None:
        """Leave nothing half-written behind."""
        shutil.rmtree(self._fresh, ignore_errors=True)

    def _recover(self) -> None:
        if self._before.exists():
            if self.target.exists():
                shutil.rmtree(self._before)
            else:
                self._before.rename(self.target)
        for left in self._beside.glob(f".{self.target.name}.*.ny"):
            if left == self._fresh or time.time() - left.stat().st_mtime > _FORGOTTEN_S:
                shutil.rmtree(left)

    def write(self, name: str, content: bytes) -> None:
        """Write one file; its name is a path from the root of the folder."""
        path = self._fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.note(name, content)

    def path(self, name: str) -> Path:
        """Return where a file is to be written by someone else, who then hands it to `taken`."""
        path = self._fresh / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def taken(self, name: str) -> None:
        """Take a file that someone else has written."""
        self.note(name, self.path(name).read_bytes())

    def note(self, name: str, content: bytes) -> None:
        """Note what a file holds."""
        self.sums[name] = hashlib.sha256(content).hexdigest()
        self.size_bytes += len(content)

    def commit(self) -> None:
        """Put the folder in its place, with the list of what is in it."""
        lines = (f"{digest}  {name}\n" for name, digest in sorted(self.sums.items()))
        (self._fresh / SUMS).write_text("".join(lines), "utf-8")
        refuse_foreign(self.target)  # what has come meanwhile is not ours either
        if self.target.exists():
            self.target.rename(self._before)
        try:
            self._fresh.rename(self.target)
        except OSError:
            if self._before.exists():
                self._before.rename(self.target)
            raise
        shutil.rmtree(self._before, ignore_errors=True)


def refuse_foreign(folder: Path) -> None:
    """Keep a folder from being replaced that holds anything this program did not write.

    Raises:
        Conflict: it does; the error names the first such thing.
    """
    if not folder.exists():
        return
    if not folder.is_dir():
        raise Conflict("folder.not_a_folder", path=folder)
    ours = _listed(folder / SUMS) | {SUMS}
    there = (
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if not _is_room(path)
    )
    for name in sorted(there):
        if name not in ours:
            raise Conflict("folder.not_ours", path=folder, name=name)


def _is_room(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()


def _listed(sums: Path) -> set[str]:
    """Return the names in a list of sums; none where there is no list."""
    try:
        lines = sums.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {name for _, found, name in (line.partition("  ") for line in lines) if found}
