"""A table: rows of plain values, each with its geometry, in one stated reference system."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.crs import SWEDEN
from grannsamverkan.exchange import coordinates
from grannsamverkan.types import Bbox

_HALF_TURN_DEGREES = 180.0
_MOST = 0.5

Value = str | int | float | bool | date | None


class CrsHow(StrEnum):
    """How the reference system of a table is known."""

    STATED = "stated"
    GIVEN = "given"
    DETECTED = "detected"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user says about a file, and where its areas are expected.

    Attributes:
        crs, layer, encoding: take these instead of what the file states or what is detected.
        header: the row of a sheet that holds the headings, counted from 1.
        swap: the file has northing or latitude first; turn every pair round.
        register_crs: the CRS of the register that the file is for.
        near: lon/lat box (CRS84) where the areas should lie, such as the municipality's; settles
            which of several local systems a file is in.
        within: lon/lat box (CRS84) beyond which an extract of OpenStreetMap is not read.
    """

    crs: str | None = None
    layer: str | None = None
    encoding: str | None = None
    header: int | None = None
    swap: bool = False
    register_crs: str = SWEDEN
    near: Bbox | None = None
    within: Bbox | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file.

    Attributes:
        number: the number a user sees: in CSV and XLSX the row of the sheet, its header counted; in
            other formats 1 for the first record.
        values: by column, plain values.
        geometry: in the table's CRS, x first; None where the row has none.
        fault: catalogue key and values of what is wrong with the row, or None.
    """

    number: int
    values: Mapping[str, Value]
    geometry: BaseGeometry | None
    fault: tuple[str, Mapping[str, object]] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A file as read. `crs` is `EPSG:…`, a definition as WKT, or None where no row has a place."""

    name: str
    format: str
    layer: str
    crs: str | None
    crs_how: CrsHow
    encoding: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    header: int | None = None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A table before its reference system is settled; `crs` is what the file states, or `assumed` for it."""

    layer: str
    crs: str | None
    encoding: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    assumed: bool = False
    header: int | None = None


def settle(name: str, kind: str, raw: Unsettled, options: ReadOptions) -> Table:
    """Return the table with its CRS settled and checked, and rows without a usable place marked."""
    rows = _swapped(raw.rows) if options.swap else raw.rows
    centres = _centres(rows)
    known = centres[np.isfinite(centres).all(axis=1)]
    crs, how = None, CrsHow.NONE
    if len(known):
        crs, how = _crs(known, raw, options)
    elif options.crs:
        crs, how = coordinates.given_crs(options.crs), CrsHow.GIVEN
    rows = _marked(rows, centres, crs)
    return Table(name, kind, raw.layer, crs, how, raw.encoding, raw.columns, rows, raw.header)


def _crs(known: np.ndarray, raw: Unsettled, options: ReadOptions) -> tuple[str, CrsHow]:
    place = coordinates.Place(options.register_crs, options.near)
    if options.crs:
        crs = coordinates.given_crs(options.crs)
        coordinates.check_stated(known, crs, place)
        return crs, CrsHow.GIVEN
    in_degrees = bool((np.abs(known) <= (180, 90)).all(axis=1).mean() > _MOST)
    if raw.crs is None or (raw.assumed and not in_degrees):
        return coordinates.detect(known, place), CrsHow.DETECTED
    crs = coordinates.normal_crs(raw.crs)
    coordinates.check_stated(known, crs, place)
    return crs, CrsHow.STATED


def _centres(rows: Sequence[Row]) -> np.ndarray:
    """Return the centre of each row's bounds, (n, 2); NaN where a row has no place."""
    shapes = np.array([row.geometry for row in rows], dtype=object)
    with np.errstate(all="ignore"):
        bounds = shapely.bounds(shapes).reshape(-1, 4)
        centres: np.ndarray = bounds[:, :2] / 2 + bounds[:, 2:] / 2
    return centres


def _swapped(rows: Sequence[Row]) -> tuple[Row, ...]:
    return tuple(
        row
        if row.geometry is None
        else replace(row, geometry=shapely.transform(row.geometry, lambda xy: xy[:, ::-1]))
        for row in rows
    )


def _marked(rows: Sequence[Row], centres: np.ndarray, crs: str | None) -> tuple[Row, ...]:
    """Return the rows, with a fault where one lies outside its CRS or reaches round the earth."""
    finite = np.isfinite(centres).all(axis=1)
    shapes = np.array([row.geometry for row in rows], dtype=object)
    corners, owners = shapely.get_coordinates(shapes, return_index=True)
    inside = finite.copy()
    finite[owners[~np.isfinite(corners).all(axis=1)]] = False
    if crs is not None:
        inside[finite] = coordinates.inside(centres[finite], crs, coordinates.reach(crs))
    degrees = crs == "EPSG:4326"
    marked = []
    for row, is_finite, is_inside in zip(rows, finite, inside, strict=True):
        fault = row.fault
        if row.geometry is None or row.geometry.is_empty or fault is not None:
            pass
        elif not is_finite:
            fault = ("error.geometry.not_finite", {})
        elif not is_inside:
            fault = ("error.import.outside_crs", {"crs": crs})
        elif degrees and row.geometry.bounds[2] - row.geometry.bounds[0] > _HALF_TURN_DEGREES:
            fault = ("error.import.antimeridian", {})
        marked.append(replace(row, fault=fault))
    return tuple(marked)
