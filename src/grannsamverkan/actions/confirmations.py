"""The yearly question to every contact, sent: by mail with a link of their own, as a letter with a code, by telephone.

A reminder carries a token of its own, and the links before it go on working: all questions to one
person about one year are one question, answered once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from weakref import WeakKeyDictionary

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.jobs import Result, enqueue, new_job, payload_of
from grannsamverkan.actions.letters import Mailing, Writer, id_of, names_of, new_token
from grannsamverkan.actions.outbox import QUESTION
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import Channel, ContactTerm, Person, holding
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.quiet import reminders_unanswered
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from grannsamverkan.register.ledger import in_batches
from grannsamverkan.register.present import Present
from grannsamverkan.register.private import Private

ASK, REMIND = "ask_confirmations", "remind_confirmations"
"""What the journal calls them; as what they are about it names the municipality and the year."""

LIVE = frozenset({Status.FORMING, Status.ACTIVE})
"""The states of areas whose contacts are asked."""

_Rota = Mapping[str, tuple[ContactTerm, ...]]

_ROTAS: WeakKeyDictionary[Present, dict[tuple[str, date], _Rota]] = WeakKeyDictionary()
"""The contacts of each municipality on a day, as long as what they were read from is what is believed."""

PATIENCE = timedelta(days=14)
"""So long nobody is reminded after they were written to."""

_BEFORE_REMINDING = timedelta(days=28)
_REMIND_AT = time(9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How many were asked, or would be, by which way; and how many had been already."""

    mail: int = 0
    phone: int = 0
    letter: int = 0
    already: int = 0

    @property
    def number(self) -> int:
        """How many in all, beside those who had been."""
        return self.mail + self.phone + self.letter


def rota(register: Register, municipality: str, today: date) -> _Rota:
    """Return the contacts of the live areas of a municipality: the terms that hold, by person."""
    present = register.present()
    known = _ROTAS.setdefault(present, {})
    if (municipality, today) not in known:
        known[municipality, today] = _rota(present, municipality, today)
    return known[municipality, today]


def _rota(present: Present, municipality: str, today: date) -> _Rota:
    found: dict[str, tuple[ContactTerm, ...]] = {}
    for area_id, terms in present.facts[ContactTerm].items():
        timeline = present.timelines.get(area_id)
        if timeline and timeline[-1].municipality == municipality and timeline[-1].status in LIVE:
            for term in terms:
                if term.holds(today):
                    found[term.person_id] = (*found.get(term.person_id, ()), term)
    return found


def people_of(private: Private, ids: Iterable[str]) -> Iterator[Person]:
    """Give people by their ids, many at once."""
    for some in in_batches(sorted(ids)):
        yield from private.find(Person, id=tuple(some))


def way_to(person: Person, mailing: Mailing | None) -> Channel:
    """Return how someone is asked: as they wish, if that is possible."""
    works = bool(mailing and person.mail and person.mail_failed_on is None)
    if works and person.channel is Channel.MAIL:
        return Channel.MAIL
    if person.phone and person.channel is not Channel.LETTER:
        return Channel.PHONE
    return Channel.LETTER


def ask(doing: Doing, municipality: str, year: int, *, mailing: Mailing | None) -> Asked:
    """Ask every contact of a municipality the year's question, whoever has not been asked yet.

    Each is asked once, whatever number of areas is theirs. Those who are not asked by mail are for
    the call list and the letters. Without `mailing` nobody is asked by mail.

    Raises:
        NotFound: no such municipality, or not theirs to ask in. Refused: a year that is over.
    """
    writer = Writer.of(doing, municipality, mailing)
    _hold_to_years(doing.today, year)
    contacts = rota(doing.register, municipality, doing.today)
    timelines = doing.register.present().timelines
    with doing.change(ASK) as change:
        private = change.private
        already, people = _to_ask(private, contacts, municipality, year)
        questions: list[Question] = []
        mails: list[Job] = []
        for person in people:
            question = _question(writer, person, year)
            if question.channel is Channel.MAIL:
                names = names_of(timelines, contacts[person.id])
                question, mail = writer.write(person, question, names)
                mails.append(mail)
            questions.append(question)
        private.put(*questions, *mails)
        made = _asked(already, (one.channel for one in questions))
        if made.number:
            change.subject = f"{municipality}/{year}"
        if made.mail:
            _plan_reminders(writer, private, year)
    return made


