"""Passwords: which can be chosen, and how they are kept (argon2id), so that even the register's owner knows none."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from unicodedata import normalize

from grannsamverkan.errors import Refused

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST = 12
LONGEST = 256

_COMMON = frozenset(
    """
    123456789012 1234567890123 12345678901234 123456123456 123123123123 111111111111 000000000000
    abcdefghijkl abcdef123456 abc123abc123 qwertyuiop12 qwertyuiop123 qwerty123456 qwerty1234567
    qwertyuiopasdf asdfghjkl123 1q2w3e4r5t6y 1qaz2wsx3edc zaq12wsxcde3 password1234 password12345
    password123456 passwordpassword lösenord1234 lösenord12345 lösenord123456 lösenordlösenord
    losenord1234 losenord12345 losenord123456 losenordlosenord administrator administrator1
    administrator123 adminadmin12 adminadminadmin iloveyou1234 iloveyouiloveyou letmein12345
    welcome12345 välkommen1234 valkommen1234 sommaren2024 sommaren2025 sommaren2026 hemligthemligt
    hejhejhejhej hejsanhejsan grannsamverkan grannsamverkan1 grannsamverkan12 grannsamverkan123
    """.split()  # noqa: SIM905 # a list of words reads best as words
)
"""What people try first when they guess, of twelve characters and more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What it costs to try a password: memory in KiB, and how many passes over it."""

    memory_kib: int = 19_456
    passes: int = 2


def check(password: str, *, login: str) -> str:
    """Return a password as it is kept, or refuse it; there are no rules of capitals and digits.

    Raises:
        Refused: too short or too long, among those that are guessed first, or like the login.
    """
    plain = _plain(password)
    if len(plain) < SHORTEST:
        raise Refused("accounts.password_short", shortest=SHORTEST)
    if len(plain) > LONGEST:
        raise Refused("accounts.password_long", longest=LONGEST)
    folded = plain.casefold()
    if folded in _COMMON or len(set(folded)) < 4:  # noqa: PLR2004 # the same few signs over and over
        raise Refused("accounts.password_common")
    name = login.casefold()
    if folded in name or len(folded.replace(name, "")) < SHORTEST // 2:
        raise Refused("accounts.password_like_login")
    return plain


def hashed(password: str, cost: Cost) -> str:
    """Return what is kept of a password."""
    return _hasher(cost).hash(_plain(password))


def matches(kept: str | None, password: str, cost: Cost) -> bool:
    """Say whether a password is the one kept; where none is kept it takes as long to say no."""
    from argon2.exceptions import InvalidHashError, VerificationError

    tried = password[: LONGEST + 1]
    if kept is None:
        hashed(tried, cost)
        return False
    try:
        return _hasher(cost).verify(kept, _plain(tried))
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str, cost: Cost) -> bool:
    """Say whether a password is kept at another cost than is asked for now."""
    return _hasher(cost).check_needs_rehash(kept)


def _plain(password: str) -> str:
    """Return a password in one form: å is one character or two, by the keyboard it was typed on."""
    return normalize("NFC", password)


def _hasher(cost: Cost) -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory_kib, parallelism=1)
