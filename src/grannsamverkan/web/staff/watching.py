"""Doing something to an area as one saw it: a change by someone else since then is told, and nothing is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields

from grannsamverkan.actions.doing import Doing
from grannsamverkan.errors import Conflict
from grannsamverkan.register import Change
from grannsamverkan.register.touched import areas_among, touched


@dataclass(frozen=True, kw_only=True)
class Watching(Doing):
    """Someone who does something to an area that they saw as it was after a change.

    Attributes:
        area_id, seen: the area, and the newest change that had touched it when the form was made.
    """

    area_id: str
    seen: int

    @contextmanager
    def change(self, action: str) -> Iterator[Change]:
        """Open the change that this person makes.

        Raises:
            Conflict: the area has changed since they saw it.
        """
        with super().change(action) as change:
            if self.area_id in areas_among(touched(change.connection, after=self.seen)):
                raise Conflict("work.changed_meanwhile")
            yield change


def watching(doing: Doing, area_id: str, seen: int | None, *, dry: bool = False) -> Doing:
    """Return whoever does something as one who minds what has become of an area; None: they saw nothing."""
    facts = {field.name: getattr(doing, field.name) for field in fields(Doing)} | {"dry": dry}
    return Doing(**facts) if seen is None else Watching(**facts, area_id=area_id, seen=seen)
