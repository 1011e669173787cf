"""What the cells of a list make of areas: what is said changes, what is not said stays."""

from datetime import date, timedelta

import pytest
from acting import (
    NOW,
    TO_STATE,
    TODAY,
    doing,
    events,
    found,
    in_state,
    lead,
    numbers,
    on,
    reasons,
    take_in,
    timeline,
    wkt,
)

from grannsamverkan.actions import areas
from grannsamverkan.actions.imports import undo_import
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.register import Register
from samples import square

KNOWN = f"""Namn;Ort;Typ;Startår;Hushåll;Verifiering;wkt_epsg3006
Norrängen;Hallsberg;villa;2014-05-03;30;polis;{wkt()}
"""


def facts(register: Register) -> tuple[object, ...]:
    """Return what the register knows of the one area, but for the days."""
    one = timeline(register, "Norrängen")[-1]
    return (
        one.locality,
        one.area_type,
        str(timeline(register, "Norrängen")[0].stated_start),
        [counted.total for counted in register.households()[one.area_id]],
        one.verification,
        one.outline_id,
    )


@pytest.mark.parametrize(
    "text",
    [
        "Namn\nNorrängen\n",
        "Namn;Ort;Typ;Startår;Hushåll;Verifiering;wkt_epsg3006\nNorrängen;;;;;;\n",
        "Namn;Ort;lon;lat\nNorrängen;Hallsberg;15.1;59.05\n",
        "Namn;Typ;Hushåll;Verifiering\nNorrängen;okänd sort;många;någon\n",
    ],
    ids=["absent columns", "blank cells", "a point", "what is not understood"],
)
def test_what_a_list_does_not_say_is_no_change(register: Register, text: str) -> None:
    take_in(register, KNOWN)
    before, head = facts(register), register.head()
    assert numbers(take_in(register, text)) == (0, 0, 1, 0)
    assert (facts(register), register.head()) == (before, head)


def test_a_point_counts_as_no_border_and_is_told(register: Register) -> None:
    report = take_in(register, "Namn;lon;lat\nA;15.1;59.05\nB;15.11;59.05\n")
    assert numbers(report) == (2, 0, 0, 0)
    assert [(note.row, note.key, note.values["n"]) for note in report.warnings] == [
        (0, "import.points", 2)
    ]
    assert timeline(register, "A")[-1].outline_id is None


def test_what_differs_holds_from_the_day_of_the_import_or_the_day_given(
    register: Register,
) -> None:
    take_in(register, KNOWN, now=NOW - timedelta(days=30))
    take_in(register, "Namn;Typ\nNorrängen;radhus\n", valid_from="2025-06-01")
    take_in(register, "Namn;Ort;Typ\nNorrängen;Hallsberg;landsbygd\n")
    assert [(str(one.stated_start), one.area_type) for one in timeline(register, "Norrängen")] == [
        ("2014-05-03", "villa"),
        ("2025-06-01", "terraced"),
        (str(TODAY), "rural"),
    ]
    early = take_in(register, "Namn;Typ\nNorrängen;villa\n", valid_from="2020-01-01")
    assert reasons(early) == {2: "error.area.changed_later"}


def test_a_new_border_is_a_redrawing_and_the_same_line_is_none(register: Register) -> None:
    take_in(register, KNOWN)
    nearly = KNOWN.replace(wkt(), wkt(0.03))
    assert numbers(take_in(register, nearly)) == (0, 0, 1, 0)
    assert numbers(take_in(register, KNOWN.replace(wkt(), wkt(0, 0, 300)))) == (0, 1, 0, 0)
    assert events(register, "Norrängen")[-1] == ("change_boundary", TODAY, "active")
    assert timeline(register, "Norrängen")[-1].m2 == pytest.approx(90_000, rel=0.002)


@pytest.mark.parametrize("stated", ["2014", "2014-05", "före 2020-01-01", "2014-05-03"])
def test_a_vaguer_start_that_agrees_says_nothing_else(register: Register, stated: str) -> None:
    take_in(register, KNOWN)
    assert numbers(take_in(register, f"Namn;Startår\nNorrängen;{stated}\n")) == (0, 0, 1, 0)


