"""The forecast of a promise in plain words: a sentence first, then the figures of each day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from grannsamverkan.domain.outlook import Forecast, Outlook, YearEnd
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts.fan import Fan, fan_chart
from grannsamverkan.reports.svg import Markup, both

_FIFTHS = 20
_HELD = {"least": 91, "most": 94, "histories": 2000}
"""How often of a hundred times intervals of 90 percent held, and of how many histories: docs/planning-method.md."""


@dataclass(frozen=True, slots=True)
class OutlookRow:
    """What to expect when a day ends: the middle number, and where it lies five and nine times of ten."""

    day: date
    median: str
    half: str
    nine: str


@dataclass(frozen=True, slots=True)
class OutlookTold:
    """A forecast in words.

    Attributes:
        lead: what is likely, or that too little was seen to tell.
        said: the chance of what was promised, the pace it takes, and what planned areas would add.
        rows, drawn: each day as a row of a table and all as a drawing; nothing where too little was seen.
        rests: what it rests on, and what it does not know.
    """

    lead: str
    said: tuple[str, ...]
    rows: tuple[OutlookRow, ...]
    drawn: Markup | None
    rests: tuple[str, ...]


def outlook_told(
    outlook: Outlook, growth: Sequence[tuple[date, int]], t: Translator, key: str
) -> OutlookTold:
    """Return a forecast in words; `growth` is the number until now, `key` names the drawing on its page."""
    told = outlook.told
    if not outlook.enough:
        little = t("promised.outlook.little", start=outlook.history.start)
        return OutlookTold(little, (), (), None, ())
    years = told.years
    lead = [_likely(one, t) for one in dict.fromkeys((years[0], years[-1]))]
    fan = fan_of(outlook, growth, t)
    return OutlookTold(
        lead=" ".join(lead),
        said=tuple(_said(outlook, t)),
        rows=tuple(
            OutlookRow(
                one.day,
                t.number(one.median),
                span(one.low_50, one.high_50, t),
                span(one.low_90, one.high_90, t),
            )
            for one in years
        ),
        drawn=both(key, lambda frame: fan_chart(fan, t, frame)),
        rests=(
            t(
                "promised.outlook.rests",
                start=outlook.history.start,
                foundings=told.foundings,
                lapses=told.lapses,
            ),
            t("promised.outlook.held", **_HELD),
            t("promised.outlook.not_known"),
        ),
    )


def _likely(one: YearEnd, t: Translator) -> str:
    half, low, high = span(one.low_50, one.high_50, t), one.low_90, one.high_90
    if low == high:
        return t("promised.outlook.certain", n=low, on=one.day)
    return t("promised.outlook.likely", n=one.high_50, half=half, on=one.day, low=low, high=high)


def _said(outlook: Outlook, t: Translator) -> Iterator[str]:
    aimed, told, by = outlook.aimed, outlook.told, outlook.by
    since, pace = outlook.recent
    if aimed is None:
        yield t("promised.outlook.no_aim")
    elif aimed.direction:
        yield t("promised.outlook.no_number")
    if aimed is not None and aimed.least is None:
        yield t("promised.outlook.no_beginning")
    if aimed is not None and aimed.least is not None and told.reached is not None:
        key, least = ("more", aimed.least - 1) if aimed.direction else ("at_least", aimed.least)
        chance = chance_in_words(told.reached, t)
        yield t(f"promised.outlook.{key}", n=least, on=by, chance=chance)
        if told.needed_a_year == 0:
            yield t("promised.outlook.none_needed")
    if told.needed_a_year:
        yield t("promised.outlook.needed", needed=told.needed_a_year, since=since, pace=pace)
    else:
        yield t("promised.outlook.pace", since=since, pace=pace)
    if outlook.founded is not None:
        yield _founded(outlook, outlook.founded, t)


def _founded(outlook: Outlook, founded: Forecast, t: Translator) -> str:
    last = founded.years[-1]
    half = span(last.low_50, last.high_50, t)
    said = t(
        "promises.outlook.planned",
        n=outlook.planned,
        by=outlook.planned_by,
        half=half,
        on=last.day,
    )
    if founded.reached is None:
        return said
    chance = chance_in_words(founded.reached, t)
    return f"{said} {t('promises.outlook.chance_then', chance=chance)}"


def chance_in_words(chance: float, t: Translator) -> str:
    """Return a chance in steps of five percent; the reckoning is no more exact than that."""
    step = round(chance * _FIFTHS)
    if step == 0:
        return t("promised.outlook.chance.least")
    if step == _FIFTHS:
        return t("promised.outlook.chance.most")
    return t("promised.outlook.chance.about", share=step * (100 // _FIFTHS))


def fan_of(outlook: Outlook, growth: Sequence[tuple[date, int]], t: Translator) -> Fan:
    """Return the number until now and the forecast, to be drawn; a mark for a number that was promised alone."""
    aimed, by = outlook.aimed, outlook.by
    least = aimed.least if aimed is not None and not aimed.direction else None
    goal = None if least is None or by is None else (by, least)
    return Fan(name=t("rule.stock_active"), points=growth, years=outlook.told.years, goal=goal)


def span(low: int, high: int, t: Translator) -> str:
    """Return a range, or its only number."""
    shown = t.number(low)
    return shown if low == high else f"{shown}–{t.number(high)}"
