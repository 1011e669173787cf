"""From the recipe of an invented place to its files: streets, dwellings, outlines and history."""

import csv
import gzip
import io
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import orjson
import shapely
from shapely import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan import crs
from grannsamverkan.actions.example.keeping import keeping
from grannsamverkan.actions.example.lives import lives, of_the_municipality
from grannsamverkan.actions.example.story import LIST_TAKEN_IN, Area, mark, steps
from grannsamverkan.actions.example.town import KINDS, Quarter
from grannsamverkan.types import Xy

DWELLING_COLUMNS = (
    "street",
    "number",
    "flat",
    "lon",
    "lat",
    "tenure",
    "region",
    "locality",
    "mark",
)
_DECIMALS = 6  # of a degree: a decimetre

Quarters = Mapping[str, Quarter]


def generate(place: Path) -> dict[str, bytes]:
    """Return the files that a place's recipe `invented.toml` makes, by name; same recipe, same bytes."""
    facts = tomllib.loads((place / "place.toml").read_text("utf-8"))
    recipe = tomllib.loads((place / "invented.toml").read_text("utf-8"))
    metric = facts["crs"]
    centres = {
        row["name"]: crs.to_metric(row["lon"], row["lat"], target=metric)
        for row in facts["locality"]
    }
    quarters = {
        row["name"]: Quarter(
            **row | {"at": _moved(centres[row["locality"]], row["at"])}, seed=recipe["seed"]
        )
        for row in recipe["quarter"]
    }
    outlines: dict[str, MultiPolygon] = {}
    areas = [_resolved(area, recipe["area"], quarters) for area in recipe["area"]]
    for area in areas:
        outlines |= _outlines(area, quarters, centres)
    for row in recipe.get("propose_boundary", ()):
        outlines[row["outline"]] = quarters[row["quarter"]].outline(row["parts"])
    households = _households(areas, outlines, quarters)
    life = [
        *lives(areas, households, _sign_places(areas, outlines, quarters, metric)),
        *of_the_municipality(recipe),
    ]
    history = {"mark": mark(), "steps": steps(areas, households, life)}
    if promise_steps := keeping(recipe, facts):
        history["promise_steps"] = promise_steps
    return {
        "dwellings.csv.gz": _dwellings(quarters.values(), metric),
        "history.json": orjson.dumps(history, option=orjson.OPT_INDENT_2) + b"\n",
        "outlines.geojson": collection(
            (({"outline": key}, polygon) for key, polygon in outlines.items()), metric
        ),
        "streets.geojson": collection(_streets(quarters.values()), metric),
    }


def _moved(centre: Xy, offset: Xy) -> Xy:
    return centre[0] + offset[0], centre[1] + offset[1]


def _resolved(area: Area, areas: Iterable[Area], quarters: Quarters) -> Area:
    """Return an area of the recipe with its locality, the names of its outlines, and its first day."""
    full: dict[str, Any] = dict(area)
    if "quarter" in area:
        full["locality"] = quarters[area["quarter"]].locality
    if "parts" in area or "drawn" in area:
        full["outline"] = area["key"]
    full["then"] = [
        {**step, "outline": f"{area['key']}-{step['on']}"} if "parts" in step else step
        for step in area.get("then", ())
    ]
    if "split" in area:
        names = {other["key"]: other["name"] for other in areas}
        into = [{"area": key, "name": names[key], "outline": key} for key in area["split"]["into"]]
        full["split"] = {**area["split"], "into": into}
    full["born"] = _born(area, areas)
    return full


def _born(area: Area, areas: Iterable[Area]) -> str:
    """Return the first day on which the register can count an area's households."""
    if "inherit" in area:
        return LIST_TAKEN_IN.isoformat()
    if "merge" in area:
        return str(area["merge"]["on"])
    parent = (
        row["split"]["on"] for row in areas if area["key"] in row.get("split", {}).get("into", ())
    )
    return str(area.get("start") or area.get("interest") or next(parent))


