"""Contacts, signs and activities as lists: what is read in bulk outside the workspace."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    JsonOption,
    MunicipalityOption,
    RegisterOption,
)
from grannsamverkan.domain.activities import Activity, ActivityState
from grannsamverkan.domain.areas import AreaVersion, last
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.domain.signs import Need, Sign, needs
from grannsamverkan.register import Register


def install(app: typer.Typer, contacts: typer.Typer) -> None:
    """Add the commands that list, that of contacts beside the one that takes them in."""
    contacts.command("list")(list_contacts)
    for name, text, command in (
        ("signs", "Skyltar i områdena.", list_signs),
        ("activities", "Aktiviteter i områdena.", list_activities),
    ):
        room = typer.Typer(help=text, no_args_is_help=True)
        room.callback()(lambda: None)  # a room of one command keeps its name
        room.command("list")(command)
        app.add_typer(room, name=name)


def list_contacts(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    former: Annotated[bool, typer.Option("--former", help="Också tidigare kontakter.")] = False,
    by: ActorOption = "kommandorad",
    as_json: JsonOption = False,
) -> None:
    """Lista kontakterna med telefon och e-post; att de lästs noteras."""
    from grannsamverkan.actions.reading_log import note_reading

    today = doors.clock().date()
    with doors.opened(register) as opened:
        versions = _versions(opened, municipality)
        terms = [
            term
            for term in opened.facts(ContactTerm)
            if term.area_id in versions and (former or term.holds(today))
        ]
        doing = doors.doing(opened, by=by, reason="", commit=True)
        for place in sorted({versions[term.area_id].municipality for term in terms}):
            note_reading(doing, what="contact_list", municipality=place)
        with opened.looking() as private:
            persons = {one.id: one for one in private.find(Person)}
        doors.mark(opened)
    terms.sort(key=lambda one: (versions[one.area_id].name.casefold(), one.appointed_on, one.id))
    data = [_contact(term, persons.get(term.person_id), versions) for term in terms]
    keys = ("area", "name", "role", "phone", "mail", "trained_on", "confirmed_on")
    t = doors.words()
    shown = [{**one, "role": t(f"contactrole.{one['role']}")} for one in data]
    _show(data, shown, keys, [t(f"listing.{key}") for key in keys], as_json=as_json)


def _contact(
    term: ContactTerm, person: Person | None, versions: Mapping[str, AreaVersion]
) -> dict[str, Any]:
    return {
        "area": versions[term.area_id].name,
        "area_id": term.area_id,
        "name": person and person.name,
        "role": term.role.value,
        "phone": person and person.phone,
        "mail": person and person.mail,
        "appointed_on": term.appointed_on,
        "trained_on": term.trained_on,
        "confirmed_on": term.confirmed_on,
        "list_confirmed_on": term.list_confirmed_on,
        "ended_on": term.ended_on,
    }


def _versions(register: Register, municipality: str | None) -> dict[str, AreaVersion]:
    """Return every area as it is now, of one municipality or of all."""
    newest = {area_id: last(timeline) for area_id, timeline in register.timelines().items()}
    return {
        area_id: one for area_id, one in newest.items() if municipality in {None, one.municipality}
    }


def _show(
    data: Sequence[Mapping[str, Any]],
    shown: Iterable[Mapping[str, Any]],
    keys: Sequence[str],
    headings: Sequence[str],
    *,
    as_json: bool,
) -> None:
    if as_json:
        doors.show(list(data))
    else:
        doors.table(headings, [[one[key] for key in keys] for one in shown])


def list_signs(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    need: Annotated[Need | None, typer.Option("--need", help="Bara de som behöver detta.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Lista skyltarna, deras läge och vad de behöver."""
    today = doors.clock().date()
    with doors.opened(register) as opened:
        versions = _versions(opened, municipality)
        signs = [one for one in opened.facts(Sign) if one.area_id in versions]
        doors.mark(opened)
    t = doors.words()
    data = [_sign(one, versions[one.area_id], today) for one in signs]
    data = [one for one in data if need is None or need.value in one["needs"]]
    data.sort(key=lambda one: (one["area"].casefold(), one["kind"], one["id"]))
    shown = [
        {
            **one,
            "kind": t(f"signkind.{one['kind']}"),
            "stage": t(f"signs.stage.{one['stage']}"),
            "condition": one["condition"] and t(f"condition.{one['condition']}"),
            "needs": ", ".join(t(f"signs.need.{key}") for key in one["needs"]) or None,
        }
        for one in data
    ]
    keys = ("area", "kind", "stage", "condition", "inspected_on", "needs")
    _show(data, shown, keys, [t(f"listing.{key}") for key in keys], as_json=as_json)


def _sign(sign: Sign, version: AreaVersion, today: date) -> dict[str, Any]:
    return {
        "id": sign.id,
        "area": version.name,
        "area_id": sign.area_id,
        "kind": sign.kind.value,
        "stage": sign.stage.value,
        "condition": sign.condition.value if sign.condition else None,
        "inspected_on": sign.inspected_on,
        "needs": [need.value for need in needs(sign, today, version.status)],
    }


def list_activities(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    state: Annotated[
        ActivityState | None, typer.Option("--state", help="Bara i detta läge.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Lista aktiviteterna, den senaste först."""
    with doors.opened(register) as opened:
        names = {area_id: one.name for area_id, one in _versions(opened, None).items()}
        found = [
            one
            for one in opened.facts(Activity)
            if municipality in {None, one.municipality} and state in {None, one.state}
        ]
        doors.mark(opened)
    t = doors.words()
    found.sort(key=lambda one: (one.on, one.id), reverse=True)
    data = [_activity(one, names) for one in found]
    shown = [
        {
            **one,
            "kind": t(f"activitykind.{one['kind']}"),
            "state": t(f"activitystate.{one['state']}"),
            "areas": ", ".join(one["areas"]) or None,
        }
        for one in data
    ]
    keys = ("on", "kind", "state", "areas", "attendees")
    _show(data, shown, keys, [t(f"listing.{key}") for key in keys], as_json=as_json)


def _activity(activity: Activity, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": activity.id,
        "on": activity.on,
        "kind": activity.kind.value,
        "state": activity.state.value,
        "areas": [names[one] for one in activity.area_ids if one in names],
        "venue": activity.venue,
        "attendees": activity.attendees,
        "contacts_present": activity.contacts_present,
    }
