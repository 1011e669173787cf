"""The database itself refuses to forget, whoever asks it."""

from datetime import date

import pytest
import sqlalchemy as sa

from grannsamverkan.domain.areas import advance
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.register import Register
from grannsamverkan.register.schema import METADATA
from samples import area, outline_of, square, write
from stores import NewStore, Store

OUTLINE = outline_of(square())
LAPSED = advance(
    area("A", outline=OUTLINE), StatedDate(date(2024, 5, 1)), Event.LAPSE, status=Status.DORMANT
)


def a_version_like(one: str, /, **facts: str) -> str:
    """Return the statement that copies the first version of an area, but for these facts."""
    names = (
        "area_id valid_from valid_to precision event status name municipality inherited "
        "verification made_in ended_in digest"
    )
    values = {name: facts.get(name, name) for name in names.split()}
    return (
        f"INSERT INTO area_version ({', '.join(values)}) SELECT {', '.join(values.values())} "  # noqa: S608 # names of ours
        f"FROM area_version WHERE area_id = '{one}' ORDER BY valid_from LIMIT 1"
    )


ALLOWED_FIRST = "UPDATE area_version SET ended_in = 2 WHERE area_id = 'B'"

FORBIDDEN = {
    "a fact altered": "UPDATE area_version SET name = 'Annat' WHERE area_id = 'A'",
    "a fact altered while it ends": "UPDATE area_version SET ended_in = 2, name = 'Annat'",
    "a null filled": "UPDATE area_version SET code = '1'",
    "a digest altered": "UPDATE area_version SET digest = 'x'",
    "a version moved to another change": "UPDATE area_version SET made_in = 1",
    "a second end": "UPDATE area_version SET ended_in = 1 WHERE area_id = 'B'",
    "an end taken back": "UPDATE area_version SET ended_in = NULL WHERE area_id = 'B'",
    "a version deleted": "DELETE FROM area_version",
    "an ended version deleted": "DELETE FROM area_version WHERE ended_in IS NOT NULL",
    "an outline redrawn": "UPDATE outline SET polygon = public_polygon",
    "a size altered": "UPDATE outline SET m2 = m2 + 1",
    "an outline deleted": "DELETE FROM outline",
    "a change altered": "UPDATE change SET actor = 'nobody'",
    "a change deleted": "DELETE FROM change WHERE seq = 2",
    "a municipality altered": "UPDATE municipality SET name = 'Annat'",
    "a municipality deleted": "DELETE FROM municipality",
    "a version over a believed one": a_version_like(
        "A", valid_from="date('2021-01-01')", valid_to="date('2022-01-01')"
    ),
    "a version over the edge of two": a_version_like(
        "A", valid_from="date('2024-04-30')", valid_to="date('2024-05-02')"
    ),
    "a version born ended": a_version_like("B", area_id="'C'", ended_in="2"),
    "a version without days": a_version_like(
        "B", area_id="'C'", valid_from="valid_to", ended_in="NULL"
    ),
    "a version of a change that is not there": a_version_like(
        "B", area_id="'C'", made_in="99", ended_in="NULL"
    ),
    "a municipality twice": (
        "INSERT INTO municipality (code, name, border_generalised, made_in, digest) "
        "SELECT code, name, border_generalised, made_in, digest FROM municipality"
    ),
}

FORBIDDEN_BY_REPLACING = {
    "a version": "INSERT OR REPLACE INTO area_version SELECT * FROM area_version WHERE area_id = 'B'",
    "an outline": (
        "INSERT OR REPLACE INTO outline SELECT id, public_polygon, 1, public_polygon, made_in, digest "
        "FROM outline"
    ),
    "a change": (
        "REPLACE INTO change SELECT seq, at, 'nobody', action, reason_digest, prev, hash, subject FROM change"
    ),
    "a municipality by its code": (
        "REPLACE INTO municipality (code, name, border_generalised, made_in, digest) "
        "SELECT code, 'Annat', border_generalised, made_in, digest FROM municipality"
    ),
    "a municipality by its row": "REPLACE INTO municipality SELECT * FROM municipality",
}


def filled(store: Store, register: Register) -> None:
    write(register, [LAPSED, area("B")], outlines=[OUTLINE])
    store.run(ALLOWED_FIRST)


def content(store: Store) -> list[object]:
    tables = [table for table in METADATA.sorted_tables if table.name != "about"]
    return [store.ask(f"SELECT * FROM {table.name} ORDER BY 1") for table in tables]  # noqa: S608 # names of ours


def test_plain_sql_is_refused(store: Store, register: Register) -> None:
    filled(store, register)
    before = content(store)
    sqlite = store.url.get_backend_name() == "sqlite"
    let_through = []
    for what, statement in FORBIDDEN.items():
        try:
            store.run(*(["PRAGMA foreign_keys=ON"] if sqlite else []), statement)
        except sa.exc.DBAPIError as error:
            if any(word in str(error.orig) for word in ("guard", "constraint")):
                continue
        let_through.append(what)
    assert let_through == []
    assert content(store) == before


@pytest.mark.parametrize("statement", FORBIDDEN_BY_REPLACING.values(), ids=FORBIDDEN_BY_REPLACING)
def test_a_row_is_not_replaced_by_an_insert(sqlite_store: NewStore, statement: str) -> None:
    """SQLite deletes the row that an insert replaces without asking any trigger on deletes."""
    store = sqlite_store()
    filled(store, store.settled())
    before = content(store)
    with pytest.raises(sa.exc.IntegrityError):
        store.run(statement)
    assert content(store) == before


@pytest.mark.parametrize("table", ["area_version", "outline", "change", "municipality"])
def test_a_table_is_not_emptied_at_once(postgresql_store: NewStore, table: str) -> None:
    """PostgreSQL's TRUNCATE asks no trigger on rows."""
    store = postgresql_store()
    filled(store, store.settled())
    before = content(store)
    with pytest.raises(sa.exc.DBAPIError):
        store.run(f"TRUNCATE {table} CASCADE")
    assert content(store) == before


def test_ending_a_version_once_is_the_one_update_that_is_let_through(
    store: Store, register: Register
) -> None:
    filled(store, register)
    assert store.ask("SELECT ended_in FROM area_version WHERE area_id = 'B'")[0].ended_in == 2


def test_the_days_of_an_ended_version_are_free_again(register: Register) -> None:
    write(register, [LAPSED], outlines=[OUTLINE])
    write(register, [area("A", date(2021, 6, 1))], minutes=2)
    assert len(register.timelines()["A"]) == 1


def test_reasons_are_erasable_and_the_chain_holds_without_them(
    store: Store, register: Register
) -> None:
    filled(store, register)
    write(register, [area("C")], minutes=3)
    store.run("DELETE FROM change_reason WHERE seq = 3")
    assert [entry.reason for entry in register.changes()] == ["founded", "so", None]
