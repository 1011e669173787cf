"""The yearly wheel: what is done is read out of the register, and the days are the municipality's own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions.wheel import Phase, Round, Step, step_marks, year_wheel
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.people import Channel
from grannsamverkan.domain.policy import Policy, Setting
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.signs import Sign
from grannsamverkan.register import Register, create_register
from staff import send
from town import CRS, NORRANGEN, NOW, SODERGARD, UNDRAWN, new_register

TODAY = NOW.date()
"""The 23rd of November 2026."""


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give a register of one's own."""
    register = new_register(tmp_path / "hallsberg.gpkg", now=NOW.replace(year=2025))
    yield register
    register.close()


def activity(
    on: date, kind: ActivityKind = ActivityKind.ANNUAL_MEETING, *, state: ActivityState
) -> Activity:
    return Activity(
        id=f"A{on}{kind}{state}",
        municipality="1861",
        kind=kind,
        on=on,
        state=state,
        area_ids=(NORRANGEN,),
    )


def question(number: int, **details: object) -> Question:
    facts: dict[str, object] = {
        "id": f"Q{number}",
        "person_id": f"P{number}",
        "municipality": "1861",
        "year": 2026,
        "channel": Channel.MAIL,
        "asked_on": date(2026, 2, 3),
        "expires_on": date(2026, 4, 3),
    }
    return Question(**{**facts, **details})  # type: ignore[arg-type]  # each test names fields it knows


def phases(register: Register, today: date = TODAY, year: int = 2026) -> dict[str, str]:
    wheel = year_wheel(register, "1861", year=year, today=today)
    return {str(mark.step): mark.phase.value for mark in wheel.steps}


def test_a_step_waits_from_its_day_until_the_register_shows_that_it_was_taken(
    register: Register,
) -> None:
    assert phases(register, date(2026, 1, 1)) == {
        "report": "coming",
        "confirm": "coming",
        "remind": "coming",
        "gather": "coming",
    }
    assert phases(register)["confirm"] == "waiting"
    with register.private() as private:
        private.put(question(1), question(2, reminded_on=date(2026, 3, 9)))
    assert phases(register) == {
        "report": "waiting",
        "confirm": "done",
        "remind": "done",
        "gather": "waiting",
    }
    wheel = year_wheel(register, "1861", year=2026, today=TODAY)
    assert wheel.next is not None
    assert wheel.next.step is Step.REPORT
    reports = [
        Report(id="R1", municipality="1861", start=date(2025, 1, 1), last_day=date(2025, 12, 31),
               published_on=date(2026, 2, 9)),
        Report(id="R2", municipality="1861", start=date(2024, 1, 1), last_day=date(2024, 12, 31),
               published_on=date(2025, 2, 9)),
        Report(id="R3", municipality="1861", start=date(2023, 1, 1), last_day=date(2023, 12, 31)),
        Report(id="R4", municipality="1881", start=date(2023, 1, 1), last_day=date(2023, 12, 31),
               published_on=date(2026, 3, 9)),
    ]  # fmt: skip
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for one in reports:
            change.set_facts(Report, one.id, [one])
    wheel = year_wheel(register, "1861", year=2026, today=TODAY)
    assert {mark.step: mark.done_on for mark in wheel.steps}[Step.REPORT] == date(2026, 2, 9)
    assert wheel.next is not None
    assert wheel.next.step is Step.GATHER
    held = activity(date(2026, 10, 7), ActivityKind.CONTACT_GATHERING, state=ActivityState.HELD)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Activity, held.id, [held])
    assert phases(register)["gather"] == "done"
    assert year_wheel(register, "1861", year=2026, today=TODAY).next is None


def test_nobody_has_to_be_reminded_when_all_have_answered() -> None:
    answered = Round(asked=2, answered=2, answered_at=NOW)
    steps = step_marks(Policy(), answered, {}, year=2026, today=TODAY)
    assert {mark.step: mark for mark in steps}[Step.REMIND].done_on == TODAY
    some = Round(asked=2, answered=1, answered_at=NOW)
    steps = step_marks(Policy(), some, {}, year=2026, today=TODAY)
    assert {mark.step: mark for mark in steps}[Step.REMIND].phase is Phase.WAITING


