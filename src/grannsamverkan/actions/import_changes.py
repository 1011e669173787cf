"""What a list changes of an area that is known: field by field, what was and what would be."""

from collections.abc import Mapping
from dataclasses import dataclass

from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.disclosure import first_active

_FIELDS = {
    "name": "name",
    "code": "code",
    "municipality": "municipality",
    "locality": "locality",
    "type": "area_type",
    "status": "status",
    "verification": "verification",
}

Fields = Mapping[str, tuple[object, object]]
"""What was and what would be, by field: `m2` where the border is redrawn, `valid_from` a stated date."""


@dataclass(frozen=True, slots=True)
class Changed:
    """A known area that a row changes, by the name it had, and what of it."""

    row: int
    name: str
    fields: Fields


def differences(before: Timeline, after: Timeline) -> dict[str, tuple[object, object]]:
    """Return what differs between the newest of two timelines of one area, and between their starts."""
    old, new = before[-1], after[-1]
    pairs: dict[str, tuple[object, object]] = {
        field: (getattr(old, attribute), getattr(new, attribute))
        for field, attribute in _FIELDS.items()
    }
    pairs["valid_from"] = _starts(before, after)
    found = {field: pair for field, pair in pairs.items() if pair[0] != pair[1]}
    if old.outline_id != new.outline_id:
        found["m2"] = old.m2, new.m2
    return found


def _starts(before: Timeline, after: Timeline) -> tuple[str, str]:
    """Return when an area began, or entered the state it was in where it has not begun."""
    began = first_active(before)
    if began is None:
        at = len(before) - 1
        return str(before[at].stated_start), str(after[at].stated_start)
    return str(began), str(first_active(after) or began)
