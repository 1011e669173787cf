"""How many homes areas are known to have, out of a file: a list by locality, or a layer with the areas' shapes."""

from collections import defaultdict
from pathlib import Path

import shapely

from grannsamverkan.crs import reproject
from grannsamverkan.domain.fitting import KnownTotal
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import listed
from grannsamverkan.exchange.ground import HOMES, text_of, value_of
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row

_AREAS = (
    "ort", "tätort", "tatort", "tatortharledd", "locality", "regso", "regsonamn", "deso",
    "desokod", "regsokod", "område", "omrade", "area", "namn", "name", "kod", "code",
)  # fmt: skip
_TOTALS = (*HOMES, "bostadertotalt", "bostädertotalt", "antal", "number", "total")
_YEARS = ("år", "ar", "year")
_SOURCES = ("källa", "kalla", "source")


def read_totals(
    path: Path, options: ReadOptions, limits: Limits = OPERATOR
) -> tuple[KnownTotal, ...]:
    """Return the known totals of a file by area, of the latest year of each; rows of one area are added up.

    Shapes are easting, northing in metres in the register's CRS.

    Raises:
        NotFound: no such file. Refused: it cannot be read, or a row lacks an area or a whole number.
    """
    table = read_table(path, options, limits)
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in table.rows:
        area, year = text_of(row, _AREAS), text_of(row, _YEARS) or ""
        if area is None:
            raise Refused("streets.fit_columns", columns=listed(list(table.columns)))
        rows[area, year].append(row)
    latest = {area: max(year for one, year in rows if one == area) for area, _ in rows}
    return tuple(
        _total(path, options, table.crs, area, year, rows[area, year])
        for area, year in sorted(latest.items())
    )


def _total(
    path: Path, options: ReadOptions, crs: str | None, area: str, year: str, rows: list[Row]
) -> KnownTotal:
    source = text_of(rows[0], _SOURCES) or path.name
    shapes = [
        reproject(row.geometry, source=crs or options.register_crs, target=options.register_crs)
        for row in rows
        if row.geometry is not None and row.geometry.area
    ]
    return KnownTotal(
        area=area,
        homes=sum(_homes(row) for row in rows),
        source=source if year in source else f"{source} {year}",
        shape=shapely.union_all(shapes) if shapes else None,
    )


def _homes(row: Row) -> int:
    value = str(value_of(row, _TOTALS) or "").replace(" ", "")
    if not value.isdecimal():
        raise Refused("streets.fit_number", row=row.number)
    return int(value)
