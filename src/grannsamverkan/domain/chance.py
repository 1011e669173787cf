"""How far chance alone reaches: exact intervals and an exact test for small counts.

Counts are taken to be Poisson: burglaries that happen on their own. Both a test and its interval are
central (each tail is held to half of what is left), so that a difference is clear exactly when the
interval of its ratio does not hold 1. Sources: Garwood (1936) for one count; Clopper and Pearson
(1934) for two; Fisher's conditional distribution of a two by two table for two against two.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

TAIL = 0.025
"""What an interval of 95 percent leaves out on either side."""

DECIMALS = 6
"""So far all machines agree, and far further than the figures are worth."""

_HALVINGS = 50
_NEGLIGIBLE = 1e-18
_LARGEST_LOG = 40.0
"""No ratio that burglaries can have is more than e to this."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, where 95 of 100 such intervals hold the true value; without `high`, no end."""

    low: float
    high: float | None

    def times(self, factor: float) -> "Interval":
        """Return the interval of the value times a factor, to the decimals that machines agree on."""
        high = None if self.high is None else round(self.high * factor, DECIMALS)
        return Interval(round(self.low * factor, DECIMALS), high)


@dataclass(frozen=True, slots=True)
class Compared:
    """What an exact test says of a ratio.

    Attributes:
        ratio: None where nothing is there to divide by.
        p: how often chance alone makes a difference as large, or larger.
        p_of_none: the same, had the count afterwards been as low as it could be.
    """

    ratio: float | None
    interval: Interval
    p: float
    p_of_none: float


def poisson_interval(count: int) -> Interval:
    """Return the expected counts that a count agrees with."""
    low = 0.0
    if count:
        low = _halved(0.0, float(count), lambda mean: _at_least(count, mean) < TAIL)
    most = count + 4 * math.sqrt(count + 1) + 4
    return Interval(low, _halved(float(count), most, lambda mean: _at_most(count, mean) > TAIL))


def _at_most(count: int, mean: float) -> float:
    """Return the Poisson probability of a count or fewer, where the mean is no less than the count."""
    terms = [_poisson(count, mean)]
    for k in range(count, 0, -1):
        terms.append(terms[-1] * k / mean)
        if terms[-1] < _NEGLIGIBLE * terms[0]:
            break
    return math.fsum(terms)


def _at_least(count: int, mean: float) -> float:
    """Return the Poisson probability of a count or more, where the mean is no more than the count."""
    terms = [_poisson(count, mean)]
    k = count
    while terms[-1] > _NEGLIGIBLE * terms[0]:
        k += 1
        terms.append(terms[-1] * mean / k)
    return math.fsum(terms)


def _poisson(count: int, mean: float) -> float:
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))


def compare(
    before: int, after: int, *, exposure: float = 1.0, others: tuple[int, int] | None = None
) -> Compared:
    """Return how a count afterwards is to one before, against the same of others where they are given.

    `exposure` is how many times more there was to be struck afterwards than before: years, or
    dwellings times years; against others, divided by the same of theirs. Without others, `after` is
    binomial given the sum of both; with them, it is noncentral hypergeometric given every sum of the
    two by two table, so that the others' own chance is counted in.
    """
    family, ratio = _alone(before, after), _divided(after, before)
    if others is not None:
        family = _against(before, after, *others)
        ratio = _divided(after * others[0], before * others[1])
    null = math.log(exposure)
    low, high = family.interval(after)
    return Compared(
        ratio=None if ratio is None else ratio / exposure,
        interval=Interval(
            0.0 if low is None else math.exp(low - null),
            None if high is None else math.exp(high - null),
        ),
        p=min(1.0, 2 * min(family.tails(after, null))),
        p_of_none=min(1.0, 2 * family.tails(family.first, null)[0]),
    )


def _divided(over: int, under: int) -> float | None:
    return over / under if under else None


@dataclass(frozen=True, slots=True)
class _Family:
    """Counts from `first` on; at a tilt t, the probability of each is as exp(its log + t times the count)."""

    first: int
    logs: tuple[float, ...]

    def tails(self, count: int, tilt: float) -> tuple[float, float]:
        """Return the probability of a count or fewer, and of it or more."""
        tilted = [log + tilt * index for index, log in enumerate(self.logs)]
        most = max(tilted)
        weights = [math.exp(one - most) for one in tilted]
        at, whole = count - self.first, math.fsum(weights)
        return math.fsum(weights[: at + 1]) / whole, math.fsum(weights[at:]) / whole

    def interval(self, count: int) -> tuple[float | None, float | None]:
        """Return the tilts that a count agrees with; None where there is no end."""
        low = high = None
        if count > self.first:
            low = _halved(
                -_LARGEST_LOG, _LARGEST_LOG, lambda tilt: self.tails(count, tilt)[1] < TAIL
            )
        if count < self.first + len(self.logs) - 1:
            high = _halved(
                -_LARGEST_LOG, _LARGEST_LOG, lambda tilt: self.tails(count, tilt)[0] > TAIL
            )
        return low, high


def _alone(before: int, after: int) -> _Family:
    """Return the ways in which so many can have come before and after."""
    whole = before + after
    return _Family(0, tuple(_log_choose(whole, count) for count in range(whole + 1)))


def _against(before: int, after: int, others_before: int, others_after: int) -> _Family:
    """Return the ways in which so many afterwards can have been here and with the others."""
    here, there, afterwards = before + after, others_before + others_after, after + others_after
    first, last = max(0, afterwards - there), min(here, afterwards)
    return _Family(
        first,
        tuple(
            _log_choose(here, count) + _log_choose(there, afterwards - count)
            for count in range(first, last + 1)
        ),
    )


def _log_choose(whole: int, part: int) -> float:
    return math.lgamma(whole + 1) - math.lgamma(part + 1) - math.lgamma(whole - part + 1)


def _halved(low: float, high: float, holds: Callable[[float], bool]) -> float:
    """Return where a condition that holds at `low` ceases to hold on the way to `high`."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if holds(middle):
            low = middle
        else:
            high = middle
    return (low + high) / 2
