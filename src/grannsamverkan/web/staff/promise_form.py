"""What a form says of a promise, of an indicator and of what it is held against."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from grannsamverkan.actions import indicators, promises
from grannsamverkan.domain.activities import ActivityKind, Audience
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.promises import (
    Aim,
    Indicator,
    NoteKind,
    Outcome,
    Party,
    Promise,
    Rule,
    SchoolStage,
    Stage,
    Wording,
)
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import Translator
from grannsamverkan.web.staff.desk import Form

Choices = Mapping[str, list[tuple[str, str]]]
"""What there is to choose from, by what it is: values with their words."""

_CHOSEN: tuple[type[StrEnum], ...] = (
    ActivityKind, Aim, Audience, NoteKind, Outcome, Party, Rule, SchoolStage, Stage, Wording,
)  # fmt: skip

TARGETED = {"ja": True, "nej": False}
"""What is chosen of an operation: that it was targeted, or ordinary work."""


def choices(t: Translator) -> Choices:
    """Return what can be chosen in the forms about promises, in words."""
    named = {kind.__name__.casefold(): kind for kind in _CHOSEN} | {"type": AreaType}
    return {name: [(one.value, t(f"{name}.{one}")) for one in kind] for name, kind in named.items()}


def required_day(form: Form, name: str, key: str) -> date:
    """Return a day that has to be said.

    Raises:
        Refused: it is not; `key` names the text.
    """
    day = form.day(name)
    if day is None:
        raise Refused(key)
    return day


def promise_facts(form: Form) -> promises.Facts:
    """Return what a form says of a promise beside its title, its words and its first day.

    Raises:
        Refused: a field cannot be so.
    """
    return promises.Facts(
        municipalities=tuple(form.all("municipalities")),
        police_area=form.text("police_area"),
        wording=form.choice("wording", Wording) or Wording.RETOLD,
        plain=form.text("plain"),
        source_url=form.text("source_url"),
        signed_on=form.day("signed_on"),
        last_day=form.day("last_day"),
        parties=tuple(form.all("parties")),
        responsible=form.choice("responsible", Party) or Party.MUNICIPALITY,
        signatories=form.text("signatories"),
        problem=form.text("problem"),
        cause_analysis=form.text("cause_analysis"),
        picture_year=form.number("picture_year"),
        follow_up_months=form.number("follow_up_months"),
    )


_COMPARED = (
    "title", "text", "start", "police_area", "wording", "plain", "source_url", "signed_on",
    "last_day", "responsible", "signatories", "problem", "cause_analysis", "picture_year",
    "follow_up_months",
)  # fmt: skip


def promise_now(promise: Promise) -> dict[str, object]:
    """Return what is kept of a promise, by the fields of its form."""
    return {name: getattr(promise, name) for name in _COMPARED}


def rule_in(form: Form) -> Rule:
    """Return the rule that a form names.

    Raises:
        Refused: none.
    """
    rule = form.choice("rule", Rule)
    if rule is None:
        raise Refused("promises.rule_missing")
    return rule


def indicator_facts(form: Form) -> indicators.Facts:
    """Return what a form says of an indicator beside its name and rule.

    Raises:
        Refused: a field cannot be so.
    """
    return indicators.Facts(
        aim=form.choice("aim", Aim) or Aim.NONE,
        value=form.decimal("value"),
        decisive=form.ticked("decisive"),
        responsible=form.choice("responsible", Party),
        kind=form.choice("kind", ActivityKind),
        audience=form.choice("audience", Audience),
        targeted=TARGETED.get(form.text("targeted")),
        area_type=form.choice("area_type", AreaType),
        stage=form.choice("stage", Stage) or Stage.HELD,
    )


def indicator_now(indicator: Indicator) -> dict[str, object]:
    """Return what is kept of an indicator, by the fields of its form."""
    names = ("name", "rule", "aim", "responsible", "kind", "audience", "area_type", "stage")
    return {name: getattr(indicator, name) for name in names}
