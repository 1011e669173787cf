"""The folder in which plans stand: it takes the place of one with earlier plans, whole or not at all."""

import errno
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

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
        Refused: it cannot be looked into.
    """
    try:
        place = folder.resolve()
        if Path.cwd().is_relative_to(place) or place.is_mount():
            raise Conflict("planning.folder_stays", path=folder)
        if place.exists() and not _only_plans(place):
            raise Conflict("planning.folder_taken", path=folder)
    except (OSError, RuntimeError) as error:  # links that lead to each other are the latter
        raise Refused("export.cannot_write", name=folder.name) from error
    return place


@contextmanager
def whole(folder: Path) -> Iterator[Path]:
    """Lend an empty folder that takes the place of one with earlier plans once everything is in it.

    It is made in a folder of its own that no one else has, beside the place; that and nothing else is
    removed again. Of several at once the last one to be ready stays.

    Raises:
        Conflict: something else than plans lies there. Refused: it cannot be written.
    """
    place = place_of_plans(folder)
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(
            prefix=f".{place.name[:_SIGNS]}.", dir=place.parent, ignore_cleanup_errors=True
        ) as beside:
            fresh = Path(beside) / "new"
            fresh.mkdir()
            yield fresh
            for number in count():
                place_of_plans(place)  # what has come meanwhile is to be plans as well
                if _put(fresh, place, Path(beside) / str(number)):
                    return
    except OSError as error:
        raise Refused("export.cannot_write", name=place.name) from error


def _put(fresh: Path, place: Path, aside: Path) -> bool:
    """Put a folder in its place, and what stood there aside; False: another one came there in between."""
    with suppress(FileNotFoundError):
        place.rename(aside)
    try:
        fresh.rename(place)
    except OSError as error:
        if error.errno in _TAKEN_MEANWHILE:
            return False
        if aside.exists():
            aside.rename(place)
        raise
    return True


def _only_plans(folder: Path) -> bool:
    """Say whether nothing lies in a folder but the files of a plan, or folders with a plan each."""
    if not folder.is_dir():
        return False
    there = list(folder.iterdir())
    return (
        not there
        or _is_plan(there)
        or all(one.is_dir() and _is_plan(list(one.iterdir())) for one in there)
    )


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
