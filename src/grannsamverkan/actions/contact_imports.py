"""The contacts of a list into the register: who is new, who is known, and whom the list no longer names.

Terms go into the ledger with the areas of the same list, in one change; who the people are lies
beside it. A list is matched to people by name, with the mail address or telephone number where the
same name may be someone else's.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from grannsamverkan.actions.deeds import confirm_area, not_to_come
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.known_people import KnownPeople, with_reach
from grannsamverkan.actions.person_details import Details, cleaned
from grannsamverkan.actions.persons import schedule_erasure
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm, Person
from grannsamverkan.errors import GrannsamverkanError
from grannsamverkan.exchange.contacts import ContactFile, ContactRecord
from grannsamverkan.exchange.records import Note
from grannsamverkan.register import Change

_OVER = frozenset({Status.CLOSED, Status.SUPERSEDED, Status.WITHDRAWN})
_FIELDS = {"trained": "trained_on", "confirmed": "confirmed_on", "list": "list_confirmed_on"}


@dataclass(frozen=True, slots=True)
class ContactsOf:
    """What a list says of people, and what to do with those it no longer names.

    Attributes:
        end_missing: contacts that an area of the list has in the register and not in the list end today.
    """

    file: ContactFile
    end_missing: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A contact of an area that a list tells of; row 0 where it does not."""

    row: int
    name: str
    area: str


@dataclass(frozen=True, slots=True)
class ContactReport:
    """What became of the contacts of a list, or would become of them.

    `missing` are contacts of areas whose contacts the list names, without naming them.
    """

    new: tuple[Told, ...] = ()
    changed: tuple[Told, ...] = ()
    same: tuple[Told, ...] = ()
    ended: tuple[Told, ...] = ()
    missing: tuple[Told, ...] = ()
    refused: tuple[Note, ...] = ()
    notes: tuple[Note, ...] = ()


def _lasts(term: ContactTerm, person: Person) -> bool:
    return term.person_id == person.id and term.ended_on is None


def _became(before: ContactTerm | None, after: ContactTerm, *, same: bool) -> str:
    if before is None:
        return "new"
    if after.ended_on is not None:
        return "ended"
    return "same" if same else "changed"


