"""/intresse/min: what one handed in, by the link of the letter or the code of the receipt: confirmed, looked at, taken back.

Opening a link changes nothing, since mail scanners open links; its buttons do.
"""

from fastapi import APIRouter, Response

from grannsamverkan.actions.letters import tidy
from grannsamverkan.actions.wish_letter import LINK
from grannsamverkan.actions.wishes import Standing, confirm, look, take_back
from grannsamverkan.domain.areas import last
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.by_link import Caller, CallerDep
from grannsamverkan.web.staff.desk import OpenFormDep, anyone

router = APIRouter(dependencies=[anyone()])

GONE = "/intresse/borta"
_DEAD = "intresse_slut.html"
_CONFIRM, _TAKE_BACK = "bekrafta", "ta-tillbaka"


@router.get(LINK)
def ask_for_code(caller: CallerDep) -> Response:
    """Return the page on which one types in the code of a receipt."""
    return caller.page("intresse_kod.html")


@router.post(LINK)
def take_code(caller: CallerDep, form: OpenFormDep) -> Response:
    """Lead on to what a code opens."""
    typed = tidy(form.text("kod", longest=100))
    code = "".join(sign for sign in typed if sign.isascii() and (sign.isalnum() or sign in "-_"))
    return caller.desk.lead(caller.request, f"{LINK}/{code}" if code else LINK)


@router.get(GONE)
def gone(caller: CallerDep) -> Response:
    """Return the page that says that it is erased."""
    return caller.page("intresse_borta.html")


@router.get(f"{LINK}/{{key}}")
def show(caller: CallerDep, key: str) -> Response:
    """Return what one handed in; nothing is changed."""
    return caller.sheltered(lambda: _shown(caller, key), gone=_DEAD)


@router.post(f"{LINK}/{{key}}")
def settle(caller: CallerDep, form: OpenFormDep, key: str) -> Response:
    """Confirm what one handed in, or take it back."""
    done = form.text("gor", longest=20)
    return caller.sheltered(lambda: _settled(caller, key, done), gone=_DEAD)


def _standing(caller: Caller, key: str) -> Standing:
    found = look(caller.desk.register, key, caller.desk.clock())
    if found is None:
        raise NotFound("asking.gone")
    return found


def _shown(caller: Caller, key: str) -> Response:
    found, desk = _standing(caller, key), caller.desk
    present = desk.register.present()
    timeline = present.timelines.get(found.interest.area_id or "")
    policy = present.policies[found.interest.municipality]
    return caller.page(
        "intresse_min.html",
        action=f"{LINK}/{key}",
        found=found,
        interest=found.interest,
        area=last(timeline) if timeline else None,
        decided=bool(policy.disposal_interests),
        confirm=_CONFIRM,
        take_back=_TAKE_BACK,
    )


def _settled(caller: Caller, key: str, done: str) -> Response:
    desk = caller.desk
    language = desk.site.translator(caller.request).language
    _standing(caller, key)
    if done == _TAKE_BACK:
        take_back(desk.register, key, now=desk.clock(), language=language)
        return desk.lead(caller.request, GONE)
    if done == _CONFIRM:
        confirm(desk.register, key, now=desk.clock(), language=language)
    return desk.lead(caller.request, f"{LINK}/{key}")
