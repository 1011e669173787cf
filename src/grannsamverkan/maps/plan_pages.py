"""The map of a plan as a folium map: for the workspace, which fills it itself, and for one file of its own.

Needs folium; the serving process gets what it needs from `shells` instead.
"""

from collections.abc import Mapping
from typing import Any

from grannsamverkan.i18n import LOCALES, Translator, catalogue, translator
from grannsamverkan.maps import elements, theme

PROPOSAL = "proposal"
"""The category of a proposal, beside those that areas have by their status."""

_SHOWN = ("active", "forming", "planned", "dormant")
_WORDS = ("map.", "status.")
_LAYERS = ("proposals", "areas", "candidates", "localities", "ground", "basemap")


def plan_map(
    language: str,
    *,
    title: str = "",
    ground: Mapping[str, Any] | None = None,
    told: Mapping[str, Any] | None = None,
) -> elements.PlanMap:
    """Return the map of a plan; without `ground` the one that the workspace fills.

    `ground` is what `features.ground` gives, with what is embedded of the base map; `told` what
    `actions.plan_map.map_of` gives. Then the map is a page that opens from a disk without a network.
    """
    t = translator(language)
    data = {"url": "/karta"} if ground is None else {"data": {"ground": ground}, "plan": told}
    made = elements.PlanMap(_options(t) | data, title)
    page = elements.Page(title, t.tag)
    page.header.add_child(elements.InsidePlan(), name="inside")
    page.add_child(made)
    layers = [{"key": key, "label": t(f"planning.map.layer.{key}")} for key in _LAYERS]
    for part in (elements.Ground(names=True), elements.Basemap(), elements.Legend(layers=layers)):
        made.add_child(part)
    return made


def _options(t: Translator) -> dict[str, Any]:
    words = catalogue(t.language)
    texts = words.under(*_WORDS)
    own = {
        "map": t("planning.map.keys"),
        "dashed": t("planning.map.explained"),
        "panel": t("planning.map.panel"),
    }
    more = ("to_card", "to_area", "proposal", "households", "fit")
    categories = [
        {"key": PROPOSAL, "label": t("planning.map.layer.proposals"), "pattern": "rising"},
        *(row for row in theme.as_data(theme.categories("status", t)) if row["key"] in _SHOWN),
    ]
    return {
        "language": LOCALES[t.language].replace("_", "-"),
        "texts": {key.removeprefix("map."): text for key, text in texts.items()}
        | own
        | {f"plan.{key}": words[f"planning.map.{key}"] for key in more},
        "categories": categories,
        "colour_by": "status",
        "filter": {},
        "extent": None,
    }
