"""Eight years of a municipality: the numbers add up, the flags are right, the gates hold."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from town_years import AREAS, PLACE, Diary, Town, months

from grannsamverkan.actions.health import work_queue
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.domain.bridge import bridge
from grannsamverkan.domain.counts import count
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.register import create_register
from stores import DAWN, with_municipalities


def months_before(day: date, number: int) -> date:
    """Return the same day so many months ago, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - number, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError(day)


def flags_by_the_card(diary: Diary, on: date) -> set[str]:
    """Tell from the card of an area what is the matter with it, as lifecycle.json words it."""
    state = diary.is_in(on)
    if state is not Status.ACTIVE:
        return {"signs_without_activity"} if diary.signs and state is not None else set()
    since = next(
        day
        for (day, now), before in zip(
            reversed(diary.state), [*[s for _, s in reversed(diary.state)][1:], None], strict=True
        )
        if now is Status.ACTIVE and before is not Status.ACTIVE
    )
    here = diary.holding(on)
    homes = [row for row in diary.homes if row[0] <= on]
    met = max([since, *(day for day in diary.met if day <= on)])
    assert diary.drawn is not None
    rules = {
        "no_contact": not any(one.confirmed for one in here),
        "sign_defect": "faded" in diary.signs.values(),
        "contact_unconfirmed": max(diary.confirmed) < months_before(on, 12),
        "annual_meeting_due": met < months_before(on, 14),
        "contact_load_high": bool(here and homes) and homes[-1][2] > 20 * len(here),
        "area_too_large": bool(homes) and homes[-1][1] > 40 and not any(one.main for one in here),
        "boundary_stale": diary.drawn < months_before(on, 24),
    }
    return {key for key, holds in rules.items() if holds}


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, list[str]]]:
    """Let the municipality live; what is found wrong on the way is listed."""
    path: Path = tmp_path_factory.mktemp("eight-years") / "kommun.gpkg"
    register = create_register(path, name="Påhittad kommun", crs="EPSG:3006", now=DAWN)
    with_municipalities(register)
    town, wrong = Town(register, Random(1861)), list[str]()  # noqa: S311 # a seeded story
    for on in months():
        town.live(on)
        if on.month % 3 == 0:
            end = (on + timedelta(days=32)).replace(day=1) - timedelta(days=1)
            wrong += flags_that_differ(town, end)
    yield town, wrong
    register.close()


def flags_that_differ(town: Town, on: date) -> list[str]:
    """Return where the work queue says otherwise than the cards."""
    said = {
        due.area.area_id: {flag.key.value for flag in due.flags}
        for due in work_queue(town.register, OPERATOR, on)
    }
    for found in said.values():
        town.flagged.update(found)
    return [
        f"{on} {area_id}: {said.get(area_id, set())} is not {expected}"
        for area_id, diary in town.diaries.items()
        if said.get(area_id, set()) != (expected := flags_by_the_card(diary, on))
    ]


Lived = tuple[Town, list[str]]


def test_it_is_as_large_as_it_is_told(town: Lived) -> None:
    lived, _ = town
    assert lived.flagged.keys() == {
        "no_contact",
        "sign_defect",
        "contact_unconfirmed",
        "annual_meeting_due",
        "area_too_large",
        "contact_load_high",
        "boundary_stale",
        "signs_without_activity",
    }
    assert lived.laid == AREAS
    assert lived.appointed >= 280
    assert lived.lapsed > 5
    states = Counter(diary.is_in(date(2026, 11, 1)) for diary in lived.diaries.values())
    assert states[Status.ACTIVE] > 50
    assert states[Status.CLOSED]
    assert states[Status.SUPERSEDED]


def test_the_bridge_adds_up_every_month(town: Lived) -> None:
    lived, _ = town
    timelines = lived.register.timelines().values()
    ends = [first - timedelta(days=1) for first in months()]
    for start, end in pairwise(ends):
        led = bridge(timelines, start, end, municipality=PLACE)
        assert led.opening + sum(led.events.values()) == led.closing
        assert led.m2_opening + sum(led.m2_events.values()) == led.m2_closing
        assert led.closing == len(lived.in_state(Status.ACTIVE, end))
        assert led.events["corrected"] == 0
        counted = count(timelines, end, municipality=PLACE)
        assert counted.confirmed + counted.unconfirmed == counted.active == led.closing


def test_the_flags_are_what_the_cards_say(town: Lived) -> None:
    assert town[1] == []


def test_no_step_was_taken_before_its_time(town: Lived) -> None:
    lived, _ = town
    assert lived.refused > AREAS
    for area_id, diary in lived.diaries.items():
        timeline = lived.register.timelines(area_ids=[area_id])[area_id]
        assert timeline[-1].status is diary.is_in(date(2027, 1, 1))
        for day, state in dict(diary.state).items():  # of one day the last
            assert any(one.status is state and day in one.period for one in timeline)


def test_whoever_left_is_to_be_erased_and_the_ledger_verifies(town: Lived) -> None:
    lived, _ = town
    verdict = lived.register.verify()
    assert verdict.intact
    gone = {
        one.person
        for diary in lived.diaries.values()
        for one in diary.contacts.values()
        if one.until is not None
    }
    there = {one.person for diary in lived.diaries.values() for one in diary.holding(date.max)}
    with lived.register.looking() as private:
        leaving = {one.id for one in private.find(Person) if one.erase_after is not None}
    assert leaving == gone - there
    assert {term.person_id for term in lived.register.facts(ContactTerm)} == gone | there
