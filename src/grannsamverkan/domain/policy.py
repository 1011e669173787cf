"""What a municipality decides for itself: limits, months, dates of the year. Nothing here is law.

The defaults come from practice, each with its basis; a municipality that decides otherwise has a
`Setting` for that key, and `policy_of` reads them.
"""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any, get_args

from grannsamverkan.errors import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One thing a municipality has decided: the name of a field of `Policy`, and its value as text."""

    municipality: str
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How a municipality runs its areas.

    Attributes:
        max_households_per_contact: joined households for each contact above which a start is advised
            against (Samverkan mot brott: 10-20); `ratio_warn` above which health warns.
        contact_confirm_months: a confirmation is fresh for so long; an area with one is *confirmed*.
        annual_meeting_months, annual_meeting_grace_months: how often neighbours meet.
        lapse_months: without meeting for so long, and unanswered, an area can be proposed as dormant;
            `lapse_reminders` is how many must be unanswered, `successor_months` how long an area can
            be without a contact.
        boundary_review_months: how often someone should look whether the border still holds.
        large_area_households: above it an area should have a main contact.
        min_joined_share (0-1), min_households: what a start needs; None: nothing (no national
            threshold was found).
        signs_low, signs_high: so many signs an area usually has.
        contact_retention_months, interest_retention_months, view_retention_months: how long personal
            data are kept after the end of a term, and after an interest or a view was handed in.
        burglary_retention_months: how long burglaries are kept, and weigh in plans, after they were read in.
        demand_least: so many different residents ask for an area in each square of the map of demand; fewer
            are never told of together.
        log_retention_months: how long the log of who read personal data is kept.
        disposal_contacts, disposal_interests, disposal_views, disposal_burglaries, disposal_logs: the municipality's
            decision to dispose (gallringsbeslut), as a reference; None: nothing goes, it is only listed.
        wheel_confirm, wheel_remind, wheel_gather, wheel_report: days of the year, as `02-01`.
        link_days: how long a link in a letter to contacts works.
    """

    max_households_per_contact: int = 15
    ratio_warn: int = 20
    contact_confirm_months: int = 12
    annual_meeting_months: int = 12
    annual_meeting_grace_months: int = 2
    lapse_months: int = 24
    lapse_reminders: int = 2
    successor_months: int = 6
    boundary_review_months: int = 24
    large_area_households: int = 40
    min_joined_share: float | None = None
    min_households: int | None = None
    signs_low: int = 3
    signs_high: int = 5
    contact_retention_months: int = 3
    interest_retention_months: int = 12
    view_retention_months: int = 12
    burglary_retention_months: int = 12
    demand_least: int = 5
    log_retention_months: int = 24
    disposal_contacts: str | None = None
    disposal_interests: str | None = None
    disposal_views: str | None = None
    disposal_burglaries: str | None = None
    disposal_logs: str | None = None
    wheel_confirm: str = "02-01"
    wheel_remind: str = "03-01"
    wheel_gather: str = "10-01"
    wheel_report: str = "01-15"
    link_days: int = 60


KEYS = tuple(field.name for field in fields(Policy))
"""The things a municipality can decide."""

_DAYS_OF_YEAR = frozenset(key for key in KEYS if key.startswith("wheel_"))
_MONTH_DAY = re.compile(r"([0-9]{1,2})-([0-9]{1,2})")
_DAY_MONTH = re.compile(r"([0-9]{1,2})/([0-9]{1,2})")
_DAY_IN_WORDS = re.compile(r"(?:den )?([0-9]{1,2})(?::?[ae])?[. ]+([a-z]{3,9})\.?")
_MONTH_WORDS = {
    word: number
    for number, words in enumerate(
        (
            "jan",
            "feb",
            "mar",
            "apr",
            "maj/may",
            "jun",
            "jul",
            "aug",
            "sep",
            "okt/oct",
            "nov",
            "dec",
        ),
        start=1,
    )
    for word in words.split("/")
}
_LONGEST = 200
_MOST = 10_000
_MONTHS = (1, 240)
_BOUNDS = {
    "contact_confirm_months": _MONTHS,
    "annual_meeting_months": _MONTHS,
    "lapse_months": _MONTHS,
    "successor_months": _MONTHS,
    "boundary_review_months": _MONTHS,
    "lapse_reminders": (1, 6),
    "link_days": (7, 365),
    "demand_least": (3, 50),
}
"""What some settings can be: a link that is dead on arrival, a thousand reminders, or a crowd of one, help nobody."""


def read_setting(key: str, text: str) -> Any:  # noqa: ANN401 # an int, a float or a text, as the field has it
    """Return the value that a text stands for; an empty one is None where the field allows none.

    Raises:
        Refused: no such key, or a value that it cannot have; the error names what it can.
    """
    kinds = {field.name: field.type for field in fields(Policy)}
    if key not in kinds:
        raise Refused("policy.unknown", name=key)
    allowed = get_args(kinds[key]) or (kinds[key],)
    plain = text.strip()
    if not plain and type(None) in allowed:
        return None
    if key in _DAYS_OF_YEAR:
        return _day_of_year(key, plain)
    if str in allowed:
        return plain[:_LONGEST]
    return _number(key, plain, whole=int in allowed)


def _number(key: str, text: str, *, whole: bool) -> float:
    try:
        value = int(text) if whole else float(text.replace(",", "."))
    except ValueError:
        raise Refused("policy.not_a_number", name=key, text=text[:40]) from None
    least, most = _bounds(key, whole=whole)
    if not least <= value <= most:  # said so that it refuses what is no number too
        raise Refused("policy.out_of_range", name=key, text=text[:40], least=least, most=most)
    return value


def _bounds(key: str, *, whole: bool) -> tuple[int, int]:
    """Return the least and the most that a number can be; a share lies from 0 to 1."""
    return _BOUNDS.get(key, (0, _MOST)) if whole else (0, 1)


def _day_of_year(key: str, text: str) -> str:
    """Return a day of the year as `02-01`: of `2-1`, `1/2`, `1 februari` and `1 feb` too."""
    from datetime import date

    try:
        return f"{date(2023, *_month_and_day(text.casefold())):%m-%d}"
    except ValueError:
        raise Refused("policy.not_a_day", name=key, text=text[:40]) from None


def _month_and_day(text: str) -> tuple[int, int]:
    """Return the month and the day that a text says.

    Raises:
        ValueError: it says none.
    """
    if match := _MONTH_DAY.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _DAY_MONTH.fullmatch(text):
        return int(match[2]), int(match[1])
    match = _DAY_IN_WORDS.fullmatch(text)
    if match is None or match[2][:3] not in _MONTH_WORDS:
        raise ValueError(text)
    return _MONTH_WORDS[match[2][:3]], int(match[1])


def policy_of(settings: Iterable[Setting]) -> Policy:
    """Return the policy of a municipality by its settings.

    A key of a later version is passed over, and so is a value that was once allowed and is no more.
    """
    stated = {}
    for one in settings:
        with suppress(Refused):
            stated[one.key] = read_setting(one.key, one.value)
    return replace(Policy(), **stated)
