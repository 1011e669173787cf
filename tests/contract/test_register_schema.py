"""The tables are the ones the code describes, newly made and migrated alike, on both databases."""

from dataclasses import dataclass
from pathlib import Path
from warnings import catch_warnings, simplefilter

import pytest
import sqlalchemy as sa
from alembic.config import Config
from alembic.script import ScriptDirectory

from grannsamverkan.errors import Refused
from grannsamverkan.register import Register, founding, migrations
from grannsamverkan.register.schema import METADATA, TEMPORAL
from grannsamverkan.register.sqlite import Sqlite
from older import go_back
from samples import area, later, outline_of, square, write
from stores import NewStore, Store, engine_of, with_municipalities

OURS = {table.name for table in METADATA.sorted_tables}


def migration_scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(Path(str(migrations.__file__)).parent))
    return ScriptDirectory.from_config(config)


@dataclass(frozen=True)
class Described:
    """One table as the database tells it."""

    columns: list[tuple[str, str, bool]]
    indexes: set[tuple[str, tuple[str, ...], bool]]
    foreign: set[tuple[tuple[str, ...], str]]
    checks: set[str]


def described(store: Store) -> dict[str, Described]:
    """Return tables, columns, indexes, keys and checks as the database tells them."""
    with engine_of(store.url) as engine, engine.connect() as connection, catch_warnings():
        simplefilter("ignore", sa.exc.SAWarning)  # SQLAlchemy does not know PostGIS's type
        inspector = sa.inspect(connection)
        return {
            name: Described(
                columns=[
                    (column["name"], str(column["type"]), column["nullable"])
                    for column in inspector.get_columns(name)
                ],
                indexes={
                    (
                        str(index["name"]),
                        tuple(map(str, index["column_names"])),
                        bool(index["unique"]),
                    )
                    for index in inspector.get_indexes(name)
                },
                foreign={
                    (tuple(key["constrained_columns"]), key["referred_table"])
                    for key in inspector.get_foreign_keys(name)
                },
                checks={str(one["name"]) for one in inspector.get_check_constraints(name)},
            )
            for name in sorted(OURS.intersection(inspector.get_table_names()))
        }


def guards_of(store: Store) -> list[str]:
    """Return the triggers, views and exclusions that stand, by name."""
    query = {
        "sqlite": "SELECT type || ' ' || name || ' ' || sql FROM sqlite_master WHERE type <> 'table' "
        "AND sql IS NOT NULL",
        "postgresql": "SELECT t.tgrelid::regclass || ' ' || t.tgname || ' ' || t.tgtype FROM pg_trigger t "
        "JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal "
        "AND c.relnamespace = current_schema()::regnamespace "
        "UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE connamespace = current_schema()::regnamespace",
    }[store.url.get_backend_name()]
    return sorted(str(row[0]) for row in store.ask(query))


def test_the_newest_schema_is_the_last_migration() -> None:
    assert migration_scripts().get_current_head() == founding.NEWEST


def test_a_new_register_has_the_tables_that_the_code_describes(
    store: Store, register: Register
) -> None:
    assert register.head().seq == 1
    found = described(store)
    for table in METADATA.sorted_tables:
        here = found[table.name]
        assert [name for name, _, _ in here.columns] == [column.name for column in table.columns]
        assert {name for name, _, nullable in here.columns if nullable} == {
            column.name for column in table.columns if column.nullable and not column.primary_key
        }
        declared = {
            (str(index.name), tuple(column.name for column in index.columns), bool(index.unique))
            for index in table.indexes
        }
        if table in TEMPORAL:
            declared.add((f"{table.name}_believed_once", TEMPORAL[table], True))
        keys = {
            index
            for index in here.indexes
            if index[0].endswith(("_key", "_gist", "no_two_at_once"))
            and not index[0].startswith("ix_")
        }
        assert here.indexes - keys == declared
        assert here.foreign == {
            ((key.parent.name,), key.column.table.name) for key in table.foreign_keys
        }
        checks = (one for one in table.constraints if isinstance(one, sa.CheckConstraint))
        assert here.checks == {str(one.name) for one in checks}


def test_an_older_register_is_migrated_and_guarded_like_a_new_one(new_store: NewStore) -> None:
    fresh, old = new_store(), new_store()
    with_municipalities(fresh.create())
    outline = outline_of(square())
    register = with_municipalities(old.create())
    write(register, [area("A", outline=outline)], outlines=[outline])
    head = register.head()
    register.close()
    go_back(old)
    again = old.open()
    assert described(old) == described(fresh)
    assert guards_of(old) == guards_of(fresh)
    assert again.head() == head
    assert again.verify().intact
    with pytest.raises(sa.exc.DBAPIError, match="guard"):
        old.run("UPDATE area_version SET name = 'x'")
    west, south, *_ = square().bounds
    assert again.versions(later(0).date(), bbox=(west, south, west + 9, south + 9))
    write(again, [area("B")], minutes=2)
    if isinstance(old.where, Path):
        copy = old.where.with_name(f"{old.where.stem}.before-{founding.NEWEST}.gpkg")
        assert Store(copy).ask("SELECT version_num FROM alembic_version")[0].version_num == "0001"
        assert isinstance(again.database, Sqlite)
        founding._lay_beside(again.database)  # noqa: SLF001 # as one who met it at once, and came too late
        assert Store(copy).ask("SELECT version_num FROM alembic_version")[0].version_num == "0001"
        assert not list(copy.parent.glob(f".{copy.name}*"))


def test_a_migration_that_fails_leaves_the_register_as_it_was(
    store: Store, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(register, [area("A")])
    register.close()
    go_back(store)
    before = described(store)

    def upgrade(connection: sa.Connection, _number: int) -> None:
        connection.exec_driver_sql("DROP TABLE household_count")
        message = "half-way"
        raise RuntimeError(message)

    monkeypatch.setattr(founding, "_upgrade", upgrade)
    with pytest.raises(RuntimeError):
        store.open()
    assert described(store) == before
    assert store.ask("SELECT version_num FROM alembic_version")[0].version_num == "0001"


def test_a_register_made_by_a_newer_program_is_refused_by_its_version(
    store: Store, register: Register
) -> None:
    register.close()
    store.run("UPDATE alembic_version SET version_num = '0099'")
    with pytest.raises(Refused) as refused:
        store.open()
    assert refused.value.key == "store.newer"
    assert refused.value.values == {"found": "0099", "ours": founding.NEWEST}
