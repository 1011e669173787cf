"""What to know of areas that a list has drawn: ground they share, and ground outside the municipality."""

from collections.abc import Iterable, Mapping

from shapely import MultiPolygon

from grannsamverkan.coverage.check import reach_of
from grannsamverkan.domain.areas import AreaVersion, Municipality
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.overlaps import overlaps
from grannsamverkan.domain.territory import outside as beyond_of
from grannsamverkan.exchange.records import Note

_LIVE = frozenset({Status.PLANNED, Status.FORMING, Status.ACTIVE})


def overlapping(
    newest: Mapping[str, AreaVersion],
    polygons: Mapping[str, MultiPolygon],
    drawn: Mapping[str, int],
) -> list[Note]:
    """Warn of ground that a new or redrawn area shares with another.

    `polygons` (metres, one CRS) are those of every area, `drawn` the rows that drew some of them.
    """
    live = {
        area_id: polygon for area_id, polygon in polygons.items() if newest[area_id].status in _LIVE
    }
    asked = [area_id for area_id in drawn if area_id in live]
    return [
        Note(
            drawn[one.a],
            "imports.overlap",
            {
                "name": newest[one.a].name,
                "other": newest[one.b].name,
                "m2": round(one.m2),
                "percent": round(100 * one.share, 1),
            },
        )
        for one in overlaps(live, asked)
    ]


def outside(
    newest: Mapping[str, AreaVersion],
    polygons: Mapping[str, MultiPolygon],
    drawn: Mapping[str, int],
    municipalities: Iterable[Municipality],
) -> list[Note]:
    """Warn of new or redrawn areas that lie outside their municipality's border, as far as it is known."""
    borders = {one.code: reach_of(one) for one in municipalities}
    notes = []
    for area_id, row in drawn.items():
        version, polygon = newest[area_id], polygons[area_id]
        beyond = beyond_of(polygon, borders.get(version.municipality))
        if not beyond.is_empty:
            percent = round(100 * beyond.area / polygon.area)
            values = {"name": version.name, "percent": percent}
            notes.append(Note(row, "imports.outside", values))
    return notes
