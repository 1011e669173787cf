"""The year's question answered: by whoever has the link or the code, or told to staff in the telephone.

Looking at a link changes nothing: mail scanners open links. Its button does, once; a wish to stop or
to hand over becomes something for staff to see to, and never ends a term by itself.
"""

from dataclasses import replace
from datetime import date, datetime, timedelta

from grannsamverkan.actions.deeds import Outcome, confirm_area, outcome
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.links import Closed, OfArea, Opened, Said, areas_by_id, look
from grannsamverkan.actions.person_details import Details, cleaned
from grannsamverkan.actions.rota import newest, rota
from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.access import Deed, Role, Who
from grannsamverkan.domain.activities import (
    MEETINGS,
    Activity,
    ActivityKind,
    ActivityState,
    Organiser,
)
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.period import StatedDate, months_after
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import translator
from grannsamverkan.register import Change, Register
from grannsamverkan.register.private import Private

ANSWER = "answer_confirmation"
"""What the journal calls an answer; it says whose, and not what."""

OF_ANSWER = (
    "answered_at",
    "reply",
    "answer_seq",
    "interest_id",
    "phone_before",
    "mail_before",
    "channel_before",
    "mail_failed_before",
)
"""The fields of a question that its answer fills in, on every link of the year."""

_MEETING_AT_MOST = timedelta(days=2 * 365)
"""A meeting that is told of lies no longer back."""


def answer_by_link(
    register: Register, key: str, said: Said, *, now: datetime, language: str = "sv"
) -> Outcome[Reply]:
    """Take the answer that someone gives by their link, which is dead from then on.

    Raises:
        NotFound: the link is dead. Refused: something in the answer cannot be.
    """
    found = look(register, key, now.date())
    if found is Closed.ANSWERED:
        raise Conflict("confirmation.answered")
    if found is Closed.GONE:
        raise NotFound("confirmation.gone")
    place = found.question.municipality
    who = Who(
        id="contact",
        roles=frozenset({(Role.CONTACT, place)}),
        areas=frozenset(found.areas),
        person_id=found.person.id,
    )
    doing = Doing(
        register=register,
        actor=f"contact {found.person.id}",
        reason=translator(language)("confirmation.by_link"),
        now=now,
        who=who,
    )
    return _answered(doing, found, said)


def record(doing: Doing, person_id: str, year: int, said: Said) -> Outcome[Reply]:
    """Write down what a contact answered in the telephone or on paper.

    Raises:
        NotFound: they were not asked, are no contact any more, or not for whoever does this to see to.
        Conflict: there is an answer, which would have to be taken back first.
        Refused: something in the answer cannot be.
    """
    return _answered(doing, told_to(doing, person_id, year), said)


def told_to(doing: Doing, person_id: str, year: int) -> Opened:
    """Return the question to a contact as staff see it who are told the answer.

    Raises:
        NotFound: they were not asked, are no contact any more, or not for whoever does this to see to.
    """
    register = doing.register
    with register.looking() as private:
        question = asked_of(private, person_id, year)
        person = private.get(Person, person_id)
    place = question.municipality
    doing.require(Deed.MANAGE_CONTACTS, municipality=place)
    terms = rota(register, place, doing.today).get(person_id)
    if person is None or not terms:
        raise NotFound("access.not_found")
    return Opened(question, person, terms, areas_by_id(register, terms))


def asked_of(private: Private, person_id: str, year: int) -> Question:
    """Return the newest of a year's questions to a person.

    Raises:
        NotFound: they were not asked.
    """
    asked = newest(private.find(Question, person_id=person_id, year=year)).get(person_id)
    if asked is None:
        raise NotFound("access.not_found")
    return asked


def _answered(doing: Doing, found: Opened, said: Said) -> Outcome[Reply]:
    """Write an answer down as one change: the terms, the meetings, the areas, the person, the question."""
    for area_id in found.areas:
        doing.require(Deed.CONFIRM_AREA, municipality=found.question.municipality, area_id=area_id)
    with doing.change(ANSWER) as change:
        for area_id in found.areas:
            _say_of_area(doing, change, found, said, area_id)
        answered = replace(
            _with_reach(change.private, found, said),
            answered_at=doing.now,
            reply=said.reply,
            answer_seq=change.seq,
            interest_id=_successor(doing, change, found, said),
        )
        _settle_question(change.private, answered)
        _note_notice(doing, change.private, found.person.id, said.notice_version)
        change.subject = found.person.id
    return outcome(change, said.reply)


def _settle_question(private: Private, answered: Question) -> None:
    """Note the answer on every link of the year, so that none of them works a second time."""
    asked = private.find(Question, person_id=answered.person_id, year=answered.year)
    if any(one.answered_at is not None for one in asked):
        raise Conflict("confirmation.answered")
    noted = {name: getattr(answered, name) for name in OF_ANSWER}
    private.put(*(replace(one, **noted) for one in asked))


