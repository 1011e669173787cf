"""The year's question on paper: a letter to each who wants one or whom nothing else reaches, with a code to type in."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.letters import Writer, areas_of, id_of, new_code, shown_code
from grannsamverkan.actions.rota import newest, people_of, rota
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.register.private import Private

PRINT = "print_confirmations"
"""What the journal calls it."""


@dataclass(frozen=True, slots=True)
class PrintedLetter:
    """A letter as it is printed: to whom, about which areas, the code in it, and how long that works."""

    name: str
    areas: tuple[str, ...]
    code: str
    until: date


def print_letters(
    doing: Doing, municipality: str, year: int, *, person_ids: Iterable[str] | None = None
) -> tuple[PrintedLetter, ...]:
    """Make a code for everyone who is to get a letter, and return the letters, by name.

    Those are the ones who want letters, or whom no mail or telephone reaches; or the ones named. A
    letter that is printed again has a code of its own, and the one before goes on working.

    Raises:
        NotFound: not theirs to write in.
    """
    writer = Writer.of(doing, municipality, None)
    contacts = rota(doing.register, municipality, doing.today)
    letters = []
    with doing.change(PRINT) as change:
        private = change.private
        for person, question in _to_write(writer, private, year, person_ids):
            code = new_code()
            letter = replace(
                question,
                id=id_of(code),
                channel=Channel.LETTER,
                bounced_on=None,
                expires_on=writer.until,
            )
            _put(private, question, letter)
            until = letter.expires_on - timedelta(days=1)
            areas = areas_of(doing.register, contacts[person.id])
            change.subject = f"{municipality}/{year}"
            letters.append(PrintedLetter(person.name, areas, shown_code(code), until))
    return tuple(sorted(letters, key=lambda one: one.name))


def letters_to_print(
    doing: Doing, municipality: str, year: int, *, person_ids: Iterable[str] | None = None
) -> int:
    """Return how many letters `print_letters` would make.

    Raises:
        As `print_letters` does.
    """
    writer = Writer.of(doing, municipality, None)
    with doing.register.looking() as private:
        return len(_to_write(writer, private, year, person_ids))


def _to_write(
    writer: Writer, private: Private, year: int, person_ids: Iterable[str] | None
) -> list[tuple[Person, Question]]:
    """Return who is to get a letter, each with the question that it asks."""
    code, doing = writer.place.code, writer.doing
    waiting = newest(private.find(Question, municipality=code, year=year))
    there = waiting.keys() & rota(doing.register, code, doing.today).keys()
    people = people_of(private, there if person_ids is None else there & set(person_ids))
    return [
        (person, waiting[person.id])
        for person in people
        if waiting[person.id].answered_at is None
        and (person_ids is not None or _by_letter(waiting[person.id], person))
    ]


def _put(private: Private, before: Question, letter: Question) -> None:
    """Keep a letter's question beside those before it, unless they went another way and reached nobody."""
    if before.channel is not Channel.LETTER:
        asked = private.find(Question, person_id=before.person_id, year=before.year)
        private.remove(Question, *(one.id for one in asked))
        private.put(replace(letter, id=before.id))
    private.put(letter)


def _by_letter(question: Question, person: Person) -> bool:
    if question.bounced_on is not None:
        return not person.phone
    return question.channel is Channel.LETTER
