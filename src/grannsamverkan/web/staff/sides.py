"""The borders of an area that can be compared: the one now, older ones, that of a day, drafts."""

import re
from datetime import date

from shapely import MultiPolygon

from grannsamverkan.actions import borders, drafts
from grannsamverkan.domain.areas import AreaVersion, version_on
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.errors import NotFound
from grannsamverkan.web.staff.comparing import Side
from grannsamverkan.web.staff.desk import Desk, Visit
from grannsamverkan.web.staff.shapes import size_text

NOW = "nu"
CHANGE = re.compile(r"s([0-9]{1,9})")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""How the address names a border: the one now, that of a change, that of a day; else a draft by its id."""


def polygon_of(desk: Desk, outline_id: str | None) -> MultiPolygon | None:
    """Return the border (metres, the register's CRS) of an outline."""
    return None if outline_id is None else desk.register.outlines([outline_id])[outline_id].polygon


def sides_of(desk: Desk, visit: Visit, version: AreaVersion) -> list[tuple[str, str]]:
    """Return what can be compared, as keys and labels: the border now, older ones, and drafts."""
    known = borders.borders_of(desk.register, version.area_id)
    own = drafts.drafts_for(desk.register, visit.who, area_id=version.area_id)
    return [
        (NOW, visit.t("drawing.side.now")),
        *((f"s{one.seq}", _border_label(visit, one)) for one in known),
        *((one.id, draft_label(visit, one)) for one in own),
    ]


def _border_label(visit: Visit, one: borders.Border) -> str:
    size = size_text(visit.t, one.m2)
    return visit.t("drawing.side.border", on=one.on, size=size, drawn=one.at.date())


def draft_label(visit: Visit, draft: Draft) -> str:
    """Return what a draft is called in a list: its state and its day."""
    key = f"drawing.side.{draft.state.value}"
    return visit.t(key, day=draft.made_at.date())


def side_called(desk: Desk, visit: Visit, version: AreaVersion, key: str) -> Side:
    """Return one side of a comparison.

    Raises:
        NotFound: the key names none that this person may see.
    """
    if key in {NOW, ""}:
        return side_of_version(desk, version, NOW, visit.t("drawing.side.now"))
    if match := CHANGE.fullmatch(key):
        known = borders.borders_of(desk.register, version.area_id)
        for one in known:
            if one.seq == int(match[1]):
                polygon = polygon_of(desk, one.outline_id)
                label = _border_label(visit, one)
                return Side(key=key, label=label, polygon=polygon, on=one.on, reason=one.reason)
        raise NotFound("access.not_found")
    if DAY.fullmatch(key):
        return _day_side(desk, visit, version.area_id, key)
    draft = drafts.proposal(desk.register, visit.who, key)
    if draft.area_id != version.area_id:
        raise NotFound("access.not_found")
    label = draft_label(visit, draft)
    return Side(key=key, label=label, polygon=draft.polygon, message=draft.message)


def side_of_version(desk: Desk, version: AreaVersion, key: str, label: str) -> Side:
    """Return the border that an area has in a version, under a name of its own."""
    polygon = polygon_of(desk, version.outline_id)
    return Side(key=key, label=label, polygon=polygon, on=version.period.start)


def _day_side(desk: Desk, visit: Visit, area_id: str, key: str) -> Side:
    try:
        day = date.fromisoformat(key)
    except ValueError as error:
        raise NotFound("access.not_found") from error
    version = version_on(desk.register.present().timelines[area_id], day)
    if version is None:
        raise NotFound("access.not_found")
    return side_of_version(desk, version, key, visit.t("drawing.side.day", day=day))
