"""A plan: where residents could be offered support to found an area next, each place with its reasons.

All coordinates are easting, northing in metres in one metric CRS. The same input gives the same plan,
in whatever order roads, homes and areas come.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from math import pi

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from grannsamverkan.planning.candidates import Candidates, grow
from grannsamverkan.planning.exact import WIDE, settled
from grannsamverkan.planning.network import Network
from grannsamverkan.planning.outlines import outlines
from grannsamverkan.planning.packing import Packed, Problem, pack

ROUNDEST = 0.2
"""No outline is more drawn out than this (Polsby-Popper: 1 is a circle)."""

_SAME_SHARE = 0.5
"""A candidate that shares so much of the homes of another is the same proposal, drawn otherwise."""
_DRAWS = 24
_SPREAD = 40.0
_COUNTED = 0.1
_ROUGH = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each thing counts, of what is counted at all.

    Attributes:
        coverage: how many homes come to lie in an area.
        risk: how many burglaries are to be expected there; nothing while no burglaries are known.
        equity: that localities with few homes in areas come first.
    """

    coverage: float = 0.4
    risk: float = 0.3
    equity: float = 0.3


class Reason(StrEnum):
    """What speaks for a proposal most."""

    HOMES = "homes"
    RISK = "risk"
    EQUITY = "equity"
    DUE = "due"


