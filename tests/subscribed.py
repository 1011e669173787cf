"""Followers by mail in the tests: a world kept in a register, people who ask and confirm, and what they are sent."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage

from followed import START, World, X, Y
from grannsamverkan.actions.chores import work_off
from grannsamverkan.actions.following import Wanted, ask_to_follow, confirm
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.domain.areas import Locality
from grannsamverkan.domain.following import Followed, Following, Target
from grannsamverkan.domain.jobs import Job, JobKind
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.types import Xy
from peopled import NOW
from smtp import Postbox
from staff import quick

URL = "https://grannsamverkan.example.org"
MAIL = "granne@example.org"
LINK = re.compile(rf"{URL}(?:/en)?/folj/bekrafta/(\S+)")
MINE = re.compile(rf"{URL}(?:/en)?/folj/mina/(\S+)")


def after(days: float) -> datetime:
    """Return noon so many days after the tests begin."""
    return NOW + timedelta(days=days)


def began(*areas: range) -> World:
    """Return areas that have been active for long, each of its cells."""
    world = World()
    world.day = START
    for cells in areas:
        world.found(cells)
    world.day = NOW.date()
    return world


def write(register: Register, world: World, day: float = 0) -> None:
    """Let the register believe a world; what is not in it is taken back."""
    moment = after(day)
    with register.change(
        actor="prov", action="prov", reason="för provets skull", now=moment
    ) as change:
        for drawn in world.outlines.values():
            change.add_outline(drawn)
        for area_id in change.timelines().keys() - world.timelines.keys():
            change.set_timeline(area_id, ())
        for area_id, timeline in world.timelines.items():
            change.set_timeline(area_id, timeline)
        middle = Locality(name="Hallsberg", municipality="1861", x=X - 1_000, y=Y)
        change.set_localities("1861", [middle])


def settings(postbox: Postbox) -> Settings:
    """Return settings by which mail is sent."""
    return quick(mail=postbox.settings(), public_url=URL)


def area(area_id: str) -> Target:
    """Return an area as something to follow."""
    return Target(kind=Followed.AREA, municipality="1861", name=area_id)


HALLSBERG = Target(kind=Followed.LOCALITY, municipality="1861", name="Hallsberg")


def ask(
    register: Register,
    target: Target,
    mail: str = MAIL,
    *,
    near: Xy | None = None,
    language: str = "sv",
    day: float = 0,
) -> None:
    """Ask to follow something."""
    wanted = Wanted(target=target, mail=mail, near=near, language=language)
    ask_to_follow(register, wanted, now=after(day), mailing=Mailing(URL))


def send(register: Register, postbox: Postbox, day: float = 0) -> list[EmailMessage]:
    """Do what is due on a day, and return the letters that were sent by it."""
    before = len(postbox.letters)
    done = work_off(register, settings(postbox), lambda: after(day))
    assert [job.fault for job in done if job.fault] == []
    return postbox.letters[before:]


def follow(
    register: Register,
    postbox: Postbox,
    target: Target,
    mail: str = MAIL,
    *,
    near: Xy | None = None,
    language: str = "sv",
) -> Following:
    """Ask to follow something, and press the button behind the link."""
    ask(register, target, mail, near=near, language=language)
    letters = [one for one in send(register, postbox) if one["To"] == mail]
    return confirm(register, token_in(letters[-1]), NOW)


def token_in(letter: EmailMessage) -> str:
    """Return the token in the link of a first letter."""
    match = LINK.search(letter.get_content())
    assert match is not None
    return match[1]


def held(register: Register, mail: str = MAIL) -> list[Following]:
    """Return the subscriptions of an address."""
    with register.looking() as private:
        return list(private.find(Following, mail=mail))


def mails(register: Register) -> list[Job]:
    """Return every mail there is a trace of."""
    with register.looking() as private:
        return list(private.find(Job, kind=JobKind.MAIL.value))
