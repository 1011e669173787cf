"""What a promise and its indicators must be like to be kept; whatever speaks against them says how to mend it."""

import math
import re
from collections.abc import Mapping
from datetime import date
from urllib.parse import urlsplit

from grannsamverkan.domain.activities import OPERATIONS, ActivityKind
from grannsamverkan.domain.promises import (
    Aim,
    BaselineFrom,
    Indicator,
    Party,
    Promise,
    Rule,
    Stage,
)
from grannsamverkan.errors import Refused

SHARES = frozenset({Rule.CONFIRMED_SHARE, Rule.HOUSEHOLDS_SHARE})
"""The rules whose figure is a share, from 0 to 1."""

WITH_BASELINE = frozenset({Rule.STOCK_ACTIVE, Rule.NET_CHANGE, Rule.HOUSEHOLDS_PER_1000, *SHARES})
"""The rules whose figure is held against what was at the beginning."""

OF_AREAS = WITH_BASELINE | {Rule.GROSS_STARTED}
"""The rules that count areas, all or those of one kind."""

BY_KIND = frozenset({Rule.ACTIVITIES, Rule.SCHOOLS, Rule.LOCALITIES})
"""The rules that count by activities of a kind."""

OUT_OF_ALL = frozenset({Rule.SCHOOLS, Rule.LOCALITIES})
"""The rules whose figure is so many out of all there are."""

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
"""A day outside these is a slip of the hand."""

_MOST = 1_000_000
_MOST_MONTHS = 60
_LONGEST_ADDRESS = 500
_ADDRESS = re.compile(r"[!-~]+")
"""What an address is written in; other letters have been encoded by then."""


def check_promise(promise: Promise, today: date) -> None:
    """Hold a promise to what can be.

    Raises:
        Refused: it cannot be so; the text says how to mend it.
    """
    if not promise.title:
        raise Refused("promises.title_missing")
    if not promise.text:
        raise Refused("promises.text_missing")
    _check_days(promise, today)
    _check_parties(promise)
    if promise.source_url is not None:
        _check_address(promise.source_url)
    year, months = promise.picture_year, promise.follow_up_months
    if year is not None and not FIRST_DAY.year <= year <= today.year:
        raise Refused("promises.no_such_year", year=str(year))
    if months is not None and not 1 <= months <= _MOST_MONTHS:
        raise Refused("promises.follow_up_months", most=_MOST_MONTHS)


def _check_days(promise: Promise, today: date) -> None:
    start, last_day = promise.start, promise.last_day
    for day in (start, last_day or start):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise Refused("promises.no_such_day", on=day)
    if last_day is not None and last_day < start:
        raise Refused("promises.backwards", start=start, last_day=last_day)
    if promise.signed_on is not None:
        check_past(promise.signed_on, today)


def _check_parties(promise: Promise) -> None:
    known = tuple(Party)
    for word in promise.parties:
        if word not in known:
            raise Refused("promises.unknown_party", word=word[:40], known=known)
    if promise.responsible not in promise.parties:
        raise Refused("promises.responsible_no_party", responsible=promise.responsible)


