"""A published report as pages and feeds name it, with its files in the order that its reader wants them."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.public_reports import PublicFile, PublicReport, concerns
from grannsamverkan.i18n import LOCALES, Translator
from grannsamverkan.web.site import Site

_FORMATS = ("html", "pdf", "xlsx", "csv", "json")
"""In the order that most people want them; what else there may be comes last."""

_KB, _MB, _SPACE = 1_000, 1_000_000, "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True, eq=False)
class ReportCard:
    """One published version of a report; `place` is the municipality it is on, by name."""

    told: PublicReport
    place: str
    t: Translator

    @property
    def path(self) -> str:
        """The address of its page."""
        return f"/rapporter/{self.told.report.id}"

    @property
    def title(self) -> str:
        """What kind of report it is, on which period, and where; which version, from the second on."""
        report, t = self.told.report, self.t
        known = {"kind": t(f"reportkind.{report.kind}"), "place": self.place}
        if report.year is not None:
            title = t("published.of_year", year=str(report.year), **known)
        else:
            title = t("published.of_period", start=report.start, end=report.last_day, **known)
        first = report.version == 1
        return title if first else t("published.of_version", title=title, version=report.version)

    @property
    def on(self) -> date:
        """The day on which it was published."""
        published_on = self.told.report.published_on
        assert published_on is not None  # noqa: S101 # to publish is to date
        return published_on

    @property
    def approved_by(self) -> str:
        """The role that approved it."""
        return self.t.role(self.told.report.approved_by or "", within=True)

    @property
    def files(self) -> list[PublicFile]:
        """Its files: those in the reader's language first, then what is in none."""
        return sorted(self.told.files, key=self._order)

    def _order(self, file: PublicFile) -> tuple[int, int, str]:
        foreign = 0 if file.language == self.t.tag else 2 if file.language else 1
        known = file.format in _FORMATS
        return foreign, _FORMATS.index(file.format) if known else len(_FORMATS), file.name

    def address(self, file: PublicFile) -> str:
        """Return where a file is."""
        return file_path(self.told.report.id, file.name)

    def kind(self, file: PublicFile) -> str:
        """Return what a file is."""
        known = file.format in _FORMATS
        return self.t(f"published.format.{file.format}") if known else file.name

    def language(self, file: PublicFile) -> str | None:
        """Return the language that a file is in, by its own name; None where it is in none of ours."""
        return self.t(f"web.nav.in_{file.language}") if file.language in LOCALES else None

    def weight(self, file: PublicFile) -> str | None:
        """Return how large a file is: `96 kB`, `1,2 MB`."""
        size = file.size_bytes
        if size is None:
            return None
        if size < _MB:
            return f"{self.t.number(max(round(size / _KB), 1))}{_SPACE}kB"
        return f"{self.t.number(size / _MB)}{_SPACE}MB"


def file_path(report_id: str, name: str) -> str:
    """Return the address of a file."""
    return f"/rapporter/{report_id}/{quote(name)}"


def cards(site: Site, t: Translator) -> list[ReportCard]:
    """Return every published report, the newest period first."""
    places = site.view().municipalities
    return [
        ReportCard(
            one, places[code].name if (code := one.report.municipality) in places else code, t
        )
        for one in site.register.public_reports()
    ]


def cards_on(promise: Promise, site: Site, t: Translator) -> list[ReportCard]:
    """Return the published reports that a promise is told of in."""
    return [one for one in cards(site, t) if concerns(one.told.report, promise)]
