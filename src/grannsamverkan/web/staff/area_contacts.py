"""/arbete/omraden/{id}/kontakter: who the contacts of an area are, and what is done with their terms."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from fastapi import APIRouter, Response

from grannsamverkan.actions import people
from grannsamverkan.actions.deeds import Outcome, mark
from grannsamverkan.actions.people import Appointment, Someone
from grannsamverkan.actions.person_details import cleaned
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.people import Channel, ContactRole, ContactTerm, Person, SubArea
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.area_page import PATH, Seen, SeenDep
from grannsamverkan.web.staff.desk import Form, needs
from grannsamverkan.web.staff.details_form import details_of, newest_notice
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep
from grannsamverkan.web.staff.ways import home

router = APIRouter()

HERE = f"{PATH}/kontakter"
NEW = "ny"
"""The form with which someone becomes a contact."""


class TermDeed(StrEnum):
    """What is done with the term of a contact, as it stands in the address."""

    CONFIRM = "bekrafta"
    TRAIN = "utbilda"
    ALTER = "andra"
    END = "avsluta"
    HAND_OVER = "lamna-over"


@router.get(HERE, dependencies=[needs(Deed.SEE_CONTACTS)])
def contacts(asked: AskedDep, seen: SeenDep) -> Response:
    """Return the contacts of an area, with the forms for what is done with them."""
    return contacts_page(asked, seen, BLANK)


@router.post(HERE, dependencies=[needs(Deed.MANAGE_CONTACTS)])
def appoint(sent: SentDep, seen: SeenDep) -> Response:
    """Make someone a contact; someone who seems to be known is asked about first."""
    doing = sent.doing("people.did.appoint")
    on = sent.desk.today
    try:
        given = _appointment(sent.form, on)
        done = people.appoint(doing, seen.id, _someone(sent, seen, given.on), given)
    except Refused as error:
        return contacts_page(sent, seen, refused(sent.visit, sent.form, NEW, error))
    return sent.done(f"{home(seen.id)}/kontakter", "people.did.appoint", done)


@router.post(f"{HERE}/{{term_id}}/{{deed}}", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def do_with_term(sent: SentDep, seen: SeenDep, term_id: str, deed: str) -> Response:
    """Note what is so of a contact's term."""
    if deed not in set(TermDeed):
        raise NotFound("access.not_found")
    key = f"people.did.{TermDeed(deed).name.lower()}"
    try:
        done = _TERM_DEEDS[TermDeed(deed)](sent, seen, term_id, key)
    except Refused as error:
        filling = refused(sent.visit, sent.form, f"{term_id}-{deed}", error)
        return contacts_page(sent, seen, filling)
    return sent.done(f"{home(seen.id)}/kontakter", key, done)


def _confirm(sent: Sent, seen: Seen, term_id: str, key: str) -> Outcome[ContactTerm]:
    on = sent.form.day("on") or sent.desk.today
    kept = {"ja": True, "nej": False}.get(sent.form.text("list_kept"))
    return people.confirm(sent.doing(key), seen.id, term_id, on, list_kept=kept)


def _train(sent: Sent, seen: Seen, term_id: str, key: str) -> Outcome[ContactTerm]:
    on = sent.form.day("on") or sent.desk.today
    return people.train(sent.doing(key), seen.id, term_id, on)


def _alter(sent: Sent, seen: Seen, term_id: str, key: str) -> Outcome[ContactTerm]:
    form = sent.form
    appointed_on = form.day("appointed_on")
    if appointed_on is None:
        raise Refused("people.day_missing")
    return people.change_term(
        sent.doing(key),
        seen.id,
        term_id,
        seen=form.text("seen"),
        role=form.choice("role", ContactRole) or ContactRole.CONTACT,
        sub_area_id=form.text("sub_area_id") or None,
        appointed_on=appointed_on,
        trained_on=form.day("trained_on"),
        list_confirmed_on=form.day("list_confirmed_on"),
    )


