"""/arbete/planera: where residents could be offered support to found areas next, and what becomes of each proposal."""

from fastapi import APIRouter, Request, Response

from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.exchange.staging import staged
from grannsamverkan.web.assets import FOREVER
from grannsamverkan.web.staff.desk import DeskDep, FormDep, VisitDep, needs
from grannsamverkan.web.staff.plan_page import FILES, plan_page, shells
from grannsamverkan.web.staff.plan_wish import Asked, asked_again, proposed_in

router = APIRouter()

PATH = "/arbete/planera"

_HERE = [needs(Deed.FOUND_AREA)]


@router.get(PATH, dependencies=_HERE)
def show(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the plan: a map, the proposals with their reasons, and what they mean for each locality."""
    return plan_page(request, desk, visit, dict(request.query_params))


@router.get(f"{PATH}/skal/{{name}}", dependencies=_HERE)
def script(desk: DeskDep, name: str) -> Response:
    """Return the map's own script, which never changes under its name.

    Raises:
        NotFound: no such script.
    """
    found = next((one for one in shells(desk).values() if one.script_name == name), None)
    if found is None:
        raise NotFound("web.page")
    headers = {"Cache-Control": FOREVER}
    return Response(found.script, media_type="text/javascript", headers=headers)


@router.post(f"{PATH}/godta", dependencies=_HERE)
def accept(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Enter a proposal as a planned area."""
    from grannsamverkan.actions import plan_deeds

    values = asked_again(form)
    try:
        proposed = proposed_in(desk, visit, Asked.of(values))
        doing = desk.doing(visit, visit.t("planning.accept.reason"))
        done = plan_deeds.accept(
            doing, proposed, form.text("plats"), name=form.text("namn", longest=100)
        )
    except Refused as error:
        return plan_page(request, desk, visit, values, refused=error)
    to = f"/arbete/omraden/{done.area_id}"
    return desk.done(request, visit, to=to, key="planning.accept.done", seq=done.seq)


@router.post(f"{PATH}/rita", dependencies=_HERE)
def draw_on(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Open the drawing page with the outline of a proposal as a draft of one's own."""
    from grannsamverkan.actions import plan_deeds

    values = asked_again(form)
    try:
        proposed = proposed_in(desk, visit, Asked.of(values))
        doing = desk.doing(visit, visit.t("planning.draw.reason"))
        draft = plan_deeds.draw_on(doing, proposed, form.text("plats"))
    except Refused as error:
        return plan_page(request, desk, visit, values, refused=error)
    return desk.lead(request, f"/arbete/omraden/ny/rita?utkast={draft.id}")


@router.post(f"{PATH}/avvisa", dependencies=_HERE)
def veto(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Remember that a place is not to be proposed."""
    from grannsamverkan.actions import plan_deeds

    values = asked_again(form)
    try:
        asked = Asked.of(values)
        proposed = proposed_in(desk, visit, asked)
        doing = desk.doing(visit, visit.t("planning.veto.reason"))
        plan_deeds.veto(doing, proposed, form.text("plats"), form.text("skal"))
    except Refused as error:
        return plan_page(request, desk, visit, values, refused=error)
    return desk.done(request, visit, to=f"{PATH}?{asked.query}", key="planning.veto.done")


@router.post(f"{PATH}/aterta", dependencies=_HERE)
def lift(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Let a place be proposed again."""
    from grannsamverkan.actions import plan_deeds

    asked = Asked.of(asked_again(form))
    plan_deeds.lift(desk.doing(visit, visit.t("planning.lift.reason")), form.text("veto"))
    return desk.done(request, visit, to=f"{PATH}?{asked.query}", key="planning.lift.done")


@router.post(f"{PATH}/exportera", dependencies=[needs(Deed.EXPORT)])
def export(desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Return the proposals as a file, with exact outlines."""
    from grannsamverkan.actions.plan_files import sheet_of_plan
    from grannsamverkan.exchange.writers import write_sheet

    kind = form.text("format")
    if kind not in FILES:
        raise Refused("form.not_a_choice", text=kind[:40])
    proposed, info = proposed_in(desk, visit, Asked.of(asked_again(form))), desk.register.info
    sheet = sheet_of_plan(proposed, visit.t, attribution=info.name, example=info.example)
    with staged() as folder:
        target = folder / f"plan.{kind}"
        write_sheet(sheet, target, format=kind)
        content = target.read_bytes()
    mark = "EXEMPEL-" if info.example else ""
    name = f"{mark}grannsamverkan-plan-{desk.today}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=FILES[kind], headers=headers)
