"""How many forms without an account are taken in an hour: from one client, and of one kind together.

It is counted in memory alone, and only to keep programs from filling the register.
"""

from dataclasses import dataclass
from typing import Protocol

from grannsamverkan.errors import Refused
from grannsamverkan.web.security import Buckets

_HOUR = 60 * 60


class Limits(Protocol):
    """How many in an hour."""

    client_per_hour: int
    per_hour: int


@dataclass(frozen=True, slots=True)
class Turns:
    """How many turns each client has left, and all together; `refusal` is what is told where there are none."""

    of_client: Buckets
    together: Buckets
    refusal: str

    @classmethod
    def of(cls, limits: Limits, refusal: str) -> "Turns":
        """Return the turns that limits allow."""
        each, together = limits.client_per_hour, limits.per_hour
        return cls(
            Buckets(burst=each, per_second=each / _HOUR),
            Buckets(burst=together, per_second=together / _HOUR),
            refusal,
        )

    def hold(self, client: str, of: str = "") -> None:
        """Refuse one who has none left; `of` is what those counted together are of.

        Raises:
            Refused: they have to wait.
        """
        if self.of_client.spent(client) or self.together.spent(of):
            raise Refused(self.refusal)

    def take(self, client: str, of: str = "") -> None:
        """Take one turn."""
        self.of_client.take(client)
        self.together.take(of)
