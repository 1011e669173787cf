"""What a person finds of a promise: the machine computes, and someone with a role assesses, and says why."""

from datetime import date

from grannsamverkan.actions.deeds import Outcome as Done
from grannsamverkan.actions.deeds import outcome, prose
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.indicators import indicator_in
from grannsamverkan.actions.promises import promise_to
from grannsamverkan.actions.view_words import refuse_reach
from grannsamverkan.domain.access import Deed, role_for
from grannsamverkan.domain.promise_checks import check_past
from grannsamverkan.domain.promises import Assessment, Outcome
from grannsamverkan.errors import Refused

LONGEST_REASON = 2_000


def assess(
    doing: Doing,
    promise_id: str,
    found: Outcome,
    *,
    as_of: date,
    reason: str,
    indicator_id: str | None = None,
) -> Done[Assessment]:
    """Assess a promise as a whole, or one indicator of it, as it was at the end of a day.

    The newest assessment of a day is what counts; earlier ones stay readable.

    Raises:
        NotFound: no such promise or indicator, or not theirs to assess. Refused: no reason, or one that
            says how to reach someone, a day to come, or outside the promise's period, or what was found
            of that day already.
    """
    with doing.change("assess_promise") as change:
        promise = promise_to(doing, change, promise_id, Deed.ASSESS_PROMISE)
        if indicator_id is not None:
            indicator_in(change, promise_id, indicator_id)
        check_past(as_of, doing.today)
        if as_of < promise.start:
            raise Refused("promises.not_begun", on=as_of, start=promise.start)
        if promise.last_day is not None and as_of > promise.last_day:
            raise Refused("promises.over", on=as_of, last_day=promise.last_day)
        why = prose(reason, longest=LONGEST_REASON)
        if why is None:
            raise Refused("promises.reason_missing")
        refuse_reach(why)
        made = Assessment(
            id=doing.new_id(doing.now),
            promise_id=promise_id,
            indicator_id=indicator_id,
            as_of=as_of,
            made_on=doing.today,
            outcome=found,
            reason=why,
            by=role_for(doing.who, Deed.ASSESS_PROMISE, municipality=promise.municipality).value,
        )
        earlier = change.facts(Assessment, promise_id)
        if any(_says(one) == _says(made) for one in earlier):
            raise Refused("deed.nothing_to_change")
        change.set_facts(Assessment, promise_id, [*earlier, made])
    return outcome(change, made)


def _says(one: Assessment) -> tuple[object, ...]:
    return one.indicator_id, one.as_of, one.outcome, one.reason
