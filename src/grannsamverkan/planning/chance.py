"""The chance that a proposal becomes an area: that of all, from what became of those planned before."""

from dataclasses import dataclass

from grannsamverkan.domain.outcomes import Outcomes

FEWEST_OUTCOMES = 20
"""From fewer outcomes no chance is told."""

_FOUNDED, _NOT = 1.0, 3.0
"""What is believed beforehand: as if one of four had been founded."""

_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True)
class Chance:
    """How likely a planned area is to be founded within a year (0-1), with the ends of the 90 percent interval."""

    mean: float
    low: float
    high: float


def chance_of(outcomes: Outcomes) -> Chance | None:
    """Return the chance of any proposal, None while there are too few outcomes to say.

    A Beta distribution of what is believed beforehand and what was seen.
    """
    if outcomes.planned < FEWEST_OUTCOMES:
        return None
    from scipy.special import betaincinv

    founded = _FOUNDED + outcomes.founded
    not_founded = _NOT + outcomes.planned - outcomes.founded
    return Chance(
        founded / (founded + not_founded),
        float(betaincinv(founded, not_founded, _LOW)),
        float(betaincinv(founded, not_founded, _HIGH)),
    )
