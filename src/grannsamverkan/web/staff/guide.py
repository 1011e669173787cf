"""/arbete/kom-igang: the first hour, step by step; each can be passed over."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.guide import Guide, GuideStep, first_hour, skip
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import place_of, places_for

router = APIRouter()

PATH = "/arbete/kom-igang"

LEADS_TO = {
    GuideStep.MUNICIPALITY: ("/arbete/installningar", Deed.SET_POLICY),
    GuideStep.CARD: ("/arbete/installningar#card", Deed.SET_POLICY),
    GuideStep.MAIL: ("/arbete/handbok#e-post", Deed.SEND_CONFIRMATIONS),
    GuideStep.LIST: ("/arbete/importera", Deed.IMPORT),
    GuideStep.COLLEAGUES: ("/arbete/anvandare", Deed.MANAGE_USERS),
    GuideStep.DRAW: ("/arbete/omraden/ny", Deed.FOUND_AREA),
}
"""Where each step is taken, and what one must be allowed to for it."""

ALL = "alla"


@router.get(PATH, dependencies=[needs(Deed.SET_POLICY)])
def guide_page(request: Request, desk: DeskDep, visit: VisitDep, kommun: str = "") -> Response:
    """Return how far a municipality has come with its first hour."""
    place = place_of(desk, visit, Deed.SET_POLICY, kommun)
    return desk.page(
        request,
        visit,
        "arbete/kom_igang.html",
        place=place,
        places=places_for(desk, visit, Deed.SET_POLICY),
        guide=guide_of(desk, place),
        steps=tuple(GuideStep),
        leads_to={
            step: path
            for step, (path, deed) in LEADS_TO.items()
            if visit.may(deed, municipality=place.code)
        },
    )


@router.post(PATH, dependencies=[needs(Deed.SET_POLICY)])
def skip_step(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Pass over one step, or all that remain.

    Raises:
        Refused: no such step.
    """
    place = place_of(desk, visit, Deed.SET_POLICY, form.text("kommun"))
    named = form.text("steg")
    if named not in {ALL, *GuideStep}:
        raise Refused("work.no_such_step")
    steps = tuple(GuideStep) if named == ALL else (GuideStep(named),)
    seq = skip(desk.doing(visit, visit.t("work.guide.reason")), place.code, steps)
    to = "/arbete" if named == ALL else f"{PATH}?kommun={place.code}"
    return desk.done(request, visit, to=to, key="work.guide.skipped_flash", seq=seq)


def guide_of(desk: Desk, place: Municipality) -> Guide:
    """Return how far a municipality has come."""
    return first_hour(desk.register, place, mail=Mailing.of(desk.settings) is not None)


def banner(desk: Desk, visit: Visit) -> tuple[Municipality, Guide] | None:
    """Return the first municipality of a person's that is not through its first hour; None when all are."""
    for place in places_for(desk, visit, Deed.SET_POLICY):
        guide = guide_of(desk, place)
        if guide.next is not None:
            return place, guide
    return None
