"""/arbete/planera: where residents could be offered support to found areas next, and what becomes of each proposal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Request, Response

from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.exchange.staging import staged
from grannsamverkan.i18n import Translator
from grannsamverkan.maps import assets
from grannsamverkan.maps.features import named_sources
from grannsamverkan.maps.shells import Shell, default_cache_dir, ensure_plan_shells
from grannsamverkan.web.assets import FOREVER
from grannsamverkan.web.staff.desk import Desk, DeskDep, Form, FormDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import place_of, places_for

if TYPE_CHECKING:  # planning loads slowly, and only for those who plan
    from grannsamverkan.actions.plan_told import Proposed, Told

router = APIRouter()

PATH = "/arbete/planera"
USUAL: Mapping[str, int] = {
    "antal": 10,
    "tackning": 40,
    "risk": 30,
    "utjamning": 30,
    "intresse": 20,
}
"""What is asked of a plan when nobody says otherwise: how many areas, and weights in percent."""

_MOST_DETAILS = 20
_TYPES = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOTHING_LAID = frozenset({"planning.no_ground", "planning.no_border"})
"""Why there is no plan though nothing was asked wrongly."""

_NOTHING_SHOWN = {
    "plan": None,
    "shell": None,
    "seen": None,
    "risk_known": False,
    "risk_hint": None,
    "interest_known": False,
}

_HERE = [needs(Deed.FOUND_AREA)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone asks of a plan: the municipality, and whole numbers by the names of the form's fields."""

    kommun: str
    numbers: Mapping[str, int]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> "Asked":
        """Read it out of an address or a form.

        Raises:
            Refused: something that is to be a number is none.
        """
        numbers = {}
        for name, usual in USUAL.items():
            text = values.get(name, "").strip() or str(usual)
            if not text.isascii() or not text.isdecimal() or len(text) > 4:  # noqa: PLR2004 # no such number is meant
                raise Refused("planning.not_a_number")
            numbers[name] = int(text)
        return cls(values.get("kommun", ""), numbers)

    @property
    def query(self) -> str:
        """The address of the same plan."""
        return urlencode({"kommun": self.kommun, **self.numbers})


def _proposed(desk: Desk, visit: Visit, asked: Asked) -> "Proposed":
    """Return the plan that someone asks for."""
    from grannsamverkan.actions.plan_deeds import vetoes
    from grannsamverkan.actions.plan_inputs import proposed_for
    from grannsamverkan.actions.planning import wish_of

    place = place_of(desk, visit, Deed.FOUND_AREA, asked.kommun)
    numbers = asked.numbers
    wish = wish_of(
        numbers["antal"],
        year=desk.today.year,
        coverage=numbers["tackning"] / 100,
        risk=numbers["risk"] / 100,
        equity=numbers["utjamning"] / 100,
        interest=numbers["intresse"] / 100,
        vetoed=[one.polygon for one in vetoes(desk.register, place.code) if one.polygon],
    )
    return proposed_for(desk.register, visit.who, place.code, wish, desk.today)


def usually_proposed(desk: Desk, visit: Visit, municipality: str) -> int:
    """Return how many areas the plan proposes when nobody asks otherwise; none where there is no plan."""
    try:
        return len(_proposed(desk, visit, Asked(municipality, USUAL)).plan.proposals)
    except Refused:
        return 0


@router.get(PATH, dependencies=_HERE)
def show(request: Request, desk: DeskDep, visit: VisitDep) -> Response:
    """Return the plan: a map, the proposals with their reasons, and what they mean for each locality."""
    return _page(request, desk, visit, dict(request.query_params))


