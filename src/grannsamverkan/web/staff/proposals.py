"""/arbete/forslag and /arbete/omraden/{id}/jamfor: borders on the way, and any two borders side by side."""

import re
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response
from shapely import MultiPolygon

from grannsamverkan.actions import borders, drafts, publishing
from grannsamverkan.actions.drafts import Sketch
from grannsamverkan.actions.drawing import Table, try_out
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion, last, version_on
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.comparing import Side, picture
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.drawing_desk import DRAWERS
from grannsamverkan.web.staff.overtaken import role_text
from grannsamverkan.web.staff.shapes import homes_text, oddity_text, size_text

router = APIRouter()

NOW = "nu"
_CHANGE = re.compile(r"s([0-9]{1,9})")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WAITING = frozenset({DraftState.PROPOSED})


def _area(desk: Desk, visit: Visit, area_id: str) -> AreaVersion:
    """Return the newest version of an area that a person may see.

    Raises:
        NotFound: no such area, or not for them.
    """
    timeline = desk.register.present().timelines.get(area_id)
    if not timeline:
        raise NotFound("access.not_found")
    version = last(timeline)
    visit.require(Deed.SEE_AREA, municipality=version.municipality, area_id=area_id)
    return version


def _polygon(desk: Desk, outline_id: str | None) -> MultiPolygon | None:
    return None if outline_id is None else desk.register.outlines([outline_id])[outline_id].polygon


def _sides(desk: Desk, visit: Visit, version: AreaVersion) -> list[tuple[str, str]]:
    """Return what can be compared, as keys and labels: the border now, older ones, and drafts."""
    known = borders.borders_of(desk.register, version.area_id)
    own = drafts.drafts_for(desk.register, visit.who, area_id=version.area_id)
    return [
        (NOW, visit.t("drawing.side.now")),
        *((f"s{one.seq}", _border_label(visit, one)) for one in known),
        *((one.id, draft_label(visit, one)) for one in own),
    ]


def _border_label(visit: Visit, one: borders.Border) -> str:
    size = size_text(visit.t, one.m2)
    return visit.t("drawing.side.border", on=one.on, size=size, drawn=one.at.date())


def draft_label(visit: Visit, draft: Draft) -> str:
    """Return what a draft is called in a list: its state and its day."""
    key = f"drawing.side.{draft.state.value}"
    return visit.t(key, day=draft.made_at.date())


def _side(desk: Desk, visit: Visit, version: AreaVersion, key: str) -> Side:
    """Return one side of a comparison.

    Raises:
        NotFound: the key names none that this person may see.
    """
    if key in {NOW, ""}:
        return _version_side(desk, version, NOW, visit.t("drawing.side.now"))
    if match := _CHANGE.fullmatch(key):
        known = borders.borders_of(desk.register, version.area_id)
        for one in known:
            if one.seq == int(match[1]):
                polygon = _polygon(desk, one.outline_id)
                label = _border_label(visit, one)
                return Side(key=key, label=label, polygon=polygon, on=one.on, reason=one.reason)
        raise NotFound("access.not_found")
    if _DAY.fullmatch(key):
        return _day_side(desk, visit, version.area_id, key)
    draft = drafts.proposal(desk.register, visit.who, key)
    if draft.area_id != version.area_id:
        raise NotFound("access.not_found")
    label = draft_label(visit, draft)
    return Side(key=key, label=label, polygon=draft.polygon, message=draft.message)


def _version_side(desk: Desk, version: AreaVersion, key: str, label: str) -> Side:
    polygon = _polygon(desk, version.outline_id)
    return Side(key=key, label=label, polygon=polygon, on=version.period.start)


def _day_side(desk: Desk, visit: Visit, area_id: str, key: str) -> Side:
    try:
        day = date.fromisoformat(key)
    except ValueError as error:
        raise NotFound("access.not_found") from error
    version = version_on(desk.register.present().timelines[area_id], day)
    if version is None:
        raise NotFound("access.not_found")
    return _version_side(desk, version, key, visit.t("drawing.side.day", day=day))


def _told(desk: Desk, visit: Visit, before: Side, after: Side) -> dict[str, Any]:
    """Return what a page shows of two borders: pictures, sizes and homes."""
    compared = borders.compare(desk.register, before.polygon, after.polygon)
    t = visit.t
    return {
        "before": before,
        "after": after,
        "compared": compared,
        "picture": picture(compared),
        "sizes": {
            name: size_text(t, getattr(compared, f"m2_{name}"))
            for name in ("before", "after", "added", "removed")
        },
        "homes": {
            name: homes_text(t, getattr(compared, f"homes_{name}"))
            for name in ("before", "after", "added", "removed")
        },
    }


@router.get("/arbete/omraden/{area_id}/jamfor", dependencies=[needs(Deed.SEE_AREA)])
def compare(  # what the address names
    request: Request,
    desk: DeskDep,
    visit: VisitDep,
    area_id: str,
    fran: str = "",
    till: str = NOW,
) -> Response:
    """Show two borders of an area side by side."""
    version = _area(desk, visit, area_id)
    sides = _sides(desk, visit, version)
    older = [key for key, _ in sides if _CHANGE.fullmatch(key)]
    first = fran or (older[1] if len(older) > 1 else NOW)
    before, after = (_side(desk, visit, version, key) for key in (first, till))
    may_draw = visit.may(Deed.DRAW_AREA, municipality=version.municipality, area_id=version.area_id)
    restorable = [
        one for one in (before, after) if _CHANGE.fullmatch(one.key) or _DAY.fullmatch(one.key)
    ]
    now = _polygon(desk, version.outline_id)
    return desk.page(
        request,
        visit,
        "arbete/jamfor.html",
        area=version,
        sides=sides,
        restorable=[one for one in restorable if may_draw and one.polygon and one.polygon != now],
        base=borders.seen_at(desk.register, area_id),
        **_told(desk, visit, before, after),
    )


