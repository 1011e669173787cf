"""The projection of every Swedish and Finnish map, and of UTM: transverse Mercator by Krüger's series.

Karney, "Transverse Mercator with an accuracy of a few nanometers" (2011), equations 7-9 and 19-36,
to the sixth order of the third flattening. The serving process needs no other projection for these
systems, and so does without PROJ, which would cost it a quarter of its memory.
"""

import cmath
import math
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

Coordinates = NDArray[np.float64]

_GRS80 = (6_378_137.0, 1 / 298.257222101)
_WGS84 = (6_378_137.0, 1 / 298.257223563)

_SWEREF_LON0 = (12.0, 13.5, 15.0, 16.5, 18.0, 14.25, 15.75, 17.25, 18.75, 20.25, 21.75, 23.25)
"""Central meridians of SWEREF 99 12 00 to 23 15, EPSG:3007 to 3018."""

_FARTHEST = 2.623395162778
"""Where the series ends to hold, in units of the rectifying radius; PROJ draws the line here too."""

_FORWARD = (
    (1 / 2, -2 / 3, 5 / 16, 41 / 180, -127 / 288, 7891 / 37800),
    (13 / 48, -3 / 5, 557 / 1440, 281 / 630, -1983433 / 1935360),
    (61 / 240, -103 / 140, 15061 / 26880, 167603 / 181440),
    (49561 / 161280, -179 / 168, 6601661 / 7257600),
    (34729 / 80640, -3418889 / 1995840),
    (212378941 / 319334400,),
)
_INVERSE = (
    (1 / 2, -2 / 3, 37 / 96, -1 / 360, -81 / 512, 96199 / 604800),
    (1 / 48, 1 / 15, -437 / 1440, 46 / 105, -1118711 / 3870720),
    (17 / 480, -37 / 840, -209 / 4480, 5569 / 90720),
    (4397 / 161280, -11 / 504, -830251 / 7257600),
    (4583 / 161280, -108847 / 3991680),
    (20648693 / 638668800,),
)


