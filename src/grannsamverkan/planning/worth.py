"""What candidates are worth: the homes they add, the risk and the interest they meet, the localities they help."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from grannsamverkan.coverage.bulk import covered
from grannsamverkan.planning.candidates import Candidates, grow
from grannsamverkan.planning.network import Network
from grannsamverkan.planning.outlines import Drawing
from grannsamverkan.planning.plan import Weights, Wish
from grannsamverkan.planning.problem import Problem
from grannsamverkan.planning.turns import turns

SAME_SHARE = 0.5
"""A candidate that shares so much of the homes of another is the same proposal, drawn otherwise."""

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Town:
    """What a plan is made for.

    Attributes:
        network: streets and homes.
        existing: outlines of the areas there are, planned ones too.
        expected: for each segment the burglaries a year to be expected of its homes; None: not known.
        interest: for each segment how much of all interest that is told is its homes' (0-1); None: none is told.
    """

    network: Network
    existing: tuple[BaseGeometry, ...] = ()
    expected: NDArray[np.float64] | None = None
    interest: NDArray[np.float64] | None = None

    @cached_property
    def candidates(self) -> Candidates:
        """Every candidate; grown once, however often one plans."""
        return grow(self.network)

    @cached_property
    def takes(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """What each candidate takes."""
        return self.candidates.takes(self.network)

    def knowing(
        self, expected: NDArray[np.float64] | None, interest: NDArray[np.float64] | None
    ) -> "Town":
        """Return the town with what is known of it besides; its candidates are the same, and not grown again."""
        town = Town(self.network, self.existing, expected, interest)
        vars(town).update(candidates=self.candidates, takes=self.takes, drawing=self.drawing)
        return town

    @cached_property
    def drawing(self) -> Drawing:
        """Where outlines are drawn; each candidate by itself once, however often one plans."""
        return Drawing(self.network, self.existing)


class Worth:
    """What each candidate of a town is worth to a wish."""

    def __init__(self, town: Town, wish: Wish) -> None:
        """Count homes by locality, and what is lacking there."""
        self.town, self.wish = town, wish
        network = town.network
        plots = network.plots
        lie = network.segment_of >= 0
        places = len(network.localities)
        where = network.locality[network.segment_of[lie]]
        homes = plots.homes[lie]
        self.of_locality = np.bincount(where, weights=homes, minlength=places)
        self.covered = np.bincount(where, weights=homes * plots.covered[lie], minlength=places)
        self.all_homes = max(1.0, float(plots.homes.sum()))
        self.need = 1 - self.covered / np.maximum(self.of_locality, 1)
        self.turns = turns(
            network.localities,
            self.of_locality.tolist(),
            self.covered.tolist(),
            year=wish.year,
            new=wish.new,
        )
        self.weights = _counted(wish.weights, town)

    def allowed(self) -> NDArray[np.intp]:
        """Return the candidates that nobody has said no to."""
        candidates, network = self.town.candidates, self.town.network
        if not self.wish.vetoed:
            return np.arange(len(candidates))
        plots = network.plots
        said_no = covered(plots.x, plots.y, np.array(self.wish.vetoed, dtype=object))
        own = (network.segment_of >= 0) & ~plots.covered & said_no
        of_segment = np.bincount(
            network.segment_of[own],
            weights=plots.homes[own],
            minlength=len(network.segments),
        )
        inside = self.sums(of_segment.astype(np.float64))
        return np.flatnonzero(inside < SAME_SHARE * candidates.homes)

    def sums(self, of_segment: Numbers) -> Numbers:
        """Return for each candidate what its segments have together."""
        candidates = self.town.candidates
        owner = np.repeat(np.arange(len(candidates)), np.diff(candidates.starts))
        weights = of_segment[candidates.segments]
        return np.bincount(owner, weights, minlength=len(candidates)).astype(np.float64)

    @cached_property
    def parts(self) -> Numbers:
        """(4, n): what each candidate adds to coverage, risk, equity and interest, each as a share of all there is."""
        candidates, expected = self.town.candidates, self.town.expected
        homes = candidates.homes / self.all_homes
        risk = np.zeros(len(candidates)) if expected is None else self.sums(expected)
        total = 1.0 if expected is None else max(float(expected.sum()), 1e-12)
        interest = self.town.interest
        asked = np.zeros(len(candidates)) if interest is None else self.sums(interest)
        return np.stack([homes, risk / total, self.need[candidates.locality] * homes, asked])

    def problem(self, kept: NDArray[np.intp], values: Numbers) -> Problem:
        """Return the question which of some candidates to choose."""
        starts, rows = self.town.takes
        places = len(self.town.network.localities)
        least = [int(name in self.turns.due) for name in self.town.network.localities]
        every = Problem(
            values,
            starts,
            rows,
            self.wish.new,
            self.town.candidates.locality,
            np.array(least, dtype=np.intp),
            np.full(places, self.wish.new, dtype=np.intp),
        )
        return every.only(kept)

    @property
    def shares(self) -> Numbers:
        """How much coverage, risk, equity and interest count."""
        weights = self.weights
        return np.array([weights.coverage, weights.risk, weights.equity, weights.interest])

    def values(self, shares: Numbers) -> Numbers:
        """Return what each candidate is worth where each thing counts so much."""
        return np.asarray((shares[:, None] * self.parts).sum(axis=0))


def _counted(weights: Weights, town: Town) -> Weights:
    """Return weights that make one together; risk and interest count for nothing where they are not known."""
    risk = 0.0 if town.expected is None else weights.risk
    interest = 0.0 if town.interest is None else weights.interest
    total = weights.coverage + risk + weights.equity + interest
    if total <= 0:
        return Weights(coverage=1.0, risk=0.0, equity=0.0, interest=0.0)
    return Weights(
        coverage=weights.coverage / total,
        risk=risk / total,
        equity=weights.equity / total,
        interest=interest / total,
    )
