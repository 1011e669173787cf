"""What a municipality decides for itself."""

from typing import Annotated

import typer

from grannsamverkan.actions.places import municipality_of
from grannsamverkan.cli import doors
from grannsamverkan.cli.doors import (
    REGISTER,
    ActorOption,
    CommitOption,
    JsonOption,
    MunicipalityOption,
    ReasonOption,
    RegisterOption,
)
from grannsamverkan.domain.policy import KEYS, Policy, Setting, policy_of
from grannsamverkan.errors import Refused


def install(app: typer.Typer) -> None:
    """Add these commands."""
    policy = typer.Typer(help="Kommunens egna inställningar.", no_args_is_help=True)
    policy.command("list")(list_policy)
    policy.command("set")(set_)
    app.add_typer(policy, name="policy")


def list_policy(
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Visa inställningarna: vad som gäller, och vad som föreslås där kommunen inte har bestämt."""
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        stated = opened.facts(Setting, code)
    policy, proposed = policy_of(stated), Policy()
    decided = {one.key for one in stated}
    if as_json:
        values = {key: getattr(policy, key) for key in KEYS}
        doors.show({"municipality": code, "decided": sorted(decided), "policy": values})
        return
    t = doors.words()
    rows = [
        (
            key,
            t(f"work.policies.key.{key}.name"),
            _shown(getattr(policy, key)),
            "" if key not in decided else _shown(getattr(proposed, key)),
        )
        for key in KEYS
    ]
    doors.table([t(f"policy.{word}") for word in ("key", "meaning", "value", "proposed")], rows)


def _shown(value: object) -> str | None:
    return None if value is None else str(value)


def set_(
    settings: Annotated[
        list[str],
        typer.Argument(
            metavar="INSTÄLLNING=VÄRDE",
            help="Vad som ska gälla; utan värde gäller förslaget igen. Kan upprepas.",
        ),
    ],
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    reason: ReasonOption = "",
    by: ActorOption = "kommandorad",
    commit: CommitOption = False,  # a flag of the command line
    as_json: JsonOption = False,  # a flag of the command line
) -> None:
    """Bestäm inställningar för en kommun."""
    from grannsamverkan.actions.policies import set_policy

    stated = dict(_pair(text) for text in settings)
    with doors.opened(register) as opened:
        code = municipality_of(opened, municipality).code
        doing = doors.doing(opened, by=by, reason=reason, commit=commit)
        decided = set_policy(doing, code, stated)
    values = {key: getattr(decided.policy, key) for key in decided.keys}
    if as_json:
        doors.show({"committed": commit, "municipality": code, "changed": values})
        return
    t = doors.words()
    for key, value in values.items():
        doors.say(f"{key} = {'–' if value is None else value}")
    if not values:
        doors.say(t("policy.unchanged"))
    doors.dry_run(commit=commit)


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign:
        raise Refused("policy.form", text=text[:40])
    return key.strip(), value
