"""A server that is restarted, killed or read through a replica: nothing is lost, and all goes on by itself."""

import time
from collections.abc import Iterator
from threading import Event, Thread

import pytest

from grannsamverkan.domain.drafts import Draft
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.register import Bounds, Register, create_register, open_register
from samples import area, write
from servers import Server
from stores import DAWN, with_municipalities

SOON_S = 5.0


@pytest.fixture
def register(server: Server) -> Iterator[Register]:
    """Give a register on the server that may be stopped."""
    server.ask("DROP SCHEMA IF EXISTS own CASCADE")
    server.ask("CREATE SCHEMA own")
    where = f"{server.url}?options=-csearch_path%3Down,public"
    made = with_municipalities(create_register(where, name="Provby", crs="EPSG:3006", now=DAWN))
    yield made
    made.close()


def answers_again(register: Register) -> float:
    """Return after how many seconds a register answers."""
    began = time.monotonic()
    while True:
        try:
            register.head()
            return time.monotonic() - began
        except Unavailable:
            assert time.monotonic() - began < SOON_S
            time.sleep(0.05)


@pytest.mark.parametrize("how", ["fast", "immediate"])
def test_a_restarted_server_is_said_to_be_away_and_found_again(
    server: Server, register: Register, how: str
) -> None:
    written, told, stop = [], [], Event()

    def go_on() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            try:
                write(register, [area(f"W{number}")], minutes=number)
            except Unavailable as error:
                told.append(error.key)
                time.sleep(0.02)
            else:
                written.append(f"W{number}")

    writer = Thread(target=go_on)
    writer.start()
    try:
        while len(written) < 5:
            time.sleep(0.02)
        server.stop(how)
        before = time.monotonic()
        with pytest.raises(Unavailable) as refused:
            register.head()
        assert refused.value.key == "store.unavailable"
        assert time.monotonic() - before < SOON_S
        while not told:
            time.sleep(0.02)
    finally:
        server.start()
    try:
        answers_again(register)
        then = len(written)
        began = time.monotonic()
        while len(written) < then + 5:
            assert time.monotonic() - began < 4 * SOON_S
            time.sleep(0.02)
    finally:
        stop.set()
        writer.join()
    assert set(written) <= set(register.timelines())
    assert set(told) == {"store.unavailable"}
    assert register.verify().intact


def test_what_is_written_is_seen_at_once_although_the_replica_is_behind(
    server: Server, replica: Server, register: Register
) -> None:
    beside = replica.url + "?options=-csearch_path%3Down,public"
    bounds = Bounds(read=beside)
    where = f"{server.url}?options=-csearch_path%3Down,public"
    mine, theirs = (open_register(where, bounds=bounds) for _ in range(2))
    try:
        replica.ask("SELECT pg_wal_replay_pause()")
        seq = write(mine, [area("A")]).seq
        assert mine.head().seq == seq
        assert "A" in mine.timelines()
        with mine.private() as private:
            private.put(Draft(id="D", municipality="1861", made_by="x", made_at=DAWN))
        with theirs.looking() as private:
            assert private.count(Draft) == 1
        replica.ask("SELECT pg_wal_replay_resume()")
        began = time.monotonic()
        while theirs.head().seq != seq or not reads_at(mine, replica):
            assert time.monotonic() - began < SOON_S
            time.sleep(0.05)
        assert mine.head() == theirs.head() == register.head()
        replica.stop("immediate")
        assert mine.head().seq == seq
        assert "A" in mine.timelines()
        replica.start()
        began = time.monotonic()
        while not reads_at(mine, replica):
            assert time.monotonic() - began < SOON_S
            time.sleep(0.05)
    finally:
        mine.close()
        theirs.close()


def reads_at(register: Register, server: Server) -> bool:
    """Say whether a register reads at a server just now."""
    with register.database.reading() as connection:
        return bool(connection.exec_driver_sql("SHOW port").scalar() == str(server.port))


def test_a_server_that_is_no_replica_any_more_is_not_read(
    server: Server, replica: Server, register: Register
) -> None:
    own = "?options=-csearch_path%3Down,public"
    bounds = Bounds(read=replica.url + own)
    replica.ask("SELECT pg_promote()")
    with pytest.raises(Refused) as refused:
        open_register(server.url + own, bounds=bounds).close()
    assert refused.value.key == "store.not_a_replica"
    assert register.head().seq == 1


def test_the_ledger_is_verified_where_it_is_written(
    server: Server, replica: Server, register: Register
) -> None:
    own = "?options=-csearch_path%3Down,public"
    beside = open_register(server.url + own, bounds=Bounds(read=replica.url + own))
    try:
        began = time.monotonic()
        while not reads_at(beside, replica):
            assert time.monotonic() - began < SOON_S
            time.sleep(0.05)
        replica.ask("SELECT pg_wal_replay_pause()")
        write(register, [area("V")])
        assert beside.verify().head == register.head().hash
        assert reads_at(beside, replica)
    finally:
        beside.close()
