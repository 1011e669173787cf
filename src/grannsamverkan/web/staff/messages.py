"""/arbete/meddelanden: what staff write to contacts, one mail to each; seen before it is sent, and logged."""

from collections.abc import Iterable

from fastapi import APIRouter, Response

from grannsamverkan.actions import messages
from grannsamverkan.actions.doing import new_ulid
from grannsamverkan.actions.messages import Audience, Draft, log_of, who_got
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.rota import LIVE
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion, Municipality, last
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Desk, Form, needs
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, SentDep

router = APIRouter(dependencies=[needs(Deed.SEND_CONFIRMATIONS)])

PATH = "/arbete/meddelanden"

EVERYWHERE = "*"
"""Stands for every locality of a municipality."""

MOST_AREAS = 300
"""So many areas are shown to tick; of more, one chooses a locality."""


@router.get(PATH)
def to_write(asked: AskedDep, kommun: str = "", ort: str = "") -> Response:
    """Return the form to write in, and what has been written."""
    place = _place(asked, kommun)
    ticked = frozenset(asked.request.query_params.getlist("omrade"))
    return _page(asked, place, _audience(place, ort, ticked))


def _place(asked: Asked, code: str) -> Municipality:
    place = place_of(asked.desk, asked.visit, Deed.SEND_CONFIRMATIONS, code)
    asked.visit.require(Deed.SEE_CONTACTS, municipality=place.code)
    return place


def _page(
    asked: Asked,
    place: Municipality,
    audience: Audience,
    *,
    form: Form | None = None,
    fault: str = "",
) -> Response:
    desk = asked.desk
    live = _live(desk, place)
    shown = [one for one in live if audience.locality in {None, one.locality}]
    return asked.page(
        "arbete/meddelanden.html",
        status=422 if fault else 200,
        mail=desk.settings.mail.ready,
        place=place,
        places=places_for(desk, asked.visit, Deed.SEND_CONFIRMATIONS),
        audience=audience,
        localities=sorted({one.locality for one in live if one.locality}),
        areas=shown if len(shown) <= MOST_AREAS else None,
        typed=form,
        fault=fault,
        everywhere=EVERYWHERE,
        messages=log_of(desk.register, place.code),
    )


def _live(desk: Desk, place: Municipality) -> list[AreaVersion]:
    """Return the areas of a municipality whose contacts can be written to, by name."""
    newest = (last(timeline) for timeline in desk.register.present().timelines.values())
    live = [one for one in newest if one.municipality == place.code and one.status in LIVE]
    return sorted(live, key=lambda one: (one.name.casefold(), one.area_id))


def _audience(place: Municipality, locality: str, area_ids: Iterable[str]) -> Audience:
    wanted = None if locality in {"", EVERYWHERE} else locality
    return Audience(municipality=place.code, locality=wanted, area_ids=frozenset(area_ids))


def _meant(form: Form, place: Municipality) -> Audience:
    return _audience(place, form.text("ort"), form.all("omrade"))


@router.post(f"{PATH}/granska")
def preview(sent: SentDep) -> Response:
    """Return to whom it would go and how it reads, before anything is sent."""
    form, place = sent.form, _place(sent, sent.form.text("kommun"))
    audience = _meant(form, place)
    if form.text("gor") == "andra":
        return _page(sent, place, audience, form=form)
    try:
        draft = messages.checked(_draft(form, new_ulid(sent.desk.clock())))
        to = messages.reached(sent.desk.register, audience, sent.desk.today)
    except Refused as error:
        return _page(sent, place, audience, form=form, fault=sent.t.error(error))
    note_reading(
        sent.doing("confirmation.message_reason"), what="message_readers", municipality=place.code
    )
    return sent.page(
        "arbete/meddelanden_granska.html", place=place, audience=audience, draft=draft, to=to
    )


def _draft(form: Form, draft_id: str) -> Draft:
    longest = messages.LONGEST_TEXT * 2  # what is too long is refused in words, with what was typed
    return Draft(
        id=draft_id,
        subject=form.text("amne", longest=longest),
        text=form.text("text", longest=longest),
    )


@router.post(f"{PATH}/skicka")
def write(sent: SentDep) -> Response:
    """Put the mails into the outbox."""
    if not sent.desk.settings.mail.ready:
        raise Refused("mail.not_configured")
    form, place = sent.form, _place(sent, sent.form.text("kommun"))
    doing = sent.doing("confirmation.message_reason")
    draft = _draft(form, form.text("id"))
    language = sent.desk.settings.lang
    to = messages.write(doing, _meant(form, place), draft, language=language)
    return sent.desk.done(
        sent.request,
        sent.visit,
        to=f"{PATH}?kommun={place.code}",
        key="messages.done",
        n=len(to.by_mail),
    )


@router.get(f"{PATH}/{{message_id}}")
def one(asked: AskedDep, message_id: str, kommun: str = "") -> Response:
    """Return who got a message, and when."""
    place = _place(asked, kommun)
    written = next(
        (one for one in log_of(asked.desk.register, place.code, at_most=10_000)
         if one.id == message_id), None,
    )  # fmt: skip
    if written is None:
        raise NotFound("access.not_found")
    got = who_got(asked.desk.register, place.code, message_id)
    note_reading(
        asked.doing("confirmation.message_reason"), what="message_readers", municipality=place.code
    )
    return asked.page("arbete/meddelande.html", place=place, message=written, got=got)
