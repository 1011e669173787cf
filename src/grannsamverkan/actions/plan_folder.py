"""The folder in which plans stand: it takes the place of one with earlier plans, whole or not at all."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from os.path import ismount
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import orjson

from grannsamverkan.errors import Conflict, Refused

FILES = ("proposals.geojson", "plan.json", "method.md", "map.html")

_OURS = frozenset({"municipality", "weights", "certificate", "proposals"})
"""What every `plan.json` of ours tells; somebody else's hardly does."""

_SIGNS = 40
"""So many of a folder's name at most are in that of the folder beside it: names have a longest length."""

_TAKEN_MEANWHILE = frozenset({errno.ENOTEMPTY, errno.EEXIST})


def place_of_plans(folder: Path) -> Path:
    """Return where a folder with plans is to stand, links followed; nothing is touched.

    Raises:
        Conflict: something else than plans lies there, or it cannot be taken away whole.
        Refused: the links go round in circles, or there is no telling where one stands.
    """
    try:
        place = folder.resolve()
        if Path.cwd().is_relative_to(place) or ismount(place):
            raise Conflict("planning.folder_stays", path=folder)
        if not _is_free(place):
            raise Conflict("planning.folder_taken", path=folder)
    except (OSError, RuntimeError) as error:  # links that lead to each other are the latter
        raise Refused("export.cannot_write", name=folder.name) from error
    return place


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Lend an empty folder that takes the place of one with earlier plans once everything is in it.

    It is made in a folder of its own that no one else has, beside the place. Nothing is removed but what
    was made, and plans; of several runs at once the last one to be ready stays.

    Raises:
        Conflict: something else than plans lies there. Refused: it cannot be written.
    """
    place = place_of_plans(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = Path(mkdtemp(prefix=f".{place.name[:_SIGNS]}.", dir=place.parent))
        fresh = beside / "new"
        try:
            fresh.mkdir()
            yield fresh
            any(_put(fresh, place, beside / str(number)) for number in count())
        finally:
            rmtree(fresh, ignore_errors=True)
            with suppress(OSError):  # what could not be put back is in it still
                beside.rmdir()
    except OSError as error:
        raise Refused("export.cannot_write", name=place.name) from error


def _put(fresh: Path, place: Path, aside: Path) -> bool:
    """Put a folder in its place, and what stood there aside; False: another one came there in between.

    Only what has been moved aside can be looked into while nobody else changes it.

    Raises:
        Conflict: something else than plans has come there; it is put back.
    """
    with suppress(FileNotFoundError):
        place.rename(aside)
    if aside.exists() and not _only_plans(aside):
        aside.rename(place)
        raise Conflict("planning.folder_taken", path=place)
    try:
        fresh.rename(place)
    except OSError as error:
        if error.errno not in _TAKEN_MEANWHILE:
            if aside.exists():
                aside.rename(place)
            raise
    rmtree(aside, ignore_errors=True)
    return not fresh.exists()


def _is_free(place: Path) -> bool:
    """Say whether plans may stand in a place; one that another run exchanges meanwhile is looked at again."""
    seen = _mark(place)
    while seen is not None and not _only_plans(place):
        before, seen = seen, _mark(place)
        if seen == before:
            return False
    return True


def _mark(place: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another one in its place; None: there is none."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _only_plans(folder: Path) -> bool:
    """Say whether nothing lies in a folder but the files of a plan, or folders with a plan each.

    What cannot be looked into is somebody's.
    """
    try:
        there = list(folder.iterdir())
        return (
            not there
            or _is_plan(there)
            or all(one.is_dir() and _is_plan(list(one.iterdir())) for one in there)
        )
    except OSError:
        return False


def _is_plan(there: Sequence[Path]) -> bool:
    """Say whether files are those of a plan: one of ours tells its figures."""
    figures = next((one for one in there if one.name == FILES[1]), None)
    return figures is not None and all(one.name in FILES for one in there) and _is_ours(figures)


def _is_ours(figures: Path) -> bool:
    try:
        told = orjson.loads(figures.read_bytes())
    except orjson.JSONDecodeError:
        return False
    return isinstance(told, dict) and told.keys() >= _OURS
