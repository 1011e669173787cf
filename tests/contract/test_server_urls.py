"""The address of a server: read as it is meant, and what a server refuses is said so that one knows what to do."""

from collections.abc import Iterator
from secrets import token_hex

import pytest
import sqlalchemy as sa

from grannsamverkan.errors import Conflict, GrannsamverkanError, Refused
from grannsamverkan.register import Bounds, create_register, open_register, refuse_taken
from grannsamverkan.register.founding import database_at
from stores import DAWN, NewStore, engine_of


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_a_role_called_as_the_scheme_is_kept(scheme: str) -> None:
    database = database_at(f"{scheme}://postgres:postgres:@db/postgres")
    url = database.engine.url
    database.close()
    assert (url.username, url.password, url.host) == ("postgres", "postgres:", "db")
    assert (url.drivername, url.database) == ("postgresql+psycopg", "postgres")


@pytest.mark.parametrize(
    "where",
    [
        "postgresql://db:abc/register",
        "postgresql:register",
        "postgresql://a:b@c@db/register",
        "mysql://db/register",
        "postgresql+other://db/register",
    ],
)
def test_what_is_no_address_of_a_database_is_refused_without_a_word_of_it(where: str) -> None:
    with pytest.raises(Refused) as refused:
        open_register(where)
    assert (refused.value.key, refused.value.values) == ("store.not_a_url", {})


@pytest.fixture
def poor(postgresql: sa.URL) -> Iterator[str]:
    """Give the name of a role that may do nothing."""
    name = f"poor_{token_hex(4)}"
    with engine_of(postgresql) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
        yield name
        with engine.begin() as connection:
            connection.exec_driver_sql(f"DROP ROLE {name}")


def told(url: sa.URL) -> str:
    """Return what founding a register at an address is refused with."""
    where = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with pytest.raises(GrannsamverkanError) as refused:
        create_register(where, name="Provby", crs="EPSG:3006", now=DAWN)
    return refused.value.key


def test_what_a_server_refuses_is_said_in_words(postgresql: sa.URL, poor: str) -> None:
    stranger = f"nobody_{token_hex(4)}"
    assert told(postgresql.set(database=stranger)) == "store.no_such_database"
    assert told(postgresql.set(username=stranger)) == "store.not_let_in"
    assert told(postgresql.set(username=poor)) == "store.no_rights"
    assert told(postgresql.update_query_dict({"sslmode": "hej"})) == "store.not_a_url"


def test_a_register_is_not_laid_among_tables_with_its_names(postgresql_store: NewStore) -> None:
    place = postgresql_store()
    place.run("CREATE TABLE area_version (mine text)")
    with pytest.raises(Conflict) as refused:
        refuse_taken(place.where)
    assert refused.value.key == "store.exists"
    with pytest.raises(Conflict):
        place.create()
    assert not place.ask("SELECT * FROM area_version")


def test_another_register_is_not_read_in_place_of_a_replica(postgresql_store: NewStore) -> None:
    place, other, nothing = (postgresql_store() for _ in range(3))
    place.create()
    other.create()
    for wrong in (other, nothing):
        with pytest.raises(Refused) as refused:
            place.open(bounds=Bounds(read=str(wrong.where)))
        assert refused.value.key == "store.replica_of_other"
    same = place.open(bounds=Bounds(read=str(place.where)))
    assert same.head().seq == 0
