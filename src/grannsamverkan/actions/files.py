"""What a person hands over as a file to one area: its outline, or the parts it is divided into."""

from pathlib import Path

import shapely

from grannsamverkan.actions.succession import Part
from grannsamverkan.crs import bbox_to_lonlat, reproject
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import HEADINGS, plain_heading
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR
from grannsamverkan.exchange.tables import ReadOptions, Row
from grannsamverkan.exchange.values import clean_text
from grannsamverkan.register import Register
from grannsamverkan.types import Bbox


def near(register: Register) -> Bbox | None:
    """Return the box (CRS84) in which a register's areas should lie, None where no border is known."""
    borders = [one.border for one in register.municipalities() if one.border is not None]
    if not borders:
        return None
    west, south, east, north = shapely.total_bounds(borders)
    return bbox_to_lonlat((west, south, east, north), source=register.info.crs)


def read_parts(path: Path, register: Register) -> list[Part]:
    """Return the polygons of a file with their names (empty where none is said), in the register's CRS.

    Raises:
        Refused: the file cannot be read, a row is broken, or none has a polygon.
    """
    crs = register.info.crs
    table = read_table(path, ReadOptions(register_crs=crs, near=near(register)), OPERATOR)
    parts = []
    for row in table.rows:
        if row.fault is not None:
            key, values = row.fault
            raise Refused(key.removeprefix("error."), **values)
        if row.geometry is not None:
            moved = reproject(row.geometry, source=table.crs or crs, target=crs)
            parts.append(Part(_name(row), clean(moved).polygon))
    if not parts:
        raise Refused("geometry.empty")
    return parts


def _name(row: Row) -> str:
    named = (
        clean_text(value)
        for column, value in row.values.items()
        if plain_heading(column) in HEADINGS["name"]
    )
    return next((name for name in named if name), "")
