"""A map of areas as a folium map: for the served page, for one file of its own, and for a notebook.

Needs folium; the serving process gets what it needs from `shells` instead.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import folium

from grannsamverkan.i18n import LOCALES, Translator, catalogue, translator
from grannsamverkan.maps import elements, theme
from grannsamverkan.maps.definition import PLAIN, MapDefinition
from grannsamverkan.maps.features import table_features
from grannsamverkan.types import Bbox

if TYPE_CHECKING:
    import geopandas

_WORDS = ("map.", "type.", "status.", "verification.")


def areas_map(
    gdf: "geopandas.GeoDataFrame | None" = None,
    *,
    definition: MapDefinition = PLAIN,
    language: str | None = None,
    root: str = "",
    ground: Mapping[str, Any] | None = None,
) -> folium.Map:
    """Return a folium map of the areas in a table, or without one the map that a server fills.

    With a table the page holds everything it needs: it shows in a notebook and, saved, opens from
    a disk without a network. Columns and CRS of the table: see `features.table_features`. `ground`
    is what `features.ground` gives: border, places, name and day. `root` is what the addresses begin with
    that the map leads to, such as `/en`.

    Raises:
        Refused: the table has no names or no CRS.
    """
    t = translator(language or definition.language)
    title = definition.title_in(t.language)
    options = _options(definition, t)
    if gdf is None:
        made = elements.AreasMap(options | _links(root, t))
    else:
        areas = table_features(gdf)
        about = dict(ground or _plain_ground(gdf, areas))
        data = {"areas": areas, "ground": about}
        heading = " – ".join(part for part in (title, about["name"], about["note"]) if part)
        made = elements.AreasMap(options | {"data": data}, heading)
    page = elements.Page(title, t.tag)
    page.header.add_child(elements.Inside(), name="inside")
    page.add_child(made)
    for part in _parts(definition, t, served=gdf is None):
        made.add_child(part)
    return made


def write_page(made: folium.Map, target: Path) -> None:
    """Write a map as one file of its own, whole or not at all."""
    fresh = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        fresh.write_text(made.get_root().render(), "utf-8")
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _options(definition: MapDefinition, t: Translator) -> dict[str, Any]:
    texts = catalogue(t.language).under(*_WORDS)
    return {
        "language": LOCALES[t.language].replace("_", "-"),
        "texts": {key.removeprefix("map."): text for key, text in texts.items()},
        "categories": theme.as_data(theme.categories(definition.colour_by, t)),
        "colour_by": definition.colour_by,
        "filter": dict(definition.filter),
        "extent": definition.extent,
    }


def _links(root: str, t: Translator) -> dict[str, Any]:
    return {
        "url": f"{root}/karta",
        "check": f"{root}/kolla",
        "area_url": f"{root}/omrade/",
        "wish": {"action": f"{root}/intresse/har", "said": t("asking.choose.start")},
    }


def _plain_ground(gdf: "geopandas.GeoDataFrame", areas: list[dict[str, Any]]) -> dict[str, Any]:
    names = {area["properties"].get("locality") for area in areas}
    return {
        "name": "",
        "note": None,
        "source": None,
        "today": None,
        "updated": None,
        "years": None,
        "extent": _bounds(gdf),
        "borders": [],
        "localities": [],
        "names": sorted(name for name in names if name),
    }


def _bounds(gdf: "geopandas.GeoDataFrame") -> Bbox:
    west, south, east, north = gdf.to_crs("OGC:CRS84").total_bounds
    if not west <= east:
        return -180.0, -60.0, 180.0, 75.0
    return float(west), float(south), float(east), float(north)


def _parts(definition: MapDefinition, t: Translator, *, served: bool) -> list[elements.Part]:
    types = [[row.key, row.label] for row in theme.categories("type", t)]
    columns = [[key, t(f"map.{key}")] for key in ("name", "locality", "type", "since")]
    if definition.colour_by == "status":
        columns.insert(1, ["status", t("map.status")])
    shown = [
        {"key": key, "label": t(f"map.layer_{key}")}
        for key in ("ground", "basemap", "areas")
        if key in definition.layers
    ]
    makers: Mapping[str, elements.Part] = {
        "ground": elements.Ground(names=True),
        "basemap": elements.Basemap(),
        "areas": elements.Areas(),
        "cells": elements.Cells(),
        "search": elements.Search(types=types),
        "years": elements.Years(),
        "legend": elements.Legend(layers=shown),
        "list": elements.AreaList(columns=columns),
        "check": elements.Check(),
    }
    only_served = set() if served else {"cells", "years", "check"}
    wanted = (*definition.layers, *definition.tools)
    return [makers[name] for name in wanted if name not in only_served]
