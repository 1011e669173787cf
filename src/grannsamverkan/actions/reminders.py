"""Reminders of the yearly question: planned with it, sent by mail to who has not answered, as policy allows."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.jobs import Result, enqueue, new_job, payload_of
from grannsamverkan.actions.letters import Mailing, Writer, names_of
from grannsamverkan.actions.outbox import QUESTION
from grannsamverkan.actions.rota import newest, people_of, rota
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.domain.period import months_after
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

REMIND = "remind_confirmations"
"""What the journal calls it; as what it is about it names the municipality and the year."""

PATIENCE = timedelta(days=14)
"""So long nobody is reminded after they were written to."""

BEFORE_REMINDING = timedelta(days=28)
_REMIND_AT = time(9)


def first_reminder(register: Register, municipality: str, year: int, today: date) -> date:
    """Return the day of the first reminder of a round that is asked today."""
    policy = register.present().policies[municipality]
    wished = date.fromisoformat(f"{year}-{policy.wheel_remind}")
    return max(wished, today + BEFORE_REMINDING)


def plan_reminders(writer: Writer, private: Private, year: int) -> None:
    """Ask for the reminders of a round, at the day of the year that is set and a month apart."""
    doing, place = writer.doing, writer.place.code
    policy = doing.register.present().policies[place]
    first = first_reminder(doing.register, place, year, doing.today)
    for number in range(1, policy.lapse_reminders + 1):
        day = months_after(first, number - 1)
        job = new_job(
            JobKind.REMIND,
            key=f"remind/{place}/{year}/{number}",
            payload={"municipality": place, "year": year, "number": number},
            now=doing.now,
            due_at=datetime.combine(day, _REMIND_AT, doing.now.tzinfo),
        )
        enqueue(private, job)


def remind(
    doing: Doing,
    municipality: str,
    year: int,
    *,
    mailing: Mailing | None,
    number: int | None = None,
) -> int:
    """Remind by mail everyone who has not answered theirs, and return how many that are.

    Nobody is reminded more often than policy says, within two weeks of the last mail, or of a mail
    that never left or came back. `number` reminds only those who were reminded less often than that.

    Raises:
        NotFound: no such municipality, or not theirs to remind in. Refused: mail is not set up.
    """
    writer = Writer.of(doing, municipality, mailing)
    if mailing is None:
        raise Refused("mail.not_configured")
    contacts = rota(doing.register, municipality, doing.today)
    timelines = doing.register.present().timelines
    with doing.change(REMIND) as change:
        private = change.private
        silent = _silent(doing, private, municipality, year, number)
        for person, before in silent:
            again = replace(
                before,
                reminders=before.reminders + 1,
                reminded_on=doing.today,
                expires_on=writer.until,
            )
            names = names_of(timelines, contacts[person.id])
            private.put(*writer.write(person, again, names))
            change.subject = f"{municipality}/{year}"
    return len(silent)


def to_remind(doing: Doing, municipality: str, year: int, *, mailing: Mailing | None) -> int:
    """Return how many `remind` would remind, without writing anything to anyone.

    Raises:
        As `remind` does.
    """
    Writer.of(doing, municipality, mailing)
    if mailing is None:
        raise Refused("mail.not_configured")
    with doing.register.looking() as private:
        return len(_silent(doing, private, municipality, year, None))


def _silent(
    doing: Doing, private: Private, municipality: str, year: int, number: int | None
) -> list[tuple[Person, Question]]:
    """Return who can be reminded, each with the question they have not answered."""
    most = doing.register.present().policies[municipality].lapse_reminders
    contacts = rota(doing.register, municipality, doing.today)
    unsent = _unsent(private)
    waiting = {
        person_id: one
        for person_id, one in newest(
            private.find(Question, municipality=municipality, year=year)
        ).items()
        if person_id in contacts
        and one.reminders < min(most, number or most)
        and one.id not in unsent
        and _can_be_reminded(one, doing.today)
    }
    people = people_of(private, waiting)
    return [(one, waiting[one.id]) for one in people if one.mail and one.mail_failed_on is None]


def _unsent(private: Private) -> frozenset[str]:
    """Return the ids of the questions whose mail waits still, or was given up."""
    key = PRIVATE[Job].c.key
    query = sa.select(key).where(
        key.startswith(f"{QUESTION}/"), PRIVATE[Job].c.state != JobState.DONE.value
    )
    return frozenset(one.partition("/")[2] for one in private.connection.execute(query).scalars())


def _can_be_reminded(question: Question, today: date) -> bool:
    written_on = question.reminded_on or question.asked_on
    return (
        question.channel is Channel.MAIL
        and question.answered_at is None
        and question.bounced_on is None
        and today - written_on >= PATIENCE
    )


def remind_by_itself(mailing: Mailing, register: Register, job: Job, now: datetime) -> Result:
    """Send the reminders that were asked for together with the question."""
    carried = payload_of(job)
    if carried["number"] > register.present().policies[carried["municipality"]].lapse_reminders:
        return Result()  # fewer have been decided since
    reason = translator(mailing.language)("confirmation.by_itself")
    doing = Doing(register=register, actor="jobs", reason=reason, now=now)
    remind(
        doing,
        carried["municipality"],
        carried["year"],
        mailing=mailing,
        number=carried["number"],
    )
    return Result()
