"""A thousand random registers: what promises are counted from adds up, and agrees with counting day by day."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from random import Random

import pytest

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.bridge import HEADINGS, Bridge, bridge
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.figures import baseline_of, figure
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.period import Precision
from grannsamverkan.domain.progress import monthly
from grannsamverkan.domain.promises import Aim, BaselineFrom, Rule
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.rounding import of_areas, people_told
from grannsamverkan.domain.signs import Sign
from grannsamverkan.domain.yearly_building import Ingredients, yearly_report
from grannsamverkan.domain.yearly_numbers import numbers
from known import LAST, PLACE, START, indicator, known, lived, promise, running

REGISTERS = 1_000
DAY = timedelta(days=1)
FIRST = date(2019, 6, 1)
BEGINNINGS = {Event.START, Event.INHERIT}


def town(chance: Random) -> Known:
    """Return a register of up to eight areas, each with up to five turns on days near the promise.

    Many of them have a turn on its first day, where what opens it and what comes under it part.
    """
    areas = [_area(chance, f"A{number}") for number in range(chance.randint(0, 8))]
    return known(*areas)


def _area(chance: Random, area_id: str) -> Timeline:
    some = {FIRST + chance.randint(0, 900) * DAY for _ in range(chance.randint(1, 5))}
    days = sorted(some | ({START} if chance.random() < 0.3 else set()))
    turns = [
        (str(day), chance.choice(list(Event)), chance.choice([Status.ACTIVE, *Status]))
        for day in days
    ]
    return lived(area_id, *turns, municipality=chance.choice([PLACE, PLACE, "1881"]))


def there(timeline: Timeline, day: date) -> AreaVersion | None:
    """Return the version of a day, where it counts for the promise's municipality."""
    for version in timeline:
        if version.period.start <= day < version.period.end:
            counts = version.status is Status.ACTIVE and version.municipality == PLACE
            return version if counts else None
    return None


def begins(register: Known, day: date) -> bool:
    return any(there(one, day) and not there(one, day - DAY) for one in register.timelines.values())


def stock_by_hand(register: Known, day: date) -> set[str]:
    return {name for name, timeline in register.timelines.items() if there(timeline, day)}


def begun_by_hand(register: Known) -> int:
    """Walk through the promise's days, and count each beginning that is a start or a restart."""
    begun = 0
    for timeline in register.timelines.values():
        day = START
        while day <= LAST:
            version = there(timeline, day)
            if version is not None and there(timeline, day - DAY) is None:
                before = any(
                    one.status is Status.ACTIVE and one.period.start < version.period.start
                    for one in timeline
                )
                heir = version.event in {Event.SPLIT, Event.MERGE}
                begun += not heir and (before or version.event in BEGINNINGS)
            day += DAY
    return begun


