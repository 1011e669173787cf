"""What the editor's script asks while someone draws: nothing of it is kept.

Bodies and answers are JSON; shapes are GeoJSON in degrees (CRS84).
"""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter, Response

from grannsamverkan.actions import drawing
from grannsamverkan.actions.drawing import Table, Tried
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.geometry import clean, united
from grannsamverkan.domain.oddities import OddityKind
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import Desk, DeskDep, JsonDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.shapes import box_of, geojson, line_of, shape_of, tried_data

router = APIRouter()

DRAWERS = (Deed.DRAW_AREA, Deed.PROPOSE_BOUNDARY, Deed.FOUND_AREA)
_MOST_ROADS, _MOST_HOMES, _MOST_AREAS = 4_000, 4_000, 600
_HOMES_FROM_ZOOM = 15.0
_MOST_STREETS = 60
_MOST_PARTS = 200
_MOST_CHANGES = 2**63


def answered(data: object) -> Response:
    """Return data as JSON, with shapes that are written already."""
    return Response(orjson.dumps(data), media_type="application/json")


def texts(value: object) -> list[str]:
    """Return a list of texts out of a JSON body; anything else is none."""
    return [one for one in listed(value) if isinstance(one, str)]


def listed(value: object) -> list[Any]:
    """Return a list out of a JSON body; anything else is an empty one."""
    return value if isinstance(value, list) else []


def seen_of(body: Mapping[str, Any]) -> dict[str, int]:
    """Return the areas that a drawing takes in, each with the change it was looked at after."""
    seen = body.get("seen")
    known = seen if isinstance(seen, dict) else {}
    return {area_id: whole(known.get(area_id)) for area_id in texts(body.get("others"))}


def whole(value: object) -> int:
    """Return the number of a change out of a JSON body; 0 where it is missing.

    Raises:
        Refused: it is something else, or larger than any number of a change is.
    """
    if value is None:
        return 0
    if type(value) is not int or not 0 <= value < _MOST_CHANGES:  # True is an int to Python
        raise Refused("web.invalid")
    return value


def table_for(
    desk: Desk, visit: Visit, area_id: object, others: object = (), place: object = None
) -> Table:
    """Return the table of someone who may draw an area, or a new one where none is named.

    Raises:
        NotFound: no such area, or not for them.
    """
    redrawn = set(texts(others))
    if area_id is None:
        places = [one.code for one in places_for(desk, visit, Deed.FOUND_AREA)]
        if not places:
            raise NotFound("access.not_found")
        place = place if place in places else places[0]
    else:
        timeline = desk.register.present().timelines.get(str(area_id))
        if timeline is None:
            raise NotFound("access.not_found")
        place = last(timeline).municipality
        if not any(
            visit.may(deed, municipality=place, area_id=str(area_id)) for deed in DRAWERS[:2]
        ):
            raise NotFound("access.not_found")
        redrawn.add(str(area_id))
    return Table(
        register=desk.register,
        who=visit.who,
        today=desk.today,
        redrawn=frozenset(redrawn),
        municipality=str(place),
    )


def _of(desk: Desk, visit: Visit, body: dict[str, Any]) -> Table:
    return table_for(desk, visit, body.get("area"), body.get("others"), body.get("municipality"))


def _tried(desk: Desk, visit: Visit, tried: Tried) -> Response:
    return answered(tried_data(visit.t, tried, crs=desk.register.info.crs))


@router.get("/arbete/rita/underlag", dependencies=[needs(*DRAWERS)])
def ground(  # what the map asks
    desk: DeskDep, visit: VisitDep, bbox: str, zoom: float = 16.0, omrade: str | None = None
) -> Response:
    """Give what lies in a box: neighbours, roads, and close up the homes."""
    crs = desk.register.info.crs
    table = table_for(desk, visit, omrade)
    box = box_of(bbox, crs=crs)
    timeline = desk.register.present().timelines.get(omrade or "")
    place = last(timeline).municipality if timeline else None
    seen = desk.register.head().seq  # before looking: what changes meanwhile is told of
    areas = drawing.neighbours(table, box)[:_MOST_AREAS]
    roads = table.ground.roads_in(box)
    roads = roads if len(roads) <= _MOST_ROADS else [one for one in roads if one.name][:_MOST_ROADS]
    homes = table.ground.homes
    places = homes.within(box) if zoom >= _HOMES_FROM_ZOOM else ()
    spots = [
        (homes.x[place], homes.y[place], int(homes.homes[place]))
        for place in (places if len(places) <= _MOST_HOMES else ())
    ]
    shown = geojson([one.polygon for one in areas] + [one.line for one in roads], crs=crs)
    return answered(
        {
            "areas": [
                {
                    "id": one.id,
                    "name": one.name,
                    "exact": one.exact,
                    "merges": one.merges and one.municipality == place,
                    "active": one.active,
                    "polygon": shape,
                }
                for one, shape in zip(areas, shown[: len(areas)], strict=True)
            ],
            "roads": [
                {"name": one.name, "line": shape}
                for one, shape in zip(roads, shown[len(areas) :], strict=True)
            ],
            "homes": _points(spots, crs),
            "seen": seen,
            "sources": sorted({one.source for one in roads}),
        }
    )


