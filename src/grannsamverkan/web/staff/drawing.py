"""Drawing the border of an area: the editor's page, and what becomes of what was drawn in it.

The page talks JSON with the server; shapes are GeoJSON in degrees (CRS84).
"""

from collections.abc import Mapping
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from grannsamverkan.actions import areas, borders, drafts, publishing
from grannsamverkan.actions.areas import Part
from grannsamverkan.actions.drafts import Sketch
from grannsamverkan.actions.gating import noted
from grannsamverkan.actions.ground import ground_of
from grannsamverkan.actions.publishing import Published
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.areas import AreaType, AreaVersion, last
from grannsamverkan.domain.findings import Attested
from grannsamverkan.domain.lifecycle import Event, possible
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import catalogue
from grannsamverkan.web.staff.desk import Desk, DeskDep, JsonDep, Visit, VisitDep, needs
from grannsamverkan.web.staff.drawing_desk import DRAWERS, answered, listed, seen_of, texts, whole
from grannsamverkan.web.staff.overtaken import overtaken
from grannsamverkan.web.staff.places import places_for
from grannsamverkan.web.staff.shapes import MEANT, geojson, shape_of

router = APIRouter()

PATH = "/arbete/omraden/{area_id}/rita"
NEW_EVENTS = (Event.PROPOSE_AREA, Event.REGISTER_INTEREST, Event.INHERIT)
_LEAST_PARTS = 2
_JS = "drawing.js."


def version_for(desk: Desk, visit: Visit, area_id: object) -> AreaVersion:
    """Return the newest version of an area whose border a person may draw or propose.

    Raises:
        NotFound: no such area, or not for them.
    """
    timeline = desk.register.present().timelines.get(str(area_id))
    if not timeline:
        raise NotFound("access.not_found")
    version = last(timeline)
    place = version.municipality
    if not any(
        visit.may(deed, municipality=place, area_id=version.area_id) for deed in DRAWERS[:2]
    ):
        raise NotFound("access.not_found")
    return version


@router.get("/arbete/omraden/ny/rita", dependencies=[needs(Deed.FOUND_AREA)])
def new(request: Request, desk: DeskDep, visit: VisitDep, utkast: str | None = None) -> Response:
    """Show the editor for an area that is not there yet."""
    return _editor(request, desk, visit, None, utkast)


@router.get(PATH, dependencies=[needs(*DRAWERS)])
def editor(
    request: Request, desk: DeskDep, visit: VisitDep, area_id: str, utkast: str | None = None
) -> Response:
    """Show the editor for an area, on its border or on a draft."""
    return _editor(request, desk, visit, version_for(desk, visit, area_id), utkast)


def _editor(
    request: Request, desk: Desk, visit: Visit, version: AreaVersion | None, draft_id: str | None
) -> Response:
    area_id = version and version.area_id
    draft = drafts.proposal(desk.register, visit.who, draft_id) if draft_id else None
    if draft is not None and draft.area_id != area_id:
        raise NotFound("access.not_found")
    crs = desk.register.info.crs
    polygon = draft.polygon if draft else _border(desk, version)
    publishes = version is None or visit.may(
        Deed.DRAW_AREA, municipality=version.municipality, area_id=version.area_id
    )
    base = borders.seen_at(desk.register, area_id) if area_id else 0
    data = {
        "area": area_id,
        "name": version.name if version else (draft and draft.name) or "",
        "polygon": geojson([polygon], crs=crs)[0] if polygon else None,
        "base": draft.base_seq if draft else base,
        "draft": draft.id if draft else None,
        "publishes": publishes,
        "active": version is not None and version.active,
        "active_in_all": _active_beside(desk, version),
        "texts": _texts(visit),
    }
    return desk.page(
        request,
        visit,
        "arbete/rita.html",
        area=version,
        draft=draft,
        publishes=publishes,
        meant=MEANT,
        becomes_others=version is not None and Event.SPLIT in possible(version.status),
        laid=bool(len(ground_of(desk.register).homes)),
        data=orjson.dumps(data).decode(),
        drafts=[
            one for one in drafts.drafts_for(desk.register, visit.who) if one.area_id == area_id
        ],
        places=places_for(desk, visit, Deed.FOUND_AREA),
        localities=sorted({one.name for one in desk.register.localities()}),
        types=[one.value for one in AreaType],
        events=[one.value for one in NEW_EVENTS],
    )


def _active_beside(desk: Desk, version: AreaVersion | None) -> int:
    """Return how many areas are active in the municipality of one."""
    newest = [last(one) for one in desk.register.present().timelines.values() if one]
    place = version and version.municipality
    return sum(one.active for one in newest if one.municipality == place)


def _border(desk: Desk, version: AreaVersion | None) -> Any:  # noqa: ANN401 # a polygon or None
    if version is None or version.outline_id is None:
        return None
    return desk.register.outlines([version.outline_id])[version.outline_id].polygon


def _texts(visit: Visit) -> Mapping[str, str]:
    """Return the texts that the script says, by the last part of their keys."""
    told = catalogue(visit.t.language).under(_JS)
    return {key.removeprefix(_JS): text for key, text in told.items()}


def _sketch(desk: Desk, visit: Visit, body: Mapping[str, Any]) -> Sketch:
    """Return what was drawn, of an area that the person may draw."""
    polygon = shape_of(body.get("polygon"), crs=desk.register.info.crs)
    draft = body.get("draft")
    common: dict[str, Any] = {
        "polygon": polygon,
        "name": _text(body, "name") or None,
        "base_seq": whole(body.get("base")),
        "draft_id": draft if isinstance(draft, str) else None,
    }
    if body.get("area") is None:
        places = [one.code for one in places_for(desk, visit, Deed.FOUND_AREA)]
        place = _text(body, "municipality") or (places[0] if places else "")
        return Sketch(municipality=place, **common)
    version = version_for(desk, visit, body["area"])
    return Sketch(municipality=version.municipality, area_id=version.area_id, **common)


