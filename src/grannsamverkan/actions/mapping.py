"""Maps out of the register as files: one page that needs nothing else."""

from datetime import date
from pathlib import Path

from grannsamverkan.actions.exports import as_table, export_rows, public_rows
from grannsamverkan.data import MAPS, data_folder
from grannsamverkan.i18n import translator
from grannsamverkan.maps.definition import definition, read_definitions
from grannsamverkan.maps.features import first_year, ground
from grannsamverkan.register import Register


def draw_map(  # a drawing says as much
    register: Register, target: Path, *, name: str, on: date, today: date, exact: bool
) -> int:
    """Write a map of the active areas of a day as one HTML file, and return how many it holds.

    The public outlines are drawn, and of a past day only what the public may see, unless `exact`.

    Raises:
        NotFound: no such map.
    """
    from grannsamverkan.maps.pages import areas_map, write_page

    made = definition(read_definitions(data_folder(MAPS)), name)
    t = translator(made.language)
    rows = (
        [row for row in export_rows(register, on=on) if row.status == "active"]
        if exact
        else public_rows(register, on=on, today=today)
    )
    snapshot = register.public(on=on, today=today, outlines=False)
    note = t("example.mark") if register.info.example else None
    table = as_table(rows, crs=register.info.crs, note=note)
    under = ground(snapshot, first_year=first_year(snapshot.areas, on), updated=today, t=t)
    write_page(areas_map(table, definition=made, ground=under), target)
    return len(rows)