@pytest.mark.parametrize("stated", ["2015", "2014-05-04", "2012-01", "före 2014"])
def test_a_start_that_differs_is_put_right_without_an_event(
    register: Register, stated: str
) -> None:
    take_in(register, KNOWN)
    assert numbers(take_in(register, f"Namn;Startår\nNorrängen;{stated}\n")) == (0, 1, 0, 0)
    (only,) = timeline(register, "Norrängen")
    assert only.stated_start == on(stated)
    assert only.event == "inherit"


def test_the_start_that_is_put_right_is_when_the_area_became_active(register: Register) -> None:
    area_id = in_state(register, Status.FORMING)
    lead(register, area_id, "start 2021-06-01", "lapse 2023-01-01")
    assert numbers(take_in(register, "Namn;Startår\nNorrängen;2021-05-01\n")) == (0, 1, 0, 0)
    assert [day for _, day, _ in events(register, "Norrängen")] == [
        date(2020, 1, 1),
        date(2021, 1, 1),
        date(2021, 5, 1),
        date(2023, 1, 1),
    ]
    late = take_in(register, "Namn;Startår\nNorrängen;2024\n")
    assert reasons(late) == {2: "error.period.empty"}


@pytest.mark.parametrize("stated", ["2026-11-24", "2027"])
def test_a_start_to_come_is_refused_for_new_and_known(register: Register, stated: str) -> None:
    found(register, "A")
    report = take_in(register, f"Namn;Startår\nA;{stated}\nB;{stated}\n")
    assert reasons(report) == {2: "error.area.in_the_future", 3: "error.area.in_the_future"}


@pytest.mark.parametrize(
    ("stated", "happened"),
    [
        ("intresse", [("register_interest", "interest")]),
        ("planerat", [("propose_area", "planned")]),
        ("under uppstart", [("book_start_meeting", "forming")]),
        ("aktivt", [("inherit", "active")]),
        ("vilande", [("inherit", "active"), ("lapse", "dormant")]),
        ("avslutat", [("inherit", "active"), ("close", "closed")]),
        ("avbrutet", [("withdraw", "withdrawn")]),
    ],
)
def test_a_new_area_enters_in_the_state_that_the_list_says(
    register: Register, stated: str, happened: list[tuple[str, str]]
) -> None:
    text = f"Namn;Startår;Status\nNorrängen;2014;{stated}\n"
    take_in(register, text)
    assert [(event, status) for event, _, status in events(register, "Norrängen")] == happened
    assert numbers(take_in(register, text)) == (0, 0, 1, 0)


def test_an_area_that_ended_and_has_no_date_is_not_counted(register: Register) -> None:
    take_in(register, "Namn;Startår;Status\nA;;vilande\nB;2026;vilande\nC;2026-11-23;avslutat\n")
    assert register.public_count(on=TODAY, today=TODAY).active == 0
    assert {name: events(register, name)[-1][1] for name in "ABC"} == {
        "A": TODAY - timedelta(days=1),
        "B": date(2026, 12, 31),
        "C": TODAY,
    }


def test_an_area_that_ended_is_told_to_have_no_known_end(register: Register) -> None:
    text = "Namn;Startår;Status\nA;2014;nedlagd\nB;2015;aktiv\n"
    report = take_in(register, text)
    (note,) = report.warnings
    assert (note.row, note.key) == (2, "imports.end_unknown")
    assert note.values == {"name": "A", "day": TODAY - timedelta(days=1)}
    assert events(register, "A")[-1] == ("close", TODAY - timedelta(days=1), "closed")
    assert take_in(register, text).warnings == ()


def test_the_state_of_new_areas_can_be_given_for_the_list(register: Register) -> None:
    take_in(register, "Namn;Status\nA;\nB;aktivt\n", status=Status.PLANNED, valid_from="2025")
    assert events(register, "A") == [("propose_area", date(2025, 12, 31), "planned")]
    assert events(register, "B") == [("inherit", date(2025, 12, 31), "active")]
    assert str(timeline(register, "A")[-1].stated_start) == "2025"
    refused = take_in(register, "Namn\nC\n", status=Status.SUPERSEDED)
    assert reasons(refused) == {2: "error.imports.status_needs_event"}


