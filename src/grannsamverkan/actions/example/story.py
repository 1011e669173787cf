"""The invented history: from what a recipe says of each area to dated steps, as they were recorded.

A step is a plain record, ready for JSON. `on` is the date as stated ("2014", "2017-05", "före …");
`recorded` is the day it was written down, which is when the register came to know it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from grannsamverkan.domain.period import StatedDate
from grannsamverkan.i18n import translator

LIST_TAKEN_IN = date(2019, 11, 20)
"""The day on which the areas that had begun before were taken in from an older list."""

_PROPOSED_BEFORE = timedelta(days=124)
_BOOKED_BEFORE = timedelta(days=37)
_DRAWN_AFTER = timedelta(days=21)

_KNOWN = ("name", "locality", "type", "verification", "outline")

Step = dict[str, Any]
Area = Mapping[str, Any]


def mark() -> str:
    """Return the words that every invented record carries."""
    return translator("sv")("example.mark")


def steps(
    areas: Sequence[Area], households: Mapping[str, int], more: Iterable[Step] = ()
) -> list[Step]:
    """Return every step of every area in the order of its recording; `households` is by area key.

    Of one day and area, what happened to the area itself comes before `more`, its life.
    """
    told = [step for area in areas for step in _told(area, households.get(area["key"]))]
    order = {area["key"]: index for index, area in enumerate(areas)}
    everything = [*told, *more]
    everything.sort(
        key=lambda step: (step["recorded"], order.get(step.get("area", ""), len(order)))
    )
    return everything


def _told(area: Area, households: int | None) -> Iterator[Step]:
    """Give the steps of one area in order, each with the day it was recorded."""
    for step in [*_beginning(area), *_counting(area, households), *_later(area)]:
        recorded = {"recorded": recorded_on(step["event"], step["on"])}
        yield {"area": area["key"], **recorded, **step, "mark": mark()}


def recorded_on(event: str, on: str) -> str:
    """Return the day a step was written down: within a week, the old list on the day it was taken in."""
    day = StatedDate.parse(on).counts_on
    written = LIST_TAKEN_IN if event == "inherit" else day + timedelta(days=1 + day.toordinal() % 6)
    return max(written, LIST_TAKEN_IN).isoformat()


def _beginning(area: Area) -> Iterator[Step]:
    """Give the steps by which an area comes about; one born of a split is told by its parent."""
    known = {key: area[key] for key in _KNOWN if key in area}
    if "inherit" in area:
        reason = "Fanns i den äldre förteckningen."
        yield {"event": "inherit", "on": area["inherit"], **known, "reason": reason}
    elif "start" in area:
        yield from _founding(area, known)
    elif "interest" in area:
        yield from _interest(area, known)
    elif "merge" in area:
        yield {"event": "merge", **area["merge"], "name": area["name"]}


def _founding(area: Area, known: Step) -> Iterator[Step]:
    """Give a founding by proposal: proposed with a border, a meeting booked, started."""
    start = date.fromisoformat(area["start"])
    proposed, booked = str(start - _PROPOSED_BEFORE), str(start - _BOOKED_BEFORE)
    reason = area.get("note", "Flera boende på gatorna har hört av sig.")
    late = {"recorded": area["recorded"]} if "recorded" in area else {}
    yield {"event": "propose_area", "on": proposed, **known, "reason": reason}
    yield {"event": "book_start_meeting", "on": booked, "reason": "Uppstartsmöte bokat."}
    yield {"event": "start", "on": area["start"], **late, "reason": "Uppstartsmöte hållet."}


def _interest(area: Area, known: Step) -> Iterator[Step]:
    """Give a beginning that has not led to a start yet."""
    drawn_on = str(date.fromisoformat(area["interest"]) + _DRAWN_AFTER)
    outline = known.pop("outline")
    reason = "Anmält av boende."
    yield {"event": "register_interest", "on": area["interest"], **known, "reason": reason}
    reason = "Gräns ritad med de boende."
    yield {"event": "draw_boundary", "on": drawn_on, "outline": outline, "reason": reason}
    yield {"event": "book_start_meeting", "on": area["meeting"], "reason": "Uppstartsmöte bokat."}


def _counting(area: Area, households: int | None) -> Iterator[Step]:
    """Give the count of households, made when the area began."""
    if households and "interest" not in area:
        source = "påhittat antal" if "households" in area else "räknat i de påhittade bostäderna"
        total = {"total": households, "source": source}
        reason = "Hushållen räknade."
        yield {"event": "count_households", "on": area["born"], **total, "reason": reason}


def _later(area: Area) -> Iterator[Step]:
    """Give what happened after the beginning, in the order of its day."""
    reason = "Bekräftat av kontakten."
    later: list[Step] = [dict(step) for step in area.get("then", ())]
    later += [
        {"event": "confirm", "on": day, "reason": reason} for day in area.get("confirmed", ())
    ]
    if "split" in area:
        later.append({"event": "split", **area["split"]})
    yield from sorted(later, key=lambda step: str(step["on"]))