def _points(spots: list[tuple[float, float, int]], crs: str) -> list[list[float]]:
    import numpy as np
    import shapely

    from grannsamverkan.crs import LONLAT, reproject

    if not spots:
        return []
    points = shapely.MultiPoint([(x, y) for x, y, _ in spots])
    lonlat = shapely.get_coordinates(reproject(points, source=crs, target=LONLAT))
    numbers = np.array([n for _, _, n in spots])
    rows: list[list[float]] = np.column_stack([lonlat.round(6), numbers]).tolist()
    return rows


@router.get("/arbete/rita/gator", dependencies=[needs(*DRAWERS)])
def streets(desk: DeskDep, visit: VisitDep, q: str = "", omrade: str | None = None) -> Response:
    """Give the streets whose name or locality holds some words, with the homes along each."""
    table = table_for(desk, visit, omrade)
    words = q.casefold().split()
    found = [
        one
        for one in table.ground.streets
        if all(word in f"{one.name} {one.locality}".casefold() for word in words)
    ]
    return answered(
        {
            "streets": [
                {
                    "name": one.name,
                    "locality": one.locality,
                    "text": visit.t("drawing.street", name=one.name, n=one.homes),
                }
                for one in found[:_MOST_STREETS]
            ],
            "found": len(found),
            "said": visit.t("drawing.streets_found", n=len(found)),
        }
    )


@router.get("/arbete/rita/kvarter", dependencies=[needs(*DRAWERS)])
def blocks(desk: DeskDep, visit: VisitDep, bbox: str, omrade: str | None = None) -> Response:
    """Give the blocks with homes in a box."""
    crs = desk.register.info.crs
    found = drawing.blocks_in(table_for(desk, visit, omrade), box_of(bbox, crs=crs))
    shapes = geojson([one.polygon for one in found], crs=crs)
    return answered(
        {
            "blocks": [
                {"polygon": shape, "text": block_text(visit, one.street, one.homes)}
                for one, shape in zip(found, shapes, strict=True)
            ],
            "said": visit.t("drawing.blocks_found", n=len(found)),
        }
    )


def block_text(visit: Visit, street: str | None, homes: int) -> str:
    """Return what a block is called in a list: by its street, and its homes."""
    if street is None:
        return visit.t("drawing.block", n=homes)
    return visit.t("drawing.block_by", street=street, n=homes)


@router.post("/arbete/rita/prova", dependencies=[needs(*DRAWERS)])
def try_out(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Give a border as it would be; with `mend` without one of its oddities."""
    table = _of(desk, visit, body)
    polygon = shape_of(body.get("polygon"), crs=desk.register.info.crs)
    wanted = body.get("mend")
    if isinstance(wanted, dict):
        kinds = {one.value: one for one in OddityKind}
        kind, other = kinds.get(str(wanted.get("kind"))), wanted.get("other")
        if kind is None:
            raise Refused("drawing.no_shape")
        tried = drawing.mend(table, polygon, kind, None if other is None else str(other))
    else:
        tried = drawing.try_out(table, polygon, snap=body.get("snap") is not False)
    return _tried(desk, visit, tried)


@router.post("/arbete/rita/hal", dependencies=[needs(*DRAWERS)])
def cut_hole(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Give a border without the ground of a hole."""
    crs = desk.register.info.crs
    polygon, hole = (shape_of(body.get(key), crs=crs) for key in ("polygon", "hole"))
    return _tried(desk, visit, drawing.cut_hole(_of(desk, visit, body), polygon, hole))


@router.post("/arbete/rita/dela", dependencies=[needs(*DRAWERS)])
def divide(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Give the parts that a line divides a border into."""
    crs = desk.register.info.crs
    polygon = shape_of(body.get("polygon"), crs=crs)
    parts = drawing.divide(_of(desk, visit, body), polygon, line_of(body.get("line"), crs=crs))
    return answered({"parts": [tried_data(visit.t, part, crs=crs) for part in parts]})


@router.post("/arbete/rita/gator", dependencies=[needs(*DRAWERS)])
def from_streets(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Give an outline around the homes along some streets, and of what is drawn already."""
    keys = [
        (str(one[0]), str(one[1]))
        for one in listed(body.get("streets"))
        if isinstance(one, list) and len(one) == 2  # noqa: PLR2004 # a name and a locality
    ]
    drawn = body.get("polygon")
    polygon = None if drawn is None else shape_of(drawn, crs=desk.register.info.crs)
    table = _of(desk, visit, body)
    return _tried(desk, visit, drawing.outline_of_streets(table, keys, polygon))


@router.post("/arbete/rita/ihop", dependencies=[needs(*DRAWERS)])
def join(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Give several polygons as one: blocks, or an area and its neighbour."""
    shapes = body.get("polygons")
    if not isinstance(shapes, list) or not 0 < len(shapes) <= _MOST_PARTS:
        raise Refused("drawing.no_shape")
    crs = desk.register.info.crs
    cleaned = [clean(shape_of(one, crs=crs)).polygon for one in shapes]
    return _tried(desk, visit, drawing.try_out(_of(desk, visit, body), united(cleaned), snap=False))
