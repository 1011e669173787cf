"""An area's life: which events lead where, what each needs, and what is refused with which reason."""

from dataclasses import replace
from datetime import date

import pytest
import shapely
from acting import NOW, doing, events, found, in_state, lead, on, timeline
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions import areas
from grannsamverkan.domain import lifecycle
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register import Register
from samples import square

LEADS_TO = {
    ("interest", "draw_boundary"): "planned",
    ("interest", "book_start_meeting"): "forming",
    ("planned", "book_start_meeting"): "forming",
    ("forming", "start"): "active",
    ("active", "confirm"): "active",
    ("active", "lapse"): "dormant",
    ("dormant", "restart"): "forming",
    ("active", "close"): "closed",
    ("dormant", "close"): "closed",
    ("active", "split"): "superseded",
    ("dormant", "split"): "superseded",
    ("active", "merge"): "superseded",
    ("dormant", "merge"): "superseded",
    ("interest", "withdraw"): "withdrawn",
    ("planned", "withdraw"): "withdrawn",
    ("forming", "withdraw"): "withdrawn",
}
"""The transitions of the design, typed by hand."""

ALTERS = {
    (status, event): status
    for status in ("interest", "planned", "forming", "active", "dormant")
    for event in ("change_boundary", "change_details", "move")
}
"""What can be put otherwise without a change of state, while an area lives."""


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("event", Event)
def test_an_event_leads_where_the_design_says_and_nowhere_else(
    status: Status, event: Event
) -> None:
    expected = (LEADS_TO | ALTERS).get((status.value, event.value))
    if expected is None:
        with pytest.raises(Refused) as refused:
            lifecycle.after(status, event)
        assert refused.value.key == "lifecycle.not_possible"
        possible = {known for state, known in LEADS_TO | ALTERS if state == status.value}
        assert {known.value for known in refused.value.values["possible"]} == possible  # type: ignore[attr-defined]  # events
    else:
        assert lifecycle.after(status, event) == expected


def test_an_area_lives_from_interest_to_closing(register: Register) -> None:
    area_id = found(register, event=Event.REGISTER_INTEREST, since="2019-01-01")
    areas.apply(doing(register), area_id, Event.DRAW_BOUNDARY, on("2019-02-01"), polygon=square())
    steps = (
        "book_start_meeting 2019-03-01",
        "start 2019-04-01",
        "confirm 2020-04-01",
        "lapse 2022-01-01",
        "restart 2023-01-01",
        "start 2023-02-01",
        "close 2024-01-01",
    )
    lead(register, area_id, *steps)
    assert [(event, status) for event, _, status in events(register, "Norrängen")] == [
        ("register_interest", "interest"),
        ("draw_boundary", "planned"),
        ("book_start_meeting", "forming"),
        ("start", "active"),
        ("confirm", "active"),
        ("lapse", "dormant"),
        ("restart", "forming"),
        ("start", "active"),
        ("close", "closed"),
    ]
    confirmed = {one.event: one.last_confirmed_on for one in timeline(register, "Norrängen")}
    assert confirmed[Event.LAPSE] == date(2020, 4, 1)
    assert register.public_count(on=date(2021, 1, 1), today=NOW.date()).active == 1
    assert register.public_count(on=date(2022, 1, 1), today=NOW.date()).active == 0


@pytest.mark.parametrize(
    ("event", "status"),
    [
        (Event.REGISTER_INTEREST, "interest"),
        (Event.PROPOSE_AREA, "planned"),
        (Event.INHERIT, "active"),
    ],
)
def test_an_area_enters_by_interest_by_proposal_or_inherited(
    register: Register, event: Event, status: str
) -> None:
    found(register, event=event, since="2014", polygon=square(side_m=100))
    (first,) = timeline(register, "Norrängen")
    assert (first.status, first.inherited) == (status, event is Event.INHERIT)
    assert str(first.stated_start) == "2014"
    assert first.last_confirmed_on is None
    assert first.m2 == pytest.approx(10_000, rel=0.002)


def test_what_is_typed_is_kept_on_one_line_without_signs_that_lie(register: Register) -> None:
    area_id = found(register, " Norr\u202eängen\n\x00 väst ", locality=" Hallsberg\t ", code="")
    (first,) = timeline(register, "Norrängen väst")
    assert (first.locality, first.code) == ("Hallsberg", None)
    areas.apply(
        doing(register), area_id, Event.CHANGE_DETAILS, on("2021-01-01"), name=" Ny ", locality=""
    )
    assert timeline(register, "Ny")[-1].locality is None


