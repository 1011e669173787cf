"""What pages can read: the public side of a register, and the public view of one day."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from math import isfinite
from typing import Protocol
from urllib.parse import quote

import shapely
from shapely import MultiPolygon

from grannsamverkan.country import Country, country
from grannsamverkan.coverage.borders import Borders
from grannsamverkan.coverage.index import PointIndex
from grannsamverkan.crs import LONLAT, bbox_to_metric, reproject
from grannsamverkan.domain.addresses import Address, Found, Names, Street, name_key
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.basemap import BaseMap, BaseTile
from grannsamverkan.domain.chronicle import PublicNews
from grannsamverkan.domain.counts import Count
from grannsamverkan.domain.disclosure import PublicArea, PublicSnapshot, PublicView
from grannsamverkan.domain.period import EARLIEST
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.domain.public_reports import PublicReport
from grannsamverkan.domain.reporting import ReportFile
from grannsamverkan.maps.features import extent
from grannsamverkan.maps.view import AreaView
from grannsamverkan.types import Bbox


class Info(Protocol):
    """What a register says of itself."""

    @property
    def id(self) -> str:
        """Its lasting id."""

    @property
    def name(self) -> str:
        """The register's name."""

    @property
    def crs(self) -> str:
        """Its metric CRS."""

    @property
    def country(self) -> str:
        """The code of the country it is in."""

    @property
    def example(self) -> bool:
        """Whether everything in it is invented."""


class Head(Protocol):
    """The last change of a register; equal heads mean equal contents."""

    @property
    def seq(self) -> int:
        """The number of the change."""

    @property
    def hash(self) -> str:
        """The hash over all that was written."""


class PublicRegister(Protocol):
    """The part of a register that public pages can reach: nothing private has a name here."""

    @property
    def info(self) -> Info:
        """What the register says of itself."""

    def head(self) -> Head:
        """Return the last change; cheap."""

    @property
    def writes(self) -> int:
        """How many changes this process has written to it."""

    def touched_since(self, head: Head) -> frozenset[str] | None:
        """Return the ids of the areas that changes after one have touched, and of all they came from.

        None where they are many or nobody can say.
        """

    def changed_at(self) -> datetime | None:
        """Return when the last change was written, in UTC."""

    def public(
        self,
        *,
        on: date,
        today: date,
        bbox: Bbox | None = None,
        area_ids: Iterable[str] | None = None,
        outlines: bool = True,
    ) -> PublicSnapshot:
        """Return what the public may know of a day; `bbox` in metres."""

    def public_count(self, *, on: date, today: date, municipality: str | None = None) -> Count:
        """Count the areas active at the end of a day."""

    def public_promises(self, *, today: date) -> tuple[PublicPromise, ...]:
        """Return every promise that has begun, the newest first."""

    def public_growth(self, *, today: date) -> Mapping[int, int]:
        """Count the areas active at the end of each year since the first with any, and today."""

    def has_addresses(self) -> bool:
        """Say whether there are addresses to ask by."""

    def find_addresses(self, text: str, *, most: int = 8) -> tuple[Found, ...]:
        """Return the streets and addresses that a text can mean, the surest first; it is kept nowhere."""

    def address(self, address_id: int) -> Found | None:
        """Return an address with its street."""

    def addresses_along(self, street_id: int) -> tuple[Found, ...]:
        """Return the addresses of a street, in their order."""

    def streets_of(self, postcode: str, *, most: int = 200) -> tuple[Street, ...]:
        """Return the streets that have an address with a postal code, by name."""

    def address_book(self) -> Iterator[tuple[Street, tuple[Address, ...]]]:
        """Give every street with its addresses, the streets by name as names are compared."""

    def base_map(self) -> BaseMap | None:
        """Return what the base map is; None where there is none."""

    def base_tiles(self, level: int, box: tuple[int, int, int, int]) -> tuple[BaseTile, ...]:
        """Return what the base map has in some squares of a level: from x, y to x, y, the last included."""

    def public_news(self, *, today: date) -> tuple[PublicNews, ...]:
        """Return what has happened these last two years to areas that anyone may meet, the newest first."""

    def public_views(self, promise_id: str | None = None) -> tuple[PublicView, ...]:
        """Return what residents have said and what was answered; about one promise or all."""

    def public_reports(self) -> tuple[PublicReport, ...]:
        """Return every published report, the newest period first, without what is in its files."""

    def public_report_file(self, report_id: str, name: str) -> ReportFile:
        """Return one file of a published report, byte for byte."""


_BENT = 0.001
"""By so much of its size a box in metres is widened: an edge in degrees is bent in metres."""

FEW = 6
"""So many municipalities are named one by one; a register of more speaks of itself by its own name."""


@dataclass(frozen=True, slots=True)
class TurnTo:
    """Whom a reader can turn to: the municipalities with a contact card, or where they are many, that there are."""

    few: tuple[Municipality, ...] = ()
    many: bool = False


