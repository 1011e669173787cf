"""What is said of each proposal of a plan: its reason in a sentence, its size, and the burglaries to expect."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from shapely import MultiPolygon

from grannsamverkan.actions.plan_risk import Known
from grannsamverkan.actions.planning import Planned
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.demand import Demand
from grannsamverkan.domain.geometry import Outline, clean, outline_of
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.alternatives import Alternative, alternatives
from grannsamverkan.planning.chance import Chance, chance_of
from grannsamverkan.planning.expected import Expected, expected, expected_of_plan
from grannsamverkan.planning.interest import Around, told_around
from grannsamverkan.planning.plan import Plan, Proposal
from grannsamverkan.planning.reasons import told_of_burglaries
from grannsamverkan.planning.risk import Places

_NAMED = 2
"""A proposal is called by so many of its streets at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """A proposal with what is said of it.

    Attributes:
        outline: cleaned as the register keeps outlines; its id names the proposal for as long as it is the same.
        name: what an area there could be called: its streets, or its locality.
        expected: burglaries a year, None where none are known.
        interest: what is told of residents' interest where it lies, None where nothing is.
        chance: that it is founded within a year, the same for all; None: too few outcomes to say.
        dormant: areas that rest and hold some of its homes, each with how many, most first.
    """

    proposal: Proposal
    outline: Outline
    name: str
    expected: Expected | None
    interest: Around | None = None
    chance: Chance | None = None
    dormant: tuple[tuple[AreaVersion, int], ...] = ()

    @property
    def key(self) -> str:
        """What a form names the proposal by."""
        return self.outline.id

    @property
    def polygon(self) -> MultiPolygon:
        """The outline in metres."""
        return self.outline.polygon

    def reason(self, t: Translator) -> str:
        """Return in a sentence what sets the proposal apart."""
        one, interest = self.proposal, self.interest
        fewest, most = _prevented(self.expected, t)
        return t(
            f"planning.reason.{one.reason.value}",
            homes=one.homes,
            metres=t.number(one.street_m, decimals=0),
            locality=one.locality or t("planning.no_locality"),
            before=t.number(100 * one.locality_before_share, decimals=0),
            lost=points(t, one.lost_share),
            gain=points(t, one.gain_share),
            locality_gain=points(t, one.locality_gain_share),
            asking=interest.at_least if interest else 0,
            fewest=fewest,
            most=most,
        )

    def likely(self, t: Translator) -> str:
        """Return in words the chance that it is founded within a year."""
        if self.chance is None:
            return t("planning.chance.unknown")
        mean, low, high = (
            t.number(100 * share, decimals=0)
            for share in (self.chance.mean, self.chance.low, self.chance.high)
        )
        return t("planning.chance.known", percent=mean, low=low, high=high)

    def resting(self, t: Translator) -> tuple[str, ...]:
        """Return in words which areas rest there, that are better started anew."""
        return tuple(
            t("planning.dormant", name=version.name, homes=homes, all=self.proposal.homes)
            for version, homes in self.dormant
        )

    def burglaries(self, t: Translator) -> str:
        """Return in words the burglaries to expect in a year."""
        return burglaries_said(self.expected, t)

    def asked_for(self, t: Translator) -> str:
        """Return in words what is told of residents' interest where the proposal lies."""
        if self.interest is None:
            return t("planning.interest.nothing")
        return t(
            "planning.interest.told",
            number=self.interest.at_least,
            metres=self.interest.side_m,
        )


def burglaries_said(known: Expected | None, t: Translator) -> str:
    """Return in words the burglaries to expect in a year, and what could be prevented; how many, where it can be said."""
    if known is None:
        return t("planning.burglaries.unknown")
    if known.prevented is None:
        return t("planning.burglaries.too_few")
    fewest, most = _prevented(known, t)
    return t(
        f"planning.burglaries.{known.said.value}",
        number=t.number(known.per_year, decimals=2),
        low=t.number(known.low or 0.0, decimals=2),
        high=t.number(known.high or 0.0, decimals=2),
        fewest=fewest,
        most=most,
    )


def _prevented(known: Expected | None, t: Translator) -> tuple[str, str]:
    """Return in words from where to where the number lies that could be prevented; nothing where it cannot be said."""
    if known is None or known.prevented is None:
        return "", ""
    fewest, most = known.prevented
    return t.number(fewest, decimals=1), t.number(most, decimals=1)


@dataclass(frozen=True)
class Proposed:
    """A plan for a municipality, with what is said of it.

    Attributes:
        known: what is known of burglaries; None: nothing is told of any.
        demand: what is told of residents' interest.
    """

    planned: Planned
    plan: Plan
    known: Known | None = None
    demand: Demand | None = None

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The proposals by rank, with what is said of each."""
        crs, plan, network = self.planned.crs, self.plan, self.planned.town.network
        squares = self.demand.squares if self.demand else ()
        said: tuple[Expected | None, ...] = (None,) * len(plan.proposals)
        if self.known and self.known.risk:
            said = expected(self.known.risk, [_places(one) for one in plan.proposals])
        proposals = plan.proposals
        if plan.weights.risk:
            proposals = told_of_burglaries(proposals, said)
        chance = chance_of(self.planned.outcomes)
        return tuple(
            Told(
                one,
                outline_of(clean(one.outline).polygon, crs=crs),
                name_of(one),
                burglaries,
                told_around(network, squares, one.segments),
                chance,
                self._dormant_in(one),
            )
            for one, burglaries in zip(proposals, said, strict=True)
        )

    @cached_property
    def together(self) -> Expected | None:
        """Burglaries a year to expect in all proposals together; None where none are known or proposed."""
        if not (self.known and self.known.risk and self.plan.proposals):
            return None
        return expected_of_plan(self.known.risk, [_places(one) for one in self.plan.proposals])

    @cached_property
    def beside(self) -> tuple[Alternative, ...]:
        """What else was weighed: the best places beside those proposed."""
        return alternatives(self.planned.town, self.plan)

    def _dormant_in(self, proposal: Proposal) -> tuple[tuple[AreaVersion, int], ...]:
        """Return the areas that rest and hold homes of a proposal, each with how many, most first."""
        network = self.planned.town.network
        rows = np.concatenate([network.plots_along[one] for one in proposal.segments])
        points, homes = network.plots.points[rows], network.plots.homes[rows]
        found = [
            (one.version, int(homes[shapely.intersects(one.polygon, points)].sum()))
            for one in self.planned.dormant
            if one.polygon.intersects(proposal.outline)
        ]
        return tuple(
            sorted(filter(lambda pair: pair[1], found), key=lambda pair: (-pair[1], pair[0].name))
        )


def _places(proposal: Proposal) -> Places:
    return np.array(proposal.segments, dtype=np.intp)


def name_of(proposal: Proposal) -> str:
    """Return what an area could be called: by its streets with most homes, else by its locality."""
    if proposal.streets:
        return " – ".join(proposal.streets[:_NAMED])
    return f"{proposal.locality} {proposal.rank}".strip()


def points(t: Translator, share: float) -> str:
    """Return a share in percent, as finely as it tells of a few homes."""
    return t.number(100 * share, decimals=1 if share >= 0.01 else 2)  # noqa: PLR2004 # one percent
