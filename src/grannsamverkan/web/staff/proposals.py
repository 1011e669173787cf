"""/arbete/forslag and /arbete/omraden/{id}/jamfor: borders on the way, and any two borders side by side."""

from typing import Any

from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import borders, drafts, publishing
from grannsamverkan.actions.drafts import Sketch
from grannsamverkan.actions.drawing import Table, try_out
from grannsamverkan.actions.gating import noted
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaVersion, last
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.comparing import Side, picture
from grannsamverkan.web.staff.desk import Desk, DeskDep, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.drawing_desk import DRAWERS
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.overtaken import role_text
from grannsamverkan.web.staff.shapes import MEANT, homes_text, meant_of, oddity_text, size_text
from grannsamverkan.web.staff.sides import (
    CHANGE,
    DAY,
    NOW,
    draft_label,
    polygon_of,
    side_called,
    side_of_version,
    sides_of,
)

router = APIRouter()

APPROVE, ANSWER = "godkann", "svara"
"""The forms by which a proposal is decided on."""

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
    sides = sides_of(desk, visit, version)
    older = [key for key, _ in sides if CHANGE.fullmatch(key)]
    first = fran or (older[1] if len(older) > 1 else NOW)
    before, after = (side_called(desk, visit, version, key) for key in (first, till))
    may_draw = visit.may(Deed.DRAW_AREA, municipality=version.municipality, area_id=version.area_id)
    restorable = [
        one for one in (before, after) if CHANGE.fullmatch(one.key) or DAY.fullmatch(one.key)
    ]
    now = polygon_of(desk, version.outline_id)
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
    side = side_called(desk, visit, version, form.text("side"))
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
    known = tuple(MEANT.values())  # it was in force before, with whatever is odd about it
    done = publishing.publish(desk.doing(visit, reason), sketch, on, attested=known)
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
    return _proposal_page(request, desk, visit, draft_id, BLANK)


def _proposal_page(
    request: Request, desk: Desk, visit: Visit, draft_id: str, filling: Filling
) -> Response:
    draft = drafts.proposal(desk.register, visit.who, draft_id)
    if draft.area_id is None or draft.polygon is None:
        raise NotFound("access.not_found")
    timeline = desk.register.present().timelines.get(draft.area_id)
    if not timeline:
        raise NotFound("access.not_found")
    version = last(timeline)
    before = side_of_version(desk, version, NOW, visit.t("drawing.side.now"))
    after = Side(
        key=draft.id, label=draft_label(visit, draft), polygon=draft.polygon, message=draft.message
    )
    table = Table(
        register=desk.register,
        who=visit.who,
        today=desk.today,
        redrawn=frozenset({draft.area_id}),
        municipality=version.municipality,
    )
    tried = try_out(table, draft.polygon, snap=False)
    return desk.page(
        request,
        visit,
        "arbete/ett_forslag.html",
        status=filling.status,
        filling=filling,
        area=version,
        draft=draft,
        decides=_decides(visit, draft) and draft.state is DraftState.PROPOSED,
        own=draft.made_by == visit.who.id,
        oddities=[oddity_text(visit.t, one, tried.neighbours) for one in tried.oddities],
        meant=meant_of(tried.oddities),
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
    """Put a proposed border in force; what was typed is kept if it cannot be."""
    reason = form.text("reason") or visit.t("drawing.reason.approved")
    attested = [one for one in Attested if one.value in form.all("attested")]
    try:
        done = publishing.approve(
            desk.doing(visit, noted(visit.t, reason, attested=attested)),
            draft_id,
            StatedDate(form.day("on") or desk.today),
            base_seq=form.number("base") or 0,
            text=form.text("answer"),
            attested=attested,
        )
    except Refused as error:
        filling = refused(visit, form, APPROVE, error)
        return _proposal_page(request, desk, visit, draft_id, filling)
    to = f"/arbete/omraden/{done.area_ids[0]}"
    return desk.done(request, visit, to=to, key="drawing.approved", seq=done.seq)


@router.post("/arbete/forslag/{draft_id}/svara", dependencies=[needs(Deed.DECIDE_PROPOSAL)])
def answer(
    request: Request, desk: DeskDep, visit: VisitDep, form: FormDep, draft_id: str
) -> Response:
    """Answer a proposal in words; they are kept if someone else has decided."""
    doing = desk.doing(visit, visit.t("drawing.reason.answered"))
    try:
        drafts.answer(doing, draft_id, form.text("answer"))
    except Refused as error:
        filling = refused(visit, form, ANSWER, error)
        return _proposal_page(request, desk, visit, draft_id, filling)
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
