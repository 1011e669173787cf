"""/arbete/kontakter: every contact there is, to filter and page through, and one of them by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions import people
from grannsamverkan.actions.contact_search import people_called, people_out_of_reach
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.contact_lines import STATES, Line, lines_of
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.details_form import details_of, newest_notice
from grannsamverkan.web.staff.filling import BLANK, Filling, changed, refused
from grannsamverkan.web.staff.paging import paged
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, SentDep

router = APIRouter()

PATH = "/arbete/kontakter"
OUT_OF_REACH = "utan-mejl"
"""Looks for those whom no mail reaches, beside what `STATES` names."""

EDIT, NOTICE = "uppgifter", "besked"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for in the list."""

    text: str
    state: str
    place: str


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    state = asked.get("lage", "")
    return Wanted(
        text=asked.get("q", "").strip()[:100],
        state=state if state in {*STATES, OUT_OF_REACH} else "nuvarande",
        place=asked.get("kommun", ""),
    )


@router.get(PATH, dependencies=[needs(Deed.SEE_CONTACTS)])
def contacts(asked: AskedDep, wanted: Annotated[Wanted, Depends(_wanted)]) -> Response:
    """Return one page of the contacts one looks for, once it is noted that someone reads it."""
    desk, places = asked.desk, places_for(asked.desk, asked.visit, Deed.SEE_CONTACTS)
    lines = _seen(asked)
    shown = paged(asked.request, _chosen(asked, lines, wanted))
    for place in sorted({line.municipality for line in shown.lines}):
        note_reading(desk.doing(asked.visit, ""), what="contact_list", municipality=place)
    ids = tuple({line.term.person_id for line in shown.lines})
    with desk.register.looking() as private:
        persons = {one.id: one for one in private.find(Person, id=ids)}
    return asked.page(
        "arbete/kontakter.html",
        wanted=wanted,
        shown=shown,
        persons=persons,
        any=bool(lines),
        states=(*STATES, OUT_OF_REACH),
        places={one.code: one for one in places},
    )


def _seen(asked: Asked) -> list[Line]:
    """Return the lines that a person may see."""
    lines = lines_of(asked.desk.register.present(), asked.desk.today)
    places = asked.visit.who.municipalities(Deed.SEE_CONTACTS)
    if EVERYWHERE in places:
        return lines
    return [line for line in lines if line.municipality in places]


def _chosen(asked: Asked, lines: Sequence[Line], wanted: Wanted) -> list[Line]:
    """Return the lines that are looked for, in the order they have."""
    register = asked.desk.register
    found = [line for line in lines if wanted.place in {"", line.municipality}]
    if wanted.state == OUT_OF_REACH:
        out = people_out_of_reach(register)
        found = [line for line in found if line.holds and line.term.person_id in out]
    else:
        found = [line for line in found if STATES[wanted.state](line)]
    if wanted.text:
        text, called = wanted.text.casefold(), people_called(register, wanted.text)
        found = [one for one in found if text in one.folded or one.term.person_id in called]
    return found


@router.get(f"{PATH}/{{person_id}}", dependencies=[needs(Deed.SEE_CONTACTS)])
def person_page(asked: AskedDep, person_id: str) -> Response:
    """Return what is known of one person, with the forms to put it right."""
    return _page(asked, _person(asked, person_id), BLANK)


@router.post(f"{PATH}/{{person_id}}/uppgifter", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def edit(sent: SentDep, person_id: str) -> Response:
    """Put right who a person is and how they are reached; what others wrote meanwhile is shown."""
    person, key, form = _person(sent, person_id), "people.did.edit", sent.form
    try:
        details = details_of(form)
        done = people.edit_person(sent.doing(key), person.id, details, seen=form.text("seen"))
    except Refused as error:
        now = {name: getattr(person, name) for name in ("name", "phone", "mail", "channel")}
        meanwhile = changed(form, now) if error.key == "deed.changed_meanwhile" else {}
        return _page(sent, person, refused(sent.visit, form, EDIT, error, meanwhile))
    # who a person is lies outside the ledger, so there is nothing there to take back
    return sent.desk.done(sent.request, sent.visit, to=f"{PATH}/{done.of.id}", key=key)


@router.post(f"{PATH}/{{person_id}}/besked", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def give_notice(sent: SentDep, person_id: str) -> Response:
    """Note that a person was told what is held of them."""
    person, key = _person(sent, person_id), "people.did.notice"
    try:
        on = sent.form.day("on") or sent.desk.today
        people.give_notice(sent.doing(key), person.id, _version(sent, person), on)
    except Refused as error:
        return _page(sent, person, refused(sent.visit, sent.form, NOTICE, error))
    return sent.desk.done(sent.request, sent.visit, to=f"{PATH}/{person.id}", key=key)


def _version(asked: Asked, person: Person) -> str:
    """Return which privacy notice is the municipality's today.

    Raises:
        Refused: it has published none.
    """
    notice = newest_notice(asked.desk, person.municipality)
    if notice is None:
        raise Refused("people.no_notice")
    return notice.version


def _person(asked: Asked, person_id: str) -> Person:
    """Return a person whom someone may see.

    Raises:
        NotFound: there is none, or not for them.
    """
    with asked.desk.register.looking() as private:
        person = private.get(Person, person_id)
    if person is None:
        raise NotFound("access.not_found")
    asked.visit.require(Deed.SEE_CONTACTS, municipality=person.municipality)
    return person


def _page(asked: Asked, person: Person, filling: Filling) -> Response:
    """Return a person's page, once it is noted that someone reads it."""
    desk = asked.desk
    doing = desk.doing(asked.visit, "")
    note_reading(doing, what="contact", municipality=person.municipality, person_id=person.id)
    ids = {term.id for term in people.terms_of(desk.register, person.id)}
    lines = [one for one in lines_of(desk.register.present(), desk.today) if one.term.id in ids]
    return asked.page(
        "arbete/kontakt.html",
        status=filling.status,
        person=person,
        lines=sorted(lines, key=lambda one: (not one.holds, one.term.appointed_on)),
        notice=newest_notice(desk, person.municipality),
        filling=filling,
        seen=mark(person),
        channels=tuple(Channel),
    )
