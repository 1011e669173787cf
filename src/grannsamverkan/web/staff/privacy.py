"""/arbete/personuppgifter: what is held and when it goes, and who has read it."""

from datetime import datetime

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions.burglaries import source_of
from grannsamverkan.actions.holdings import holdings, last_disposal
from grannsamverkan.actions.reading_log import log_of_readings
from grannsamverkan.actions.retention import retain
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.accounts import Account
from grannsamverkan.i18n import catalogue
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, VisitDep, needs
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import place_of, places_for

router = APIRouter()

PATH = "/arbete/personuppgifter"
PAGE = 100


@router.get(PATH, dependencies=[needs(Deed.SEE_PRIVACY)])
def overview(request: Request, desk: DeskDep, visit: VisitDep, kommun: str = "") -> Response:
    """Return what is held of a municipality, what is past its time, and the last disposal."""
    place = place_of(desk, visit, Deed.SEE_PRIVACY, kommun)
    held = holdings(desk.register, place.code, desk.today)
    last = last_disposal(desk.register)
    return desk.page(
        request,
        visit,
        "arbete/personuppgifter.html",
        place=place,
        places=[(one.code, one.name) for one in places_for(desk, visit, Deed.SEE_PRIVACY)],
        held=held,
        burglaries=source_of(desk.register, place.code),
        due=[one for holding in held for one in holding.disposals if one.ids],
        ran_at=last.ran_at and _shown(desk, last.ran_at),
        entry=last.entry,
        entry_at=last.entry and _shown(desk, datetime.fromisoformat(last.entry.at)),
    )


def _shown(desk: Desk, at: datetime) -> str:
    return f"{at.astimezone(desk.clock().tzinfo):%Y-%m-%d %H:%M}"


@router.post(f"{PATH}/gallring", dependencies=[needs(Deed.RUN_RETENTION)])
def dispose(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Take what is past its time, where a decision lets it go."""
    place = place_of(desk, visit, Deed.RUN_RETENTION, form.text("kommun"))
    taken = retain(desk.doing(visit, visit.t("privacy.by_default")))
    number = sum(len(one.ids) for one in taken if one.goes)
    key = "privacy.disposal.done" if number else "privacy.disposal.done_nothing"
    return desk.done(request, visit, to=f"{PATH}?kommun={place.code}", key=key, **_count(number))


def _count(number: int) -> dict[str, int]:
    return {"n": number} if number else {}


@router.get(f"{PATH}/logg", dependencies=[needs(Deed.SEE_PRIVACY)])
def log(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return one page of who read what."""
    asked = request.query_params
    person, account = asked.get("person", ""), asked.get("konto", "")
    number = max(number_in(asked.get("sida", "")), 1)
    found = log_of_readings(
        desk.register,
        visit.who,
        person_id=person,
        account_id=account,
        limit=PAGE,
        after=(number - 1) * PAGE,
    )
    shown = found.readings
    with desk.register.looking() as private:
        ids = tuple({one.account_id for one in shown})
        names = {one.id: one.name for one in private.find(Account, id=ids)}
    texts = catalogue(visit.t.language)
    return desk.page(
        request,
        visit,
        "arbete/personuppgifter_logg.html",
        readings=[(one, _shown(desk, one.at)) for one in shown],
        accounts={"operator": visit.t("privacy.log.operator"), **names},
        what=lambda word: texts.get(f"privacy.read.{word}", word),
        person=person,
        of_account=account,
        page=number,
        pages=max(1, -(-found.number // PAGE)),
        query="&".join(f"{key}={value}" for key, value in asked.items() if key != "sida"),
    )
