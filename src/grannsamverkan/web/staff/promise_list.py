"""/arbete/loften: the promises to someone's municipalities, with what is due; and a new one entered."""

from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Response

from grannsamverkan.actions import promises
from grannsamverkan.actions.deeds import Outcome
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.progress import FollowUp, follow_up, has_ended, is_stale
from grannsamverkan.domain.promises import Assessment, Promise
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, Visit, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.promise_form import choices, promise_facts, required_day
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PATH = "/arbete/loften"
NEW = "nytt"
_MANAGE = [needs(Deed.MANAGE_PROMISES)]


@dataclass(frozen=True, slots=True)
class Line:
    """A promise as it stands today.

    Attributes:
        state: coming, running or over.
        stale: nobody has looked through what is said of it for half a year, and it is not done with.
    """

    promise: Promise
    state: str
    follow_up: FollowUp
    stale: bool


def line_of(promise: Promise, assessments: tuple[Assessment, ...], today: date) -> Line:
    """Return a promise as it stands on a day."""
    due = follow_up(promise, assessments, today)
    ended = has_ended(promise, today)
    done_with = ended and due.due_on is None
    state = "over" if ended else "coming" if today < promise.start else "running"
    return Line(promise, state, due, is_stale(promise, today) and not done_with)


def seen(desk: Desk, visit: Visit) -> list[Line]:
    """Return the promises to the municipalities of a person's work, the newest first."""
    facts = desk.register.present().facts
    codes = {one.code for one in places_for(desk, visit, Deed.MANAGE_PROMISES)}
    every = (one for some in facts[Promise].values() for one in some)
    mine = [one for one in every if codes & set(one.places)]
    mine.sort(key=lambda one: (one.start, one.id), reverse=True)
    return [line_of(one, facts[Assessment].get(one.id, ()), desk.today) for one in mine]


@router.get(PATH, dependencies=_MANAGE)
def listed(asked: AskedDep) -> Response:
    """Return the promises with their state, and what is to be done about them."""
    names = {one.code: one.name for one in asked.desk.register.municipalities()}
    return asked.page("arbete/loften.html", lines=seen(asked.desk, asked.visit), names=names)


@router.get(f"{PATH}/{NEW}", dependencies=_MANAGE)
def new_form(asked: AskedDep) -> Response:
    """Return the form for a promise."""
    return _new(asked, BLANK)


@router.post(f"{PATH}/{NEW}", dependencies=_MANAGE)
def enter(sent: SentDep) -> Response:
    """Enter a promise."""
    try:
        done = _entered(sent)
    except Refused as error:
        return _new(sent, refused(sent.visit, sent.form, NEW, error))
    return sent.done(f"{PATH}/{done.of.id}", "promises.did.enter", done)


def _entered(sent: Sent) -> Outcome[Promise]:
    form = sent.form
    place = place_of(sent.desk, sent.visit, Deed.MANAGE_PROMISES, form.text("kommun"))
    return promises.enter(
        sent.doing("promises.did.enter"),
        place.code,
        title=form.text("title"),
        text=form.text("text"),
        start=required_day(form, "start", "promises.start_missing"),
        **promise_facts(form),
    )


def _new(asked: Asked, filling: Filling) -> Response:
    return asked.page(
        "arbete/lofte_nytt.html",
        status=filling.status,
        filling=filling,
        choices=choices(asked.t),
        places=places_for(asked.desk, asked.visit, Deed.MANAGE_PROMISES),
    )
