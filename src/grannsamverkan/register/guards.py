"""What the database itself refuses, and the views it offers: installed anew by every migration.

Alembic's batch mode rebuilds tables on SQLite and drops their triggers in silence, so `drop` comes before
the migrations and `install` after them, inside their transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from grannsamverkan.register.schema import APPEND_ONLY, TEMPORAL

_MARK = """
    (SELECT 'EXEMPEL – påhittade uppgifter' FROM about WHERE key = 'example' AND value = 'true')
"""
"""The mark of invented data, on every record that a GIS program reads out of an example register."""

_VIEWS = {
    "areas_today": """
        SELECT v.row_id AS OGC_FID, v.area_id, v.name, v.municipality, v.locality, v.area_type, v.status,
               v.code, v.precision, v.valid_from, v.last_confirmed_on, o.m2, {mark} AS example, o.polygon
        FROM area_version v LEFT JOIN outline o ON o.id = v.outline_id
        WHERE v.ended_in IS NULL AND v.status = 'active'
          AND v.valid_from <= date('now', 'localtime') AND v.valid_to > date('now', 'localtime')
    """,
    "areas_history": """
        SELECT v.row_id AS OGC_FID, v.area_id, v.name, v.municipality, v.locality, v.area_type, v.status,
               v.code, v.event, v.precision, v.valid_from, v.valid_to, o.m2,
               {mark} AS example, o.polygon
        FROM area_version v LEFT JOIN outline o ON o.id = v.outline_id
        WHERE v.ended_in IS NULL
    """,
}


def install(connection: sa.Connection) -> None:
    """Create every guard, and on SQLite the views that GIS programs open as layers."""
    for statement in (*_believed_once().values(), *_statements(connection.dialect.name)):
        connection.exec_driver_sql(statement)


def _believed_once() -> dict[str, str]:
    """Return the indexes that refuse two believed rows of one thing, in the words of both databases."""
    return {
        f"{table.name}_believed_once": (
            f"CREATE UNIQUE INDEX {table.name}_believed_once ON {table.name} ({', '.join(key)}) "
            "WHERE ended_in IS NULL"
        )
        for table, key in TEMPORAL.items()
    }


def altered(connection: sa.Connection) -> list[str]:
    """Return the names of the guards and views of a file that are gone or not as they were installed.

    A server's own rights keep its guards; there this finds nothing.
    """
    if connection.dialect.name != "sqlite":
        return []
    query = "SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view', 'index')"
    there = {row.name: row.sql or "" for row in connection.exec_driver_sql(query)}
    wanted = {**_believed_once(), **_sqlite_triggers(), **_views()}
    return sorted(
        name for name, text in wanted.items() if there.get(name, "").split() != text.split()
    )


def drop(connection: sa.Connection) -> None:
    """Remove every guard and view, so that a migration can rebuild the tables under them."""
    for name in _believed_once():
        connection.exec_driver_sql(f"DROP INDEX IF EXISTS {name}")
    if connection.dialect.name == "sqlite":
        for name in _VIEWS:
            connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
        for name in _sqlite_triggers():
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        return
    for table in (*APPEND_ONLY, *TEMPORAL):
        for name in ("guard", "guard_all"):
            connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name} ON {table.name}")
    connection.exec_driver_sql(
        "ALTER TABLE IF EXISTS area_version DROP CONSTRAINT IF EXISTS no_two_at_once"
    )


@contextmanager
def lifted(connection: sa.Connection) -> Iterator[None]:
    """Let a whole register be replaced in the transaction that is open.

    On PostgreSQL the guards stay where they are, and look away: to drop them would lock readers out.
    """
    if connection.dialect.name == "sqlite":
        drop(connection)
        yield
        install(connection)
    else:
        connection.exec_driver_sql("SET LOCAL grannsamverkan.guards = 'lifted'")
        yield
        connection.exec_driver_sql("SET LOCAL grannsamverkan.guards = 'on'")


def _statements(dialect: str) -> list[str]:
    if dialect == "sqlite":
        return [*_sqlite_triggers().values(), *_views().values()]
    return _postgresql()


def _views() -> dict[str, str]:
    return {
        name: f"CREATE VIEW {name} AS {body.format(mark=_MARK)}" for name, body in _VIEWS.items()
    }


def _sqlite_triggers() -> dict[str, str]:
    triggers = {
        "area_version_no_two_at_once": """
            CREATE TRIGGER area_version_no_two_at_once BEFORE INSERT ON area_version
            WHEN EXISTS (
                SELECT 1 FROM area_version
                WHERE area_id = NEW.area_id AND ended_in IS NULL
                  AND valid_from < NEW.valid_to AND NEW.valid_from < valid_to)
            BEGIN SELECT RAISE(ABORT, 'guard: two versions of one area on one day'); END
        """
    }
    for table in (*APPEND_ONLY, *TEMPORAL):
        triggers[f"{table.name}_keep"] = _sqlite_refuse(table, "keep", "DELETE", "1")
        triggers[f"{table.name}_stay"] = _sqlite_refuse(
            table, "stay", "INSERT", _sqlite_replaces(table)
        )
    for table in APPEND_ONLY:
        triggers[f"{table.name}_fixed"] = _sqlite_refuse(table, "fixed", "UPDATE", "1")
    for table in TEMPORAL:
        changed = " OR ".join(
            f'OLD."{column.name}" IS NOT NEW."{column.name}"'
            for column in table.columns
            if column.name != "ended_in"
        )
        once = "OLD.ended_in IS NOT NULL OR NEW.ended_in IS NULL"
        triggers[f"{table.name}_end_once"] = _sqlite_refuse(
            table, "end_once", "UPDATE", f"{once} OR {changed}"
        )
        triggers[f"{table.name}_born_believed"] = _sqlite_refuse(
            table, "born_believed", "INSERT", "NEW.ended_in IS NOT NULL"
        )
    return triggers


def _sqlite_replaces(table: sa.Table) -> str:
    """Say when an INSERT OR REPLACE would take a row's place: no trigger on DELETE sees that."""
    same = " AND ".join(f"{column.name} = NEW.{column.name}" for column in table.primary_key)
    if table in TEMPORAL:
        key = " AND ".join(f"{name} = NEW.{name}" for name in TEMPORAL[table])
        same = f"{same} OR ended_in IS NULL AND {key}"
    return f"EXISTS (SELECT 1 FROM {table.name} WHERE {same})"  # noqa: S608 # names of ours


