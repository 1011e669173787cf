"""Work that is done later: taken by one worker at a time, tried again, outliving restarts, letting go of what it carried."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grannsamverkan.actions import chores, jobs
from grannsamverkan.actions.chores import daily, handlers, plan, work_off
from grannsamverkan.actions.jobs import (
    LEASE,
    PAUSES,
    Ending,
    Result,
    enqueue,
    new_job,
    payload_of,
    take,
    try_again,
    work,
)
from grannsamverkan.actions.outbox import let_go_of_given_up, mail_job
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.mail import Mailer
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from peopled import MAIL, PERSON, person
from rounds import doing
from smtp import Postbox
from stores import Store

NOW = datetime(2027, 2, 1, 10, tzinfo=UTC)
KINDS = {JobKind.MAIL: None}


def ask_for(register: Register, key: str = "a", *, due_at: datetime = NOW) -> bool:
    """Ask for a job."""
    with register.private() as private:
        job = new_job(JobKind.MAIL, key=key, payload={"key": key}, now=NOW, due_at=due_at)
        return enqueue(private, job)


def all_jobs(register: Register) -> tuple[Job, ...]:
    """Return every job there is."""
    with register.looking() as private:
        return private.find(Job)


def done(_register: Register, _job: Job, _now: datetime) -> Result:
    return Result(payload={"over": True})


def fails(_register: Register, _job: Job, _now: datetime) -> Result:
    return Result(ending=Ending.LATER, fault="smtp 451")


def at(now: datetime) -> Callable[[], datetime]:
    """Return a clock that stands."""
    return lambda: now


def test_asking_twice_does_it_once(register: Register) -> None:
    assert ask_for(register)
    assert not ask_for(register)
    assert [job.state for job in work(register, {JobKind.MAIL: done}, at(NOW))] == [JobState.DONE]
    assert not ask_for(register)
    assert work(register, {JobKind.MAIL: done}, at(NOW)) == []


def test_what_asks_and_what_is_asked_are_one_transaction(register: Register) -> None:
    with doing(register, dry=True).change("try") as change:
        enqueue(change.private, new_job(JobKind.MAIL, key="a", payload={}, now=NOW))
    assert all_jobs(register) == ()


def test_the_longest_due_comes_first_and_none_before_its_time(register: Register) -> None:
    for key, hours in (("late", 0), ("early", -2), ("to come", 1)):
        ask_for(register, key, due_at=NOW + timedelta(hours=hours))
    worked = work(register, {JobKind.MAIL: done}, at(NOW))
    assert [job.key for job in worked] == ["early", "late"]


def test_a_kind_that_nobody_does_waits(register: Register) -> None:
    ask_for(register)
    assert work(register, handlers(None, None), at(NOW)) == []
    assert all_jobs(register)[0].attempts == 0


def test_two_workers_never_have_the_same(store: Store) -> None:
    register = store.create()
    for number in range(20):
        ask_for(register, f"job {number:02}")
    taken: list[str] = []

    def worker(own: Register) -> None:
        while (job := take(own, KINDS, NOW)) is not None:
            taken.append(job.key)

    workers = [threading.Thread(target=worker, args=(store.open(),)) for _ in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(taken) == [f"job {number:02}" for number in range(20)]


def test_what_a_dead_worker_had_is_taken_when_its_lease_runs_out(store: Store) -> None:
    register = store.create()
    ask_for(register)
    held = take(register, KINDS, NOW)
    assert held is not None
    assert take(register, KINDS, NOW + LEASE - timedelta(seconds=1)) is None
    again = take(register, KINDS, NOW + LEASE)
    assert again == replace(held, attempts=2, lease_until=NOW + 2 * LEASE)


def test_a_worker_that_slept_over_its_lease_changes_nothing(register: Register) -> None:
    ask_for(register)
    slow = take(register, KINDS, NOW)
    assert slow is not None
    quick = take(register, KINDS, NOW + LEASE)
    jobs.settle(register, slow, Result(ending=Ending.FAILED), NOW + LEASE)
    assert all_jobs(register) == (quick,)


def test_a_job_that_kills_its_workers_is_given_up(register: Register) -> None:
    ask_for(register, "poison")
    ask_for(register, "plain", due_at=NOW + timedelta(seconds=1))
    now = NOW
    for _ in range(len(PAUSES) + 1):
        taken = take(register, KINDS, now)
        assert taken is not None
        assert taken.key == "poison"
        now += LEASE
    after = take(register, KINDS, now)
    assert after is not None
    assert after.key == "plain"
    failed = next(job for job in all_jobs(register) if job.key == "poison")
    assert (failed.state, failed.fault) == (JobState.FAILED, "worker")


def test_what_fails_is_tried_again_with_longer_pauses_and_then_given_up(register: Register) -> None:
    ask_for(register)
    now, waits = NOW, []
    for _ in PAUSES:
        (job,) = work(register, {JobKind.MAIL: fails}, at(now))
        assert (job.state, job.fault) == (JobState.WAITING, "smtp 451")
        assert work(register, {JobKind.MAIL: fails}, at(job.due_at - timedelta(seconds=1))) == []
        waits.append(job.due_at - now)
        now = job.due_at
    (job,) = work(register, {JobKind.MAIL: fails}, at(now))
    assert job.state is JobState.FAILED
    assert payload_of(job) == {"key": "a"}
    assert waits == [timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1),
                     timedelta(hours=6), timedelta(days=1)]  # fmt: skip


def test_what_was_given_up_can_be_tried_again_unless_it_is_over(register: Register) -> None:
    for key in ("mend", "over"):
        ask_for(register, key)

    def given_up(_register: Register, job: Job, _now: datetime) -> Result:
        kept = {"over": True} if job.key == "over" else None
        return Result(ending=Ending.FAILED, payload=kept, fault="smtp 550")

    work(register, {JobKind.MAIL: given_up}, at(NOW))
    with register.private() as private:
        assert try_again(private, NOW) == 1
    assert [job.key for job in work(register, {JobKind.MAIL: done}, at(NOW))] == ["mend"]


@pytest.mark.parametrize(
    ("error", "fault"),
    [(Refused("mail.not_configured"), "mail.not_configured"), (KeyError("x"), "KeyError")],
)
def test_one_job_that_cannot_be_done_keeps_no_other_from_being(
    register: Register, error: Exception, fault: str
) -> None:
    ask_for(register, "a")
    ask_for(register, "b")

    def handler(_register: Register, job: Job, _now: datetime) -> Result:
        if job.key == "a":
            raise error
        return Result()

    became = {job.key: job for job in work(register, {JobKind.MAIL: handler}, at(NOW))}
    assert (became["a"].fault, became["a"].state) == (fault, JobState.WAITING)
    assert became["b"].state is JobState.DONE


def test_what_was_erased_meanwhile_does_not_come_back(register: Register) -> None:
    ask_for(register)

    def erased(own: Register, job: Job, _now: datetime) -> Result:
        with own.private() as private:
            private.remove(Job, job.id)
        return Result(also=lambda _: pytest.fail("nothing more is to be written"))

    work(register, {JobKind.MAIL: erased}, at(NOW))
    assert all_jobs(register) == ()


def test_a_worker_stops_between_two_jobs_when_told(register: Register) -> None:
    ask_for(register, "a")
    ask_for(register, "b")
    stops = iter([False, True])
    worked = work(register, {JobKind.MAIL: done}, at(NOW), stopped=lambda: next(stops))
    assert len(worked) == 1


# -- mail -----------------------------------------------------------------------------------------


def write(register: Register, key: str = "hej", mail: str = MAIL) -> None:
    """Put a mail to someone into the outbox."""
    someone = person(register, mail=mail)
    with register.private() as private:
        job = mail_job(someone, key=key, subject="Hej", text="Brevets text", now=NOW)
        assert enqueue(private, job)


def deliver(register: Register, postbox: Postbox, now: datetime = NOW) -> list[Job]:
    """Send what is due."""
    with Mailer(postbox.settings()) as mailer:
        return work(register, handlers(mailer, None), at(now))


def test_a_sent_mail_keeps_to_whom_what_it_was_called_and_when(
    register: Register, postbox: Postbox
) -> None:
    write(register)
    (job,) = deliver(register, postbox)
    assert [letter["To"] for letter in postbox.letters] == [MAIL]
    assert (job.state, job.person_id, job.done_at) == (JobState.DONE, PERSON, NOW)
    (kept,) = all_jobs(register)
    assert json.loads(kept.payload) == {"subject": "Hej", "by": None, "over": True}


def test_a_mail_that_is_not_taken_now_is_sent_later(register: Register, postbox: Postbox) -> None:
    write(register)
    postbox.refusals[MAIL] = "450 4.2.0 greylisted"
    (job,) = deliver(register, postbox)
    assert (job.state, job.fault) == (JobState.WAITING, "smtp 450")
    postbox.refusals.clear()
    assert [job.state for job in deliver(register, postbox, job.due_at)] == [JobState.DONE]
    assert len(postbox.letters) == 1


@pytest.mark.parametrize("mail", [MAIL, "ingen adress"])
def test_a_mail_to_an_address_that_is_none_marks_the_person_and_lets_go(
    register: Register, postbox: Postbox, mail: str
) -> None:
    write(register, mail=mail)
    postbox.refusals[MAIL] = "550 5.1.1 no such user"
    (job,) = deliver(register, postbox)
    assert job.state is JobState.FAILED
    assert mail not in job.payload
    assert mail not in (job.fault or "")
    with register.private() as private:
        (someone,) = private.find(Person)
        assert someone.mail_failed_on == NOW.date()
        assert try_again(private, NOW) == 0


def test_mail_that_was_given_up_lets_go_of_address_and_text_after_a_week(
    register: Register, postbox: Postbox
) -> None:
    write(register)
    postbox.answer = "451 4.3.0 not now"
    now = NOW
    for _ in range(6):
        for job in deliver(register, postbox, now):
            now = max(now, job.due_at)
    for days, told in ((6, True), (7, False), (8, False)):
        let_go_of_given_up(register, now + timedelta(days=days))
        (job,) = all_jobs(register)
        assert job.state is JobState.FAILED
        assert (MAIL in job.payload) is told
    assert payload_of(job).keys() == {"subject", "by", "over"}


SENDER = """
import sys
from datetime import datetime
from grannsamverkan.actions.chores import handlers
from grannsamverkan.actions.jobs import work
from grannsamverkan.exchange.mail import Mailer
from grannsamverkan.register import open_register
from grannsamverkan.settings import MailSettings
now = datetime.fromisoformat(sys.argv[3])
settings = MailSettings(host="127.0.0.1", port=int(sys.argv[2]), security="none", sender="a@example.org")
with Mailer(settings) as mailer:
    work(open_register(sys.argv[1]), handlers(mailer, None), lambda: now)
