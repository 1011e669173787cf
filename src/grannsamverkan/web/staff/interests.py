"""/arbete/intressen: residents who wish for something, to find, take on and handle."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import interests as deeds
from grannsamverkan.actions.reading_log import note_reading
from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.clusters import clusters
from grannsamverkan.domain.interests import OPEN, Handling, Interest, Wish
from grannsamverkan.domain.unconfirmed import Purpose, Unconfirmed
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import places_for

router = APIRouter()

PATH = "/arbete/intressen"
PAGE = 50

_SEE = [needs(Deed.SEE_INTERESTS)]
_MANAGE = [needs(Deed.MANAGE_INTERESTS)]
_OPEN = "oppna"
_STEPS = (Handling.CONTACTED, Handling.MEETING_BOOKED, Handling.DECLINED, Handling.NEW)


def seen(desk: Desk, visit: Visit) -> list[Interest]:
    """Return the interests of the municipalities in which a person may see them, newest first."""
    places = tuple(one.code for one in places_for(desk, visit, Deed.SEE_INTERESTS))
    with desk.register.looking() as private:
        found = private.find(Interest, municipality=places)
    return sorted(found, key=lambda one: (one.received_on, one.id), reverse=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one looks for: a state or all that wait, a wish, a locality, one's own."""

    state: str = _OPEN
    wish: str = ""
    locality: str = ""
    mine: bool = False

    def fits(self, one: Interest, account_id: str) -> bool:
        """Say whether an interest is looked for."""
        waits = one.state in OPEN if self.state == _OPEN else self.state in {"", one.state}
        return (
            waits
            and self.wish in {"", one.wish}
            and self.locality in {"", one.locality}
            and (not self.mine or one.handler == account_id)
        )


def _waiting_to_be_confirmed(desk: Desk, visit: Visit) -> int:
    """Return how many wait for the owner of a mail address; nothing else of them is for anyone to see."""
    places = tuple(one.code for one in places_for(desk, visit, Deed.SEE_INTERESTS))
    with desk.register.looking() as private:
        waiting = private.find(Unconfirmed, municipality=places, purpose=Purpose.INTEREST.value)
    return sum(one.expires_at > desk.clock() for one in waiting)


@router.get(PATH, dependencies=_SEE)
def listed(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return one page of the interests that one looks for; names and numbers are not on it."""
    asked = request.query_params
    wanted = Wanted(
        state=asked.get("lage", _OPEN),
        wish=asked.get("vill", ""),
        locality=asked.get("ort", ""),
        mine="mina" in asked,
    )
    known = seen(desk, visit)
    found = [one for one in known if wanted.fits(one, visit.account.id)]
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(number_in(asked.get("sida", "")), 1), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    query = {key: value for key, value in asked.items() if key != "sida"}
    return desk.page(
        request,
        visit,
        "arbete/intressen.html",
        wanted=wanted,
        interests=shown,
        handlers=_handlers(desk, shown),
        found=len(found),
        any=bool(known),
        unconfirmed=_waiting_to_be_confirmed(desk, visit),
        filtered=bool(query),
        clusters=clusters(known),
        localities=sorted({one.locality for one in known if one.locality}),
        wishes=list(Wish),
        states=list(Handling),
        waiting=OPEN,
        page=number,
        pages=pages,
        query=urlencode(query),
    )


def _handlers(desk: Desk, some: Sequence[Interest]) -> Mapping[str, str]:
    """Return the names of the colleagues who handle interests, by account."""
    ids = tuple({one.handler for one in some if one.handler})
    with desk.register.looking() as private:
        return {one.id: one.name for one in private.find(Account, id=ids)}


def one_of(desk: Desk, visit: Visit, interest_id: str) -> Interest:
    """Return an interest that a person may see.

    Raises:
        NotFound: no such interest, or not for them.
    """
    with desk.register.looking() as private:
        found = private.get(Interest, interest_id)
    if found is None:
        raise NotFound("access.not_found")
    visit.require(Deed.SEE_INTERESTS, municipality=found.municipality)
    return found


@router.get(f"{PATH}/{{interest_id}}", dependencies=_SEE)
def one(request: Request, desk: DeskDep, visit: VisitDep, interest_id: str) -> Response:
    """Return one interest with whom to call; that it was opened is noted."""
    interest = one_of(desk, visit, interest_id)
    note_reading(
        desk.doing(visit, ""),
        what="interest",
        municipality=interest.municipality,
        person_id=interest.id,
    )
    timelines = desk.register.present().timelines
    area = timelines.get(interest.area_id or "")
    near = None
    if interest.x is not None and interest.y is not None:
        near = to_lonlat(interest.x, interest.y, source=desk.register.info.crs)
    return desk.page(
        request,
        visit,
        "arbete/intresse.html",
        interest=interest,
        near=near,
        area=last(area) if area else None,
        handlers=_handlers(desk, [interest]),
        steps=[one for one in _STEPS if one is not interest.state],
        settled=interest.state is Handling.BECAME_AREA and area is not None,
    )


@router.post(f"{PATH}/{{interest_id}}/ta", dependencies=_MANAGE)
def take(
    request: Request, desk: DeskDep, visit: VisitDep, _form: FormDep, interest_id: str
) -> Response:
    """Let the person be the one who handles an interest."""
    deeds.take_on(desk.doing(visit, visit.t("interest.by_default")), interest_id)
    return desk.done(request, visit, to=f"{PATH}/{interest_id}", key="interest.one.taken")


@router.post(f"{PATH}/{{interest_id}}/lage", dependencies=_MANAGE)
def step(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, interest_id: str
) -> Response:
    """Say how far it has come with an interest."""
    state = form.choice("state", Handling) or Handling.CONTACTED
    doing = desk.doing(visit, visit.t("interest.by_default"))
    deeds.handle(doing, interest_id, state, seen=form.choice("seen", Handling))
    return desk.done(
        request,
        visit,
        to=f"{PATH}/{interest_id}",
        key="interest.one.handled",
        state=visit.t(f"handling.{state}"),
    )


@router.get(f"{PATH}/{{interest_id}}/radera", dependencies=_MANAGE)
def erase_page(request: Request, desk: DeskDep, visit: VisitDep, interest_id: str) -> Response:
    """Return the page that asks whether to erase an interest."""
    interest = one_of(desk, visit, interest_id)
    return desk.page(request, visit, "arbete/intresse_radera.html", interest=interest)


@router.post(f"{PATH}/{{interest_id}}/radera", dependencies=_MANAGE)
def erase(
    request: Request, desk: DeskDep, visit: VisitDep, _form: FormDep, interest_id: str
) -> Response:
    """Erase an interest."""
    deeds.erase_interest(desk.doing(visit, visit.t("interest.by_default")), interest_id)
    return desk.done(request, visit, to=PATH, key="interest.one.erase_done")
