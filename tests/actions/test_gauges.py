"""What whoever runs a server watches of its register."""

from dataclasses import replace
from datetime import timedelta

from grannsamverkan.actions.gauges import gauges
from grannsamverkan.actions.jobs import new_job
from grannsamverkan.domain.jobs import JobKind, JobState
from grannsamverkan.register import Register
from stores import DAWN

HOUR = timedelta(hours=1)


def test_a_register_without_jobs_has_none_that_wait(register: Register) -> None:
    found = gauges(register, DAWN)
    assert found.seq == register.head().seq
    assert found.late_seconds == 0.0
    assert set(found.jobs.values()) == {0}
    assert {kind for kind, _ in found.jobs} == set(JobKind)


def test_what_waits_and_what_was_given_up_is_counted_and_what_is_done_is_not(
    register: Register,
) -> None:
    def job(kind: JobKind, key: str, state: JobState, due: timedelta = HOUR) -> None:
        made = new_job(kind, key=key, payload={}, now=DAWN, due_at=DAWN - due)
        with register.private() as private:
            private.put(replace(made, state=state))

    job(JobKind.MAIL, "a", JobState.WAITING)
    job(JobKind.MAIL, "b", JobState.WAITING, 3 * HOUR)
    job(JobKind.MAIL, "c", JobState.FAILED, 9 * HOUR)
    job(JobKind.MAIL, "d", JobState.DONE, 9 * HOUR)
    job(JobKind.RETAIN, "e", JobState.WAITING, -HOUR)
    found = gauges(register, DAWN)
    assert found.jobs[JobKind.MAIL, JobState.WAITING] == 2
    assert found.jobs[JobKind.MAIL, JobState.FAILED] == 1
    assert found.jobs[JobKind.RETAIN, JobState.WAITING] == 1
    assert sum(found.jobs.values()) == 4
    assert found.late_seconds == 3 * 3600, "one that is due later is not late"
