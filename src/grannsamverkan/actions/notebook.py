"""The register in a notebook: what `grannsamverkan.open_register` gives."""

from datetime import date, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from grannsamverkan.actions.exports import as_table, export_rows, public_rows
from grannsamverkan.domain.bridge import Bridge, bridge
from grannsamverkan.domain.counts import Count, count
from grannsamverkan.i18n import translator
from grannsamverkan.register import open_register

if TYPE_CHECKING:
    import geopandas


class Notebook:
    """A register opened for reading: tables of areas, counts and bridges of any day."""

    def __init__(self, where: str | Path) -> None:
        """Open a register by its path, or by its `postgresql://` URL."""
        self.register = open_register(where)

    def __enter__(self) -> Self:
        """Give the register to a `with` block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Let go of it at the end of the block."""
        self.close()

    def close(self) -> None:
        """Let go of the file or the server."""
        self.register.close()

    def areas(
        self,
        *,
        on: date | None = None,
        known_at: datetime | None = None,
        status: str | None = "active",
        public: bool = False,
    ) -> "geopandas.GeoDataFrame":
        """Return the areas of a day (today where none is given) in the register's metric CRS.

        One row an area: `id`, `name`, `locality`, `type`, `status`, `valid_from`, `m2` …; an area
        without a drawn border has no geometry. `status=None` gives every state; `known_at` what
        the register knew then; `public` what anyone may see, with public outlines.
        """
        today = datetime.now().astimezone().date()
        day = on or today
        if public:
            rows = public_rows(self.register, on=day, today=today)
        else:
            rows = export_rows(self.register, on=day, known=known_at)
        kept = [row for row in rows if status in {None, row.status}]
        note = translator("sv")("example.mark") if self.register.info.example else None
        return as_table(kept, crs=self.register.info.crs, note=note)

    def count(self, *, on: date, known_at: datetime | None = None) -> Count:
        """Return how many areas were active at the end of a day."""
        return count(self.register.timelines(known=known_at).values(), on)

    def bridge(self, start: date, end: date, *, known_at: datetime | None = None) -> Bridge:
        """Return how the number of active areas changed from one day's end to another's."""
        return bridge(self.register.timelines(known=known_at).values(), start, end)
