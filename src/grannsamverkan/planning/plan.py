"""What a plan is: what is asked of it, and what it says of each place and each locality.

All coordinates are easting, northing in metres in one metric CRS.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from shapely import Polygon
from shapely.geometry.base import BaseGeometry


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """How much each thing counts, of what is counted at all.

    Attributes:
        coverage: how many homes come to lie in an area.
        risk: how many burglaries are to be expected there; nothing while no burglaries are known.
        equity: that localities with few homes in areas come first.
        interest: how much of the interest that residents have shown is there; nothing where none is told.
    """

    coverage: float = 0.4
    risk: float = 0.3
    equity: float = 0.3
    interest: float = 0.2


class Reason(StrEnum):
    """What sets a proposal apart."""

    DUE = "due"
    FIRST = "first"
    RISK = "risk"
    EQUITY = "equity"
    INTEREST = "interest"
    MOST = "most"
    CLOSEST = "closest"
    MISSED = "missed"
    HOMES = "homes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What is asked of a plan.

    Attributes:
        new: how many areas.
        year: whose turn it is among the localities goes by it; None: nobody's.
        vetoed: outlines that someone has said no to.
        seed: what the resampling begins with.
    """

    new: int = 10
    weights: Weights = field(default_factory=Weights)
    year: int | None = None
    vetoed: tuple[BaseGeometry, ...] = ()
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One place where an area could be founded.

    Attributes:
        outline: easting, northing in metres.
        segments: its segments in the network.
        streets: the names of its streets, those with most homes first.
        street_m: how long its streets are together, in metres.
        gain_share, locality_gain_share: how much of all homes of the municipality, and of its
            locality, it would add to those in areas (0-1).
        locality_before_share: how much of the homes of its locality lie in areas now (0-1).
        expected: burglaries a year to be expected, None where not known.
        chosen_share: how often it is chosen when weights and counts are shaken (0-1).
        lost_share: how much of the plan's worth is lost if nothing is founded there (0-1).
    """

    rank: int
    outline: Polygon
    segments: tuple[int, ...]
    streets: tuple[str, ...]
    street_m: float
    locality: str
    homes: int
    gain_share: float
    locality_gain_share: float
    locality_before_share: float
    expected: float | None
    chosen_share: float
    lost_share: float
    reason: Reason = Reason.HOMES


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalityShare:
    """How many homes of a locality lie in areas, before a plan and after it.

    Attributes:
        due: it was the locality's turn this year.
    """

    name: str
    homes: int
    before: int
    after: int
    proposals: int
    due: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Proposals, how good they are together, and what they mean for each locality.

    Attributes:
        wish: what was asked; `weights` is what of it could be counted, as one together.
        certificate: how much of the best possible the plan is sure to be worth (0-1), of what could be drawn.
        candidates: how many were weighed.
        undrawn: how many of them were left out when no fit outline could be drawn of them.
        unreached: homes that no area of the size asked for could hold.
        rounds: in so many yearly plans every locality with homes enough has its turn once; 0: none has turns.
    """

    proposals: tuple[Proposal, ...]
    localities: tuple[LocalityShare, ...]
    wish: Wish
    weights: Weights
    certificate: float
    candidates: int
    undrawn: int
    unreached: int
    rounds: int

    @property
    def missed(self) -> tuple[LocalityShare, ...]:
        """The localities whose turn it was and that have no place that could be proposed."""
        return tuple(one for one in self.localities if one.due and not one.proposals)
