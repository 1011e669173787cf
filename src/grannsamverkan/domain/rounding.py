"""How what nobody may know of one area is told of many together.

An area's contacts, signs and meetings are nobody's business, and yet exact numbers of two periods, or of two
versions of one report, leave them over when an area has come or gone between. Numbers in whole tens leave no
number of one area closer than within four. Shares are told in whole quarters of ten areas or more: one area
that comes moves the share across a step now and then, and then whoever keeps both can tell of it; the more
areas there are, the seldomer.
"""

LEAST_AREAS = 3
"""Numbers are told of so many areas at least, or one could be told from them."""

LEAST_RATED = 10
"""Shares of areas are told of so many at least."""

LEAST_PEOPLE = 8
"""Fewer people than these are not told."""

_TENS, _QUARTERS = 10, 4


def whole_tens(number: int) -> int:
    """Return a number in whole tens, as it is told of many areas together."""
    return (number + _TENS // 2) // _TENS * _TENS


def of_areas(number: int, areas: int) -> int | None:
    """Return in whole tens what has been counted in some areas; None where they are few."""
    return whole_tens(number) if areas >= LEAST_AREAS else None


def share_of_areas(part: int, whole: int) -> float | None:
    """Return in whole quarters of how many of the areas something is so; None where they are few."""
    if whole < LEAST_RATED:
        return None
    return (2 * _QUARTERS * part + whole) // (2 * whole) / _QUARTERS


def people_told(number: int) -> int | None:
    """Return in whole tens how many people came; None where they are few."""
    return whole_tens(number) if number >= LEAST_PEOPLE else None
