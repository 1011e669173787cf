"""Those who can sign in, their roles, and the sessions they have open."""

from dataclasses import dataclass
from datetime import datetime

from grannsamverkan.domain.access import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Someone who can sign in.

    Attributes:
        login: what is typed to sign in, in lower case; usually a mail address.
        name: what colleagues see.
        password_hash: argon2id; None where one signs in elsewhere, or has not chosen a password yet.
        subject: the lasting id that an identity provider gives for the person (OpenID Connect).
        person_id: the contact that the account belongs to, if it is one's.
        link_hash, link_until: a link by which a password can be chosen once, as the SHA-256 of its token.
    """

    id: str
    login: str
    name: str
    password_hash: str | None = None
    subject: str | None = None
    person_id: str | None = None
    link_hash: str | None = None
    link_until: datetime | None = None
    made_at: datetime
    disabled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRole:
    """A role that an account has in a municipality."""

    id: str
    account_id: str
    role: Role
    municipality: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One signed-in browser; removing it signs it out.

    Attributes:
        id: the SHA-256 of the token in the browser's cookie.
        csrf: the token that every form must carry.
        flash: what the next page says, as JSON; None: nothing.
    """

    id: str
    account_id: str
    csrf: str
    made_at: datetime
    seen_at: datetime
    expires_at: datetime
    flash: str | None = None
