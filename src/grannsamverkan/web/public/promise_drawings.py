"""What is drawn of a promise: growth by month, how the number changed, and maps of then and now."""

from collections.abc import Iterable
from dataclasses import replace

from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Promise, Rule
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.charts import (
    Growth,
    Point,
    bridge_chart,
    growth_chart,
    growth_of,
)
from grannsamverkan.reports.maps import area_map
from grannsamverkan.reports.svg import NARROW, Frame, Markup, both
from grannsamverkan.reports.then_and_now import areas_on, ground_of, then_and_now

MOST_DRAWN = 400
"""More areas than this make a page too heavy; the map itself shows them."""


def growth_drawn(told: PublicPromise, t: Translator) -> Markup:
    """Draw how the number of areas grew, month by month, with its baseline and target."""
    growth = _growth(told, t)
    return both("antal", lambda frame: growth_chart(growth, t, frame))


def _growth(told: PublicPromise, t: Translator) -> Growth:
    of_all = next((one for one in told.progress if _of_every_area(one)), None)
    if of_all is not None:
        return growth_of(of_all, told.promise, told.growth, t)
    points = tuple(Point(on, number) for on, number in told.growth)
    return Growth(name=t("rule.stock_active"), points=points, as_of=told.as_of)


def _of_every_area(one: Progress) -> bool:
    """Say whether a figure can be read off the number of all areas, so that its target can stand beside it."""
    indicator = one.indicator
    return indicator.rule in {Rule.STOCK_ACTIVE, Rule.NET_CHANGE} and indicator.area_type is None


def bridge_drawn(told: PublicPromise, t: Translator) -> Markup:
    """Draw how the number of areas changed from the day before the promise began."""
    return both("andrades", lambda frame: bridge_chart(told.bridge, t, frame))


def maps_drawn(
    promise: Promise, then: PublicSnapshot, now: PublicSnapshot, t: Translator
) -> tuple[Markup, ...]:
    """Draw where the areas were and are; nothing where there is nothing to show, or too much."""
    before, after = (_within(one, promise.places) for one in (then, now))
    if max(len(before.areas), len(after.areas)) > MOST_DRAWN:
        return ()
    pair = then_and_now(areas_on(before), areas_on(after), ground_of(after), t)
    if pair is None:
        return ()
    frames = (Frame(key=key, width=NARROW) for key in ("karta-da", "karta-nu"))
    return tuple(area_map(one, t, frame) for one, frame in zip(pair, frames, strict=True))


def _within(snapshot: PublicSnapshot, places: Iterable[str]) -> PublicSnapshot:
    """Return what a snapshot shows of some municipalities."""
    wanted = frozenset(places)
    return replace(
        snapshot,
        areas=tuple(one for one in snapshot.areas if one.municipality in wanted),
        municipalities=tuple(one for one in snapshot.municipalities if one.code in wanted),
        localities=tuple(one for one in snapshot.localities if one.municipality in wanted),
    )
