"""The borders of municipalities out of a file: of each, every polygon that belongs to it, as one."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import shapely
from shapely import MultiPolygon

from grannsamverkan.crs import reproject
from grannsamverkan.domain.geometry import clean
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.columns import HEADINGS, MUNICIPAL_CODES, listed, plain_heading
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR, Limits
from grannsamverkan.exchange.tables import ReadOptions, Row
from grannsamverkan.exchange.values import clean_text


def read_borders(
    path: Path,
    options: ReadOptions,
    wanted: Mapping[str, str],
    *,
    named: bool = False,
    limits: Limits = OPERATOR,
) -> dict[str, MultiPolygon]:
    """Return the border of each municipality that is wanted (code: name), in the register's metric CRS.

    A file of the whole country will do: the rows are taken that hold the code or the name in some
    column. Where one municipality is wanted, a file that tells of one place alone need not say of
    which. `named` says that someone named the municipality: rows of several names are its parts.

    Raises:
        Refused: the file cannot be read, has no polygon, or cannot tell whose it is.
    """
    table = read_table(path, options, limits)
    rows = [row for row in table.rows if _has_surface(row)]
    if not rows:
        raise Refused("import.no_border", municipality=listed(list(wanted.values())))
    label = _label(table.columns)
    borders = {}
    for code, name in wanted.items():
        own = [row for row in rows if _names(row, code, name)]
        found = own or (rows if len(wanted) == 1 else [])
        if not found or (len(_labels(found, label)) > 1 and not (own and named)):
            said = listed(sorted(_labels(found or rows, label)))
            raise Refused("import.which_border", municipality=name, rows=said)
        borders[code] = _joined(found, table.crs or options.register_crs, options.register_crs)
    return borders


def _has_surface(row: Row) -> bool:
    return row.geometry is not None and row.geometry.geom_type in {
        "Polygon",
        "MultiPolygon",
        "GeometryCollection",
    }


def _joined(rows: Sequence[Row], source: str, target: str) -> MultiPolygon:
    polygons = []
    for row in rows:
        if row.fault is not None:
            key, said = row.fault
            raise Refused(key.removeprefix("error."), **said)
        if row.geometry is not None:
            polygons.append(clean(reproject(row.geometry, source=source, target=target)).polygon)
    return clean(shapely.union_all(polygons)).polygon


def _names(row: Row, code: str, name: str) -> bool:
    """Say whether a row holds a municipality's code or name, with or without the word `kommun`."""
    plain = name.casefold()
    wanted = {code.casefold(), plain, f"{plain} kommun", f"{plain}s kommun"}
    return any((clean_text(value) or "").casefold() in wanted for value in row.values.values())


def _label(columns: Sequence[str]) -> str | None:
    """Return the column that tells whose a row is: a name, else a code; None where none does."""
    plain = {column: plain_heading(column) for column in columns}
    kinds = (
        lambda heading: heading in HEADINGS["name"],
        lambda heading: heading.endswith(("namn", "name")),
        lambda heading: heading in {*MUNICIPAL_CODES, "kod", "code"},
    )
    fits = (column for kind in kinds for column in columns if kind(plain[column]))
    return next(fits, None)


def _labels(rows: Sequence[Row], label: str | None) -> set[str]:
    """Return the different texts that rows hold in a column; blank cells say nothing."""
    texts = {clean_text(row.values.get(label)) for row in rows} if label else set()
    return {text for text in texts if text}
