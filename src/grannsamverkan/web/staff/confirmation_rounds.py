"""/arbete/bekraftelser/fraga, paminn and brev: the year's question sent out, each seen before it is done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import APIRouter, Response

from grannsamverkan.actions.confirmations import ask, preview
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.letters import Mailing, letter_text, mailing_of
from grannsamverkan.actions.paper import letters_to_print, print_letters
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.reminders import first_reminder, remind, to_remind
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.web.staff.confirmations import PATH, Wanted, WantedDep
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.places import place_of
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter(dependencies=[needs(Deed.SEND_CONFIRMATIONS)])


@dataclass(frozen=True, slots=True)
class Sending:
    """Which municipality's round of which year is sent out, by whom and how."""

    place: Municipality
    year: int
    doing: Doing
    mailing: Mailing | None

    @property
    def back(self) -> str:
        """The round's own page."""
        return f"{PATH}?kommun={self.place.code}&ar={self.year}"


def _sending(asked: Asked, code: str, year: int) -> Sending:
    place = place_of(asked.desk, asked.visit, Deed.SEND_CONFIRMATIONS, code)
    doing = asked.doing("confirmation.sent_reason")
    return Sending(place, year, doing, mailing_of(asked.desk.settings))


def _seen(asked: Asked, wanted: Wanted) -> Sending:
    return _sending(asked, wanted.place, wanted.year)


def _sent(sent: Sent) -> Sending:
    return _sending(sent, sent.form.text("kommun"), sent.form.number("ar") or 0)


@router.get(f"{PATH}/fraga")
def before_asking(asked: AskedDep, wanted: WantedDep) -> Response:
    """Return how many would be asked by which way, and what the mail looks like."""
    sending = _seen(asked, wanted)
    register, code = asked.desk.register, sending.place.code
    return asked.page(
        "arbete/bekraftelser_fraga.html",
        sending=sending,
        would=preview(sending.doing, code, sending.year, mailing=sending.mailing),
        sample=_sample(asked, sending),
        reminders=register.present().policies[code].lapse_reminders,
        reminded_from=first_reminder(register, code, sending.year, asked.desk.today),
    )


def _sample(asked: Asked, sending: Sending) -> Sequence[str]:
    """Return the subject and the text of the mail, to nobody in particular; nothing where none is sent."""
    if sending.mailing is None:
        return ()
    t, today = asked.t, asked.desk.today
    days = asked.desk.register.present().policies[sending.place.code].link_days
    someone = Person(id="", municipality=sending.place.code, name="…")
    question = Question(
        id="",
        person_id="",
        municipality=sending.place.code,
        year=sending.year,
        channel=Channel.MAIL,
        asked_on=today,
        expires_on=today + timedelta(days=days),
    )
    return letter_text(
        sending.place,
        someone,
        ("…",),
        link=t("confirmation.ask.sample_link"),
        question=question,
        language=sending.mailing.language,
    )


@router.post(f"{PATH}/fraga")
def do_ask(sent: SentDep) -> Response:
    """Ask everyone who has not been asked."""
    sending = _sent(sent)
    asked = ask(sending.doing, sending.place.code, sending.year, mailing=sending.mailing)
    said = [sent.t("confirmation.ask.done", n=asked.number)]
    said += [sent.t("confirmation.ask.mail_goes")] if asked.mail else []
    return sent.desk.done(
        sent.request, sent.visit, to=sending.back, key="deed.said", text=" ".join(said)
    )


@router.get(f"{PATH}/paminn")
def before_reminding(asked: AskedDep, wanted: WantedDep) -> Response:
    """Return how many would be reminded."""
    sending = _seen(asked, wanted)
    number = to_remind(sending.doing, sending.place.code, sending.year, mailing=sending.mailing)
    return asked.page("arbete/bekraftelser_paminn.html", sending=sending, number=number)


@router.post(f"{PATH}/paminn")
def do_remind(sent: SentDep) -> Response:
    """Remind everyone who has not answered."""
    sending = _sent(sent)
    number = remind(sending.doing, sending.place.code, sending.year, mailing=sending.mailing)
    return sent.desk.done(
        sent.request, sent.visit, to=sending.back, key="confirmation.remind.done", n=number
    )


@router.get(f"{PATH}/brev")
def before_printing(asked: AskedDep, wanted: WantedDep) -> Response:
    """Return how many letters there would be."""
    sending, named = _seen(asked, wanted), asked.request.query_params.getlist("person")
    number = letters_to_print(
        sending.doing, sending.place.code, sending.year, person_ids=named or None
    )
    return asked.page("arbete/bekraftelser_brev.html", sending=sending, number=number, named=named)


@router.post(f"{PATH}/brev")
def do_print(sent: SentDep) -> Response:
    """Return the letters with their codes, which are shown this once."""
    sending = _sent(sent)
    letters = print_letters(
        sending.doing,
        sending.place.code,
        sending.year,
        person_ids=sent.form.all("person") or None,
    )
    note_reading(sending.doing, what="letters", municipality=sending.place.code)
    base = sent.desk.settings.public_url or str(sent.request.base_url)
    return sent.page(
        "arbete/bekraftelser_brev_utskrift.html",
        sending=sending,
        letters=letters,
        address=f"{base.rstrip('/')}/svar",
    )
