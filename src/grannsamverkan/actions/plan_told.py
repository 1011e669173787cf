"""What is said of each proposal of a plan: its reason in a sentence, its size, and the burglaries to expect."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from shapely import MultiPolygon

from grannsamverkan.actions.plan_risk import Known
from grannsamverkan.actions.planning import Planned
from grannsamverkan.domain.geometry import Outline, clean, outline_of
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.expected import Expected, Said, expected
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
    """

    proposal: Proposal
    outline: Outline
    name: str
    expected: Expected | None

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
        one = self.proposal
        return t(
            f"planning.reason.{one.reason.value}",
            homes=one.homes,
            metres=t.number(one.street_m, decimals=0),
            locality=one.locality or t("planning.no_locality"),
            before=t.number(100 * one.locality_before_share, decimals=0),
            lost=points(t, one.lost_share),
            gain=points(t, one.gain_share),
            locality_gain=points(t, one.locality_gain_share),
        )

    def burglaries(self, t: Translator) -> str:
        """Return in words the burglaries to expect in a year."""
        known = self.expected
        if known is None:
            return t("planning.burglaries.unknown")
        if known.said is Said.TOO_FEW or known.low is None or known.high is None:
            return t(f"planning.burglaries.{known.said.value}")
        return t(
            "planning.burglaries.interval",
            number=t.number(known.per_year, decimals=2),
            low=t.number(known.low, decimals=2),
            high=t.number(known.high, decimals=2),
            fewest=t.number(min(known.prevented or (0.0,)), decimals=1),
            most=t.number(max(known.prevented or (0.0,)), decimals=1),
        )


@dataclass(frozen=True)
class Proposed:
    """A plan for a municipality, with what is said of it."""

    planned: Planned
    plan: Plan
    known: Known | None = None

    @cached_property
    def told(self) -> tuple[Told, ...]:
        """The proposals by rank, with what is said of each."""
        crs, plan = self.planned.crs, self.plan
        said: tuple[Expected | None, ...] = (None,) * len(plan.proposals)
        if self.known is not None:
            said = expected(self.known.risk, [_places(one) for one in plan.proposals])
        return tuple(
            Told(one, outline_of(clean(one.outline).polygon, crs=crs), name_of(one), burglaries)
            for one, burglaries in zip(plan.proposals, said, strict=True)
        )


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