@dataclass(frozen=True)
class TransverseMercator:
    """One projection: central meridian in degrees, scale there, false easting in metres, ellipsoid."""

    lon0: float
    scale: float
    false_easting_m: float
    ellipsoid: tuple[float, float] = _GRS80

    @cached_property
    def _n(self) -> float:
        return self.ellipsoid[1] / (2 - self.ellipsoid[1])

    @cached_property
    def _e2(self) -> float:
        return self.ellipsoid[1] * (2 - self.ellipsoid[1])

    @cached_property
    def _radius_m(self) -> float:
        """The rectifying radius, scaled."""
        n2 = self._n**2
        return (
            self.scale * self.ellipsoid[0] / (1 + self._n) * (1 + n2 / 4 + n2**2 / 64 + n2**3 / 256)
        )

    def _series(self, table: tuple[tuple[float, ...], ...]) -> list[float]:
        return [
            sum(number * self._n ** (order + power) for power, number in enumerate(row))
            for order, row in enumerate(table, start=1)
        ]

    def as_data(self) -> dict[str, float | list[float]]:
        """Return what is needed to project elsewhere: `forward` in numbers."""
        return {
            "lon0": self.lon0,
            "false_easting_m": self.false_easting_m,
            "radius_m": self._radius_m,
            "e": float(np.sqrt(self._e2)),
            "series": self._series(_FORWARD),
            "farthest": _FARTHEST,
        }

    def forward(self, lon: Coordinates, lat: Coordinates) -> tuple[Coordinates, Coordinates]:
        """Return easting, northing in metres of longitude, latitude in degrees; infinite where there is none."""
        away = np.radians((lon - self.lon0 + 180) % 360 - 180)
        tau = self._conformal(np.tan(np.radians(lat)))
        xi = np.arctan2(tau, np.cos(away))
        eta = np.arcsinh(np.sin(away) / np.hypot(tau, np.cos(away)))
        north, east = xi.copy(), eta.copy()
        for order, number in enumerate(self._series(_FORWARD), start=1):
            north += number * np.sin(2 * order * xi) * np.cosh(2 * order * eta)
            east += number * np.cos(2 * order * xi) * np.sinh(2 * order * eta)
        lost = ~(np.abs(east) <= _FARTHEST)
        x = np.where(lost, np.inf, self.false_easting_m + self._radius_m * east)
        return x, np.where(lost, np.inf, self._radius_m * north)

    @cached_property
    def _forward_series(self) -> tuple[float, ...]:
        return tuple(reversed(self._series(_FORWARD)))

    @cached_property
    def _e(self) -> float:
        return math.sqrt(self._e2)

    def forward_one(self, lon: float, lat: float) -> tuple[float, float]:
        """Return easting, northing in metres of one longitude, latitude in degrees, as `forward` does.

        A tenth of the time: a question about one place would spend more on projecting it than on its answer.
        """
        away = math.radians((lon - self.lon0 + 180) % 360 - 180)
        tau = math.tan(math.radians(lat))
        slant = math.hypot(1, tau)
        sigma = math.sinh(self._e * math.atanh(self._e * tau / slant))
        tau = tau * math.hypot(1, sigma) - sigma * slant
        along = math.cos(away)
        xi = math.atan2(tau, along)
        eta = math.asinh(math.sin(away) / math.hypot(tau, along))
        turned = complex(2 * xi, 2 * eta)  # the sums by Clenshaw's recurrence, both as one number
        twice, last, before = 2 * cmath.cos(turned), 0j, 0j
        for number in self._forward_series:
            last, before = number + twice * last - before, last
        moved = last * cmath.sin(turned)
        north, east = xi + moved.real, eta + moved.imag
        if not abs(east) <= _FARTHEST:
            return math.inf, math.inf
        return self.false_easting_m + self._radius_m * east, self._radius_m * north

    def inverse(self, x: Coordinates, y: Coordinates) -> tuple[Coordinates, Coordinates]:
        """Return longitude, latitude in degrees of easting, northing in metres; infinite where there is none."""
        north, east = y / self._radius_m, (x - self.false_easting_m) / self._radius_m
        lost = ~(np.abs(east) <= _FARTHEST)
        east = np.where(lost, 0.0, east)
        xi, eta = north.copy(), east.copy()
        for order, number in enumerate(self._series(_INVERSE), start=1):
            xi -= number * np.sin(2 * order * north) * np.cosh(2 * order * east)
            eta -= number * np.cos(2 * order * north) * np.sinh(2 * order * east)
        tau = self._geodetic(np.sin(xi) / np.hypot(np.sinh(eta), np.cos(xi)))
        lon = self.lon0 + np.degrees(np.arctan2(np.sinh(eta), np.cos(xi)))
        lon = (lon + 180) % 360 - 180
        return np.where(lost, np.inf, lon), np.where(lost, np.inf, np.degrees(np.arctan(tau)))

    def _conformal(self, tau: Coordinates) -> Coordinates:
        """Return the tangent of the conformal latitude from that of the geodetic one."""
        e = np.sqrt(self._e2)
        sigma = np.sinh(e * np.arctanh(e * tau / np.hypot(1, tau)))
        conformal: Coordinates = tau * np.hypot(1, sigma) - sigma * np.hypot(1, tau)
        return conformal

    def _geodetic(self, conformal: Coordinates) -> Coordinates:
        """Return the tangent of the geodetic latitude, by Newton's method: three rounds are plenty."""
        tau = conformal / (1 - self._e2)
        for _ in range(4):
            found = self._conformal(tau)
            slope = (1 - self._e2) * np.hypot(1, found) * np.hypot(1, tau)
            tau = tau + (conformal - found) * (1 + (1 - self._e2) * tau**2) / slope
        return tau


@cache
def known(code: str) -> TransverseMercator | None:
    """Return the projection of a CRS code such as `EPSG:3006`, None where it is not one of these.

    SWEREF 99 TM and its zones (3006-3018), ETRS-TM35FIN (3067), ETRS89 and WGS 84 UTM north
    (25828-25837, 32601-32660).
    """
    authority, _, text = code.partition(":")
    number = int(text) if authority == "EPSG" and text.isdigit() else 0
    if number == 3006:  # noqa: PLR2004 # EPSG's own numbers, as above
        return TransverseMercator(15.0, 0.9996, 500_000)
    if 3007 <= number <= 3018:  # noqa: PLR2004
        return TransverseMercator(_SWEREF_LON0[number - 3007], 1.0, 150_000)
    if number == 3067:  # noqa: PLR2004
        return TransverseMercator(27.0, 0.9996, 500_000)
    if 25828 <= number <= 25837:  # noqa: PLR2004
        return TransverseMercator((number - 25800) * 6.0 - 183, 0.9996, 500_000)
    if 32601 <= number <= 32660:  # noqa: PLR2004
        return TransverseMercator((number - 32600) * 6.0 - 183, 0.9996, 500_000, _WGS84)
    return None
