"""A file of any length in pieces, so that reading one takes no more memory than reading some of it.

Lists (CSV), GeoPackages and FlatGeobuf come in pieces; other formats are read whole, within the limits.
"""

import csv
from collections.abc import Iterator
from dataclasses import replace
from itertools import count, islice
from pathlib import Path

from grannsamverkan.errors import Refused
from grannsamverkan.exchange import encodings, grids
from grannsamverkan.exchange.formats import Format
from grannsamverkan.exchange.readers import laid_out, of_grid, read_features, read_whole
from grannsamverkan.exchange.sandbox import Limits, Some
from grannsamverkan.exchange.tables import CrsHow, ReadOptions, Table, Unsettled, settle

PAGE_ROWS = 50_000

_SAMPLE_SIGNS = 500_000


def read_pages(
    path: Path, options: ReadOptions, limits: Limits, *, page_rows: int = PAGE_ROWS
) -> Iterator[Table]:
    """Give the rows of a file some at a time; a system that had to be detected is that of the first.

    Raises:
        NotFound: no such file.
        Refused: the file cannot be read, or something about it must be said; the text names the option.
        TooLarge: one of `limits` was passed.
    """
    with laid_out(path, options.layer, limits) as (source, kind, layer):
        said = replace(options, layer=layer)
        match kind:
            case Format.CSV:
                pages = _of_list(source, said, limits, page_rows)
            case Format.GPKG | Format.FLATGEOBUF:
                pages = _of_layer(source, said, limits, page_rows)
            case _:
                pages = iter([read_whole(source, kind, said, limits)])
        for raw in pages:
            table = settle(path.name, kind.value, raw, said)
            if table.crs_how is CrsHow.DETECTED:
                said = replace(said, crs=table.crs)
            yield table


def _of_layer(
    source: Path, options: ReadOptions, limits: Limits, page_rows: int
) -> Iterator[Unsettled]:
    for skip in count(0, page_rows):
        raw = read_features(source, options.layer, limits, some=Some(skip, page_rows))
        if raw.rows or skip == 0:
            yield raw
        if len(raw.rows) < page_rows:
            return


def _of_list(
    source: Path, options: ReadOptions, limits: Limits, page_rows: int
) -> Iterator[Unsettled]:
    encoding = (
        encodings.known(options.encoding) if options.encoding else encodings.guess_long(source)
    )
    for grid in _grids(source, encoding, options.header, page_rows):
        yield of_grid(grid, "", encoding, limits)


def _grids(source: Path, encoding: str, header: int | None, page_rows: int) -> Iterator[grids.Grid]:
    with source.open(encoding=encoding, newline="") as text:
        reader = csv.reader(text, delimiter=_separator(source, encoding), strict=True)
        rows = grids.tidied(reader)
        try:
            cells = list(islice(rows, page_rows))
            first = grids.grid_of(cells, header=header)
            yield first
            read = len(cells)
            while cells := list(islice(rows, page_rows)):
                fitted = grids.fitted(cells, first.columns, first=read + 1)
                yield grids.Grid(first.columns, fitted, first.header)
                read += len(cells)
        except csv.Error as error:
            raise Refused("import.broken_csv", row=reader.line_num) from error
        except UnicodeDecodeError as error:
            raise Refused("import.wrong_encoding", encoding=encoding) from error


def _separator(source: Path, encoding: str) -> str:
    with source.open(encoding=encoding, errors="replace", newline="") as text:
        return grids.separator_of(text.read(_SAMPLE_SIGNS))
