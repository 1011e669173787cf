"""The pages of the register's workbook: one for each kind of fact, in words and days."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from operator import attrgetter

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.areas import HouseholdCount, Municipality, Timeline
from grannsamverkan.domain.disclosure import first_active
from grannsamverkan.domain.people import ContactRole, ContactTerm, Person, SubArea, holding
from grannsamverkan.domain.period import FOREVER, Precision, StatedDate
from grannsamverkan.domain.signs import Sign
from grannsamverkan.exchange import example_mark
from grannsamverkan.exchange.workbook import Cell, Page
from grannsamverkan.i18n import Translator
from grannsamverkan.register.present import Present


class Pages:
    """The pages of a workbook, of the areas of some municipalities as they are at one change."""

    def __init__(
        self, doing: Doing, t: Translator, present: Present, places: Mapping[str, Municipality]
    ) -> None:
        """Take what is believed now, and the municipalities whose areas are meant, by code."""
        self.doing, self.t, self.present, self.places = doing, t, present, places
        own = (one for one in present.timelines.values() if one[-1].municipality in places)
        self.timelines: list[Timeline] = sorted(own, key=_by_name)

    @property
    def attribution(self) -> str:
        """The register's name, led by the example mark where the areas are invented."""
        info = self.doing.register.info
        return f"{example_mark.mark(self.t.language)}. {info.name}" if info.example else info.name

    def _page(self, key: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Page:
        """Return a page with its headings in words; in an example every row carries the mark."""
        marks = (example_mark.mark(self.t.language),) if self.doing.register.info.example else ()
        headings = [self.t(f"workbook.column.{name}") for name in columns]
        more = [self.t("workbook.column.example")] if marks else []
        title = self.t(f"workbook.sheet.{key}")
        return Page(title, [*headings, *more], [(*row, *marks) for row in rows])

    def _word(self, room: str, value: StrEnum | None) -> str | None:
        return None if value is None else self.t(f"{room}.{value.value}")

    def areas(self) -> Page:
        """Return every area with all that is known of it today."""
        columns = (
            "id", "code", "area", "municipality", "locality", "type", "status", "valid_from", "households",
            "joined", "m2", "verification", "last_confirmed", "boundary_reviewed", "contacts", "inherited",
            "predecessors",
        )  # fmt: skip
        return self._page("areas", columns, map(self._area, self.timelines))

    def _area(self, timeline: Timeline) -> Sequence[Cell]:
        version = timeline[-1]
        counts = self.present.of(HouseholdCount, version.area_id)
        joined = [one.joined for one in counts if one.joined is not None]
        terms = self.present.of(ContactTerm, version.area_id)
        return (
            version.area_id,
            version.code,
            version.name,
            self.places[version.municipality].name,
            version.locality,
            self._word("type", version.area_type),
            self._word("status", version.status),
            _stated(first_active(timeline) or version.stated_start),
            counts[-1].total if counts else None,
            joined[-1] if joined else None,
            version.m2,
            self._word("verification", version.verification),
            version.last_confirmed_on,
            version.boundary_reviewed_on,
            len(holding(terms, self.doing.today)),
            self.t("workbook.yes") if version.inherited else None,
            ", ".join(map(self._name, version.predecessors)),
        )

    def _name(self, area_id: str) -> str:
        timeline = self.present.timelines.get(area_id)
        return timeline[-1].name if timeline else area_id

    def contacts(self, codes: set[str]) -> Page:
        """Return the contacts of today in some municipalities, by area and name."""
        with self.doing.register.looking() as private:
            people = {
                one.id: one
                for code in sorted(codes)
                for one in private.find(Person, municipality=code)
            }
        columns = (
            "id", "area", "contact", "phone", "mail", "main", "channel", "part", "appointed", "trained",
            "confirmed", "list",
        )  # fmt: skip
        rows = [
            row
            for timeline in self.timelines
            if timeline[-1].municipality in codes
            for row in self._contacts_of(timeline, people)
        ]
        return self._page("contacts", columns, rows)

    def _contacts_of(
        self, timeline: Timeline, people: Mapping[str, Person]
    ) -> list[Sequence[Cell]]:
        area_id, name = timeline[-1].area_id, timeline[-1].name
        parts = {one.id: one.name for one in self.present.of(SubArea, area_id)}
        terms = holding(self.present.of(ContactTerm, area_id), self.doing.today)
        found = [(people[one.person_id], one) for one in terms if one.person_id in people]
        found.sort(key=lambda pair: (pair[0].name.casefold(), pair[0].id))
        return [
            (
                area_id,
                name,
                person.name,
                person.phone,
                person.mail,
                self.t("workbook.yes") if term.role is ContactRole.MAIN_CONTACT else None,
                self._word("channel", person.channel),
                parts.get(term.sub_area_id or ""),
                term.appointed_on,
                term.trained_on,
                term.confirmed_on,
                term.list_confirmed_on,
            )
            for person, term in found
        ]

    def signs(self) -> Page:
        """Return every sign there is or has been."""
        columns = (
            "area", "kind", "x", "y", "ordered", "consent", "permit_body", "permit_ref", "permit_expires",
            "delivered", "mounted", "condition", "inspected", "removed", "removal_reason",
        )  # fmt: skip
        return self._page("signs", columns, (
            (
                timeline[-1].name,
                self._word("signkind", one.kind),
                one.x, one.y, one.ordered_on, one.consent_on,
                self._word("permitbody", one.permit_body),
                one.permit_ref, one.permit_expires_on, one.delivered_on, one.mounted_on,
                self._word("condition", one.condition),
                one.inspected_on, one.removed_on, one.removal_reason,
            )
            for timeline in self.timelines
            for one in self.present.of(Sign, timeline[-1].area_id)
        ))  # fmt: skip

    def activities(self) -> Page:
        """Return the activities of these municipalities, by day."""
        columns = (
            "on",
            "at",
            "what",
            "state",
            "areas",
            "venue",
            "organiser",
            "attendees",
            "present",
        )
        own = [one for one in self.present.activities if one.municipality in self.places]
        return self._page("activities", columns, map(self._activity, own))

    def _activity(self, one: Activity) -> Sequence[Cell]:
        return (
            one.on,
            one.starts_at,
            self._word("activitykind", one.kind),
            self._word("activitystate", one.state),
            ", ".join(map(self._name, one.area_ids)),
            one.venue,
            self._word("organiser", one.organiser),
            one.attendees,
            one.contacts_present,
        )

    def households(self) -> Page:
        """Return every count of households, by area and day."""
        columns = ("area", "on", "households", "source", "joined", "joined_source")
        read = attrgetter("counted_on", "total", "source", "joined", "joined_source")
        return self._page("households", columns, (
            (timeline[-1].name, *read(one))
            for timeline in self.timelines
            for one in self.present.of(HouseholdCount, timeline[-1].area_id)
        ))  # fmt: skip

    def history(self) -> Page:
        """Return every version of every area, by area and day."""
        columns = ("area", "from", "to", "event", "status", "m2", "inherited")
        return self._page("history", columns, (
            (
                one.name,
                _stated(one.stated_start),
                None if one.period.end == FOREVER else one.period.end,
                self._word("event", one.event),
                self._word("status", one.status),
                one.m2,
                self.t("workbook.yes") if one.inherited else None,
            )
            for timeline in self.timelines
            for one in timeline
        ))  # fmt: skip

    def about(self, *, with_contacts: bool) -> Page:
        """Return what the workbook is, when it was made, and as of which change."""
        head = self.present.head
        info = self.doing.register.info
        key = "with_contacts" if with_contacts else "without_contacts"
        rows: list[tuple[Cell, Cell]] = [
            (self.t("workbook.about.register"), info.name),
            (self.t("workbook.about.municipalities"), ", ".join(one.name for one in self.places.values())),
            (self.t("workbook.about.made"), self.doing.today),
            (self.t("workbook.about.change"), head.seq),
            (self.t("workbook.about.hash"), head.hash),
            (self.t("workbook.about.contacts"), self.t(f"workbook.about.{key}")),
            (self.t("workbook.about.again"), self.t("workbook.about.again_text")),
        ]  # fmt: skip
        return self._page("about", ("about", "value"), rows)


def _stated(stated: StatedDate) -> Cell:
    """Return a day as a day where it is known to the day, else as it is stated."""
    exact = stated.precision is Precision.DAY
    day: date = stated.counts_on
    return day if exact else str(stated)


def _by_name(timeline: Timeline) -> tuple[str, str]:
    return timeline[-1].name.casefold(), timeline[-1].area_id
