"""The border of a municipality out of a file: every polygon that belongs to it, as one."""

from pathlib import Path

import shapely
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import reproject
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row
from grannsamverkan.exchange.values import clean_text


def read_border(
    path: Path,
    options: ReadOptions,
    register_crs: str,
    *,
    municipality: str | None = None,
    limits: Limits = OPERATOR,
) -> MultiPolygon:
    """Return the polygons of a file as one border in the register's metric CRS.

    With `municipality` (a code or a name) only the rows that hold it in some column are taken, so
    that a file of the whole country will do.

    Raises:
        Refused: the file cannot be read, or has no polygon for the municipality.
    """
    table = read_table(path, options, limits)
    polygons: list[BaseGeometry] = []
    for row in table.rows:
        if row.geometry is None or not (municipality is None or _names(row, municipality)):
            continue
        if row.fault is not None:
            key, said = row.fault
            raise Refused(key.removeprefix("error."), **said)
        if row.geometry.geom_type in {"Polygon", "MultiPolygon", "GeometryCollection"}:
            moved = reproject(row.geometry, source=table.crs or register_crs, target=register_crs)
            polygons.append(clean(moved).polygon)
    if not polygons:
        raise Refused("import.no_border", municipality=municipality or "–")
    return clean(shapely.union_all(polygons)).polygon


def _names(row: Row, municipality: str) -> bool:
    wanted = municipality.casefold()
    return any((clean_text(value) or "").casefold() == wanted for value in row.values.values())