@pytest.mark.parametrize(
    ("facts", "key"),
    [
        ({"name": "  \u200b "}, "area.name_missing"),
        ({"name": "x" * 201}, "import.long_text"),
        ({"name": "Hyveln 19850101-2384"}, "deed.personal_number"),
        ({"name": "Hyveln, ring 070-174 06 05"}, "deed.reach"),
        ({"name": "Hyveln kontakt@example.org"}, "deed.reach"),
        ({"locality": "850101-2384"}, "deed.personal_number"),
        ({"code": "19850101-2384"}, "deed.personal_number"),
        ({"municipality": "9999"}, "area.unknown_municipality"),
        ({"since": "2026-11-24"}, "area.in_the_future"),
        ({"event": Event.START}, "lifecycle.not_a_founding"),
    ],
)
def test_a_founding_that_cannot_be_is_refused_and_leaves_nothing(
    register: Register, facts: dict[str, str], key: str
) -> None:
    head = register.head()
    with pytest.raises(Refused) as refused:
        found(register, **facts)  # type: ignore[arg-type]  # one fact at a time
    assert refused.value.key == key
    assert register.head() == head


def test_a_code_of_digits_and_a_file_named_by_its_hour_are_no_personal_numbers(
    register: Register,
) -> None:
    area_id = found(register, code="8501011234")
    told = replace(doing(register), reason="lista 20241127 1200.xlsx")
    areas.apply(told, area_id, Event.CHANGE_DETAILS, on("2024"), locality="Hallsberg")
    assert timeline(register, "Norrängen")[-1].code == "8501011234"


@pytest.mark.parametrize("since", ["2026-11-23", "2026-11", "2026"])
def test_today_and_a_period_that_has_begun_are_no_days_to_come(
    register: Register, since: str
) -> None:
    assert found(register, since=since)


@pytest.mark.parametrize(
    ("status", "event", "polygon", "key"),
    [
        (Status.INTEREST, Event.DRAW_BOUNDARY, None, "area.needs_polygon"),
        (Status.ACTIVE, Event.CHANGE_BOUNDARY, None, "area.needs_polygon"),
        (Status.ACTIVE, Event.CONFIRM, square(), "area.no_polygon_wanted"),
        (Status.ACTIVE, Event.SPLIT, None, "lifecycle.not_a_step"),
        (Status.ACTIVE, Event.MERGE, None, "lifecycle.not_a_step"),
        (Status.ACTIVE, Event.INHERIT, None, "lifecycle.not_a_step"),
        (Status.ACTIVE, Event.START, None, "lifecycle.not_possible"),
        (Status.CLOSED, Event.RESTART, None, "lifecycle.not_possible"),
        (Status.ACTIVE, Event.CHANGE_DETAILS, None, "area.nothing_to_change"),
        (Status.ACTIVE, Event.MOVE, None, "area.nothing_to_change"),
    ],
)
def test_an_event_without_what_it_needs_is_refused(
    register: Register, status: Status, event: Event, polygon: BaseGeometry | None, key: str
) -> None:
    area_id = in_state(register, status)
    head = register.head()
    with pytest.raises(Refused) as refused:
        areas.apply(doing(register), area_id, event, on("2022"), polygon=polygon)
    assert refused.value.key == key
    assert register.head() == head


def test_an_event_is_refused_to_come_before_the_last_or_of_nobody(register: Register) -> None:
    area_id = in_state(register, Status.DORMANT)
    with pytest.raises(Conflict, match=r"area\.changed_later"):
        lead(register, area_id, "restart 2020-06-01")
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        lead(register, area_id, "restart 2027-01-01")
    with pytest.raises(NotFound, match=r"access\.not_found"):
        lead(register, "nobody", "restart 2022-01-01")


@pytest.mark.parametrize(
    ("actor", "reason", "key"),
    [
        (" ", "så", "area.actor_missing"),
        ("prov", " ", "area.reason_missing"),
        ("prov", "Kalle 19850101-2384 bad om det", "deed.personal_number"),
    ],
)
def test_every_change_names_who_and_why_and_no_personal_number(
    register: Register, actor: str, reason: str, key: str
) -> None:
    who = areas.Doing(register=register, actor=actor, reason=reason, now=NOW)
    with pytest.raises(Refused) as refused:
        areas.found(who, name="X", municipality="1861", event=Event.PROPOSE_AREA, on=on("2020"))
    assert refused.value.key == key


def test_details_change_from_a_day_and_a_move_changes_the_municipality(two: Register) -> None:
    area_id = found(two)
    areas.apply(
        doing(two),
        area_id,
        Event.CHANGE_DETAILS,
        on("2021-01-01"),
        area_type=AreaType.RURAL,
        code="7",
    )
    areas.apply(doing(two), area_id, Event.MOVE, on("2022-01-01"), municipality="1881")
    before, detailed, moved = timeline(two, "Norrängen")
    assert (before.area_type, before.code) == (None, None)
    assert (detailed.area_type, detailed.code) == ("rural", "7")
    assert (detailed.municipality, moved.municipality) == ("1861", "1881")
    with pytest.raises(NotFound, match=r"area\.unknown_municipality"):
        areas.apply(doing(two), area_id, Event.MOVE, on("2023"), municipality="0180")


