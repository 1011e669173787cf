"""What goes out, whatever the format: one row for each area, and the marks that every record carries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shapely import MultiPolygon

from grannsamverkan.exchange import example_mark

LAYER = "areas"
A_FIXED_DAY = datetime(2000, 1, 1)  # noqa: DTZ001 - stands where a file would otherwise hold the clock
Cell = str | int | float | None
_GUARDED = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportRow:
    """One area as it goes out.

    Attributes:
        id: the area's id in the register, by which it is known again when the file comes back.
        type, status, verification: keys, not words on screen.
        valid_from, valid_to, last_confirmed: days as stated (`2014`, `2014-05`, `2014-05-03`, `<2014-01-01`).
        m2: size on the ellipsoid.
        polygon: in the CRS that is given to `write_areas`; None where no border is drawn.
    """

    id: str
    name: str
    code: str | None = None
    municipality: str | None = None
    locality: str | None = None
    type: str | None = None
    status: str | None = None
    valid_from: str | None = None
    valid_to: str | None = None
    households: int | None = None
    m2: int | None = None
    verification: str | None = None
    last_confirmed: str | None = None
    polygon: MultiPolygon | None = None


COLUMNS = (
    "id",
    "code",
    "name",
    "municipality",
    "locality",
    "type",
    "status",
    "valid_from",
    "valid_to",
    "households",
    "m2",
    "verification",
    "last_confirmed",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is written, whatever the format: columns, records of plain values, polygons in `crs`."""

    columns: tuple[str, ...]
    records: tuple[tuple[Cell, ...], ...]
    polygons: tuple[MultiPolygon | None, ...]
    crs: str
    attribution: str
    example: bool
    layer: str = LAYER

    @property
    def about(self) -> str:
        """The attribution, led by the example mark where the areas are invented."""
        return f"{example_mark.mark()}. {self.attribution}" if self.example else self.attribution


def sheet_of(rows: Sequence[ExportRow], *, crs: str, attribution: str, example: bool) -> Sheet:
    """Return rows as they are written, each with the example mark where the areas are invented."""
    marks = (example_mark.mark(),) if example else ()
    return Sheet(
        columns=COLUMNS + ((example_mark.COLUMN,) if example else ()),
        records=tuple((*(getattr(row, name) for name in COLUMNS), *marks) for row in rows),
        polygons=tuple(row.polygon for row in rows),
        crs=crs,
        attribution=attribution,
        example=example,
    )


def guarded(value: Cell) -> Cell:
    """Return a text that a spreadsheet would run with an apostrophe before it, so that it stays text."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_GUARDED) else value
