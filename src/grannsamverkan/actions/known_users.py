"""The users there are, and of those the ones that someone manages.

Whoever manages users does so in their own municipalities: an account that is something in another one
too is left to someone who manages both, since a link to choose its password would open that one as well.
"""

from dataclasses import dataclass

from grannsamverkan.actions.accounts import login_of
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Deed, Role, may
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register

Held = tuple[Role, str]
"""A role, and the municipality it is held in."""


@dataclass(frozen=True, slots=True)
class User:
    """An account with its roles, and how many browsers are signed in as it, outlived ones included."""

    account: Account
    roles: tuple[Held, ...]
    sessions: int = 0

    @property
    def places(self) -> frozenset[str]:
        """The municipalities it is something in."""
        return frozenset(place for _, place in self.roles)


def users(register: Register) -> list[User]:
    """Return every user, by login."""
    with register.looking() as private:
        accounts = private.find(Account)
        roles: dict[str, list[Held]] = {}
        for one in private.find(AccountRole):
            roles.setdefault(one.account_id, []).append((one.role, one.municipality))
        opened: dict[str, int] = {}
        for session in private.find(Session):
            opened[session.account_id] = opened.get(session.account_id, 0) + 1
    found = [
        User(one, tuple(sorted(roles.get(one.id, ()))), opened.get(one.id, 0)) for one in accounts
    ]
    return sorted(found, key=lambda user: user.account.login)


def managed(doing: Doing) -> list[User]:
    """Return the users that someone manages: those with a role where they do, and those with none."""
    return [user for user in users(doing.register) if not user.roles or _meets(doing, user)]


def user_of(doing: Doing, account_id: str) -> User:
    """Return a user that someone manages.

    Raises:
        NotFound: no such user, or not theirs to see.
    """
    found = (user for user in managed(doing) if user.account.id == account_id)
    user = next(found, None)
    if user is None or not _manages_any(doing):
        raise NotFound("access.not_found")
    return user


def user_called(register: Register, login: str) -> User:
    """Return a user by login.

    Raises:
        NotFound: no such user.
    """
    wanted = login_of(login)
    user = next((user for user in users(register) if user.account.login == wanted), None)
    if user is None:
        raise NotFound("users.not_found", login=login)
    return user


def may_alter(doing: Doing, user: User) -> bool:
    """Say whether someone may alter an account itself: they manage users wherever it is anything."""
    return _manages_any(doing) and all(_manages(doing, place) for place in user.places)


def _manages(doing: Doing, place: str) -> bool:
    return may(doing.who, Deed.MANAGE_USERS, municipality=place).allowed


def _manages_any(doing: Doing) -> bool:
    return bool(doing.who.municipalities(Deed.MANAGE_USERS))


def _meets(doing: Doing, user: User) -> bool:
    return any(_manages(doing, place) for place in user.places)
