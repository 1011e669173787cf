"""Areas out of the register: as rows for a file, or as a table for a notebook."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING

import numpy as np
from shapely import MultiPolygon

from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, Timeline, version_on
from grannsamverkan.domain.disclosure import PublicArea, first_active, public_start
from grannsamverkan.domain.period import FOREVER, StatedDate
from grannsamverkan.exchange.writers import ExportRow
from grannsamverkan.register import Register

if TYPE_CHECKING:
    import geopandas


def export_rows(register: Register, *, on: date, known: datetime | None = None) -> list[ExportRow]:
    """Return every area as it stood on a day, exact and in every state, by name."""
    timelines = register.timelines(known=known)
    versions = [
        (version, timeline)
        for timeline in timelines.values()
        if (version := version_on(timeline, on)) is not None
    ]
    outlines = register.outlines(sorted({v.outline_id for v, _ in versions if v.outline_id}))
    households = register.households()
    rows = [
        _row(
            version,
            timeline,
            outlines[version.outline_id].polygon if version.outline_id in outlines else None,
            households.get(version.area_id, ()),
        )
        for version, timeline in versions
    ]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def _row(
    version: AreaVersion,
    timeline: Timeline,
    polygon: MultiPolygon | None,
    counts: Iterable[HouseholdCount],
) -> ExportRow:
    since = first_active(timeline) or version.stated_start
    newest = [counted.total for counted in counts][-1:]
    return ExportRow(
        id=version.area_id,
        name=version.name,
        code=version.code,
        municipality=version.municipality,
        locality=version.locality,
        type=version.area_type.value if version.area_type else None,
        status=version.status.value,
        valid_from=str(since),
        valid_to=None if version.period.end == FOREVER else version.period.end.isoformat(),
        households=newest[0] if newest else None,
        m2=version.m2,
        verification=version.verification.value,
        last_confirmed=(
            version.last_confirmed_on.isoformat() if version.last_confirmed_on else None
        ),
        polygon=polygon,
    )


def public_rows(register: Register, *, on: date, today: date) -> list[ExportRow]:
    """Return the areas of a day as anyone may know them, with their public outlines, by name."""
    snapshot = register.public(on=on, today=today)
    rows = [_public_row(area) for area in snapshot.areas]
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def _public_row(area: PublicArea) -> ExportRow:
    return ExportRow(
        id=area.id,
        name=area.name,
        municipality=area.municipality,
        locality=area.locality,
        type=area.area_type.value if area.area_type else None,
        status="active",
        valid_from=area.since,
        verification=area.verification.value,
        last_confirmed=f"{area.confirmed_on:%Y-%m}" if area.confirmed_on else None,
        polygon=area.outline,
    )


_COLUMNS = (
    "id", "name", "code", "municipality", "locality", "type", "status", "valid_from", "valid_to",
    "households", "m2", "verification", "last_confirmed",
)  # fmt: skip


def as_table(rows: Iterable[ExportRow], *, crs: str, note: str | None) -> "geopandas.GeoDataFrame":
    """Return rows as a GeoDataFrame in `crs`; `note` marks every row of an example."""
    import geopandas

    kept = list(rows)
    columns = {name: [getattr(row, name) for row in kept] for name in _COLUMNS}
    if note is not None:
        columns["note"] = [note] * len(kept)
    columns["since"] = [row.valid_from and _year(row.valid_from) for row in kept]
    columns["confirmed"] = [row.last_confirmed and row.last_confirmed[:7] for row in kept]
    polygons = geopandas.GeoSeries(np.array([row.polygon for row in kept], dtype=object), crs=crs)
    return geopandas.GeoDataFrame(columns, geometry=polygons, crs=crs)


def _year(valid_from: str) -> str | None:
    return public_start(StatedDate.parse(valid_from), FOREVER)
