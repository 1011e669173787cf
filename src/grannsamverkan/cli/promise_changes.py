"""Promises entered, put right, read from a file, given a beginning to count from, and assessed."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from grannsamverkan.actions.places import municipality_of
from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    OnOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.cli.promises import IdArgument, promise_named
from grannsamverkan.cli.signing import RoleOption, signed
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.promise_checks import WITH_BASELINE
from grannsamverkan.domain.promises import Indicator, Outcome, Promise
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.fields import facts_of
from grannsamverkan.exchange.promise_files import PROMISE_FIELDS
from grannsamverkan.register import Register

_IndicatorOption = Annotated[
    str | None, typer.Option("--indicator", metavar="ID", help="Indikatorns id.")
]
_FieldsArgument = Annotated[
    list[str],
    typer.Argument(
        metavar="FÄLT=VÄRDE", help="Vad som sägs om löftet; fälten är de som en löftesfil har."
    ),
]


def install(promises: typer.Typer) -> None:
    """Add these subcommands to `promises`."""
    promises.command("add")(add)
    promises.command("change")(change)
    promises.command("remove")(remove)
    promises.command("import")(import_)
    promises.command("baseline")(baseline)
    promises.command("assess")(assess)


def add(
    fields: _FieldsArgument,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Skriv in ett löfte, till exempel med title=… text=… start=2019-11-28 last_day=2021-05-31."""
    from grannsamverkan.actions.promises import enter

    facts = _facts(fields)
    for name in ("title", "text", "start"):
        if name not in facts:
            raise Refused("promises.field_missing", name="FÄLT=VÄRDE", field=name)
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        done = enter(doors.doing(opened, by=by, reason=reason, commit=commit), code, **facts)
    _done(done.of.id, done.seq, commit=commit, as_json=as_json)


def _facts(fields: Iterable[str]) -> dict[str, Any]:
    stated = dict(_pair(text) for text in fields)
    return facts_of(Promise, stated, PROMISE_FIELDS)


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise Refused("promises.field_form", text=text[:40])
    return name.strip(), value


def _done(thing_id: str, seq: int | None, *, commit: bool, as_json: bool) -> None:
    if as_json:
        doors.show({"committed": commit, "id": thing_id, "seq": seq})
    else:
        doors.say(thing_id)
    doors.dry_run(commit=commit)


def change(
    promise_id: IdArgument,
    fields: _FieldsArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Rätta ett löfte; ett fält utan värde töms."""
    from grannsamverkan.actions.promises import correct

    with doors.opened(register) as opened:
        promise_named(opened, promise_id)
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        done = correct(who, promise_id, **_facts(fields))
    _done(promise_id, done.seq, commit=commit, as_json=as_json)


def remove(
    promise_id: IdArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Ta bort ett löfte som skrevs in av misstag, med sina indikatorer och anteckningar."""
    from grannsamverkan.actions import promises

    with doors.opened(register) as opened:
        promise_named(opened, promise_id)
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        done = promises.remove(who, promise_id)
    _done(promise_id, done.seq, commit=commit, as_json=as_json)


def import_(
    file: Annotated[Path, typer.Argument(metavar="FIL", help="Löften som TOML.")],
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Läs in löften med indikatorer, anteckningar och skolor; läst på nytt rättar filen det den gjorde."""
    from grannsamverkan.actions.promise_files import import_promises
    from grannsamverkan.exchange.promise_files import read_promises

    read = read_promises(file)
    with doors.opened(register) as opened:
        who = doors.doing(opened, by=by, reason=reason or file.name, commit=commit)
        report = import_promises(who, read, municipality=municipality)
    if as_json:
        taken = [asdict(one) for one in report.taken]
        doors.show({"committed": commit, "seq": report.seq, "taken": taken})
    else:
        t = doors.words()
        headings = [t(f"promises.list.{word}") for word in ("what", "kind", "name", "fields")]
        rows = [
            (t(f"promises.came.{one.what}"), t(f"promises.kind.{one.kind}"), one.name,
             ", ".join(one.fields) or None)
            for one in report.taken
        ]  # fmt: skip
        doors.table(headings, rows)
    doors.dry_run(commit=commit)


def baseline(
    promise_id: IdArgument,
    register: RegisterOption = REGISTER,
    indicator: _IndicatorOption = None,
    on: OnOption = None,
    value: Annotated[str | None, typer.Option("--value", metavar="TAL", help="Värdet.")] = None,
    source: Annotated[
        str | None, typer.Option("--source", metavar="TEXT", help="Varifrån värdet kommer.")
    ] = None,
    from_register: Annotated[
        bool, typer.Option("--from-register", help="Registret är helt den dagen: räkna i det.")
    ] = False,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Ange värdet vid början med dag och källa; utan värde blir det okänt igen."""
    from grannsamverkan.actions import baselines

    day = doors.day(on) if on else None
    with doors.opened(register) as opened:
        promise_named(opened, promise_id)
        chosen = indicator or _the_one_with_beginning(opened, promise_id)
        who = doors.doing(opened, by=by, reason=reason, commit=commit)
        if from_register:
            done = baselines.vouch_for_register(who, promise_id, chosen, on=day, source=source)
        elif value is None:
            done = baselines.forget_baseline(who, promise_id, chosen)
        else:
            stated = _stated(value, day)
            done = baselines.state_baseline(who, promise_id, chosen, source=source or "", **stated)
    _done(chosen, done.seq, commit=commit, as_json=as_json)


def _the_one_with_beginning(register: Register, promise_id: str) -> str:
    """Return the id of the only indicator of a promise that is held against a beginning."""
    own = register.facts(Indicator, promise_id)
    some = [one.id for one in own if one.rule in WITH_BASELINE]
    if len(some) != 1:
        raise Refused("promises.which_indicator", known=", ".join(some) or "–")
    return some[0]


def _stated(value: str, day: date | None) -> dict[str, Any]:
    if day is None:
        raise Refused("promises.baseline_needs_day")
    number = facts_of(Indicator, {"baseline": value}, ("baseline",))["baseline"]
    if number is None:
        raise Refused("promises.baseline_needs_value")
    return {"value": number, "on": day}


def assess(
    promise_id: IdArgument,
    outcome: Annotated[Outcome, typer.Option("--outcome", help="Vad du kom fram till.")],
    register: RegisterOption = REGISTER,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DAG", help="Dagen som bedömningen gäller.")
    ] = None,
    indicator: _IndicatorOption = None,
    reason: Annotated[str, typer.Option("--reason", help="Varför; alla kan läsa det.")] = "",
    by: RoleOption = "",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Bedöm ett löfte, eller en av dess indikatorer, som det stod vid dagens slut."""
    from grannsamverkan.actions.assessments import assess as find

    with doors.opened(register) as opened:
        last_day = promise_named(opened, promise_id).last_day
        who = signed(opened, Deed.ASSESS_PROMISE, by=by, reason=reason, commit=commit)
        day = doors.day(as_of) if as_of or last_day is None else min(who.today, last_day)
        done = find(who, promise_id, outcome, as_of=day, reason=reason, indicator_id=indicator)
    _done(done.of.id, done.seq, commit=commit, as_json=as_json)
