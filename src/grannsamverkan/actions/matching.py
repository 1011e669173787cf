"""Who is who when a list meets the register: by id, else within a municipality by code, or name and locality."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.errors import Refused
from grannsamverkan.exchange.records import AreaFile, AreaRecord, Note

_GONE = frozenset({Status.SUPERSEDED, Status.WITHDRAWN})

_Coded = AreaVersion | AreaRecord
_Named = Mapping[str, Sequence[AreaVersion]]


class Matcher:
    """The areas of the register as a list can name them.

    Those that were split, merged or withdrawn are met by their id, and by name only where the list
    says the same of them. `met` holds the ids of the areas that the list has named, `doubted` of
    those that it may have meant by a row that was refused, and `warnings` what to know of codes.
    """

    def __init__(self, timelines: Mapping[str, Timeline], file: AreaFile) -> None:
        """Take what is believed of every area, and the list."""
        self.met: set[str] = set()
        self.doubted: set[str] = set()
        self.warnings: list[Note] = []
        self._believed = file.code_named
        self._listed: dict[str, list[AreaRecord]] = defaultdict(list)
        self._listed_by_code: dict[str, list[AreaRecord]] = defaultdict(list)
        for record in file.records:
            self._listed[record.name.casefold()].append(record)
            self._listed_by_code[record.code or ""].append(record)
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
            area_id = _only(record.name, own)
            self._weigh_name(record, own[0], municipality)
            return area_id
        self._weigh_code(record, municipality)
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

    def _weigh_name(self, record: AreaRecord, known: AreaVersion, municipality: str | None) -> None:
        """Doubt a code that renames an area, where one of the two names has another code elsewhere.

        Raises:
            Refused: so it is, and nobody has said that the codes can be believed.
        """
        if _same(known.name, record.name):
            return
        twins = [
            one
            for one in _within(municipality, self._live.get(record.name.casefold(), ()))
            if _may_share(one.locality, record.values.get("locality"))
            and not _named_so(self._listed_by_code, one)
        ]
        listed = [
            one
            for one in self._listed.get(known.name.casefold(), ())
            if _may_share(known.locality, one.values.get("locality"))
            and not _named_so(self._by_code, one)
        ]
        if not (twins or listed):
            return
        said = {"code": record.code, "known": known.name, "stated": record.name}
        if self._believed:
            self.warnings.append(Note(record.row, "imports.renamed", said))
            return
        self.doubted |= {known.area_id, *(one.area_id for one in twins)}
        raise Refused("imports.renumbered", **said)

    def _weigh_code(self, record: AreaRecord, municipality: str | None) -> None:
        """Doubt a new code of a known name, where the list gives the name's old code to another.

        Raises:
            Refused: so it is, and nobody has said that the codes can be believed.
        """
        if record.code is None or self._believed:
            return
        for one in _within(municipality, self._live.get(record.name.casefold(), ())):
            takers = self._listed_by_code.get(one.code or "", []) if one.code else []
            if any(not _same(taker.name, one.name) for taker in takers) and _may_share(
                one.locality, record.values.get("locality")
            ):
                self.doubted.add(one.area_id)
                said = {"code": one.code, "known": one.name, "stated": takers[0].name}
                raise Refused("imports.renumbered", **said)

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


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _named_so(by_code: Mapping[str, Sequence[_Coded]], one: _Coded) -> bool:
    """Say whether the other side has the same name under the same code."""
    return any(_same(other.name, one.name) for other in by_code.get(one.code or "", ()))


def _may_share(known: str | None, stated: object) -> bool:
    """Say whether two localities can be one: they are, or one is not stated."""
    return not (known and stated) or _same(known, str(stated))


def _within(municipality: str | None, areas: Sequence[AreaVersion]) -> list[AreaVersion]:
    return [one for one in areas if municipality in {None, one.municipality}]


def _only(name: str, found: Sequence[AreaVersion]) -> str | None:
    if len(found) > 1:
        ids = ", ".join(version.area_id for version in found)
        raise Refused("area.ambiguous", name=name, ids=ids)
    return found[0].area_id if found else None