"""


def test_killed_between_sending_and_saying_so_a_mail_is_sent_once_more_and_no_more(
    tmp_path: Path, postbox: Postbox
) -> None:
    store = Store(tmp_path / "register.gpkg")
    register = store.create()
    write(register)
    command = [sys.executable, "-c", SENDER, str(store.path), str(postbox.port), NOW.isoformat()]
    worker: list[subprocess.Popen[bytes]] = []
    started = threading.Event()

    def kill() -> None:
        started.wait()
        os.kill(worker[0].pid, signal.SIGKILL)
        worker[0].wait()

    postbox.when_taken = kill
    worker.append(subprocess.Popen(command))  # noqa: S603 # our own code in a fresh interpreter
    started.set()
    assert worker[0].wait() == -signal.SIGKILL
    postbox.when_taken = lambda: None
    assert len(postbox.letters) == 1
    assert deliver(register, postbox, NOW + timedelta(minutes=1)) == []
    assert [job.state for job in deliver(register, postbox, NOW + LEASE)] == [JobState.DONE]
    assert deliver(register, postbox, NOW + 2 * LEASE) == []
    ids = [letter["Message-ID"] for letter in postbox.letters]
    assert len(ids) == 2
    assert len(set(ids)) == 1, "a mail program can tell that they are one"
    store.close()


# -- a round of work ------------------------------------------------------------------------------


def test_disposal_is_asked_for_once_a_day_and_done_at_night(register: Register) -> None:
    evening = NOW.replace(hour=1)
    for _ in range(2):
        plan(register, evening, daily(None))
    assert work_off(register, Settings(), at(evening)) == []
    (job,) = work_off(register, Settings(), at(NOW))
    assert (job.kind, job.state, job.key) == (JobKind.RETAIN, JobState.DONE, "retain/2027-02-01")
    (tomorrow,) = work_off(register, Settings(), at(NOW + timedelta(days=1)))
    assert tomorrow.key == "retain/2027-02-02"


def test_without_a_mail_server_mail_waits_and_with_one_it_goes(
    register: Register, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(chores, "plan", lambda *_: None)
    write(register)
    assert work_off(register, Settings(), at(NOW)) == []
    (job,) = work_off(register, Settings(mail=postbox.settings()), at(NOW))
    assert job.state is JobState.DONE
