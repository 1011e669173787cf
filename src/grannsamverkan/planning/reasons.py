"""What sets each proposal of a plan apart, so that no two reasons say the same where the places differ."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grannsamverkan.planning.plan import LocalityShare, Proposal, Reason
from grannsamverkan.planning.worth import Worth


def reasoned(
    proposals: Sequence[Proposal],
    localities: Sequence[LocalityShare],
    worth: Worth,
    chosen: Sequence[int],
) -> tuple[Proposal, ...]:
    """Return proposals, each with the reason that sets it apart; `chosen` are their candidates.

    First comes the turn of a locality, then risk or interest where they weigh most, then that a
    locality has no area yet, then equity. Of those that are left one has most homes, one has them
    closest together and one is missed most; the others are there for their homes.
    """
    by_name = {one.name: one for one in localities}
    times = Counter(one.locality for one in proposals)
    given: list[Reason | None] = []
    begun: set[str] = set()
    for one, candidate in zip(proposals, chosen, strict=True):
        place = by_name[one.locality]
        weightiest = _weightiest(worth, candidate)
        if place.due and times[one.locality] == 1:
            given.append(Reason.DUE)
        elif (
            weightiest not in _SHOWN
            and not place.before
            and one.locality not in begun
            and len(localities) > 1
        ):
            given.append(Reason.FIRST)
        else:
            given.append(weightiest)
        begun.add(one.locality)
    for reason, measure in _FOREMOST.items():
        at = _foremost(proposals, measure)
        if at is not None and given[at] is None:
            given[at] = reason
    return tuple(
        replace(one, reason=reason or Reason.HOMES)
        for one, reason in zip(proposals, given, strict=True)
    )


_WEIGHED = (None, Reason.RISK, Reason.EQUITY, Reason.INTEREST)
"""What speaks for a candidate beside its homes, in the order of `Worth.parts`."""

_SHOWN = frozenset({Reason.RISK, Reason.INTEREST})
"""What was reported or asked for tells more of a place than that its locality has no area yet."""

_FOREMOST: dict[Reason, Callable[[Proposal], float]] = {
    Reason.MOST: lambda one: one.homes,
    Reason.CLOSEST: lambda one: one.homes / max(1.0, one.street_m),
    Reason.MISSED: lambda one: one.lost_share,
}


def _foremost(proposals: Sequence[Proposal], measure: Callable[[Proposal], float]) -> int | None:
    """Return the one that is alone in having most of something; None where several have, or there is one."""
    values = [measure(one) for one in proposals]
    largest = max(values, default=0.0)
    return values.index(largest) if len(values) > 1 and values.count(largest) == 1 else None


def _weightiest(worth: Worth, candidate: int) -> Reason | None:
    """Return risk, equity or interest where that speaks for a candidate most, beside what it does for the usual one."""
    usual = np.maximum(worth.parts.mean(axis=1), 1e-12)
    more = worth.shares * worth.parts[:, candidate] / usual
    return _WEIGHED[int(np.argmax(more))]
