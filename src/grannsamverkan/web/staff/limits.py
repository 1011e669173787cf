"""How often one may try to sign in: counted by name and by client, in memory alone."""

from dataclasses import dataclass
from math import ceil

from fastapi import Request

from grannsamverkan.actions.accounts import digest, login_of
from grannsamverkan.errors import Refused
from grannsamverkan.settings import SignInSettings
from grannsamverkan.web.security import Buckets, client_of

_CLIENT_SHARE = 5
"""So many names' tries one client has: an office is one client to us."""


@dataclass(frozen=True)
class Tries:
    """The tries that are left."""

    by_login: Buckets
    by_client: Buckets

    @classmethod
    def of(cls, settings: SignInSettings) -> "Tries":
        """Return the tries that settings allow."""
        each = settings.attempts / (settings.minutes * 60)
        return cls(
            Buckets(burst=settings.attempts, per_second=each),
            Buckets(burst=settings.attempts * _CLIENT_SHARE, per_second=each * _CLIENT_SHARE),
        )

    def take(self, request: Request, login: str | None) -> bool:
        """Take one try of a client, and of a name if one is tried, and say whether there was one."""
        of_client = self.by_client.take(client_of(request.scope))
        # digests, since a name can be as long as a form
        return (login is None or self.by_login.take(digest(login_of(login)))) and of_client

    def spend(self, request: Request, login: str | None) -> None:
        """Take one try, as `take` does.

        Raises:
            Refused: none is left.
        """
        if not self.take(request, login):
            raise Refused("signing.too_often", seconds=self.wait_seconds)

    @property
    def wait_seconds(self) -> int:
        """How long it takes until there is another try."""
        return ceil(1 / self.by_login.per_second)