@dataclass(frozen=True, eq=False)
class PublicDay:
    """What the public may know today of one day, as the register stood at one change."""

    head: Head
    today: date
    snapshot: PublicSnapshot
    register: PublicRegister
    _degrees: dict[str, MultiPolygon | None] = field(default_factory=dict, repr=False)
    _drawn: list[tuple[AreaView, frozenset[str]]] = field(default_factory=list, repr=False)
    """What the areas were drawn as before some of them changed, until they are drawn anew."""

    @classmethod
    def after(cls, before: "PublicDay", head: Head, touched: frozenset[str]) -> "PublicDay":
        """Return the view of the same day once the register has changed some areas: only those are read anew."""
        register, today = before.register, before.today
        fresh = register.public(on=before.on, today=today, area_ids=touched)
        kept = (area for area in before.snapshot.areas if area.id not in touched)
        areas = tuple(sorted((*kept, *fresh.areas), key=lambda area: area.id))
        degrees = {one: at for one, at in tuple(before._degrees.items()) if one not in touched}  # noqa: SLF001 # its own kind
        drawn = vars(before).get("drawn")
        known = [(drawn, frozenset[str]())] if drawn else before._drawn  # noqa: SLF001 # as above
        led = [(one, gone | touched) for one, gone in known]
        view = cls(head, today, replace(fresh, areas=areas), register, degrees, led)
        if fresh.municipalities == before.snapshot.municipalities:
            vars(view)["borders"] = before.borders  # with what they have found out by square
        return view

    @property
    def on(self) -> date:
        """The day it tells of."""
        return self.snapshot.on

    @cached_property
    def areas(self) -> Mapping[str, PublicArea]:
        """The areas by id."""
        return {area.id: area for area in self.snapshot.areas}

    @cached_property
    def municipalities(self) -> Mapping[str, Municipality]:
        """The municipalities by code."""
        return {place.code: place for place in self.snapshot.municipalities}

    @cached_property
    def turn_to(self) -> TurnTo:
        """Whom its readers can turn to."""
        many = len(self.municipalities) > FEW
        cards = tuple(one for one in self.snapshot.municipalities if one.card)
        return TurnTo(many=True) if many else TurnTo(few=cards)

    @cached_property
    def country(self) -> Country:
        """The country it is in."""
        return country(self.register.info.country)

    @cached_property
    def extent(self) -> Bbox:
        """West, south, east, north in degrees (CRS84) of the borders, or else of the areas."""
        return extent(self.snapshot)

    @cached_property
    def index(self) -> PointIndex:
        """The public outlines, ready to be asked about points."""
        return PointIndex(
            {area.id: area.outline for area in self.snapshot.areas if area.outline is not None}
        )

    @cached_property
    def drawn(self) -> AreaView:
        """The areas as map and list show them."""
        try:
            before, touched = self._drawn.pop()  # let go of, since it holds all that was
        except IndexError:  # nothing was known, or another thread has just taken it
            return AreaView(self.snapshot)
        return before.after(self.snapshot, touched)

    @cached_property
    def borders(self) -> Borders:
        """The borders of the municipalities, ready to be asked about points."""
        return Borders(self.snapshot.municipalities)

    def in_degrees(self, area_id: str) -> MultiPolygon | None:
        """Return the public outline of an area in degrees (CRS84), outer rings counter-clockwise."""
        if area_id not in self._degrees:
            outline, crs = self.areas[area_id].outline, self.snapshot.crs
            moved = outline and reproject(outline, source=crs, target=LONLAT)
            self._degrees[area_id] = moved and shapely.orient_polygons(moved)
        return self._degrees[area_id]

    def meeting(self, bbox: Bbox) -> Iterator[str]:
        """Give, by id, the areas whose public outline meets a west, south, east, north box in degrees (CRS84)."""
        # the envelope of the corners, since a box without width is no valid polygon but a line or point
        box = shapely.envelope(shapely.MultiPoint([bbox[:2], bbox[2:]]))
        west, south, east, north = bbox_to_metric(bbox, target=self.snapshot.crs)
        more_m = (east - west + north - south) * _BENT
        around = (west - more_m, south - more_m, east + more_m, north + more_m)
        near = self.index.within(around) if all(map(isfinite, around)) else self.index.ids
        for area_id in near:
            outline = self.in_degrees(area_id)
            if outline is not None and outline.intersects(box):
                yield area_id

    @cached_property
    def named(self) -> Mapping[str, list[tuple[str, str, str]]]:
        """The localities and areas by their names as names are compared: kind, name, and the page of each."""
        found: dict[str, list[tuple[str, str, str]]] = {}
        for place in self.snapshot.localities:
            page = f"/karta/lista?ort={quote(place.name)}"
            found.setdefault(name_key(place.name), []).append(("locality", place.name, page))
        for area in self.snapshot.areas:
            found.setdefault(name_key(area.name), []).append(
                ("area", area.name, f"/omrade/{area.id}")
            )
        return found

    @cached_property
    def places(self) -> frozenset[tuple[str, str]]:
        """The localities, each by the code of its municipality and its name; those that areas name as well."""
        named = {(one.municipality, one.name) for one in self.snapshot.localities}
        of_areas = {(one.municipality, one.locality) for one in self.snapshot.areas if one.locality}
        return frozenset(named | of_areas)

    @cached_property
    def names(self) -> Names:
        """The names of localities and areas, to be searched."""
        return Names(self.named)

    @cached_property
    def count(self) -> Count:
        """How many areas there are."""
        return self.register.public_count(on=self.on, today=self.today)

    @cached_property
    def growth(self) -> Mapping[int, int]:
        """How many areas there were at the end of each year since the first, and today."""
        growth = self.register.public_growth(today=self.today)
        return {year: n for year, n in growth.items() if year >= EARLIEST.year}
