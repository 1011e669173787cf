"""/arbete/synpunkter: what residents have said, to find and sort; and a view that staff write down themselves."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import views as deeds
from grannsamverkan.actions.views import Heard, Said
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import Activity, ActivityKind
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.views import (
    LONGEST,
    ResidentView,
    ViewChannel,
    ViewState,
    ViewText,
    ViewTheme,
)
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Desk, Form, Visit, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.paging import paged
from grannsamverkan.web.staff.places import localities_of, place_of, places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PATH = "/arbete/synpunkter"
NEW = "ny"
GONE = "raderad"
"""The state of a view whose words are erased."""

CHANNELS = tuple(one for one in ViewChannel if one is not ViewChannel.FORM)
_SAID_AT = frozenset(
    {
        ActivityKind.CITIZEN_DIALOGUE,
        ActivityKind.STAFF_DIALOGUE,
        ActivityKind.SAFETY_WALK,
        ActivityKind.SURVEY,
        ActivityKind.INFORMATION_MEETING,
    }
)
"""The activities at which residents are listened to."""

_OFFERED = 50
_MANAGE = [needs(Deed.MANAGE_VIEWS)]


@dataclass(frozen=True, slots=True)
class Line:
    """A view with its words; None where they are erased."""

    view: ResidentView
    words: ViewText | None

    @property
    def state(self) -> str:
        """How far its words have come."""
        return self.words.state.value if self.words else GONE


def seen(desk: Desk, visit: Visit) -> list[Line]:
    """Return the views that a person may see, the newest first."""
    places = tuple(one.code for one in places_for(desk, visit, Deed.MANAGE_VIEWS))
    with desk.register.looking() as private:
        words = {one.id: one for one in private.find(ViewText, municipality=places)}
    every = (one for some in desk.register.present().facts[ResidentView].values() for one in some)
    mine = [Line(one, words.get(one.id)) for one in every if one.municipality in places]
    return sorted(mine, key=lambda one: (one.view.received_on, one.view.id), reverse=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for: a state, a theme, a locality, a promise."""

    state: str
    theme: str
    locality: str
    promise: str

    @classmethod
    def by(cls, request: Request) -> "Wanted":
        """Return what an address asks for; new ones, if it does not say."""
        asked = request.query_params
        return cls(
            asked.get("lage", ViewState.NEW.value),
            asked.get("amne", ""),
            asked.get("ort", ""),
            asked.get("lofte", ""),
        )

    def fits(self, line: Line) -> bool:
        """Say whether a view is looked for."""
        one = line.view
        return (
            self.state in {"", line.state}
            and self.theme in {"", one.theme}
            and self.locality in {"", one.locality}
            and self.promise in {"", one.promise_id}
        )


def promises(desk: Desk, codes: Sequence[str]) -> dict[str, Promise]:
    """Return the promises to some municipalities by id, the newest first."""
    every = (one for some in desk.register.present().facts[Promise].values() for one in some)
    to_them = [one for one in every if set(one.places) & set(codes)]
    return {
        one.id: one for one in sorted(to_them, key=lambda one: (one.start, one.id), reverse=True)
    }


@router.get(PATH, dependencies=_MANAGE)
def listed(asked: AskedDep) -> Response:
    """Return one page of the views that one looks for; what residents wrote is not on it."""
    wanted = Wanted.by(asked.request)
    every = seen(asked.desk, asked.visit)
    found = [one for one in every if wanted.fits(one)]
    places = places_for(asked.desk, asked.visit, Deed.MANAGE_VIEWS)
    return asked.page(
        "arbete/synpunkter.html",
        wanted=wanted,
        shown=paged(asked.request, found),
        any=bool(every),
        states=(*ViewState, GONE),
        themes=tuple(ViewTheme),
        localities=sorted({one.view.locality for one in every if one.view.locality}),
        promises=promises(asked.desk, [one.code for one in places]),
    )


@router.get(f"{PATH}/{NEW}", dependencies=_MANAGE)
def new_form(asked: AskedDep) -> Response:
    """Return the form for a view that staff write down."""
    return _new(asked, BLANK)


@router.post(f"{PATH}/{NEW}", dependencies=_MANAGE)
def log(sent: SentDep) -> Response:
    """Write a view down."""
    try:
        done = deeds.log_view(sent.doing("views.by_default"), _said(sent), _heard(sent.form))
    except NotFound:
        raise
    except Refused as error:
        return _new(sent, refused(sent.visit, sent.form, NEW, error))
    return sent.desk.done(
        sent.request, sent.visit, to=f"{PATH}/{done.of.id}", key="views.new.saved"
    )


def _said(sent: Sent) -> Said:
    code, locality = place_in(sent.form)
    return Said(
        municipality=place_of(sent.desk, sent.visit, Deed.MANAGE_VIEWS, code).code,
        theme=theme_in(sent.form),
        locality=locality,
        text=sent.form.text("text"),
    )


def _heard(form: Form) -> Heard:
    channel, on = form.choice("channel", ViewChannel), form.day("on")
    if channel is None:
        raise Refused("views.not_by_form")
    if on is None:
        raise Refused("activities.day_missing")
    return Heard(on=on, channel=channel, dialogue_id=form.text("dialogue") or None)


def theme_in(form: Form) -> ViewTheme:
    """Return the theme that a form names.

    Raises:
        Refused: none.
    """
    theme = form.choice("amne", ViewTheme)
    if theme is None:
        raise Refused("views.no_theme")
    return theme


def place_in(form: Form) -> tuple[str, str]:
    """Return the municipality's code and the locality that a form names, empty where it names none."""
    code, _, locality = form.text("plats").partition(":")
    return code, locality


def _new(asked: Asked, filling: Filling) -> Response:
    places = places_for(asked.desk, asked.visit, Deed.MANAGE_VIEWS)
    present = asked.desk.register.present()
    codes = {one.code for one in places}
    at = [one for one in present.activities if one.kind in _SAID_AT and one.municipality in codes]
    return asked.page(
        "arbete/synpunkt_ny.html",
        status=filling.status,
        filling=filling,
        places=places,
        localities=localities_of(asked.desk, places),
        themes=tuple(ViewTheme),
        channels=CHANNELS,
        dialogues=_offered(asked, at),
        most=LONGEST,
        months=present.policies[places[0].code].view_retention_months,
    )


def _offered(asked: Asked, some: Sequence[Activity]) -> list[Activity]:
    """Return the newest of some activities that have been."""
    return [one for one in reversed(some) if one.on <= asked.desk.today][:_OFFERED]
