"""What is held about one person: found, read and handed out, each time with a line in the log of readings."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.erasing import (
    asks_for_them,
    follows,
    is_theirs,
    names_in_view,
    texts_of,
)
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.traces import Traces, digits, says_number
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.domain.views import ViewText
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from grannsamverkan.register.erasing import areas_of_person, changes_about
from grannsamverkan.register.private import Private
from grannsamverkan.register.schema import PRIVATE

Plain = dict[str, Any]
"""One row as it can be handed out: texts, numbers, days as ISO."""

_SECRET = frozenset({"password_hash", "link_hash", "link_id", "csrf", "flash"})
"""What opens doors, and is no information about anybody."""

_LINK = re.compile(r"(https?://[^\s\"\\]*/)[\w-]{12,}")
"""An address that ends in a secret."""

_SHORTEST = 2
_SHORTEST_NUMBER = 4


@dataclass(frozen=True, slots=True)
class SubjectExport:
    """Everything held about one person, as the one it is about is to be able to read it.

    Attributes:
        person: who they are, and how they are reached.
        terms: their time as a contact, with the names of the areas.
        questions, mail: what they were asked and sent.
        accounts, sessions, drafts: what they can sign in with and have done there.
        interests: what was logged with their mail or telephone.
        following: what is followed by their mail address.
        unconfirmed: what waits for their mail address to be confirmed.
        views: what residents have said that names them.
        readings, changes: who has read their data, and which changes are about them.
    """

    made_at: str
    register: str
    person: Plain
    terms: tuple[Plain, ...]
    questions: tuple[Plain, ...]
    mail: tuple[Plain, ...]
    accounts: tuple[Plain, ...]
    sessions: tuple[Plain, ...]
    drafts: tuple[Plain, ...]
    interests: tuple[Plain, ...]
    following: tuple[Plain, ...]
    unconfirmed: tuple[Plain, ...]
    views: tuple[Plain, ...]
    readings: tuple[Plain, ...]
    changes: tuple[Plain, ...]

    @property
    def parts(self) -> dict[str, tuple[Plain, ...]]:
        """The lists by name, in order."""
        return {
            field.name: value
            for field in fields(self)
            if isinstance(value := getattr(self, field.name), tuple)
        }

    def as_data(self) -> Plain:
        """Return it as plain data, for a file."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def subject_export(doing: Doing, person_id: str) -> SubjectExport:
    """Return everything held about a contact, or a resident by the id of an interest or a subscription; it is noted.

    Raises:
        NotFound: no such person, or not for them to see.
    """
    register = doing.register
    with register.looking() as private:
        resident = private.get(Interest, person_id) or private.get(Following, person_id)
        person = (
            _resident(doing, resident) if resident else person_to_see(doing, private, person_id)
        )
    note_reading(doing, what="export", municipality=person.municipality, person_id=person_id)
    with register.looking() as private:
        return _export(doing, private, person)


def _resident(doing: Doing, known: Interest | Following) -> Person:
    """Return a resident as someone who is no contact."""
    doing.require(Deed.SEE_PRIVACY, municipality=known.municipality)
    name, phone = (known.name, known.phone) if isinstance(known, Interest) else (None, None)
    return Person(
        id=known.id,
        municipality=known.municipality,
        name=name or "–",
        phone=phone,
        mail=known.mail,
    )


def person_to_see(doing: Doing, private: Private, person_id: str) -> Person:
    """Return a person whose data one answers for.

    Raises:
        NotFound: no such person, or of another municipality.
    """
    person = private.get(Person, person_id)
    if person is None:
        raise NotFound("access.not_found")
    doing.require(Deed.SEE_PRIVACY, municipality=person.municipality)
    return person


def _export(doing: Doing, private: Private, person: Person) -> SubjectExport:
    traces = Traces(person.name, person.phone, person.mail)
    accounts = private.find(Account, person_id=person.id)
    ids = tuple(account.id for account in accounts)
    roles = private.find(AccountRole, account_id=ids)
    entries = changes_about(private.connection, person.id)
    return SubjectExport(
        made_at=_plain_value(doing.now),
        register=doing.register.info.name,
        person=_plain(person),
        terms=_terms(doing.register, private, person.id),
        # a question's id is half a key to its link
        questions=_rows(private.find(Question, person_id=person.id), without={"id"}),
        mail=tuple(
            _mail(job)
            for job in private.find(Job)
            if job.person_id == person.id or traces.in_text(texts_of(job.payload))
        ),
        accounts=tuple(_with_roles(account, roles) for account in accounts),
        sessions=_rows(private.find(Session, account_id=ids), without={"id"}),
        drafts=_rows(private.find(Draft, made_by=ids), without={"polygon"}),
        interests=_rows(
            one for one in private.find(Interest) if one.id == person.id or is_theirs(one, traces)
        ),
        following=_rows(
            (one for one in private.find(Following) if follows(one, traces)), without={"key"}
        ),
        unconfirmed=_rows(
            (one for one in private.find(Unconfirmed) if asks_for_them(one, traces)),
            without={"id"},
        ),
        views=_rows(one for one in private.find(ViewText) if names_in_view(one, traces)),
        readings=_rows(private.find(Reading, person_id=person.id), without={"person_id"}),
        changes=tuple(
            {
                "seq": one.seq,
                "at": one.at,
                "by": one.actor,
                "action": one.action,
                "reason": one.reason,
            }
            for one in entries
        ),
    )


