"""Accounts and their sessions: who can sign in, what they are to the register, and what they have open.

A session's token and a link's token lie in the browser and in the letter alone; the register keeps
their SHA-256. Who may sign in and as what is written into the ledger without a name.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Any

from grannsamverkan.actions import passwords
from grannsamverkan.actions.passwords import Cost
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.accounts import Account, AccountRole, Session
from grannsamverkan.domain.people import ContactTerm, holding
from grannsamverkan.errors import Refused, Unavailable
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private

_SEEN_ANEW = timedelta(minutes=5)
"""How often it is written down that a session is in use."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """How long a session lasts unused, and how long at most."""

    idle: timedelta = timedelta(hours=12)
    longest: timedelta = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Whoever has a session: the account, the session, and what they are to the register."""

    account: Account
    session: Session
    roles: tuple[AccountRole, ...]

    def who(self, areas: Iterable[str] = ()) -> Who:
        """Return who acts; `areas` are those whose contact they are."""
        return Who(
            id=self.account.id,
            roles=frozenset((one.role, one.municipality) for one in self.roles),
            areas=frozenset(areas),
            person_id=self.account.person_id,
        )


def digest(token: str) -> str:
    """Return what the register keeps of a token."""
    return sha256(token.encode("utf-8", "replace")).hexdigest()


def login_of(text: str) -> str:
    """Return a login as it is kept, however it was typed."""
    return text.strip().casefold()


def sign_in(
    register: Register, login: str, password: str, *, now: datetime, terms: Terms, cost: Cost
) -> str:
    """Open a session and return its token.

    Raises:
        Refused: no such login, another password, or an account that is disabled: all alike, in the
            words as in the time it takes.
    """
    with register.looking() as private:
        found = private.find(Account, login=login_of(login))
    account = found[0] if found and found[0].disabled_at is None else None
    known = account.password_hash if account else None
    if not passwords.matches(known, password, cost) or account is None:
        raise Refused("accounts.not_signed_in")
    kept = account.password_hash or ""
    if passwords.outdated(kept, cost):
        kept = passwords.hashed(password, cost)
    with register.private() as private:
        # read again: it may have been disabled while the password was being compared
        current = private.get(Account, account.id)
        if current is None or current.disabled_at or current.password_hash != account.password_hash:
            raise Refused("accounts.not_signed_in")
        if kept != current.password_hash:
            private.put(replace(current, password_hash=kept))
        return open_session(private, current, now=now, terms=terms)


def sign_in_vouched(
    register: Register, subject: str, mail: str | None, *, now: datetime, terms: Terms
) -> str:
    """Open a session for someone whom an identity provider vouches for, and return its token.

    The account is the one that is bound to the subject; else, this first time, the one whose login
    is the verified mail address, which is bound to the subject then. None is ever made.

    Raises:
        Refused: there is no such account, or it is disabled or bound to another subject.
    """
    with register.private() as private:
        found = private.find(Account, subject=subject)
        if not found and mail is not None:
            by_mail = private.find(Account, login=login_of(mail))
            found = tuple(replace(one, subject=subject) for one in by_mail if one.subject is None)
        if not found or found[0].disabled_at is not None:
            raise Refused("sso.no_account")
        private.put(found[0])
        return open_session(private, found[0], now=now, terms=terms)


def open_session(private: Private, account: Account, *, now: datetime, terms: Terms) -> str:
    """Write down a session of an account, forget its outlived ones, and return the new one's token."""
    token = token_urlsafe(32)
    old = private.find(Session, account_id=account.id)
    private.remove(Session, *(one.id for one in old if not _holds(one, now, terms)))
    private.put(
        Session(
            id=digest(token),
            account_id=account.id,
            csrf=token_urlsafe(32),
            made_at=now,
            seen_at=now,
            expires_at=now + terms.longest,
        )
    )
    return token


def signed_in(register: Register, token: str, *, now: datetime, terms: Terms) -> SignedIn | None:
    """Return whoever has the session of a token; None where it is over, revoked or never was."""
    with register.looking() as private:
        session = private.get(Session, digest(token))
        account = private.get(Account, session.account_id) if session else None
        if session is None or account is None or account.disabled_at is not None:
            return None
        roles = private.find(AccountRole, account_id=account.id)
    if not _holds(session, now, terms):
        return None
    if now - session.seen_at >= _SEEN_ANEW:
        # whoever writes at length keeps nobody from reading: it is noted the next time
        with suppress(Unavailable):
            session = alter_session(register, session, seen_at=now)
    return SignedIn(account, session, roles)


