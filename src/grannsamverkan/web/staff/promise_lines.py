"""Where the indicators of a promise stand, in words, with what each figure is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from grannsamverkan.actions.deeds import mark
from grannsamverkan.domain.activities import OPERATIONS, Activity
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.figures import Why
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.progress import Light, Progress, has_ended, progress_of
from grannsamverkan.domain.promise_checks import OUT_OF_ALL, WITH_BASELINE
from grannsamverkan.domain.promises import BaselineFrom, Indicator, Promise, Rule, School
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts import light_sign, light_word, way_of
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.content.promises import figure_in_words
from grannsamverkan.reports.svg import Markup
from grannsamverkan.web.staff.desk import Desk

MOST = 100
"""So many of what makes a figure are named; the lists have the others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Where one indicator stands.

    Attributes:
        said: the figure, or why there is none; `light` in a word and `sign` as a drawing.
        baseline, whole: what it is held against, empty where its rule has no such thing.
        areas, activities: paths and names of what makes the figure; `schools` are names.
        seen: what tells whether it has changed since.
    """

    progress: Progress
    said: str
    light: str
    sign: Markup
    aim: str
    baseline: str
    whole: str
    areas: Sequence[tuple[str, str]]
    activities: Sequence[tuple[str, str]]
    schools: Sequence[str]
    seen: str

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.progress.indicator

    @property
    def made_of(self) -> bool:
        """Whether there is anything to name that makes the figure."""
        return bool(self.areas or self.activities or self.schools)


def stands_of(desk: Desk, promise: Promise, t: Translator) -> list[Stand]:
    """Return where each indicator of a promise stands today, those it rests on first."""
    known = desk.register.known_now().of_places(promise.places)
    ended = has_ended(promise, desk.today)
    return [_stand(known, one, t, ended=ended) for one in progress_of(known, promise, desk.today)]


def _stand(known: Known, one: Progress, t: Translator, *, ended: bool) -> Stand:
    way = way_of(one, t, ended=ended)
    light = light_word(way, t)
    if one.light is Light.UNRATED and (why := one.now.why or one.target_why):
        light = t(f"why.{why}")
    return Stand(
        progress=one,
        said=figure_in_words(one.now, one, Words(t)),
        light=light,
        sign=light_sign(one.light),
        aim=_aim(one, t),
        baseline=_baseline(one, t),
        whole=_whole(one.whole_by or one.indicator, t),
        areas=_areas(known, one.now.areas),
        activities=_activities(known, one.now.activities, t),
        schools=[school.name for school in known.all(School) if school.id in one.now.schools],
        seen=mark(one.indicator),
    )


def _aim(one: Progress, t: Translator) -> str:
    """Return what was promised, with its number where there is one."""
    indicator = one.indicator
    word = t(f"aim.{indicator.aim}")
    if indicator.value is None:
        return word
    return f"{word} {Words(t).by_rule(indicator.value, indicator.rule).text}"


def _baseline(one: Progress, t: Translator) -> str:
    indicator = one.indicator
    if indicator.rule not in WITH_BASELINE:
        return ""
    source = indicator.baseline_from
    if one.baseline is None or source is BaselineFrom.UNKNOWN or indicator.baseline_on is None:
        return t("promises.page.unknown")
    rule = Rule.STOCK_ACTIVE if indicator.rule is Rule.NET_CHANGE else indicator.rule
    hidden = one.baseline.why is Why.TOO_FEW
    figure = t("report.hidden") if hidden else Words(t).by_rule(one.baseline.value, rule).text
    said = t(f"promises.page.{source}", figure=figure, day=indicator.baseline_on)
    by = indicator.baseline_source
    return f"{said} {t('promises.page.source', source=by)}" if by else said


def _whole(indicator: Indicator, t: Translator) -> str:
    if indicator.rule not in OUT_OF_ALL:
        return ""
    if indicator.whole is None or indicator.whole_on is None:
        return t("promises.page.unknown")
    said = t("promises.page.stated", figure=t.number(indicator.whole), day=indicator.whole_on)
    return f"{said} {t('promises.page.source', source=indicator.whole_source)}"


def _areas(known: Known, ids: Iterable[str]) -> list[tuple[str, str]]:
    return [(f"/arbete/omraden/{one}", last(known.timelines[one]).name) for one in ids]


def _activities(known: Known, ids: Iterable[str], t: Translator) -> list[tuple[str, str]]:
    wanted = frozenset(ids)
    found = sorted((one for one in known.all(Activity) if one.id in wanted), key=_day)
    return [(f"/arbete/aktiviteter/{one.id}", _named(one, t)) for one in found]


def _day(activity: Activity) -> tuple[date, str]:
    return activity.on, activity.id


def _named(activity: Activity, t: Translator) -> str:
    on = t.month(activity.on) if activity.kind in OPERATIONS else t.date(activity.on)
    return f"{t(f'activitykind.{activity.kind}')} {on}"
