"""Who is who when a list meets the register: by id, else within a municipality by code, or name and locality."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.records import AreaRecord

_GONE = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})

_Named = Mapping[str, Sequence[AreaVersion]]


class Matcher:
    """The areas of the register as a list can name them.

    Those that were split, merged or withdrawn are met by their id, and by name only where the list
    says the same of them. `met` holds the ids of the areas that the list has named.
    """

    def __init__(self, timelines: Mapping[str, Timeline]) -> None:
        """Take what is believed of every area."""
        self.met: set[str] = set()
        self._ids = set(timelines)
        self._by_code: dict[str, list[AreaVersion]] = defaultdict(list)
        self._live: dict[str, list[AreaVersion]] = defaultdict(list)
        self._gone: dict[str, list[AreaVersion]] = defaultdict(list)
        for timeline in timelines.values():
            newest = timeline[-1]
            gone = newest.status in _GONE
            (self._gone if gone else self._live)[newest.name.casefold()].append(newest)
            if newest.code is not None and not gone:
                self._by_code[newest.code].append(newest)

    def find(self, record: AreaRecord, municipality: str | None) -> str | None:
        """Return the id of the area that a record is about, or None where it is a new one.

        Codes and names tell areas apart within one municipality; where the record's own is not
        known (None), within all of them.

        Raises:
            Refused: several areas answer to it, another record named it already, or it is an area
                that was split or merged.
        """
        area_id = self._find(record, municipality)
        if area_id in self.met:
            raise Refused("imports.twice", name=record.name)
        if area_id is not None:
            self.met.add(area_id)
        return area_id

    def _find(self, record: AreaRecord, municipality: str | None) -> str | None:
        area_id = record.values.get("id")
        if isinstance(area_id, str) and area_id in self._ids:
            return area_id
        coded = self._by_code.get(record.code or "", [])
        own = _within(municipality, coded)
        if own:
            return _only(record.name, own)
        live = self._alike(_within(municipality, self._named(self._live, record)), record)
        if live:
            return _only(record.name, live)
        moved = [one for one in coded if one.name.casefold() == record.name.casefold()]
        if moved and "municipality" in record.values:
            return _only(record.name, moved)
        gone = self._alike(_within(municipality, self._named(self._gone, record)), record)
        stated = [version for version in gone if version.status is record.values.get("status")]
        if not stated and any(version.status is Status.SUPERSEDED for version in gone):
            raise Refused("imports.superseded", name=record.name)
        return _only(record.name, stated)

    def _named(self, areas: _Named, record: AreaRecord) -> list[AreaVersion]:
        """Return the areas of a record's name: with another code it is another area."""
        return [
            version
            for version in areas.get(record.name.casefold(), ())
            if record.code is None or version.code in {None, record.code}
        ]

    def _alike(self, named: Sequence[AreaVersion], record: AreaRecord) -> list[AreaVersion]:
        """Return which of the areas of a record's name may be meant.

        The same locality is surest. Where one side has none, the name alone must do, unless the
        list has named that area otherwise already.
        """
        locality = str(record.values.get("locality") or "").casefold()
        same = [version for version in named if (version.locality or "").casefold() == locality]
        if same:
            return [version for version in same if version.code is None] or same
        return [
            version
            for version in named
            if not (locality and version.locality) and version.area_id not in self.met
        ]


def _within(municipality: str | None, areas: Sequence[AreaVersion]) -> list[AreaVersion]:
    return [one for one in areas if municipality in {None, one.municipality}]


def _only(name: str, found: Sequence[AreaVersion]) -> str | None:
    if len(found) > 1:
        ids = ", ".join(version.area_id for version in found)
        raise Refused("area.ambiguous", name=name, ids=ids)
    return found[0].area_id if found else None