@dataclass
class ContactBook:
    """The contacts of a list on their way into one change."""

    doing: Doing
    change: Change
    area_of: Mapping[int, str]
    """The area that each row of the list is about, by its id."""

    newest: Mapping[str, AreaVersion]
    said: dict[str, list[Told]] = field(default_factory=lambda: defaultdict(list))
    refused: list[Note] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    _met: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _people: dict[str, KnownPeople] = field(default_factory=dict)
    _going_on: set[str] = field(default_factory=set)
    _ended: set[str] = field(default_factory=set)
    _ticked: int = 0

    def take(self, contacts: ContactsOf) -> ContactReport:
        """Let every contact of a list do what it does, and tell what that was."""
        for record in contacts.file.records:
            area_id = self.area_of.get(record.row)
            if area_id is None:  # the row itself has been refused, with its reason
                self.refused.append(Note(record.row, "imports.contact_of_refused", {}))
                continue
            try:
                self._take(record, area_id)
            except GrannsamverkanError as error:
                self.refused.append(Note(record.row, f"error.{error.key}", error.values))
        self._look_for_missing(end=contacts.end_missing)
        schedule_erasure(self.change, sorted(self._ended - self._going_on))
        if self._ticked:
            self.notes.append(Note(0, "imports.ticked", {"n": self._ticked}))
        unread = {note.row for note in self.refused}
        read = (note for note in contacts.file.notes if note.row not in unread)
        notes = sorted([*read, *self.notes], key=lambda note: note.row)
        told = {key: tuple(found) for key, found in self.said.items()}
        return ContactReport(**told, refused=tuple(self.refused), notes=tuple(notes))

    def _take(self, record: ContactRecord, area_id: str) -> None:
        version = self.newest[area_id]
        if version.status in _OVER:
            self.notes.append(Note(record.row, "imports.contact_of_ended", {"name": version.name}))
            return
        terms = self.change.facts(ContactTerm, area_id)
        people = self._people_of(version.municipality)
        known = people.find(record, [one.person_id for one in terms if one.ended_on is None])
        before = next((one for one in terms if known and _lasts(one, known)), None)
        if before is None and "ended" in record.days:
            self.notes.append(Note(record.row, "imports.contact_has_ended", {}))
            return
        person = with_reach(known, record) if known else self._new(record, version.municipality)
        after = self._term(before, record, area_id, person.id)
        if after.ended_on is None:
            person = replace(person, erase_after=None)
            self._going_on.add(person.id)
        self._met[area_id].add(person.id)
        if person != known:
            people.keep(self.change, person)
        if after != before:
            self._keep([one for one in terms if one is not before], after)
        told = Told(record.row, person.name, version.name)
        same = after == before and person == known
        self.said[_became(before, after, same=same)].append(told)

    def _new(self, record: ContactRecord, municipality: str) -> Person:
        details = cleaned(Details(name=record.name, phone=record.phone, mail=record.mail))
        return Person(
            id=self.doing.new_id(self.doing.now),
            municipality=municipality,
            name=details.name,
            phone=details.phone,
            mail=details.mail,
            channel=details.channel or Channel.LETTER,
        )

    def _term(
        self, before: ContactTerm | None, record: ContactRecord, area_id: str, person_id: str
    ) -> ContactTerm:
        """Return a contact's term as the list has it; a tick counts from today where no day is known.

        Raises:
            Refused: a day to come.
        """
        not_to_come(self.doing, *record.days.values())
        today = self.doing.today
        term = before or ContactTerm(
            id=self.doing.new_id(self.doing.now),
            area_id=area_id,
            person_id=person_id,
            appointed_on=min([*record.days.values(), today]),
        )
        facts: dict[str, date] = {}
        for meaning, name in _FIELDS.items():
            known: date | None = getattr(term, name)
            stated = record.days.get(meaning)
            if stated is None and meaning in record.ticks and known is None:
                stated = today
                self._ticked += 1
            if stated is not None and (known is None or stated > known):
                facts[name] = stated
        appointed = min([term.appointed_on, *facts.values(), *record.days.values()])
        role = ContactRole.MAIN_CONTACT if record.main else term.role
        ended = record.days.get("ended", term.ended_on)
        fresh = replace(term, appointed_on=appointed, role=role, ended_on=ended)
        return replace(fresh, **facts)  # type: ignore[arg-type]  # days known by name only

    def _keep(self, others: Iterable[ContactTerm], after: ContactTerm) -> None:
        self.change.set_facts(ContactTerm, after.area_id, [*others, after])
        if after.ended_on is not None:
            self._ended.add(after.person_id)
        elif after.confirmed_on is not None:
            confirm_area(self.change, after.area_id, after.confirmed_on)

    def _look_for_missing(self, *, end: bool) -> None:
        """Find the contacts that areas have in the register and not in the list, and end them if told to."""
        today = self.doing.today
        for area_id, met in self._met.items():
            version = self.newest[area_id]
            people = self._people_of(version.municipality)
            terms = self.change.facts(ContactTerm, area_id)
            gone = [one for one in terms if one.holds(today) and one.person_id not in met]
            for term in gone:
                told = Told(0, people.name(term.person_id), version.name)
                self.said["ended" if end else "missing"].append(told)
            if end and gone:
                after = [replace(one, ended_on=today) if one in gone else one for one in terms]
                self.change.set_facts(ContactTerm, area_id, after)
                self._ended.update(one.person_id for one in gone)

    def _people_of(self, municipality: str) -> KnownPeople:
        if municipality not in self._people:
            found = self.change.private.find(Person, municipality=municipality)
            self._people[municipality] = KnownPeople(found)
        return self._people[municipality]
