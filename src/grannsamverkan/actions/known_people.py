"""Whom the register knows already, as a list can mean them: by name, with how they are reached beside it."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from grannsamverkan.actions.person_details import Details, cleaned
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.exchange.alike import plain_name
from grannsamverkan.exchange.contacts import ContactRecord
from grannsamverkan.exchange.reach import digits
from grannsamverkan.register import Change


class KnownPeople:
    """The people of a municipality, by what a list can know them again by."""

    def __init__(self, people: Iterable[Person]) -> None:
        """Take those whom the register knows."""
        self._by_id = {one.id: one for one in people}
        self._by_reach: dict[str, list[str]] = defaultdict(list)
        for one in self._by_id.values():
            self._index(one)

    def _index(self, person: Person) -> None:
        for reach in (person.mail, digits(person.phone)):
            if reach:
                self._by_reach[reach].append(person.id)

    def name(self, person_id: str) -> str:
        """Return someone's name, empty where they have been erased."""
        return self._by_id[person_id].name if person_id in self._by_id else ""

    def find(self, record: ContactRecord, of_area: Iterable[str]) -> Person | None:
        """Return whom a record is about: a contact of the area by name, else by name and how they are reached.

        The same mail or telephone alone is not enough: couples share them.
        """
        reached = [
            self._by_id[key]
            for reach in (record.mail, digits(record.phone))
            for key in self._by_reach.get(reach or "", ())
        ]
        here = [self._by_id[key] for key in of_area if key in self._by_id]
        named = [one for one in here if plain_name(one.name) == plain_name(record.name)]
        close = [one for one in reached if _same_person(one.name, record.name)]
        return next(iter([*named, *close]), None)

    def keep(self, change: Change, person: Person) -> None:
        """Write a person of whom the list says something new."""
        change.private.put(person)
        self._by_id[person.id] = person
        self._index(person)


def _same_person(known: str, stated: str) -> bool:
    """Say whether two names of someone reached alike are one: `Kontakt Ett` and `K. Ett` are."""
    if plain_name(known) == plain_name(stated):
        return True
    one, other = (
        [word.strip(".,()") for word in name.casefold().split()] for name in (known, stated)
    )
    return one[-1] == other[-1] and one[0][:1] == other[0][:1] and 1 in {len(one[0]), len(other[0])}


def with_reach(person: Person, record: ContactRecord) -> Person:
    """Return a known person with what the list says of how to reach them.

    Raises:
        Refused: it is not how anyone is reached.
    """
    stated = cleaned(
        Details(
            name=person.name, phone=record.phone or person.phone, mail=record.mail or person.mail
        )
    )
    channel = person.channel
    if channel is Channel.LETTER and stated.channel is not None:
        channel = stated.channel
    failed = person.mail_failed_on if stated.mail == person.mail else None
    return replace(
        person, phone=stated.phone, mail=stated.mail, channel=channel, mail_failed_on=failed
    )
