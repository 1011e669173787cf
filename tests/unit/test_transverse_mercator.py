"""Our projection against PROJ's, for every system that it knows."""

import subprocess
import sys

import numpy as np
import pytest
from pyproj import Transformer

from grannsamverkan import crs, transverse_mercator

CODES = [3006, *range(3007, 3019), 3067, *range(25828, 25838), 32601, 32633, 32660]


@pytest.mark.parametrize("number", CODES)
def test_it_agrees_with_proj_to_a_tenth_of_a_micrometre(number: int) -> None:
    projection = transverse_mercator.known(f"EPSG:{number}")
    assert projection is not None
    chance = np.random.default_rng(number)
    lon = projection.lon0 + chance.uniform(-15, 15, 2_000)
    lat = chance.uniform(-85, 85, 2_000)
    proj = Transformer.from_crs(crs.LONLAT, f"EPSG:{number}", always_xy=True)
    x, y = proj.transform(lon, lat)
    assert np.abs(np.subtract(projection.forward(lon, lat), (x, y))).max() < 1e-7
    back = np.array(projection.inverse(np.asarray(x), np.asarray(y)))
    wanted = np.array(proj.transform(x, y, direction="INVERSE"))
    assert np.abs((back[0] - wanted[0] + 180) % 360 - 180).max() < 1e-12
    assert np.abs(back[1] - wanted[1]).max() < 1e-12


def test_far_away_there_is_no_place() -> None:
    projection = transverse_mercator.known("EPSG:3006")
    assert projection is not None
    x, y = projection.forward(np.array([105.0]), np.array([0.0]))
    assert not np.isfinite(x).any()
    assert not np.isfinite(y).any()
    lon, lat = projection.inverse(np.array([1e9]), np.array([0.0]))
    assert not np.isfinite(lon).any()
    assert not np.isfinite(lat).any()


@pytest.mark.parametrize(
    "code", ["EPSG:27700", "EPSG:3857", "OGC:CRS84", "EPSG:", "3006", "EPSG:x"]
)
def test_other_systems_are_left_to_proj(code: str) -> None:
    assert transverse_mercator.known(code) is None


def test_a_swedish_register_is_asked_without_proj() -> None:
    script = (
        "import sys; from grannsamverkan import crs; "
        "x, y = crs.to_metric(15.1, 59.066, target='EPSG:3006'); crs.to_lonlat(x, y, source='EPSG:3006'); "
        "crs.bbox_to_lonlat((x, y, x + 1, y + 1), source='EPSG:3006'); sys.exit('pyproj' in sys.modules)"
    )
    command = [sys.executable, "-c", script]
    assert subprocess.run(command, check=False).returncode == 0  # noqa: S603 # our own code


def test_a_box_around_a_box_is_the_one_proj_gives() -> None:
    box = (11.0, 55.3, 24.2, 69.1)
    proj = Transformer.from_crs(crs.LONLAT, crs.SWEDEN, always_xy=True)
    wanted = proj.transform_bounds(*box)
    assert crs.bbox_to_metric(box, target=crs.SWEDEN) == pytest.approx(wanted, abs=200)
    assert crs.bbox_to_metric(box, target="EPSG:3857")[0] == pytest.approx(1_224_514.4, abs=0.1)


@pytest.mark.parametrize("number", CODES)
def test_one_place_is_where_it_is_among_many(number: int) -> None:
    projection = transverse_mercator.known(f"EPSG:{number}")
    assert projection is not None
    chance = np.random.default_rng(number)
    lon = np.append(chance.uniform(-180, 180, 500), [15.0, projection.lon0, projection.lon0 + 90])
    lat = np.append(chance.uniform(-90, 90, 500), [59.0, 90.0, 0.0])
    x, y = projection.forward(lon, lat)
    alone = [
        projection.forward_one(*place) for place in zip(lon.tolist(), lat.tolist(), strict=True)
    ]
    alone_x, alone_y = np.array(alone).T
    there = np.isfinite(x)
    assert np.array_equal(there, np.isfinite(alone_x))
    assert np.abs(alone_x[there] - x[there]).max() < 1e-6
    assert np.abs(alone_y[there] - y[there]).max() < 1e-6