def preview(doing: Doing, municipality: str, year: int, *, mailing: Mailing | None) -> Asked:
    """Return how many `ask` would ask, without writing anything to anyone.

    Raises:
        As `ask` does.
    """
    Writer.of(doing, municipality, mailing)
    _hold_to_years(doing.today, year)
    contacts = rota(doing.register, municipality, doing.today)
    with doing.register.looking() as private:
        already, people = _to_ask(private, contacts, municipality, year)
        return _asked(already, (way_to(person, mailing) for person in people))


def _hold_to_years(today: date, year: int) -> None:
    if not today.year <= year <= today.year + 1:
        raise Refused("confirmation.year", year=str(year))


def _to_ask(
    private: Private, contacts: Mapping[str, object], municipality: str, year: int
) -> tuple[int, Iterator[Person]]:
    """Return how many contacts have been asked, and those who have not."""
    known = private.find(Question, municipality=municipality, year=year)
    already = contacts.keys() & {one.person_id for one in known}
    return len(already), people_of(private, contacts.keys() - already)


def _asked(already: int, ways: Iterable[Channel]) -> Asked:
    counted = Counter(ways)
    return Asked(already=already, **{way.value: counted[way] for way in Channel})


def _question(writer: Writer, person: Person, year: int) -> Question:
    return Question(
        id=id_of(new_token()),  # of a token that nobody has: mail and letters bring their own
        person_id=person.id,
        municipality=writer.place.code,
        year=year,
        channel=way_to(person, writer.mailing),
        asked_on=writer.doing.today,
        expires_on=writer.until,
    )


def first_reminder(register: Register, municipality: str, year: int, today: date) -> date:
    """Return the day of the first reminder of a round that is asked today."""
    policy = register.present().policies[municipality]
    wished = date.fromisoformat(f"{year}-{policy.wheel_remind}")
    return max(wished, today + _BEFORE_REMINDING)


def _plan_reminders(writer: Writer, private: Private, year: int) -> None:
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


def newest(questions: Iterable[Question]) -> dict[str, Question]:
    """Return, of the questions of one year, the newest to each person: it tells how it stands."""
    ordered = sorted(questions, key=lambda one: (one.asked_on, one.reminders, one.id))
    return {one.person_id: one for one in ordered}


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
    most = doing.register.present().policies[municipality].lapse_reminders
    contacts = rota(doing.register, municipality, doing.today)
    timelines = doing.register.present().timelines
    reminded = 0
    with doing.change(REMIND) as change:
        private = change.private
        waiting = newest(private.find(Question, municipality=municipality, year=year))
        silent = {
            person_id: one
            for person_id, one in waiting.items()
            if person_id in contacts
            and one.reminders < min(most, number or most)
            and _can_be_reminded(private, one, doing.today)
        }
        for person in people_of(private, silent):
            if person.mail and person.mail_failed_on is None:
                before = silent[person.id]
                again = replace(
                    before,
                    reminders=before.reminders + 1,
                    reminded_on=doing.today,
                    expires_on=writer.until,
                )
                names = names_of(timelines, contacts[person.id])
                private.put(*writer.write(person, again, names))
                change.subject = f"{municipality}/{year}"
                reminded += 1
    return reminded


def _can_be_reminded(private: Private, question: Question, today: date) -> bool:
    written_on = question.reminded_on or question.asked_on
    if (
        question.channel is not Channel.MAIL
        or question.answered_at is not None
        or question.bounced_on is not None
        or today - written_on < PATIENCE
    ):
        return False
    sent = private.find(Job, key=f"{QUESTION}/{question.id}")
    return all(one.state is JobState.DONE for one in sent)


def remind_by_itself(mailing: Mailing, register: Register, job: Job, now: datetime) -> Result:
    """Send the reminders that were asked for together with the question."""
    carried = payload_of(job)
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


def unanswered(register: Register, area_id: str, today: date) -> int:
    """Return how often the contacts of an area were reminded without that any of them answered."""
    present = register.present()
    timeline = present.timelines.get(area_id, ())
    ids = tuple(term.person_id for term in holding(present.of(ContactTerm, area_id), today))
    with register.looking() as private:
        questions = private.find(Question, person_id=ids)
    since = timeline[-1].last_confirmed_on if timeline else None
    return reminders_unanswered(questions, today, since=since)
