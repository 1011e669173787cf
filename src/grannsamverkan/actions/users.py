"""Who can sign in, and as what: accounts and roles, each change of them in the ledger without a name."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from secrets import token_urlsafe

from grannsamverkan.actions import passwords
from grannsamverkan.actions.accounts import digest, login_of, sign_out_all
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.actions.known_users import User, may_alter, user_of
from grannsamverkan.actions.passwords import Cost
from grannsamverkan.domain.access import Deed, Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.people import Person
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.register.private import Private

LINK_DAYS = 7
"""How long a link to choose a password works."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Linked:
    """An account, and the token of a link to choose its password, which is told this once."""

    account: Account
    token: str | None


def add(  # noqa: PLR0913 # a user has as many facts
    doing: Doing,
    *,
    login: str,
    name: str,
    role: Role,
    municipality: str,
    also: Collection[Role] = (),
    password: str | None = None,
    cost: Cost | None = None,
) -> Linked:
    """Add a user, who chooses a password by a link unless one is given.

    `also` are further roles in the same municipality, since one person often has several hats.
    A contact's account belongs to the contact whose mail address the login is.

    Raises:
        NotFound: no such municipality, or none of theirs. Conflict: the login is taken.
        Refused: no login or name, a number that is personal in it, a password that cannot be chosen, no such contact.
    """
    _require(doing, [municipality])
    plain, called = login_of(login), line(name) if len(name) <= _LONGEST else None
    if not plain or len(plain) > _LONGEST or any(sign.isspace() for sign in plain):
        raise Refused("users.login_missing")
    if called is None:
        raise Refused("users.name_missing")
    kept = None
    if password is not None:
        kept = passwords.hashed(passwords.check(password, login=plain), cost or Cost())
    account = Account(
        id=doing.new_id(doing.now),
        login=plain,
        name=called,
        password_hash=kept,
        made_at=doing.now,
    )
    with doing.change("user_add") as change:
        if change.private.find(Account, login=plain):
            raise Conflict("users.taken", login=plain)
        linked = Linked(account, None) if kept else _with_link(doing, account)
        change.private.put(linked.account)
        change.subject = account.id
        for one in dict.fromkeys((role, *also)):
            _give(change.private, linked.account, one, municipality)
    return linked


def give_role(doing: Doing, account_id: str, role: Role, municipality: str) -> None:
    """Give a user a role in a municipality.

    Raises:
        NotFound: no such user or municipality, or none of theirs. Refused: they have it already, or
            there is no such contact.
    """
    _require(doing, [municipality])
    user = user_of(doing, account_id)
    if (role, municipality) in user.roles:
        raise Refused("users.nothing_to_change")
    with doing.change("user_role_given") as change:
        change.subject = account_id
        _give(change.private, user.account, role, municipality)


def take_role(doing: Doing, account_id: str, role: Role, municipality: str) -> None:
    """Take a role in a municipality from a user.

    Raises:
        NotFound: no such user or role, or none of theirs.
        Refused: nobody would be left to manage the users there.
    """
    _require(doing, [municipality])
    user = user_of(doing, account_id)
    if (role, municipality) not in user.roles:
        raise NotFound("access.not_found")
    with doing.change("user_role_taken") as change:
        change.subject = account_id
        held = change.private.find(
            AccountRole, account_id=account_id, role=role, municipality=municipality
        )
        change.private.remove(AccountRole, *(one.id for one in held))
        if role is Role.ADMINISTRATOR:
            _refuse_orphans(change.private, [municipality])


def disable(doing: Doing, account_id: str) -> None:
    """Keep a user from signing in, and close their sessions at once.

    Raises:
        NotFound: no such user, or not theirs to alter. Refused: it is so already, or nobody would
            be left to manage the users.
    """
    user = _to_alter(doing, account_id)
    if user.account.disabled_at is not None:
        raise Refused("users.nothing_to_change")
    with doing.change("user_disable") as change:
        change.subject = account_id
        gone = replace(user.account, disabled_at=doing.now, link_hash=None, link_until=None)
        change.private.put(gone)
        sign_out_all(change.private, account_id)
        ruled = [place for role, place in user.roles if role is Role.ADMINISTRATOR]
        _refuse_orphans(change.private, ruled)


def enable(doing: Doing, account_id: str) -> None:
    """Let a user sign in again.

    Raises:
        NotFound: no such user, or not theirs to alter. Refused: it is so already.
    """
    user = _to_alter(doing, account_id)
    if user.account.disabled_at is None:
        raise Refused("users.nothing_to_change")
    with doing.change("user_enable") as change:
        change.subject = account_id
        change.private.put(replace(user.account, disabled_at=None))


def link(doing: Doing, account_id: str) -> Linked:
    """Make a new link by which a user chooses a password; the one before it no longer works.

    Raises:
        NotFound: no such user, or not theirs to alter. Refused: the user is disabled.
    """
    user = _to_alter(doing, account_id)
    if user.account.disabled_at is not None:
        raise Refused("users.disabled")
    linked = _with_link(doing, user.account)
    with doing.change("user_link") as change:
        change.subject = account_id
        change.private.put(linked.account)
    return linked


def close_sessions(doing: Doing, account_id: str) -> None:
    """Sign a user out everywhere.

    Raises:
        NotFound: no such user, or not theirs to alter.
    """
    _to_alter(doing, account_id)
    with doing.change("user_sessions_closed") as change:
        change.subject = account_id
        sign_out_all(change.private, account_id)


def _with_link(doing: Doing, account: Account) -> Linked:
    token = token_urlsafe(32)
    until = doing.now + timedelta(days=LINK_DAYS)
    return Linked(replace(account, link_hash=digest(token), link_until=until), token)


def _give(private: Private, account: Account, role: Role, municipality: str) -> None:
    private.put(
        AccountRole(
            id=_role_id(account.id, role, municipality),
            account_id=account.id,
            role=role,
            municipality=municipality,
        )
    )
    if role is Role.CONTACT:
        people = [
            one for one in private.find(Person, municipality=municipality)
            if (one.mail or "").casefold() == account.login
        ]  # fmt: skip
        if len(people) != 1:
            raise Refused("users.no_such_contact", login=account.login)
        private.put(replace(account, person_id=people[0].id))


def _role_id(account_id: str, role: Role, municipality: str) -> str:
    return f"{account_id}-{role}-{municipality}"


def _refuse_orphans(private: Private, municipalities: Iterable[str]) -> None:
    """Keep a municipality from losing the last one who manages its users.

    Raises:
        Refused: it would.
    """
    able = {one.id for one in private.find(Account) if one.disabled_at is None}
    for place in municipalities:
        left = private.find(AccountRole, role=Role.ADMINISTRATOR, municipality=place)
        if not any(one.account_id in able for one in left):
            raise Refused("users.last_administrator")


def _to_alter(doing: Doing, account_id: str) -> User:
    user = user_of(doing, account_id)
    if not may_alter(doing, user):
        raise Refused("users.elsewhere_too")
    return user


def _require(doing: Doing, municipalities: Iterable[str]) -> None:
    known: Mapping[str, object] = {one.code: one for one in doing.register.municipalities()}
    for place in municipalities:
        doing.require(Deed.MANAGE_USERS, municipality=place)
        if place not in known:
            raise NotFound("area.unknown_municipality", code=place, known=", ".join(known))