def _text(body: Mapping[str, Any], key: str) -> str:
    value = body.get(key)
    return value.strip() if isinstance(value, str) else ""


def _since(desk: Desk, event: str, body: Mapping[str, Any]) -> StatedDate:
    """Return the day an area is from: today unless it was there before."""
    if _text(body, "on"):
        return _on(body)
    if event == Event.INHERIT:
        raise Refused("work.since_missing")
    return StatedDate(desk.today)


def _on(body: Mapping[str, Any]) -> StatedDate:
    text = _text(body, "on")
    if not text:
        raise Refused("drawing.day_missing")
    return StatedDate.parse(text)


@router.post("/arbete/rita/spara", dependencies=[needs(*DRAWERS)])
def save(desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Keep what was drawn as a draft."""
    doing = desk.doing(visit, visit.t("drawing.reason.draft"))
    draft = drafts.save(doing, _sketch(desk, visit, body))
    return answered({"draft": draft.id, "said": visit.t("drawing.draft_saved")})


@router.post("/arbete/rita/foresla", dependencies=[needs(Deed.PROPOSE_BOUNDARY)])
def propose(request: Request, desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Put what was drawn forward as a proposal."""
    doing = desk.doing(visit, visit.t("drawing.reason.proposal"))
    draft = drafts.propose(doing, _sketch(desk, visit, body), _text(body, "message"))
    to = f"/arbete/forslag/{draft.id}"
    return _led(desk, request, visit, to, "drawing.proposed", None)


@router.post("/arbete/rita/publicera", dependencies=[needs(Deed.DRAW_AREA)])
def publish(request: Request, desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Put what was drawn in force: one border, the parts of an area, or several areas as one."""
    sketch = _sketch(desk, visit, body)
    if not _text(body, "reason"):
        raise Refused("drawing.reason_missing")
    doing = desk.doing(visit, noted(visit.t, _text(body, "reason"), attested=_attested(body)))
    others = seen_of(body)
    try:
        done = _published(doing, sketch, others, body)
    except Conflict as conflict:
        if conflict.key != "drafts.changed_since":
            raise
        return overtaken(desk, visit, sketch, others, conflict)
    to = f"/arbete/omraden/{done.area_ids[0]}" if len(done.area_ids) == 1 else "/arbete/omraden"
    return _led(desk, request, visit, to, "drawing.published", done.seq)


def _published(
    doing: areas.Doing, sketch: Sketch, others: Mapping[str, int], body: Mapping[str, Any]
) -> Published:
    on, parts = _on(body), listed(body.get("parts"))
    if len(parts) >= _LEAST_PARTS:
        drawn = [_part(one, doing.register.info.crs) for one in parts]
        return publishing.publish_parts(doing, sketch, drawn, on)
    if others:
        return publishing.publish_merger(doing, sketch, others, on, name=sketch.name or "")
    return publishing.publish(doing, sketch, on, attested=_attested(body))


def _part(value: object, crs: str) -> Part:
    """Return one of the parts that an area was divided into.

    Raises:
        Refused: it is none.
    """
    if not isinstance(value, dict):
        raise Refused("drawing.no_shape")
    return Part(_text(value, "name"), shape_of(value.get("polygon"), crs=crs))


def _attested(body: Mapping[str, Any]) -> tuple[Attested, ...]:
    """Return what the person has ticked that the register cannot know."""
    ticked = texts(body.get("attested"))
    return tuple(one for one in Attested if one.value in ticked)


def _reason(visit: Visit, event: str, body: Mapping[str, Any]) -> str:
    """Return why an area is entered; of a plan, and where something is vouched for, only what was said."""
    said, attested = _text(body, "reason"), _attested(body)
    if not said and not attested and event != Event.PROPOSE_AREA:
        said = visit.t("drawing.reason.new")
    return noted(visit.t, said, attested=attested)


@router.post("/arbete/rita/ny", dependencies=[needs(Deed.FOUND_AREA)])
def found(request: Request, desk: DeskDep, visit: VisitDep, body: JsonDep) -> Response:
    """Enter a new area with the border that was drawn."""
    sketch = _sketch(desk, visit, body)
    event, area_type = _text(body, "event"), _text(body, "type")
    if event not in NEW_EVENTS or (area_type and area_type not in set(AreaType)):
        raise Refused("drawing.choose")
    area_id = areas.found(
        desk.doing(visit, _reason(visit, event, body)),
        name=_text(body, "name"),
        municipality=sketch.municipality,
        event=Event(event),
        on=_since(desk, event, body),
        polygon=sketch.polygon,
        locality=_text(body, "locality") or None,
        area_type=AreaType(area_type) if area_type else None,
        attested=_attested(body),
    )
    if sketch.draft_id:
        drafts.discard(desk.doing(visit, visit.t("drawing.reason.draft")), sketch.draft_id)
    seq = borders.seen_at(desk.register, area_id) or None
    return _led(desk, request, visit, f"/arbete/omraden/{area_id}", "drawing.founded", seq)


def _led(  # where to, and what to say there
    desk: Desk, request: Request, visit: Visit, to: str, key: str, seq: int | None
) -> Response:
    """Tell the script where to go, and let that page say what was done."""
    led = desk.done(request, visit, to=to, key=key, seq=seq)
    return answered({"to": led.headers["location"]})
