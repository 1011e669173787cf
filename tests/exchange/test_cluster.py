"""Work on a cluster: the answers of `map`, from other processes, and plain words when something is wrong."""

import sys
from collections.abc import Iterator

import pytest

from clustered import fall, lack, machines, refuse, where
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.exchange import cluster as the_room
from grannsamverkan.exchange.cluster import cluster


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with machines() as made:
        yield made.scheduler_address


def test_answers_come_in_order_from_other_processes(address: str) -> None:
    with cluster(address) as spread:
        answers = list(spread(where, range(9)))
    assert [number for number, _ in answers] == list(range(9))
    processes = {process for _, process in answers}
    assert len(processes) == 2


def test_jobs_are_made_as_there_is_room_for_them(address: str) -> None:
    made: list[int] = []

    def jobs() -> Iterator[int]:
        for number in range(20):
            made.append(number)
            yield number

    with cluster(address) as spread:
        next(iter(spread(where, jobs())))
        assert len(made) < 6


def test_a_refusal_is_ours_wherever_it_was_said(address: str) -> None:
    with cluster(address) as spread, pytest.raises(Refused, match="no_ground") as told:
        list(spread(refuse, [7]))
    assert told.value.values == {"name": "7"}


def test_work_that_takes_its_machines_down_is_given_up(address: str) -> None:
    with cluster(address) as spread, pytest.raises(Unavailable, match=r"cluster\.lost"):
        list(spread(fall, [3]))
    with cluster(address) as spread:  # those that remain go on
        assert [number for number, _ in spread(where, range(2))] == [0, 1]


def test_another_program_is_refused(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with cluster(address) as spread, pytest.raises(Refused, match="other_program"):
        list(spread(lack, [1]))
    monkeypatch.setattr(the_room, "this_program", lambda: "another")
    with cluster(address) as spread, pytest.raises(Refused, match="other_program"):
        list(spread(where, [1]))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [("tcp://127.0.0.1", "bad_address"), ("127.0.0.1:8786", "bad_address"), ("", "bad_address"),
     ("tls://127.0.0.1:8786", "no_keys")],
)  # fmt: skip
def test_an_address_that_cannot_be_used_is_refused(wrong: str, key: str) -> None:
    pytest.importorskip("distributed")
    with pytest.raises(Refused, match=key), cluster(wrong):
        pass


def test_nobody_who_answers_and_nobody_who_works_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(the_room, "_REACH_S", 1)
    with pytest.raises(Unavailable, match="unreachable"), cluster("tcp://127.0.0.1:1"):
        pass
    with (
        machines(0) as made,
        cluster(made.scheduler_address) as spread,
        pytest.raises(Unavailable, match="nobody"),
    ):
        list(spread(where, [1]))


def test_machines_that_go_away_while_they_work_are_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_room, "_LOOK_S", 0.2)
    monkeypatch.setattr(the_room, "_REACH_S", 1)
    with machines(1) as made, cluster(made.scheduler_address) as spread:
        answers = iter(spread(where, range(50)))
        assert next(answers)[0] == 0
        made.scale(0)
        with pytest.raises(Unavailable, match="nobody"):
            list(answers)


def test_a_scheduler_that_goes_away_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(the_room, "_LOOK_S", 0.2)
    monkeypatch.setattr(the_room, "_REACH_S", 1)
    with machines(1) as made, cluster(made.scheduler_address) as spread:
        answers = iter(spread(where, range(50)))
        assert next(answers)[0] == 0
        made.close()
        with pytest.raises(Unavailable, match="unreachable"):
            list(answers)


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match="not_installed"), cluster("tcp://127.0.0.1:8786"):
        pass
