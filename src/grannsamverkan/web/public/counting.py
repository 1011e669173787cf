"""How an indicator of a promise is counted, in words: the rule, the value at the beginning, of how many."""

from collections.abc import Iterator
from dataclasses import dataclass

from grannsamverkan.domain.figures import Why
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Aim, BaselineFrom, Indicator, Promise, Rule, Stage
from grannsamverkan.i18n import Translator
from grannsamverkan.web.public.standing import aim, shown

_OF_ALL = frozenset({Rule.SCHOOLS, Rule.LOCALITIES})
_BY_ACTIVITY = _OF_ALL | {Rule.ACTIVITIES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """How one indicator is counted.

    Attributes:
        how: what counts, sentence by sentence.
        baseline: the value at the beginning with its day and source, or that nobody knows it; None
            where there is none to know or to miss.
        whole: how many there are in all and who says so; None where nothing is counted of a whole.
    """

    indicator: Indicator
    how: str
    baseline: str | None
    aim: str
    whole: str | None
    responsible: str | None


def counted(promise: Promise, one: Progress, t: Translator) -> Counted:
    """Return how an indicator is counted."""
    indicator = one.indicator
    return Counted(
        indicator=indicator,
        how=" ".join(_how(indicator, t)),
        baseline=_baseline(promise, one, t),
        aim=_aim(one, t),
        whole=_whole(one, t) if indicator.rule in _OF_ALL else None,
        responsible=t(f"party.{indicator.responsible}") if indicator.responsible else None,
    )


def _how(indicator: Indicator, t: Translator) -> Iterator[str]:
    key = str(indicator.rule)
    if indicator.rule in _BY_ACTIVITY and indicator.stage is Stage.OFFERED:
        key = f"{key}_offered"
    kind = t(f"activitykind.{indicator.kind}") if indicator.kind is not None else ""
    yield t(f"promised.counted.{key}", kind=kind)
    if indicator.area_type is not None:
        yield t("promised.counted.only_type", type=t(f"type.{indicator.area_type}").lower())
    if indicator.audience is not None:
        audience = t(f"audience.{indicator.audience}").lower()
        yield t("promised.counted.only_audience", audience=audience)
    if indicator.targeted is not None:
        yield t(f"promised.counted.{'targeted' if indicator.targeted else 'ordinary'}")


def _baseline(promise: Promise, one: Progress, t: Translator) -> str | None:
    indicator, baseline = one.indicator, one.baseline
    if baseline is None:
        if indicator.rule is Rule.NARRATIVE:
            return None
        return t("promised.counted.from_nothing", on=promise.start)
    if indicator.baseline_from is BaselineFrom.UNKNOWN:
        missed = indicator.aim is Aim.MORE or indicator.rule is Rule.NET_CHANGE
        return t("promised.counted.unknown") if missed else None
    on, source = indicator.baseline_on or promise.opening_on, indicator.baseline_source
    if baseline.value is None:
        hidden = baseline.why is Why.TOO_FEW
        return t(f"promised.counted.from_register_{'too_few' if hidden else 'none'}", on=on)
    value = shown(indicator.rule, baseline.value, t)
    if indicator.baseline_from is BaselineFrom.STATED:
        return t("promised.counted.stated", value=value, on=on, source=source)
    said = t("promised.counted.from_register", value=value, on=on)
    return f"{said} {source}." if source else said


def _aim(one: Progress, t: Translator) -> str:
    indicator = one.indicator
    said = aim(one, t)
    if said is not None and indicator.aim is not Aim.MORE:
        return f"{said[:1].upper()}{said[1:]}."
    if said is not None and indicator.baseline_on is not None:
        return t("promised.counted.direction", on=one.as_of, since=indicator.baseline_on)
    return t("promised.counted.no_number")


def _whole(one: Progress, t: Translator) -> str:
    indicator = one.whole_by or one.indicator
    if indicator.whole is not None:
        on, source = indicator.whole_on, indicator.whole_source
        return t("promised.counted.whole_stated", whole=indicator.whole, on=on, source=source)
    if one.now.whole:
        return t("promised.counted.whole_register", whole=one.now.whole)
    return t("promised.counted.whole_unknown")
