"""/arbete/personuppgifter/information: what those whose data are held are told, version by version."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.notices import notices, publish_notice
from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import place_of, places_for
from grannsamverkan.web.staff.privacy import PATH

router = APIRouter()

_ROOM = f"{PATH}/information"


@router.get(_ROOM, dependencies=[needs(Deed.SEE_PRIVACY)])
def told(request: Request, desk: DeskDep, visit: VisitDep, kommun: str = "") -> Response:
    """Return every version of a municipality's notice, and the form for the next."""
    return _page(desk, request, visit, kommun)


def _page(  # the form as it was filled in, and what was wrong
    desk: Desk,
    request: Request,
    visit: Visit,
    code: str,
    *,
    sent: Form | None = None,
    error: Refused | None = None,
) -> Response:
    place = place_of(desk, visit, Deed.SEE_PRIVACY, code)
    known = notices(desk.register, place.code)
    months = desk.register.present().policies[place.code].contact_retention_months
    draft = visit.t("privacy.notice.draft", municipality=place.name, months=months)
    return desk.page(
        request,
        visit,
        "arbete/personuppgifter_information.html",
        status=error.http_status if error else 200,
        place=place,
        places=[(one.code, one.name) for one in places_for(desk, visit, Deed.SEE_PRIVACY)],
        notices=known,
        text=sent.text("text", longest=30_000) if sent else known[0].text if known else draft,
        fault=error and visit.t.error(error),
    )


@router.post(_ROOM, dependencies=[needs(Deed.SET_POLICY)])
def publish(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Publish the next version."""
    place = place_of(desk, visit, Deed.SET_POLICY, form.text("kommun"))
    doing = desk.doing(visit, visit.t("privacy.by_default"))
    try:
        notice = publish_notice(doing, place.code, form.text("text", longest=30_000))
    except NotFound:
        raise
    except Refused as error:
        return _page(desk, request, visit, place.code, sent=form, error=error)
    return desk.done(
        request,
        visit,
        to=f"{_ROOM}?kommun={place.code}",
        key="privacy.notice.done",
        version=notice.version,
    )
