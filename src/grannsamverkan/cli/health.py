"""How the areas are, and what comes next."""

from typing import TYPE_CHECKING

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    JsonOption,
    MunicipalityOption,
    RegisterOption,
)
from grannsamverkan.domain.access import OPERATOR
from grannsamverkan.i18n import Translator

if TYPE_CHECKING:
    from grannsamverkan.actions.health import Due


def install(app: typer.Typer) -> None:
    """Add this command."""
    app.command()(health)


def health(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa vilka områden som behöver något, varför och vad som är nästa steg."""
    from grannsamverkan.actions.health import count_now, work_queue

    today = doors.clock().date()
    with doors.opened(register) as opened:
        counted = count_now(opened, today, municipality=municipality)
        queue = work_queue(opened, OPERATOR, today, municipality=municipality)
        doors.mark(opened)
    t = doors.words()
    numbers = {
        "active": counted.active,
        "confirmed": counted.confirmed,
        "unconfirmed": counted.unconfirmed,
    }
    if as_json:
        doors.show(
            {"on": today.isoformat(), **numbers, "areas": [_as_data(t, due) for due in queue]}
        )
        return
    doors.say(t("health.confirmed", **numbers))
    if not queue:
        doors.say(t("health.nothing"))
        return
    rows = [row for due in queue for row in _rows(t, due)]
    doors.table([t(f"health.{key}") for key in ("area", "what", "next", "due")], rows)


def _rows(t: Translator, due: "Due") -> list[tuple[object, ...]]:
    """Return a row for each thing an area needs, the area's name on the first."""
    rows: list[tuple[object, ...]] = [
        (t(flag.text.key, **flag.text.values), t(f"next_step.{flag.next_step}"), flag.due)
        for flag in due.flags
    ]
    rows += [(t(f"proposal.{one.event}"), t("proposal.decide"), None) for one in due.proposals]
    names = [due.area.name, *[""] * len(rows)]
    return [(name, *row) for name, row in zip(names, rows, strict=False)]


def _as_data(t: Translator, due: "Due") -> dict[str, object]:
    return {
        "id": due.area.area_id,
        "name": due.area.name,
        "municipality": due.area.municipality,
        "flags": [
            {
                "key": flag.key,
                "text": t(flag.text.key, **flag.text.values),
                "since": flag.since,
                "due": flag.due,
                "next_step": flag.next_step,
            }
            for flag in due.flags
        ],
        "proposals": [
            {
                "event": one.event,
                "reasons": [t(why.text.key, **why.text.values) for why in one.reasons],
            }
            for one in due.proposals
        ],
    }
