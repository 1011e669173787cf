"""A calendar file is one that telephones read: RFC 5545 to the letter, and nobody named in it."""

import re
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from grannsamverkan.exchange.calendar import CalendarEvent, calendar

STAMP = datetime(2026, 3, 1, 12, 30, 15, tzinfo=UTC)
MEETING = CalendarEvent(
    uid="01A@register",
    revision=7,
    title="Årsmöte: Norrängen",
    on=date(2026, 3, 18),
    starts_at="18:30",
    place="Folkets hus, Hallsberg",
)
WALK = CalendarEvent(
    uid="01B@register", revision=9, title="Vandring", on=date(2026, 12, 31), cancelled=True
)


def unfolded(data: bytes) -> list[str]:
    """Read the file as RFC 5545 says, by nothing of ours."""
    text = data.decode()
    assert text.endswith("\r\n")
    assert not re.search(r"(?<!\r)\n|\r(?!\n)", text)
    return re.sub(r"\r\n[ \t]", "", text).split("\r\n")[:-1]


def entries(data: bytes) -> list[dict[str, str]]:
    """Return the entries of a file: name with parameters, value."""
    found: list[dict[str, str]] = []
    for line in unfolded(data):
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found and line != "END:VEVENT":
            name, _, value = line.partition(":")
            found[-1].setdefault(name, value)
    return found


def test_a_meeting_is_told_with_time_place_and_state() -> None:
    (meeting,) = entries(calendar([MEETING], name="Prov", stamp=STAMP))
    assert {key: meeting[key] for key in meeting if key != "END"} == {
        "UID": "01A@register",
        "DTSTAMP": "20260301T123015Z",
        "SEQUENCE": "7",
        "DTSTART": "20260318T183000",
        "DURATION": "PT1H30M",
        "SUMMARY": "Årsmöte: Norrängen",
        "STATUS": "CONFIRMED",
        "LOCATION": "Folkets hus\\, Hallsberg",
    }


def test_without_a_time_it_is_the_whole_day_and_one_that_is_off_says_so() -> None:
    (walk,) = entries(calendar([WALK], name="Prov", stamp=STAMP))
    assert walk["DTSTART;VALUE=DATE"] == "20261231"
    assert walk["DTEND;VALUE=DATE"] == "20270101"
    assert walk["STATUS"] == "CANCELLED"
    assert "LOCATION" not in walk


def test_a_file_holds_what_the_standard_asks_for_once() -> None:
    lines = unfolded(calendar([MEETING, WALK], name="A, B", stamp=STAMP))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    for once in ("VERSION:2.0", "CALSCALE:GREGORIAN", "X-WR-CALNAME:A\\, B"):
        assert lines.count(once) == 1
    assert sum(line.startswith("PRODID:") for line in lines) == 1
    assert lines.count("BEGIN:VEVENT") == lines.count("END:VEVENT") == 2


@pytest.mark.parametrize("length", [1, 60, 66, 67, 68, 140, 141, 500])
def test_no_line_passes_75_octets_and_no_sign_is_broken(length: int) -> None:
    title = "å" * length
    data = calendar([CalendarEvent(uid="u", revision=1, title=title, on=STAMP.date())],
                    name="Prov", stamp=STAMP)  # fmt: skip
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    for line in data.split(b"\r\n"):
        line.decode()
    assert entries(data)[0]["SUMMARY"] == title


def test_separators_and_new_lines_in_a_text_stay_text() -> None:
    odd = "a\\b;c,d\r\nEND:VEVENT\nBEGIN:VEVENT"
    data = calendar([CalendarEvent(uid="u", revision=1, title=odd, on=STAMP.date())],
                    name="Prov", stamp=STAMP)  # fmt: skip
    (only,) = entries(data)
    assert only["SUMMARY"] == "a\\\\b\\;c\\,d\\nEND:VEVENT\\nBEGIN:VEVENT"


def test_the_stamp_is_in_utc_and_the_same_events_are_the_same_bytes() -> None:
    elsewhere = STAMP.astimezone(timezone(timedelta(hours=2)))
    assert calendar([MEETING], name="Prov", stamp=elsewhere) == calendar(
        [MEETING], name="Prov", stamp=STAMP
    )


def test_nobody_is_named() -> None:
    text = calendar([MEETING, WALK], name="Prov", stamp=STAMP).decode()
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text
    assert "CONTACT" not in text