@router.post("/arbete/omraden/{area_id}/aterstall", dependencies=[needs(Deed.DRAW_AREA)])
def restore(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, area_id: str
) -> Response:
    """Put an older border in force again, as a new version with a reason."""
    version = _area(desk, visit, area_id)
    side = _side(desk, visit, version, form.text("side"))
    if side.polygon is None:
        raise NotFound("access.not_found")
    sketch = Sketch(
        municipality=version.municipality,
        area_id=area_id,
        polygon=side.polygon,
        base_seq=form.number("base") or 0,
    )
    reason = form.text("reason") or visit.t("drawing.reason.restored", label=side.label)
    on = StatedDate(form.day("on") or desk.today)
    done = publishing.publish(desk.doing(visit, reason), sketch, on)
    to = f"/arbete/omraden/{area_id}"
    return desk.done(request, visit, to=to, key="drawing.restored", seq=done.seq)


@router.get("/arbete/forslag", dependencies=[needs(*DRAWERS)])
def proposals(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """List what waits for a decision, what one has proposed, and one's drafts."""
    found = drafts.drafts_for(desk.register, visit.who)
    timelines = desk.register.present().timelines
    names = {
        one.area_id: last(timelines[one.area_id]).name
        for one in found
        if one.area_id and timelines.get(one.area_id)
    }
    own = [one for one in found if one.made_by == visit.who.id]
    return desk.page(
        request,
        visit,
        "arbete/forslag.html",
        waiting=[one for one in found if one.state in _WAITING and _decides(visit, one)],
        drafts=[one for one in own if one.state is DraftState.DRAFT],
        mine=[one for one in own if one.state is not DraftState.DRAFT],
        answered=[
            one
            for one in found
            if one.made_by != visit.who.id and one.state not in {*_WAITING, DraftState.DRAFT}
        ],
        names=names,
    )


def _decides(visit: Visit, draft: Draft) -> bool:
    return visit.may(Deed.DECIDE_PROPOSAL, municipality=draft.municipality)


@router.get("/arbete/forslag/{draft_id}", dependencies=[needs(*DRAWERS)])
def proposal(request: Request, desk: DeskDep, visit: VisitDep, draft_id: str) -> Response:
    """Show a proposal as what it would change, with what is odd about it and who decides."""
    draft = drafts.proposal(desk.register, visit.who, draft_id)
    if draft.area_id is None or draft.polygon is None:
        raise NotFound("access.not_found")
    timeline = desk.register.present().timelines.get(draft.area_id)
    if not timeline:
        raise NotFound("access.not_found")
    version = last(timeline)
    before = _version_side(desk, version, NOW, visit.t("drawing.side.now"))
    after = Side(
        key=draft.id, label=draft_label(visit, draft), polygon=draft.polygon, message=draft.message
    )
    table = Table(
        register=desk.register,
        who=visit.who,
        today=desk.today,
        redrawn=frozenset({draft.area_id}),
    )
    tried = try_out(table, draft.polygon, snap=False)
    return desk.page(
        request,
        visit,
        "arbete/ett_forslag.html",
        area=version,
        draft=draft,
        decides=_decides(visit, draft) and draft.state is DraftState.PROPOSED,
        own=draft.made_by == visit.who.id,
        oddities=[oddity_text(visit.t, one, tried.neighbours) for one in tried.oddities],
        changes=[
            (one.at.date(), role_text(visit, one.role), one.fields)
            for one in borders.changes_since(desk.register, draft.area_id, draft.base_seq)
        ],
        base=borders.seen_at(desk.register, draft.area_id),
        **_told(desk, visit, before, after),
    )


@router.post("/arbete/forslag/{draft_id}/godkann", dependencies=[needs(Deed.DECIDE_PROPOSAL)])
def approve(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, draft_id: str
) -> Response:
    """Put a proposed border in force."""
    reason = form.text("reason") or visit.t("drawing.reason.approved")
    done = publishing.approve(
        desk.doing(visit, reason),
        draft_id,
        StatedDate(form.day("on") or desk.today),
        base_seq=form.number("base") or 0,
        text=form.text("answer"),
    )
    to = f"/arbete/omraden/{done.area_ids[0]}"
    return desk.done(request, visit, to=to, key="drawing.approved", seq=done.seq)


@router.post("/arbete/forslag/{draft_id}/svara", dependencies=[needs(Deed.DECIDE_PROPOSAL)])
def answer(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, draft_id: str
) -> Response:
    """Answer a proposal in words."""
    doing = desk.doing(visit, visit.t("drawing.reason.answered"))
    drafts.answer(doing, draft_id, form.text("answer"))
    return desk.done(request, visit, to="/arbete/forslag", key="drawing.answered")


@router.post("/arbete/forslag/{draft_id}/kasta", dependencies=[needs(*DRAWERS)])
def discard(
    request: Request,
    desk: DeskDep,
    visit: VisitDep,
    _form: FormDep,  # held to its session's token
    draft_id: str,
) -> Response:
    """Throw a draft of one's own away, or take a proposal back."""
    drafts.discard(desk.doing(visit, visit.t("drawing.reason.draft")), draft_id)
    return desk.done(request, visit, to="/arbete/forslag", key="drawing.discarded")
