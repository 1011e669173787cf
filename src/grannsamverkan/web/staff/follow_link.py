"""The links in letters to followers: the button that begins it, and all that one follows, to be ended.

Opening a link changes nothing, since mail scanners open links. A link that is dead says what the one that
ended everything says. Mail programs end it with one press by POST (RFC 8058), from no page of ours; the
key in the address is what lets them.
"""

from fastapi import APIRouter, Response

from grannsamverkan.actions.follow_letters import CONFIRM, MINE
from grannsamverkan.actions.following import confirm, followed_by, look, stop
from grannsamverkan.actions.subjects import Today
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.by_link import Caller, CallerDep
from grannsamverkan.web.staff.desk import OpenFormDep, anyone
from grannsamverkan.web.staff.forms import FilledFormDep

router = APIRouter(dependencies=[anyone()])

ENDED = "/folj/slut"
_DEAD = "folj_borta.html"


@router.get(f"{CONFIRM}/{{token}}")
def show(caller: CallerDep, token: str) -> Response:
    """Return the button that begins it; nothing is changed."""
    return caller.sheltered(lambda: _asked(caller, token), gone=_DEAD)


@router.post(f"{CONFIRM}/{{token}}")
def begin(caller: CallerDep, _form: OpenFormDep, token: str) -> Response:
    """Begin it, and lead on to all that one follows."""
    return caller.sheltered(lambda: _begun(caller, token), gone=_DEAD)


def _asked(caller: Caller, token: str) -> Response:
    desk = caller.desk
    subjects = look(desk.register, token, desk.clock())
    if subjects is None:
        raise NotFound("follow.gone")
    return caller.page("folj_bekrafta.html", action=f"{CONFIRM}/{token}", subjects=subjects)


def _begun(caller: Caller, token: str) -> Response:
    one = confirm(caller.desk.register, token, caller.desk.clock())
    return caller.desk.lead(caller.request, f"{MINE}/{one.key}")


@router.get(ENDED)
def ended(caller: CallerDep) -> Response:
    """Return the page that says that nothing is followed."""
    return caller.page("folj_slut.html")


@router.get(f"{MINE}/{{key}}")
def mine(caller: CallerDep, key: str) -> Response:
    """Return all that someone follows; nothing is changed."""
    theirs = followed_by(caller.desk.register, key)
    if not theirs:
        return caller.page("folj_slut.html")
    today = Today.of(caller.desk.register, caller.desk.today)
    followed = [(one.id, today.subjects(one), today.is_over(one)) for one in theirs]
    return caller.page("folj_mina.html", action=f"{MINE}/{key}", followed=followed)


@router.post(f"{MINE}/{{key}}")
def end(caller: CallerDep, form: FilledFormDep, key: str) -> Response:
    """End one subscription, or all; a mail program that asks for it gets the page at once."""
    one = form.text("en", longest=100)
    stop(caller.desk.register, key, one or None)
    if form.text("List-Unsubscribe", longest=100):
        return caller.page("folj_slut.html")
    left = bool(one) and bool(followed_by(caller.desk.register, key))
    return caller.desk.lead(caller.request, f"{MINE}/{key}" if left else ENDED)
