"""Mail that waits to be sent: written together with what asked for it, sent afterwards, then let go of.

Once a mail is sent its address and text are gone; that someone got it, what it was called and when is kept.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.jobs import Ending, Result, is_over, last_try, new_job, payload_of
from grannsamverkan.actions.unfollowing import end_all
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.bounces import Bounce
from grannsamverkan.exchange.mail import Delivery, Letter, Mailer, Outcome
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

MENDED_WITHIN = timedelta(days=7)
"""So long mail that was given up can be tried again, with its address and text."""

QUESTION = "question"
"""How the key of a mail begins that asks a contact the year's question; the question's id follows."""


def mail_job(  # a mail has as many parts
    person: Person,
    *,
    key: str,
    subject: str,
    text: str,
    now: datetime,
    by: str | None = None,
) -> Job:
    """Return a mail to a person as a job, to be put into the transaction of what asks for it.

    `by` is who wrote it, as the journal names them; None where the program did.
    """
    payload = {"to": person.mail, "subject": subject, "text": text, "by": by}
    return new_job(JobKind.MAIL, key=key, payload=payload, now=now, person_id=person.id)


def bare_mail_job(to: str, *, key: str, subject: str, text: str, now: datetime) -> Job:
    """Return a mail of the program's to an address of which nothing else is known; `key` tells what it is about."""
    payload = {"to": to, "subject": subject, "text": text, "by": None}
    return new_job(JobKind.MAIL, key=key, payload=payload, now=now)


def news_job(  # a mail has as many parts
    one: Following, *, key: str, subject: str, text: str, stop: str, now: datetime
) -> Job:
    """Return a mail to a follower as a job; by the link `stop` a mail program ends it all with one press."""
    payload = {"to": one.mail, "subject": subject, "text": text, "by": None, "stop": stop}
    return new_job(JobKind.MAIL, key=key, payload=payload, now=now, person_id=one.follower)


def deliver(mailer: Mailer, _register: Register, job: Job, now: datetime) -> Result:
    """Send a mail; one whose address does not exist is never tried again, and marked on the person if it is to one."""
    carried = payload_of(job)
    letter = Letter(
        id=job.id,
        to=carried["to"],
        subject=carried["subject"],
        text=carried["text"],
        automatic=carried["by"] is None,
        stop=carried.get("stop"),
    )
    try:
        delivery = mailer.send(letter, now=now)
    except Refused as error:
        delivery = Delivery(Outcome.NEVER, error.key)
    kept = _kept(carried)
    if delivery.outcome is Outcome.SENT:
        return Result(payload=kept)
    if delivery.outcome is Outcome.NEVER:
        failed = partial(came_back, job=job, on=now.date())
        return Result(ending=Ending.FAILED, payload=kept, fault=delivery.fault, also=failed)
    if last_try(job):
        unasked = partial(never_asked, job=job, on=now.date())
        return Result(ending=Ending.LATER, fault=delivery.fault, also=unasked)
    return Result(ending=Ending.LATER, fault=delivery.fault)


def _kept(carried: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is kept of a mail that is over with."""
    return {"subject": carried["subject"], "by": carried["by"], "over": True}


def let_go_of_given_up(register: Register, now: datetime) -> None:
    """Let go of address and text of mail that was given up, once there has been time to mend what failed."""
    with register.private() as private:
        failed = private.find(Job, kind=JobKind.MAIL.value, state=JobState.FAILED.value)
        old = [one for one in failed if not is_over(one) and one.due_at <= now - MENDED_WITHIN]
        blank = {one.id: json.dumps(_kept(payload_of(one)), ensure_ascii=False) for one in old}
        private.put(*(replace(one, payload=blank[one.id]) for one in old))


def came_back(private: Private, *, job: Job, on: date) -> None:
    """Note that a mail did not arrive: its reader's address fails, what it asked was never asked, and what it told goes on no more."""
    if job.person_id is not None:
        end_all(private, job.person_id)
    person = private.get(Person, job.person_id or "")
    if person is not None:
        private.put(replace(person, mail_failed_on=on))
    never_asked(private, job=job, on=on)


def never_asked(private: Private, *, job: Job, on: date) -> None:
    """Note that the question a mail asked never arrived, whichever of its links it carried."""
    kind, _, question_id = job.key.partition("/")
    question = private.get(Question, question_id) if kind == QUESTION else None
    if question is None:
        return
    asked = private.find(Question, person_id=question.person_id, year=question.year)
    private.put(*(replace(one, bounced_on=on) for one in asked if one.answered_at is None))


@dataclass(frozen=True, slots=True)
class Returned:
    """What came of reports of undelivered mail: how many told of mail of ours, and how many did not."""

    ours: int
    others: int


def take_bounces(doing: Doing, bounces: Iterable[Bounce]) -> Returned:
    """Note on the people concerned which mail came back: by its id, else by its address."""
    ours = others = 0
    with doing.change("note_bounces") as change:
        for bounce in bounces:
            if _noted(change.private, bounce, doing.today):
                ours += 1
            else:
                others += 1
    return Returned(ours, others)


def _noted(private: Private, bounce: Bounce, on: date) -> bool:
    job = private.get(Job, bounce.letter_id) if bounce.letter_id else None
    if job is not None and job.kind is JobKind.MAIL:
        came_back(private, job=job, on=on)
        return True
    if not bounce.addresses:
        return False
    people = private.find(Person, mail=bounce.addresses)
    private.put(*(replace(person, mail_failed_on=on) for person in people))
    told = private.find(Following, mail=tuple(one.casefold() for one in bounce.addresses))
    end_all(private, *{one.follower for one in told})
    return bool(people or told)