def alter_session(register: Register, session: Session, **facts: Any) -> Session:  # noqa: ANN401 # its fields by name
    """Write down something about a session and return it; one that was closed meanwhile stays closed."""
    with register.private() as private:
        current = private.get(Session, session.id)
        if current is None:
            return session
        private.put(replace(current, **facts))
    return replace(session, **facts)


def sessions(register: Register, account_id: str, *, now: datetime, terms: Terms) -> list[Session]:
    """Return what an account has open, the newest use first."""
    with register.looking() as private:
        found = private.find(Session, account_id=account_id)
    held = [one for one in found if _holds(one, now, terms)]
    return sorted(held, key=lambda one: one.seen_at, reverse=True)


def sign_out(register: Register, account_id: str, *session_ids: str) -> None:
    """Close these sessions of an account; one that is another's, or gone, stays as it is."""
    with register.private() as private:
        own = {one.id for one in private.find(Session, account_id=account_id)}
        private.remove(Session, *own.intersection(session_ids))


def forget(register: Register, token: str) -> None:
    """Close the session of a token, whoever's it is."""
    with register.private() as private:
        private.remove(Session, digest(token))


def sign_out_all(private: Private, account_id: str, *, but: str | None = None) -> None:
    """Close every session of an account, or every other than one."""
    found = private.find(Session, account_id=account_id)
    private.remove(Session, *(one.id for one in found if one.id != but))


def change_password(
    register: Register, signed: SignedIn, *, old: str, new: str, cost: Cost
) -> None:
    """Choose another password, which closes the other sessions.

    Raises:
        Refused: the old one is not right, or the new one cannot be chosen.
    """
    account = signed.account
    if not passwords.matches(account.password_hash, old, cost):
        raise Refused("accounts.old_password")
    kept = passwords.hashed(passwords.check(new, login=account.login), cost)
    with register.private() as private:
        current = private.get(Account, account.id)
        if current is None or current.password_hash != account.password_hash:
            raise Refused("accounts.old_password")
        private.put(replace(current, password_hash=kept, link_hash=None, link_until=None))
        sign_out_all(private, account.id, but=signed.session.id)


def account_of_link(register: Register, token: str, *, now: datetime) -> Account | None:
    """Return the account that a link to choose a password is for, while it holds."""
    with register.looking() as private:
        return _account_of_link(private, token, now)


def choose_password(
    register: Register, token: str, password: str, *, now: datetime, cost: Cost
) -> Account:
    """Choose a password by a link, which works once and closes every session of the account.

    Raises:
        Refused: the link is used or too old, or the password cannot be chosen; the link then stays.
    """
    account = account_of_link(register, token, now=now)
    if account is None:
        raise Refused("accounts.link_over")
    kept = passwords.hashed(passwords.check(password, login=account.login), cost)
    with register.private() as private:
        current = _account_of_link(private, token, now)
        if current is None:
            raise Refused("accounts.link_over")
        chosen = replace(current, password_hash=kept, link_hash=None, link_until=None)
        private.put(chosen)
        sign_out_all(private, current.id)
    return chosen


def areas_by_person(register: Register, on: date) -> dict[str, frozenset[str]]:
    """Return the areas whose contact each person is on a day."""
    found: dict[str, set[str]] = {}
    for area_id, terms in register.present().facts[ContactTerm].items():
        for term in holding(terms, on):
            found.setdefault(term.person_id, set()).add(area_id)
    return {person_id: frozenset(areas) for person_id, areas in found.items()}


def role_word(who: Who) -> str:
    """Return the role that an actor's changes are signed with: the one that reaches furthest."""
    held = {role for role, _ in who.roles}
    order = (Role.COORDINATOR, Role.POLICE, Role.ADMINISTRATOR, Role.CONTACT)
    return next((role.value for role in order if role in held), "visitor")


def _account_of_link(private: Private, token: str, now: datetime) -> Account | None:
    found = private.find(Account, link_hash=digest(token))
    if not found or found[0].disabled_at is not None:
        return None
    until = found[0].link_until
    return found[0] if until is not None and now < until else None


def _holds(session: Session, now: datetime, terms: Terms) -> bool:
    return now < session.expires_at and now - session.seen_at < terms.idle
