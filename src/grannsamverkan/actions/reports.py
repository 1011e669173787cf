"""Reports read: what each tells, what was published, and whether its numbers can be made again."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from shapely import MultiPolygon

from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.reporting import (
    Coverage,
    Report,
    ReportFile,
    ReportState,
    ReportText,
    file_key,
)
from grannsamverkan.domain.yearly import ReportMap, YearlyReport
from grannsamverkan.domain.yearly_building import Earlier, Ingredients, span_of, yearly_report
from grannsamverkan.domain.yearly_disclosure import Version, tells_of_views
from grannsamverkan.domain.yearly_numbers import (
    Numbers,
    canonical,
    digest,
    numbers,
    read_numbers,
)
from grannsamverkan.domain.yearly_parts import Span
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.planning.outlook import outlooks_of
from grannsamverkan.register import Register
from grannsamverkan.register.private import Private
from grannsamverkan.register.published import is_taken_down

NUMBERS = "siffror.json"
"""How the name of the file ends that holds every number in canonical JSON."""

Fault = tuple[str, dict[str, object]]
"""What does not hold: the key of a text, and the values that go into it."""


def report_of(register: Register, report_id: str) -> Report:
    """Return a report by its id.

    Raises:
        NotFound: no such report.
    """
    found = register.facts(Report, report_id)
    if not found:
        raise NotFound("access.not_found")
    return found[0]


def reports_of(register: Register, municipality: str) -> list[Report]:
    """Return the reports of a municipality, the newest period and version first."""
    own = [one for one in register.facts(Report) if one.municipality == municipality]
    return sorted(own, key=lambda one: (one.last_day, one.version, one.id), reverse=True)


def next_of(register: Register, report: Report) -> Report | None:
    """Return the version that corrects a report, as far as it has come; None where none does."""
    return next(
        (
            one
            for one in reports_of(register, report.municipality)
            if one.corrects == report.id and one.state is not ReportState.WITHDRAWN
        ),
        None,
    )


def commentaries(private: Private, report_id: str) -> dict[str, dict[str, str]]:
    """Return the commentaries of a report by part and language, in the order of languages."""
    found: dict[str, dict[str, str]] = {}
    for one in sorted(private.find(ReportText, report_id=report_id), key=lambda one: one.language):
        found.setdefault(one.part, {})[one.language] = one.text
    return found


def standing(private: Private, report: Report) -> tuple[object, ...]:
    """Return all of a report that people write, for the mark of what someone saw before they decide on it."""
    texts = private.find(ReportText, report_id=report.id)
    return report, *sorted(texts, key=lambda one: one.id)


def account(register: Register, report: Report) -> YearlyReport:
    """Return what a report tells: a draft by what is known now, any other by what was known then."""
    known = register.known(report.known_seq)
    others = [one for one in known.all(Report) if _came_before(one, report)]
    with register.looking() as private:
        texts = {
            (part, language): text
            for part, some in commentaries(private, report.id).items()
            for language, text in some.items()
        }
    made_of = Ingredients(
        report=report,
        earlier=_earlier(register, report, others),
        versions=_versions(register, report, others),
        told_in=_told_in(register, report, others),
        texts=texts,
        map=_map(register, span_of(known, report)),
    )
    before = yearly_report(known, made_of)
    if report.numbers_sha256 == digest(numbers(before)):  # approved before forecasts were told of
        return before
    ahead = outlooks_of(before.promises, known.timelines, report.last_day)
    return replace(before, outlooks=ahead)


def _came_before(one: Report, report: Report) -> bool:
    """Say whether a report, as it was known, had been published in the municipality of another."""
    published = one.state is ReportState.PUBLISHED
    return published and one.municipality == report.municipality and one.id != report.id


def _map(register: Register, span: Span) -> ReportMap:
    """Return the public outlines of the areas anyone may meet, at the beginning and at the end."""
    before, now = span.shown(span.opening_on), span.shown()
    ids = {one.outline_id for some in (before, now) for one in some.values() if one.outline_id}
    outlines = register.outlines(sorted(ids))
    place = next((one for one in span.known.municipalities if one.code == span.municipality), None)

    def drawn(some: Iterable[AreaVersion]) -> tuple[MultiPolygon, ...]:
        return tuple(outlines[one.outline_id].public_polygon for one in some if one.outline_id)

    return ReportMap(
        border=place.border if place else None,
        border_generalised=bool(place and place.border_generalised),
        before_on=span.opening_on,
        before=drawn(before.values()),
        now=drawn(now.values()),
        places=tuple(
            (one.name, one.x, one.y)
            for one in span.known.localities
            if one.municipality == span.municipality
        ),
    )


def _earlier(register: Register, report: Report, others: Iterable[Report]) -> Earlier | None:
    """Return the report published before this one: the version it corrects, or else the period before."""
    before = max(
        (
            one
            for one in others
            if one.kind is report.kind
            and (one.last_day, one.version) < (report.last_day, report.version)
        ),
        key=lambda one: (one.id == report.corrects, one.last_day, one.version),
        default=None,
    )
    return None if before is None else Earlier(before, _told(register, before))


def _versions(register: Register, report: Report, others: Iterable[Report]) -> list[Version]:
    """Return every published version of a report, oldest first, each as it was known when it was approved."""
    own = sorted(
        (one for one in others if one.coverage == report.coverage), key=lambda one: one.version
    )
    return [(span_of(register.known(one.known_seq), one), _told(register, one)) for one in own]


def _told_in(register: Register, report: Report, others: Iterable[Report]) -> list[Coverage]:
    """Return the other reports that have told of views on some of the days; one that told nothing hides nothing."""
    found = {
        one.coverage
        for one in others
        if one.coverage.shares_days_with(report.coverage) and tells_of_views(_told(register, one))
    }
    return sorted(found)


def _told(register: Register, report: Report) -> Numbers:
    """Return the numbers that a report was published with; where its file is gone or damaged they are made again.

    Readers have it still, and what they can work out does not go with the file.
    """
    kept = (one.content for one in files_of(register, report.id) if one.name.endswith(NUMBERS))
    for content in kept:
        if sha256(content).hexdigest() == report.numbers_sha256:
            return read_numbers(content)
    return read_numbers(canonical(numbers(account(register, report))))


def files_of(register: Register, report_id: str) -> tuple[ReportFile, ...]:
    """Return the published files of a report, by name."""
    with register.looking() as private:
        return tuple(
            sorted(private.find(ReportFile, report_id=report_id), key=lambda one: one.name)
        )


@dataclass(frozen=True, slots=True)
class ReportVerdict:
    """What a check of a published report found: faults as catalogue keys with values; none: all is well."""

    report: Report
    faults: tuple[Fault, ...]

    @property
    def intact(self) -> bool:
        """Whether the report is as it was published, and its numbers can be recomputed."""
        return not self.faults


def ledger_faults(register: Register, *, head: str | None = None) -> tuple[Fault, ...]:
    """Return the first thing in the ledger that is not as it was written; nothing where all is."""
    fault = register.verify(head=head).fault
    return () if fault is None else ((f"error.{fault[0]}", fault[1]),)


def _is_taken_down(register: Register, key: str) -> bool:
    with register.database.reading() as connection:
        return is_taken_down(connection, key)


def verify_report(register: Register, report_id: str) -> ReportVerdict:
    """Check a published report: its files, the ledger it rests on, and every number of it made again.

    Raises:
        NotFound: no such report. Refused: it is not published, so there is nothing to hold it to.
    """
    report = report_of(register, report_id)
    if report.state is not ReportState.PUBLISHED:
        raise Refused("report.nothing_to_check")
    faults: list[Fault] = []
    kept = {one.name: sha256(one.content).hexdigest() for one in files_of(register, report_id)}
    for entry in report.files:
        name, _, stated = entry.rpartition("=")
        approved = not name.endswith(NUMBERS) or stated == report.numbers_sha256
        gone = name not in kept and _is_taken_down(register, file_key(report_id, name))
        if not gone and (kept.get(name) != stated or not approved):
            faults.append(("report.fault.file", {"name": name}))
    ledger = ledger_faults(register, head=report.known_hash)
    if not ledger and digest(numbers(account(register, report))) != report.numbers_sha256:
        faults.append(("report.fault.numbers", {}))
    return ReportVerdict(report, (*faults, *ledger))
