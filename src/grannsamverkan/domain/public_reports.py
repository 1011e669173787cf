"""What the public may know of reports: those that are published, every version of them, and their files."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grannsamverkan.domain.promises import Promise
from grannsamverkan.domain.reporting import Report, ReportState, file_key

_LANGUAGE = re.compile(r"\.([a-z]{2})(?:-[a-z]+)?\.[a-z]+")
_IN_NO_LANGUAGE = "json"
"""Numbers by their keys are the same in every language, whatever the file is called after."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicFile:
    """One published file, without its content.

    Attributes:
        format: how its name ends, such as `html`.
        language: the language it is in; None for numbers alone.
        size_bytes: None where its bytes are not there to be handed out.
    """

    name: str
    sha256: str
    format: str
    language: str | None
    size_bytes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicReport:
    """One published version of a report; `newer_id` is the newest version, where this is not it."""

    report: Report
    files: tuple[PublicFile, ...]
    newer_id: str | None


def public_reports(
    reports: Iterable[Report], sizes_bytes: Mapping[str, int]
) -> tuple[PublicReport, ...]:
    """Return what is published, the newest period first and of a period the newest version.

    `sizes_bytes` holds how large the kept files are, by `file_key`. That a version is being corrected is
    nobody's to know before the correction is published.
    """
    published = [one for one in reports if one.state is ReportState.PUBLISHED]
    newest: dict[object, Report] = {}
    for one in sorted(published, key=lambda one: (one.version, one.id)):
        newest[_covered(one)] = one
    published.sort(key=lambda one: (one.municipality, one.kind, -one.version, one.id))
    published.sort(key=lambda one: (one.last_day, one.start), reverse=True)
    return tuple(_public(one, newest[_covered(one)], sizes_bytes) for one in published)


def concerns(report: Report, promise: Promise) -> bool:
    """Say whether a report is on a municipality of a promise, and on any day that the promise was in force."""
    over_before = promise.last_day is not None and promise.last_day < report.start
    together = promise.start <= report.last_day and not over_before
    return together and report.municipality in promise.places


def published_hash(report: Report, name: str) -> str | None:
    """Return the SHA-256 that a file was published with; None where the public may know of no such file."""
    if report.state is not ReportState.PUBLISHED:
        return None
    return dict(_named(report)).get(name)


def _covered(report: Report) -> object:
    return report.municipality, report.kind, report.start, report.last_day


def _public(report: Report, newest: Report, sizes_bytes: Mapping[str, int]) -> PublicReport:
    return PublicReport(
        report=report,
        files=tuple(
            PublicFile(
                name=name,
                sha256=digest,
                format=name.rpartition(".")[2],
                language=_language(name),
                size_bytes=sizes_bytes.get(file_key(report.id, name)),
            )
            for name, digest in _named(report)
        ),
        newer_id=None if newest.id == report.id else newest.id,
    )


def _language(name: str) -> str | None:
    found = _LANGUAGE.search(name)
    return None if found is None or name.endswith(_IN_NO_LANGUAGE) else found[1]


def _named(report: Report) -> Iterable[tuple[str, str]]:
    for entry in report.files:
        name, _, digest = entry.rpartition("=")
        yield name, digest
