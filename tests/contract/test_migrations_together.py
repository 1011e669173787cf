"""A register is migrated once, whole or not at all, while other processes read it, write to it, or migrate it too."""

from pathlib import Path

import pytest

from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Bounds, Register, founding
from older import go_back
from processes import process
from samples import area, write
from stores import NewStore, Store

OPENS = """
from grannsamverkan.register import founding, open_register
print("ready", flush=True)
input()
register = open_register(sys.argv[1])
print(register.head().seq, len(register.timelines()), register.verify().intact, flush=True)
register.close()
"""

READS = """
from grannsamverkan.register import open_register
import sqlalchemy as sa
engine = sa.create_engine(sa.make_url(sys.argv[1]).set(drivername="postgresql+psycopg"))
with engine.begin() as connection:
    print(len(connection.exec_driver_sql("SELECT 1 FROM area_version").all()), flush=True)
    input()
print("done", flush=True)
"""


def version(store: Store) -> str:
    """Return the schema of a register."""
    return str(store.ask("SELECT version_num FROM alembic_version")[0].version_num)


def test_two_processes_that_meet_an_old_register_both_find_it_new(
    store: Store, register: Register
) -> None:
    head = write(register, [area("A")])
    register.close()
    go_back(store)
    with process(OPENS, str(store.where)) as one, process(OPENS, str(store.where)) as other:
        assert (one.said(), other.said()) == ("ready", "ready")
        one.go_on()
        other.go_on()
        assert one.said() == other.said() == f"{head.seq} 1 True"
    assert version(store) == founding.NEWEST
    if isinstance(store.where, Path):
        copy = store.where.with_name(f"{store.where.stem}.before-{founding.NEWEST}.gpkg")
        assert version(Store(copy)) == "0001"
    again = store.open()
    assert write(again, [area("B")], minutes=2).seq == head.seq + 1
    with pytest.raises(Exception, match="guard"):
        store.run("DELETE FROM area_version")


def test_a_migration_waits_for_a_reader_so_long_and_no_longer(
    postgresql_store: NewStore,
) -> None:
    store = postgresql_store()
    register = store.create()
    write(register, [area("A")])
    register.close()
    go_back(store)
    with process(READS, str(store.where)) as reader:
        assert reader.said() == "1"
        with pytest.raises(Unavailable) as refused:
            store.open(bounds=Bounds(wait_s=0.5))
        assert refused.value.key == "store.locked"
        assert version(store) == "0001"
        reader.go_on()
        assert reader.said() == "done"
    again = store.open()
    assert version(store) == founding.NEWEST
    assert again.verify().intact


def test_who_has_a_register_open_goes_on_while_it_is_migrated(postgresql_store: NewStore) -> None:
    """What a migration adds may be left out, so whoever writes as before does no harm."""
    store = postgresql_store()
    register = store.create()
    head = write(register, [area("A")])
    go_back(store)
    newer = store.open()
    assert set(register.timelines()) == {"A"}
    assert write(register, [area("B")], minutes=2).seq == head.seq + 1
    assert set(newer.timelines()) == {"A", "B"}
    assert newer.verify().intact
