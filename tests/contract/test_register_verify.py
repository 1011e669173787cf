"""Someone who gets past the guards is found out, and what they touched is named."""

from collections.abc import Callable
from datetime import date

import pytest
import shapely
import sqlalchemy as sa

from grannsamverkan.domain.areas import advance
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.register import Register, founding, guards
from grannsamverkan.register.ledger import genesis
from grannsamverkan.register.schema import ABOUT, OUTLINE
from samples import area, outline_of, square, write
from stores import NewStore, Store, engine_of

DRAWN = outline_of(square())


@pytest.fixture
def ledger(register: Register) -> Register:
    """Return a register of four changes: founded, drawn, lapsed, another area."""
    first = area("A", outline=DRAWN)
    write(register, [first], outlines=[DRAWN])
    lapse = StatedDate(date(2024, 5, 1))
    write(register, [advance(first, lapse, Event.LAPSE, status=Status.DORMANT)], minutes=2)
    write(register, [area("B")], minutes=3)
    assert register.verify().intact
    return register


def tamper(store: Store, edit: Callable[[sa.Connection], object]) -> None:
    """Edit behind the register's back: guards lifted and put back, foreign keys not looked at."""
    with engine_of(store.url) as engine, engine.begin() as connection, guards.lifted(connection):
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
        edit(connection)


def edit_polygon(column: str) -> Callable[[sa.Connection], None]:
    """Return what moves one corner of an outline by a millimetre."""

    def edit(connection: sa.Connection) -> None:
        polygon = getattr(DRAWN, column)
        corners = shapely.get_coordinates(polygon)
        corners[1] += 0.001
        moved = shapely.set_srid(
            shapely.set_coordinates(shapely.from_wkb(polygon.wkb), corners), 3006
        )
        connection.execute(sa.update(OUTLINE).values({column: moved}))

    return edit


def sql(*statements: str) -> Callable[[sa.Connection], None]:
    """Return what runs plain statements."""

    def edit(connection: sa.Connection) -> None:
        for statement in statements:
            connection.exec_driver_sql(statement)

    return edit


ERASE_LAST_ROWS = (
    "DELETE FROM area_version WHERE made_in = 4",
    "DELETE FROM change_reason WHERE seq = 4",
    "DELETE FROM change WHERE seq = 4",
)

SWAP = "UPDATE change SET {0} = (SELECT c.{0} FROM change c WHERE c.seq = 7 - change.seq) WHERE seq > 2"

TAMPERING: dict[str, tuple[Callable[[sa.Connection], None], str, dict[str, object]]] = {
    "polygon": (edit_polygon("polygon"), "audit.row_altered", {"table": "outline", "seq": 2}),
    "public polygon": (
        edit_polygon("public_polygon"),
        "audit.row_altered",
        {"table": "outline", "seq": 2},
    ),
    "size": (sql("UPDATE outline SET m2 = m2 + 1"), "audit.row_altered", {"table": "outline"}),
    "fact": (
        sql("UPDATE area_version SET name = 'Annat' WHERE area_id = 'B'"),
        "audit.row_altered",
        {"table": "area_version", "row": "B 2020-01-01", "seq": 4},
    ),
    "fact and its digest": (
        sql("UPDATE area_version SET name = 'Annat', digest = 'x' WHERE area_id = 'B'"),
        "audit.row_altered",
        {"table": "area_version", "row": "B 2020-01-01", "seq": 4},
    ),
    "end taken back": (
        sql(
            "DELETE FROM area_version WHERE made_in = 3", "UPDATE area_version SET ended_in = NULL"
        ),
        "audit.change_altered",
        {"seq": 3},
    ),
    "row deleted": (
        sql("DELETE FROM area_version WHERE made_in = 4"),
        "audit.change_altered",
        {"seq": 4},
    ),
    "municipality deleted": (
        sql("DELETE FROM municipality WHERE code = '1881'"),
        "audit.change_altered",
        {"seq": 1},
    ),
    "actor of a change": (
        sql("UPDATE change SET actor = 'nobody' WHERE seq = 2"),
        "audit.change_altered",
        {"seq": 2},
    ),
    "time of a change": (
        sql("UPDATE change SET at = '2031-01-01T00:00:00.000000Z' WHERE seq = 4"),
        "audit.change_altered",
        {"seq": 4},
    ),
    "changes reordered": (
        sql(*(SWAP.format(name) for name in ("prev",))),
        "audit.chain_broken",
        {"seq": 3},
    ),
    "changes renumbered": (
        sql("UPDATE change SET seq = 5 WHERE seq = 4"),
        "audit.chain_broken",
        {"seq": 4, "found": 5},
    ),
    "change deleted": (
        sql("DELETE FROM change WHERE seq = 3"),
        "audit.chain_broken",
        {"seq": 3, "found": 4},
    ),
    "last change cut off, its rows left": (
        sql("DELETE FROM change WHERE seq = 4"),
        "audit.change_missing",
        {"seq": 4},
    ),
    "last change cut off with its rows": (
        sql(*ERASE_LAST_ROWS),
        "audit.head_missing",
        {"seq": "4"},
    ),
    "reason": (
        sql("UPDATE change_reason SET text = 'another' WHERE seq = 2"),
        "audit.reason_altered",
        {"seq": 2},
    ),
}


