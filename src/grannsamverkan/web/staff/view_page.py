"""/arbete/synpunkter/{id}: one view read, coded, answered and published, kept back or erased."""

from fastapi import APIRouter, Response

from grannsamverkan.actions import views as deeds
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.actions.views import Coding, seen_as
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.views import LONGEST, ResidentView, ViewText, ViewTheme
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.places import localities_of
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep
from grannsamverkan.web.staff.view_list import PATH, Line, promises, theme_in

router = APIRouter()

CODE, PUBLISH, KEEP_BACK, ERASE = "koda", "publicera", "hall-inne", "radera"
_VIEW = f"{PATH}/{{view_id}}"
_MANAGE = [needs(Deed.MANAGE_VIEWS)]


def one_of(asked: Asked, view_id: str) -> Line:
    """Return a view that a person may see, with its words.

    Raises:
        NotFound: no such view, or not for them.
    """
    known = asked.desk.register.facts(ResidentView, view_id)
    if not known:
        raise NotFound("access.not_found")
    asked.visit.require(Deed.MANAGE_VIEWS, municipality=known[0].municipality)
    with asked.desk.register.looking() as private:
        return Line(known[0], private.get(ViewText, view_id))


@router.get(_VIEW, dependencies=_MANAGE)
def view_page(asked: AskedDep, view_id: str) -> Response:
    """Return a view with what can be done with it; that the resident's words were read is noted."""
    return _page(asked, view_id, BLANK)


@router.post(f"{_VIEW}/{CODE}", dependencies=_MANAGE)
def code(sent: SentDep, view_id: str) -> Response:
    """Say what a view is about, from where, and which promise it led to."""
    one_of(sent, view_id)
    try:
        coding = Coding(
            theme=theme_in(sent.form),
            locality=sent.form.text("ort"),
            promise_id=sent.form.text("lofte"),
        )
        deeds.code(sent.doing("views.by_default"), view_id, coding, seen=sent.form.text("seen"))
    except Refused as error:
        return _page(sent, view_id, refused(sent.visit, sent.form, CODE, error))
    return _done(sent, f"{PATH}/{view_id}", "views.one.coded")


@router.post(f"{_VIEW}/{PUBLISH}", dependencies=_MANAGE)
def publish(sent: SentDep, view_id: str) -> Response:
    """Let everyone read a view and its answer."""
    one_of(sent, view_id)
    form = sent.form
    try:
        scrubbed = deeds.publish(
            sent.doing("views.by_default"),
            view_id,
            form.text("text"),
            form.text("answer"),
            seen=form.text("seen"),
        )
    except Refused as error:
        return _page(sent, view_id, refused(sent.visit, form, PUBLISH, error))
    key = "views.one.published" if scrubbed else "views.one.published_later"
    return _done(sent, f"{PATH}/{view_id}", key)


@router.post(f"{_VIEW}/{KEEP_BACK}", dependencies=_MANAGE)
def keep_back(sent: SentDep, view_id: str) -> Response:
    """Let nobody else read a view."""
    one_of(sent, view_id)
    try:
        deeds.keep_back(sent.doing("views.by_default"), view_id, seen=sent.form.text("seen"))
    except Refused as error:
        return _page(sent, view_id, refused(sent.visit, sent.form, KEEP_BACK, error))
    return _done(sent, f"{PATH}/{view_id}", "views.one.kept_back")


@router.get(f"{_VIEW}/{ERASE}", dependencies=_MANAGE)
def erase_page(asked: AskedDep, view_id: str) -> Response:
    """Return the page that asks whether to erase a view."""
    return asked.page("arbete/synpunkt_radera.html", line=one_of(asked, view_id))


@router.post(f"{_VIEW}/{ERASE}", dependencies=_MANAGE)
def erase(sent: SentDep, view_id: str) -> Response:
    """Erase every word of a view."""
    one_of(sent, view_id)
    counted = sent.form.ticked("counted")
    scrubbed = deeds.erase(sent.doing("views.by_default"), view_id, counted=counted)
    return _done(sent, PATH, "views.one.erased" if scrubbed else "views.one.erased_later")


def _done(sent: Sent, to: str, key: str) -> Response:
    return sent.desk.done(sent.request, sent.visit, to=to, key=key)


def _page(asked: Asked, view_id: str, filling: Filling) -> Response:
    line = one_of(asked, view_id)
    view, register = line.view, asked.desk.register
    if line.words and line.words.raw:
        note_reading(
            asked.doing("views.by_default"),
            what="view",
            municipality=view.municipality,
            person_id=view_id,
        )
    place = next(one for one in register.municipalities() if one.code == view.municipality)
    return asked.page(
        "arbete/synpunkt.html",
        status=filling.status,
        filling=filling,
        line=line,
        seen=seen_as(view, line.words),
        place=place,
        themes=tuple(ViewTheme),
        localities=localities_of(asked.desk, [place])[place.code],
        promises=promises(asked.desk, [place.code]),
        dialogue=_dialogue(asked, view),
        most=LONGEST,
    )


def _dialogue(asked: Asked, view: ResidentView) -> Activity | None:
    return next(iter(asked.desk.register.facts(Activity, view.dialogue_id or "")), None)
