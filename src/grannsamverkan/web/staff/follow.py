"""/folj: asking to be told by mail of an area, a locality or a promise, without an account or a cookie.

What is asked for stands in the address, since it is public; the mail address and the place never do.
Whoever asks is told the same, whether or not the address is known.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.following import Wanted, ask_to_follow
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.opting_in import KEPT
from grannsamverkan.actions.subjects import Subject, subject_of
from grannsamverkan.domain.following import Followed, Target
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.public.feeds import locality_feed_path
from grannsamverkan.web.security import client_of
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, OpenFormDep, anyone
from grannsamverkan.web.staff.forms import FilledFormDep
from grannsamverkan.web.staff.places import localities_of
from grannsamverkan.web.staff.turns import Turns
from grannsamverkan.web.staff.wish_places import (
    NONE_OF_THEM,
    Ambiguous,
    asked_place,
    near_of,
    square_of,
)

router = APIRouter(dependencies=[anyone()])

PATH = "/folj"
THANKS = f"{PATH}/tack"
TOO_OFTEN = "follow.too_often"

TRAP = "webbplats"
"""A field that people do not see; what is filled in there comes from a program."""

_TYPED = ("vad", "mejl", "adress", "ruta")
_LONGEST = 500

_WORDS: Mapping[str, Followed] = MappingProxyType(
    {"omrade": Followed.AREA, "ort": Followed.LOCALITY, "lofte": Followed.PROMISE}
)
"""How what is to be followed begins in an address, before its colon."""

_FIELDS: Mapping[str, str] = MappingProxyType(
    {"follow.no_such": "vad", "asking.no_address": "adress"}
)
"""The field that an error is about; the others are about the mail address."""


def _turns(request: Request) -> Turns:
    if not hasattr(request.app.state, "follow_turns"):
        limits = request.app.state.desk.settings.follow
        request.app.state.follow_turns = Turns.of(limits, TOO_OFTEN)
    turns: Turns = request.app.state.follow_turns
    return turns


@router.get(PATH)
def form(request: Request, desk: DeskDep) -> Response:
    """Return the form for what the address names, or to choose among localities and promises."""
    asked = request.query_params.get("vad", "")[:_LONGEST]
    return _page(request, desk, {**dict.fromkeys(_TYPED, ""), "vad": asked})


@router.post(f"{PATH}/har")
def form_from_here(request: Request, desk: DeskDep, form: FilledFormDep) -> Response:
    """Return the form with the place that was asked about on the page one comes from; nothing is kept."""
    begun = dict.fromkeys(_TYPED, "")
    begun["vad"] = form.text("vad", longest=_LONGEST)
    begun["ruta"] = square_of(asked_place(desk, form))
    return _page(request, desk, begun)


@router.get(THANKS)
def thanks(request: Request, desk: DeskDep) -> Response:
    """Return the page that says to look for a mail; it says the same to everyone."""
    return desk.page(request, None, "folj_tack.html", days=KEPT.days)


@router.post(PATH)
def take(
    request: Request, desk: DeskDep, form: OpenFormDep, turns: Annotated[Turns, Depends(_turns)]
) -> Response:
    """Write to the address; what is wrong with what was typed is told beside it."""
    if form.secret(TRAP).strip():
        return desk.lead(request, THANKS)
    client = client_of(request.scope)
    try:
        wanted = _wanted(request, desk, form)
        turns.hold(client)
        mailing = Mailing.of(desk.settings)
        ask_to_follow(desk.register, wanted, now=desk.clock(), mailing=mailing)
    except Ambiguous as found:
        return _page(request, desk, _as_typed(form), offered=found.offered)
    except (Refused, NotFound) as error:
        return _page(request, desk, _as_typed(form), error=error)
    turns.take(client)
    return desk.lead(request, THANKS)


def _wanted(request: Request, desk: Desk, form: Form) -> Wanted:
    target = _target(desk, form.text("vad", longest=_LONGEST))
    if target is None:
        raise NotFound("follow.no_such")
    return Wanted(
        target=target,
        mail=form.text("mejl", longest=_LONGEST),
        near=near_of(desk, form),
        language=desk.site.translator(request).language,
    )


def _target(desk: Desk, asked: str) -> Target | None:
    """Return what an address names: `omrade:ID`, `ort:CODE:NAME` or `lofte:ID`; None where it is nothing."""
    word, _, name = asked.partition(":")
    kind = _WORDS.get(word)
    if kind is Followed.LOCALITY:
        municipality, _, name = name.partition(":")
        return Target(kind=kind, municipality=municipality, name=name)
    if kind is Followed.AREA and name in desk.site.view().areas:
        return Target(kind=kind, municipality=desk.site.view().areas[name].municipality, name=name)
    if kind is Followed.PROMISE:
        for told in desk.register.public_promises(today=desk.today):
            if told.promise.id == name:
                return Target(kind=kind, municipality=told.promise.municipality, name=name)
    return None


def _as_typed(form: Form) -> dict[str, str]:
    """Return what was typed, as it is shown again."""
    typed = {name: form.secret(name)[:_LONGEST] for name in _TYPED}
    return {**typed, "ruta": ""} if form.ticked("utan") else typed


def _page(  # a page has as many parts
    request: Request,
    desk: Desk,
    typed: Mapping[str, str],
    *,
    error: Refused | NotFound | None = None,
    offered: object = (),
) -> Response:
    t = desk.site.translator(request)
    places = desk.register.municipalities()
    target = _target(desk, typed["vad"])
    subject = _subject(desk, target)
    return desk.page(
        request,
        None,
        "folj.html",
        status=_status(error),
        typed=typed,
        subject=subject,
        feed=_feed(target) if subject else "/flode.xml",
        fault=error and t.error(error),
        faulty=error and _FIELDS.get(error.key, "mejl"),
        offered=offered,
        none_of_them=NONE_OF_THEM,
        places=places,
        localities=localities_of(desk, places),
        promises=[told.promise for told in desk.register.public_promises(today=desk.today)],
        addresses=desk.register.has_addresses(),
        by_mail=Mailing.of(desk.settings) is not None,
        trap=TRAP,
        days=KEPT.days,
    )


def _subject(desk: Desk, target: Target | None) -> Subject | None:
    try:
        return None if target is None else subject_of(desk.register, target, desk.today)
    except NotFound:
        return None


def _feed(target: Target | None) -> str:
    assert target is not None  # noqa: S101 # a subject is found of one
    if target.kind is Followed.LOCALITY:
        return locality_feed_path(target.municipality, target.name)
    word = "omrade" if target.kind is Followed.AREA else "lofte"
    return f"/{word}/{target.name}/flode.xml"


def _status(error: Refused | NotFound | None) -> int:
    too_often = error is not None and error.key == TOO_OFTEN
    return 200 if error is None else 429 if too_often else error.http_status
