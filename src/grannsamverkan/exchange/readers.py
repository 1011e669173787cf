"""A file becomes a table: staged under a name of ours, told by its content, read in the sandbox."""

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import shapely

from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange import archives, encodings, grids
from grannsamverkan.exchange.formats import Format, refuse_entities, sniff
from grannsamverkan.exchange.merged_cells import fill_merged
from grannsamverkan.exchange.sandbox import UPLOAD, Limits, Reading, Some, read_in_child
from grannsamverkan.exchange.staging import staged
from grannsamverkan.exchange.tables import ReadOptions, Row, Table, Unsettled, Value, settle

__all__ = ["ReadOptions", "Row", "Table", "read_table"]


def read_table(path: Path, options: ReadOptions, limits: Limits = UPLOAD) -> Table:
    """Return the one table of a file, with format, layer, CRS and encoding detected or as `options` say.

    Raises:
        NotFound: no such file.
        Refused: the file cannot be read, or something about it must be said; the text names the option.
        TooLarge: one of `limits` was passed.
    """
    with laid_out(path, options.layer, limits) as (source, kind, layer):
        raw = read_whole(source, kind, replace(options, layer=layer), limits)
    if kind not in {Format.GPKG, Format.XLSX, Format.KML, Format.GML}:
        raw = replace(raw, layer=path.stem)
    return settle(path.name, kind.value, raw, options)


