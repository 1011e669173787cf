"""Personal data from the command line: what is held and disposed of; a person read out, erased, sealed."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from grannsamverkan.actions.places import municipality_of
from grannsamverkan.actions.retention import Disposal
from grannsamverkan.cli import doors
from grannsamverkan.cli.burglaries import erase_burglaries
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    OutOption,
    ReasonOption,
    RegisterOption,
)

PersonArgument = Annotated[
    str, typer.Argument(metavar="ID", help="Personens id; sök med ”persons find”.")
]


def install(app: typer.Typer) -> None:
    """Add these commands."""
    retention = typer.Typer(
        help="Gallring: vad som finns, och vad som är förbi sin tid.", no_args_is_help=True
    )
    retention.command("list")(held)
    retention.command("run")(run)
    retention.command("burglaries")(erase_burglaries)
    app.add_typer(retention, name="retention")
    persons = typer.Typer(help="En persons uppgifter: sök, lämna ut, radera.", no_args_is_help=True)
    persons.command("find")(find)
    persons.command("export")(export)
    persons.command("erase")(erase)
    persons.command("seal")(seal)
    app.add_typer(persons, name="persons")


def held(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa vilka personuppgifter som finns, hur många, och när de försvinner."""
    from grannsamverkan.actions.burglaries import source_of
    from grannsamverkan.actions.holdings import holdings

    with doors.opened(register) as opened:
        place = municipality_of(opened, municipality)
        found = holdings(opened, place.code, doors.clock().date())
        source = source_of(opened, place.code)
    if as_json:
        doors.show(
            [
                {
                    "table": one.name,
                    "rows": one.rows,
                    "oldest": one.oldest,
                    "due": one.due,
                    "months": one.disposals[0].months if one.disposals else None,
                    "decision": one.disposals[0].decision if one.disposals else None,
                }
                for one in found
            ]
        )
        return
    t = doors.words()
    doors.say(t("privacy.cli.list", place=place.name))
    rows = []
    for one in found:
        rule = one.disposals[0] if one.disposals else None
        decided = rule.decision or t("privacy.cli.no_decision") if rule else None
        months = rule.months if rule else None
        name = t(f"privacy.held.{one.name}.name")
        rows.append((name, one.rows, one.oldest, months and str(months), one.due, decided))
    heads = ("cli.rule", "cli.number", "held.oldest", "cli.months", "cli.past", "cli.decision")
    doors.table([t(f"privacy.{head}") for head in heads], rows)
    if source is not None:
        from grannsamverkan.actions.plan_card import source_text

        doors.say(source_text(source, t))