def _note_notice(doing: Doing, private: Private, person_id: str, version: str | None) -> None:
    """Note which privacy notice someone was given, unless they were given it before."""
    person = private.get(Person, person_id)
    if version is not None and person is not None and person.notice_version != version:
        private.put(replace(person, notice_version=version, notice_given_on=doing.today))


def _say_of_area(doing: Doing, change: Change, found: Opened, said: Said, area_id: str) -> None:
    told, today = said.areas.get(area_id, OfArea()), doing.today
    still = said.reply is Reply.STILL
    mine = {term.id for term in found.terms}
    terms = change.facts(ContactTerm, area_id)
    change.set_facts(
        ContactTerm,
        area_id,
        [
            replace(
                one,
                confirmed_on=today if still else one.confirmed_on,
                list_confirmed_on=today if told.keeps_list else one.list_confirmed_on,
            )
            if one.id in mine
            else one
            for one in terms
        ],
    )
    if told.met_on is not None:
        _met(doing, change, area_id, told.met_on)
    confirmed_on = today if still else told.met_on
    if confirmed_on is not None:
        confirm_area(change, area_id, confirmed_on)
    if told.border_right:
        _border_right(change, area_id, today)


def _met(doing: Doing, change: Change, area_id: str, on: date) -> None:
    """Enter a meeting of the neighbours, unless it is known; one that was planned for the day was held.

    Raises:
        Refused: a day to come, or one too long ago.
    """
    if not doing.today - _MEETING_AT_MOST <= on <= doing.today:
        raise Refused("confirmation.meeting_day", on=on)
    known = [
        one
        for one in doing.register.present().of(Activity, area_id)
        if one.on == on and one.kind in MEETINGS and one.state is not ActivityState.CANCELLED
    ]
    if known:
        held = [replace(one, state=ActivityState.HELD) for one in known]
    else:
        version = domain.last(change.timelines([area_id])[area_id])
        held = [
            Activity(
                id=doing.new_id(doing.now),
                municipality=version.municipality,
                kind=ActivityKind.ANNUAL_MEETING,
                on=on,
                state=ActivityState.HELD,
                area_ids=(area_id,),
                organiser=Organiser.CONTACT,
            )
        ]
    for one in held:
        change.set_facts(Activity, one.id, [one])


def _border_right(change: Change, area_id: str, today: date) -> None:
    timeline = change.timelines([area_id])[area_id]
    if domain.last(timeline).period.start <= today:
        seen = domain.advance(
            timeline, StatedDate(today), Event.CHANGE_DETAILS, boundary_reviewed_on=today
        )
        change.set_timeline(area_id, seen)


def _with_reach(private: Private, found: Opened, said: Said) -> Question:
    """Keep how the person is reached from now on, and return the question with how they were before.

    A mail that was answered by its link has arrived.
    """
    person = found.person
    phone = person.phone if said.phone is None else said.phone
    mail = person.mail if said.mail is None else said.mail
    told = Details(name=person.name, phone=phone, mail=mail)
    wished = cleaned(told)
    there = {Channel.MAIL: wished.mail, Channel.PHONE: wished.phone, Channel.LETTER: person.name}
    kept = wished if not there[person.channel] else replace(wished, channel=person.channel)
    same = kept.mail == person.mail
    after = replace(
        person,
        phone=kept.phone,
        mail=kept.mail,
        channel=kept.channel or person.channel,
        mail_failed_on=person.mail_failed_on if same else None,
    )
    if after == person:
        return found.question
    private.put(after)
    return replace(
        found.question,
        phone_before=person.phone,
        mail_before=person.mail,
        channel_before=person.channel,
        mail_failed_before=person.mail_failed_on,
    )


def _successor(doing: Doing, change: Change, found: Opened, said: Said) -> str | None:
    """Log who would take over as someone to be asked; they are no contact until they have said yes."""
    if said.reply is not Reply.HAND_OVER or not (said.successor or "").strip():
        return None
    told = cleaned(Details(name=said.successor or "", phone=said.successor_phone))
    area_id, version = next(iter(found.areas.items()))
    policy = doing.register.present().policies[version.municipality]
    interest = Interest(
        id=doing.new_id(doing.now),
        municipality=version.municipality,
        received_on=doing.today,
        wish=Wish.BE_CONTACT,
        locality=version.locality,
        name=told.name,
        phone=told.phone,
        area_id=area_id,
        erase_after=months_after(doing.today, policy.interest_retention_months),
    )
    change.private.put(interest)
    return interest.id