@pytest.mark.parametrize("tampering", TAMPERING)
def test_the_first_fault_is_named(store: Store, ledger: Register, tampering: str) -> None:
    edit, key, values = TAMPERING[tampering]
    tamper(store, edit)
    verdict = ledger.verify()
    assert verdict.fault is not None
    assert verdict.fault[0] == key
    assert verdict.fault[1].items() >= values.items()
    assert not verdict.intact


def test_of_two_faults_the_earlier_is_named(store: Store, ledger: Register) -> None:
    tamper(
        store,
        sql(
            "UPDATE area_version SET name = 'x' WHERE made_in = 4",
            "UPDATE area_version SET name = 'x' WHERE made_in = 2",
        ),
    )
    fault = ledger.verify().fault
    assert fault is not None
    assert fault[1]["seq"] == 2


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("UPDATE outline SET polygon = x'00'", "outline"),
        ("UPDATE outline SET public_polygon = 'text'", "outline"),
        ("UPDATE outline SET polygon = 7", "outline"),
        ("UPDATE area_version SET valid_to = 'soon' WHERE area_id = 'B'", "area_version"),
        ("UPDATE area_version SET name = x'ff' WHERE area_id = 'B'", "area_version"),
        (
            "UPDATE area_version SET name = CAST(x'ff41' AS TEXT) WHERE area_id = 'B'",
            "area_version",
        ),
        ("UPDATE municipality SET border = x'47500001' WHERE code = '1861'", "municipality"),
        ("UPDATE area_version SET made_in = 'x' WHERE area_id = 'B'", "area_version"),
        ("UPDATE change SET actor = x'ff' WHERE seq = 2", "change"),
        ("UPDATE change SET at = x'ff' WHERE seq = 2", "change"),
        ("UPDATE change_reason SET text = CAST(x'ff41' AS TEXT) WHERE seq = 2", "change"),
    ],
)
def test_a_table_that_cannot_be_read_any_more_is_named(
    sqlite_store: NewStore, statement: str, table: str
) -> None:
    """SQLite lets any column hold anything."""
    store = sqlite_store()
    register = store.settled()
    write(register, [area("B", outline=DRAWN)], outlines=[DRAWN])
    store.run(statement, unguarded=True)
    fault = register.verify().fault
    assert fault == ("audit.unreadable", {"table": table})


def test_a_hash_noted_earlier_is_held_against_the_chain(store: Store, ledger: Register) -> None:
    noted = ledger.head().hash
    assert ledger.verify(head=noted).intact
    assert ledger.verify(head=ledger.changes()[0].hash).intact
    tamper(
        store,
        sql(
            *ERASE_LAST_ROWS,
            "UPDATE about SET value = '3' WHERE key = 'head_seq'",
            "UPDATE about SET value = (SELECT hash FROM change WHERE seq = 3) "
            "WHERE key = 'head_hash'",
        ),
    )
    assert ledger.verify().intact
    fault = ledger.verify(head=noted).fault
    assert fault == ("audit.head_unknown", {"head": noted[:12]})


@pytest.mark.parametrize("key", ["name", "crs", "country", "example", "register_id"])
def test_what_the_register_is_belongs_to_the_chain(
    store: Store, ledger: Register, key: str
) -> None:
    altered = sa.update(ABOUT).values(value="true")
    tamper(store, lambda connection: connection.execute(altered.where(ABOUT.c.key == key)))
    assert ledger.verify().fault == ("audit.about_altered", {})


def test_a_register_from_before_countries_verifies_and_is_in_sweden(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = genesis

    def without(about: dict[str, str]) -> str:
        about.pop("country")
        return said(about)

    monkeypatch.setattr(founding, "genesis", without)
    ledger = store.create()
    assert ledger.verify().intact
    assert ledger.info.country == "se"


def test_a_guard_that_was_taken_away_is_missed(sqlite_store: NewStore) -> None:
    store = sqlite_store()
    register = store.settled()
    assert register.verify().intact
    store.run("DROP TRIGGER area_version_keep")
    assert register.verify().fault == ("audit.guard_altered", {"name": "area_version_keep"})


def test_reasons_that_were_erased_are_counted_and_no_fault(store: Store, ledger: Register) -> None:
    store.run("DELETE FROM change_reason WHERE seq = 1")
    verdict = ledger.verify()
    assert verdict.intact
    assert verdict.without_reason == 1
