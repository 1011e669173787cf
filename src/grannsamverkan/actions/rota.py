"""Who is asked: the contacts of the live areas of a municipality, by person, and how it stands with each."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from weakref import WeakKeyDictionary

from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.register import Register
from grannsamverkan.register.ledger import in_batches
from grannsamverkan.register.present import Present
from grannsamverkan.register.private import Private

LIVE = frozenset({Status.FORMING, Status.ACTIVE})
"""The states of areas whose contacts are asked."""

_Rota = Mapping[str, tuple[ContactTerm, ...]]

_ROTAS: WeakKeyDictionary[Present, dict[tuple[str, date], _Rota]] = WeakKeyDictionary()
"""The contacts of each municipality on a day, as long as what they were read from is what is believed."""


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


def newest(questions: Iterable[Question]) -> dict[str, Question]:
    """Return, of the questions of one year, the newest to each person: it tells how it stands."""
    ordered = sorted(questions, key=lambda one: (one.asked_on, one.reminders, one.id))
    return {one.person_id: one for one in ordered}
