"""Yearly reports from draft to published: written, approved by a role, published with its files, corrected."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

from grannsamverkan.actions.deeds import hold_to_seen, mark, prose
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.reports import (
    NUMBERS,
    account,
    commentaries,
    next_of,
    report_of,
    reports_of,
    standing,
)
from grannsamverkan.actions.view_words import refuse_reach
from grannsamverkan.domain.access import Deed, role_for
from grannsamverkan.domain.reporting import (
    Report,
    ReportFile,
    ReportKind,
    ReportState,
    ReportText,
    file_key,
    hold_to_past,
)
from grannsamverkan.domain.yearly import PARTS
from grannsamverkan.domain.yearly_numbers import digest, numbers
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.register import Change

_LONGEST = 4_000
_SUMMARY_WORDS = 150
"""So long a summary is still one that is read."""

_NOT = {
    ReportState.DRAFT: "report.not_draft",
    ReportState.APPROVED: "report.not_approved",
    ReportState.PUBLISHED: "report.not_published",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """One file of a report: its media type and its bytes."""

    media_type: str
    content: bytes


def begin(
    doing: Doing,
    municipality: str,
    start: date,
    last_day: date,
    kind: ReportKind = ReportKind.YEARLY,
) -> Report:
    """Begin a report on a period of a municipality.

    Raises:
        NotFound: no such municipality, or not theirs. Refused: it is no period to report on, as in `hold_to_past`.
        Conflict: there is a draft of it already.
    """
    doing.require(Deed.MANAGE_REPORTS, municipality=municipality)
    hold_to_past(start, last_day, doing.today)
    with doing.change("begin_report") as change:
        if change.municipality(municipality) is None:
            raise NotFound("access.not_found")
        report = Report(
            id=doing.new_id(doing.now),
            municipality=municipality,
            kind=kind,
            start=start,
            last_day=last_day,
        )
        _hold_alone(doing, report)
        change.set_facts(Report, report.id, [report])
    return report


def _hold_alone(doing: Doing, draft: Report) -> None:
    """Keep two people from reporting on the same days at once, and a report from being corrected twice."""
    period = {"start": draft.start, "end": draft.last_day}
    for one in reports_of(doing.register, draft.municipality):
        same = one.coverage == draft.coverage and one.id != draft.id
        if same and one.state in {ReportState.DRAFT, ReportState.APPROVED}:
            raise Conflict("report.begun_already", **period)
        if same and one.state is ReportState.PUBLISHED and not draft.corrects:
            raise Conflict("report.correct_instead", **period)
        if same and one.state is ReportState.PUBLISHED and one.corrects == draft.corrects:
            raise Conflict("report.corrected_already")


def write(
    doing: Doing, report_id: str, part: str, texts: Mapping[str, str], *, seen: str | None = None
) -> None:
    """Keep the commentary in a part of a draft, by language; an empty one takes it away.

    Args:
        doing: who does it.
        report_id: which draft.
        part: which part of it.
        texts: what is to stand there in each language that is written.
        seen: the mark of what stood there when they looked, as in `commentaries`.

    Raises:
        NotFound: no such draft, part or language. Refused: it is too long, or it tells of a person.
        Conflict: it is no draft, or someone else has written there since.
    """
    kept = {language: _for_anyone(text) for language, text in texts.items()}
    report = _held(doing, report_id, Deed.MANAGE_REPORTS, ReportState.DRAFT)
    if part not in PARTS or not kept.keys() <= set(LANGUAGES):
        raise NotFound("access.not_found")
    if part == "summary" and any(
        len((one or "").split()) > _SUMMARY_WORDS for one in kept.values()
    ):
        raise Refused("report.summary_too_long", words=_SUMMARY_WORDS)
    with doing.change("write_report") as change:
        _hold_as_it_was(change, report)
        change.subject = report_id
        hold_to_seen(commentaries(change.private, report_id).get(part), seen)
        for language, text in kept.items():
            key = f"{report_id}/{part}/{language}"
            if text is None:
                change.private.remove(ReportText, key)
            else:
                change.private.put(
                    ReportText(id=key, report_id=report_id, part=part, language=language, text=text)
                )


def _for_anyone(text: str) -> str | None:
    """Return a text as it is kept where it may end up in what is published for ever."""
    kept = prose(text, longest=_LONGEST)
    refuse_reach(kept or "")
    return kept


def approve(doing: Doing, report_id: str, *, seen: str | None = None) -> Report:
    """Approve a draft: from now on its numbers are those that were known at this moment.

    Here and below `seen` is the mark of the report and its words when they looked, as in `standing`.

    Raises:
        NotFound: no such report, or not theirs to approve. Conflict: it is no draft, or someone else has
            written in it since.
    """
    draft = _held(doing, report_id, Deed.APPROVE_REPORT, ReportState.DRAFT)
    known = doing.register.head()
    told = numbers(account(doing.register, replace(draft, known_seq=known.seq)))
    approved = replace(
        draft,
        state=ReportState.APPROVED,
        approved_by=role_for(doing.who, Deed.APPROVE_REPORT, municipality=draft.municipality).value,
        approved_on=doing.today,
        known_seq=known.seq,
        known_hash=known.hash,
        numbers_sha256=digest(told),
    )
    return _written(doing, "approve_report", draft, approved, seen)


def reopen(doing: Doing, report_id: str, *, seen: str | None = None) -> Report:
    """Make a draft again of a report that is approved and not published, or that was withdrawn.

    Raises:
        NotFound: no such report, or not theirs. Conflict: it is neither, it has changed since, or
            another report on the same days has been begun meanwhile.
    """
    before = _held(
        doing, report_id, Deed.MANAGE_REPORTS, ReportState.APPROVED, ReportState.WITHDRAWN
    )
    draft = replace(
        before,
        state=ReportState.DRAFT,
        approved_by=None,
        approved_on=None,
        known_seq=None,
        known_hash=None,
        numbers_sha256=None,
    )
    with doing.change("reopen_report") as change:
        _hold_as_it_was(change, before, seen)
        if before.state is ReportState.WITHDRAWN:
            _hold_alone(doing, draft)
        change.set_facts(Report, draft.id, [draft])
    return draft


def withdraw(doing: Doing, report_id: str, *, seen: str | None = None) -> Report:
    """Put a draft aside that was begun by mistake; its commentary is kept, and it can be opened again.

    Raises:
        NotFound: no such report, or not theirs. Conflict: it is no draft, or it has changed since.
    """
    draft = _held(doing, report_id, Deed.MANAGE_REPORTS, ReportState.DRAFT)
    withdrawn = replace(draft, state=ReportState.WITHDRAWN)
    return _written(doing, "withdraw_report", draft, withdrawn, seen)


def publish(
    doing: Doing, report_id: str, files: Mapping[str, Rendered], *, seen: str | None = None
) -> Report:
    """Publish an approved report with its files, which are kept byte for byte.

    Raises:
        NotFound: no such report, or not theirs. Conflict: it is not approved or has changed since, the
            numbers in the files are not those that were approved, another report is on the same days, or one has been published
            that they were not weighed against.
    """
    approved = _held(doing, report_id, Deed.MANAGE_REPORTS, ReportState.APPROVED)
    figures = {
        sha256(one.content).hexdigest() for name, one in files.items() if name.endswith(NUMBERS)
    }
    if figures != {approved.numbers_sha256}:
        raise Conflict("report.changed")
    names = tuple(
        f"{name}={sha256(one.content).hexdigest()}" for name, one in sorted(files.items())
    )
    published = replace(
        approved, state=ReportState.PUBLISHED, published_on=doing.today, files=names
    )
    known = doing.register.known(approved.known_seq).all(Report)
    weighed = {one.id for one in known if one.state is ReportState.PUBLISHED}
    with doing.change("publish_report") as change:
        _hold_as_it_was(change, approved, seen)
        _hold_alone(doing, approved)
        for one in reports_of(doing.register, approved.municipality):
            if one.state is ReportState.PUBLISHED and one.id not in weighed:
                raise Conflict("report.published_since", start=one.start, end=one.last_day)
        change.set_facts(Report, published.id, [published])
        change.private.put(
            *(
                ReportFile(
                    id=file_key(published.id, name),
                    report_id=published.id,
                    name=name,
                    media_type=one.media_type,
                    content=one.content,
                )
                for name, one in files.items()
            )
        )
    return published


def correct(doing: Doing, report_id: str, correction: str) -> Report:
    """Begin the next version of a published report, with its commentaries; the published one stays.

    Raises:
        NotFound: no such report, or not theirs. Refused: it is not said what was wrong. Conflict: it is
            not published, or is being corrected already.
    """
    wrong = _for_anyone(correction)
    if wrong is None:
        raise Refused("report.no_correction")
    before = _held(doing, report_id, Deed.MANAGE_REPORTS, ReportState.PUBLISHED)
    with doing.change("correct_report") as change:
        if next_of(doing.register, before) is not None:
            raise Conflict("report.corrected_already")
        draft = Report(
            id=doing.new_id(doing.now),
            municipality=before.municipality,
            kind=before.kind,
            start=before.start,
            last_day=before.last_day,
            version=before.version + 1,
            corrects=before.id,
            correction=wrong,
        )
        change.set_facts(Report, draft.id, [draft])
        texts = change.private.find(ReportText, report_id=before.id)
        change.private.put(
            *(
                replace(one, id=f"{draft.id}/{one.part}/{one.language}", report_id=draft.id)
                for one in texts
            )
        )
    return draft


def _held(doing: Doing, report_id: str, deed: Deed, *states: ReportState) -> Report:
    """Return a report that a person may do something with, in a state it must be in for that."""
    report = report_of(doing.register, report_id)
    doing.require(deed, municipality=report.municipality)
    if report.state not in states:
        raise Conflict(_NOT[states[0]])
    return report


def _written(doing: Doing, action: str, before: Report, after: Report, seen: str | None) -> Report:
    with doing.change(action) as change:
        _hold_as_it_was(change, before, seen)
        change.set_facts(Report, after.id, [after])
    return after


def _hold_as_it_was(change: Change, report: Report, seen: str | None = None) -> None:
    """Hold a report to what it was when it was read here, and when the person looked at it."""
    as_seen = seen is None or seen == mark(standing(change.private, report))
    if change.facts(Report, report.id) != (report,) or not as_seen:
        raise Conflict("report.changed")
