"""Many may write at once: each change is whole, numbered in the order of commits, and none is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier, Event, Thread

import pytest
from sqlalchemy.exc import IntegrityError

from grannsamverkan.domain.areas import advance, last
from grannsamverkan.domain.lifecycle import Event as AreaEvent
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Bounds, Register
from samples import area, later, outline_of, square, write
from stores import NewStore, Store

WRITERS, EACH = 4, 8


def test_no_update_is_lost_and_numbers_follow_commits(store: Store, register: Register) -> None:
    """Every writer reads the newest name and adds to it: a lost update would lose a letter."""
    write(register, [area("A", name="")])
    start = Barrier(WRITERS)

    def work(letter: str) -> list[int]:
        mine = store.open()
        start.wait()
        seqs = []
        for _ in range(EACH):
            with mine.change(actor=letter, action="add", reason="so", now=later(2)) as change:
                timeline = change.timelines(["A"])["A"]
                now = last(timeline)
                on = StatedDate(now.period.start + timedelta(days=1))
                details = {"name": now.name + letter}
                change.set_timeline("A", advance(timeline, on, AreaEvent.CHANGE_DETAILS, **details))
            seqs.append(change.written.seq if change.written else 0)
        return seqs

    with ThreadPoolExecutor(WRITERS) as pool:
        done = list(pool.map(work, "abcd"))
    name = last(register.timelines()["A"]).name
    assert sorted(name) == sorted("abcd" * EACH)
    assert sorted(seq for seqs in done for seq in seqs) == list(range(3, 3 + WRITERS * EACH))
    assert all(seqs == sorted(seqs) for seqs in done)
    by_seq = "".join(entry.actor for entry in register.changes()[2:])
    assert by_seq == name
    assert register.verify().intact


@pytest.mark.parametrize("number", [1, 150], ids=["by statements", "by COPY, where there is one"])
def test_a_change_that_the_database_refuses_leaves_the_one_before(
    register: Register, number: int
) -> None:
    """An outline that nobody added is missed only when the rows are there already."""
    head = write(register, [area("A")])
    never_added = outline_of(square())
    areas = [area(f"B{one}", outline=never_added, name="Hemlighuset") for one in range(number)]
    with pytest.raises(IntegrityError) as refused:
        write(register, areas, minutes=2)
    assert "Hemlighuset" not in str(refused.value)
    assert register.head() == head
    assert set(register.timelines()) == {"A"}
    assert write(register, areas, outlines=[never_added], minutes=3).seq == head.seq + 1
    assert register.verify().intact


def test_one_register_serves_many_threads(register: Register) -> None:
    """The server keeps one register for all its threads."""
    drawn = outline_of(square())

    def work(number: int) -> int:
        write(register, [area(f"A{number}", outline=drawn)], outlines=[drawn], minutes=number)
        return len(register.public(on=date(2025, 1, 1), today=date(2026, 1, 1)).areas)

    with ThreadPoolExecutor(6) as pool:
        seen = list(pool.map(work, range(24)))
    assert len(register.timelines()) == 24
    assert max(seen) == 24
    assert register.verify().intact


def test_a_reader_sees_whole_changes_only(store: Store, register: Register) -> None:
    stop = Event()
    torn: list[int] = []

    def read() -> None:
        mine = store.open()
        while not stop.is_set():
            found = len(mine.timelines())
            if found % 5:
                torn.append(found)

    reader = Thread(target=read)
    reader.start()
    for number in range(8):
        write(register, [area(f"{number}{one}") for one in range(5)], minutes=number)
    stop.set()
    reader.join()
    assert torn == []
    assert len(register.timelines()) == 40


def test_a_writer_that_waits_too_long_is_told_so_and_writes_nothing(
    store: Store, register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grannsamverkan.register.sqlite._BUSY_MS", 200)
    waiting = store.open(bounds=Bounds(wait_s=1))
    started = time.monotonic()
    with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
        change.set_timeline("A", area("A"))
        with pytest.raises(Unavailable) as refused:
            write(waiting, [area("B")])
    assert refused.value.key == "store.locked"
    assert time.monotonic() - started < 7
    assert set(register.timelines()) == {"A"}
    write(waiting, [area("B")], minutes=2)
    assert set(register.timelines()) == {"A", "B"}


def test_more_readers_than_connections_wait_and_are_told(
    postgresql_store: NewStore,
) -> None:
    """The pool is bounded, and so is the wait for it."""
    store = postgresql_store()
    store.create()
    register = store.open(bounds=Bounds(pool=2, overflow=1, wait_s=0.2))
    pool = register.database.engine.pool
    held = [pool.connect() for _ in range(3)]
    try:
        with pytest.raises(Unavailable) as refused:
            register.head()
        assert refused.value.key == "store.unavailable"
    finally:
        for connection in held:
            connection.close()
    assert register.head().seq == 0


def test_a_question_that_takes_too_long_is_given_up_and_a_writer_is_not(
    postgresql_store: NewStore,
) -> None:
    store = postgresql_store()
    store.create()
    register = store.open(bounds=Bounds(statement_s=0.2))
    with pytest.raises(Unavailable), register.database.reading() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(5)")
    with register.database.writing() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(0.4)")
    register.scrub()
    with pytest.raises(Unavailable), register.database.reading() as connection:
        connection.exec_driver_sql("SELECT pg_sleep(5)")
    assert register.head().seq == 0


def test_a_server_that_hangs_up_is_found_again(postgresql_store: NewStore) -> None:
    store = postgresql_store()
    register = store.create()
    write(register, [area("A")])

    def cut_off() -> None:
        with register.change(actor="a", action="b", reason="c", now=later(2)) as change:
            change.set_timeline("B", area("B"))
            own = change.connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            store.ask(f"SELECT pg_terminate_backend({own})")
            change.timelines(["C"])

    with pytest.raises(Unavailable):
        cut_off()
    assert set(register.timelines()) == {"A"}
    write(register, [area("B")], minutes=3)
    assert register.verify().intact


def test_a_server_that_is_not_there_is_said_so_in_bounded_time() -> None:
    from grannsamverkan.register import open_register

    started = time.monotonic()
    with pytest.raises(Unavailable) as refused:
        open_register("postgresql://nobody@127.0.0.1:1/none")
    assert refused.value.key == "store.unavailable"
    assert time.monotonic() - started < 12