def test_whoever_has_just_been_asked_is_reminded_four_weeks_later() -> None:
    late = Round(asked=2, asked_on=TODAY)
    steps = step_marks(Policy(), late, {}, year=2026, today=TODAY)
    remind = {mark.step: mark for mark in steps}[Step.REMIND]
    assert (remind.phase, remind.on) == (Phase.COMING, date(2026, 12, 21))
    early = Round(asked=2, asked_on=date(2026, 1, 2))
    steps = step_marks(Policy(), early, {}, year=2026, today=TODAY)
    assert {mark.step: mark for mark in steps}[Step.REMIND].on == date(2026, 3, 1)


def test_a_day_that_cannot_be_is_named_as_the_page_does_and_the_form_is_kept(
    coordinator: TestClient,
) -> None:
    days = {
        "wheel_confirm": "i februari",
        "wheel_remind": "1 mars",
        "wheel_gather": "10-1",
        "wheel_report": "15/1",
    }
    page = send(coordinator, "/arbete/arshjul", kommun="1861", **days)
    assert page.status_code == 422
    assert "”Fråga kontaktombuden” är en dag på året" in page.text
    for typed in days.values():
        assert f'value="{typed}"' in page.text
    for year in ("0", "x", "9999"):
        assert coordinator.get(f"/arbete/arshjul?ar={year}").status_code == 200


def test_a_day_before_there_was_a_register_asks_for_nothing(tmp_path: Path) -> None:
    made = NOW.replace(month=2, day=2)
    register = new_register(tmp_path / "ny.gpkg", now=made)
    assert phases(register) == {
        "report": "passed",
        "confirm": "passed",
        "remind": "waiting",
        "gather": "waiting",
    }
    assert phases(register, date(2027, 2, 2), 2027)["confirm"] == "waiting"
    register.close()
    empty = create_register(tmp_path / "tom.gpkg", name="Hallsberg", crs=CRS, now=made)
    assert set(phases(empty).values()) == {"passed"}
    empty.close()


def test_a_year_that_is_over_asks_for_nothing(register: Register) -> None:
    assert set(phases(register, year=2025).values()) == {"passed"}
    assert set(phases(register, year=2027).values()) == {"coming"}


def test_what_is_still_planned_and_permits_have_their_day_and_what_is_held_off_or_down_has_none(
    register: Register,
) -> None:
    activities = [
        activity(date(2026, 12, 1), state=ActivityState.PLANNED),
        activity(date(2026, 5, 1), state=ActivityState.PLANNED),
        activity(date(2026, 6, 1), state=ActivityState.HELD),
        activity(date(2026, 7, 1), state=ActivityState.CANCELLED),
        activity(date(2025, 7, 1), state=ActivityState.HELD),
    ]
    signs = [
        Sign(id="S1", area_id=NORRANGEN, permit_expires_on=date(2026, 12, 24)),
        Sign(id="S2", area_id=NORRANGEN, permit_expires_on=date(2026, 3, 24)),
        Sign(
            id="S3",
            area_id=NORRANGEN,
            permit_expires_on=date(2026, 9, 1),
            removed_on=date(2026, 1, 1),
        ),
        Sign(id="S4", area_id=NORRANGEN),
    ]
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for one in activities:
            change.set_facts(Activity, one.id, [one])
        change.set_facts(Sign, NORRANGEN, signs)
    wheel = year_wheel(register, "1861", year=2026, today=TODAY)
    assert [(str(mark.on), mark.phase.value) for mark in wheel.marks if mark.step is None] == [
        ("2026-03-24", "waiting"),
        ("2026-05-01", "waiting"),
        ("2026-12-01", "coming"),
        ("2026-12-24", "coming"),
    ]


