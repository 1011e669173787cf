"""Registers to test against: a file, and a schema of its own on a PostgreSQL server where one is at hand."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa

from grannsamverkan.domain.areas import Municipality
from grannsamverkan.register import Bounds, Register, create_register, guards, open_register
from prepared import made_once

SERVER = "GRANNSAMVERKAN_TEST_POSTGRES"
"""The setting that names a PostgreSQL database, by a role that can create databases, PostGIS and btree_gist."""

EXTENSIONS = ("postgis", "btree_gist")

SCHEMA = "settled"
"""The schema of a register in a database of its own, beside what PostGIS lays in `public`."""

DAWN = datetime(2026, 1, 2, 12, tzinfo=UTC)
"""When the registers of the tests are made."""


@contextmanager
def engine_of(url: sa.URL) -> Iterator[sa.Engine]:
    """Lend a plain engine, without anything that the register sets on its own."""
    engine = sa.create_engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@dataclass
class Store:
    """One place for a register, with the means to look behind its back."""

    where: Path | str
    opened: list[Register] = field(default_factory=list)
    copied: Callable[[], str] = field(default=str)
    """What copies the database that has a register of two municipalities, and gives the copy's URL."""

    @property
    def path(self) -> Path:
        """The file of a register in SQLite."""
        assert isinstance(self.where, Path)
        return self.where

    @property
    def url(self) -> sa.URL:
        """Where a plain client finds the database."""
        if isinstance(self.where, Path):
            return sa.URL.create("sqlite", database=str(self.where))
        return sa.make_url(self.where).set(drivername="postgresql+psycopg")

    def create(self, *, name: str = "Provby", crs: str = "EPSG:3006") -> Register:
        """Make an empty register here."""
        return self._kept(create_register(self.where, name=name, crs=crs, now=DAWN))

    def settled(self) -> Register:
        """Return a register here that serves Hallsberg and Kumla; only the first is founded, the rest are copies."""
        if isinstance(self.where, Path):
            return self._kept(_settled(self.where))
        self.where = self.copied()
        return self.open()

    def open(self, *, bounds: Bounds | None = None) -> Register:
        """Open the register that is here."""
        return self._kept(open_register(self.where, bounds=bounds))

    def _kept(self, register: Register) -> Register:
        self.opened.append(register)
        return register

    def run(self, *statements: str, unguarded: bool = False) -> None:
        """Run plain SQL in one transaction, as someone who has the file or the password would."""
        with engine_of(self.url) as engine, engine.begin() as connection:
            if unguarded:
                guards.drop(connection)
            for statement in statements:
                connection.exec_driver_sql(statement)

    def ask(self, query: str) -> Sequence[sa.Row[tuple[object, ...]]]:
        """Return the rows of a plain query."""
        with engine_of(self.url) as engine, engine.connect() as connection:
            return connection.exec_driver_sql(query).all()

    def close(self) -> None:
        """Close every register that was opened here."""
        for register in self.opened:
            register.close()


NewStore = Callable[[], Store]


@pytest.fixture(scope="session")
def postgresql() -> sa.URL:
    """Return the URL of a PostgreSQL database with PostGIS, or skip saying that none is named."""
    named = os.environ.get(SERVER)
    if not named:
        pytest.skip(f"no PostgreSQL at hand: set {SERVER} to the URL of a database")
    url = sa.make_url(named).set(drivername="postgresql+psycopg")
    with engine_of(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(1861)")  # workers arrive together
        for extension in EXTENSIONS:
            connection.exec_driver_sql(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
    return url


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Iterator[NewStore]:
    """Return a maker of places for registers in files."""
    made: list[Store] = []

    def new() -> Store:
        made.append(Store(tmp_path / f"register{len(made)}.gpkg"))
        return made[-1]

    yield new
    for store in made:
        store.close()


Databases = Callable[[str], sa.URL]


@pytest.fixture(scope="session")
def settled_database(postgresql: sa.URL) -> Iterator[str]:
    """Return the name of a database with a register that serves two municipalities, to be copied."""
    with _databases(postgresql) as new:
        url = new("template1")
        with engine_of(url) as engine, engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE SCHEMA {SCHEMA}")
            for extension in EXTENSIONS:
                connection.exec_driver_sql(f"CREATE EXTENSION {extension} SCHEMA public")
        found(in_schema(url, SCHEMA)).close()
        assert url.database is not None
        yield url.database


@contextmanager
def _databases(server: sa.URL) -> Iterator[Databases]:
    """Lend a maker of copies of databases, which are gone afterwards."""
    made: list[str] = []

    with engine_of(server) as engine:
        plain = engine.execution_options(isolation_level="AUTOCOMMIT")  # as databases are made

        def new(template: str) -> sa.URL:
            name = f"test_{token_hex(6)}"
            with plain.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {name} TEMPLATE {template}")
            made.append(name)
            return server.set(database=name)

        yield new
        with plain.connect() as connection:
            for name in made:
                connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")


def in_schema(url: sa.URL, schema: str) -> str:
    """Return where a register finds a schema of a database."""
    options = {"options": f"-csearch_path={schema},public"}
    named = url.set(drivername="postgresql").update_query_dict(options)
    return named.render_as_string(hide_password=False)


@pytest.fixture
def postgresql_store(postgresql: sa.URL, request: pytest.FixtureRequest) -> Iterator[NewStore]:
    """Return a maker of schemas on the server, which are gone after the test."""
    made: dict[str, Store] = {}

    with _databases(postgresql) as database:

        def copied() -> str:
            return in_schema(database(request.getfixturevalue("settled_database")), SCHEMA)

        def new() -> Store:
            schema = f"test_{token_hex(6)}"
            with engine_of(postgresql) as engine, engine.begin() as connection:
                connection.exec_driver_sql(f"CREATE SCHEMA {schema}")
            made[schema] = Store(in_schema(postgresql, schema), copied=copied)
            return made[schema]

        yield new
        for store in made.values():
            store.close()
        with engine_of(postgresql) as engine, engine.begin() as connection:
            for schema in made:
                connection.exec_driver_sql(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgresql"])
def new_store(request: pytest.FixtureRequest) -> NewStore:
    """Return a maker of places for registers, on each database in turn."""
    new: NewStore = request.getfixturevalue(f"{request.param}_store")
    return new


@pytest.fixture
def store(new_store: NewStore) -> Store:
    """Return one place for a register, on each database in turn."""
    return new_store()


@pytest.fixture
def register(store: Store) -> Register:
    """Return a register that serves two municipalities, on each database in turn."""
    return store.settled()


def with_municipalities(register: Register) -> Register:
    """Return the register, serving Hallsberg and Kumla."""
    with register.change(actor="test", action="init", reason="founded", now=DAWN) as change:
        for code, name in (("1861", "Hallsberg"), ("1881", "Kumla")):
            change.set_municipality(Municipality(code=code, name=name))
    return register


def found(where: Path | str) -> Register:
    """Return a new register that serves two municipalities."""
    return with_municipalities(create_register(where, name="Provby", crs="EPSG:3006", now=DAWN))


_settled = made_once(found)
