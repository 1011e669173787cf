"""Users: who can sign in to the workspace, as what, and how they get in the first time."""

import sys
from typing import Annotated

import typer

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.users import LINK_DAYS, Linked
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
from grannsamverkan.domain.access import Role
from grannsamverkan.register import Register

LoginArgument = Annotated[str, typer.Argument(metavar="LOGIN", help="Användarnamnet.")]
RoleOption = Annotated[Role, typer.Option("--role", help="Vad användaren är i kommunen.")]
RolesOption = Annotated[
    list[Role], typer.Option("--role", help="Vad användaren är i kommunen; kan anges flera gånger.")
]

_BY = "kommandorad"


def install(app: typer.Typer) -> None:
    """Add these commands."""
    users = typer.Typer(help="Användare: vem som kan logga in, och som vad.", no_args_is_help=True)
    users.command("list")(list_users)
    users.command("add")(add)
    users.command("role")(role)
    users.command("disable")(disable)
    users.command("enable")(enable)
    users.command("link")(link)
    users.command("sessions")(sessions)
    app.add_typer(users, name="users")


def list_users(register: RegisterOption = REGISTER, as_json: JsonOption = False) -> None:
    """Lista användarna med roller."""
    from grannsamverkan.actions import known_users

    with doors.opened(register) as opened:
        found = known_users.users(opened)
    if as_json:
        doors.show(
            [
                {
                    "login": user.account.login,
                    "name": user.account.name,
                    "roles": [{"role": role, "municipality": place} for role, place in user.roles],
                    "disabled": user.account.disabled_at is not None,
                    "password": user.account.password_hash is not None,
                    "sessions": user.sessions,
                }
                for user in found
            ]
        )
        return
    t = doors.words()
    rows = [
        (
            user.account.login,
            user.account.name,
            ", ".join(f"{t(f'role.{role}')} {place}" for role, place in user.roles) or None,
            t(f"users.{_state(user.account.disabled_at, user.account.password_hash)}"),
        )
        for user in found
    ]
    doors.table(
        [t("accounts.login"), t("accounts.name"), t("accounts.roles"), t("users.state")], rows
    )


def _state(disabled_at: object, password_hash: str | None) -> str:
    if disabled_at is not None:
        return "disabled"
    return "active" if password_hash else "waiting"


def add(
    login: LoginArgument,
    name: Annotated[str, typer.Option("--name", help="Så som kollegorna ska se det.")],
    role: RolesOption,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Läs lösenordet från standard in.")
    ] = False,
    ask_password: Annotated[
        bool, typer.Option("--password", help="Fråga efter lösenordet i stället för en länk.")
    ] = False,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
) -> None:
    """Lägg till en användare, som väljer lösenord med en länk om inget annat anges."""
    from grannsamverkan.actions import users
    from grannsamverkan.actions.places import municipality_of

    with doors.opened(register) as opened:
        linked = users.add(
            _doing(opened, by=by, reason=reason, commit=commit),
            login=login,
            name=name,
            role=role[0],
            also=role[1:],
            municipality=municipality_of(opened, municipality).code,
            password=_password(from_stdin=password_stdin, asked=ask_password),
        )
    doors.say(doors.words()("users.cli.added", login=linked.account.login))
    _show_link(linked, commit=commit)


def _password(*, from_stdin: bool, asked: bool) -> str | None:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not asked:
        return None
    words = doors.words()
    again = words("accounts.own.again")
    typed: str = typer.prompt(
        words("accounts.own.new"), hide_input=True, confirmation_prompt=again, err=True
    )
    return typed


def _show_link(linked: Linked, *, commit: bool) -> None:
    if linked.token is not None and commit:
        address = doors.settings().public_url
        base = (address or f"http://{doors.HOST}:{doors.PORT}").rstrip("/")
        doors.say(doors.words()("users.cli.link", n=LINK_DAYS))
        doors.say(f"{base}/arbete/losenord/{linked.token}")
        if not address:
            doors.warn(doors.words()("users.cli.where"))
    doors.dry_run(commit=commit)


def role(
    login: LoginArgument,
    role: RoleOption,
    register: RegisterOption = REGISTER,
    municipality: MunicipalityOption = None,
    remove: Annotated[bool, typer.Option("--remove", help="Ta bort rollen.")] = False,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
) -> None:
    """Ge en användare en roll, eller ta bort en."""
    from grannsamverkan.actions import known_users, users
    from grannsamverkan.actions.places import municipality_of

    with doors.opened(register) as opened:
        account = known_users.user_called(opened, login).account
        place = municipality_of(opened, municipality).code
        deed = users.take_role if remove else users.give_role
        deed(_doing(opened, by=by, reason=reason, commit=commit), account.id, role, place)
    doors.say(doors.words()("users.done.roles"))
    doors.dry_run(commit=commit)


def disable(
    login: LoginArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
) -> None:
    """Stäng av en användare, som loggas ut genast."""
    from grannsamverkan.actions import known_users, users

    with doors.opened(register) as opened:
        account = known_users.user_called(opened, login).account
        users.disable(_doing(opened, by=by, reason=reason, commit=commit), account.id)
    doors.say(doors.words()("users.done.disabled"))
    doors.dry_run(commit=commit)


def enable(
    login: LoginArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
) -> None:
    """Släpp in en avstängd användare igen."""
    from grannsamverkan.actions import known_users, users

    with doors.opened(register) as opened:
        account = known_users.user_called(opened, login).account
        users.enable(_doing(opened, by=by, reason=reason, commit=commit), account.id)
    doors.say(doors.words()("users.done.enabled"))
    doors.dry_run(commit=commit)


def link(
    login: LoginArgument,
    register: RegisterOption = REGISTER,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
) -> None:
    """Gör en ny länk som en användare väljer lösenord med, en gång."""
    from grannsamverkan.actions import known_users, users

    with doors.opened(register) as opened:
        account = known_users.user_called(opened, login).account
        linked = users.link(_doing(opened, by=by, reason=reason, commit=commit), account.id)
    _show_link(linked, commit=commit)


def sessions(
    login: LoginArgument,
    register: RegisterOption = REGISTER,
    close: Annotated[bool, typer.Option("--close", help="Logga ut överallt.")] = False,
    reason: ReasonOption = "",
    by: ActorOption = _BY,
    commit: CommitOption = False,
    as_json: JsonOption = False,
) -> None:
    """Visa var en användare är inloggad, eller logga ut överallt."""
    from grannsamverkan.actions import accounts, known_users, users

    with doors.opened(register) as opened:
        account = known_users.user_called(opened, login).account
        chosen = doors.settings().sign_in
        terms = accounts.Terms(idle=chosen.idle, longest=chosen.longest)
        found = accounts.sessions(opened, account.id, now=doors.clock(), terms=terms)
        if close:
            users.close_sessions(_doing(opened, by=by, reason=reason, commit=commit), account.id)
    if as_json:
        doors.show([{"since": one.made_at, "seen": one.seen_at} for one in found])
    else:
        t = doors.words()
        rows = [
            tuple(f"{at.astimezone():%Y-%m-%d %H:%M}" for at in (one.made_at, one.seen_at))
            for one in found
        ]
        doors.table([t("accounts.own.since"), t("accounts.own.seen")], rows)
    if close:
        doors.dry_run(commit=commit)


def _doing(register: Register, *, by: str, reason: str, commit: bool) -> Doing:
    why = reason or doors.words()("users.reason")
    return doors.doing(register, by=by, reason=why, commit=commit)