def _outlines(area: Area, quarters: Quarters, centres: Mapping[str, Xy]) -> dict[str, MultiPolygon]:
    """Return the outlines of one area by name, easting and northing in metres."""
    if "drawn" in area:
        centre = centres[area["locality"]]
        ring = [_moved(centre, offset) for offset in area["drawn"]]
        return {area["outline"]: MultiPolygon([Polygon(ring)])}
    if "parts" not in area:
        return {}
    quarter = quarters[area["quarter"]]
    later = {
        step["outline"]: quarter.outline(step.pop("parts"))
        for step in area["then"]
        if "parts" in step
    }
    return {area["outline"]: quarter.outline(area["parts"]), **later}


def _households(
    areas: Iterable[Area], outlines: Mapping[str, MultiPolygon], quarters: Quarters
) -> dict[str, int]:
    """Return the number of dwellings inside each area's first outline, or as its recipe states it."""
    totals = {}
    for area in areas:
        if "households" in area:
            totals[area["key"]] = area["households"]
        else:
            rows = [(row.x, row.y) for row in quarters[area["quarter"]].dwelling_rows()]
            inside = shapely.covers(outlines[area["outline"]], shapely.points(rows))
            totals[area["key"]] = int(inside.sum())
    return totals


def _sign_places(
    areas: Iterable[Area],
    outlines: Mapping[str, MultiPolygon],
    quarters: Quarters,
    metric: str,
) -> dict[str, list[tuple[float, float]]]:
    """Return where the streets of each area lead into it, as lon, lat (CRS84): there its signs stand."""
    places: dict[str, list[tuple[float, float]]] = {}
    for area in areas:
        if "parts" in area:
            edge = outlines[area["outline"]].boundary
            lines = [LineString(line) for _, line in quarters[area["quarter"]].street_lines()]
            entries = shapely.get_coordinates([line.intersection(edge) for line in lines])
            degrees = [crs.to_lonlat(x, y, source=metric) for x, y in entries]
            places[area["key"]] = [
                (round(lon, _DECIMALS), round(lat, _DECIMALS)) for lon, lat in degrees
            ]
    return places


def _streets(quarters: Iterable[Quarter]) -> Iterator[tuple[dict[str, str], BaseGeometry]]:
    for quarter in quarters:
        about = {"kind": quarter.kind, "locality": quarter.locality}
        for name, line in quarter.street_lines():
            yield {"name": name, **about}, LineString(line)


def _dwellings(quarters: Iterable[Quarter], metric: str) -> bytes:
    """Return every dwelling as a row of gzipped CSV, its place in degrees (CRS84)."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(DWELLING_COLUMNS)
    for quarter in quarters:
        where = (KINDS[quarter.kind].tenure, quarter.region, quarter.locality, mark())
        for row in quarter.dwelling_rows():
            lon, lat = crs.to_lonlat(row.x, row.y, source=metric)
            place = (f"{lon:.{_DECIMALS}f}", f"{lat:.{_DECIMALS}f}")
            writer.writerow((row.street, row.number, row.flat, *place, *where))
    return gzip.compress(text.getvalue().encode(), mtime=0)


def collection(rows: Iterable[tuple[dict[str, str], BaseGeometry]], metric: str) -> bytes:
    """Return marked features as GeoJSON in degrees (CRS84), one on a line."""
    lines = []
    for properties, geometry in rows:
        lonlat = crs.reproject(geometry, source=metric, target=crs.LONLAT)
        rounded = shapely.transform(lonlat, lambda xy: xy.round(_DECIMALS))
        feature = {
            "type": "Feature",
            "properties": {**properties, "mark": mark()},
            "geometry": orjson.loads(shapely.to_geojson(shapely.orient_polygons(rounded))),
        }
        lines.append(orjson.dumps(feature))
    return b'{"type":"FeatureCollection","features":[\n' + b",\n".join(lines) + b"\n]}\n"
