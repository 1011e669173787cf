"""What is said of each proposal of a plan: its reason in a sentence, its size, and the burglaries to expect."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from shapely import MultiPolygon

from grannsamverkan.actions.plan_risk import Known
from grannsamverkan.actions.planning import Planned
from grannsamverkan.domain.demand import Demand
from grannsamverkan.domain.geometry import Outline, clean, outline_of
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.expected import Expected, expected, expected_of_plan
from grannsamverkan.planning.interest import Around, told_around
from grannsamverkan.planning.plan import Plan, Proposal
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
    """

    proposal: Proposal
    outline: Outline
    name: str
    expected: Expected | None
    interest: Around | None = None

    @property
    def key(self) -> str:
        """What a form names the proposal by."""
        return self.outline.id

    @property
    def polygon(self) -> MultiPolygon:
        """The outline in metres."""
        return self.outline.polygon

    def reason(self, t: Translator) -> str:
        """Return in a sentence what speaks for the proposal most."""
        one, interest = self.proposal, self.interest
        return t(
            f"planning.reason.{one.reason.value}",
            homes=one.homes,
            locality=one.locality or t("planning.no_locality"),
            gain=points(t, one.gain_share),
            locality_gain=points(t, one.locality_gain_share),
            asking=interest.at_least if interest else 0,
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
    fewest, most = known.prevented
    return t(
        f"planning.burglaries.{known.said.value}",
        number=t.number(known.per_year, decimals=2),
        low=t.number(known.low or 0.0, decimals=2),
        high=t.number(known.high or 0.0, decimals=2),
        fewest=t.number(fewest, decimals=1),
        most=t.number(most, decimals=1),
    )


@dataclass(frozen=True)
class Proposed:
    """A plan for a municipality, with what is said of it.

    Attributes:
        known: the burglaries it rests on; None: none.
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
        if self.known is not None:
            said = expected(self.known.risk, [_places(one) for one in plan.proposals])
        return tuple(
            Told(
                one,
                outline_of(clean(one.outline).polygon, crs=crs),
                name_of(one),
                burglaries,
                told_around(network, squares, one.segments),
            )
            for one, burglaries in zip(plan.proposals, said, strict=True)
        )

    @cached_property
    def together(self) -> Expected | None:
        """Burglaries a year to expect in all proposals together; None where none are known or proposed."""
        if self.known is None or not self.plan.proposals:
            return None
        return expected_of_plan(self.known.risk, [_places(one) for one in self.plan.proposals])


def _places(proposal: Proposal) -> Places:
    return np.array(proposal.segments, dtype=np.intp)


def name_of(proposal: Proposal) -> str:
    """Return what an area could be called: by its streets with most homes, else by its locality."""
    if proposal.streets:
        return " – ".join(proposal.streets[:_NAMED])
    return f"{proposal.locality} {proposal.rank}".strip()


def points(t: Translator, share: float) -> str:
    """Return a share in percentage points, as finely as it tells of a few homes."""
    return t.number(100 * share, decimals=1 if share >= 0.01 else 2)  # noqa: PLR2004 # a percentage point
