"""Promises as they are: listed, and shown with where they stand."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Annotated, Any

import typer

from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    JsonOption,
    MunicipalityOption,
    OnOption,
    RegisterOption,
)
from grannsamverkan.domain.progress import Progress, has_ended, progress_of
from grannsamverkan.domain.promises import Assessment, Promise, PromiseNote
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.register import Register

IdArgument = Annotated[str, typer.Argument(metavar="ID", help="Löftets id.")]


def install(app: typer.Typer) -> typer.Typer:
    """Add these commands, and return the room that they are in."""
    promises = typer.Typer(help="Medborgarlöften och hur de följs.", no_args_is_help=True)
    promises.command("list")(list_promises)
    promises.command("show")(show)
    app.add_typer(promises, name="promises")
    return promises


def list_promises(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,
) -> None:
    """Lista löftena, det senaste först."""
    with doors.opened(register) as opened:
        found = [one for one in opened.facts(Promise) if municipality in {None, *one.places}]
        doors.mark(opened)
    found.sort(key=lambda one: (one.start, one.id), reverse=True)
    if as_json:
        doors.show([_data(one) for one in found])
        return
    t = doors.words()
    headings = [t(f"promises.list.{word}") for word in ("id", "title", "period", "responsible")]
    rows = [(one.id, one.title, _period(one), t(f"party.{one.responsible}")) for one in found]
    doors.table(headings, rows)


def _data(promise: Promise) -> dict[str, Any]:
    return {**asdict(promise), "ended": has_ended(promise, doors.clock().date())}


def _period(promise: Promise) -> str:
    return f"{promise.start} – {promise.last_day or ''}"


def show(
    promise_id: IdArgument,
    register: RegisterOption = REGISTER,
    on: OnOption = None,
    as_json: JsonOption = False,
) -> None:
    """Visa ett löfte: vad som lovas, var det står en dag, hur det har bedömts."""
    with doors.opened(register) as opened:
        promise = promise_named(opened, promise_id)
        stands = progress_of(opened.known(), promise, doors.past_day(on))
        assessments = opened.facts(Assessment, promise_id)
        notes = opened.facts(PromiseNote, promise_id)
        doors.mark(opened)
    if as_json:
        doors.show(
            {
                **_data(promise),
                "indicators": [_progress_data(one) for one in stands],
                "assessments": [asdict(one) for one in assessments],
                "notes": [asdict(one) for one in notes],
            }
        )
        return
    _tell(promise, stands, assessments)


def promise_named(register: Register, promise_id: str) -> Promise:
    """Return a promise by its id.

    Raises:
        NotFound: no such promise; the error names those there are.
    """
    known = {one.id: one for one in register.facts(Promise)}
    if promise_id not in known:
        raise NotFound("promises.unknown", id=promise_id[:60], known=", ".join(known) or "–")
    return known[promise_id]


def _progress_data(one: Progress) -> dict[str, Any]:
    return {
        **asdict(one.indicator),
        "as_of": one.as_of,
        "now": one.now.value,
        "part": one.now.part,
        "of": one.now.whole,
        "held": one.beside and one.beside.value,
        "at_beginning": one.baseline and one.baseline.value,
        "target": one.target,
        "light": one.light.value,
        "why": one.now.why or one.target_why,
    }


def _tell(promise: Promise, stands: Sequence[Progress], assessments: Iterable[Assessment]) -> None:
    t = doors.words()
    doors.say(f"{promise.title} ({_period(promise)})")
    doors.say(f"{t(f'wording.{promise.wording}')}: {promise.text}")
    headings = [t(f"promises.list.{word}") for word in ("indicator", "now", "aim", "light")]
    ended = "ended" if has_ended(promise, doors.clock().date()) else "running"
    doors.table(
        headings,
        [
            (
                one.indicator.name,
                _number(t, one.now.value),
                _number(t, one.target),
                t(f"why.{why}")
                if (why := one.now.why or one.target_why)
                else t(f"charts.light.{ended}.{one.light}"),
            )
            for one in stands
        ],
    )
    for made in assessments:
        doors.say(t("promises.list.assessed", on=made.as_of, reason=made.reason,
                    outcome=t(f"outcome.{made.outcome}")))  # fmt: skip


def _number(t: Translator, value: float | None) -> str | None:
    return None if value is None else t.number(value, decimals=2)
