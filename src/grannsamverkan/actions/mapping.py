"""Maps out of the register as files: a page that needs nothing else, and pictures."""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.exports import as_table, export_rows
from grannsamverkan.crs import bbox_to_lonlat
from grannsamverkan.domain.basemap import LEVELS
from grannsamverkan.domain.tiles import merged, tiles_in
from grannsamverkan.i18n import translator
from grannsamverkan.maps.definition import MapDefinition
from grannsamverkan.maps.features import extent, first_year, ground, named_sources
from grannsamverkan.register import Register
from grannsamverkan.types import Bbox

_YEARS_BETWEEN_PICTURES = 4
_PICTURED_DAYS = 4
_MOST_EMBEDDED = 3_000_000
"""So many bytes of base map a file of its own holds at most; it is then told less from near."""

_FROM_NEAR = 12
"""From this level on only what lies about the areas is embedded."""


def draw_map(
    register: Register,
    target: Path,
    *,
    made: MapDefinition,
    on: date,
    today: date,
    exact: bool,
) -> int:
    """Write a map of the active areas of a day as one HTML file, and return how many it holds.

    The public outlines are drawn, and of a past day only what the public may see, unless `exact`.
    """
    from grannsamverkan.maps.frames import public_frame
    from grannsamverkan.maps.pages import areas_map, write_page

    t = translator(made.language)
    snapshot = register.public(on=on, today=today)
    table = public_frame(snapshot)
    if exact:
        active = [row for row in export_rows(register, on=on) if row.status == "active"]
        note = t("example.mark") if register.info.example else None
        table = as_table(active, crs=register.info.crs, note=note)
    written = register.changed_at()
    updated = written.date() if written else None
    under = ground(snapshot, first_year=first_year(snapshot.areas, on), updated=updated, t=t)
    drawn = [area.outline for area in snapshot.areas if area.outline is not None]
    under |= {"basemap": embedded(register, extent(snapshot), drawn)}
    write_page(areas_map(table, definition=made, ground=under), target)
    return len(table)


def embedded(
    register: Register, around: Bbox, shapes: Iterable[BaseGeometry]
) -> dict[str, Any] | None:
    """Return the base map for a file of its own: `around` in degrees (CRS84) from afar, from near about some shapes.

    The shapes are in the register's CRS.
    """
    base = register.base_map()
    if base is None:
        return None
    boxes = [bbox_to_lonlat(shape.bounds, source=register.info.crs) for shape in shapes]
    tiles: dict[str, Any] = {}
    room = _MOST_EMBEDDED
    for level in LEVELS:
        near = [around] if level < _FROM_NEAR else boxes
        wanted = {square for box in near for square in _squares(box, level)}
        found = {one: register.base_tiles(level, (*one, *one)) for one in sorted(wanted)}
        bodies = {f"{level}/{x}/{y}": merged(some) for (x, y), some in found.items() if some}
        room -= sum(map(len, bodies.values()))
        if room < 0:
            break
        tiles |= {name: json.loads(body) for name, body in bodies.items()}
    return {"tiles": tiles, "sources": named_sources(base.sources)}


def _squares(box: Bbox, level: int) -> Iterator[tuple[int, int]]:
    """Give the squares of a level about a box in degrees (CRS84), those beside it included."""
    first_x, first_y, last_x, last_y = tiles_in(box, level)
    for x in range(first_x - 1, last_x + 2):
        for y in range(first_y - 1, last_y + 2):
            yield x, y


def draw_gallery(register: Register, folder: Path, *, today: date) -> list[Path]:
    """Draw the pictures of a register as it is and as it grew, and return their files."""
    from grannsamverkan.maps.gallery import render

    years = range(_PICTURED_DAYS - 1, 0, -1)
    past = [date(today.year - _YEARS_BETWEEN_PICTURES * back, 12, 31) for back in years]
    snapshots = [register.public(on=on, today=today) for on in (*past, today)]
    return render(snapshots, folder, translator("sv"))
