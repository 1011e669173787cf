"""A municipality whose contacts are asked, for tests: two areas, four contacts, and a way to send what waits."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from grannsamverkan.actions.areas import found
from grannsamverkan.actions.chores import handlers
from grannsamverkan.actions.confirmations import ask
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.jobs import work
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.people import Channel, Person
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.exchange.mail import Mailer
from grannsamverkan.register import Register
from grannsamverkan.settings import MailSettings
from peopled import person, term
from smtp import Postbox

FEBRUARY = datetime(2027, 2, 1, 10, tzinfo=UTC)
"""When the year's question goes out."""

PLACE, YEAR = "1861", 2027
MAILING = Mailing("https://grannsamverkan.example.org")

ETT, TVA, TRE, FYRA = (f"01JP000000000000000000000{number}" for number in range(1, 5))
"""Whoever is asked by mail (of two areas), by mail, by telephone, by letter."""

LINK = re.compile(r"https://grannsamverkan\.example\.org/svar/(\S+)")


def doing(register: Register, now: datetime = FEBRUARY, *, dry: bool = False) -> Doing:
    """Return the coordinator who asks."""
    return Doing(register=register, actor="samordnare", reason="årets fråga", now=now, dry=dry)


def _found(register: Register, name: str) -> str:
    return found(
        doing(register),
        name=name,
        municipality=PLACE,
        event=Event.INHERIT,
        on=StatedDate(date(2020, 1, 1)),
        locality="Hallsberg",
    )


def settled(register: Register) -> dict[str, str]:
    """Enter Norrängen and Södergård with their contacts, and return the areas' ids by name."""
    areas = {name: _found(register, name) for name in ("Norrängen", "Södergård")}
    person(register, id=ETT, name="Kontakt Ett (påhittad)", mail="ett@example.org",
           phone="070-174 06 05")  # fmt: skip
    person(register, id=TVA, name="Kontakt Två (påhittad)", mail="tva@example.org",
           phone="070-174 06 06")  # fmt: skip
    person(register, id=TRE, name="Kontakt Tre (påhittad)", mail=None, phone="070-174 06 07",
           channel=Channel.PHONE)  # fmt: skip
    person(register, id=FYRA, name="Kontakt Fyra (påhittad)", mail=None, phone=None,
           channel=Channel.LETTER)  # fmt: skip
    for area_id, person_id in (
        (areas["Norrängen"], ETT),
        (areas["Södergård"], ETT),
        (areas["Norrängen"], TVA),
        (areas["Södergård"], TRE),
        (areas["Södergård"], FYRA),
    ):
        term(register, area_id, person_id=person_id)
    return areas


def asked(register: Register, now: datetime = FEBRUARY) -> None:
    """Ask everyone the year's question."""
    ask(doing(register, now), PLACE, now.year, mailing=MAILING)


def send(register: Register, settings: MailSettings, now: datetime = FEBRUARY) -> list[Job]:
    """Do what is due, as a worker does."""
    with Mailer(settings) as mailer:
        return work(register, handlers(mailer, MAILING), lambda: now)


def asked_by_mail(register: Register, postbox: Postbox, now: datetime = FEBRUARY) -> dict[str, str]:
    """Ask everyone, send the mail, and return the tokens of the links by address."""
    asked(register, now)
    send(register, postbox.settings(), now)
    return tokens(postbox)


def tokens(postbox: Postbox) -> dict[str, str]:
    """Return the token of the newest link that was mailed to each address."""
    found = {}
    for letter in postbox.letters:
        match = LINK.search(letter.get_content())
        if match:
            found[str(letter["To"])] = match[1]
    return found


def questions(register: Register, person_id: str) -> list[Question]:
    """Return the questions to a person, oldest first."""
    with register.looking() as private:
        asked = private.find(Question, person_id=person_id)
    return sorted(asked, key=lambda one: (one.asked_on, one.reminders))


def person_of(register: Register, person_id: str) -> Person:
    """Return a person."""
    with register.looking() as private:
        (found,) = private.find(Person, id=person_id)
    return found


def alter(register: Register, person_id: str, **facts: object) -> None:
    """Alter a person."""
    changed = replace(person_of(register, person_id), **facts)  # type: ignore[arg-type]  # fields known by name
    with register.private() as private:
        private.put(changed)


def after(days: int, now: datetime = FEBRUARY) -> datetime:
    """Return the moment so many days later."""
    return now + timedelta(days=days)


def on(day: date) -> datetime:
    """Return ten o'clock on a day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
