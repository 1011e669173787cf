"""/arbete/loften/{id}/indikatorer: by what a promise is followed, and what that is held against."""

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Response

from grannsamverkan.actions import baselines, indicators
from grannsamverkan.actions.deeds import Outcome
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.promises import BaselineFrom, Indicator
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.web.staff.desk import needs
from grannsamverkan.web.staff.promise_form import (
    indicator_facts,
    indicator_now,
    required_day,
    rule_in,
)
from grannsamverkan.web.staff.promise_list import PATH
from grannsamverkan.web.staff.promise_page import PROMISE, one_of, refuse
from grannsamverkan.web.staff.sent import Sent, SentDep

router = APIRouter()

HERE = f"{PROMISE}/indikatorer"
NEW = "indikatorer"
"""The form with which an indicator is added."""

_MANAGE = [needs(Deed.MANAGE_PROMISES)]


@router.post(HERE, dependencies=_MANAGE)
def add(sent: SentDep, promise_id: str) -> Response:
    """Add an indicator."""
    promise, form = one_of(sent, promise_id), sent.form
    try:
        doing, rule = sent.doing("promises.did.add_indicator"), rule_in(form)
        done = indicators.add(
            doing, promise_id, name=form.text("name"), rule=rule, **indicator_facts(form)
        )
    except Refused as error:
        return refuse(sent, promise, NEW, error)
    return sent.done(f"{PATH}/{promise_id}", "promises.did.add_indicator", done)


@router.post(f"{HERE}/{{indicator_id}}/{{deed}}", dependencies=_MANAGE)
def do_with(sent: SentDep, promise_id: str, indicator_id: str, deed: str) -> Response:
    """Put an indicator right, take it away, or say what it is held against."""
    promise = one_of(sent, promise_id)
    if deed not in _DEEDS:
        raise NotFound("access.not_found")
    act, name = _DEEDS[deed]
    try:
        done = act(sent, promise_id, indicator_id, f"promises.did.{name}")
    except Refused as error:
        known = sent.desk.register.facts(Indicator, promise_id)
        now = next((indicator_now(one) for one in known if one.id == indicator_id), {})
        return refuse(sent, promise, f"{indicator_id}-{deed}", error, now if deed == EDIT else {})
    return sent.done(f"{PATH}/{promise_id}", f"promises.did.{name}", done)


def _correct(sent: Sent, promise_id: str, indicator_id: str, key: str) -> Outcome[Indicator]:
    form = sent.form
    return indicators.correct(
        sent.doing(key),
        promise_id,
        indicator_id,
        seen=form.text("seen"),
        name=form.text("name"),
        rule=rule_in(form),
        **indicator_facts(form),
    )


def _remove(sent: Sent, promise_id: str, indicator_id: str, key: str) -> Outcome[Indicator]:
    seen = sent.form.text("seen")
    return indicators.remove(sent.doing(key), promise_id, indicator_id, seen=seen)


def _begin(sent: Sent, promise_id: str, indicator_id: str, key: str) -> Outcome[Indicator]:
    """Say what the value at the beginning is: not known, counted in the register, or stated."""
    form, doing, seen = sent.form, sent.doing(key), sent.form.text("seen")
    match form.choice("baseline_from", BaselineFrom):
        case BaselineFrom.REGISTER:
            on, source = form.day("baseline_on"), form.text("baseline_source")
            return baselines.vouch_for_register(
                doing, promise_id, indicator_id, on=on, source=source, seen=seen
            )
        case BaselineFrom.STATED:
            value = form.decimal("baseline")
            if value is None:
                raise Refused("promises.baseline_needs_value")
            on = required_day(form, "baseline_on", "promises.baseline_needs_day")
            source = form.text("baseline_source")
            return baselines.state_baseline(
                doing, promise_id, indicator_id, value=value, on=on, source=source, seen=seen
            )
    return baselines.forget_baseline(doing, promise_id, indicator_id, seen=seen)


def _whole(sent: Sent, promise_id: str, indicator_id: str, key: str) -> Outcome[Indicator]:
    form, number = sent.form, sent.form.number("whole")
    on, source = (form.day("whole_on"), form.text("whole_source")) if number else (None, None)
    return baselines.confirm_whole(
        sent.doing(key),
        promise_id,
        indicator_id,
        number,
        on=on,
        source=source,
        seen=form.text("seen"),
    )


EDIT = "uppgifter"
_DEEDS: Mapping[str, tuple[Callable[[Sent, str, str, str], Outcome[Indicator]], str]] = {
    EDIT: (_correct, "correct_indicator"),
    "ta-bort": (_remove, "remove_indicator"),
    "borjan": (_begin, "baseline"),
    "alla": (_whole, "whole"),
}
"""What is done with an indicator, as it stands in the address, and the name of its text."""