FOLLOWS = {
    ("interest", "planned"): "propose_area",
    ("interest", "forming"): "book_start_meeting",
    ("interest", "active"): "start",
    ("interest", "dormant"): "lapse",
    ("interest", "closed"): "close",
    ("interest", "withdrawn"): "withdraw",
    ("planned", "forming"): "book_start_meeting",
    ("planned", "active"): "start",
    ("planned", "dormant"): "lapse",
    ("planned", "closed"): "close",
    ("planned", "withdrawn"): "withdraw",
    ("forming", "active"): "start",
    ("forming", "dormant"): "lapse",
    ("forming", "closed"): "close",
    ("forming", "withdrawn"): "withdraw",
    ("active", "dormant"): "lapse",
    ("active", "closed"): "close",
    ("dormant", "forming"): "restart",
    ("dormant", "active"): "start",
    ("dormant", "closed"): "close",
}
"""Where life can have led while nobody wrote it down, and by what at last."""


@pytest.mark.parametrize("status", TO_STATE)
def test_a_state_changes_by_the_event_that_leads_to_it_where_life_can(
    register: Register, status: Status
) -> None:
    words = {
        "interest": "intresse",
        "planned": "planerat",
        "forming": "under uppstart",
        "active": "aktivt",
        "dormant": "vilande",
        "closed": "avslutat",
        "withdrawn": "avbrutet",
    }
    for wanted, word in words.items():
        area_id = in_state(register, status)
        report = take_in(
            register, f"id;Namn;Status\n{area_id};Norrängen;{word}\n", valid_from="2024-01-01"
        )
        event = FOLLOWS.get((status.value, wanted))
        newest = register.timelines()[area_id][-1]
        if wanted == status.value:
            assert numbers(report)[2] == 1
        elif event is None:
            assert reasons(report) == {2: "error.imports.no_way_to"}
            assert newest.status == status
        else:
            assert (newest.event, newest.status) == (event, wanted)
            assert newest.period.start == date(2024, 1, 1)


def test_households_are_counted_on_the_day_of_the_import(register: Register) -> None:
    take_in(register, "Namn;Hushåll\nA;30\n", now=NOW - timedelta(days=300))
    assert numbers(take_in(register, "Namn;Hushåll\nA;31\n")) == (0, 1, 0, 0)
    assert numbers(take_in(register, "Namn;Hushåll\nA;32\n")) == (0, 1, 0, 0)
    assert numbers(take_in(register, "Namn;Hushåll\nA;32\n")) == (0, 0, 1, 0)
    (counts,) = register.households().values()
    assert [(one.counted_on, one.total, one.source) for one in counts] == [
        (TODAY - timedelta(days=300), 30, "lista.csv"),
        (TODAY, 32, "lista.csv"),
    ]


def test_a_row_that_is_refused_leaves_nothing_behind(register: Register) -> None:
    in_state(register, Status.CLOSED, "A")
    head = register.head()
    polygon = wkt()
    report = take_in(
        register,
        f"Namn;Hushåll;Status;Startår;wkt_epsg3006\nA;30;aktivt;;{polygon}\nB;20;ersatt;;{polygon}\n"
        f"C;20;;2027;{polygon}\n",
    )
    assert len(report.refused) == 3
    assert report.seq is None
    assert report.warnings == ()
    assert register.head() == head
    assert register.households() == {}
    assert register.verify().intact


def test_good_rows_enter_though_others_are_refused(register: Register) -> None:
    report = take_in(
        register, "Namn;Startår;Status\nA;2014;\n;2015;\nB;igår;\nC;2016;borttaget\nD;2017;\n"
    )
    assert report.new == ("A", "D")
    assert reasons(report) == {
        3: "error.import.nameless",
        4: "error.import.bad_date",
        5: "error.import.bad_status",
    }
    assert not report.refused_whole


def test_everything_that_a_list_did_is_taken_back_at_once(register: Register) -> None:
    area_id = found(register, polygon=square())
    areas.count_households(
        doing(register), area_id, counted_on=date(2021, 1, 1), total=10, source="räknat"
    )
    before = register.timelines(), register.households()
    text = f"Namn;Typ;Hushåll;Startår;wkt_epsg3006\nNorrängen;villa;30;2019;{wkt(50)}\nNy;;;;\n"
    taken = take_in(register, text).seq
    assert taken is not None
    assert undo_import(doing(register), taken) == ["Norrängen", "Ny"]
    assert (register.timelines(), register.households()) == before
    assert numbers(take_in(register, text)) == (1, 1, 0, 0)
    assert register.verify().intact
