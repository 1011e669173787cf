"""/arbete/omraden: every area of the register in every state, to filter, sort and page through."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.actions.health import checkup
from grannsamverkan.domain.access import EVERYWHERE, Deed
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.flags import FlagKey
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.web.staff.area_lines import (
    ANY_FLAG,
    NO_FLAG,
    SORTS,
    Filter,
    Line,
    choose,
    lines_of,
)
from grannsamverkan.web.staff.desk import Desk, DeskDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.paging import number_in
from grannsamverkan.web.staff.places import places_for

router = APIRouter()

PATH = "/arbete/omraden"
PAGE = 50

E = TypeVar("E", bound=StrEnum)


def _filter(request: Request) -> Filter:
    """Return what one looks for; what is not to be chosen from asks for nothing."""
    asked = request.query_params
    flag, sort = asked.get("flagga", ""), asked.get("sort", "")
    return Filter(
        text=asked.get("q", "").strip()[:100],
        place=asked.get("kommun", ""),
        status=_of(Status, asked.get("lage", "")),
        locality=asked.get("ort", ""),
        area_type=_of(AreaType, asked.get("typ", "")),
        flag=flag if flag in {ANY_FLAG, NO_FLAG, *FlagKey} else "",
        sort=sort if sort in SORTS else SORTS[0],
    )


def _of(kind: type[E], text: str) -> E | None:
    return kind(text) if text in set(kind) else None


FilterDep = Annotated[Filter, Depends(_filter)]


@router.get(PATH, dependencies=[needs(Deed.SEE_AREA)])
def areas(
    request: Request, desk: DeskDep, visit: VisitDep, wanted: FilterDep, sida: str = "1"
) -> Response:
    """Return one page of the areas that one looks for."""
    flags = checkup(desk.register, desk.today).flags
    mine = seen(desk, visit)
    found = choose(mine, wanted, flags)
    pages = max(1, -(-len(found) // PAGE))
    number = min(max(number_in(sida), 1), pages)
    shown = found[(number - 1) * PAGE : number * PAGE]
    query = {key: value for key, value in request.query_params.items() if value and key != "sida"}
    return desk.page(
        request,
        visit,
        "arbete/omraden.html",
        wanted=wanted,
        lines=shown,
        flags={line.id: flags(line.id) for line in shown},
        found=len(found),
        any=bool(mine),
        filtered=bool(query.keys() - {"sort"}),
        page=number,
        pages=pages,
        query=urlencode(query),
        choices=_choices(mine),
        policies=desk.register.present().policies,
        places={one.code: one for one in places_for(desk, visit, Deed.SEE_AREA)},
    )


def seen(desk: Desk, visit: Visit) -> Sequence[Line]:
    """Return a line of every area that a person may see, by name."""
    lines = lines_of(desk.register.present(), desk.today)
    places = visit.who.municipalities(Deed.SEE_AREA)
    if EVERYWHERE in places:
        return lines
    own = visit.who.areas
    return [line for line in lines if line.version.municipality in places or line.id in own]


def _choices(lines: Sequence[Line]) -> Mapping[str, Sequence[str]]:
    """Return what there is to choose from: the localities of the areas, and every state, type and flag."""
    localities = {line.version.locality for line in lines}
    return {
        "localities": sorted(one for one in localities if one),
        "statuses": [one.value for one in Status],
        "types": [one.value for one in AreaType],
        "flags": [one.value for one in FlagKey],
        "sorts": SORTS,
    }
