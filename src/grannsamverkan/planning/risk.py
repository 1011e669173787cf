"""How many completed burglaries of homes a year to expect along each street: kernel empirical Bayes.

A place has Y burglaries in E dwelling-years. Its rate is believed beforehand to be that of its
neighbours, shrunk to the municipality's, times a gamma variable of mean 1; what happened in the place
itself is weighed in last. How far "neighbours" reaches, how strong the shrinkage is and how much places
differ are not chosen but averaged over a grid, each by how well it foretold every place from the others.
"""

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, xlogy

from grannsamverkan.planning.kernel import neighbour_sums

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

BANDWIDTHS_M = (100.0, 200.0, 400.0, 800.0)
"""How far away a neighbour may live."""

ANCHORS = (0.5, 1.0, 2.0, 4.0)
"""How many burglaries of its neighbours a place needs before they weigh as much as the whole municipality."""

SHAPES = (1.0, 2.0, 4.0, 16.0)
"""How alike places are to what was believed of them: the shape of the gamma variable."""

DISTRICT_SHAPE = 4.0
"""Districts differ by half their mean where nothing tells how much they differ: the shape for that."""

_NEGLIGIBLE = 1e-3
"""A setting that is so much less likely than the likeliest adds nothing that can be seen."""


@dataclass(frozen=True, eq=False)
class Streets:
    """Places with dwellings: streets or parts of them, each with what is known of its past.

    Attributes:
        x, y: easting, northing in metres.
        dwellings: homes there today.
        exposure: dwelling-years in which burglaries were counted; of them at least one is above zero.
        burglaries: completed burglaries of homes that were counted; a place without exposure has none.
    """

    x: Floats
    y: Floats
    dwellings: Floats
    exposure: Floats
    burglaries: Floats

    @cached_property
    def order(self) -> Places:
        """The places in an order that depends on nothing but themselves."""
        keys = (self.burglaries, self.exposure, self.dwellings, self.y, self.x)
        return np.asarray(np.lexsort(keys))


@dataclass(frozen=True, eq=False)
class Setting:
    """One way to weigh neighbours, with what is believed under it.

    Attributes:
        weight: how likely it is; those of all settings sum to 1.
        shape: how alike places are.
        mean: the rate believed of each place before its own past is weighed in.
        support: how many burglaries that rate rests on.
    """

    weight: float
    shape: float
    mean: Floats
    support: Floats


@dataclass(frozen=True, eq=False)
class Risk:
    """Burglaries to expect, for each place.

    Attributes:
        rate: burglaries a dwelling-year.
        counted: how many burglaries they rest on.
        settings: what the rate is the mean of; none where burglaries were counted by district.
    """

    streets: Streets
    rate: Floats
    counted: int
    settings: tuple[Setting, ...]

    @property
    def per_year(self) -> Floats:
        """Burglaries a year to expect in each place: what ranks areas, and is shown of none so small."""
        return self.streets.dwellings * self.rate


def risk_of(streets: Streets) -> Risk:
    """Return the burglaries to expect from those counted street by street.

    The order of the streets changes nothing, to the last bit.
    """
    order = streets.order
    back = np.argsort(order)
    exposure, burglaries = streets.exposure[order], streets.burglaries[order]
    overall = _overall(burglaries, exposure)
    values = np.stack([burglaries, exposure], axis=1)
    found = []
    for bandwidth_m in BANDWIDTHS_M:
        sums = neighbour_sums(streets.x[order], streets.y[order], values, bandwidth_m)
        for anchor, shape in product(ANCHORS, SHAPES):
            support = sums[:, 0] + anchor
            mean = support / (sums[:, 1] + anchor / overall)
            log = _log_likelihood(burglaries, exposure * mean, shape)
            found.append((log, Setting(0.0, shape, mean[back], support[back])))
    settings = _weighed(found)
    rate = sum(one.weight * rate_under(one, streets) for one in settings)
    return Risk(streets, np.asarray(rate), int(burglaries.sum()), settings)


def district_risk_of(streets: Streets, district: Places, counted: Floats) -> Risk:
    """Return the burglaries to expect from those counted by district: one rate for the whole of each.

    The streets' own burglaries are left aside; their exposure is that in which the districts' were
    counted. A count by district holds those of watched streets too, which no one can take out of it.

    Args:
        streets: the places.
        district: for each place the number of its district, from 0.
        counted: burglaries of each district.
    """
    order = streets.order
    exposure: Floats = np.zeros(len(counted))
    np.add.at(exposure, district[order], streets.exposure[order])
    overall = _overall(counted, exposure)
    rates = (counted + DISTRICT_SHAPE) / (exposure + DISTRICT_SHAPE / overall)
    return Risk(streets, rates[district], int(counted.sum()), ())


def rate_under(setting: Setting, streets: Streets) -> Floats:
    """Return the rates when what is believed of each place under a setting meets its own past."""
    return np.asarray(
        (streets.burglaries + setting.shape) / (streets.exposure + setting.shape / setting.mean)
    )


def _overall(burglaries: Floats, exposure: Floats) -> float:
    """Return burglaries a dwelling-year of the whole municipality; without any, those of half a one."""
    return max(0.5, float(burglaries.sum())) / float(exposure.sum())


def _weighed(found: list[tuple[float, Setting]]) -> tuple[Setting, ...]:
    """Return settings with their weights from how likely each made what happened, without the negligible."""
    best = max(log for log, _ in found)
    kept = [(math.exp(log - best), one) for log, one in found]
    kept = [(weight, one) for weight, one in kept if weight > _NEGLIGIBLE]
    whole = math.fsum(weight for weight, _ in kept)
    return tuple(replace(one, weight=weight / whole) for weight, one in kept)


def _log_likelihood(burglaries: Floats, expected: Floats, shape: float) -> float:
    """Return the log of how likely the burglaries were: negative binomial of a mean and a shape."""
    numbers, places = np.unique(burglaries, return_counts=True)
    logs = shape * np.log(shape / (shape + expected)) + xlogy(
        burglaries, expected / (shape + expected)
    )
    return float(logs.sum() + places @ (gammaln(numbers + shape) - gammaln(shape)))
