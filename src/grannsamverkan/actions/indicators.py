"""By what a promise is followed: its indicators, added, put right and taken away."""

from dataclasses import replace
from datetime import date
from typing import TypedDict, Unpack

from grannsamverkan.actions.deeds import Outcome, hold_to_seen, outcome
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.promises import promise_to
from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.promise_checks import check_indicator
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    Indicator,
    Party,
    Promise,
    Rule,
    Stage,
)
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Change


class Facts(TypedDict, total=False):
    """What can be said of an indicator beside its name and rule; see `Indicator`."""

    aim: Aim
    value: float | None
    decisive: bool
    responsible: Party | None
    kind: ActivityKind | None
    audience: Audience | None
    targeted: bool | None
    area_type: AreaType | None
    stage: Stage


class AllFacts(Facts, total=False):
    """What can be put right about an indicator; for its beginning and its whole see `actions.baselines`."""

    name: str
    rule: Rule


class Measured(AllFacts, total=False):
    """What any deed says of an indicator."""

    baseline_from: BaselineFrom
    baseline: float | None
    baseline_on: date | None
    baseline_source: str | None
    whole: int | None
    whole_on: date | None
    whole_source: str | None


def add(
    doing: Doing, promise_id: str, *, name: str, rule: Rule, **facts: Unpack[Facts]
) -> Outcome[Indicator]:
    """Add an indicator to a promise.

    Raises:
        NotFound: no such promise, or not theirs. Refused: the rule asks for more, or has no use for
            what is said; the text says how to mend it.
    """
    with doing.change("add_indicator") as change:
        promise = promise_to(doing, change, promise_id)
        fresh = Indicator(
            id=doing.new_id(doing.now), promise_id=promise.id, name=name, rule=rule, **facts
        )
        indicator = put_indicator(doing, change, promise, fresh)
    return outcome(change, indicator)


def correct(
    doing: Doing,
    promise_id: str,
    indicator_id: str,
    *,
    seen: str | None = None,
    **facts: Unpack[AllFacts],
) -> Outcome[Indicator]:
    """Put an indicator right.

    Raises:
        As `add`, and NotFound: no such indicator. Conflict: it is not as it was seen.
        Refused: it is so already.
    """
    return alter_indicator(doing, promise_id, indicator_id, "correct_indicator", seen=seen, **facts)


def remove(
    doing: Doing, promise_id: str, indicator_id: str, *, seen: str | None = None
) -> Outcome[Indicator]:
    """Take an indicator away that nobody has assessed.

    Raises:
        NotFound: no such indicator, or not theirs. Conflict: it is not as it was seen.
        Refused: it has been assessed.
    """
    with doing.change("remove_indicator") as change:
        promise_to(doing, change, promise_id)
        indicator = indicator_in(change, promise_id, indicator_id)
        hold_to_seen(indicator, seen)
        assessed = change.facts(Assessment, promise_id)
        if any(one.indicator_id == indicator_id for one in assessed):
            raise Refused("promises.assessed", name=indicator.name)
        change.set_facts(Indicator, promise_id, _others(change, indicator))
    return outcome(change, indicator)


def alter_indicator(
    doing: Doing,
    promise_id: str,
    indicator_id: str,
    action: str,
    *,
    seen: str | None,
    **facts: Unpack[Measured],
) -> Outcome[Indicator]:
    """Alter an indicator as one change, which is named.

    Raises:
        As `correct`.
    """
    with doing.change(action) as change:
        promise = promise_to(doing, change, promise_id)
        before = indicator_in(change, promise_id, indicator_id)
        hold_to_seen(before, seen)
        after = put_indicator(doing, change, promise, replace(before, **facts))
        if after == before:
            raise Refused("deed.nothing_to_change")
    return outcome(change, after)


# -- inside a change ---------------------------------------------------------------------------------


def indicator_in(change: Change, promise_id: str, indicator_id: str) -> Indicator:
    """Return an indicator of a promise.

    Raises:
        NotFound: no such indicator.
    """
    for one in change.facts(Indicator, promise_id):
        if one.id == indicator_id:
            return one
    raise NotFound("access.not_found")


def put_indicator(
    doing: Doing, change: Change, promise: Promise, indicator: Indicator
) -> Indicator:
    """Believe an indicator of a promise that is known to be theirs, and return it as it is kept.

    Raises:
        Refused: it cannot be so; the text says how to mend it.
    """
    tidy = _tidy(indicator, promise)
    check_indicator(tidy, promise, doing.today)
    change.set_facts(Indicator, promise.id, [*_others(change, tidy), tidy])
    return tidy


def _tidy(indicator: Indicator, promise: Promise) -> Indicator:
    """Return an indicator with its texts as they are kept, and with what its rule leaves no choice of."""
    by_school = indicator.rule is Rule.SCHOOLS and indicator.kind is None
    counted = indicator.baseline_from is BaselineFrom.REGISTER and indicator.baseline_on is None
    return replace(
        indicator,
        name=line(indicator.name) or "",
        kind=ActivityKind.SCHOOL_INFORMATION if by_school else indicator.kind,
        value=None if indicator.value is None else float(indicator.value),
        baseline=None if indicator.baseline is None else float(indicator.baseline),
        baseline_on=promise.opening_on if counted else indicator.baseline_on,
        baseline_source=line(indicator.baseline_source),
        whole_source=line(indicator.whole_source),
    )


def _others(change: Change, indicator: Indicator) -> list[Indicator]:
    known = change.facts(Indicator, indicator.promise_id)
    return [one for one in known if one.id != indicator.id]
