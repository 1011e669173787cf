"""Activities as a calendar file (iCalendar, RFC 5545): what, when and where, and never who.

Times are the local ones of the place, without a time zone ("floating"), so that a meeting at 18:30 is
at 18:30 on every telephone; a day without a time is a whole day.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

_PRODUCT = "-//Grannsamverkan//Grannsamverkan//SV"
_LINE_OCTETS = 75
_LASTS = "PT1H30M"
"""How long something lasts that only its beginning is known of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """One entry of a calendar.

    Attributes:
        uid: the same for ever, so that a newer file takes the place of an older one.
        revision: grows when the entry is altered.
        starts_at: the time of day as `18:30`; None: the whole day.
    """

    uid: str
    revision: int
    title: str
    on: date
    starts_at: str | None = None
    place: str | None = None
    cancelled: bool = False


def calendar(events: Iterable[CalendarEvent], *, name: str, stamp: datetime) -> bytes:
    """Return a calendar file of these entries; `stamp` is when what it tells was last altered."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{_PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for event in events:
        lines += _entry(event, stamp)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _entry(event: CalendarEvent, stamp: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{event.revision}",
        *_when(event),
        f"SUMMARY:{_text(event.title)}",
        f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}",
    ]
    if event.place:
        lines.append(f"LOCATION:{_text(event.place)}")
    return [*lines, "END:VEVENT"]


def _when(event: CalendarEvent) -> list[str]:
    day = f"{event.on:%Y%m%d}"
    if event.starts_at is None:
        after = event.on + timedelta(days=1)
        return [f"DTSTART;VALUE=DATE:{day}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]
    return [f"DTSTART:{day}T{event.starts_at.replace(':', '')}00", f"DURATION:{_LASTS}"]


def _text(value: str) -> str:
    """Return a text whose separators are said to be text, on one line."""
    for sign in ("\\", ";", ","):
        value = value.replace(sign, f"\\{sign}")
    return "\\n".join(value.splitlines())


def _folded(line: str) -> str:
    """Return a line broken so that no piece passes 75 octets, never inside a sign."""
    pieces, used = [""], 0
    for sign in line:
        octets = len(sign.encode())
        if used + octets > _LINE_OCTETS:
            pieces.append("")
            used = 1  # the space that a continued line begins with
        pieces[-1] += sign
        used += octets
    return "\r\n ".join(pieces)
