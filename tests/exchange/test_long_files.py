"""Files of any length in pieces: the same rows as when they are read whole, whatever the piece."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import geopandas
import pytest
from shapely import Point

from grannsamverkan.errors import NotFound, Refused, TooLarge
from grannsamverkan.exchange.pages import read_pages
from grannsamverkan.exchange.readers import read_table
from grannsamverkan.exchange.sandbox import OPERATOR
from grannsamverkan.exchange.tables import ReadOptions
from samples import SOUTH, WEST

OPTIONS = ReadOptions()


def points(number: int, crs: str = "EPSG:3006") -> geopandas.GeoDataFrame:
    """Return invented addresses, the names of some with å, ä, ö."""
    named = {"gata": [f"Ågatan {n}" for n in range(number)], "nummer": list(range(number))}
    places = [Point(WEST + n, SOUTH) for n in range(number)]
    return geopandas.GeoDataFrame(named, geometry=places, crs="EPSG:3006").to_crs(crs)


def as_list(path: Path, encoding: str = "utf-8", crs: str = "EPSG:3006") -> Path:
    """Write seven invented addresses as a list, with an empty row among them."""
    frame = points(7, crs)
    rows = [
        f"{gata};{nummer};{x};{y}"
        for gata, nummer, (x, y) in zip(
            frame.gata, frame.nummer, frame.get_coordinates().to_numpy(), strict=True
        )
    ]
    rows.insert(3, ";;;")
    path.write_text("\n".join(["Lista", "gata;nummer;x;y", *rows]), encoding)
    return path


def as_layer(path: Path) -> Path:
    """Write seven invented addresses as a layer."""
    points(7).to_file(path)
    return path


MAKERS: dict[str, Callable[[Path], Path]] = {
    "a.csv": as_list,
    "b.csv": lambda path: as_list(path, "cp1252"),
    "c.csv": lambda path: as_list(path, "utf-16"),
    "d.csv": lambda path: as_list(path, crs="EPSG:4326"),
    "e.gpkg": as_layer,
    "f.fgb": as_layer,
    "g.geojson": as_layer,
    "h.shp": as_layer,
}


PIECES = {"csv": 4, "gpkg": 3, "fgb": 3, "geojson": 1, "shp": 1}
"""Of three rows each, of a list the headings counted; other formats are read whole."""


@pytest.mark.parametrize("name", MAKERS)
def test_the_rows_are_those_of_the_whole_file(tmp_path: Path, name: str) -> None:
    path = MAKERS[name](tmp_path / name)
    whole = read_table(path, OPTIONS)
    pages = list(read_pages(path, OPTIONS, OPERATOR, page_rows=3))
    assert [row for page in pages for row in _told(page.rows)] == _told(whole.rows)
    assert {page.crs for page in pages} == {whole.crs}
    assert len(pages) == PIECES[name.partition(".")[2]]


def _told(rows: object) -> list[tuple[object, ...]]:
    return [(row.values, row.geometry and row.geometry.wkt, row.fault) for row in rows]  # type: ignore[attr-defined] # rows


def test_rows_of_a_list_have_the_numbers_of_the_sheet(tmp_path: Path) -> None:
    path = as_list(tmp_path / "a.csv")
    pages = read_pages(path, OPTIONS, OPERATOR, page_rows=3)
    assert [row.number for page in pages for row in page.rows] == [3, 4, 5, 7, 8, 9, 10]


def test_a_layer_that_ends_with_a_piece_has_no_empty_one_after_it(tmp_path: Path) -> None:
    path = tmp_path / "a.gpkg"
    points(6).to_file(path)
    sizes = [len(page.rows) for page in read_pages(path, OPTIONS, OPERATOR, page_rows=3)]
    assert sizes == [3, 3]


def test_a_list_that_is_broken_far_down_is_refused_there(tmp_path: Path) -> None:
    path = as_list(tmp_path / "a.csv")
    path.write_text(path.read_text("utf-8") + '\n"Storgatan;4;1;2', "utf-8")
    pages = read_pages(path, OPTIONS, OPERATOR, page_rows=3)
    assert len(next(pages).rows) == 1
    with pytest.raises(Refused, match=r"import\.broken_csv"):
        list(pages)


def test_letters_that_are_not_in_the_encoding_are_refused_by_its_name(tmp_path: Path) -> None:
    path = as_list(tmp_path / "a.csv", "cp1252")
    said = replace(OPTIONS, encoding="utf-8")
    with pytest.raises(Refused, match=r"import\.wrong_encoding"):
        list(read_pages(path, said, OPERATOR))


def test_letters_that_come_late_tell_the_encoding_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    plain = f"Storgatan;1;{WEST};{SOUTH}\n" * 60_000
    path.write_text(f"gata;nummer;x;y\n{plain}Ågatan;2;{WEST};{SOUTH}\n", "cp1252")
    *_, last = read_pages(path, OPTIONS, OPERATOR)
    assert last.rows[-1].values == {"gata": "Ågatan", "nummer": "2"}
    assert last.encoding == "cp1252"


def test_what_is_missing_or_too_large_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        next(read_pages(tmp_path / "a.csv", OPTIONS, OPERATOR))
    path = as_list(tmp_path / "a.csv")
    with pytest.raises(TooLarge):
        next(read_pages(path, OPTIONS, replace(OPERATOR, file_bytes=10)))
