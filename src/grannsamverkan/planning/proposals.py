"""The plan itself: where residents could be offered support to found an area next, each place with its reasons.

All coordinates are easting, northing in metres in one metric CRS. The same input gives the same plan,
in whatever order roads, homes and areas come.
"""

from collections.abc import Sequence
from math import pi

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from grannsamverkan.planning.exact import WIDE, settled
from grannsamverkan.planning.network import Network
from grannsamverkan.planning.packing import pack
from grannsamverkan.planning.plan import LocalityShare, Plan, Proposal, Wish
from grannsamverkan.planning.problem import Packed, Problem
from grannsamverkan.planning.reasons import reasoned
from grannsamverkan.planning.steadiness import how_often, lost
from grannsamverkan.planning.worth import Town, Worth

ROUNDEST = 0.2
"""No outline is more drawn out than this (Polsby-Popper: 1 is a circle)."""

_WEIGHED_AGAIN = 3_000
"""So many candidates are weighed again for how sure a plan is: more change nothing but the time it takes."""


def plan(town: Town, wish: Wish) -> Plan:
    """Return the plan that is worth most."""
    return _Planning(town, wish).run()


class _Planning:
    """One plan on its way."""

    def __init__(self, town: Town, wish: Wish) -> None:
        self.town, self.worth = town, Worth(town, wish)

    def run(self) -> Plan:
        """Return the plan, without candidates that no fit outline can be drawn of."""
        kept = self.worth.allowed()
        allowed = len(kept)
        while True:
            wanted = self.worth.problem(kept, self.worth.values(self.worth.shares))
            packed = _packed(wanted)
            chosen = kept[list(packed.chosen)]
            some = [self.town.candidates.of(one) for one in chosen.tolist()]
            drawn = self.town.drawing.outlines(some)
            unfit = [not _fit(outline) for outline in drawn]
            if not any(unfit):
                near = kept[wanted.likely(packed.prices, _WEIGHED_AGAIN)]
                fit = [one for one in drawn if one is not None]
                return self._told(near, chosen, fit, packed, undrawn=allowed - len(kept))
            left = self._unfit(wanted, packed, np.array(unfit), kept)
            kept = np.delete(kept, left)

    def _unfit(
        self, wanted: Problem, packed: Packed, unfit: NDArray[np.bool_], kept: NDArray[np.intp]
    ) -> list[int]:
        """Return the places of chosen candidates that are unfit, and of those as unfit that would come instead.

        Else each of those would be chosen in its turn, and the whole plan made anew every time.
        """
        chosen = np.array(packed.chosen)
        full = len(chosen) == wanted.most
        least = float(wanted.values[chosen].min()) if full else 0.0
        left = set(chosen[unfit].tolist())
        for one in chosen[unfit].tolist():
            for other in wanted.instead(one, chosen[~unfit], least=least):
                segments = self.town.candidates.of(int(kept[other]))
                if other not in left and _fit(self.town.drawing.by_itself(segments)):
                    break
                left.add(other)
        return sorted(left)

    def _told(
        self,
        near: NDArray[np.intp],
        chosen: NDArray[np.intp],
        drawn: Sequence[Polygon],
        packed: Packed,
        *,
        undrawn: int,
    ) -> Plan:
        """Return a plan in words and figures: each proposal with what it is worth and how sure it is.

        `near` are the candidates that may take the place of one that is chosen.
        """
        often = how_often(self.worth, near, chosen)
        without = [lost(self.worth, near, one, packed.value) for one in chosen.tolist()]
        reached = np.zeros(len(self.town.network.segments), dtype=bool)
        reached[self.town.candidates.segments] = True
        proposals = [
            self._proposal(
                rank, one, outline, chosen_share=often[rank - 1], lost_share=without[rank - 1]
            )
            for rank, (one, outline) in enumerate(zip(chosen.tolist(), drawn, strict=True), 1)
        ]
        localities = self._localities(chosen)
        return Plan(
            proposals=reasoned(proposals, localities, self.worth, chosen.tolist()),
            localities=localities,
            wish=self.worth.wish,
            weights=self.worth.weights,
            certificate=packed.certificate,
            candidates=len(self.town.candidates),
            undrawn=undrawn,
            unreached=int(self.town.network.homes[~reached].sum()),
            rounds=self.worth.turns.rounds,
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
            street_m=float(shapely.length(network.segments.lines[segments]).sum()),
            locality=network.localities[place],
            homes=homes,
            gain_share=homes / self.worth.all_homes,
            locality_gain_share=homes / max(1.0, float(self.worth.of_locality[place])),
            locality_before_share=float(1 - self.worth.need[place]),
            expected=None if expected is None else float(expected[segments].sum()),
            chosen_share=chosen_share,
            lost_share=lost_share,
        )

    def _localities(self, chosen: NDArray[np.intp]) -> tuple[LocalityShare, ...]:
        candidates, names = self.town.candidates, self.town.network.localities
        added = np.bincount(
            candidates.locality[chosen], weights=candidates.homes[chosen], minlength=len(names)
        )
        times = np.bincount(candidates.locality[chosen], minlength=len(names))
        return tuple(
            LocalityShare(
                name=name,
                homes=int(self.worth.of_locality[place]),
                before=int(self.worth.covered[place]),
                after=int(self.worth.covered[place] + added[place]),
                proposals=int(times[place]),
                due=name in self.worth.turns.due,
            )
            for place, name in enumerate(names)
        )


def _packed(wanted: Problem) -> Packed:
    packed = pack(wanted)
    return settled(wanted, packed) if packed.certificate < WIDE else packed


def _fit(outline: Polygon | None) -> bool:
    return outline is not None and 4 * pi * outline.area / outline.length**2 >= ROUNDEST


def _streets(network: Network, segments: NDArray[np.intp]) -> tuple[str, ...]:
    homes: dict[str, int] = {}
    for one in segments.tolist():
        if name := network.segments.names[one]:
            homes[name] = homes.get(name, 0) + int(network.homes[one])
    return tuple(sorted(filter(homes.get, homes), key=lambda name: (-homes[name], name)))
