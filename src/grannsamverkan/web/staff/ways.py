"""Where things are mended: from a finding, a flag or an event to the page of the area where it is seen to."""

from collections.abc import Mapping

from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.lifecycle import Event

_CONTACTS, _SIGNS, _ACTIVITIES, _HOMES, _DRAW = (
    "kontakter",
    "skyltar",
    "aktiviteter",
    "hushall",
    "rita",
)

_OF_FINDING: Mapping[str, str] = {
    "overlap": _DRAW,
    "boundary": _DRAW,
    "dwellings": _HOMES,
    "joined_known": _HOMES,
    "min_households": _HOMES,
    "min_joined_share": _HOMES,
    "meeting_booked": _ACTIVITIES,
    "meeting_held": _ACTIVITIES,
    "sign_of_life": _ACTIVITIES,
    "trained_contact": _CONTACTS,
    "household_list": _CONTACTS,
    "contact_ratio": _CONTACTS,
    "new_start": _CONTACTS,
    "signs_removed": _SIGNS,
}

_OF_NEXT_STEP: Mapping[str, str] = {
    "add_contact": _CONTACTS,
    "confirm_contact": _CONTACTS,
    "correct_mail": _CONTACTS,
    "more_contacts": _CONTACTS,
    "appoint_main_contact": _CONTACTS,
    "ask_contact": _CONTACTS,
    "remove_signs": _SIGNS,
    "replace_sign": _SIGNS,
    "renew_permit": _SIGNS,
    "confirm_area": "handelse/confirm",
    "book_meeting": _ACTIVITIES,
    "hold_meeting": _ACTIVITIES,
    "review_boundary": _DRAW,
}

_OF_EVENT: Mapping[Event, str] = {
    Event.DRAW_BOUNDARY: _DRAW,
    Event.CHANGE_BOUNDARY: _DRAW,
    Event.CHANGE_DETAILS: "ratta",
    Event.SPLIT: _DRAW,
    Event.MERGE: _DRAW,
}

_DEEDS: Mapping[Event, Deed] = {
    Event.DRAW_BOUNDARY: Deed.DRAW_AREA,
    Event.CHANGE_BOUNDARY: Deed.DRAW_AREA,
    Event.SPLIT: Deed.DRAW_AREA,
    Event.MERGE: Deed.DRAW_AREA,
    Event.CONFIRM: Deed.CONFIRM_AREA,
}


_SEEN_TO: Mapping[str, tuple[Deed, str]] = {
    _CONTACTS: (Deed.SEE_CONTACTS, "contacts"),
    _SIGNS: (Deed.INSPECT_SIGN, "signs"),
    _ACTIVITIES: (Deed.MANAGE_ACTIVITIES, "activities"),
    _DRAW: (Deed.PROPOSE_BOUNDARY, "border"),
    "confirm": (Deed.CONFIRM_AREA, "confirm"),
    "lapse": (Deed.LEAD_AREA, "decide"),
}
"""What one must be allowed to for a way, and how the way is called: a key under `work.queue.to`."""


def seen_to(path: str) -> tuple[Deed, str]:
    """Return what one must be allowed to for a way of an area, and the key of its name."""
    return _SEEN_TO.get(path.rpartition("/")[2], (Deed.SEE_AREA, "area"))


def home(area_id: str) -> str:
    """Return the path of an area's own page."""
    return f"/arbete/omraden/{area_id}"


def way_of_finding(key: str, area_id: str) -> str:
    """Return where a finding is mended, empty where that is the form itself."""
    if key == "residents":
        return "/arbete/intressen"
    return f"{home(area_id)}/{_OF_FINDING[key]}" if key in _OF_FINDING else ""


def way_of_next_step(key: str, area_id: str) -> str:
    """Return where the next step that a flag calls for is taken."""
    return f"{home(area_id)}/{_OF_NEXT_STEP[key]}" if key in _OF_NEXT_STEP else home(area_id)


def way_of_event(event: Event, area_id: str) -> str:
    """Return where an event is let happen."""
    return f"{home(area_id)}/{_OF_EVENT.get(event, f'handelse/{event}')}"


def deed_of(event: Event) -> Deed:
    """Return what one must be allowed to for an event."""
    return _DEEDS.get(event, Deed.LEAD_AREA)
