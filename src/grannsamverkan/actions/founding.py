"""Founding a register for its municipalities, and putting a backup in its place."""

import re
import shutil
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.actions.places import add_municipalities
from grannsamverkan.country import HOME, country
from grannsamverkan.crs import metric_crs
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.borders import read_borders
from grannsamverkan.exchange.tables import ReadOptions
from grannsamverkan.register import (
    Copy,
    Register,
    backup,
    create_register,
    look_into,
    open_register,
    restore,
)
from grannsamverkan.register.founding import settle


def found_register(  # noqa: PLR0913 # a founding says as much
    where: str,
    *,
    codes: Sequence[str],
    name: str | None,
    crs: str | None,
    border: Path | None,
    actor: str,
    now: datetime,
    land: str = HOME,
) -> Register:
    """Make a register in a country that serves municipalities by code, or one place by its name.

    Without `crs` it measures in the country's own.

    Raises:
        Refused: neither codes nor a name, codes of a country whose municipalities do not come with the
            program, or no such country. NotFound: no such municipality. Conflict: it exists.
    """
    where_it_is = country(land)
    crs = metric_crs(crs or where_it_is.crs)
    if codes and not where_it_is.municipalities:
        raise Refused("place.no_codes", country=land)
    if codes:
        places = [catalogued(code, metric_crs=crs) for code in dict.fromkeys(codes)]
    elif name is not None and name.strip():
        places = [Municipality(code=_slug(name), name=name.strip())]
    else:
        raise Refused("place.name_or_code")
    if border is not None:
        if len(places) > 1:
            raise Refused("place.border_of_which")
        wanted = {places[0].code: places[0].name}
        (polygon,) = read_borders(border, ReadOptions(register_crs=crs), wanted).values()
        drawn = replace(
            places[0], border=polygon, border_source=border.name, border_generalised=False
        )
        places = [drawn]
    title = (name or "").strip() or ", ".join(place.name for place in places)

    def lay(target: str | Path) -> Register:
        register = create_register(target, name=title, crs=crs, now=now, country=land)
        try:
            who = Doing(register=register, actor=actor, reason="init", now=now)
            add_municipalities(who, places)
        except BaseException:
            register.close()
            raise
        return register

    return _whole(where, lay)


def _whole(where: str, lay: Callable[[str | Path], Register]) -> Register:
    """Make a register at a path or URL and return it; a file appears whole or not at all.

    Raises:
        Conflict: something is there already. Refused: there is no such folder.
    """
    if _on_server(where):
        return lay(where)
    path = Path(where)
    if path.exists():
        raise Conflict("store.exists", path=path)
    if not path.parent.is_dir():
        raise Refused("store.cannot_open")
    with TemporaryDirectory(dir=path.parent, prefix=".new-") as folder:
        draft = Path(folder) / path.name
        lay(draft).close()
        settle(draft, path)
    return open_register(path)


def is_example(where: str) -> bool:
    """Say whether there is an example register at a path or URL; False where there is nothing yet.

    Raises:
        Conflict: there is another register. Refused: there is something else.
    """
    if not _on_server(where) and not Path(where).exists():
        return False
    try:
        register = open_register(where)
    except NotFound:
        if _on_server(where):
            return False
        raise
    info = register.info
    register.close()
    if not info.example:
        raise Conflict("store.not_example", path=info.name)
    return True


def found_example(where: str, place: str, *, now: datetime) -> None:
    """Make the example register of a place at a path or URL; a file appears whole or not at all.

    Raises:
        NotFound: no such place. Conflict: something is there already.
    """
    folder = place_folder(place)
    _whole(where, lambda target: create_example(target, folder, now=now)).close()


def _on_server(where: str) -> bool:
    return where.startswith("postgres")


def _slug(name: str) -> str:
    """Return a name as a code: `Örebro län` is `orebro-lan`."""
    plain = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-") or "ort"


@dataclass(frozen=True, slots=True)
class Restored:
    """What a backup holds, how many newer changes it lacks, and where the register was kept before."""

    copy: Copy
    lost: int
    kept_as: Path | None


def restore_register(where: str, source: Path, *, now: datetime, dry: bool) -> Restored:
    """Put a backup in a register's place, after a copy of the register has been laid beside it.

    Where there is no register yet, the backup becomes it.

    Raises:
        NotFound: no such file. Refused: the backup is unsound or of another register.
    """
    if not source.is_file():
        raise NotFound("import.no_file", name=source.name)
    copy = look_into(source)
    if not _on_server(where) and not Path(where).exists():
        if not dry:
            _put_first(source, Path(where))
        return Restored(copy, 0, None)
    register = open_register(where)
    try:
        if copy.info.id != register.info.id:
            raise Refused("store.other_register", found=copy.info.name, ours=register.info.name)
        lost = max(0, register.head().seq - copy.verdict.changes)
        if dry:
            return Restored(copy, lost, None)
        beside = source if _on_server(where) else Path(where)
        kept_as = beside.with_name(f"{beside.stem}.before-restore-{now:%Y%m%dT%H%M%S%f}.gpkg")
        backup(register, kept_as)
        restore(register, source)
        return Restored(copy, lost, kept_as)
    finally:
        register.close()


def _put_first(source: Path, target: Path) -> None:
    """Make a register of a backup, which may lie on a medium that is read-only."""
    with TemporaryDirectory() as folder:
        register = open_register(shutil.copyfile(source, Path(folder) / "copy.gpkg"))
        try:
            backup(register, target)
        finally:
            register.close()