def run(
    register: RegisterOption = REGISTER,
    commit: CommitOption = False,  # a flag of the command line
    by: ActorOption = "kommandorad",
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Radera det som är förbi sin tid, där kommunen har ett gallringsbeslut."""
    from grannsamverkan.actions.retention import ACTION, retain

    with doors.opened(register) as opened:
        found = retain(doors.doing(opened, by=by, reason=ACTION, commit=commit))
    some = [one for one in found if one.ids]
    if as_json:
        rows: list[dict[str, object]] = [
            {
                "rule": one.rule.key,
                "municipality": one.municipality,
                "due": len(one.ids),
                "oldest": one.oldest,
                "decision": one.decision,
            }
            for one in some
        ]
        doors.show({"committed": commit, "disposals": rows})
    else:
        _show_taken([one for one in some if one.goes], "taken" if commit else "would")
        _show_taken([one for one in some if not one.goes], "undecided")
        if not some:
            doors.say(doors.words()("privacy.cli.none"))
    doors.dry_run(commit=commit)


def _show_taken(some: Sequence[Disposal], heading: str) -> None:
    if not some:
        return
    t = doors.words()
    table = [
        (
            t(f"privacy.rule.{one.rule.key}"),
            one.municipality or t("privacy.cli.whole"),
            len(one.ids),
            one.oldest,
            one.decision or t("privacy.cli.no_decision"),
        )
        for one in some
    ]
    doors.say(t(f"privacy.cli.{heading}"))
    heads = ("rule", "place", "number", "since", "decision")
    doors.table([t(f"privacy.cli.{head}") for head in heads], table)


def find(
    text: Annotated[str, typer.Argument(metavar="TEXT", help="Namn, e-post eller telefon.")],
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Sök en person; sökningen antecknas i läsloggen."""
    from grannsamverkan.actions.people import terms_of
    from grannsamverkan.actions.subject import find_people

    with doors.opened(register) as opened:
        place = municipality_of(opened, municipality)
        doing = doors.doing(opened, by="kommandorad", reason="-", commit=True)
        found = find_people(doing, text, municipality=place.code)
        people, interests = found.people, found.interests
        terms = {one.id: len(terms_of(opened, one.id)) for one in people}
    if as_json:
        rows: list[dict[str, object]] = [
            {"id": one.id, "name": one.name, "terms": terms[one.id]} for one in people
        ]
        wished = [
            {"interest": one.id, "name": one.name, "received_on": one.received_on}
            for one in interests
        ]
        follows = [{"following": one.id, "since": one.since} for one in found.following]
        doors.show([*rows, *wished, *follows])
        return
    t = doors.words()
    for one in people:
        doors.say(t("privacy.cli.found", id=one.id, name=one.name, terms=terms[one.id]))
    for one_following in found.following:
        told = {"id": one_following.id, "on": one_following.since}
        doors.say(t("privacy.cli.found_following", **told))
    for wish in interests:
        told = {"id": wish.id, "name": wish.name or "–", "on": wish.received_on}
        doors.say(t("privacy.cli.found_interest", **told))
    if not people and not interests and not found.following:
        doors.say(t("privacy.cli.nobody"))


def export(
    person: PersonArgument,
    out: OutOption,
    register: RegisterOption = REGISTER,
) -> None:
    """Skriv allt som finns om en person till en fil (JSON); läsningen antecknas."""
    import json

    from grannsamverkan.actions.subject import subject_export
    from grannsamverkan.errors import Conflict

    if out.exists():
        raise Conflict("store.exists", path=out)
    with doors.opened(register) as opened:
        doing = doors.doing(opened, by="kommandorad", reason="-", commit=True)
        data = subject_export(doing, person).as_data()
    _write(out, json.dumps(data, ensure_ascii=False, indent=2))
    doors.say(doors.words()("privacy.cli.exported", path=out))


def _write(out: Path, text: str) -> None:
    """Write a file that nobody else on the machine can read."""
    out.touch(mode=0o600, exist_ok=False)
    out.write_text(text, "utf-8")


def erase(
    person: PersonArgument,
    reason: ReasonOption,
    register: RegisterOption = REGISTER,
    end_terms: Annotated[
        bool, typer.Option("--end-terms", help="Avsluta uppdrag som pågår.")
    ] = False,
    interests: Annotated[
        bool,
        typer.Option("--interests", help="Radera också intressen med samma e-post eller telefon."),
    ] = False,
    commit: CommitOption = False,  # a flag of the command line
    by: ActorOption = "kommandorad",
) -> None:
    """Radera en person helt; uppdragen blir kvar utan namn. Går inte att ångra."""
    from grannsamverkan.actions.privacy import erase_person

    with doors.opened(register) as opened:
        doing = doors.doing(opened, by=by, reason=reason, commit=commit)
        erased = erase_person(doing, person, end_terms=end_terms, interests=interests)
    _told(erased.gone, erased.terms_ended, erased.named_for_good, commit=commit)


def seal(
    person: PersonArgument,
    register: RegisterOption = REGISTER,
    commit: CommitOption = False,  # a flag of the command line
    by: ActorOption = "kommandorad",
) -> None:
    """Försegla någon med skyddade personuppgifter: avsluta och radera allt direkt. Går inte att ångra."""
    from grannsamverkan.actions.privacy import SEALED_REASON, seal_person

    with doors.opened(register) as opened:
        sealed = seal_person(
            doors.doing(opened, by=by, reason=SEALED_REASON, commit=commit), person
        )
    _told(sealed.gone, sealed.terms_ended, sealed.named_for_good, commit=commit)


def _told(gone: dict[str, int], ended: int, named: Iterable[str], *, commit: bool) -> None:
    t = doors.words()
    what = ", ".join(f"{t(f'privacy.gone.{kind}')} {number}" for kind, number in gone.items())
    doors.say(t("privacy.cli.erased" if commit else "privacy.cli.would_erase", what=what))
    if ended:
        doors.say(t("privacy.cli.ended", n=ended))
    tables = tuple(t(f"privacy.table.{name}") for name in named)
    if tables:
        doors.warn(t("privacy.cli.named", tables=tables))
    doors.dry_run(commit=commit)
