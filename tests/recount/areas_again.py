"""The areas counted again: stock, bridge, bounds and growth, sizes, kinds and places."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

import pandas as pd
from ledger_frames import Number, Row, Span, rows_of, words

HEADINGS = (
    "started", "restarted", "lapsed", "closed", "split", "merged", "redrawn", "moved", "corrected",
)  # fmt: skip


def areas_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `areas`."""
    found: dict[str, Number] = {}
    for prefix, column in (("", "number"), ("m2_", "size")):
        steps = changes(span)
        found[f"areas.{prefix}opening"] = _sum(span, span.opening, column)
        found[f"areas.{prefix}closing"] = _sum(span, span.last, column)
        for heading in HEADINGS:
            step = steps[steps["heading"] == heading][column].sum()
            found[f"areas.{prefix}event.{heading}"] = int(step)
    steps = changes(span)
    begun = steps[steps["heading"].isin(("started", "restarted"))]
    found["areas.gross"] = int(begun["number"].sum())
    found["areas.net"] = len(span.active(span.last)) - len(span.active(span.opening))
    found["areas.lowest"], found["areas.highest"] = bounds(span, span.last)
    for day in month_ends(span):
        found[f"areas.on.{day}"] = len(span.active(day))
    for name, column in (("type", "area_type"), ("locality", "locality")):
        told = Counter(shown(span)[column].fillna("unknown"))
        found |= {f"areas.{name}.{word}": number for word, number in told.items()}
    return found


def _sum(span: Span, day: str, column: str) -> int:
    areas = span.active(day)
    return len(areas) if column == "number" else int(areas["m2"].sum())


def changes(span: Span, places: tuple[str, ...] = (), since: str | None = None) -> pd.DataFrame:
    """Return each version by which the number or the size changed, with by how much and its heading.

    It is held against the version before it, whichever that was.
    """
    rows = span.versions.copy()
    counts = (rows["status"] == "active") & rows["municipality"].isin(places or (span.place,))
    rows["counts"] = counts.astype("int64")
    rows["area"] = rows["counts"] * rows["m2"]
    mine = rows.groupby("area_id")
    rows["number"] = rows["counts"] - mine["counts"].shift(fill_value=0)
    rows["size"] = rows["area"] - mine["area"].shift(fill_value=0)
    rows["alive"] = (rows["status"] == "active").astype("int64")
    rows["lived"] = rows.groupby("area_id")["alive"].cumsum() - rows["alive"]
    for column in ("alive", "municipality", "outline_id"):
        rows[f"{column}_before"] = rows.groupby("area_id")[column].shift()
    when = rows["valid_from"]
    rows = rows[(when > (since or span.opening)) & (when <= span.last)]
    rows = rows[(rows["number"] != 0) | (rows["size"] != 0)]
    return rows.assign(heading=[heading(row) for row in rows_of(rows)])


def heading(row: Row) -> str:
    """Return under what a change stands: by what the area was before, what it became, and by which event."""
    if row["alive"] and row["alive_before"] == 1:
        if row["municipality"] != row["municipality_before"]:
            return "moved"
        drawn = row["outline_id"] != row["outline_id_before"] or "boundary" in row["event"]
        return "redrawn" if drawn else "corrected"
    if row["event"] in {"split", "merge"}:
        return {"split": "split", "merge": "merged"}[row["event"]]
    if not row["alive"]:
        return {"dormant": "lapsed", "closed": "closed"}.get(row["status"], "corrected")
    if row["lived"]:
        return "restarted"
    return "started" if row["event"] in {"start", "inherit"} else "corrected"


def month_ends(span: Span) -> list[str]:
    """Return the opening day, the ends of the months after it, and the last day."""
    ends = pd.date_range(span.opening, span.last, freq="ME")
    return sorted({span.opening, span.last, *(str(day.date()) for day in ends)})


# -- dates that are not known to the day ----------------------------------------------------------


def bounds(
    span: Span, day: str, places: tuple[str, ...] = (), area_type: str | None = None
) -> tuple[int, int]:
    """Return the fewest and the most areas that can have been active at the end of a day.

    Every day that each vaguely known start can have been is tried, as far as it makes a difference: the
    first, the last, and this one; starts keep their order.
    """
    certain = possible = 0
    for _, rows in span.versions.groupby("area_id"):
        lives = [
            {_state(row, places or (span.place,), area_type) for row in taken[-1:]} or {False}
            for taken in _taken(rows_of(rows), day)
        ]
        certain += all(True in one for one in lives)
        possible += any(True in one for one in lives)
    return certain, possible


def _taken(rows: list[Row], day: str) -> Iterator[list[Row]]:
    """Give, for each way the starts can have been, the versions that had begun by the end of a day."""
    for starts in product(*({first(row), row["valid_from"], _nearest(row, day)} for row in rows)):
        if list(starts) == sorted(starts):
            yield [row for row, start in zip(rows, starts, strict=True) if start <= day]


def _nearest(row: Row, day: str) -> str:
    return max(first(row), min(day, str(row["valid_from"])))


def first(row: Row) -> str:
    """Return the first day that a version can have begun on; it counts from the last."""
    day = str(row["valid_from"])
    ways = {
        "day": day,
        "month": f"{day[:7]}-01",
        "year": f"{day[:4]}-01-01",
        "before": "0001-01-01",
    }
    return ways[row["precision"]]


def _state(row: Row, places: tuple[str, ...], area_type: str | None) -> bool:
    kind = area_type is None or row["area_type"] == area_type
    return row["status"] == "active" and row["municipality"] in places and kind


# -- what anyone may meet -------------------------------------------------------------------------


def shown(span: Span) -> pd.DataFrame:
    """Return the areas active on the last day that are active still, or became one that is."""
    today = max(span.last, span.ledger.written_on)
    rows = span.versions
    alive = rows[
        (rows["valid_from"] <= today) & (today < rows["valid_to"]) & (rows["status"] == "active")
    ]
    waiting, met = set(alive["area_id"]), set[str]()
    while waiting:
        met |= waiting
        own = rows[rows["area_id"].isin(waiting)]["predecessors"]
        waiting = {one for some in own for one in words(some)} - met
    areas = span.active(span.last)
    return areas[areas["area_id"].isin(met)]