def _mail(job: Job) -> Plain:
    """Return a mail without what opens doors: the last part of a link, and the key, which names a question."""
    row = _plain(job) | {"payload": _LINK.sub(r"\1…", texts_of(job.payload))}
    return {name: value for name, value in row.items() if name != "key"}


def _terms(register: Register, private: Private, person_id: str) -> tuple[Plain, ...]:
    timelines = register.present().timelines
    return tuple(
        _plain(term) | {"area": last(timelines[area_id]).name if area_id in timelines else area_id}
        for area_id in areas_of_person(private.connection, person_id)
        for term in register.facts(ContactTerm, area_id)
        if term.person_id == person_id
    )


def _with_roles(account: Account, roles: Iterable[AccountRole]) -> Plain:
    mine = [f"{one.role} {one.municipality}" for one in roles if one.account_id == account.id]
    return _plain(account) | {"roles": ", ".join(sorted(mine)) or None}


def _rows(found: Iterable[object], *, without: Iterable[str] = ()) -> tuple[Plain, ...]:
    left_out = frozenset(without)
    return tuple(
        {name: value for name, value in _plain(one).items() if name not in left_out}
        for one in found
    )


def _plain(one: Any) -> Plain:  # noqa: ANN401 # any dataclass of a private table
    named = (field.name for field in fields(one) if field.name not in _SECRET)
    return {name: _plain_value(getattr(one, name)) for name in named}


def _plain_value(value: Any) -> Any:  # noqa: ANN401 # any field
    return value.isoformat() if isinstance(value, date | datetime) else value


@dataclass(frozen=True, slots=True)
class Found:
    """Who was found: contacts, residents who have wished for something or follow it, and views in whose words it stands."""

    people: tuple[Person, ...]
    interests: tuple[Interest, ...]
    views: tuple[ViewText, ...]
    following: tuple[Following, ...] = ()


def find_people(doing: Doing, text: str, *, municipality: str) -> Found:
    """Return whoever has a text in their name or mail, or as digits in their telephone, and where residents say it.

    Who follows something is found by their whole mail address alone. That someone searched is noted.

    Raises:
        NotFound: not theirs to ask. Refused: too little to look for.
    """
    doing.require(Deed.SEE_PRIVACY, municipality=municipality)
    wanted = " ".join(text.split()).casefold()
    if len(wanted) < _SHORTEST:
        raise Refused("privacy.short_search", least=_SHORTEST)
    note_reading(doing, what="search", municipality=municipality)
    with doing.register.looking() as private:
        people = _matching(private, Person, municipality, wanted)
        interests = _matching(private, Interest, municipality, wanted)
        views = private.find(ViewText, municipality=municipality)
        return Found(
            private.find(Person, id=people),
            private.find(Interest, id=interests),
            tuple(one for one in views if _says(one, wanted)),
            private.find(Following, municipality=municipality, mail=wanted),
        )


def _matching(private: Private, kind: type, municipality: str, wanted: str) -> tuple[str, ...]:
    """Return the ids of the people or interests that a text is found in; only what it can be in is read."""
    table = PRIVATE[kind].c
    query = sa.select(table.id, table.name, table.mail, table.phone)
    rows = private.connection.execute(query.where(table.municipality == municipality))
    number = _number(wanted)
    return tuple(
        one_id
        for one_id, name, mail, phone in rows
        if wanted in (name or "").casefold()
        or wanted in (mail or "").casefold()
        or (number and number in digits(phone or ""))
    )


def _number(wanted: str) -> str:
    """Return what is looked for as the digits of a telephone number; empty where it can be none."""
    number = "" if any(map(str.isalpha, wanted)) else digits(wanted)
    return number if len(number) >= _SHORTEST_NUMBER else ""


def _says(view: ViewText, wanted: str) -> bool:
    """Say whether the words of a view, or its answer, hold a text or a telephone number."""
    said = " ".join(filter(None, (view.raw, view.text, view.answer)))
    number = _number(wanted)
    plain = " ".join(said.split()).casefold()
    return wanted in plain or (bool(number) and says_number(said, number))
