"""/arbete/skyltar: every sign and what it needs, to filter, to take steps with, and to order."""

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.signs import Need
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.plain_sheet import csv_sheet
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.paging import all_ticked, paged
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.sent import Asked, AskedDep, SentDep
from grannsamverkan.web.staff.sign_lines import STATES, Line, Wanted, chosen, seen
from grannsamverkan.web.staff.sign_steps import Step, take_step

router = APIRouter()

PATH = "/arbete/skyltar"
ORDER = f"{PATH}/bestallning"


def wanted_signs(request: Request) -> Wanted:
    """Return what one looks for; what is not to be chosen from asks for nothing."""
    asked = request.query_params
    state = asked.get("lage", "")
    return Wanted(
        text=asked.get("q", "").strip()[:100],
        state=state if state in STATES else "",
        place=asked.get("kommun", ""),
    )


WantedDep = Annotated[Wanted, Depends(wanted_signs)]


@router.get(PATH, dependencies=[needs(Deed.INSPECT_SIGN)])
def signs(asked: AskedDep, wanted: WantedDep) -> Response:
    """Return one page of the signs one looks for."""
    return _page(asked, wanted, BLANK)


@router.post(PATH, dependencies=[needs(Deed.MANAGE_SIGNS)])
def step(sent: SentDep, wanted: WantedDep) -> Response:
    """Note the same of the signs that are ticked, as one change."""
    try:
        key, done = take_step(sent)
    except Refused as error:
        return _page(sent, wanted, refused(sent.visit, sent.form, "steg", error))
    query = sent.request.url.query
    return sent.done(f"{PATH}?{query}" if query else PATH, key, done, n=len(done.of))


def _page(asked: Asked, wanted: Wanted, filling: Filling) -> Response:
    lines = seen(asked.desk, asked.visit)
    shown = paged(asked.request, chosen(lines, wanted))
    everything = [line.sign.id for line in shown.lines] if all_ticked(asked.request) else []
    return asked.page(
        "arbete/skyltar.html",
        status=filling.status,
        wanted=wanted,
        shown=shown,
        any=bool(lines),
        states=STATES,
        steps=tuple(Step),
        counts=Counter(need for line in lines for need in line.needs),
        needs=tuple(Need),
        places={one.code: one for one in places_for(asked.desk, asked.visit, Deed.INSPECT_SIGN)},
        filling=filling,
        ticked=filling.all("steg", "id") or everything,
    )


Row = tuple[str, str, str, int]
"""A line of an order: area, locality, kind, how many."""


def _order(asked: Asked) -> list[Row]:
    """Return what is to be ordered, by area and kind."""
    lines = seen(asked.desk, asked.visit)
    wanted: Counter[tuple[str, str, str, str]] = Counter(
        (line.folded, line.area, line.locality or "", line.sign.kind)
        for line in lines
        if Need.TO_ORDER in line.needs and _managed(asked, line)
    )
    return [
        (area, locality, asked.t(f"signkind.{kind}"), number)
        for (_, area, locality, kind), number in sorted(wanted.items())
    ]


def _managed(asked: Asked, line: Line) -> bool:
    return asked.visit.may(
        Deed.MANAGE_SIGNS, municipality=line.municipality, area_id=line.sign.area_id
    )


@router.get(ORDER, dependencies=[needs(Deed.MANAGE_SIGNS)])
def order(asked: AskedDep) -> Response:
    """Return the list of what is to be ordered, to print."""
    rows = _order(asked)
    return asked.page("arbete/skyltbestallning.html", rows=rows, total=_total(rows))


def _total(rows: Sequence[Row]) -> int:
    return sum(number for *_, number in rows)


@router.get(f"{ORDER}.csv", dependencies=[needs(Deed.MANAGE_SIGNS)])
def order_sheet(asked: AskedDep) -> Response:
    """Return the list of what is to be ordered, for a spreadsheet."""
    headings = [asked.t(f"signs.order.{name}") for name in ("area", "locality", "kind", "number")]
    sheet = csv_sheet(headings, _order(asked), example=asked.desk.register.info.example)
    name = f"skyltar-{asked.desk.today.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheet, media_type="text/csv; charset=utf-8", headers=headers)
