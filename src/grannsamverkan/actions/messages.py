"""What staff write to contacts: one mail to each, never with the addresses of others, and a log of who got what when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.jobs import enqueue, payload_of
from grannsamverkan.actions.letters import areas_of, signature
from grannsamverkan.actions.outbox import mail_job
from grannsamverkan.actions.places import municipality_of
from grannsamverkan.actions.rota import people_of, rota
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.jobs import Job, JobState
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE

WRITE = "write_to_contacts"
"""What the journal calls it."""

LONGEST_SUBJECT = 150
LONGEST_TEXT = 10_000

_JOB = PRIVATE[Job]
_ID_LENGTH = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """To whom: the contacts of a municipality, or only of a locality or of some areas of it."""

    municipality: str
    locality: str | None = None
    area_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Readers:
    """Those who get a mail, and those whom only a telephone reaches, by name."""

    by_mail: tuple[Person, ...]
    without: tuple[Person, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to be written; `id` keeps it from being sent twice."""

    id: str
    subject: str
    text: str


def readers(register: Register, audience: Audience, today: date) -> Readers:
    """Return who would read what is written to an audience."""
    chosen = _terms(register, audience, today)
    with register.looking() as private:
        found = sorted(people_of(private, chosen), key=lambda one: (one.name, one.id))
    reached = [bool(one.mail) and one.mail_failed_on is None for one in found]
    return Readers(
        tuple(one for one, there in zip(found, reached, strict=True) if there),
        tuple(one for one, there in zip(found, reached, strict=True) if not there),
    )


def reached(register: Register, audience: Audience, today: date) -> Readers:
    """Return who would read what is written to an audience, of whom there must be someone.

    Raises:
        Refused: nobody would get a mail.
    """
    to = readers(register, audience, today)
    if not to.by_mail:
        raise Refused("message.nobody")
    return to


def _terms(
    register: Register, audience: Audience, today: date
) -> dict[str, tuple[ContactTerm, ...]]:
    timelines = register.present().timelines

    def meant(term: ContactTerm) -> bool:
        if audience.area_ids and term.area_id not in audience.area_ids:
            return False
        here = last(timelines[term.area_id]).locality
        return audience.locality is None or audience.locality == here

    everyone = rota(register, audience.municipality, today)
    mine = {person: tuple(filter(meant, terms)) for person, terms in everyone.items()}
    return {person: terms for person, terms in mine.items() if terms}


def checked(draft: Draft) -> Draft:
    """Return what is to be written as it is sent.

    Raises:
        Refused: no subject or no text, or one that is too long.
    """
    subject = line(draft.subject)
    text = "\n".join(one.rstrip() for one in draft.text.splitlines()).strip()
    if subject is None or not text:
        raise Refused("message.empty")
    if len(subject) > LONGEST_SUBJECT or len(text) > LONGEST_TEXT:
        raise Refused("message.too_long", subject=LONGEST_SUBJECT, text=LONGEST_TEXT)
    return Draft(id=draft.id, subject=subject, text=text)


def write(doing: Doing, audience: Audience, draft: Draft, *, language: str = "sv") -> Readers:
    """Put a mail to each reader into the outbox; the same draft again puts none.

    Raises:
        NotFound: not theirs to write in. Refused: nothing is written, or nobody would read it.
    """
    for deed in (Deed.SEE_CONTACTS, Deed.SEND_CONFIRMATIONS):
        doing.require(deed, municipality=audience.municipality)
    if len(draft.id) != _ID_LENGTH:
        raise NotFound("access.not_found")
    fair, to = checked(draft), reached(doing.register, audience, doing.today)
    terms = _terms(doing.register, audience, doing.today)
    t = translator(language)
    signed = signature(municipality_of(doing.register, audience.municipality), t)
    with doing.change(WRITE) as change:
        for person in to.by_mail:
            why = t("mail.because", areas=areas_of(doing.register, terms[person.id]))
            mail = mail_job(
                person,
                key=f"{_prefix(audience.municipality)}{fair.id}/{person.id}",
                subject=fair.subject,
                text=f"{fair.text}\n\n--\n{why}\n\n{signed}\n",
                now=doing.now,
                by=doing.actor,
            )
            if enqueue(change.private, mail):
                change.subject = fair.id
    return to


def _prefix(municipality: str) -> str:
    return f"message/{municipality}/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One message that was written: what it was called, by whom, when, and how far it has come."""

    id: str
    subject: str
    by: str
    at: datetime
    sent: int
    waiting: int
    failed: int


def log_of(register: Register, municipality: str, *, at_most: int = 50) -> tuple[Written, ...]:
    """Return the messages to the contacts of a municipality, the newest first."""
    prefix = _prefix(municipality)
    message = sa.func.substr(_JOB.c.key, 1, len(prefix) + _ID_LENGTH)
    in_state = {
        state: sa.func.sum(sa.case((_JOB.c.state == state.value, 1), else_=0)).label(state.value)
        for state in JobState
    }
    query = (
        sa.select(message.label("message"), sa.func.min(_JOB.c.id).label("one"), *in_state.values())
        .where(_JOB.c.key.startswith(prefix, autoescape=True))
        .group_by(message)
        .order_by(message.desc())
        .limit(at_most)
    )
    with register.looking() as private:
        rows = private.connection.execute(query).mappings().all()
        ones = {job.id: job for job in private.find(Job, id=tuple(row["one"] for row in rows))}
    return tuple(_written(row, ones[row["one"]], prefix) for row in rows)


def _written(row: Any, job: Job, prefix: str) -> Written:  # noqa: ANN401 # a row of the query above
    carried = payload_of(job)
    return Written(
        id=row["message"].removeprefix(prefix),
        subject=carried["subject"],
        by=carried["by"],
        at=job.made_at,
        sent=row[JobState.DONE.value],
        waiting=row[JobState.WAITING.value],
        failed=row[JobState.FAILED.value],
    )


@dataclass(frozen=True, slots=True)
class Got:
    """What became of a message to one reader."""

    name: str
    state: JobState
    at: datetime | None


def who_got(register: Register, municipality: str, message_id: str) -> Sequence[Got]:
    """Return to whom a message went and when, by name; who has been erased since is not named.

    Raises:
        NotFound: no such message.
    """
    prefix = f"{_prefix(municipality)}{message_id}/"
    query = sa.select(_JOB.c.id).where(_JOB.c.key.startswith(prefix, autoescape=True))
    with register.looking() as private:
        ids = tuple(private.connection.execute(query).scalars())
        jobs = private.find(Job, id=ids)
        names = {
            one.id: one.name for one in people_of(private, {str(job.person_id) for job in jobs})
        }
    if not jobs:
        raise NotFound("access.not_found")
    got = [Got(names.get(str(job.person_id), "–"), job.state, job.done_at) for job in jobs]
    return sorted(got, key=lambda one: one.name)
