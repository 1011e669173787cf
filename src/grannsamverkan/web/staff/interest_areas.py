"""/arbete/intressen/karta: where several live near each other, and the area that comes of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import dist
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from grannsamverkan.actions import interests as deeds
from grannsamverkan.actions.demand import demand_in
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaType, Municipality
from grannsamverkan.domain.clusters import LEAST, NEAR_M, Cluster, clusters
from grannsamverkan.domain.demand import Demand, Square
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.cluster_map import ClusterMap, draw_clusters, extent
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.interests import PATH, one_of, seen
from grannsamverkan.web.staff.places import places_for

router = APIRouter()

_MOST_OUTLINES = 300
_OVER = frozenset({Status.CLOSED, Status.SUPERSEDED, Status.WITHDRAWN})

Ids = Annotated[list[str], Query(alias="id", default_factory=list, max_length=500)]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of one municipality's demand: since when, and the squares with their numbers and nearest locality."""

    place: Municipality
    demand: Demand
    since: date
    squares: tuple[tuple[int, Square, str], ...]


@router.get(f"{PATH}/karta", dependencies=[needs(Deed.SEE_DEMAND)])
def where(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return where several residents are interested: a map, and lists that say the same.

    Groups of neighbours are for those who may see interests; squares for everyone who plans.
    """
    sees = visit.can(Deed.SEE_INTERESTS)
    found = clusters(seen(desk, visit)) if sees else ()
    told = _told(desk, visit)
    squares = [square for one in told for _, square, _ in one.squares]
    return desk.page(
        request,
        visit,
        "arbete/intresse_karta.html",
        sees=sees,
        clusters=found,
        told=told,
        drawing=_drawing(desk, found, squares) if found or squares else None,
        least=LEAST,
        near=NEAR_M,
    )


def _told(desk: Desk, visit: Visit) -> list[Told]:
    """Return what is told of each municipality in which a person plans; squares are numbered through."""
    numbers, told = count(1), []
    for place in places_for(desk, visit, Deed.SEE_DEMAND):
        demand, since = demand_in(desk.register, place.code, desk.today)
        mine = tuple((next(numbers), one, _beside(desk, one)) for one in demand.squares)
        told.append(Told(place, demand, since, mine))
    return told


def _beside(desk: Desk, square: Square) -> str:
    """Return the name of the locality nearest to the middle of a square; empty where there is none."""
    middle = square.x + square.side_m / 2, square.y + square.side_m / 2
    known = desk.register.localities()
    nearest = min(known, key=lambda one: (dist((one.x, one.y), middle), one.name), default=None)
    return nearest.name if nearest else ""


def _drawing(desk: Desk, found: Sequence[Cluster], squares: Sequence[Square]) -> ClusterMap:
    box = extent(found, squares)
    versions = desk.register.versions(desk.today, bbox=box, most=_MOST_OUTLINES)
    ids = [one.outline_id for one in versions if one.outline_id and one.status not in _OVER]
    outlines = desk.register.outlines(ids)
    return draw_clusters(found, squares, outlines.values(), desk.register.localities())


@router.get(f"{PATH}/till-omrade", dependencies=[needs(Deed.FOUND_AREA)])
def area_form(request: Request, desk: DeskDep, visit: VisitDep, ids: Ids) -> Response:
    """Return the form that turns interests into an area."""
    return _area_form(desk, request, visit, ids)


def _area_form(
    desk: Desk,
    request: Request,
    visit: Visit,
    ids: Sequence[str],
    *,
    sent: Form | None = None,
    error: Refused | None = None,
) -> Response:
    chosen = [one_of(desk, visit, one) for one in dict.fromkeys(ids)]
    if not chosen:
        raise Refused("interest.none_chosen")
    named = [one.locality for one in chosen if one.locality]
    kinds = [one.area_type for one in chosen if one.area_type]
    guessed = {
        "name": "",
        "event": Event.PROPOSE_AREA,
        "locality": max(named, key=named.count, default=""),
        "area_type": max(kinds, key=kinds.count, default=""),
        "reason": visit.t("interest.area.reason"),
    }
    return desk.page(
        request,
        visit,
        "arbete/intresse_omrade.html",
        status=error.http_status if error else 200,
        fault=error and visit.t.error(error),
        interests=chosen,
        events=deeds.FOUNDING,
        types=list(AreaType),
        typed={name: sent.text(name) for name in guessed} if sent else guessed,
    )


@router.post(f"{PATH}/till-omrade", dependencies=[needs(Deed.FOUND_AREA)])
def make_area(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Turn interests into an area, whose border is drawn next."""
    ids = form.all("id")
    reason = form.text("reason", longest=500) or visit.t("interest.area.reason")
    try:
        area_id = deeds.become_area(
            desk.doing(visit, reason),
            ids,
            name=form.text("name"),
            event=form.choice("event", Event) or Event.PROPOSE_AREA,
            locality=form.text("locality"),
            area_type=form.choice("area_type", AreaType),
        )
    except NotFound:
        raise
    except Refused as error:
        return _area_form(desk, request, visit, ids, sent=form, error=error)
    founding = desk.register.changes(area_id=area_id)[0]
    return desk.done(
        request,
        visit,
        to=f"/arbete/omraden/{area_id}",
        key="interest.area.done",
        seq=founding.seq,
        name=form.text("name"),
    )