def _page(
    request: Request,
    desk: Desk,
    visit: Visit,
    values: Mapping[str, str],
    *,
    refused: Refused | None = None,
) -> Response:
    try:
        asked = Asked.of(values)
        proposed = _proposed(desk, visit, asked)
    except Refused as error:
        if error.http_status == 404:  # noqa: PLR2004 # as if it were not there
            raise
        refused, proposed = refused or error, None
        asked = Asked(values.get("kommun", ""), USUAL)
    wrong = refused is not None and refused.key not in _NOTHING_LAID
    return desk.page(
        request,
        visit,
        "arbete/planera.html",
        status=refused.http_status if refused and wrong else 200,
        fault=refused and visit.t.error(refused),
        wrong=wrong,
        asked=asked,
        places=places_for(desk, visit, Deed.FOUND_AREA),
        formats=list(_TYPES),
        **(_shown(desk, visit, proposed) if proposed else _NOTHING_SHOWN),
    )


def _shown(desk: Desk, visit: Visit, proposed: "Proposed") -> dict[str, Any]:
    """Return what the page shows of a plan."""
    from grannsamverkan.actions.ground import ground_of
    from grannsamverkan.actions.plan_card import (
        certificate_text,
        interest_text,
        risk_text,
        sections,
        together_text,
        turns_text,
    )
    from grannsamverkan.actions.plan_deeds import vetoes
    from grannsamverkan.actions.plan_map import map_of
    from grannsamverkan.actions.plan_told import points
    from grannsamverkan.web.public.underlag import traced_in
    from grannsamverkan.web.staff.plan_map import Around, detail, extent_for, overview

    t, register = visit.t, desk.register
    localities = register.localities()
    around = Around.of(proposed, localities, ground_of(register))
    seen = map_of(proposed, localities, t)
    extent = extent_for(proposed)
    base = traced_in(register, extent, crs=register.info.crs) if extent else ()
    laid = register.base_map() if base else None
    facts, alike = _weighed_facts(proposed.told, t)
    return {
        "shell": _shells(desk).get(t.language) if seen else None,
        "files": assets,
        "seen": orjson.dumps(seen).decode() if seen else None,
        "plan": proposed.plan,
        "told": proposed.told,
        "facts": facts,
        "alike": alike,
        "planned": proposed.planned,
        "drawing": overview(proposed, around, base, extent, t) if extent else None,
        "details": [detail(told, around, t) for told in proposed.told[:_MOST_DETAILS]],
        "base_sources": named_sources(laid.sources) if laid else [],
        "points": lambda share: points(t, share),
        "percent": lambda share: t.number(100 * share, decimals=0),
        "certificate": certificate_text(proposed, t),
        "turns": turns_text(proposed, t),
        "card": sections(proposed, t),
        "risk_known": bool(proposed.known and proposed.known.risk),
        "risk_hint": risk_text(proposed, t) if proposed.known else None,
        "interest_known": proposed.planned.interest is not None,
        "interest_hint": interest_text(proposed, t),
        "together": together_text(proposed, t) if proposed.together else None,
        "vetoes": vetoes(register, proposed.planned.place.code),
    }


def _weighed_facts(
    told: Sequence["Told"], t: Translator
) -> tuple[list[list[tuple[str, str]]], list[tuple[str, str]]]:
    """Return what is said of each proposal beside homes and weight, and apart what is said alike of them all."""
    names = ("expected", "intresse", "chance")
    said = [(one.burglaries(t), one.asked_for(t), one.likely(t)) for one in told]
    labels = [t(f"planning.page.{name}") for name in names]
    same = [len({texts[place] for texts in said}) == 1 for place in range(len(names))]
    facts = [
        [(label, text) for label, text, once in zip(labels, texts, same, strict=True) if not once]
        for texts in said
    ]
    alike = [(label, said[0][place]) for place, label in enumerate(labels) if same[place]]
    return facts, alike


def _shells(desk: Desk) -> Mapping[str, Shell]:
    """Return the map by language; none where it could not be made, since the page holds drawings as well."""
    try:
        return ensure_plan_shells(desk.settings.cache_dir or default_cache_dir())
    except Unavailable:
        return {}


