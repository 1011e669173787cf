"""What stands on the page of a promise, gathered from the register as anyone may know it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.disclosure import PublicView
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.promises import Assessment, NoteKind, PromiseNote
from grannsamverkan.domain.public_promises import PublicPromise
from grannsamverkan.i18n import Translator
from grannsamverkan.reports.svg import Markup
from grannsamverkan.web.public.area_names import AreaNames, NamedArea
from grannsamverkan.web.public.atom import anchor
from grannsamverkan.web.public.counting import Counted, counted
from grannsamverkan.web.public.outlook import public_outlook
from grannsamverkan.web.public.promise_drawings import (
    bridge_drawn,
    growth_drawn,
    maps_drawn,
)
from grannsamverkan.web.public.report_card import ReportCard, cards_on
from grannsamverkan.web.public.standing import Said, Standing, standing
from grannsamverkan.web.site import Site
from grannsamverkan.web.views import PublicDay

if TYPE_CHECKING:
    from grannsamverkan.reports.content.outlook import OutlookTold

_SENTENCES = 3
"""More than so many sentences in a row nobody reads; the figures below have them all."""

_PARTS = (
    ("lage", "stands"),
    ("bedomning", "assessed"),
    ("raknar", "counted"),
    ("antal", "areas"),
    ("framat", "outlook"),
    ("gjort", "done"),
    ("inte", "not_done"),
    ("sagt", "views"),
    ("rapporter", "reports"),
    ("loftet", "made"),
    ("data", "data"),
)


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One row of the table that stands beside the drawing: what happened, how often, to which areas."""

    heading: str
    number: int
    areas: list[NamedArea]
    total: bool = False


@dataclass(frozen=True, eq=False)
class PromisePage:
    """A promise with what stands around it; its parts are made when the page asks for them.

    Attributes:
        before, after: the promise that this one followed, and the one that took its place.
    """

    site: Site
    told: PublicPromise
    before: PublicPromise | None
    after: PublicPromise | None
    t: Translator

    @cached_property
    def today(self) -> PublicDay:
        """What the public may know today."""
        return self.site.view()

    @cached_property
    def standings(self) -> Sequence[Standing]:
        """Where each indicator stands."""
        return [standing(self.told, one, self.t) for one in self.told.progress]

    @property
    def sentences(self) -> Sequence[Said]:
        """Where the promise stands: the sentences of the first indicators that it rests on."""
        said = [one.said for one in self.standings if one.progress.indicator.decisive]
        return said[:_SENTENCES]

    @property
    def countings(self) -> Sequence[Counted]:
        """How each indicator is counted."""
        return [counted(self.told.promise, one, self.t) for one in self.told.progress]

    @property
    def contents(self) -> Sequence[tuple[str, str]]:
        """The parts of the page that there are, by their anchors and the keys of their titles."""
        there = {
            "bedomning": not self.today.snapshot.example,
            "raknar": bool(self.told.progress),
            "antal": self.told.of_areas,
            "framat": self.outlook is not None,
            "rapporter": bool(self.reports),
        }
        return [(anchor, key) for anchor, key in _PARTS if there.get(anchor, True)]

    @property
    def places(self) -> str:
        """The municipalities that the promise is made to, by name."""
        known = self.today.municipalities
        names = [known[one].name if one in known else one for one in self.told.promise.places]
        return self.t.listed(names)

    @property
    def parties(self) -> str:
        """Who made the promise."""
        names = [self.t(f"party.{one}") for one in self.told.promise.parties]
        return self.t.listed([*names[:1], *(name[:1].lower() + name[1:] for name in names[1:])])

    @property
    def source_host(self) -> str:
        """The site that the source of the promise is on."""
        return urlsplit(self.told.promise.source_url or "").hostname or ""

    def schools(self, one: Progress) -> str:
        """Return the schools behind a figure, by name."""
        names = (self.told.schools.get(school) for school in one.now.schools)
        return ", ".join(sorted(filter(None, names), key=str.casefold))

    def anchor(self, key: str) -> str:
        """Return where on the page something stands that the feed leads to."""
        return anchor(self.site.register.info, key)

    def by(self, assessment: Assessment) -> str:
        """Return the role that assessed."""
        return self.t.role(assessment.by, within=True)

    # -- what was done and said -------------------------------------------------------------------

    @property
    def done(self) -> Sequence[PromiseNote]:
        """The notes of what was done, newest first."""
        return self._notes(NoteKind.UPDATE)

    @property
    def not_done(self) -> Sequence[PromiseNote]:
        """The notes of what was not done."""
        return self._notes(NoteKind.NOT_DONE)

    @property
    def lessons(self) -> Sequence[PromiseNote]:
        """The notes of what was learnt."""
        return self._notes(NoteKind.LESSON)

    def _notes(self, kind: NoteKind) -> list[PromiseNote]:
        return [one for one in self.told.notes if one.kind is kind]

    @cached_property
    def activities(self) -> Sequence[Standing]:
        """The indicators that count what was done."""
        return [one for one in self.standings if one.progress.indicator.kind is not None]

    @cached_property
    def views(self) -> Sequence[PublicView]:
        """What residents have said of the promise, with the answers."""
        return self.site.register.public_views(self.told.promise.id)

    @cached_property
    def reports(self) -> Sequence[ReportCard]:
        """The newest version of each published report that the promise is told of in."""
        found = cards_on(self.told.promise, self.site, self.t)
        return [one for one in found if one.told.newer_id is None]

    # -- the areas --------------------------------------------------------------------------------

    @cached_property
    def now(self) -> PublicDay:
        """What the public may know of the day that the figures are of."""
        return self.site.view(self.told.as_of)

    @cached_property
    def then(self) -> PublicDay:
        """What the public may know of the day before the promise began."""
        return self.site.view(self.told.bridge.start)

    @cached_property
    def names(self) -> AreaNames:
        """The names of areas."""
        return AreaNames(self.today, self.now, self.then)

    @property
    def growth(self) -> Markup:
        """How the number of areas grew, drawn."""
        return growth_drawn(self.told, self.t)

    @cached_property
    def outlook(self) -> "OutlookTold | None":
        """What to expect of the number of areas, of a promise about them that runs."""
        from grannsamverkan.reports.content.outlook import outlook_told

        ahead = public_outlook(self.told)
        return None if ahead is None else outlook_told(ahead, self.told.growth, self.t, "framat")

    @property
    def bridge(self) -> Markup:
        """How the number of areas changed, drawn."""
        return bridge_drawn(self.told, self.t)

    @property
    def bridge_rows(self) -> Sequence[BridgeRow]:
        """How the number of areas changed, as a table; what was nothing has no row."""
        led, t = self.told.bridge, self.t
        ends = [
            BridgeRow(f"{t(f'heading.{key}')}, {t.date(on)}", number, [], total=True)
            for key, on, number in (
                ("opening", led.start, led.opening),
                ("closing", led.end, led.closing),
            )
        ]
        steps = [
            BridgeRow(t(f"heading.{key}"), led.events[key], self.names.of(led.areas.get(key, ())))
            for key in HEADINGS
            if led.events[key]
        ]
        return [ends[0], *steps, ends[1]]

    @cached_property
    def maps(self) -> Sequence[Markup]:
        """Maps of then and now."""
        return maps_drawn(self.told.promise, self.then.snapshot, self.now.snapshot, self.t)