def _check_address(text: str) -> None:
    """Refuse what is no address of a page that anyone can open."""
    try:
        parts = urlsplit(text)
        plain = (
            parts.scheme in {"http", "https"} and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        plain = False
    if not (plain and _ADDRESS.fullmatch(text) and len(text) <= _LONGEST_ADDRESS):
        raise Refused("promises.bad_address", text=text[:60])


def check_indicator(indicator: Indicator, promise: Promise, today: date) -> None:
    """Hold an indicator of a promise to what its rule can count.

    Raises:
        Refused: it cannot be so; the text says how to mend it.
    """
    if not indicator.name:
        raise Refused("promises.name_missing")
    _check_counted(indicator)
    _check_aim(indicator)
    _check_baseline(indicator, promise, today)
    _check_whole(indicator, today)


def _check_counted(indicator: Indicator) -> None:
    """Refuse an indicator that says more, or less, of what is counted than its rule asks."""
    rule, kind = indicator.rule, indicator.kind
    if rule not in OF_AREAS and indicator.area_type is not None:
        raise Refused("promises.area_type_not_needed", rule=rule)
    if rule not in BY_KIND:
        needless: Mapping[str, bool] = {
            "kind": kind is not None,
            "audience": indicator.audience is not None,
            "targeted": indicator.targeted is not None,
            "stage": indicator.stage is not Stage.HELD,
        }
        if any(needless.values()):
            raise Refused("promises.kind_not_needed", rule=rule)
    elif kind is None:
        raise Refused("promises.kind_missing", rule=rule)
    elif rule is Rule.SCHOOLS and kind is not ActivityKind.SCHOOL_INFORMATION:
        raise Refused("promises.schools_by_information", kind=ActivityKind.SCHOOL_INFORMATION)
    else:
        _check_operation(indicator, kind)


def _check_operation(indicator: Indicator, kind: ActivityKind) -> None:
    if kind not in OPERATIONS and indicator.targeted is not None:
        raise Refused("promises.targeted_not_needed")
    if kind in OPERATIONS and indicator.stage is Stage.OFFERED:
        raise Refused("promises.operation_not_offered")
    if kind in OPERATIONS and indicator.rule is Rule.LOCALITIES:
        raise Refused("promises.operation_has_no_place")


def _check_aim(indicator: Indicator) -> None:
    aim, rule, value = indicator.aim, indicator.rule, indicator.value
    if rule is Rule.NARRATIVE and aim is not Aim.NONE:
        raise Refused("promises.narrative_has_no_aim")
    if aim is Aim.ALL and rule not in OUT_OF_ALL:
        raise Refused("promises.all_of_what", rule=rule)
    if aim is not Aim.AT_LEAST:
        if value is not None:
            raise Refused("promises.value_not_needed", aim=aim)
        return
    if value is None:
        raise Refused("promises.value_missing")
    if not value > 0:
        raise Refused("promises.value_too_small")
    _check_number(rule, value)


def _check_number(rule: Rule, value: float) -> None:
    """Refuse a number that a figure of a rule can never be."""
    if rule in SHARES:
        if not 0 <= value <= 1:
            raise Refused("promises.not_a_share")
    elif not 0 <= value <= _MOST:  # NaN, too, is neither
        raise Refused("promises.no_such_number", most=_MOST)
    elif rule is not Rule.HOUSEHOLDS_PER_1000 and math.floor(value) != value:
        raise Refused("promises.not_whole")


def _check_baseline(indicator: Indicator, promise: Promise, today: date) -> None:
    value, on = indicator.baseline, indicator.baseline_on
    if indicator.baseline_from is BaselineFrom.UNKNOWN:
        if value is not None or on is not None:
            raise Refused("promises.baseline_is_unknown")
        return
    if indicator.rule not in WITH_BASELINE:
        raise Refused("promises.baseline_not_needed", rule=indicator.rule)
    if on is None:
        raise Refused("promises.baseline_needs_day")
    check_past(on, today)
    if promise.last_day is not None and on > promise.last_day:
        raise Refused("promises.baseline_after_end", on=on, last_day=promise.last_day)
    if indicator.baseline_from is BaselineFrom.STATED:
        _check_stated(indicator)
    elif value is not None:
        raise Refused("promises.baseline_is_counted")


def _check_stated(indicator: Indicator) -> None:
    if indicator.baseline is None:
        raise Refused("promises.baseline_needs_value")
    if not indicator.baseline_source:
        raise Refused("promises.baseline_needs_source")
    _check_number(indicator.rule, indicator.baseline)


def check_past(day: date, today: date) -> None:
    """Hold a day to the past.

    Raises:
        Refused: it has not been yet, or is a slip of the hand.
    """
    if day > today:
        raise Refused("promises.in_the_future", on=day)
    if day < FIRST_DAY:
        raise Refused("promises.no_such_day", on=day)


def _check_whole(indicator: Indicator, today: date) -> None:
    """Refuse a number of all there are that is not confirmed by day and source."""
    whole, on = indicator.whole, indicator.whole_on
    if whole is None:
        if on is not None or indicator.whole_source is not None:
            raise Refused("promises.whole_needs_number")
        return
    if indicator.rule not in OUT_OF_ALL:
        raise Refused("promises.whole_not_needed", rule=indicator.rule)
    if not 1 <= whole <= _MOST:
        raise Refused("promises.whole_too_small", most=_MOST)
    if on is None or not indicator.whole_source:
        raise Refused("promises.whole_needs_source")
    check_past(on, today)
