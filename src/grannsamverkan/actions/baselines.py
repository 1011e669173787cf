"""What an indicator is held against: the value at the beginning, and how many there are in all.

Both are unknown until someone enters them with day and source; nothing is guessed meanwhile.
"""

from datetime import date

from grannsamverkan.actions.deeds import Outcome
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.indicators import alter_indicator
from grannsamverkan.domain.promises import BaselineFrom, Indicator


def state_baseline(  # noqa: PLR0913 # a value is nothing without its day and source
    doing: Doing,
    promise_id: str,
    indicator_id: str,
    *,
    value: float,
    on: date,
    source: str,
    seen: str | None = None,
) -> Outcome[Indicator]:
    """State the value at the beginning, of which day it is, and where it is from.

    Raises:
        As `indicators.correct`, and Refused: a day to come or after the promise, no source, or a rule that
            counts from nothing.
    """
    return alter_indicator(
        doing,
        promise_id,
        indicator_id,
        "state_baseline",
        seen=seen,
        baseline_from=BaselineFrom.STATED,
        baseline=value,
        baseline_on=on,
        baseline_source=source,
    )


def vouch_for_register(
    doing: Doing,
    promise_id: str,
    indicator_id: str,
    *,
    on: date | None = None,
    source: str | None = None,
    seen: str | None = None,
) -> Outcome[Indicator]:
    """Vouch that the register is whole for a day, so that the value at the beginning is counted in it.

    Without a day it is the one before the promise's first, at whose end the promise opens. `source` says by what one knows.

    Raises:
        As `state_baseline`.
    """
    return alter_indicator(
        doing,
        promise_id,
        indicator_id,
        "vouch_for_register",
        seen=seen,
        baseline_from=BaselineFrom.REGISTER,
        baseline=None,
        baseline_on=on,
        baseline_source=source,
    )


def forget_baseline(
    doing: Doing, promise_id: str, indicator_id: str, *, seen: str | None = None
) -> Outcome[Indicator]:
    """Say that the value at the beginning is not known after all.

    Raises:
        As `indicators.correct`.
    """
    return alter_indicator(
        doing,
        promise_id,
        indicator_id,
        "forget_baseline",
        seen=seen,
        baseline_from=BaselineFrom.UNKNOWN,
        baseline=None,
        baseline_on=None,
        baseline_source=None,
    )


def confirm_whole(  # noqa: PLR0913 # as above
    doing: Doing,
    promise_id: str,
    indicator_id: str,
    number: int | None,
    *,
    on: date | None = None,
    source: str | None = None,
    seen: str | None = None,
) -> Outcome[Indicator]:
    """Confirm how many there are in all, on a day and by a source; None: it is not known after all.

    Raises:
        As `indicators.correct`, and Refused: no day or source, a day to come, or a rule that is out of nothing.
    """
    return alter_indicator(
        doing,
        promise_id,
        indicator_id,
        "confirm_whole",
        seen=seen,
        whole=number,
        whole_on=on,
        whole_source=source,
    )
