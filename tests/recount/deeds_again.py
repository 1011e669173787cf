"""What was done counted again: whom the areas reach, how alive they are, activities, schools, views, data."""

import math
from collections import Counter

from ledger_frames import Number, Row, Span, months_back, tens, words

MEETINGS = {"start_meeting", "annual_meeting", "information_meeting"}
FEWEST_HOUSEHOLDS = 8
FEWEST_COUNTED = 3
FEWEST_RATED = 10


def reach_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `reach`."""
    areas = span.active(span.last)
    totals = span.households(areas)
    by_place: Counter[str] = Counter()
    for area_id, locality in zip(
        areas["area_id"], areas["locality"].fillna("unknown"), strict=True
    ):
        if area_id in totals.index:
            by_place[locality] += int(totals[area_id])
    terms = [one for one in _holding(span) if one["area_id"] in set(areas["area_id"])]
    about = _of_several(len({one["person_id"] for one in terms}), len(areas))
    unknown = not len(totals) and len(areas)
    in_all = None if unknown else _told(int(totals.sum()))
    joined = _joined(span)
    year = int(span.last[:4])
    return {
        **{f"reach.households.{place}": _told(number) for place, number in by_place.items()},
        "reach.households": in_all,
        "reach.dwellings": span.official((span.place,), "dwellings", year),
        "reach.inhabitants": span.official((span.place,), "inhabitants", year),
        "reach.joined": tens(sum(joined)) if len(joined) >= FEWEST_COUNTED else None,
        "reach.counted": len(joined),
        "reach.contacts": about,
        "reach.households_per_contact": round(in_all / about) if in_all and about else None,
        "reach.uncounted": len(areas) - len(totals),
    }


def _told(number: int) -> int | None:
    return None if 0 < number < FEWEST_HOUSEHOLDS else tens(number)


def _holding(span: Span) -> list[Row]:
    """Return the terms of contacts that hold on the last day."""
    return [
        one
        for one in span.records("contact_term")
        if one["appointed_on"] <= span.last
        and (one["ended_on"] is None or span.last < one["ended_on"])
    ]


def _joined(span: Span) -> list[int]:
    """Return how many households take part, of each active area whose count says it."""
    rows = span.rows("household_count")
    active = rows["area_id"].isin(span.active(span.last)["area_id"])
    own = rows[active & (rows["counted_on"] <= span.last) & rows["joined"].notna()]
    return [int(one) for one in own.sort_values("counted_on").groupby("area_id")["joined"].last()]


def quality_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `quality`."""
    areas = span.active(span.last)
    ids = set(areas["area_id"])
    fresh = span.months("contact_confirm_months", 12)
    meeting = span.months("annual_meeting_months", 12)
    meeting += span.months("annual_meeting_grace_months", 2)
    confirmed = areas["last_confirmed_on"].dropna()
    met = {
        area_id
        for one in span.records("activity")
        if one["state"] == "held" and one["kind"] in MEETINGS
        if months_back(span.last, meeting) <= one["on"] <= span.last
        for area_id in words(one["area_ids"])
    }
    trained = {
        one["area_id"]
        for one in _holding(span)
        if one["trained_on"] is not None and one["trained_on"] <= span.last
    }
    signs = [
        one
        for one in span.records("sign")
        if one["area_id"] in ids
        if one["mounted_on"] is not None and one["mounted_on"] <= span.last
        if one["removed_on"] is None or span.last < one["removed_on"]
    ]
    return {
        "quality.active": len(areas),
        "quality.confirmed": int(confirmed.between(months_back(span.last, fresh), span.last).sum()),
        "quality.confirm_months": fresh,
        "quality.met": _quarters(len(met & ids), len(ids)),
        "quality.meeting_months": meeting,
        "quality.trained": _quarters(len(trained & ids), len(ids)),
        "quality.signs": _of_several(len(signs), len(ids)),
        "quality.inspected": _of_several(
            sum(span.within(one["inspected_on"]) for one in signs), len(ids)
        ),
        "quality.faulty": _of_several(sum(_faulty(one, span) for one in signs), len(ids)),
    }


def _of_several(number: int, areas: int) -> int | None:
    return tens(number) if areas >= FEWEST_COUNTED else None


def _quarters(part: int, whole: int) -> float | None:
    return math.floor(4 * part / whole + 0.5) / 4 if whole >= FEWEST_RATED else None


def _faulty(sign: Row, span: Span) -> bool:
    seen = (sign["inspected_on"] or "") <= span.last
    return seen and sign["condition"] not in {None, "ok"}


def activities_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `activities`, where one row can stand for several."""
    found: dict[str, Number] = {}
    own = [
        one
        for one in span.records("activity")
        if one["municipality"] == span.place and span.within(one["on"])
    ]
    for kind in {one["kind"] for one in own}:
        some = [one for one in own if one["kind"] == kind]
        for state in ("held", "planned", "cancelled"):
            number = sum(int(one["number"] or 1) for one in some if one["state"] == state)
            found[f"activities.{kind}.{state}"] = number
        came = [one["attendees"] for one in some if one["state"] == "held"]
        told = [int(one) for one in came if one is not None]
        found[f"activities.{kind}.attendees"] = tens(sum(told)) if sum(told) >= 8 else None
    return found


def schools_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `schools`; what was held has been offered as well."""
    there = {
        one["id"]
        for one in span.records("school")
        if one["municipality"] == span.place
        if (one["since"] or "") <= span.last and span.start < (one["until"] or "9999")
    }
    found: dict[str, Number] = {"schools.listed": len(there)}
    for audience in ("pupils", "parents"):
        own = [one for one in span.records("activity") if one["audience"] == audience]
        held = {
            one["school_id"] for one in own if one["state"] == "held" and span.within(one["on"])
        }
        offered = {one["school_id"] for one in own if span.within(one["offered_on"])}
        found[f"schools.{audience}_held"] = len(held & there)
        found[f"schools.{audience}_offered"] = len((held | offered) & there)
    return found


def views_again(span: Span) -> dict[str, tuple[int, int]]:
    """Return by theme how many views of the period were answered by its end, and how many were not."""
    found: dict[str, tuple[int, int]] = {}
    for one in span.records("resident_view"):
        if one["municipality"] == span.place and span.within(one["received_on"]):
            answered, waiting = found.get(one["theme"], (0, 0))
            done = one["answered_on"] is not None and one["answered_on"] <= span.last
            found[one["theme"]] = (answered + done, waiting + (not done))
    return found


def data_quality_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `data_quality`."""
    areas = span.active(span.last)
    rows = span.versions[span.versions["status"] == "active"]
    begun = rows[rows["area_id"].isin(areas["area_id"])].groupby("area_id").head(1)
    figures = span.records("statistic")
    return {
        "data_quality.vague": int((begun["precision"] != "day").sum()),
        "data_quality.without_outline": int(areas["outline_id"].isna().sum()),
        "data_quality.without_households": len(areas) - len(span.households(areas)),
        "data_quality.preliminary": sum(
            bool(one["preliminary"]) and one["region"] == span.place for one in figures
        ),
    }
