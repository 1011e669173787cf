"""A thousand random registers: what promises are counted from adds up, and agrees with counting day by day."""

from datetime import date, timedelta
from random import Random

import pytest

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.figures import figure
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.promises import Aim, BaselineFrom, Rule
from known import LAST, PLACE, START, indicator, known, lived, promise

REGISTERS = 1_000
DAY = timedelta(days=1)
FIRST = date(2019, 6, 1)
BEGINNINGS = {Event.START, Event.INHERIT}


def town(chance: Random) -> Known:
    """Return a register of up to eight areas, each with up to five turns on days near the promise."""
    areas = [_area(chance, f"A{number}") for number in range(chance.randint(0, 8))]
    return known(*areas)


def _area(chance: Random, area_id: str) -> Timeline:
    days = sorted({FIRST + chance.randint(0, 900) * DAY for _ in range(chance.randint(1, 5))})
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
    stock = indicator(
        Rule.STOCK_ACTIVE, Aim.MORE, baseline_from=BaselineFrom.REGISTER, baseline_on=START - DAY
    )
    net = indicator(
        Rule.NET_CHANGE, Aim.MORE, baseline_from=BaselineFrom.REGISTER, baseline_on=START - DAY
    )
    gross = indicator(Rule.GROSS_STARTED)
    for _ in range(REGISTERS // 4):
        register = town(chance)
        opening, closing = (stock_by_hand(register, day) for day in (START - DAY, LAST))
        found = figure(register, made, stock, LAST)
        assert (found.value, set(found.areas)) == (len(closing), closing)
        assert figure(register, made, net, LAST).value == len(closing) - len(opening)
        assert figure(register, made, gross, LAST).value == begun_by_hand(register)
        led = bridge(register.timelines.values(), START - DAY, LAST, municipality=PLACE)
        assert (led.opening, led.closing) == (len(opening), len(closing))
        assert led.opening + sum(led.events.values()) == led.closing
