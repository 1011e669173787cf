"""Which reports are counted, where, and for how long: what a watch itself brings about stays out.

A watch makes people report more. So only completed burglaries of homes are counted, and those of a
watched street, with its dwelling-years, only until the day the watch was founded.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from grannsamverkan.domain.burglaries import Kind
from grannsamverkan.domain.period import Period
from grannsamverkan.planning.risk import Floats

YEAR_DAYS = 365.25


class LeftOut(StrEnum):
    """Why a report is not counted; the first reason that holds is given."""

    ATTEMPT = "attempt"
    ELSEWHERE = "elsewhere"
    TIP = "tip"
    OTHER = "other"
    NO_PLACE = "no_place"
    NO_LOCALITY = "no_locality"
    OUTSIDE = "outside"
    """Beyond the municipality's border: left out when the burglaries were read in to be kept."""
    OUTSIDE_WINDOW = "outside_window"
    WATCHED = "watched"


@dataclass(frozen=True, slots=True)
class Report:
    """Something reported to have happened on a day; `place` is the number of its street, None where none is near."""

    day: date
    kind: Kind
    place: int | None


@dataclass(frozen=True, eq=False)
class Counted:
    """What is counted in a window of time.

    Attributes:
        exposure: dwelling-years of each place.
        burglaries: those of each place.
        left_out: how many reports were left out, by reason, in the order of the reasons.
    """

    window: Period
    exposure: Floats
    burglaries: Floats
    left_out: Mapping[LeftOut, int]


def counted(
    reports: Iterable[Report], dwellings: Floats, founded: Sequence[date | None], window: Period
) -> Counted:
    """Count the completed burglaries of homes in a window of time, in watched places until they were.

    Args:
        reports: of any kind and day, in any order.
        dwellings: homes in each place.
        founded: the day a watch was first founded in each place, None where there never was one.
        window: the days that are looked at.
    """
    until = [
        window.end if day is None else max(window.start, min(day, window.end)) for day in founded
    ]
    years = np.array([(day - window.start).days / YEAR_DAYS for day in until])
    burglaries = np.zeros(len(dwellings))
    left_out: Counter[LeftOut] = Counter()
    for report in reports:
        found = _place(report, until, window)
        if isinstance(found, LeftOut):
            left_out[found] += 1
        else:
            burglaries[found] += 1
    told = {reason: left_out[reason] for reason in LeftOut if left_out[reason]}
    return Counted(window, dwellings * years, burglaries, told)


def _place(report: Report, until: Sequence[date], window: Period) -> int | LeftOut:
    """Return the place in which a report is counted, or why it is left out."""
    if report.kind is not Kind.BURGLARY:
        return LeftOut(report.kind.value)
    if report.place is None:
        return LeftOut.NO_PLACE
    if report.day not in window:
        return LeftOut.OUTSIDE_WINDOW
    return LeftOut.WATCHED if report.day >= until[report.place] else report.place
