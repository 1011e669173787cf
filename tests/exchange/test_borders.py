"""The border of a municipality comes out of a file of its own, or of one for the whole country."""

from pathlib import Path

import pytest
import shapely

from grannsamverkan.crs import geodesic_m2
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.borders import read_borders
from grannsamverkan.exchange.readers import ReadOptions

CRS = "EPSG:3006"
WANTED = {"1861": "Hallsberg"}


def csv(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("kod;wkt_epsg3006\n" + "".join(f"{a};{b}\n" for a, b in rows), "utf-8")
    return path


def test_parts_of_a_municipality_become_one_border(tmp_path: Path) -> None:
    west, east = shapely.box(5e5, 65e5, 501e3, 6501e3), shapely.box(501e3, 65e5, 502e3, 6501e3)
    far = shapely.box(6e5, 65e5, 601e3, 6501e3)
    path = csv(tmp_path / "a.csv", ("1861", west.wkt), ("1861", east.wkt), ("1882", far.wkt))
    borders = read_borders(path, ReadOptions(), {"1861": "Hallsberg", "1882": "Askersund"})
    assert borders["1861"].equals(shapely.union(west, east))
    assert borders["1882"].equals(far)


@pytest.mark.parametrize(
    ("wkt", "key"),
    [
        ("POINT (500000 6500000)", "import.no_border"),
        ("POLYGON ((1 1", "import.no_border"),
        ("", "import.no_border"),
    ],
)
def test_a_file_without_surface_has_no_border(tmp_path: Path, wkt: str, key: str) -> None:
    with pytest.raises(Refused) as caught:
        read_borders(csv(tmp_path / "a.csv", ("1861", wkt)), ReadOptions(), WANTED)
    assert caught.value.key == key


def test_a_border_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    good = [("1861", shapely.box(5e5 + n, 65e5, 501e3, 6501e3).wkt) for n in range(12)]
    path = csv(tmp_path / "a.csv", *good, ("1861", "POLYGON ((0 0, 1 0, 1 1, 0 0))"))
    with pytest.raises(Refused) as caught:
        read_borders(path, ReadOptions(), WANTED)
    assert caught.value.key == "import.outside_crs"


@pytest.mark.parametrize("heading", ["namn", "KnNamn", "kod"])
def test_a_file_that_does_not_say_whose_its_surfaces_are_is_refused(
    tmp_path: Path, heading: str
) -> None:
    boxes = [shapely.box(5e5 + n * 1e4, 65e5, 501e3 + n * 1e4, 6501e3).wkt for n in range(2)]
    lines = [f"{heading};wkt_epsg3006", f"A;{boxes[0]}", f"B;{boxes[1]}"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(lines), "utf-8")
    for named in (False, True):
        with pytest.raises(Refused) as caught:
            read_borders(path, ReadOptions(), WANTED, named=named)
        assert caught.value.key == "import.which_border"
        assert caught.value.values == {"municipality": "Hallsberg", "rows": "A, B"}
    path.write_text("\n".join(lines[:2]), "utf-8")
    assert len(read_borders(path, ReadOptions(), WANTED)["1861"].geoms) == 1
    with pytest.raises(Refused):
        read_borders(path, ReadOptions(), WANTED | {"1881": "Kumla"})


def test_several_rows_of_one_municipality_with_names_of_their_own_want_a_word(
    tmp_path: Path,
) -> None:
    boxes = [shapely.box(5e5 + n * 1e4, 65e5, 501e3 + n * 1e4, 6501e3).wkt for n in range(2)]
    path = tmp_path / "a.csv"
    path.write_text(f"namn;kommunkod;wkt_epsg3006\nA;1861;{boxes[0]}\nB;1861;{boxes[1]}\n", "utf-8")
    with pytest.raises(Refused, match=r"import\.which_border"):
        read_borders(path, ReadOptions(), WANTED)
    assert len(read_borders(path, ReadOptions(), WANTED, named=True)["1861"].geoms) == 2


def test_hallsberg_is_found_in_a_file_of_the_country(shared_data: Path) -> None:
    path = shared_data / "boundaries" / "kommuner_lantmateriet_oversikt.gpkg"
    borders = read_borders(path, ReadOptions(), WANTED | {"X": "KUMLA"})
    assert geodesic_m2(borders["1861"], source=CRS) == pytest.approx(671.9e6, rel=0.002)
    assert shapely.touches(*borders.values()) or not borders["1861"].disjoint(borders["X"])
    with pytest.raises(Refused) as caught:
        read_borders(path, ReadOptions(), {"X": "Lönneberga"})
    assert caught.value.values["municipality"] == "Lönneberga"
