"""What a form says of an activity, and what there is to choose from in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from grannsamverkan.actions.activity_facts import Facts
from grannsamverkan.domain.activities import (
    OPERATIONS,
    Activity,
    ActivityKind,
    Audience,
    Organiser,
)
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.promises import School
from grannsamverkan.errors import Refused
from grannsamverkan.web.staff.desk import Desk, Form
from grannsamverkan.web.staff.places import localities_of
from grannsamverkan.web.staff.promise_form import TARGETED, Choices, choices
from grannsamverkan.web.staff.sent import Asked


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be chosen in the form: schools and localities as values with their words."""

    schools: list[tuple[str, str]]
    localities: list[tuple[str, str]]
    choices: Choices


def offered(asked: Asked, places: Iterable[Municipality]) -> Offered:
    """Return what can be chosen for an activity in some municipalities."""
    there = tuple(places)
    return Offered(
        schools=[(one.id, one.name) for one in schools_of(asked.desk, there)],
        localities=[
            (name, name) for some in localities_of(asked.desk, there).values() for name in some
        ],
        choices=choices(asked.t),
    )


def schools_of(desk: Desk, places: Iterable[Municipality]) -> list[School]:
    """Return the schools of some municipalities, by name."""
    facts = desk.register.present().facts[School]
    found = [one for place in places for one in facts.get(place.code, ())]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


def kind_in(form: Form) -> ActivityKind:
    """Return the kind of activity that a form names.

    Raises:
        Refused: none.
    """
    kind = form.choice("kind", ActivityKind)
    if kind is None:
        raise Refused("activities.kind_missing")
    return kind


def day_in(form: Form) -> date:
    """Return the day that a form names.

    Raises:
        Refused: none.
    """
    on = form.day("on")
    if on is None:
        raise Refused("activities.day_missing")
    return on


def facts_in(form: Form) -> Facts:
    """Return what a form says of an activity; of what is not asked of its kind, nothing.

    Raises:
        Refused: a field cannot be so, or no kind is named.
    """
    kind = kind_in(form)
    facts = Facts(
        starts_at=form.text("starts_at", longest=20),
        organiser=form.choice("organiser", Organiser) or Organiser.MUNICIPALITY,
        venue=form.text("venue", longest=200),
        attendees=form.number("attendees"),
        contacts_present=form.number("contacts_present"),
        partners=tuple(form.all("partners")),
    )
    of_kind = _of_operation(form) if kind in OPERATIONS else _of_meeting(form, kind)
    return {**facts, **of_kind}


def _of_operation(form: Form) -> Facts:
    targeted = TARGETED.get(form.text("targeted"))
    return Facts(
        number=form.number("number"), targeted=targeted,
        school_id=None, audience=None, offered_on=None, locality=None,
    )  # fmt: skip


def _of_meeting(form: Form, kind: ActivityKind) -> Facts:
    at_school = kind is ActivityKind.SCHOOL_INFORMATION
    return Facts(
        number=None,
        targeted=None,
        school_id=(form.text("school_id") or None) if at_school else None,
        audience=form.choice("audience", Audience),
        offered_on=form.day("offered_on"),
        locality=form.text("locality") or None,
    )


_COMPARED = (
    "kind", "on", "starts_at", "organiser", "venue", "attendees", "contacts_present", "number",
    "school_id", "audience", "offered_on", "locality",
)  # fmt: skip


def kept(activity: Activity) -> dict[str, object]:
    """Return what is kept of an activity, by the fields of its form."""
    return {name: getattr(activity, name) for name in _COMPARED}