@dataclass(frozen=True)
class Town:
    """What a plan is made for.

    Attributes:
        network: streets and homes.
        existing: outlines of the areas there are, planned ones too.
        expected: for each segment the burglaries a year to be expected of its homes; None: not known.
    """

    network: Network
    existing: tuple[BaseGeometry, ...] = ()
    expected: NDArray[np.float64] | None = None

    @cached_property
    def candidates(self) -> Candidates:
        """Every candidate; grown once, however often one plans."""
        return grow(self.network)

    @cached_property
    def takes(self) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """What each candidate takes."""
        return self.candidates.takes(self.network)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a plan.

    Attributes:
        new: how many areas.
        due: localities that have waited long enough for a proposal.
        vetoed: outlines that someone has said no to.
        seed: what the resampling begins with.
    """

    new: int = 10
    weights: Weights = field(default_factory=Weights)
    due: frozenset[str] = frozenset()
    vetoed: tuple[BaseGeometry, ...] = ()
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One place where an area could be founded.

    Attributes:
        outline: easting, northing in metres.
        segments: its segments in the network.
        streets: the names of its streets, those with most homes first.
        gain_share, locality_gain_share: how much of all homes of the municipality, and of its
            locality, it would add to those in areas (0-1).
        expected: burglaries a year to be expected, None where not known.
        chosen_share: how often it is chosen when weights and counts are shaken (0-1).
        lost_share: how much of the plan's worth is lost if nothing is founded there (0-1).
    """

    rank: int
    outline: Polygon
    segments: tuple[int, ...]
    streets: tuple[str, ...]
    locality: str
    homes: int
    gain_share: float
    locality_gain_share: float
    expected: float | None
    chosen_share: float
    lost_share: float
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalityShare:
    """How many homes of a locality lie in areas, before a plan and after it."""

    name: str
    homes: int
    before: int
    after: int
    proposals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Proposals, how good they are together, and what they mean for each locality.

    Attributes:
        certificate: how much of the best possible the plan is sure to be worth (0-1).
        candidates: how many were weighed.
        unreached: homes that no area of the size asked for could hold.
    """

    proposals: tuple[Proposal, ...]
    localities: tuple[LocalityShare, ...]
    weights: Weights
    certificate: float
    candidates: int
    unreached: int


def plan(town: Town, wish: Wish) -> Plan:
    """Return the plan that is worth most."""
    return _Planning(town, wish).run()


class _Planning:
    """One plan on its way."""

    def __init__(self, town: Town, wish: Wish) -> None:
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
        self.weights = _counted(wish.weights, with_risk=town.expected is not None)

    def run(self) -> Plan:
        """Return the plan, without candidates that no fit outline can be drawn of."""
        kept = self._allowed()
        while True:
            packed = self._packed(kept)
            chosen = kept[list(packed.chosen)]
            some = [self.town.candidates.of(one) for one in chosen.tolist()]
            drawn = outlines(self.town.network, some, existing=self.town.existing)
            unfit = [outline is None or _roundness(outline) < ROUNDEST for outline in drawn]
            if not any(unfit):
                return self._told(kept, chosen, [one for one in drawn if one is not None], packed)
            kept = np.setdiff1d(kept, chosen[unfit])

    def _allowed(self) -> NDArray[np.intp]:
        """Return the candidates that nobody has said no to."""
        candidates, network = self.town.candidates, self.town.network
        if not self.wish.vetoed:
            return np.arange(len(candidates))
        points = network.plots.points
        said_no = np.zeros(len(points), dtype=bool)
        for outline in self.wish.vetoed:
            shapely.prepare(outline)
            said_no |= shapely.intersects(outline, points)
        own = (network.segment_of >= 0) & ~network.plots.covered & said_no
        of_segment = np.bincount(
            network.segment_of[own],
            weights=network.plots.homes[own],
            minlength=len(network.segments),
        )
        return np.flatnonzero(self._sums(of_segment) < _SAME_SHARE * candidates.homes)

    def _sums(self, of_segment: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return for each candidate what its segments have together."""
        candidates = self.town.candidates
        owner = np.repeat(np.arange(len(candidates)), np.diff(candidates.starts))
        return np.bincount(
            owner, weights=of_segment[candidates.segments], minlength=len(candidates)
        )

    @cached_property
    def _parts(self) -> NDArray[np.float64]:
        """(3, n): what each candidate adds to coverage, risk and equity, each as a share of all there is."""
        candidates, expected = self.town.candidates, self.town.expected
        homes = candidates.homes / self.all_homes
        risk = np.zeros(len(candidates)) if expected is None else self._sums(expected)
        total = 1.0 if expected is None else max(float(expected.sum()), 1e-12)
        return np.stack([homes, risk / total, self.need[candidates.locality] * homes])

    def _problem(self, kept: NDArray[np.intp], values: NDArray[np.float64]) -> Problem:
        candidates = self.town.candidates
        starts, rows = self.town.takes
        spans = [rows[starts[one] : starts[one + 1]] for one in kept.tolist()]
        bounds = np.zeros(len(kept) + 1, dtype=np.intp)
        np.cumsum([len(span) for span in spans], out=bounds[1:])
        places = len(self.town.network.localities)
        least = [int(name in self.wish.due) for name in self.town.network.localities]
        return Problem(
            values[kept],
            bounds,
            np.concatenate([np.zeros(0, dtype=np.intp), *spans]),
            self.wish.new,
            candidates.locality[kept],
            np.array(least, dtype=np.intp),
            np.full(places, self.wish.new, dtype=np.intp),
        )

    def _packed(self, kept: NDArray[np.intp]) -> Packed:
        wanted = self._problem(kept, self._values(self._shares))
        packed = pack(wanted)
        return settled(wanted, packed) if packed.certificate < WIDE else packed

    @property
    def _shares(self) -> NDArray[np.float64]:
        return np.array([self.weights.coverage, self.weights.risk, self.weights.equity])

    def _values(self, shares: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray((shares[:, None] * self._parts).sum(axis=0))

    def _told(
        self,
        kept: NDArray[np.intp],
        chosen: NDArray[np.intp],
        drawn: Sequence[Polygon],
        packed: Packed,
    ) -> Plan:
        """Return a plan in words and figures: each proposal with what it is worth and how sure it is."""
        often = self._how_often(kept, chosen)
        lost = [self._lost(kept, one, packed.value) for one in chosen.tolist()]
        reached = np.zeros(len(self.town.network.segments), dtype=bool)
        reached[self.town.candidates.segments] = True
        return Plan(
            proposals=tuple(
                self._proposal(
                    rank, one, outline, chosen_share=often[rank - 1], lost_share=lost[rank - 1]
                )
                for rank, (one, outline) in enumerate(zip(chosen.tolist(), drawn, strict=True), 1)
            ),
            localities=self._localities(chosen),
            weights=self.weights,
            certificate=packed.certificate,
            candidates=len(self.town.candidates),
            unreached=int(self.town.network.homes[~reached].sum()),
        )

    def _proposal(
        self, rank: int, one: int, outline: Polygon, *, chosen_share: float, lost_share: float
    ) -> Proposal:
        network, candidates = self.town.network, self.town.candidates
        segments, place = candidates.of(one), int(candidates.locality[one])
        homes, expected = int(candidates.homes[one]), self.town.expected
        return Proposal(
            rank=rank,
            outline=outline,
            segments=tuple(segments.tolist()),
            streets=_streets(network, segments),
            locality=network.localities[place],
            homes=homes,
            gain_share=homes / self.all_homes,
            locality_gain_share=homes / max(1.0, float(self.of_locality[place])),
            expected=None if expected is None else float(expected[segments].sum()),
            chosen_share=chosen_share,
            lost_share=lost_share,
            reason=self._reason(one),
        )

    def _reason(self, one: int) -> Reason:
        """Return what speaks for a candidate more than for the usual one."""
        place = int(self.town.candidates.locality[one])
        if self.town.network.localities[place] in self.wish.due:
            return Reason.DUE
        usual = np.maximum(self._parts.mean(axis=1), 1e-12)
        more = self._shares * self._parts[:, one] / usual
        return (Reason.HOMES, Reason.RISK, Reason.EQUITY)[int(np.argmax(more))]

    def _localities(self, chosen: NDArray[np.intp]) -> tuple[LocalityShare, ...]:
        candidates, names = self.town.candidates, self.town.network.localities
        added = np.bincount(
            candidates.locality[chosen], weights=candidates.homes[chosen], minlength=len(names)
        )
        times = np.bincount(candidates.locality[chosen], minlength=len(names))
        return tuple(
            LocalityShare(
                name=name,
                homes=int(self.of_locality[place]),
                before=int(self.covered[place]),
                after=int(self.covered[place] + added[place]),
                proposals=int(times[place]),
            )
            for place, name in enumerate(names)
        )

    def _how_often(self, kept: NDArray[np.intp], chosen: NDArray[np.intp]) -> list[float]:
        """Return how often each is chosen again when the weights and the numbers of homes are shaken."""
        rng = np.random.default_rng(self.wish.seed)
        shares = self._shares
        told = np.flatnonzero(shares > 0)
        again = np.zeros(len(chosen))
        for _ in range(_DRAWS):
            shaken = np.zeros(len(shares))
            shaken[told] = rng.dirichlet(_SPREAD * shares[told])
            noise = rng.lognormal(0, _COUNTED, len(self.town.network.segments))
            values = self._values(shaken) * self._noise(noise)
            packed = pack(self._problem(kept, values), rounds=_ROUGH)
            again += self._met(chosen, kept[list(packed.chosen)])
        return [float(one) for one in again / _DRAWS]

    def _noise(self, of_segment: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how much more or less each candidate is worth when its streets' homes are counted otherwise."""
        homes = self.town.network.homes
        return np.asarray(self._sums(of_segment * homes) / self.town.candidates.homes)

    def _met(self, chosen: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Say for each candidate whether one of others has at least half of its homes."""
        homes = self.town.network.homes
        owner = np.full(len(homes), -1)
        for other in others.tolist():
            owner[self.town.candidates.of(other)] = other
        met = np.zeros(len(chosen), dtype=bool)
        for place, one in enumerate(chosen.tolist()):
            segments = self.town.candidates.of(one)
            inside = owner[segments] >= 0
            if inside.any():
                _, which = np.unique(owner[segments[inside]], return_inverse=True)
                most = np.bincount(which, weights=homes[segments[inside]]).max()
                met[place] = most >= _SAME_SHARE * self.town.candidates.homes[one]
        return met

    def _lost(self, kept: NDArray[np.intp], one: int, value: float) -> float:
        """Return how much of the plan's worth is lost without a proposal and all that is much the same."""
        mine = np.zeros(len(self.town.network.homes))
        segments = self.town.candidates.of(one)
        mine[segments] = self.town.network.homes[segments]
        same = self._sums(mine) >= _SAME_SHARE * self.town.candidates.homes[one]
        without = kept[~same[kept]]
        packed = pack(self._problem(without, self._values(self._shares)), rounds=_ROUGH)
        return max(0.0, 1 - packed.value / value) if value > 0 else 0.0


def _counted(weights: Weights, *, with_risk: bool) -> Weights:
    """Return weights that make one together; risk counts for nothing where it is not known."""
    known = replace(weights, risk=weights.risk if with_risk else 0.0)
    total = known.coverage + known.risk + known.equity
    if total <= 0:
        return Weights(coverage=1.0, risk=0.0, equity=0.0)
    return Weights(
        coverage=known.coverage / total, risk=known.risk / total, equity=known.equity / total
    )


def _roundness(outline: Polygon) -> float:
    return float(4 * pi * outline.area / outline.length**2)


def _streets(network: Network, segments: NDArray[np.intp]) -> tuple[str, ...]:
    homes: dict[str, int] = {}
    for one in segments.tolist():
        if name := network.segments.names[one]:
            homes[name] = homes.get(name, 0) + int(network.homes[one])
    return tuple(sorted(filter(homes.get, homes), key=lambda name: (-homes[name], name)))
