"""Where an indicator of a promise stands, in plain words: the figure, the light and the rule by which it is set."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from grannsamverkan.domain.figures import FLOWS, Figure
from grannsamverkan.domain.progress import NEARLY, Light, Progress
from grannsamverkan.domain.promises import Aim, Rule
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts import Way, light_word, way_of

SHARES = frozenset({Rule.CONFIRMED_SHARE, Rule.HOUSEHOLDS_SHARE})
"""The rules whose figure is a share from 0 to 1."""

_OF_ALL = frozenset({Rule.SCHOOLS, Rule.LOCALITIES})
_HUNDRED = 100
_DAYS_FOR_PACE = 60
"""Sooner than this a pace for a year says more of chance than of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A sentence; `name` stands before it where it does not say itself what it is about.

    The name is as staff wrote it, so in Swedish whatever the page's language.
    """

    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one indicator stands.

    Attributes:
        said: the sentence; `more` are what one should know beside it.
        figure: the figure in a few signs, None where there is none.
        aim: what was promised; None where no number was.
        light: the word for how the figure stands to the aim; `rule` says when it is which.
        percent, pace_percent: of the way, 0-100, as far as it has come and at an even pace.
    """

    progress: Progress
    said: Said
    more: tuple[str, ...]
    figure: str | None
    aim: str | None
    way: Way
    light: str
    rule: str
    percent: float | None
    pace_percent: float | None


def standing(told: PublicPromise, one: Progress, t: Translator) -> Standing:
    """Return where an indicator stands, in words."""
    way = way_of(one, t, ended=told.ended)
    share = way.share
    return Standing(
        progress=one,
        said=said(told, one, t),
        more=tuple(_more(told, one, t)),
        figure=_figure(one, t),
        aim=aim(one, t),
        way=way,
        light=light_word(way, t),
        rule=_rule(one, way, t),
        percent=None if share is None else round(_HUNDRED * min(max(share, 0), 1), 1),
        pace_percent=_pace_percent(way),
    )


def shown(rule: Rule, value: float, t: Translator) -> str:
    """Return a figure as people write it: a share in per cent."""
    if rule in SHARES:
        return f"{t.number(value * _HUNDRED)}\N{NO-BREAK SPACE}%"
    return t.number(value)


# -- the sentence ---------------------------------------------------------------------------------


def said(told: PublicPromise, one: Progress, t: Translator) -> Said:
    """Return a sentence that says where an indicator stands, or why nobody can tell."""
    indicator, now = one.indicator, one.now
    if now.value is None:
        return Said(text=t(f"promised.why.{now.why}"), name=indicator.name)
    say = _SENTENCES.get(indicator.rule)
    if say is None or indicator.area_type is not None:
        return Said(text=_counted(one, t), name=indicator.name)
    return Said(text=say(told, one, now.value, t))


def _stock(told: PublicPromise, one: Progress, value: float, t: Translator) -> str:
    tense = _tense(told)
    first = t(f"promised.stands.{tense}.stock", n=value, on=one.as_of)
    before = one.baseline.value if one.baseline is not None else None
    if before is None or one.indicator.baseline_on is None:
        return first
    grown, since = value - before, one.indicator.baseline_on
    if not grown:
        return f"{first} {t(f'promised.stands.{tense}.same', since=since)}"
    key = "more" if grown > 0 else "fewer"
    return f"{first} {t(f'promised.stands.{tense}.{key}', n=abs(grown), since=since)}"


def _net(told: PublicPromise, one: Progress, value: float, t: Translator) -> str:
    since = one.indicator.baseline_on or told.promise.opening_on
    if not value:
        return t("promised.stands.net_none", since=since)
    key = "net_more" if value > 0 else "net_fewer"
    return t(f"promised.stands.{key}", n=abs(value), since=since)


def _gross(told: PublicPromise, _: Progress, value: float, t: Translator) -> str:
    key = "promised.stands.gross" if value else "promised.stands.gross_none"
    return t(key, n=value, since=told.promise.start)


def _confirmed(told: PublicPromise, one: Progress, _: float, t: Translator) -> str:
    now = one.now
    return t(f"promised.stands.{_tense(told)}.confirmed", n=now.part, whole=now.whole)


def _households(told: PublicPromise, one: Progress, value: float, t: Translator) -> str:
    rule = one.indicator.rule
    least = "_least" if one.now.uncounted else ""
    key = f"promised.stands.{_tense(told)}.{rule}{least}"
    return t(key, part=one.now.part, value=shown(rule, value, t))


def _tense(told: PublicPromise) -> str:
    return "ended" if told.ended else "running"


