"""Who visits the workspace, and what a route asks of them before it does anything.

Every route says in its decorator whom it is for: `dependencies=[needs(Deed.SEE_AREA)]`, or
`signed_in()` for everyone with an account, or `anyone()`. One that says nothing is never served.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.routing import APIRoute

from grannsamverkan.actions import accounts
from grannsamverkan.actions.accounts import SignedIn, Terms
from grannsamverkan.domain.access import RULES, Deed, Reach, Who, may
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.errors import NotFound
from grannsamverkan.i18n import Translator
from grannsamverkan.register import Register
from grannsamverkan.settings import SignInSettings
from grannsamverkan.web.site import site_of

COOKIE = "__Host-grannsamverkan"


class NotSignedIn(Exception):  # it says what it is
    """Nobody is signed in: a page leads to where one can, a program is told so."""


@dataclass(frozen=True)
class Visit:
    """One question of someone who is signed in."""

    signed: SignedIn
    who: Who
    t: Translator

    @property
    def account(self) -> Account:
        """The account that is signed in."""
        return self.signed.account

    @property
    def session(self) -> Session:
        """The session it is signed in by."""
        return self.signed.session

    def may(self, deed: Deed | str, *, municipality: str, area_id: str | None = None) -> bool:
        """Say whether the person may do something in a municipality, or to one area of it."""
        return may(self.who, Deed(deed), municipality=municipality, area_id=area_id).allowed

    def require(self, deed: Deed, *, municipality: str, area_id: str | None = None) -> None:
        """Refuse what the person may not do, as if it were not there.

        Raises:
            NotFound: they may not.
        """
        if not self.may(deed, municipality=municipality, area_id=area_id):
            raise NotFound("access.not_found")

    def can(self, *deeds: Deed | str) -> bool:
        """Say whether there is anything at all to which the person may do one of these things."""
        return any(self._can(Deed(deed)) for deed in deeds)

    def _can(self, deed: Deed) -> bool:
        own = {role for role, reach in RULES[deed].items() if reach is Reach.OWN_AREA}
        return bool(
            self.who.municipalities(deed)
            or (self.who.areas and any(role in own for role, _ in self.who.roles))
        )

    @cached_property
    def places(self) -> frozenset[str]:
        """The municipalities in which the person has any role."""
        return frozenset(place for _, place in self.who.roles)


def terms_of(settings: SignInSettings) -> Terms:
    """Return how long sessions last."""
    return Terms(idle=settings.idle, longest=settings.longest)


def register_of(request: Request) -> Register:
    """Return the whole register, which only the workspace reaches."""
    register: Register = request.app.state.register
    return register


def visit_or_none(request: Request) -> Visit | None:
    """Return who is signed in by the cookie of a request, if anyone; asked once for each request."""
    if not hasattr(request.state, "visit"):
        request.state.visit = _visit(request)
    found: Visit | None = request.state.visit
    return found


def _visit(request: Request) -> Visit | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    site, register = site_of(request), register_of(request)
    now = site.clock()
    terms = terms_of(site.settings.sign_in)
    signed = accounts.signed_in(register, token, now=now, terms=terms)
    if signed is None:
        return None
    areas = _areas_of(request, signed.account.person_id, now.date())
    return Visit(signed, signed.who(areas), site.translator(request))


def _areas_of(request: Request, person_id: str | None, on: date) -> frozenset[str]:
    """Return the areas whose contact a person is; looked up for all at once after each change."""
    if person_id is None:
        return frozenset()
    register, kept = register_of(request), request.app.state.holders
    key = (register.head(), on)
    if kept.get("key") != key:
        kept["areas"], kept["key"] = accounts.areas_by_person(register, on), key
    found: frozenset[str] = kept["areas"].get(person_id, frozenset())
    return found


def visit(request: Request) -> Visit:
    """Return who is signed in.

    Raises:
        NotSignedIn: nobody is.
    """
    found = visit_or_none(request)
    if found is None:
        raise NotSignedIn
    return found


VisitDep = Annotated[Visit, Depends(visit)]
MaybeVisitDep = Annotated[Visit | None, Depends(visit_or_none)]


class Guard:
    """What a route asks of whoever comes: one of some deeds, an account, or nothing."""

    def __init__(self, deeds: Collection[Deed], *, account: bool, wide: bool = False) -> None:
        """Take the deeds, any one of which opens the route, and whether one must be signed in.

        To a `wide` route they must reach over a whole municipality, not to the own areas alone.
        """
        self.deeds = tuple(deeds)
        self.account = account
        self.wide = wide

    def __call__(self, request: Request) -> None:
        """Refuse whoever may do none of it, anywhere; whether to this object is for the action to say.

        Raises:
            NotSignedIn: nobody is signed in. NotFound: they may not.
        """
        if self.account and not self.lets_in(visit(request)):
            raise NotFound("access.not_found")

    def lets_in(self, found: Visit) -> bool:
        """Say whether a visitor gets past."""
        if self.wide:
            return any(found.who.municipalities(deed) for deed in self.deeds)
        return not self.deeds or found.can(*self.deeds)


def needs(*deeds: Deed, wide: bool = False) -> Any:  # noqa: ANN401 # what FastAPI takes for a dependency
    """Declare that a route is for those who may do one of these things somewhere.

    With `wide` they must be allowed to do it to a whole municipality: a contact's own area is not enough.
    """
    if not deeds:
        raise ValueError(deeds)
    return Depends(Guard(deeds, account=True, wide=wide))


def signed_in() -> Any:  # noqa: ANN401 # as above
    """Declare that a route is for everyone with an account."""
    return Depends(Guard((), account=True))


def anyone() -> Any:  # noqa: ANN401 # as above
    """Declare that a route is for everyone, signed in or not."""
    return Depends(Guard((), account=False))


def guard_of(route: APIRoute) -> Guard | None:
    """Return what a route asks of whoever comes; None where it does not say."""
    asked = [one.dependency for one in route.dependencies]
    return next((one for one in asked if isinstance(one, Guard)), None)


def undeclared(routes: Iterable[object]) -> list[str]:
    """Return those of some routes that do not say whom they are for."""
    return [
        str(getattr(route, "path", route))
        for route in routes
        if not isinstance(route, APIRoute) or guard_of(route) is None
    ]
