"""What sets each proposal of a plan apart, so that no two reasons say the same where the places differ."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np

from grannsamverkan.planning.expected import Expected, Said
from grannsamverkan.planning.plan import LocalityShare, Proposal, Reason
from grannsamverkan.planning.worth import Worth

STANDS_OUT = 1.25
"""So many times the middle proposal's burglaries must be expected where they are a reason."""

_AT_MOST = 3
"""Burglaries are the reason of one in so many proposals at most, since they are to set them apart."""

_PLAIN = frozenset({Reason.EQUITY, Reason.HOMES})
"""What many places share, and so gives way to what fewer have."""

_WEIGHED = (None, Reason.EQUITY, Reason.INTEREST)
"""What speaks for a candidate beside its homes and risk, in the order of `Worth.parts`."""

_OF_PARTS = np.array([0, 2, 3])

_FOREMOST: dict[Reason, Callable[[Proposal], float]] = {
    Reason.MOST: lambda one: one.homes,
    Reason.CLOSEST: lambda one: one.homes / max(1.0, one.street_m),
    Reason.MISSED: lambda one: one.lost_share,
}


def reasoned(
    proposals: Sequence[Proposal],
    localities: Sequence[LocalityShare],
    worth: Worth,
    chosen: Sequence[int],
) -> tuple[Proposal, ...]:
    """Return proposals, each with the reason that sets it apart; `chosen` are their candidates.

    First comes the turn of a locality, then interest where it weighs most, then that a locality has no
    area yet, then once in each locality equity. Of those that are left one has most homes, one has them
    closest together and one is missed most; the others are there for their homes. Burglaries are a reason
    only beside what may be said of them: `told_of_burglaries`.
    """
    by_name = {one.name: one for one in localities}
    times = Counter(one.locality for one in proposals)
    given: list[Reason | None] = []
    begun: set[str] = set()
    for one, candidate in zip(proposals, chosen, strict=True):
        place, new = by_name[one.locality], one.locality not in begun
        if place.due and times[one.locality] == 1:
            given.append(Reason.DUE)
        else:
            several = len(localities) > 1
            given.append(_own(place, _weightiest(worth, candidate), new=new and several))
        begun.add(one.locality)
    for reason, measure in _FOREMOST.items():
        at = _foremost(proposals, measure)
        if at is not None and given[at] is None:
            given[at] = reason
    return tuple(
        replace(one, reason=reason or Reason.HOMES)
        for one, reason in zip(proposals, given, strict=True)
    )


def told_of_burglaries(
    proposals: Sequence[Proposal], said: Sequence[Expected | None]
) -> tuple[Proposal, ...]:
    """Return proposals, those with a reason that many share given that support can prevent more there.

    That is said where an interval of the burglaries to expect can be told, of one in three proposals at most,
    and only where the number stands out among those that are proposed.
    """
    numbers = [one.per_year for one in said if one is not None]
    foremost = sorted(numbers, reverse=True)
    rest = foremost[len(proposals) // _AT_MOST :]
    if len(numbers) < len(proposals) or not rest:
        return tuple(proposals)
    least = max(rest[0], STANDS_OUT * float(np.median(numbers)))
    return tuple(
        replace(one, reason=Reason.RISK)
        if one.reason in _PLAIN and known and known.said is Said.INTERVAL and known.per_year > least
        else one
        for one, known in zip(proposals, said, strict=True)
    )


def _own(place: LocalityShare, weightiest: Reason | None, *, new: bool) -> Reason | None:
    """Return what sets a proposal apart by itself; `new`: it is the first of several localities' own."""
    if weightiest is Reason.INTEREST:
        return weightiest
    if new and not place.before:
        return Reason.FIRST
    return weightiest if new else None


def _foremost(proposals: Sequence[Proposal], measure: Callable[[Proposal], float]) -> int | None:
    """Return the one that is alone in having most of something; None where several have, or there is one."""
    values = [measure(one) for one in proposals]
    largest = max(values, default=0.0)
    return values.index(largest) if len(values) > 1 and values.count(largest) == 1 else None


def _weightiest(worth: Worth, candidate: int) -> Reason | None:
    """Return equity or interest where that speaks for a candidate most, beside what it does for the usual one."""
    parts = worth.parts[_OF_PARTS]
    usual = np.maximum(parts.mean(axis=1), 1e-12)
    more = worth.shares[_OF_PARTS] * parts[:, candidate] / usual
    return _WEIGHED[int(np.argmax(more))]
