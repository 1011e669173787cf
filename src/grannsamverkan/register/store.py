"""The register as the rest of the house sees it: read a moment, or make one change."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock
from typing import TypeVar

import sqlalchemy as sa

from grannsamverkan.country import country_of_crs
from grannsamverkan.crs import srid
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.addresses import Address, Found, Names, Street
from grannsamverkan.domain.areas import (
    AreaVersion,
    HouseholdCount,
    Locality,
    Municipality,
    Timeline,
)
from grannsamverkan.domain.basemap import BaseMap, BaseTile
from grannsamverkan.domain.chronicle import PublicNews
from grannsamverkan.domain.counts import Count
from grannsamverkan.domain.disclosure import (
    PublicSnapshot,
    PublicView,
    public_view,
)
from grannsamverkan.domain.geometry import Outline
from grannsamverkan.domain.known import Known
from grannsamverkan.domain.lineage import Lineage
from grannsamverkan.domain.policy import Setting, policy_of
from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.public_promises import PublicPromise, begun_by, public_promises
from grannsamverkan.domain.public_reports import PublicReport
from grannsamverkan.domain.reporting import ReportFile
from grannsamverkan.domain.views import ResidentView, ViewState, ViewText
from grannsamverkan.errors import NotFound
from grannsamverkan.register import (
    addresses,
    basemap,
    entry,
    ledger,
    present,
    public_facts,
    public_news,
    published,
    read,
    rows,
    verify,
)
from grannsamverkan.register.change import Change
from grannsamverkan.register.disclosed import Disclosed, disclosed
from grannsamverkan.register.lain import Lain, lain_in
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.postgresql import Postgresql
from grannsamverkan.register.present import Present
from grannsamverkan.register.private import Private
from grannsamverkan.register.read import ChangeEntry
from grannsamverkan.register.schema import AREA_VERSION, FACTS
from grannsamverkan.register.sqlite import Sqlite
from grannsamverkan.register.totals import Asked, Totals
from grannsamverkan.types import Bbox

T = TypeVar("T")

Database = Sqlite | Postgresql


@dataclass(frozen=True, slots=True)
class RegisterInfo:
    """What a register is: its lasting id, name, metric CRS, country, and whether its data are invented."""

    id: str
    name: str
    crs: str
    country: str
    example: bool


class Register:
    """A register of watch areas over time; what was once believed in it stays readable for ever."""

    def __init__(self, database: Database) -> None:
        """Read what the register is."""
        self.database = database
        self.info = _info(database)
        self._met: Disclosed | None = None
        self._lain: Lain | None = None
        self._totals = Totals()
        self._months_cache: tuple[Head, dict[str, int]] | None = None
        self._promises_cache: tuple[object, tuple[PublicPromise, ...]] | None = None
        self._news_cache: tuple[object, tuple[PublicNews, ...]] | None = None
        self._streets_cache: tuple[int, Names] | None = None
        self._present: Present | None = None
        self._lock = Lock()
        self.writes = 0
        """How many changes this process has written."""

    def close(self) -> None:
        """Let go of the file or the server."""
        self.database.close()

    # -- writing ---------------------------------------------------------------------------------

    @contextmanager
    def change(
        self, *, actor: str, action: str, reason: str, now: datetime, dry: bool = False
    ) -> Iterator[Change]:
        """Open one change: everything in the block is written as one, or nothing is.

        A block that alters nothing writes nothing, nor does a dry run. Only one change is open at
        a time; others wait. `change.written` tells the number and hash afterwards.
        """
        with self.database.writing() as connection:
            change = Change(connection, srid(self.info.crs))
            yield change
            if dry:
                connection.rollback()  # private rows are written as the block goes on
            elif not (altered := change.altered()).nothing:
                change.written = entry.enter(
                    connection, altered, actor=actor, action=action, reason=reason, now=now
                )
                ended = altered.ended.get(AREA_VERSION, ())
                self.database.index(connection, change.written.seq, ended)
        self.writes += change.written is not None

    # -- reading ---------------------------------------------------------------------------------

    def head(self) -> Head:
        """Return the newest change; caches key on it."""
        newest = self.database.newest()
        if newest is not None:
            return Head(*newest)
        with self.database.reading() as connection:
            return ledger.head(connection)

    def touched_since(self, head: public_facts.Seen) -> frozenset[str] | None:
        """Return the ids of the areas that changes after one have touched, and of all they came from.

        None where they are many or nobody can say.
        """
        with self.database.reading() as connection:
            return public_facts.touched_since(connection, head)

    def changed_at(self) -> datetime | None:
        """Return when the newest change was written, in UTC; None in an empty register."""
        with self.database.reading() as connection:
            return read.changed_at(connection)

    def timelines(
        self, *, known: datetime | None = None, area_ids: Iterable[str] | None = None
    ) -> dict[str, Timeline]:
        """Return what is believed of areas, or was believed at the moment `known`, by area id."""
        with self.database.reading() as connection:
            return read.timelines(connection, known=known, area_ids=area_ids)

    def versions(
        self,
        on: date,
        *,
        bbox: Bbox | None = None,
        area_ids: Iterable[str] | None = None,
        most: int | None = None,
    ) -> list[AreaVersion]:
        """Return the believed versions that hold on a day, within a box (metres) if one is given.

        `most` bounds how many, for a drawing that could show no more.
        """
        with self.database.reading() as connection:
            return self._versions_on(connection, on, bbox=bbox, area_ids=area_ids, most=most)

    def _versions_on(
        self,
        connection: sa.Connection,
        on: date,
        *,
        bbox: Bbox | None,
        area_ids: Iterable[str] | None,
        most: int | None = None,
    ) -> list[AreaVersion]:
        query = ledger.versions().where(public_facts.BELIEVED, public_facts.holds(on))
        if bbox is not None:
            query = query.where(self.database.in_bbox(bbox, on))
        if area_ids is not None:
            query = query.where(AREA_VERSION.c.area_id.in_(list(area_ids)))
        query = query if most is None else query.limit(most)
        found = connection.execute(query)
        return list(rows.versions_from(found.keys(), found))

    def outlines(self, ids: Sequence[str]) -> dict[str, Outline]:
        """Return outlines by id."""
        with self.database.reading() as connection:
            return ledger.fetch_outlines(connection, ids)

    def municipalities(self) -> tuple[Municipality, ...]:
        """Return the municipalities the register serves, by code."""
        with self.database.reading() as connection:
            return read.municipalities(connection)

    def localities(self) -> tuple[Locality, ...]:
        """Return the named places, largest first."""
        with self.database.reading() as connection:
            return read.localities(connection)

    def facts(
        self, cls: type[T], scope: str | None = None, *, seq: int | None = None
    ) -> tuple[T, ...]:
        """Return the facts of a class that are believed, or were once a change was written.

        All of them, or those of one area, activity or municipality.
        """
        with self.database.reading() as connection:
            return read.facts(connection, cls, scope, seq=seq)

    def lineage(self, on: date, *, seq: int) -> Lineage:
        """Return which areas were active on a day and which came of which, as believed once a change was written."""
        with self.database.reading() as connection:
            return Lineage(read.timelines_as_of(connection, seq), on)

    def known(self, seq: int | None = None) -> Known:
        """Return everything that was believed once a change was written; of the newest one if none is named.

        Raises:
            NotFound: no such change.
        """
        with self.database.reading() as connection:
            number = ledger.head(connection).seq if seq is None else seq
            return self._known(connection, number, read.timelines_as_of(connection, number))

    def _known(
        self, connection: sa.Connection, seq: int, timelines: Mapping[str, Timeline]
    ) -> Known:
        digest, at = read.change_of(connection, seq)
        return Known(
            seq=seq,
            hash=digest,
            at=at,
            register_name=self.info.name,
            crs=self.info.crs,
            example=self.info.example,
            timelines=timelines,
            municipalities=read.municipalities(connection, seq=seq),
            localities=read.localities(connection, seq=seq),
            _facts={cls: read.facts(connection, cls, None, seq=seq) for cls in FACTS},
        )

    def known_now(self) -> Known:
        """Return everything that is believed now, as `known` does, out of what pages for staff keep."""
        kept = self.present()
        with self.database.reading() as connection:
            digest, at = read.change_of(connection, kept.seq)
            return Known(
                seq=kept.seq,
                hash=digest,
                at=at,
                register_name=self.info.name,
                crs=self.info.crs,
                example=self.info.example,
                timelines=kept.timelines,
                municipalities=read.municipalities(connection, seq=kept.seq),
                localities=read.localities(connection, seq=kept.seq),
                _facts={
                    cls: tuple(one for scope in sorted(some) for one in some[scope])
                    for cls, some in kept.facts.items()
                },
            )

    def households(self) -> dict[str, tuple[HouseholdCount, ...]]:
        """Return the household counts of every area that has any, oldest first."""
        found: dict[str, tuple[HouseholdCount, ...]] = {}
        for counted in self.facts(HouseholdCount):
            found[counted.area_id] = (*found.get(counted.area_id, ()), counted)
        return found

    def present(self) -> Present:
        """Return everything believed now, for staff; only what changed since the last time is read."""
        with self._lock, self.database.reading() as connection:
            self._present = present.read(connection, self._present)
            return self._present

    # -- what lies outside the ledger --------------------------------------------------------------

    @contextmanager
    def private(self) -> Iterator[Private]:
        """Open the private tables for writing, all of the block or nothing; no change is recorded."""
        with self.database.writing() as connection:
            yield Private(connection)

    @contextmanager
    def looking(self) -> Iterator[Private]:
        """Open the private tables for reading, as they are: who signs in at one process is met by the next at once."""
        with self.database.reading_at_primary() as connection:
            yield Private(connection)

    def scrub(self) -> None:
        """Leave no trace of erased rows in the store's files."""
        self.database.scrub()

    def changes(self, *, area_id: str | None = None) -> list[ChangeEntry]:
        """Return the journal, oldest first; of one area: the changes that touched it."""
        with self.database.reading() as connection:
            return read.changes(connection, area_id)

    def verify(self, *, head: str | None = None) -> verify.Verdict:
        """Recompute the whole ledger from its rows and name the first fault, where it is written: a replica is no witness."""
        with self.database.reading_at_primary() as connection:
            return verify.verify(connection, head=head)

    # -- what the public may know ------------------------------------------------------------------

    def public(
        self,
        *,
        on: date,
        today: date,
        bbox: Bbox | None = None,
        area_ids: Iterable[str] | None = None,
        outlines: bool = True,
    ) -> PublicSnapshot:
        """Return what the public may know of one day; `bbox` is west, south, east, north in metres.

        On a past day only areas that are active today, and those they came from, are drawn.
        """
        with self.database.reading() as connection:
            among = [] if bbox is None else [self.database.in_bbox(bbox, on)]
            if area_ids is not None:
                among.append(AREA_VERSION.c.area_id.in_(list(area_ids)))
            return PublicSnapshot(
                on=on,
                register_name=self.info.name,
                crs=self.info.crs,
                example=self.info.example,
                areas=public_facts.areas_on(
                    connection,
                    on,
                    today,
                    among=sa.and_(sa.true(), *among),
                    # whoever is active today may be met
                    disclosed=None if on == today else self._disclosed(connection, today),
                    outlines=outlines,
                ),
                municipalities=read.municipalities(connection),
                localities=read.localities(connection),
            )

    def public_count(self, *, on: date, today: date, municipality: str | None = None) -> Count:
        """Return the totals of a day, which count lapsed areas of the past too.

        Type and locality are told only of areas that the public may meet: two days' totals would
        otherwise show where and what an area was that has lapsed.
        """
        asked = Asked(on, today, municipality, self.confirm_months())
        with self.database.reading() as connection:
            # whoever is active today may be met
            met = None if on == today else self._disclosed(connection, today)
            return self._totals.count(connection, asked, met)

    def confirm_months(self) -> Mapping[str, int]:
        """Return for how many months a confirmation is fresh, in each municipality that has decided."""
        head = self.head()
        if self._months_cache is None or self._months_cache[0] != head:
            stated: dict[str, list[Setting]] = {}
            for one in self.facts(Setting):
                stated.setdefault(one.municipality, []).append(one)
            months = {
                place: policy_of(some).contact_confirm_months for place, some in stated.items()
            }
            self._months_cache = head, months
        return self._months_cache[1]

    def public_growth(self, *, today: date) -> Mapping[int, int]:
        """Return how many areas were active at the end of each year since the first, and today."""
        with self.database.reading() as connection:
            return self._totals.growth(connection, today)

    def public_news(self, *, today: date) -> tuple[PublicNews, ...]:
        """Return what has happened these last two years to areas that anyone may meet, the newest first."""
        key = (self.head(), today)
        cached = self._news_cache
        if cached is None or cached[0] != key:
            with self.database.reading() as connection:
                disclosed = self._disclosed(connection, today)
                news = public_news.of_areas(connection, disclosed, today)
            cached = self._news_cache = (key, news)
        return cached[1]

    def public_views(self, promise_id: str | None = None) -> tuple[PublicView, ...]:
        """Return what residents have said and what was answered, the newest month first; about one promise or all."""
        with self.database.reading() as connection:
            published = Private(connection).find(ViewText, state=ViewState.PUBLISHED.value)
            counted = {one.id: one for one in read.facts(connection, ResidentView, None)}
        shown = (public_view(counted[one.id], one) for one in published if one.id in counted)
        found = [one for one in shown if one and promise_id in {None, one.promise_id}]
        return tuple(sorted(found, key=lambda one: (-one.month.toordinal(), one.key)))

    def find_addresses(self, text: str, *, most: int = 8) -> tuple[Found, ...]:
        """Return the streets and addresses that a text can mean, the surest first; it is kept nowhere."""
        with self.database.reading() as connection:
            stamp = addresses.stamp(connection)
            if stamp == 0:
                return ()
            cached = self._streets_cache
            if cached is None or cached[0] != stamp:
                cached = self._streets_cache = (stamp, addresses.street_names(connection))
            return tuple(addresses.search(connection, cached[1], text, most=most))

    def address(self, address_id: int) -> Found | None:
        """Return an address with its street, or None."""
        with self.database.reading() as connection:
            return addresses.by_id(connection, address_id)

    def addresses_along(self, street_id: int) -> tuple[Found, ...]:
        """Return the addresses of a street, in their order."""
        with self.database.reading() as connection:
            return tuple(addresses.along(connection, street_id))

    def streets_of(self, postcode: str, *, most: int = 200) -> tuple[Street, ...]:
        """Return the streets that have an address with a postal code, by name."""
        with self.database.reading() as connection:
            return tuple(addresses.streets_of(connection, postcode, most=most))

    def address_book(self) -> Iterator[tuple[Street, tuple[Address, ...]]]:
        """Give every street with its addresses, some at a time, the streets by name as names are compared."""
        with self.database.reading() as connection:
            yield from addresses.book(connection)

    def has_addresses(self) -> bool:
        """Say whether there are addresses to ask by."""
        with self.database.reading() as connection:
            return addresses.stamp(connection) > 0

    def base_map(self) -> BaseMap | None:
        """Return what the base map is; None where there is none."""
        with self.database.reading() as connection:
            return basemap.about(connection)

    def base_tiles(self, level: int, box: tuple[int, int, int, int]) -> tuple[BaseTile, ...]:
        """Return what the base map has in some squares of a level: from x, y to x, y, the last included."""
        with self.database.reading() as connection:
            return tuple(basemap.tiles(connection, level, box))

    def public_promises(self, *, today: date) -> tuple[PublicPromise, ...]:
        """Return what the public may know today of every promise that has begun, the newest first."""
        key = (self.head(), today)
        cached = self._promises_cache
        if cached is None or cached[0] != key:
            with self.database.reading() as connection:
                begun = begun_by(read.facts(connection, Promise, None), today)
                told = self._told(connection, begun, today) if begun else ()
            cached = self._promises_cache = (key, told)
        return cached[1]

    def _told(
        self, connection: sa.Connection, begun: Sequence[Promise], today: date
    ) -> tuple[PublicPromise, ...]:
        """Tell of promises, reckoned from the areas of their municipalities and those that what was done there names."""
        places = frozenset(place for one in begun for place in one.places)
        self._lain = lain_in(connection, places, self._lain)
        done = (one for one in read.facts(connection, Activity, None) if one.municipality in places)
        ids = self._lain.ids.union(*(one.area_ids for one in done))
        timelines = ledger.fetch_timelines(connection, sorted(ids))
        known = self._known(connection, ledger.head(connection).seq, timelines)
        return public_promises(known, today, self._disclosed(connection, today))

    def public_reports(self) -> tuple[PublicReport, ...]:
        """Return every published report, the newest period first, without what is in its files."""
        with self.database.reading() as connection:
            return published.reports(connection)

    def public_report_file(self, report_id: str, name: str) -> ReportFile:
        """Return one file of a published report, byte for byte.

        Raises:
            NotFound: there is none, or it is not published. Unavailable: it is not as it was published.
        """
        with self.database.reading() as connection:
            return published.file(connection, report_id, name)

    def _disclosed(self, connection: sa.Connection, today: date) -> frozenset[str]:
        met = self._met = disclosed(connection, today, self._met)
        return met.ids


def _info(database: Database) -> RegisterInfo:
    with database.reading() as connection:
        about = ledger.read_about(connection)
    if "register_id" not in about:
        raise NotFound("store.not_a_register")
    return RegisterInfo(
        id=about["register_id"],
        name=about["name"],
        crs=about["crs"],
        country=about.get("country", country_of_crs(about["crs"])),
        example=about["example"] == "true",
    )