_SENTENCES: Mapping[Rule, Callable[[PublicPromise, Progress, float, Translator], str]] = {
    Rule.STOCK_ACTIVE: _stock,
    Rule.NET_CHANGE: _net,
    Rule.GROSS_STARTED: _gross,
    Rule.CONFIRMED_SHARE: _confirmed,
    Rule.HOUSEHOLDS_SHARE: _households,
    Rule.HOUSEHOLDS_PER_1000: _households,
}
"""The rules whose sentence says itself what it is about."""


def _counted(one: Progress, t: Translator) -> str:
    rule, now = one.indicator.rule, one.now
    if rule in _OF_ALL and not now.whole:
        return t("promised.stands.no_whole", value=t.number(now.value or 0))
    return f"{_of(rule, now, t)}."


def _of(rule: Rule, figure: Figure, t: Translator) -> str:
    if rule in _OF_ALL and figure.whole:
        return t("promised.stands.of", part=figure.part, whole=figure.whole)
    return shown(rule, figure.value or 0, t)


def _figure(one: Progress, t: Translator) -> str | None:
    if one.now.value is None:
        return None
    rule = one.indicator.rule
    said = f"{'+' if rule is Rule.NET_CHANGE and one.now.value > 0 else ''}{_of(rule, one.now, t)}"
    return t("promised.stands.least", value=said) if one.now.uncounted else said


# -- beside the sentence --------------------------------------------------------------------------


def _more(told: PublicPromise, one: Progress, t: Translator) -> list[str]:
    rule, now = one.indicator.rule, one.now
    said = []
    if one.beside is not None and one.beside.value is not None:
        said.append(t("promised.stands.held", value=_of(rule, one.beside, t)))
    if now.lowest is not None and now.lowest != now.highest:
        said.append(t("promised.stands.bounds", lowest=now.lowest, highest=now.highest))
    if now.year is not None:
        said.append(t(f"promised.stands.year_{rule}", year=str(now.year)))
    if now.uncounted:
        said.append(t("promised.stands.uncounted", n=now.uncounted))
    return [*said, *_pace(told, one, t)]


def _pace(told: PublicPromise, one: Progress, t: Translator) -> list[str]:
    days = (one.as_of - told.promise.start).days
    if one.pace is None or days < _DAYS_FOR_PACE or one.target is None:
        return []
    key = "promised.pace.was" if told.ended else "promised.pace.so_far"
    gone = [t(key, pace=one.pace)] if one.pace > 0 else []
    return [*gone, t("promised.pace.needed", needed=one.needed)] if one.needed else gone


def aim(one: Progress, t: Translator) -> str | None:
    """Return what was promised of an indicator, in a few words; None where no number was."""
    rule, wanted = one.indicator.rule, one.indicator.aim
    match wanted:
        case Aim.AT_LEAST:
            key = "at_least_more" if rule is Rule.NET_CHANGE else "at_least"
            return t(f"promised.aim.{key}", value=shown(rule, one.indicator.value or 0, t))
        case Aim.ALL:
            whole = one.now.whole
            return t("promised.aim.all_of", whole=whole) if whole else t("promised.aim.all")
        case Aim.MORE:
            kind = "more_flow" if rule in FLOWS else "more_share" if rule in SHARES else "more"
            return t(f"promised.aim.{kind}")
    return None


# -- the light ------------------------------------------------------------------------------------


def _rule(one: Progress, way: Way, t: Translator) -> str:
    """Say by which rule the light is set, with the numbers that it is set by."""
    value, target, expected = one.now.value, one.target, one.expected
    if value is None or target is None or expected is None:
        why = one.now.why or one.target_why
        return t(f"promised.why.{why}")
    rule = one.indicator.rule
    words = {str(light): light_word(replace(way, light=light), t) for light in Light}
    if one.indicator.aim is Aim.MORE:
        kind = "more_share" if rule in SHARES else "more"
        return t(f"promised.light.{kind}", value=shown(rule, expected, t), **words)
    reached = value >= target
    against = shown(rule, target if reached else expected, t)
    nearly = t.number(NEARLY * _HUNDRED)
    begun = {"begun": shown(rule, one.grows_from, t)} if one.grows_from else {}
    key = "promised.light.grown" if begun else "promised.light.at_least"
    said = t(key, value=against, share=nearly, **begun, **words)
    if expected == target or reached:
        return said
    return f"{said} {t('promised.light.even', value=against, on=one.as_of)}"


def _pace_percent(way: Way) -> float | None:
    if way.share is None or way.expected is None or not 0 < way.expected < 1:
        return None
    return round(_HUNDRED * way.expected, 1)
