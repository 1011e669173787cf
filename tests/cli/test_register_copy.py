"""A register is moved whole by one command: file to server, server to file, and nothing is lost on the way."""

from pathlib import Path

from typed import Run, head, published

from grannsamverkan.register import Register, open_register
from grannsamverkan.register.bulk import rows_of
from grannsamverkan.register.schema import METADATA
from stores import NewStore, Store


def everything(register: Register) -> dict[str, list[dict[str, object]]]:
    """Return every row of every table as it comes out."""
    with register.database.reading() as connection:
        return {
            table.name: [row for rows in rows_of(connection, table) for row in rows]
            for table in METADATA.sorted_tables
        }


def told(run: Run, where: str | Path) -> list[object]:
    """Return what commands tell of a register: reports checked, the journal, counts, the ledger verified."""
    asked = (
        ("report", "verify"),
        ("audit", "list"),
        ("audit", "verify"),
        ("count", "--on", "2021-05-31"),
        ("bridge", "2019-11-28", "2021-05-31"),
        ("areas", "list"),
    )
    return [run(*one, "--register", where, "--json").data for one in asked]


def test_the_example_goes_to_a_server_and_back_and_is_the_same(
    example: Path, run: Run, postgresql_store: NewStore
) -> None:
    published(example, run)
    place: Store = postgresql_store()
    before = told(run, example)
    dry = run("register", "copy", example, place.where)
    assert dry.code == 0
    assert "--commit" in dry.err
    assert "skulle kopieras" in dry.out
    assert not place.ask(
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'change'"
    )
    there = run("register", "copy", example, place.where, "--commit", "--json").data
    assert there["committed"]
    assert there["head"] == head(example).hash
    assert told(run, place.where) == before
    back = example.with_name("tillbaka.gpkg")
    assert run("register", "copy", place.where, back, "--commit").code == 0
    assert told(run, back) == before
    one, other = open_register(example), open_register(back)
    assert everything(one) == everything(other)
    one.close()
    other.close()
    assert before[0], "a report was verified"


def test_a_copy_goes_on_as_the_same_register(
    example: Path, run: Run, postgresql_store: NewStore
) -> None:
    place = postgresql_store()
    assert run("register", "copy", example, place.where, "--commit").code == 0
    added = ("areas", "add", "Prövningen", "--event", "register_interest", "--reason", "prov")
    done = run(*added, "--locality", "Hallsberg", "--register", place.where, "--commit")
    assert done.code == 0, done
    register = place.open()
    assert register.head().seq == head(example).seq + 1
    assert register.verify().intact


def test_nothing_is_copied_over_anything(
    example: Path, run: Run, postgresql_store: NewStore
) -> None:
    taken = example.with_name("annat.txt")
    taken.write_text("mitt", "utf-8")
    assert "redan något" in run("register", "copy", example, taken, "--commit").err
    assert taken.read_text("utf-8") == "mitt"
    assert run("register", "copy", example, "saknas/ny.gpkg").code == 1
    place = postgresql_store()
    register = place.create()
    for commit in ((), ("--commit",)):
        assert "redan något" in run("register", "copy", example, place.where, *commit).err
    assert register.head().seq == 0


def test_a_register_that_was_edited_is_not_copied(
    example: Path, run: Run, postgresql_store: NewStore
) -> None:
    Store(example).run("UPDATE area_version SET name = 'Annat'", unguarded=True)
    place = postgresql_store()
    refused = run("register", "copy", example, place.where, "--commit")
    assert refused.code == 1
    assert "kedja" in refused.err
    assert not place.ask(
        "SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'change'"
    )
