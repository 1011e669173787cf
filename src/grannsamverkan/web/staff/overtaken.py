"""What the second of two people who draw the same area is told, whose drawing is kept as a draft."""

from collections.abc import Iterator, Mapping

import orjson
from fastapi import Response

from grannsamverkan.actions import borders, drafts
from grannsamverkan.actions.drafts import Sketch
from grannsamverkan.domain.areas import last
from grannsamverkan.errors import Conflict
from grannsamverkan.i18n import catalogue
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.shapes import geojson


def overtaken(
    desk: Desk, visit: Visit, sketch: Sketch, others: Mapping[str, int], conflict: Conflict
) -> Response:
    """Tell what has changed of an area, or of `others` it is merged with, since someone began to draw."""
    register, area_id = desk.register, str(sketch.area_id)
    draft = drafts.save(desk.doing(visit, visit.t("drawing.reason.draft")), sketch)
    base = borders.seen_at(register, area_id)
    outline_id = last(register.present().timelines[area_id]).outline_id
    polygons = [register.outlines([outline_id])[outline_id].polygon] if outline_id else []
    data = {
        "title": visit.t("drawing.overtaken.title"),
        "detail": visit.t.error(conflict),
        "changes": list(_changes(desk, visit, {area_id: sketch.base_seq, **others})),
        "polygon": next(iter(geojson(polygons, crs=register.info.crs)), None),
        "base": base,
        "seen": {other: borders.seen_at(register, other) for other in others},
        "draft": draft.id,
        "compare": f"/arbete/omraden/{area_id}/jamfor?fran=nu&till={draft.id}",
    }
    return Response(orjson.dumps(data), 409, media_type="application/problem+json")


def _changes(desk: Desk, visit: Visit, seen: Mapping[str, int]) -> Iterator[str]:
    """Give each change since as a sentence, with the area's name where there are several."""
    timelines = desk.register.present().timelines
    for area_id, seq in seen.items():
        for one in borders.changes_since(desk.register, area_id, seq):
            text = _change_text(visit, one)
            name = last(timelines[area_id]).name
            yield f"{name}: {text}" if len(seen) > 1 else text


def _change_text(visit: Visit, one: borders.Since) -> str:
    t = visit.t
    return t(
        "drawing.overtaken.change",
        when=t("drawing.at", day=one.at.date(), time=f"{one.at.astimezone():%H:%M}"),
        role=role_text(visit, one.role),
        fields=", ".join(t(f"drawing.field.{name}") for name in one.fields),
    )


def role_text(visit: Visit, role: str) -> str:
    """Return what the role of whoever made a change is called; one that is none of ours as it is."""
    return catalogue(visit.t.language).get(f"drawing.role.{role}", role)
