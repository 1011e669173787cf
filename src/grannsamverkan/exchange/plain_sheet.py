"""A small list as a sheet for offices: CSV that Swedish Excel opens, whose cells stay text."""

import csv
import io
from collections.abc import Iterable, Sequence

from grannsamverkan.exchange import example_mark
from grannsamverkan.exchange.export_rows import guarded

Cell = str | int | None


def csv_sheet(headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, example: bool) -> bytes:
    """Return rows as UTF-8 with a mark and semicolons; in an example every row says that it is one."""
    mark = (example_mark.mark(),) if example else ()
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow([*headings, *((example_mark.COLUMN,) if example else ())])
    writer.writerows([*map(guarded, row), *mark] for row in rows)
    return text.getvalue().encode("utf-8-sig")
