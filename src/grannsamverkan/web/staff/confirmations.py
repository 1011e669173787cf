"""/arbete/bekraftelser: the year's question to contacts at a glance, and the answers that staff are told."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions import jobs
from grannsamverkan.actions.answers import record, told_to
from grannsamverkan.actions.links import Opened, Said
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.reopening import take_back
from grannsamverkan.actions.rounds import (
    PAGE,
    Round,
    Stand,
    called_in_vain,
    round_of,
    years_of,
)
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.confirmations import Reply
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.answer import erased_by, on_the_map
from grannsamverkan.web.staff.answer_form import said_in
from grannsamverkan.web.staff.desk import Desk, Form, needs
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PATH = "/arbete/bekraftelser"

NO_ANSWER = "no_answer"
"""What is sent in the place of an answer where nobody picked up."""

_YEARS = range(2000, 2101)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which year's round, and which part of it, one looks at."""

    place: str
    year: int
    stand: Stand | None
    text: str
    page: int

    @property
    def stands(self) -> tuple[Stand, ...]:
        """How those stand who are looked for; whom mail did not reach is to be called as well."""
        if self.stand is Stand.CALL:
            return (Stand.CALL, Stand.BOUNCED)
        return (self.stand,) if self.stand else ()

    @property
    def query(self) -> str:
        """The same as a query, without the page."""
        pairs = {"kommun": self.place, "ar": self.year, "lage": self.stand or "", "q": self.text}
        return urlencode({key: value for key, value in pairs.items() if value})


def _wanted(request: Request) -> Wanted:
    asked = request.query_params
    stand = asked.get("lage", "")
    today = request.app.state.desk.today
    year = number_in(asked.get("ar", ""))
    return Wanted(
        place=asked.get("kommun", ""),
        year=year if year in _YEARS else today.year,
        stand=Stand(stand) if stand in set(Stand) else None,
        text=asked.get("q", "").strip()[:100],
        page=max(1, number_in(asked.get("sida", ""))),
    )


WantedDep = Annotated[Wanted, Depends(_wanted)]


@router.get(PATH, dependencies=[needs(Deed.SEE_CONTACTS)])
def at_a_glance(asked: AskedDep, wanted: WantedDep) -> Response:
    """Return the round of a year: how many have answered what, and a page of whom it is about."""
    desk, visit = asked.desk, asked.visit
    place = place_of(desk, visit, Deed.SEE_CONTACTS, wanted.place)
    found = round_of(
        desk.register,
        place.code,
        wanted.year,
        today=desk.today,
        stands=wanted.stands,
        text=wanted.text,
        page=wanted.page,
    )
    if found.lines:
        note_reading(desk.doing(visit, ""), what="confirmations", municipality=place.code)
    return asked.page(
        "arbete/bekraftelser.html",
        place=place,
        places=places_for(desk, visit, Deed.SEE_CONTACTS),
        wanted=wanted,
        round=found,
        pages=max(1, -(-found.number // PAGE)),
        new=_not_asked(asked, place, wanted.year, found),
        stands=tuple(Stand),
        years=_years(desk, place, wanted.year),
        mail=desk.settings.mail.ready,
        failed=_failed(desk),
    )


def _years(desk: Desk, place: Municipality, shown: int) -> Sequence[int]:
    this = desk.today.year
    return sorted({shown, this, this + 1, *years_of(desk.register, place.code)}, reverse=True)


def _not_asked(asked: Asked, place: Municipality, year: int, found: Round) -> int:
    """Return how many contacts would be asked by asking now, for whoever may ask."""
    this = asked.desk.today.year
    if not this <= year <= this + 1:
        return 0
    asks = asked.visit.may(Deed.SEND_CONFIRMATIONS, municipality=place.code)
    return found.not_asked if asks else 0


def _failed(desk: Desk) -> int:
    with desk.register.looking() as private:
        return len(jobs.given_up(private))


@router.post(f"{PATH}/forsok", dependencies=[needs(Deed.SEND_CONFIRMATIONS)])
def try_again(sent: SentDep) -> Response:
    """Let the mail that could not be sent be tried again."""
    with sent.desk.register.private() as private:
        number = jobs.try_again(private, sent.desk.clock())
    return lead_back(sent, "confirmation.page.try_again_done", n=number)


def lead_back(sent: Sent, key: str, **values: object) -> Response:
    """Lead back to the round that one came from, which says what was done."""
    query = sent.form.text("tillbaka", longest=500)
    to = f"{PATH}?{query}" if query else PATH
    return sent.desk.done(sent.request, sent.visit, to=to, key=key, seq=None, **values)


def _year(form: Form) -> int:
    return form.number("ar") or 0


@router.get(f"{PATH}/{{person_id}}", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def one(asked: AskedDep, wanted: WantedDep, person_id: str) -> Response:
    """Return the whole question to one contact, to be filled in as they tell it."""
    doing = asked.doing("confirmation.recorded")
    found = told_to(doing, person_id, wanted.year)
    note_reading(
        doing,
        what="confirmation",
        municipality=found.question.municipality,
        person_id=found.person.id,
    )
    return _one(asked, found)


def _one(asked: Asked, found: Opened, *, form: Form | None = None, fault: str = "") -> Response:
    return asked.page(
        "arbete/bekraftelse.html",
        status=422 if fault else 200,
        found=found,
        typed=form,
        fault=fault,
        back=form.text("tillbaka", longest=500) if form else asked.request.url.query,
        erased_by=erased_by(asked.desk, found),
        maps=on_the_map(found),
    )


@router.post(f"{PATH}/{{person_id}}", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def take_whole(sent: SentDep, person_id: str) -> Response:
    """Write down the whole answer of one contact."""
    doing = sent.doing("confirmation.recorded")
    found = told_to(doing, person_id, _year(sent.form))
    try:
        record(doing, person_id, _year(sent.form), said_in(sent.form, found))
    except NotFound:
        raise
    except Refused as error:
        return _one(sent, found, form=sent.form, fault=sent.t.error(error))
    return lead_back(sent, "confirmation.page.recorded_done", name=found.person.name)


@router.post(f"{PATH}/{{person_id}}/svar", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def take_short(sent: SentDep, person_id: str) -> Response:
    """Write down in one click what a contact answered, or that they did not pick up."""
    doing, year = sent.doing("confirmation.recorded"), _year(sent.form)
    name = told_to(doing, person_id, year).person.name
    if sent.form.text("svar") == NO_ANSWER:
        called_in_vain(doing, person_id, year)
        return lead_back(sent, "confirmation.page.called_done", name=name)
    reply = sent.form.choice("svar", Reply)
    if reply is None:
        raise Refused("confirmation.no_reply")
    record(doing, person_id, year, Said(reply=reply))
    return lead_back(sent, "confirmation.page.recorded_done", name=name)


@router.post(f"{PATH}/{{person_id}}/angra", dependencies=[needs(Deed.MANAGE_CONTACTS)])
def undo(sent: SentDep, person_id: str) -> Response:
    """Take an answer back."""
    doing, year = sent.doing("staff.undo.reason"), _year(sent.form)
    name = told_to(doing, person_id, year).person.name
    take_back(doing, person_id, year)
    return lead_back(sent, "confirmation.page.taken_back_done", name=name)
