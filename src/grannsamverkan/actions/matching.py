"""Who is who when a list meets the register: by id, by code, else by name and locality."""

from collections import defaultdict
from collections.abc import Mapping

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.records import AreaRecord

_GONE = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})


class Matcher:
    """The areas of the register as a list can name them; those split, merged or withdrawn are not."""

    def __init__(self, timelines: Mapping[str, Timeline]) -> None:
        """Take what is believed of every area."""
        self._ids = set(timelines)
        self._by_code: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[tuple[str, str], list[AreaVersion]] = defaultdict(list)
        for area_id, timeline in timelines.items():
            newest = timeline[-1]
            if newest.status in _GONE:
                continue
            if newest.code is not None:
                self._by_code[newest.code].append(area_id)
            self._by_name[_named(newest.name, newest.locality)].append(newest)

    def find(self, record: AreaRecord) -> str | None:
        """Return the id of the area that a record is about, or None where it is a new one.

        Raises:
            Refused: several areas answer to it.
        """
        area_id = record.values.get("id")
        if isinstance(area_id, str) and area_id in self._ids:
            return area_id
        if record.code is not None and record.code in self._by_code:
            return _only(record.name, self._by_code[record.code])
        locality = record.values.get("locality")
        named = self._by_name.get(_named(record.name, str(locality) if locality else None), [])
        if record.code is not None:  # same name, other code: two areas
            named = [version for version in named if version.code is None]
        return _only(record.name, [version.area_id for version in named])


def _named(name: str, locality: str | None) -> tuple[str, str]:
    return name.casefold(), (locality or "").casefold()


def _only(name: str, ids: list[str]) -> str | None:
    if len(ids) > 1:
        raise Refused("area.ambiguous", name=name, ids=", ".join(ids))
    return ids[0] if ids else None
