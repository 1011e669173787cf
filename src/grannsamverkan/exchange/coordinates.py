"""Which reference system coordinates are in: believed where they fit the place, detected where none is stated.

Coordinates are x, y (easting or longitude first). A file's own word is believed unless it puts the
areas where its reference system does not reach; a guess is made only where one answer is plausible.
"""

from dataclasses import dataclass

import numpy as np

from grannsamverkan.crs import LONLAT, SWEDEN
from grannsamverkan.errors import Refused
from grannsamverkan.types import Bbox

_SWEDEN_BOX: Bbox = (10.2, 54.9, 24.6, 69.3)
_WORLD: Bbox = (-180.0, -90.0, 180.0, 90.0)
_MARGIN_DEGREES = 1.0
_NATIONAL = ("EPSG:4326", SWEDEN, "EPSG:3021")
_LOCAL = tuple(f"EPSG:{code}" for code in (*range(3007, 3019), 3019, 3020, 3022, 3023, 3024))
_ZONES = (
    "1200",
    "1330",
    "1500",
    "1630",
    "1800",
    "1415",
    "1545",
    "1715",
    "1845",
    "2015",
    "2145",
    "2315",
)
_NAMES = {
    "sweref99tm": SWEDEN,
    "rt90": "EPSG:3021",
    "rt9025gonv": "EPSG:3021",
    "wgs84": "EPSG:4326",
    **{f"sweref99{zone}": f"EPSG:{code}" for code, zone in enumerate(_ZONES, start=3007)},
}
_SWEDISH = frozenset({SWEDEN, "EPSG:3021", *_LOCAL})
_MOST = 0.9
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Place:
    """Where areas are expected: the register's CRS, and a lon/lat box (CRS84) if one is known."""

    register_crs: str = SWEDEN
    near: Bbox | None = None

    @property
    def reach(self) -> Bbox:
        """The lon/lat box (CRS84) that the register's CRS covers."""
        return reach(self.register_crs)

    @property
    def candidates(self) -> tuple[tuple[str, ...], ...]:
        """The CRSs that an unlabelled file may be in, the likeliest rank first."""
        if self.register_crs in _SWEDISH:
            return _NATIONAL, _LOCAL
        return (("EPSG:4326", self.register_crs),)


def given_crs(text: str) -> str:
    """Return the CRS that a user names: `EPSG:3006`, `3006`, `SWEREF 99 TM`, `SWEREF 99 15 00`, `RT 90`, `WGS 84`.

    Raises:
        Refused: no such reference system.
    """
    plain = "".join(sign for sign in text.casefold() if sign.isalnum())
    if plain in _NAMES:
        return _NAMES[plain]
    if plain.isdigit():
        return normal_crs(f"EPSG:{plain}")
    if ":" not in text:  # pyproj would take the first system whose name is a little like it
        raise Refused("crs.unknown", crs=text[:40])
    return normal_crs(text)


def normal_crs(text: str) -> str:
    """Return a CRS as `EPSG:<number>` where it is one, else as the text that defines it.

    Raises:
        Refused: no such reference system.
    """
    # loaded by those who read files alone: the server and most commands never do
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        crs = CRS.from_user_input(text)
    except CRSError as error:
        raise Refused("crs.unknown", crs=text[:40]) from error
    if crs.is_compound:
        crs = crs.sub_crs_list[0]
    authority = crs.to_authority(min_confidence=70)
    if authority is None:
        return crs.to_wkt()
    return "EPSG:4326" if authority == ("OGC", "CRS84") else ":".join(authority)


def reach(crs: str) -> Bbox:
    """Return the west, south, east, north box in degrees (CRS84) where a CRS makes sense, with a margin."""
    if crs in _SWEDISH:
        return _SWEDEN_BOX
    from pyproj import CRS

    area = CRS.from_user_input(crs).area_of_use
    if area is None or area.west > area.east:
        return _WORLD
    west, south, east, north = area.bounds
    return (
        max(west - _MARGIN_DEGREES, -180.0),
        max(south - _MARGIN_DEGREES, -90.0),
        min(east + _MARGIN_DEGREES, 180.0),
        min(north + _MARGIN_DEGREES, 90.0),
    )


def inside(xy: np.ndarray, crs: str, box: Bbox) -> np.ndarray:
    """Say for each x, y in `crs` whether it lies in a lon/lat box (CRS84); shape (n, 2) to (n,)."""
    from pyproj import Transformer

    lon, lat = Transformer.from_crs(crs, LONLAT, always_xy=True).transform(xy[:, 0], xy[:, 1])
    west, south, east, north = box
    within: np.ndarray = (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)
    return within


def check_stated(xy: np.ndarray, crs: str, place: Place) -> None:
    """Hold a stated CRS against the coordinates (n, 2).

    Raises:
        Refused: the axes look swapped, or the coordinates lie where the CRS does not reach.
    """
    if not len(xy):
        return
    fits = inside(xy, crs, reach(crs)).mean()
    expected = inside(xy, crs, place.reach).mean()
    swapped = inside(xy[:, ::-1], crs, place.reach).mean()
    if swapped >= _MOST and (fits < 1 - _MOST or expected < 1 - _MOST):
        raise Refused("import.swapped", crs=crs)
    if fits < _HALF:
        raise Refused("import.impossible_crs", crs=crs, likely=_names(_likely(xy, place)))


def detect(xy: np.ndarray, place: Place) -> str:
    """Return the one CRS that puts coordinates (n, 2) where areas are expected.

    Raises:
        Refused: none does, several do, or one does with the axes swapped.
    """
    likely = _likely(xy, place)
    if len(likely) == 1:
        return likely[0]
    swapped = _likely(xy[:, ::-1], place)
    if swapped and not likely:
        raise Refused("import.swapped", crs=swapped[0])
    raise Refused("import.which_crs", likely=_names(likely or [place.register_crs, "EPSG:4326"]))


def _likely(xy: np.ndarray, place: Place) -> list[str]:
    """Return the one CRS that fits the place that is known, else all of the likeliest rank that fit at all."""
    if place.near is not None:
        near = [crs for rank in place.candidates for crs in rank if _fits(xy, crs, place.near)]
        if len(near) == 1:
            return near
    ranks = ([crs for crs in rank if _fits(xy, crs, place.reach)] for rank in place.candidates)
    return next((rank for rank in ranks if rank), [])


def _fits(xy: np.ndarray, crs: str, box: Bbox) -> bool:
    return bool(inside(xy, crs, box).mean() >= _MOST)


def _names(codes: list[str]) -> str:
    return ", ".join(codes) or "–"
