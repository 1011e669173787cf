"""/svar: what a contact answers to the year's question, by a link of their own or the code of a letter; no account.

A link that never was and one that is dead are answered alike.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, Response

from grannsamverkan.actions.answers import answer_by_link
from grannsamverkan.actions.letters import tidy
from grannsamverkan.actions.links import Closed, Opened, look
from grannsamverkan.actions.notices import notices
from grannsamverkan.domain.period import months_after
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.web.staff.answer_form import said_in
from grannsamverkan.web.staff.by_link import Caller, CallerDep
from grannsamverkan.web.staff.desk import Desk, Form, OpenFormDep, anyone

router = APIRouter(dependencies=[anyone()])

PATH = "/svar"

_GONE = "arbete/svar_slut.html"


@router.get(PATH)
def ask_for_code(caller: CallerDep) -> Response:
    """Return the page on which one types in the code of a letter."""
    return caller.page("arbete/svar_kod.html")


@router.post(PATH)
def take_code(caller: CallerDep, form: OpenFormDep) -> Response:
    """Lead on to what a code opens."""
    typed = tidy(form.text("kod", longest=100))
    code = "".join(sign for sign in typed if sign.isascii() and (sign.isalnum() or sign in "-_"))
    return caller.desk.lead(caller.request, f"{PATH}/{code}" if code else PATH)


@router.get(f"{PATH}/{{key}}")
def show(caller: CallerDep, key: str) -> Response:
    """Return the question to whoever has the link, with what is held about them; nothing is changed."""
    return caller.sheltered(lambda: _shown(caller, key), gone=_GONE)


@router.post(f"{PATH}/{{key}}")
def answer(caller: CallerDep, form: OpenFormDep, key: str) -> Response:
    """Take the answer, after which the link is dead."""
    return caller.sheltered(lambda: _answered(caller, form, key), gone=_GONE)


def _shown(caller: Caller, key: str) -> Response:
    found = _opened(caller, key)
    if found is Closed.ANSWERED:
        return caller.page("arbete/svar_tack.html")
    assert isinstance(found, Opened)  # noqa: S101 # what is gone has raised by now
    return _question(caller, key, found)


def _opened(caller: Caller, key: str) -> Opened | Closed:
    found = look(caller.desk.register, key, caller.desk.today)
    if found is Closed.GONE:
        raise NotFound("confirmation.gone")
    return found


def _answered(caller: Caller, form: Form, key: str) -> Response:
    found, desk = _opened(caller, key), caller.desk
    if isinstance(found, Opened):
        t = desk.site.translator(caller.request)
        try:
            notice = _notice(caller, found)
            said = replace(said_in(form, found), notice_version=notice.version if notice else None)
            answer_by_link(desk.register, key, said, now=desk.clock(), language=t.language)
        except (NotFound, Conflict):
            pass  # answered meanwhile, or over: the page that one is led to tells
        except Refused as error:
            return _question(caller, key, found, form=form, fault=t.error(error))
    return desk.lead(caller.request, f"{PATH}/{key}")


def _question(
    caller: Caller, key: str, found: Opened, *, form: Form | None = None, fault: str = ""
) -> Response:
    return caller.page(
        "arbete/svar.html",
        status=422 if fault else 200,
        action=f"{PATH}/{key}",
        found=found,
        typed=form,
        fault=fault,
        erased_by=erased_by(caller.desk, found),
        maps=on_the_map(found),
        notice=_notice(caller, found),
    )


def _notice(caller: Caller, found: Opened) -> PrivacyNotice | None:
    """Return what the municipality tells those whose data it holds, the newest version."""
    return next(iter(notices(caller.desk.register, found.question.municipality)), None)


def erased_by(desk: Desk, found: Opened) -> date:
    """Return by which day the name of a successor is erased."""
    policy = desk.register.present().policies[found.question.municipality]
    return months_after(desk.today, policy.interest_retention_months)


def on_the_map(found: Opened) -> Mapping[str, str]:
    """Return the public page of each area that has one."""
    return {area_id: f"/omrade/{area_id}" for area_id, one in found.areas.items() if one.active}
