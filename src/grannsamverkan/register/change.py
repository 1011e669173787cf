"""Writing: one write is one change is one transaction; `entry` puts it down and chains it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa

from grannsamverkan.domain.areas import (
    Locality,
    Municipality,
    Timeline,
    check_timeline,
)
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.register import bulk, driver, rows
from grannsamverkan.register.entry import LEDGERS, Altered
from grannsamverkan.register.ledger import (
    Head,
    believed_as_of,
    fetch_outlines,
    head,
    in_batches,
    rows_of,
)
from grannsamverkan.register.mapping import object_of, row_of
from grannsamverkan.register.private import Private
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import (
    AREA_VERSION,
    FACTS,
    LOCALITY,
    MUNICIPALITY,
    OUTLINE,
    TEMPORAL,
)
from grannsamverkan.register.touched import Touched, identity, touched

T = TypeVar("T")

_NOT_FACTS = LEDGERS | {"m2"}
"""What a row of the ledger holds besides the facts: a size belongs to its outline."""


@dataclass
class Change:
    """One open change: read what is believed, say what shall be believed, and leave the rest to it.

    Rows that come out as they are stay as they are; a change that alters nothing is not written,
    unless it names the `subject` it is about: a person, by the id that says nothing of them.
    """

    connection: sa.Connection
    srid: int
    _before: dict[tuple[sa.Table, str], list[Row]] = field(default_factory=dict)
    _after: dict[tuple[sa.Table, str], list[Row]] = field(default_factory=dict)
    _areas_loaded: bool = False
    _outlines: dict[str, Outline] = field(default_factory=dict)
    _outlines_asked: set[str] = field(default_factory=set)
    _outlines_known: set[str] = field(default_factory=set)
    written: Head | None = None
    subject: str | None = None

    @property
    def private(self) -> Private:
        """What lies outside the ledger, inside this change's transaction."""
        return Private(self.connection)

    def timelines(self, area_ids: Iterable[str] | None = None) -> dict[str, Timeline]:
        """Return what is believed of these areas, or of all, inside this change's transaction."""
        asked = None if area_ids is None else tuple(area_ids)
        self._load_areas(asked)
        wanted = self._area_ids() if asked is None else asked
        return {
            area_id: tuple(rows.version_from(row) for row in believed)
            for area_id in wanted
            if (believed := self._scope(AREA_VERSION, area_id))
        }

    def _area_ids(self) -> list[str]:
        touched = dict.fromkeys([*self._before, *self._after])
        return [scope for table, scope in touched if table is AREA_VERSION]

    def _load_areas(self, area_ids: Sequence[str] | None) -> None:
        """Fetch what is not here yet, many areas at once."""
        if area_ids is None and not self._areas_loaded:
            known = set(self._area_ids())
            self._areas_loaded = True
            for row in bulk.believed(self.connection, AREA_VERSION, None):
                if row["area_id"] not in known:
                    self._before.setdefault((AREA_VERSION, row["area_id"]), []).append(row)
        asked = dict.fromkeys(area_ids or ())
        missing = [one for one in asked if (AREA_VERSION, one) not in self._before]
        self._before.update({(AREA_VERSION, one): [] for one in missing})
        for row in bulk.believed(self.connection, AREA_VERSION, missing):
            self._before[AREA_VERSION, row["area_id"]].append(row)

    def set_timeline(self, area_id: str, timeline: Timeline) -> None:
        """Believe this timeline of an area from now on; an empty one takes the area back.

        Raises:
            Refused: the timeline has a gap or an overlap.
        """
        check_timeline(timeline)
        wanted = [{**rows.version_row(version), "m2": version.m2} for version in timeline]
        self._replace(AREA_VERSION, area_id, wanted)

    def _scope(self, table: sa.Table, scope: str) -> list[Row]:
        """Return the rows believed of one area, municipality or place, as this change leaves them."""
        return self._after.get((table, scope), self._known(table, scope))

    def _known(self, table: sa.Table, scope: str) -> list[Row]:
        """Return the rows believed of one area, municipality or place before this change."""
        if (table, scope) not in self._before:
            if table is AREA_VERSION and self._areas_loaded:
                return []
            self._before[table, scope] = list(bulk.believed(self.connection, table, [scope]))
        return self._before[table, scope]

    def _replace(self, table: sa.Table, scope: str, wanted: Iterable[Row]) -> None:
        """Believe the wanted rows; one that says what a believed row says is that row."""
        known = {_facts(table, row): row for row in self._known(table, scope)}
        after = {facts: known.get(facts, row) for row in wanted if (facts := _facts(table, row))}
        self._after[table, scope] = list(after.values())

    def _made(self) -> dict[sa.Table, list[Row]]:
        """Return the rows that this change makes, which have no number yet."""
        made = {OUTLINE: self._new_outlines()}
        for (table, _), after in self._after.items():
            made.setdefault(table, []).extend(row for row in after if "row_id" not in row)
        return made

    def _ended(self) -> dict[sa.Table, list[Row]]:
        """Return the rows that this change ends."""
        ended: dict[sa.Table, list[Row]] = {}
        for (table, scope), after in self._after.items():
            kept = {row.get("row_id") for row in after}
            gone = [row for row in self._known(table, scope) if row["row_id"] not in kept]
            ended.setdefault(table, []).extend(gone)
        return ended

    def add_outline(self, outline: Outline) -> None:
        """Keep an outline, which stays for ever once it is written; a known one is not written again."""
        self._outlines.setdefault(outline.id, outline)

    def _new_outlines(self) -> list[Row]:
        asked = [one for one in self._outlines if one not in self._outlines_asked]
        for some in in_batches(asked):
            there = f"SELECT id FROM outline WHERE id IN ({driver.marks(len(some))})"  # noqa: S608 # marks alone
            self._outlines_known.update(one for (one,) in driver.ask(self.connection, there, some))
        self._outlines_asked.update(asked)
        known = self._outlines_known
        new = (outline for one, outline in self._outlines.items() if one not in known)
        return [rows.outline_row(outline, self.srid) for outline in new]

    def outlines(self, ids: Sequence[str]) -> dict[str, Outline]:
        """Return outlines by id, those of this change included."""
        return {
            **fetch_outlines(self.connection, [one for one in ids if one not in self._outlines]),
            **{one: self._outlines[one] for one in ids if one in self._outlines},
        }

    def set_facts(self, cls: type[T], scope: str, objects: Iterable[T]) -> None:
        """Believe these facts of one area (of an activity: itself; of a setting: the municipality)."""
        self._replace(FACTS[cls], scope, [row_of(one) for one in objects])

    def facts(self, cls: type[T], scope: str) -> tuple[T, ...]:
        """Return the facts believed of one area, as this change leaves them, in the order of their key."""
        table = FACTS[cls]
        found = [object_of(cls, row) for row in self._scope(table, scope)]
        key = TEMPORAL[table]
        return tuple(sorted(found, key=lambda one: [getattr(one, name) for name in key]))

    def set_municipality(self, municipality: Municipality) -> None:
        """Believe this of a municipality: name, border and contact card."""
        row = rows.municipality_row(municipality, self.srid)
        self._replace(MUNICIPALITY, municipality.code, [row])

    def municipality(self, code: str) -> Municipality | None:
        """Return what is believed of a municipality, or None where it is not in the register."""
        believed = self._scope(MUNICIPALITY, code)
        return rows.municipality_from(believed[0]) if believed else None

    def set_localities(self, municipality: str, localities: Iterable[Locality]) -> None:
        """Believe these localities of a municipality."""
        self._replace(LOCALITY, municipality, [rows.locality_row(place) for place in localities])

    @property
    def seq(self) -> int:
        """The number that this change has once it is written; none other is until then."""
        return head(self.connection).seq + 1

    def altered_since(self, seq: int) -> frozenset[Touched]:
        """Return the things that a change touched which are not as it left them."""
        later = touched(self.connection, by=seq) & touched(self.connection, after=seq)
        return frozenset(one for one in later if self._of(one) != self._of(one, seq))

    def _of(self, one: Touched, seq: int | None = None) -> set[str]:
        """Return what is believed of a thing, or was right after a change, as digests."""
        table, scope = next(each for each in TEMPORAL if each.name == one[0]), str(one[1][0])
        if seq is None:
            found = self._known(table, scope)
        else:
            found = self._believed_before(table, seq + 1, (scope,))[scope]
        return {_facts(table, row) for row in found if identity(table, row) == one[1]}

    def take_back(self, seq: int, *, but: frozenset[Touched] = frozenset()) -> None:
        """Believe again what was believed before a change, of everything that it touched but some things."""
        gone = touched(self.connection, by=seq) - but
        for table in TEMPORAL:
            keys = {names for name, names in gone if name == table.name}
            scopes = tuple(sorted({str(names[0]) for names in keys}))
            if not scopes:
                continue
            if table is AREA_VERSION:
                self._load_areas(scopes)
            then = self._believed_before(table, seq, scopes)
            for scope in scopes:
                left = [
                    row for row in self._known(table, scope) if identity(table, row) not in keys
                ]
                again = [row for row in then[scope] if identity(table, row) in keys]
                self._replace(table, scope, [*map(_without_ours, left), *again])

    def _believed_before(
        self, table: sa.Table, seq: int, scopes: Sequence[str]
    ) -> dict[str, list[Row]]:
        scope = table.c[TEMPORAL[table][0]]
        before: dict[str, list[Row]] = {name: [] for name in scopes}
        for some in in_batches(scopes):
            then = rows_of(table).where(scope.in_(some), believed_as_of(table, seq - 1))
            then = then.order_by(*(table.c[name] for name in TEMPORAL[table]))
            for row in self.connection.execute(then).mappings():
                before[row[scope.name]].append(_without_ours(row))
        return before

    def altered(self) -> Altered:
        """Return what this change makes and ends."""
        return Altered(self._made(), self._ended(), self.subject)

    @property
    def empty(self) -> bool:
        """Whether nothing would be written."""
        return self.altered().nothing


def _facts(table: sa.Table, row: Row) -> str:
    """Return the digest of what a row says, whichever change made it."""
    return rows.digest(table, {key: row[key] for key in row if key not in _NOT_FACTS})


def _without_ours(row: rows.Fetched) -> Row:
    return {str(key): value for key, value in row.items() if key not in LEDGERS}
