"""The page /arbete/planera: a map, the proposals with their reasons, and what they mean for each locality."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import Request, Response

from grannsamverkan.domain.access import Deed
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.i18n import Translator
from grannsamverkan.maps import assets
from grannsamverkan.maps.features import named_sources
from grannsamverkan.maps.shells import Shell, default_cache_dir, ensure_plan_shells
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.plan_wish import USUAL, WEIGHTS, Asked, proposed_in

if TYPE_CHECKING:  # planning loads slowly, and only for those who plan
    from grannsamverkan.actions.plan_told import Proposed, Told

FILES: Mapping[str, str] = {
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
"""The kinds of files that a plan goes out as, each with its media type."""

_MOST_DETAILS = 20
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


def plan_page(
    request: Request,
    desk: Desk,
    visit: Visit,
    values: Mapping[str, str],
    *,
    refused: Refused | None = None,
) -> Response:
    """Return the page of what is asked, or of what stands in its way; `refused` is why a deed was not done."""
    try:
        asked = Asked.of(values)
        proposed = proposed_in(desk, visit, asked)
    except Refused as error:
        if error.http_status == 404:  # noqa: PLR2004 # as if it were not there
            raise
        refused, proposed = refused or error, None
        asked = Asked(values.get("kommun", ""), USUAL)
    wrong = refused is not None and refused.key not in _NOTHING_LAID
    shown = _shown(desk, visit, proposed) if proposed else _NOTHING_SHOWN
    return desk.page(
        request,
        visit,
        "arbete/planera.html",
        status=refused.http_status if refused and wrong else 200,
        fault=refused and visit.t.error(refused),
        wrong=wrong,
        asked=asked,
        places=places_for(desk, visit, Deed.FOUND_AREA),
        formats=list(FILES),
        percent=lambda share: visit.t.number(100 * share, decimals=0),
        **({"counts": asked.counts} | shown),
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
        weights_text,
    )
    from grannsamverkan.actions.plan_deeds import vetoes
    from grannsamverkan.actions.plan_map import map_of
    from grannsamverkan.actions.plan_told import points
    from grannsamverkan.web.public.underlag import traced_in
    from grannsamverkan.web.staff.plan_map import Around, detail, extent_for, overview

    t, register = visit.t, desk.register
    weights = proposed.plan.weights
    localities = register.localities()
    around = Around.of(proposed, localities, ground_of(register))
    seen = map_of(proposed, localities, t)
    extent = extent_for(proposed)
    base = traced_in(register, extent, crs=register.info.crs) if extent else ()
    laid = register.base_map() if base else None
    facts, alike = _weighed_facts(proposed.told, t)
    return {
        "shell": shells(desk).get(t.language) if seen else None,
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
        "certificate": certificate_text(proposed, t),
        "turns": turns_text(proposed, t),
        "card": sections(proposed, t),
        "risk_known": bool(proposed.known and proposed.known.risk),
        "risk_hint": risk_text(proposed, t) if proposed.known else None,
        "burglaries": risk_text(proposed, t),
        "interest_known": proposed.planned.interest is not None,
        "interest_hint": interest_text(proposed, t),
        "together": together_text(proposed, t) if proposed.together else None,
        "counts": {field: getattr(weights, name) for name, field in WEIGHTS.items()},
        "weights": weights_text(proposed, t),
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


def shells(desk: Desk) -> Mapping[str, Shell]:
    """Return the map by language; none where it could not be made, since the page holds drawings as well."""
    try:
        return ensure_plan_shells(desk.settings.cache_dir or default_cache_dir())
    except Unavailable:
        return {}
