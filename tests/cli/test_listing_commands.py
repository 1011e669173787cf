"""Contacts, signs and activities as the command line lists them."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from typed import Run

from grannsamverkan.actions import activities, people, signs
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.people import Appointment, Details, Someone
from grannsamverkan.cli import doors
from grannsamverkan.domain.activities import ActivityKind
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.domain.signs import Condition
from grannsamverkan.register import open_register

DAY = date(2026, 5, 1)
COMING = doors.clock().date() + timedelta(days=300)


@pytest.fixture
def peopled(empty: Path, run: Run) -> Path:
    """Give a register with an area that has a contact now and one before, signs, and activities."""
    added = run("areas", "add", "Norrängen", "--event", "inherit", "--on", "2020-01-01",
                "--by", "prov", "--reason", "prov", "--commit")  # fmt: skip
    assert added.code == 0, added.err
    register = open_register(empty)
    (area_id,) = register.timelines()
    told = Doing(
        register=register, actor="prov", reason="prov", now=doors.clock(), from_records=True
    )
    one = Someone(details=Details(name="Kontakt Ett (påhittad)", phone="070-174 06 05"))
    two = Someone(details=Details(name="Kontakt Två (påhittad)", mail="tva@example.org"))
    people.appoint(told, area_id, one, Appointment(on=DAY, trained_on=DAY))
    left = people.appoint(told, area_id, two, Appointment(on=DAY)).of
    people.end(told, area_id, left.id, date(2026, 6, 1))
    up = signs.list_signs(told, area_id, number=2, mounted_on=DAY).of
    signs.inspect(told, up[0].id, Condition.BROKEN, date(2026, 6, 1))
    activities.log(
        told, "1861", ActivityKind.ANNUAL_MEETING, DAY, area_ids=(area_id,), attendees=12
    )
    activities.plan(told, "1861", ActivityKind.PATROL, COMING)
    assert last(register.timelines()[area_id]).name == "Norrängen"
    register.close()
    return empty


def test_contacts_are_listed_and_that_they_were_read_is_noted(peopled: Path, run: Run) -> None:
    shown = run("contacts", "list")
    assert shown.code == 0
    assert "Kontakt Ett (påhittad)" in shown.out
    assert "070-174 06 05" in shown.out
    assert "Kontakt Två" not in shown.out
    everyone = run("contacts", "list", "--former", "--json").data
    assert [
        (one["name"], one["ended_on"]) for one in sorted(everyone, key=lambda one: one["name"])
    ] == [
        ("Kontakt Ett (påhittad)", None),
        ("Kontakt Två (påhittad)", "2026-06-01"),
    ]
    assert run("contacts", "list", "--municipality", "1881", "--json").data == []
    register = open_register(peopled)
    with register.looking() as private:
        readings = private.find(Reading)
    register.close()
    assert [(one.what, one.account_id, one.municipality) for one in readings] == [
        ("contact_list", "operator", "1861")
    ] * 2


def test_signs_are_listed_with_what_they_need(peopled: Path, run: Run) -> None:
    assert peopled.exists()
    shown = run("signs", "list").out
    assert "Uppsatt" in shown
    assert "Trasig" in shown
    (broken,) = run("signs", "list", "--need", "defect", "--json").data
    assert (broken["condition"], broken["needs"], broken["area"]) == (
        "broken",
        ["defect"],
        "Norrängen",
    )


def test_activities_are_listed_the_latest_first(peopled: Path, run: Run) -> None:
    assert peopled.exists()
    found = run("activities", "list", "--json").data
    assert [(one["on"], one["kind"], one["areas"], one["attendees"]) for one in found] == [
        (str(COMING), "patrol", [], None),
        ("2026-05-01", "annual_meeting", ["Norrängen"], 12),
    ]
    held = run("activities", "list", "--state", "held").out
    assert "Årsträff" in held
    assert "Patrullering" not in held
