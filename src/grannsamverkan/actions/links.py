"""What a link or a code opens, and what can be said by it; looking changes nothing, since mail scanners look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from grannsamverkan.actions.letters import id_of
from grannsamverkan.actions.rota import rota
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.register import Register


class Closed(StrEnum):
    """Why a link cannot be answered by: it has been, or there is nothing to be said of it."""

    ANSWERED = "answered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Opened:
    """What whoever has a link may see: the person it was sent to, and the areas that are theirs."""

    question: Question
    person: Person
    terms: tuple[ContactTerm, ...]
    areas: Mapping[str, AreaVersion]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfArea:
    """What a contact says of one area: when the neighbours met, that they keep a list, that the border is right."""

    met_on: date | None = None
    keeps_list: bool = False
    border_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a contact answers.

    Attributes:
        phone, mail: as they are to be from now on, empty for none; None: not asked.
        areas: what they say of each area, by id.
        successor, successor_phone: whom they would hand over to, to be asked by staff.
        notice_version: the version of the privacy notice that stood beside the question.
    """

    reply: Reply
    phone: str | None = None
    mail: str | None = None
    areas: Mapping[str, OfArea] = field(default_factory=dict)
    successor: str | None = None
    successor_phone: str | None = None
    notice_version: str | None = None


def look(register: Register, key: str, today: date) -> Opened | Closed:
    """Return what a link or a code opens; nothing is changed by looking.

    One that never was, has expired, was replaced by a later year's, or whose person is gone or no
    longer a contact answers alike.
    """
    with register.looking() as private:
        question = private.get(Question, id_of(key))
        if question is None or today >= question.expires_on:
            return Closed.GONE
        all_to_them = private.find(Question, person_id=question.person_id)
        person = private.get(Person, question.person_id)
    terms = rota(register, question.municipality, today).get(question.person_id)
    if person is None or not terms or any(one.year > question.year for one in all_to_them):
        return Closed.GONE
    if question.answered_at is not None:
        return Closed.ANSWERED
    return Opened(question, person, terms, areas_by_id(register, terms))


def areas_by_id(register: Register, terms: Iterable[ContactTerm]) -> dict[str, AreaVersion]:
    """Return the areas of terms as they are now, by id, in the order of their names."""
    timelines = register.present().timelines
    found = {term.area_id: domain.last(timelines[term.area_id]) for term in terms}
    return dict(sorted(found.items(), key=lambda one: (one[1].name, one[0])))