def _sqlite_refuse(table: sa.Table, name: str, verb: str, condition: str) -> str:
    return (
        f"CREATE TRIGGER {table.name}_{name} BEFORE {verb} ON {table.name} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, 'guard: {table.name} is a ledger'); END"
    )


def _postgresql() -> list[str]:
    statements = [
        """
        CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF current_setting('grannsamverkan.guards', true) = 'lifted' THEN
                RETURN coalesce(NEW, OLD);
            END IF;
            IF TG_ARGV[0] = 'temporal' THEN
                IF TG_OP = 'UPDATE' AND OLD.ended_in IS NULL AND NEW.ended_in IS NOT NULL
                   AND to_jsonb(OLD) - 'ended_in' = to_jsonb(NEW) - 'ended_in' THEN
                    RETURN NEW;
                END IF;
                IF TG_OP = 'INSERT' AND NEW.ended_in IS NULL THEN
                    RETURN NEW;
                END IF;
            END IF;
            RAISE EXCEPTION USING MESSAGE = 'guard: ' || TG_TABLE_NAME || ' is a ledger',
                ERRCODE = 'restrict_violation';
        END $$
        """,
        """
        ALTER TABLE area_version ADD CONSTRAINT no_two_at_once EXCLUDE USING gist (
            area_id WITH =, daterange(valid_from, valid_to) WITH &&) WHERE (ended_in IS NULL)
        """,
    ]
    statements.extend(_postgresql_guard(one, "UPDATE OR DELETE", "fixed") for one in APPEND_ONLY)
    statements.extend(
        _postgresql_guard(one, "INSERT OR UPDATE OR DELETE", "temporal") for one in TEMPORAL
    )
    statements.extend(
        f"CREATE TRIGGER guard_all BEFORE TRUNCATE ON {one.name} EXECUTE FUNCTION refuse_change()"
        for one in (*APPEND_ONLY, *TEMPORAL)
    )
    return statements


def _postgresql_guard(table: sa.Table, verbs: str, kind: str) -> str:
    return (
        f"CREATE TRIGGER guard BEFORE {verbs} ON {table.name} "
        f"FOR EACH ROW EXECUTE FUNCTION refuse_change('{kind}')"
    )