@contextmanager
def laid_out(
    path: Path, layer: str | None, limits: Limits
) -> Iterator[tuple[Path, Format, str | None]]:
    """Lend a file under a name of ours, with its kind and the layer that is left to choose.

    Raises:
        NotFound: no such file. Refused: it is no kind that is read. TooLarge: it passes the limits.
    """
    if not (path.is_file() and os.access(path, os.R_OK)):
        raise NotFound("import.no_file", name=path.name)
    if path.stat().st_size > limits.file_bytes:
        raise TooLarge("import.file_size", limit_mb=limits.file_bytes // 1_000_000)
    with staged() as folder:
        source, left, packed = _stage(path, folder, layer, limits)
        kind = sniff(source)
        if kind in {Format.ZIP, Format.XLSX} and packed:
            raise Refused("import.zip_nested", member=source.name)
        yield source, kind, left


def _stage(
    path: Path, folder: Path, layer: str | None, limits: Limits
) -> tuple[Path, str | None, bool]:
    """Copy or unpack the file under a name of ours; return it, the layer left to choose, and if unpacked."""
    kind = sniff(path)
    if kind is Format.ZIP:
        source = archives.unpack_main(path, folder, layer=layer, limits=limits)
        stem_chosen = source.suffix not in {".gpkg", ".kml", ".gml"}
        return source, None if stem_chosen else layer, True
    source = folder / f"source.{kind.value}"
    shutil.copyfile(path, source)
    if kind is Format.SHAPEFILE:
        for sibling in path.parent.iterdir():
            if sibling.stem == path.stem and sibling.suffix.lower() in archives.SIBLINGS:
                shutil.copyfile(sibling, source.with_suffix(sibling.suffix.lower()))
    one_layer = kind in {Format.SHAPEFILE, Format.GEOJSON, Format.FLATGEOBUF, Format.CSV}
    if one_layer and layer not in {None, path.stem}:
        raise Refused("import.which_layer", layers=path.stem)
    return source, None if one_layer else layer, False


def read_whole(source: Path, kind: Format, options: ReadOptions, limits: Limits) -> Unsettled:
    """Return all rows of a file of ours, whose kind is known."""
    match kind:
        case Format.CSV:
            return _read_csv(source, options, limits)
        case Format.XLSX:
            return _read_xlsx(source, options, limits)
        case Format.KML | Format.GML:
            with source.open("rb") as file:
                refuse_entities(file)
            return read_features(source, options.layer, limits)
        case Format.GEOJSON:
            encoding = _to_utf8(source, options.encoding)
            dates = {"DATE_AS_STRING": "YES"}
            raw = read_features(source, options.layer, limits, open_options=dates)
            return replace(raw, encoding=encoding, assumed=not _states_crs(source))
        case Format.SHAPEFILE:
            return _read_shapefile(source, options, limits)
        case _:
            return read_features(source, options.layer, limits)


def _read_csv(source: Path, options: ReadOptions, limits: Limits) -> Unsettled:
    text, encoding = encodings.decode(source.read_bytes(), options.encoding)
    grid = grids.grid_of(grids.cells_of_csv(text, row_limit=limits.rows), header=options.header)
    return of_grid(grid, "", encoding, limits)


def _read_xlsx(source: Path, options: ReadOptions, limits: Limits) -> Unsettled:
    archives.check_workbook(source, limits)
    reading = read_in_child(
        source,
        layer=options.layer,
        encoding=None,
        open_options={"HEADERS": "DISABLE", "FIELD_TYPES": "STRING"},
        limits=limits,
    )
    cells = [[_cell(value) for value in row] for row in zip(*reading.values, strict=True)]
    fill_merged(cells, source, reading.layer)
    grid = grids.grid_of(cells, header=options.header)
    return of_grid(grid, reading.layer, "utf-8", limits)


def _cell(value: object) -> str | None:
    return None if value is None else str(value).strip() or None


def of_grid(grid: grids.Grid, layer: str, encoding: str, limits: Limits) -> Unsettled:
    """Return the rows of a list with their places."""
    if len(grid.rows) > limits.rows:
        raise TooLarge("import.too_many_rows", limit=limits.rows)
    places = grids.places_of(grid)
    kept = [(index, name) for index, name in enumerate(grid.columns) if name not in places.columns]
    rows = tuple(
        Row(number, {name: row[index] for index, name in kept}, geometry, fault)
        for (number, row), geometry, fault in zip(
            grid.rows, places.geometries, places.faults, strict=True
        )
    )
    columns = tuple(name for _, name in kept)
    return Unsettled(layer, places.crs, encoding, columns, rows, header=grid.header)


def read_features(
    source: Path,
    layer: str | None,
    limits: Limits,
    *,
    open_options: Mapping[str, str] = MappingProxyType({}),
    some: Some | None = None,
) -> Unsettled:
    """Return the rows of a layer, or some of them."""
    reading = read_in_child(
        source, layer=layer, encoding=None, open_options=open_options, limits=limits, some=some
    )
    return Unsettled(reading.layer, reading.crs, "utf-8", tuple(reading.columns), _rows(reading))


def _read_shapefile(source: Path, options: ReadOptions, limits: Limits) -> Unsettled:
    """Read byte for byte as ISO-8859-1, then as what the letters are in; a cut letter is left out."""
    table = source.with_suffix(".dbf")
    encoding = "utf-8"
    if options.encoding:
        encoding = encodings.known(options.encoding)
    elif table.exists():
        encoding = encodings.guess_dbf(table)
    reading = read_in_child(
        source, layer=None, encoding="ISO-8859-1", open_options={}, limits=limits
    )

    def letters(value: object) -> Any:  # noqa: ANN401 - a text as text, another value as it is
        if not isinstance(value, str):
            return value
        return value.encode("iso8859-1").decode(encoding, errors="ignore")

    recoded = replace(
        reading,
        columns=[letters(name) for name in reading.columns],
        values=[[letters(value) for value in column] for column in reading.values],
    )
    return Unsettled(recoded.layer, recoded.crs, encoding, tuple(recoded.columns), _rows(recoded))


def _rows(reading: Reading) -> tuple[Row, ...]:
    with np.errstate(invalid="ignore"):  # NaN is found afterwards, row by row
        shapes = shapely.from_wkb(np.array(reading.wkb, dtype=object), on_invalid="ignore")
    columns = [
        [_date(value) for value in values] if dated else values
        for values, dated in zip(reading.values, reading.dates, strict=True)
    ]
    records = zip(*columns, strict=True) if columns else [()] * len(reading.wkb)
    return tuple(
        Row(
            number,
            dict(zip(reading.columns, record, strict=True)),
            shape,
            None if wkb is None or shape is not None else ("error.import.broken_geometry", {}),
        )
        for number, (record, shape, wkb) in enumerate(
            zip(records, shapes, reading.wkb, strict=True), start=1
        )
    )


def _date(value: object) -> Value:
    try:
        return date.fromisoformat(str(value)[:10].replace("/", "-"))
    except ValueError:
        return None if value is None else str(value)


def _to_utf8(source: Path, encoding: str | None) -> str:
    """Rewrite a text file as UTF-8 where it is not, and return the encoding it was in."""
    data = source.read_bytes()
    text, name = encodings.decode(data, encoding)
    if name != "utf-8":
        source.write_text(text, "utf-8", newline="")
    return name


def _states_crs(source: Path) -> bool:
    """Say whether a GeoJSON text has a `crs` member; without it, lon/lat is only assumed."""
    with source.open("rb") as file:
        head = file.read(20_000)
        file.seek(max(os.fstat(file.fileno()).st_size - 20_000, 0))
        return b'"crs"' in head or b'"crs"' in file.read()
