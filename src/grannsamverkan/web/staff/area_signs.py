"""/arbete/omraden/{id}/skyltar: the signs of one area, with the form for more of them."""

from fastapi import APIRouter, Response

from grannsamverkan.actions import signs
from grannsamverkan.actions.signs import Facts
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.signs import PermitBody, SignKind
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.area_page import PATH, Seen, SeenDep
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.paging import all_ticked
from grannsamverkan.web.staff.sent import Asked, AskedDep, SentDep
from grannsamverkan.web.staff.sign_lines import lines_of
from grannsamverkan.web.staff.sign_steps import Step, take_step
from grannsamverkan.web.staff.ways import home

router = APIRouter()

HERE = f"{PATH}/skyltar"


@router.get(HERE, dependencies=[needs(Deed.SEE_AREA)])
def area_signs(asked: AskedDep, seen: SeenDep) -> Response:
    """Return the signs of an area."""
    return _page(asked, seen, BLANK)


@router.post(HERE, dependencies=[needs(Deed.MANAGE_SIGNS)])
def add(sent: SentDep, seen: SeenDep) -> Response:
    """Enter signs of an area, which may have been ordered or put up already."""
    try:
        number = sent.form.number("number") or 0
        doing = sent.doing("signs.did.add", n=number)
        done = signs.list_signs(doing, seen.id, number=number, **_facts(sent))
    except Refused as error:
        return _page(sent, seen, refused(sent.visit, sent.form, "ny", error))
    return sent.done(f"{home(seen.id)}/skyltar", "signs.did.add", done, n=number)


def _facts(sent: SentDep) -> Facts:
    form = sent.form
    return Facts(
        kind=form.choice("kind", SignKind) or SignKind.ENTRY,
        ordered_on=form.day("ordered_on"),
        consent_on=form.day("consent_on"),
        permit_body=form.choice("permit_body", PermitBody),
        permit_ref=form.text("permit_ref", longest=200) or None,
        permit_expires_on=form.day("permit_expires_on"),
        mounted_on=form.day("mounted_on"),
    )


@router.post(f"{HERE}/steg", dependencies=[needs(Deed.MANAGE_SIGNS)])
def step(sent: SentDep, seen: SeenDep) -> Response:
    """Note the same of the signs that are ticked, as one change."""
    try:
        key, done = take_step(sent)
    except Refused as error:
        return _page(sent, seen, refused(sent.visit, sent.form, "steg", error))
    return sent.done(f"{home(seen.id)}/skyltar", key, done, n=len(done.of))


def _page(asked: Asked, seen: Seen, filling: Filling) -> Response:
    lines = lines_of(asked.desk.register.present(), asked.desk.today)
    mine = [line for line in lines if line.sign.area_id == seen.id]
    standing = [line.sign.id for line in mine if line.sign.removed_on is None]
    everything = standing if all_ticked(asked.request) else []
    return asked.page(
        "arbete/omrade_skyltar.html",
        status=filling.status,
        area=seen.version,
        area_id=seen.id,
        policy=seen.policy,
        lines=mine,
        filling=filling,
        ticked=filling.all("steg", "id") or everything,
        steps=tuple(Step),
        kinds=tuple(SignKind),
        bodies=tuple(PermitBody),
    )
