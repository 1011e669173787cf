"""/arbete/skolor: the schools of someone's municipalities, entered, put right and closed."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from grannsamverkan.actions import schools
from grannsamverkan.actions.deeds import Outcome, mark
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.promises import School, SchoolStage
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Form, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, changed, refused
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.promise_form import choices, required_day
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

PATH = "/arbete/skolor"
NEW, EDIT, CLOSE = "ny", "uppgifter", "stang"
_MANAGE = [needs(Deed.MANAGE_PROMISES)]


def seen(asked: Asked) -> list[School]:
    """Return the schools of the municipalities of a person's work, by name, closed ones last."""
    facts = asked.desk.register.present().facts[School]
    places = places_for(asked.desk, asked.visit, Deed.MANAGE_PROMISES)
    mine = [one for place in places for one in facts.get(place.code, ())]
    return sorted(mine, key=lambda one: (one.until is not None, one.name.casefold(), one.id))


@router.get(PATH, dependencies=_MANAGE)
def listed(asked: AskedDep) -> Response:
    """Return the schools, each with the forms to put it right."""
    return _page(asked, BLANK)


@router.post(PATH, dependencies=_MANAGE)
def enter(sent: SentDep) -> Response:
    """Enter a school."""
    try:
        done = _entered(sent)
    except Refused as error:
        return _page(sent, refused(sent.visit, sent.form, NEW, error))
    return sent.done(PATH, "promises.did.enter_school", done)


def _entered(sent: Sent) -> Outcome[School]:
    form = sent.form
    place = place_of(sent.desk, sent.visit, Deed.MANAGE_PROMISES, form.text("kommun"))
    return schools.enter(
        sent.doing("promises.did.enter_school"),
        place.code,
        form.text("name"),
        _stage(form),
        code=form.text("code") or None,
        since=form.day("since"),
    )


def _stage(form: Form) -> SchoolStage:
    stage = form.choice("stage", SchoolStage)
    if stage is None:
        raise Refused("promises.stage_missing")
    return stage


@router.post(f"{PATH}/{{school_id}}/{{deed}}", dependencies=_MANAGE)
def do_with(sent: SentDep, school_id: str, deed: str) -> Response:
    """Put a school right, or close it; what others wrote meanwhile is shown."""
    before = next((one for one in seen(sent) if one.id == school_id), None)
    if before is None or deed not in _DEEDS:
        raise NotFound("access.not_found")
    act, name = _DEEDS[deed]
    try:
        done = act(sent, before, f"promises.did.{name}")
    except Refused as error:
        now = _now(before) if error.key == "deed.changed_meanwhile" and deed == EDIT else {}
        which = f"{school_id}-{deed}"
        filling = refused(sent.visit, sent.form, which, error, changed(sent.form, now))
        return _page(sent, filling)
    return sent.done(PATH, f"promises.did.{name}", done)


def _correct(sent: Sent, school: School, key: str) -> Outcome[School]:
    form = sent.form
    return schools.correct(
        sent.doing(key),
        school.municipality,
        school.id,
        seen=form.text("seen"),
        name=form.text("name"),
        stage=_stage(form),
        code=form.text("code") or None,
        since=form.day("since"),
        until=form.day("until"),
    )


def _close(sent: Sent, school: School, key: str) -> Outcome[School]:
    until = required_day(sent.form, "until", "promises.close_day_missing")
    looked = sent.form.text("seen")
    return schools.close(sent.doing(key), school.municipality, school.id, until, seen=looked)


_DEEDS: Mapping[str, tuple[Callable[[Sent, School, str], Outcome[School]], str]] = {
    EDIT: (_correct, "correct_school"),
    CLOSE: (_close, "close_school"),
}
"""What is done with a school, as it stands in the address, and the name of its text."""


def _now(school: School) -> dict[str, object]:
    return {name: getattr(school, name) for name in ("name", "stage", "code", "since", "until")}


def _page(asked: Asked, filling: Filling) -> Response:
    every = seen(asked)
    return asked.page(
        "arbete/skolor.html",
        status=filling.status,
        filling=filling,
        schools=every,
        marks={one.id: mark(one) for one in every},
        choices=choices(asked.t),
        places=places_for(asked.desk, asked.visit, Deed.MANAGE_PROMISES),
        names={one.code: one.name for one in asked.desk.register.municipalities()},
    )