def test_a_second_event_of_a_day_that_leaves_the_state_leaves_the_beginning(
    register: Register,
) -> None:
    area_id = in_state(register, Status.FORMING)
    lead(register, area_id, "start 2022-03-01")
    areas.apply(doing(register), area_id, Event.CHANGE_BOUNDARY, on("2022-03-01"), polygon=square())
    assert events(register, "Norrängen")[-1] == ("start", date(2022, 3, 1), "active")
    assert timeline(register, "Norrängen")[-1].m2
    with pytest.raises(Refused, match=r"area\.nothing_to_change"):
        lead(register, area_id, "confirm 2022-03-01")
    lead(register, area_id, "lapse 2022-03-01")
    assert events(register, "Norrängen")[-1] == ("lapse", date(2022, 3, 1), "dormant")


def test_a_dry_run_tells_what_would_be_refused_and_writes_nothing(register: Register) -> None:
    area_id = in_state(register, Status.ACTIVE)
    head = register.head()
    dry = doing(register, dry=True)
    after = areas.apply(dry, area_id, Event.CHANGE_BOUNDARY, on("2021"), polygon=square())
    assert after.m2
    with pytest.raises(Refused, match=r"lifecycle\.not_possible"):
        areas.apply(dry, area_id, Event.RESTART, on("2021"))
    assert register.head() == head
    assert timeline(register, "Norrängen")[-1].m2 is None


def test_a_correction_reaches_back_and_what_was_believed_stays_known(register: Register) -> None:
    area_id = found(register, "Norängen", since="2020-05-03")
    lead(register, area_id, "confirm 2021-01-01")
    believed = register.changed_at()
    areas.correct(
        doing(register, now=NOW.replace(hour=13)),
        area_id,
        date(2020, 6, 1),
        name="Norrängen",
        start=on("2019"),
        polygon=square(),
    )
    first, second = timeline(register, "Norrängen")
    assert (str(first.stated_start), first.name, second.name) == ("2019", "Norrängen", "Norrängen")
    assert first.m2
    assert second.m2
    assert first.event == Event.INHERIT
    (then,) = register.timelines(known=believed).values()
    assert [one.name for one in then] == ["Norängen", "Norängen"]


@pytest.mark.parametrize(
    ("day", "facts", "key"),
    [
        (date(2020, 6, 1), {"name": "Norrängen"}, "area.nothing_to_change"),
        (date(2019, 6, 1), {"name": "Ny"}, "area.not_on_day"),
        (date(2020, 6, 1), {"start": on("2027-01-01")}, "area.in_the_future"),
        (date(2020, 6, 1), {"start": on("2021-06-01")}, "period.empty"),
        (date(2021, 6, 1), {"start": on("2019-06-01")}, "area.changed_later"),
        (date(2020, 6, 1), {"municipality": "0180"}, "area.unknown_municipality"),
        (date(2020, 6, 1), {"name": ""}, "area.name_missing"),
        (date(2020, 6, 1), {"polygon": shapely.Point(1, 1)}, "geometry.not_a_polygon"),
    ],
)
def test_a_correction_that_cannot_be_is_refused(
    register: Register, day: date, facts: dict[str, object], key: str
) -> None:
    area_id = found(register)
    lead(register, area_id, "confirm 2021-01-01")
    with pytest.raises(Refused) as refused:
        areas.correct(doing(register), area_id, day, **facts)  # type: ignore[arg-type]  # one fact at a time
    assert refused.value.key == key


@pytest.mark.parametrize("day", ["1899-12-31", "0001-01-01"])
def test_a_year_that_is_a_slip_of_the_pen_is_refused(register: Register, day: str) -> None:
    with pytest.raises(Refused, match=r"deed\.no_such_day"):
        found(register, since=day)


def test_more_households_than_an_area_can_hold_are_a_slip_of_the_pen(register: Register) -> None:
    area_id = found(register)
    counted = {"counted_on": date(2020, 1, 1), "source": "räknat"}
    areas.count_households(doing(register), area_id, total=100_000, **counted)  # type: ignore[arg-type]  # facts by name
    with pytest.raises(Refused, match=r"households\.too_many"):
        areas.count_households(doing(register), area_id, total=100_001, **counted)  # type: ignore[arg-type]  # as above


def test_households_are_counted_on_a_day_and_a_recount_takes_its_place(register: Register) -> None:
    area_id = found(register)
    for day, total in ((date(2020, 1, 1), 30), (date(2021, 1, 1), 31), (date(2020, 1, 1), 29)):
        areas.count_households(
            doing(register), area_id, counted_on=day, total=total, source="räknat"
        )
    counts = register.households()[area_id]
    assert [(one.counted_on.year, one.total) for one in counts] == [(2020, 29), (2021, 31)]
    with pytest.raises(Refused, match=r"area\.in_the_future"):
        areas.count_households(
            doing(register), area_id, counted_on=date(2027, 1, 1), total=1, source="räknat"
        )
    with pytest.raises(NotFound):
        areas.count_households(
            doing(register), "nobody", counted_on=date(2020, 1, 1), total=1, source="räknat"
        )
