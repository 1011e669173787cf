"""The border of a municipality comes out of a file of its own, or of one for the whole country."""

from pathlib import Path

import pytest
import shapely

from grannsamverkan.crs import geodesic_m2
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.borders import read_border
from grannsamverkan.exchange.readers import ReadOptions

CRS = "EPSG:3006"


def csv(path: Path, *rows: tuple[str, str]) -> Path:
    path.write_text("kod;wkt_epsg3006\n" + "".join(f"{a};{b}\n" for a, b in rows), "utf-8")
    return path


def test_parts_of_a_municipality_become_one_border(tmp_path: Path) -> None:
    west, east = shapely.box(5e5, 65e5, 501e3, 6501e3), shapely.box(501e3, 65e5, 502e3, 6501e3)
    far = shapely.box(6e5, 65e5, 601e3, 6501e3)
    path = csv(tmp_path / "a.csv", ("1861", west.wkt), ("1861", east.wkt), ("1882", far.wkt))
    border = read_border(path, ReadOptions(), CRS, municipality="1861")
    assert border.equals(shapely.union(west, east))
    assert len(read_border(path, ReadOptions(), CRS).geoms) == 2


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
        read_border(csv(tmp_path / "a.csv", ("1861", wkt)), ReadOptions(), CRS)
    assert caught.value.key == key


def test_a_border_that_lies_elsewhere_is_refused(tmp_path: Path) -> None:
    good = [("1861", shapely.box(5e5 + n, 65e5, 501e3, 6501e3).wkt) for n in range(12)]
    path = csv(tmp_path / "a.csv", *good, ("1861", "POLYGON ((0 0, 1 0, 1 1, 0 0))"))
    with pytest.raises(Refused) as caught:
        read_border(path, ReadOptions(), CRS)
    assert caught.value.key == "import.outside_crs"


def test_hallsberg_is_found_in_a_file_of_the_country(shared_data: Path) -> None:
    path = shared_data / "boundaries" / "kommuner_lantmateriet_oversikt.gpkg"
    for name in ("1861", "Hallsberg", "HALLSBERG"):
        border = read_border(path, ReadOptions(), CRS, municipality=name)
        assert geodesic_m2(border, source=CRS) == pytest.approx(671.9e6, rel=0.002)
    with pytest.raises(Refused) as caught:
        read_border(path, ReadOptions(), CRS, municipality="Lönneberga")
    assert caught.value.values == {"municipality": "Lönneberga"}