@pytest.mark.parametrize("part", range(4))
def test_stock_net_and_gross_agree_with_counting_day_by_day(part: int) -> None:
    chance = Random(part)  # noqa: S311  # the same registers every time
    made = promise()
    stock = indicator(Rule.STOCK_ACTIVE, Aim.MORE, baseline_from=BaselineFrom.REGISTER)
    net = indicator(Rule.NET_CHANGE, Aim.MORE, baseline_from=BaselineFrom.REGISTER)
    gross = indicator(Rule.GROSS_STARTED)
    on_the_first = 0
    for _ in range(REGISTERS // 4):
        register = town(chance)
        on_the_first += begins(register, START)
        opening, closing = (stock_by_hand(register, day) for day in (START - DAY, LAST))
        found = figure(register, made, stock, LAST)
        assert (found.value, set(found.areas)) == (len(closing), closing)
        begun_with = baseline_of(register, made, stock)
        assert begun_with is not None
        assert (begun_with.value, set(begun_with.areas)) == (len(opening), opening)
        assert figure(register, made, net, LAST).value == len(closing) - len(opening)
        assert figure(register, made, gross, LAST).value == begun_by_hand(register)
        led = bridge(register.timelines.values(), START - DAY, LAST, municipality=PLACE)
        assert (led.opening, led.closing) == (len(opening), len(closing))
        assert led.opening + sum(led.events.values()) == led.closing
        growth = monthly(register.timelines, (PLACE,), made.opening_on, LAST)
        assert growth[0] == (led.start, begun_with.value)
    assert on_the_first > 10


# -- what two reports tell of one area ----------------------------------------------------------------


@pytest.mark.parametrize("tell", [partial(of_areas, areas=3), people_told])
def test_two_reports_tell_no_area_closer_than_within_four(
    tell: Callable[[int], int | None],
) -> None:
    """An area comes between them: what it brought can be so much, or four more, by all that was told."""
    came: dict[tuple[int | None, int | None], set[int]] = {}
    for after in range(95):  # up to where the next ten begins
        for before in range(after + 1):
            came.setdefault((tell(before), tell(after)), set()).add(after - before)
    assert min(max(one) - min(one) for one in came.values()) >= 4


def test_contacts_and_signs_of_an_area_are_not_what_two_reports_differ_by() -> None:
    areas = [running(f"A{number}", "2015-01-01") for number in range(4)]
    areas.append(running("come", "2020-06-01"))
    came: dict[tuple[object, ...], set[int]] = {}
    for after in range(15):  # as above
        for before in range(after + 1):
            facts = [*kept("A1", before), *kept("come", after - before)]
            register = known(*areas, facts=facts)
            told = (*shown(register, 2019), *shown(register, 2020))
            came.setdefault(told, set()).add(after - before)
    assert min(max(one) - min(one) for one in came.values()) >= 4


def shown(register: Known, year: int) -> list[object]:
    """Return what the report of a year tells of contacts and signs."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    report = Report(id="R", municipality=PLACE, start=first, last_day=last)
    made = numbers(yearly_report(register, Ingredients(report=report)))
    return [made["reach.contacts"], made["quality.signs"]]


def kept(area_id: str, number: int) -> list[object]:
    """Return so many contacts and signs of an area."""
    day = date(2019, 1, 1)
    return [
        one
        for n in range(number)
        for one in (
            ContactTerm(
                id=f"{area_id}{n}", area_id=area_id, person_id=f"{area_id}{n}", appointed_on=day
            ),
            Sign(id=f"{area_id}{n}", area_id=area_id, mounted_on=day),
        )
    ]


# -- headings, sizes and bounds ----------------------------------------------------------------------


def changing(register: Known, chance: Random) -> Known:
    """Return a register whose areas move, are redrawn, have sizes, and have dates that are vague."""
    timelines = {
        name: tuple(
            replace(
                version,
                municipality=chance.choice([PLACE, PLACE, PLACE, "1881"]),
                outline_id=(outline := chance.choice([None, "a", "b"])),
                m2={None: None, "a": 700, "b": 1_100}[outline],
                precision=chance.choice([Precision.DAY, Precision.MONTH, Precision.YEAR]),
            )
            for version in timeline
        )
        for name, timeline in register.timelines.items()
    }
    return replace(register, timelines=timelines)


def size(version: AreaVersion | None) -> int:
    return (version.m2 or 0) if version is not None else 0


def walked(register: Known, first: date, last: date) -> tuple[Counter[str], Counter[str]]:
    """Walk through the days after the first, and put each change of number and of size under its heading."""
    numbers: Counter[str] = Counter()
    sizes: Counter[str] = Counter()
    for timeline in register.timelines.values():
        for version in timeline:
            day = version.period.start
            if first < day <= last:
                before, after = there(timeline, day - DAY), there(timeline, day)
                heading = by_hand(timeline, version)
                numbers[heading] += (after is not None) - (before is not None)
                sizes[heading] += size(after) - size(before)
    return numbers, sizes


def by_hand(timeline: Timeline, version: AreaVersion) -> str:
    """Name a change by what the area was the day before and what it is from that day on."""
    earlier = [one for one in timeline if one.period.start < version.period.start]
    was, is_ = bool(earlier) and earlier[-1].active, version.active
    if was and is_:
        return between(earlier[-1], version)
    if version.event in {Event.SPLIT, Event.MERGE}:
        return "split" if version.event is Event.SPLIT else "merged"
    if not is_:
        return {Status.DORMANT: "lapsed", Status.CLOSED: "closed"}.get(version.status, "corrected")
    if any(one.active for one in earlier):
        return "restarted"
    return "started" if version.event in BEGINNINGS else "corrected"


def between(before: AreaVersion, after: AreaVersion) -> str:
    if before.municipality != after.municipality:
        return "moved"
    drawn = {Event.DRAW_BOUNDARY, Event.CHANGE_BOUNDARY}
    redrawn = after.event in drawn or before.outline_id != after.outline_id
    return "redrawn" if redrawn else "corrected"


def adds_up(led: Bridge) -> bool:
    return (
        led.opening + sum(led.events.values()) == led.closing
        and led.m2_opening + sum(led.m2_events.values()) == led.m2_closing
    )


@pytest.mark.parametrize("part", range(4))
def test_a_thousand_reports_add_up_under_every_heading(part: int) -> None:
    chance = Random(f"rubriker {part}")  # noqa: S311  # as above
    for _ in range(REGISTERS // 4):
        register = changing(town(chance), chance)
        first = FIRST + chance.randint(1, 600) * DAY
        last = first + chance.randint(0, 500) * DAY
        report = Report(id="R", municipality=PLACE, start=first, last_day=last)
        areas = yearly_report(register, Ingredients(report=report)).areas
        led = areas.bridge
        numbers, sizes = walked(register, first - DAY, last)
        assert adds_up(led)
        assert led.events == {heading: numbers[heading] for heading in HEADINGS}
        assert led.m2_events == {heading: sizes[heading] for heading in HEADINGS}
        opening, closing = (stock_by_hand(register, day) for day in (first - DAY, last))
        assert (led.opening, led.closing) == (len(opening), len(closing))
        assert areas.net == len(closing) - len(opening)
        assert areas.gross == numbers["started"] + numbers["restarted"]
        assert all(number == len(stock_by_hand(register, day)) for day, number in areas.growth)


def ways(timeline: Timeline, day: date) -> set[bool]:
    """Return whether an area is active at the end of a day, for every day its starts can have been."""
    states: set[bool] = set()
    _go(timeline, day, date.min, None, states)
    return states


def _go(
    left: Timeline, day: date, since: date, holds: AreaVersion | None, states: set[bool]
) -> None:
    """Try each start of what is left of a timeline, none of them before the one before it."""
    if not left:
        states.add(holds is not None and holds.active and holds.municipality == PLACE)
        return
    latest = left[0].period.start
    first = {
        Precision.DAY: latest,
        Precision.MONTH: latest.replace(day=1),
        Precision.YEAR: latest.replace(month=1, day=1),
    }[left[0].precision]
    for start in {max(since, first), max(since, min(day, latest)), latest}:
        if first <= start <= latest:
            _go(left[1:], day, start, left[0] if start <= day else holds, states)


def test_the_bounds_of_a_number_are_those_of_every_way_it_can_have_been() -> None:
    chance = Random("gränser")  # noqa: S311  # as above
    apart = 0
    for _ in range(REGISTERS):
        register = changing(town(chance), chance)
        day = FIRST + chance.randint(0, 900) * DAY
        found = count(register.timelines.values(), day, municipality=PLACE)
        tried = [ways(timeline, day) for timeline in register.timelines.values()]
        assert found.lowest == sum(one == {True} for one in tried)
        assert found.highest == sum(True in one for one in tried)
        assert found.lowest <= found.active <= found.highest
        apart += found.lowest < found.highest
    assert apart > REGISTERS // 10