def _end(sent: Sent, seen: Seen, term_id: str, key: str) -> Outcome[ContactTerm]:
    on = sent.form.day("on") or sent.desk.today
    return people.end(sent.doing(key), seen.id, term_id, on)


def _hand_over(sent: Sent, seen: Seen, term_id: str, key: str) -> Outcome[ContactTerm]:
    on = sent.form.day("on") or sent.desk.today
    spoken = _spoken(sent.form, sent.desk.today)
    to = _someone(sent, seen, on)
    return people.hand_over(sent.doing(key), seen.id, term_id, on, to, confirmed_on=spoken)


_TERM_DEEDS: Mapping[TermDeed, Callable[[Sent, Seen, str, str], Outcome[ContactTerm]]] = {
    TermDeed.CONFIRM: _confirm,
    TermDeed.TRAIN: _train,
    TermDeed.ALTER: _alter,
    TermDeed.END: _end,
    TermDeed.HAND_OVER: _hand_over,
}


def _appointment(form: Form, today: date) -> Appointment:
    on = form.day("on") or today
    return Appointment(
        on=on,
        role=form.choice("role", ContactRole) or ContactRole.CONTACT,
        sub_area_id=form.text("sub_area_id") or None,
        trained_on=form.day("trained_on"),
        confirmed_on=_spoken(form, today),
        list_confirmed_on=on if form.ticked("list_kept") else None,
    )


def _spoken(form: Form, today: date) -> date | None:
    """Return the day on which someone has spoken with a new contact: today, if they say that they have."""
    return today if form.ticked("spoken") else None


def _someone(sent: Sent, seen: Seen, on: date) -> Someone:
    """Return whom a form names: someone known who was chosen, or someone by their details."""
    same = sent.form.text("same")
    if same not in {"", "another"}:
        return Someone(person_id=same)
    given = sent.form.ticked("notice")
    notice = newest_notice(sent.desk, seen.version.municipality) if given else None
    return Someone(details=details_of(sent.form, notice, on), another=same == "another")


def contacts_page(asked: Asked, seen: Seen, filling: Filling) -> Response:
    """Return the page, once it is noted that someone reads it."""
    desk, place = asked.desk, seen.version.municipality
    asked.visit.require(Deed.SEE_CONTACTS, municipality=place, area_id=seen.id)
    present = desk.register.present()
    note_reading(desk.doing(asked.visit, ""), what="area_contacts", municipality=place)
    terms = sorted(present.of(ContactTerm, seen.id), key=_main_first)
    with desk.register.looking() as private:
        persons = private.find(Person, id=tuple({one.person_id for one in terms}))
    parts = present.of(SubArea, seen.id)
    return asked.page(
        "arbete/omrade_kontakter.html",
        status=filling.status,
        area=seen.version,
        area_id=seen.id,
        terms=[one for one in terms if one.ended_on is None or desk.today < one.ended_on],
        former=[one for one in terms if one.ended_on is not None and one.ended_on <= desk.today],
        persons={one.id: one for one in persons},
        parts_of_area=parts,
        part_names={one.id: one.name for one in parts},
        known=_known(asked, seen, filling),
        notice=newest_notice(desk, place),
        filling=filling,
        marks={one.id: mark(one) for one in terms},
        roles=tuple(ContactRole),
        channels=tuple(Channel),
    )


def _main_first(term: ContactTerm) -> tuple[bool, date, str]:
    return (term.role is ContactRole.CONTACT, term.appointed_on, term.id)


def _known(asked: Asked, seen: Seen, filling: Filling) -> list[tuple[Person, list[str]]]:
    """Return who a new contact may be, each with the names of the areas whose contact they have been."""
    if filling.key != "people.known_already" or filling.form is None:
        return []
    register, details = asked.desk.register, cleaned(details_of(filling.form))
    with register.looking() as private:
        found = people.known_as(private, seen.version.municipality, details)
    timelines = register.present().timelines
    areas = {
        one.id: [timelines[term.area_id][-1].name for term in people.terms_of(register, one.id)]
        for one in found
    }
    return [(one, areas[one.id]) for one in found]
