"""The yearly question to every contact, sent: by mail with a link of their own, as a letter with a code, by telephone.

A reminder carries a token of its own, and the links before it go on working: all questions to one
person about one year are one question, answered once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.letters import Mailing, Writer, id_of, names_of, new_token
from grannsamverkan.actions.reminders import plan_reminders
from grannsamverkan.actions.rota import people_of, rota
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import Channel, ContactTerm, Person, holding
from grannsamverkan.domain.quiet import reminders_unanswered
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

ASK = "ask_confirmations"
"""What the journal calls it; as what it is about it names the municipality and the year."""


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

    Nor has one whose mail came back, once it can be sent again. Each is asked once, whatever number of areas is theirs. Those who are not asked by mail are for
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
        waiting = _to_ask(writer, private, contacts, year)
        private.remove(Question, *waiting.never_arrived)
        questions: list[Question] = []
        mails: list[Job] = []
        for person in waiting.people:
            question = _question(writer, person, year)
            if question.channel is Channel.MAIL:
                names = names_of(timelines, contacts[person.id])
                question, mail = writer.write(person, question, names)
                mails.append(mail)
            questions.append(question)
        private.put(*questions, *mails)
        made = _asked(waiting.already, (one.channel for one in questions))
        if made.number:
            change.subject = f"{municipality}/{year}"
        if made.mail:
            plan_reminders(writer, private, year)
    return made


def preview(doing: Doing, municipality: str, year: int, *, mailing: Mailing | None) -> Asked:
    """Return how many `ask` would ask, without writing anything to anyone.

    Raises:
        As `ask` does.
    """
    writer = Writer.of(doing, municipality, mailing)
    _hold_to_years(doing.today, year)
    contacts = rota(doing.register, municipality, doing.today)
    with doing.register.looking() as private:
        waiting = _to_ask(writer, private, contacts, year)
    return _asked(waiting.already, (way_to(person, mailing) for person in waiting.people))


def _hold_to_years(today: date, year: int) -> None:
    if not today.year <= year <= today.year + 1:
        raise Refused("confirmation.year", year=str(year))


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Who is to be asked, the questions to them that never arrived, and how many have been asked."""

    people: tuple[Person, ...]
    never_arrived: tuple[str, ...]
    already: int


def _to_ask(
    writer: Writer, private: Private, contacts: Mapping[str, object], year: int
) -> _Waiting:
    known = private.find(Question, municipality=writer.place.code, year=year)
    arrived = {
        one.person_id for one in known if one.bounced_on is None or one.answered_at is not None
    }
    came_back = {one.person_id for one in known} - arrived
    people = tuple(
        person
        for person in people_of(private, contacts.keys() - arrived)
        if person.id not in came_back or way_to(person, writer.mailing) is Channel.MAIL
    )
    again = came_back & {person.id for person in people}
    gone = tuple(one.id for one in known if one.person_id in again)
    return _Waiting(people, gone, len(contacts) - len(people))


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


def unanswered(register: Register, area_id: str, today: date) -> int:
    """Return how often the contacts of an area were reminded without that any of them answered."""
    present = register.present()
    timeline = present.timelines.get(area_id, ())
    ids = tuple(term.person_id for term in holding(present.of(ContactTerm, area_id), today))
    with register.looking() as private:
        questions = private.find(Question, person_id=ids)
    since = timeline[-1].last_confirmed_on if timeline else None
    return reminders_unanswered(questions, today, since=since)
