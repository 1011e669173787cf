"""The parts of a report about areas: how the number came about, whom they reach, how alive they are."""

from collections.abc import Iterator

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.promises import Rule
from grannsamverkan.domain.yearly import Reach, ReportMap, YearlyReport
from grannsamverkan.reports.charts import (
    Growth,
    Point,
    bridge_chart,
    bridge_text,
    growth_chart,
    growth_of,
    growth_text,
)
from grannsamverkan.reports.content.cells import Words
from grannsamverkan.reports.document import Block, Cell, Drawing, Facts, Paragraph, Tone
from grannsamverkan.reports.maps import area_map, map_text
from grannsamverkan.reports.svg import NARROW, Frame
from grannsamverkan.reports.then_and_now import AreaMap, AreasOn, Ground, MapArea, then_and_now


def came_about(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give the bridge as chart and table, the growth by month, and where the areas lie."""
    t, areas = words.t, report.areas
    led = areas.bridge
    yield Paragraph(
        text=t("report.areas.lead", opening=led.opening, start=led.start, closing=led.closing,
               end=led.end, gross=areas.gross, net=signed(areas.net, words)),
        tone=Tone.LEAD,
    )  # fmt: skip
    yield Drawing(
        svg=bridge_chart(led, t, Frame(key="bro")),
        narrow=bridge_chart(led, t, Frame(key="bro-smal", width=NARROW)),
        caption=t("report.areas.bridge"),
        alternative=bridge_text(led, t),
    )
    rows = [
        (
            words.text(t("report.areas.opening", day=led.start)),
            words.number(led.opening),
            words.number(led.m2_opening),
        )
    ]
    rows += [
        (
            words.text(t(f"heading.{one}")),
            words.number(led.events[one]),
            words.number(led.m2_events[one]),
        )
        for one in HEADINGS
        if led.events[one] or led.m2_events[one]
    ]
    rows.append(
        (
            words.text(t("report.areas.closing", day=led.end)),
            words.number(led.closing),
            words.number(led.m2_closing),
        )
    )
    yield words.table("bridge", ("event", "areas", "m2"), rows, total=True)
    if areas.lowest != areas.highest:
        yield Paragraph(
            text=t("report.areas.bounds", lowest=areas.lowest, highest=areas.highest),
            tone=Tone.NOTE,
        )
    yield _growth(report, words)
    months = [(words.text(t.date(day)), words.number(number)) for day, number in areas.growth]
    yield words.table("growth", ("day", "areas"), months)
    yield from _where(report, words)


def _growth(report: YearlyReport, words: Words) -> Drawing:
    """Give the growth by month, with the baseline of the promise that is about the number of areas."""
    t = words.t
    found = next(
        (
            growth_of(one, account.promise, report.areas.growth, t)
            for account in report.promises
            for one in account.progress
            if one.indicator.rule is Rule.STOCK_ACTIVE
        ),
        Growth(
            name=t("rule.stock_active"),
            points=tuple(Point(day, float(number)) for day, number in report.areas.growth),
        ),
    )
    return Drawing(
        svg=growth_chart(found, t, Frame(key="vaxt")),
        narrow=growth_chart(found, t, Frame(key="vaxt-smal", width=NARROW)),
        caption=t("report.areas.growth"),
        alternative=growth_text(found, t),
    )


def _where(report: YearlyReport, words: Words) -> Iterator[Block]:
    t, areas = words.t, report.areas
    kinds = [
        (words.text(t(f"type.{one}")), words.number(number))
        for one, number in areas.by_type.items()
    ]
    yield words.table("types", ("type", "areas"), kinds)
    places = [
        (words.text(t("report.no_locality") if one == "unknown" else one), words.number(number))
        for one, number in areas.by_locality.items()
    ]
    yield words.table("localities", ("locality", "areas"), places)
    yield Paragraph(text=t("report.areas.shown"), tone=Tone.NOTE)


def signed(number: int, words: Words) -> str:
    """Return a change with its sign."""
    return f"{'+' if number > 0 else '−' if number < 0 else '±'}{words.t.number(abs(number))}"


def maps(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give the maps then and now, where anything is drawn."""
    drawn = None if report.map is None else _drawn(report.map, report, words)
    if drawn is None:
        yield Paragraph(text=words.t("report.map.none"))
        return
    for key, one in zip(("da", "nu"), drawn, strict=True):
        yield Drawing(
            svg=area_map(one, words.t, Frame(key=f"karta-{key}", width=NARROW)),
            caption=one.title,
            alternative=map_text(one, words.t),
            half=True,
        )
    yield Paragraph(text=words.t("charts.map.note"), tone=Tone.NOTE)


def _drawn(map_: ReportMap, report: YearlyReport, words: Words) -> tuple[AreaMap, AreaMap] | None:
    then = AreasOn(
        on=map_.before_on, areas=tuple(MapArea(outline=one) for one in map_.before), undrawn=()
    )
    now = AreasOn(
        on=report.heading.last_day,
        areas=tuple(MapArea(outline=one) for one in map_.now),
        undrawn=(),
    )
    borders = () if map_.border is None else (map_.border,)
    ground = Ground(borders=borders, generalised=map_.border_generalised, places=map_.places)
    return then_and_now(then, now, ground, words.t)


def households_cell(reach: Reach, words: Words) -> Cell:
    """Return the households of all areas as they may be told, or that nobody has counted them."""
    if reach.nobody_counted:
        return words.number(None)
    return words.hidden(reach.households_total)


def households_words(reach: Reach, words: Words) -> str:
    """Return the same in words: at least so many, where some areas are not counted."""
    said = households_cell(reach, words).text
    partly = reach.uncounted and reach.households_total is not None
    return words.t("report.at_least", figure=said) if partly else said


def reached(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give how many households the areas reach, by locality and in all."""
    t, reach = words.t, report.reach
    total = households_cell(reach, words)
    pairs = [(t("report.reach.households"), households_words(reach, words))]
    homes, people = reach.dwellings, reach.inhabitants
    if homes and homes.value and reach.households_total is not None:
        share = words.share(reach.households_total / homes.value).text
        of = t("report.reach.of_dwellings", number=homes.value, year=str(homes.year))
        pairs.append((of, share))
    if people and people.value and reach.households_total is not None:
        per_1000 = 1000 * reach.households_total / people.value
        per = t("report.reach.per_1000", year=str(people.year))
        pairs.append((per, words.number(per_1000).text))
    if reach.counted:
        pairs.append((t("report.reach.joined", n=reach.counted), words.hidden(reach.joined).text))
    pairs.append((t("report.reach.contacts"), words.about(reach.contacts)))
    if reach.contacts != 0:
        each = words.hidden(reach.households_per_contact).text
        pairs.append((t("report.reach.per_contact"), each))
    yield Facts(pairs=tuple(pairs))
    rows = [
        (words.text(locality or t("report.no_locality")), words.hidden(number))
        for locality, number in reach.households.items()
    ]
    rows.append((words.text(t("report.in_all")), total))
    yield words.table("households", ("locality", "households"), rows, total=True)
    if reach.uncounted:
        yield Paragraph(text=t("report.reach.uncounted", n=reach.uncounted), tone=Tone.NOTE)
    yield Paragraph(text=t("report.reach.note"), tone=Tone.NOTE)


def alive(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give how alive the active areas are."""
    t, quality = words.t, report.quality
    whole = quality.active
    confirmed = t("report.quality.confirmed", months=quality.confirm_months)
    share = words.share(quality.confirmed / whole if whole else None)
    rows = [(words.text(confirmed), words.number(quality.confirmed), share)]
    for name, told, values in (
        ("met", quality.met, {"months": quality.meeting_months}),
        ("trained", quality.trained, {}),
    ):
        said = words.hidden(None) if told is None else words.share(told)
        only = words.text(t("report.quality.only_share"))
        rows.append((words.text(t(f"report.quality.{name}", **values)), only, said))
    yield words.table("quality", ("what", "areas", "share"), rows)
    seen = quality.inspected or quality.faulty or not quality.signs
    yield Paragraph(
        text=t(
            "report.quality.signs" if seen else "report.quality.signs_not_inspected",
            signs=words.about(quality.signs),
            inspected=words.about(quality.inspected),
            faulty=words.about(quality.faulty),
        )
    )
    yield Paragraph(text=t("report.quality.note"), tone=Tone.NOTE)