@router.get(f"{PATH}/skal/{{name}}", dependencies=_HERE)
def script(desk: DeskDep, name: str) -> Response:
    """Return the map's own script, which never changes under its name.

    Raises:
        NotFound: no such script.
    """
    found = next((one for one in _shells(desk).values() if one.script_name == name), None)
    if found is None:
        raise NotFound("web.page")
    headers = {"Cache-Control": FOREVER}
    return Response(found.script, media_type="text/javascript", headers=headers)


def _asked_again(form: Form) -> dict[str, str]:
    return {name: form.text(name, longest=20) for name in ("kommun", *USUAL)}


@router.post(f"{PATH}/godta", dependencies=_HERE)
def accept(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Enter a proposal as a planned area."""
    from grannsamverkan.actions import plan_deeds

    values = _asked_again(form)
    try:
        proposed = _proposed(desk, visit, Asked.of(values))
        doing = desk.doing(visit, visit.t("planning.accept.reason"))
        done = plan_deeds.accept(
            doing, proposed, form.text("plats"), name=form.text("namn", longest=100)
        )
    except Refused as error:
        return _page(request, desk, visit, values, refused=error)
    to = f"/arbete/omraden/{done.area_id}"
    return desk.done(request, visit, to=to, key="planning.accept.done", seq=done.seq)


@router.post(f"{PATH}/rita", dependencies=_HERE)
def draw_on(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Open the drawing page with the outline of a proposal as a draft of one's own."""
    from grannsamverkan.actions import plan_deeds

    values = _asked_again(form)
    try:
        proposed = _proposed(desk, visit, Asked.of(values))
        doing = desk.doing(visit, visit.t("planning.draw.reason"))
        draft = plan_deeds.draw_on(doing, proposed, form.text("plats"))
    except Refused as error:
        return _page(request, desk, visit, values, refused=error)
    return desk.lead(request, f"/arbete/omraden/ny/rita?utkast={draft.id}")


@router.post(f"{PATH}/avvisa", dependencies=_HERE)
def veto(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Remember that a place is not to be proposed."""
    from grannsamverkan.actions import plan_deeds

    values = _asked_again(form)
    try:
        asked = Asked.of(values)
        proposed = _proposed(desk, visit, asked)
        doing = desk.doing(visit, visit.t("planning.veto.reason"))
        plan_deeds.veto(doing, proposed, form.text("plats"), form.text("skal"))
    except Refused as error:
        return _page(request, desk, visit, values, refused=error)
    return desk.done(request, visit, to=f"{PATH}?{asked.query}", key="planning.veto.done")


@router.post(f"{PATH}/aterta", dependencies=_HERE)
def lift(request: Request, desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Let a place be proposed again."""
    from grannsamverkan.actions import plan_deeds

    asked = Asked.of(_asked_again(form))
    plan_deeds.lift(desk.doing(visit, visit.t("planning.lift.reason")), form.text("veto"))
    return desk.done(request, visit, to=f"{PATH}?{asked.query}", key="planning.lift.done")


@router.post(f"{PATH}/exportera", dependencies=[needs(Deed.EXPORT)])
def export(desk: DeskDep, visit: VisitDep, form: FormDep) -> Response:
    """Return the proposals as a file, with exact outlines."""
    from grannsamverkan.actions.plan_files import sheet_of_plan
    from grannsamverkan.exchange.writers import write_sheet

    kind = form.text("format")
    if kind not in _TYPES:
        raise Refused("form.not_a_choice", text=kind[:40])
    proposed, info = _proposed(desk, visit, Asked.of(_asked_again(form))), desk.register.info
    sheet = sheet_of_plan(proposed, visit.t, attribution=info.name, example=info.example)
    with staged() as folder:
        target = folder / f"plan.{kind}"
        write_sheet(sheet, target, format=kind)
        content = target.read_bytes()
    mark = "EXEMPEL-" if info.example else ""
    name = f"{mark}grannsamverkan-plan-{desk.today}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type=_TYPES[kind], headers=headers)
