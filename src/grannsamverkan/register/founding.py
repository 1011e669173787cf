"""Making, opening and migrating registers."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from secrets import token_hex

import sqlalchemy as sa

from grannsamverkan.country import HOME
from grannsamverkan.crs import metric_crs, srid
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import guards
from grannsamverkan.register.faults import as_refusal
from grannsamverkan.register.ledger import genesis
from grannsamverkan.register.postgresql import Bounds, Postgresql
from grannsamverkan.register.schema import ABOUT, METADATA
from grannsamverkan.register.sqlite import Sqlite
from grannsamverkan.register.store import Database, Register
from grannsamverkan.register.unfinished import unfinished
from grannsamverkan.register.whereabouts import looks_like_url

NEWEST = "0010"
"""The schema this code writes; a test holds it against the migrations."""


def open_register(where: str | Path, *, bounds: Bounds | None = None) -> Register:
    """Open a register by its path, or by its `postgresql://` URL, of whose server it takes so much.

    An older register is migrated first, after a copy of the file has been laid beside it.

    Raises:
        NotFound: no such file. Refused: not a register, or made by a newer version of this program.
    """
    database = database_at(where, bounds)
    if isinstance(database, Sqlite) and not database.path.is_file():
        raise NotFound("store.no_such_file", path=database.path)
    with _closed_on_failure(database):
        with database.reading_at_primary() as connection:
            older = _is_older(connection)
        if older:
            if isinstance(database, Sqlite):
                _lay_beside(database)
            _migrate(database, crs=_crs_of(database))
        database.get_ready()
        return Register(database)


def _lay_beside(database: Sqlite) -> None:
    """Lay a copy of a register beside it as it was before it is migrated, whole or not at all.

    Another process that met it as well may have migrated it by now: then its copy is the one that stays.
    """
    target = database.path.with_name(f"{database.path.stem}.before-{NEWEST}.gpkg")
    with unfinished(target) as made:
        database.copy_to(made)
        with as_refusal(), closing(sqlite3.connect(made)) as copy:
            (found,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
        if found < NEWEST:
            made.replace(target)


@contextmanager
def _closed_on_failure(database: Database) -> Iterator[None]:
    """Let go of the file or the server when what is done with it fails."""
    try:
        yield
    except BaseException:
        database.close()
        raise


def create_register(
    where: str | Path,
    *,
    name: str,
    crs: str,
    now: datetime,
    example: bool = False,
    country: str = HOME,
) -> Register:
    """Make an empty register with a metric CRS such as `EPSG:3006`, whole or not at all.

    Raises:
        Conflict: something is there already. Refused: the CRS is unknown or not in metres.
    """
    crs = metric_crs(crs)
    about = {
        "format": "grannsamverkan",
        "register_id": token_hex(16),
        "name": name,
        "crs": crs,
        "country": country,
        "example": "true" if example else "false",
        "created": now.isoformat(timespec="seconds"),
    }
    about |= {"head_seq": "0", "head_hash": genesis(about)}
    database = database_at(where)
    if isinstance(database, Postgresql):
        with _closed_on_failure(database):
            with database.writing() as connection:
                found_in(connection, database, about)
            return Register(database)
    path = database.path
    if path.exists():
        raise Conflict("store.exists", path=path)
    unfinished = Sqlite(path.with_name(f".{path.name}.{token_hex(4)}"))
    try:
        with unfinished.writing() as connection:
            found_in(connection, unfinished, about)
        unfinished.close()
        settle(unfinished.path, path)
    finally:
        unfinished.close()
        unfinished.path.unlink(missing_ok=True)
    return open_register(path)


def settle(unfinished: Path, path: Path) -> None:
    """Give the finished file its name, unless another process took it in the meantime."""
    try:
        os.link(unfinished, path)
    except FileExistsError as error:
        raise Conflict("store.exists", path=path) from error
    except OSError:  # a file system without links
        shutil.move(unfinished, path)


def refuse_taken(where: str | Path) -> None:
    """Keep a register from being laid where there is something already.

    Raises:
        Conflict: there is. Refused: there is no such folder. Unavailable: the server does not answer.
    """
    database = database_at(where)
    if isinstance(database, Sqlite):
        if database.path.exists():
            raise Conflict("store.exists", path=database.path)
        if not database.path.parent.is_dir():
            raise Refused("store.cannot_open")
        return
    try:
        with database.reading() as connection:
            _refuse_laid_out(connection)
    finally:
        database.close()


def _refuse_laid_out(connection: sa.Connection) -> None:
    found = sa.inspect(connection)
    ours = {*METADATA.tables, "alembic_version"}
    if found.has_table("about") or not ours.isdisjoint(found.get_table_names()):
        raise Conflict("store.exists", path=connection.engine.url.database)


def found_in(connection: sa.Connection, database: Database, about: dict[str, str]) -> None:
    """Lay out an empty register and say what it is, in the transaction that is open.

    Raises:
        Conflict: there is one already.
    """
    _refuse_laid_out(connection)
    database.lay_out(connection, crs=about["crs"], name=about["name"])
    _upgrade(connection, srid(about["crs"]))
    connection.execute(
        sa.insert(ABOUT),
        [{"id": i, "key": key, "value": about[key]} for i, key in enumerate(about, start=1)],
    )


def database_at(where: str | Path, bounds: Bounds | None = None) -> Database:
    """Return the database at a path or a `postgresql://` URL; nothing is opened yet.

    Raises:
        Refused: it looks like a URL, and is none of a PostgreSQL database.
    """
    if isinstance(where, str) and looks_like_url(where):
        return Postgresql(where, bounds or Bounds())
    return Sqlite(Path(where))


def _is_older(connection: sa.Connection) -> bool:
    """Say whether a register has to be migrated.

    Raises:
        NotFound: there is none. Refused: it was made by a newer version of this program.
    """
    if not sa.inspect(connection).has_table("about"):
        raise NotFound("store.not_a_register")
    query = "SELECT version_num FROM alembic_version"
    found = str(connection.exec_driver_sql(query).scalar())
    if found > NEWEST:
        raise Refused("store.newer", found=found, ours=NEWEST)
    return found < NEWEST


def _crs_of(database: Database) -> str:
    with database.reading() as connection:
        query = sa.select(ABOUT.c.value).where(ABOUT.c.key == "crs")
        return str(connection.execute(query).scalar())


def _migrate(database: Database, *, crs: str) -> None:
    with database.writing() as connection:
        if _is_older(connection):  # another process may have been before us
            _upgrade(connection, srid(crs))
            database.reindex(connection)


def _upgrade(connection: sa.Connection, number: int) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes.update(connection=connection, srid=number)
    guards.drop(connection)
    command.upgrade(config, "head")
    guards.install(connection)