def test_the_days_are_the_municipalitys_own(register: Register) -> None:
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        setting = Setting(municipality="1861", key="wheel_gather", value="04-15")
        change.set_facts(Setting, "1861", [setting])
    wheel = year_wheel(register, "1861", year=2027, today=TODAY)
    (gather,) = (mark for mark in wheel.steps if mark.step is Step.GATHER)
    assert gather.on == date(2027, 4, 15)


# -- the page ------------------------------------------------------------------------------------

PATH = "/arbete/arshjul"


def test_the_page_tells_what_comes_next_and_every_day_twice_over(
    coordinator: TestClient, workplace: Register
) -> None:
    some = activity(date(2026, 12, 1), state=ActivityState.PLANNED)
    many = replace(
        activity(date(2026, 12, 2), ActivityKind.SAFETY_WALK, state=ActivityState.PLANNED),
        area_ids=(NORRANGEN, SODERGARD, UNDRAWN, "01JGONE"),
    )
    common = replace(
        activity(date(2026, 12, 3), ActivityKind.BULLETIN, state=ActivityState.PLANNED),
        area_ids=(),
    )
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for one in (some, many, common):
            change.set_facts(Activity, one.id, [one])
        permit = Sign(id="S1", area_id=NORRANGEN, permit_expires_on=date(2026, 12, 24))
        change.set_facts(Sign, NORRANGEN, [permit])
    page = coordinator.get(PATH).text
    assert "Redovisa året. Det väntar sedan 15 januari 2026." in page
    assert "Årsträff i Norrängen" in page
    assert "Trygghetsvandring i Norrängen, Södergård och 2 till" in page
    assert "Tillståndet för en skylt i Norrängen går ut" in page
    assert page.count('<circle class="spot') == page.count("<time ") == 8
    assert 'href="/arbete/bekraftelser"' in page
    assert f'href="/arbete/omraden/{NORRANGEN}/skyltar"' in page


def test_another_year_has_no_hand_and_nothing_left_to_do(coordinator: TestClient) -> None:
    page = coordinator.get(f"{PATH}?ar=2025").text
    assert 'class="hand"' not in page
    assert "Inget mer är planerat i år." in page
    assert "2026" in coordinator.get(f"{PATH}?ar=1").text


def test_the_year_can_be_fetched_for_the_calendar(
    coordinator: TestClient, workplace: Register
) -> None:
    planned = replace(
        activity(date(2026, 12, 1), state=ActivityState.PLANNED),
        starts_at="18:30",
        venue="Folkets hus",
    )
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Activity, planned.id, [planned])
    answer = coordinator.get(f"{PATH}.ics?kommun=1861&ar=2026")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert 'filename="arshjul-1861-2026.ics"' in answer.headers["content-disposition"]
    assert answer.text.count("BEGIN:VEVENT") == 5
    assert "SUMMARY:Fråga kontaktombuden" in answer.text
    assert "DTSTART:20261201T183000" in answer.text
    again = coordinator.get(f"{PATH}.ics?kommun=1861&ar=2026")
    assert again.content == answer.content


def test_the_days_are_altered_for_every_year(coordinator: TestClient, workplace: Register) -> None:
    days = {
        "wheel_confirm": "02-01",
        "wheel_remind": "03-01",
        "wheel_gather": "09-15",
        "wheel_report": "01-15",
    }
    answer = send(coordinator, PATH, kommun="1861", **days)
    assert answer.headers["location"] == f"{PATH}?kommun=1861"
    page = coordinator.get(PATH).text
    assert "En dag är ändrad." in page
    assert "15 september 2026" in page
    assert workplace.present().policies["1861"].wheel_gather == "09-15"
    assert (
        send(coordinator, PATH, kommun="1861", **days | {"wheel_remind": "mars"}).status_code == 422
    )


def test_who_may_not_decide_reads_the_wheel_without_the_form(police: TestClient) -> None:
    assert "Ändra dagarna" not in police.get(PATH).text
    assert send(police, PATH, kommun="1861", wheel_gather="09-15").status_code == 404
