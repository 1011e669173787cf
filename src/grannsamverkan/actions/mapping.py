"""Maps out of the register as files: a page that needs nothing else, and pictures."""

from datetime import date
from pathlib import Path

from grannsamverkan.actions.exports import as_table, export_rows
from grannsamverkan.i18n import translator
from grannsamverkan.maps.definition import MapDefinition
from grannsamverkan.maps.features import first_year, ground
from grannsamverkan.register import Register

_YEARS_BETWEEN_PICTURES = 4
_PICTURED_DAYS = 4


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
    write_page(areas_map(table, definition=made, ground=under), target)
    return len(table)


def draw_gallery(register: Register, folder: Path, *, today: date) -> list[Path]:
    """Draw the pictures of a register as it is and as it grew, and return their files."""
    from grannsamverkan.maps.gallery import render

    years = range(_PICTURED_DAYS - 1, 0, -1)
    past = [date(today.year - _YEARS_BETWEEN_PICTURES * back, 12, 31) for back in years]
    snapshots = [register.public(on=on, today=today) for on in (*past, today)]
    return render(snapshots, folder, translator("sv"))
