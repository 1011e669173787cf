"""/arbete/rapporter/{id}: one report read, written to, approved, published, corrected and checked."""

from collections.abc import Callable

from fastapi import APIRouter, Response
from markupsafe import Markup

from grannsamverkan.actions import reporting
from grannsamverkan.actions.deeds import mark
from grannsamverkan.actions.report_files import report_files
from grannsamverkan.actions.reports import (
    ReportVerdict,
    account,
    commentaries,
    files_of,
    next_of,
    report_of,
    standing,
    verify_report,
)
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly import PARTS
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.reports.content import document
from grannsamverkan.reports.html import fragment
from grannsamverkan.web.staff.desk import Visit, needs
from grannsamverkan.web.staff.filling import BLANK, Filling, refused
from grannsamverkan.web.staff.report_list import MANAGE, PATH, READ
from grannsamverkan.web.staff.sent import Asked, AskedDep, Sent, SentDep

router = APIRouter()

REPORT = f"{PATH}/{{report_id}}"
WRITE, APPROVE, REOPEN = "kommentar", "godkann", "oppna"
WITHDRAW, PUBLISH, CORRECT = "aterta", "publicera", "ratta"


def one_of(asked: Asked, report_id: str) -> Report:
    """Return a report that a person may read.

    Raises:
        NotFound: no such report, or not for them.
    """
    report = report_of(asked.desk.register, report_id)
    if not any(_may(asked.visit, deed, report) for deed in (Deed.MANAGE_REPORTS, Deed.APPROVE_REPORT)):  # fmt: skip
        raise NotFound("access.not_found")
    return report


def _may(visit: Visit, deed: Deed, report: Report) -> bool:
    return visit.may(deed, municipality=report.municipality)


@router.get(REPORT, dependencies=READ)
def report_page(asked: AskedDep, report_id: str) -> Response:
    """Return how far a report has come, with what can be done with it."""
    return _page(asked, one_of(asked, report_id), BLANK)


@router.get(f"{REPORT}/las", dependencies=READ)
def read(asked: AskedDep, report_id: str) -> Response:
    """Return what the report says, in the reader's language."""
    report = one_of(asked, report_id)
    with asked.desk.register.looking() as private:
        seen = mark(standing(private, report))
    told = account(asked.desk.register, report)
    body = Markup(fragment(document(told, asked.t)))  # noqa: S704 # escaped by the report's own template
    return asked.page(
        "arbete/rapport_las.html",
        report=report,
        body=body,
        seen=seen,
        may_approve=_may(asked.visit, Deed.APPROVE_REPORT, report),
    )


@router.get(f"{REPORT}/kontroll", dependencies=READ)
def verify(asked: AskedDep, report_id: str) -> Response:
    """Return the page with what a check of files, ledger and numbers found."""
    report = one_of(asked, report_id)
    verdict = verify_report(asked.desk.register, report_id)
    return _page(asked, report, BLANK, verdict)


@router.get(f"{REPORT}/filer/{{name}}", dependencies=READ)
def download(asked: AskedDep, report_id: str, name: str) -> Response:
    """Return one published file, byte for byte.

    Raises:
        NotFound: no such file.
    """
    report = one_of(asked, report_id)
    for one in files_of(asked.desk.register, report.id):
        if one.name == name:
            headers = {"Content-Disposition": f'attachment; filename="{one.name}"'}
            return Response(one.content, media_type=one.media_type, headers=headers)
    raise NotFound("access.not_found")


@router.post(f"{REPORT}/{WRITE}", dependencies=MANAGE)
def write(sent: SentDep, report_id: str) -> Response:
    """Keep the commentary to one part, in every language."""
    report, form = one_of(sent, report_id), sent.form
    part = form.text("part")
    try:
        texts = {language: form.text(language) for language in LANGUAGES}
        doing = sent.doing("report.did.write")
        reporting.write(doing, report_id, part, texts, seen=form.text("seen"))
    except Refused as error:
        return _page(sent, report, refused(sent.visit, form, part, error))
    return _done(sent, report_id, "write")


@router.post(f"{REPORT}/{APPROVE}", dependencies=[needs(Deed.APPROVE_REPORT)])
def approve(sent: SentDep, report_id: str) -> Response:
    """Approve a draft."""
    return _step(sent, report_id, APPROVE, "approve", reporting.approve)


@router.post(f"{REPORT}/{REOPEN}", dependencies=MANAGE)
def reopen(sent: SentDep, report_id: str) -> Response:
    """Make a draft again of what is approved or withdrawn."""
    return _step(sent, report_id, REOPEN, "reopen", reporting.reopen)


@router.post(f"{REPORT}/{WITHDRAW}", dependencies=MANAGE)
def withdraw(sent: SentDep, report_id: str) -> Response:
    """Put a draft aside."""
    return _step(sent, report_id, WITHDRAW, "withdraw", reporting.withdraw)


@router.post(f"{REPORT}/{PUBLISH}", dependencies=MANAGE)
def publish(sent: SentDep, report_id: str) -> Response:
    """Publish an approved report with its files in every language."""
    report = one_of(sent, report_id)
    try:
        files = report_files(report, account(sent.desk.register, report))
        doing = sent.doing("report.did.publish")
        reporting.publish(doing, report_id, files, seen=sent.form.text("seen"))
    except Refused as error:
        return _page(sent, report, refused(sent.visit, sent.form, PUBLISH, error))
    return _done(sent, report_id, "publish")


@router.post(f"{REPORT}/{CORRECT}", dependencies=MANAGE)
def correct(sent: SentDep, report_id: str) -> Response:
    """Begin the next version of a published report."""
    report = one_of(sent, report_id)
    try:
        doing = sent.doing("report.did.correct")
        fresh = reporting.correct(doing, report_id, sent.form.text("correction"))
    except Refused as error:
        return _page(sent, report, refused(sent.visit, sent.form, CORRECT, error))
    return _done(sent, fresh.id, "correct")


def _step(
    sent: Sent, report_id: str, which: str, name: str, act: Callable[..., Report]
) -> Response:
    report = one_of(sent, report_id)
    try:
        act(sent.doing(f"report.did.{name}"), report_id, seen=sent.form.text("seen"))
    except Refused as error:
        return _page(sent, report, refused(sent.visit, sent.form, which, error))
    return _done(sent, report_id, name)


def _done(sent: Sent, report_id: str, name: str) -> Response:
    to, key = f"{PATH}/{report_id}", f"report.did.{name}"
    return sent.desk.done(sent.request, sent.visit, to=to, key=key)


def _page(
    asked: Asked, report: Report, filling: Filling, verdict: ReportVerdict | None = None
) -> Response:
    register, visit = asked.desk.register, asked.visit
    with register.looking() as private:
        texts = commentaries(private, report.id)
        seen = mark(standing(private, report))
    return asked.page(
        "arbete/rapport.html",
        status=filling.status,
        filling=filling,
        report=report,
        verdict=verdict,
        faults=[asked.t(key, **values) for key, values in verdict.faults] if verdict else [],
        name={one.code: one.name for one in register.municipalities()}[report.municipality],
        commented=PARTS,
        texts=texts,
        seen=seen,
        marks={part: mark(texts.get(part)) for part in PARTS},
        files=[entry.rpartition("=") for entry in report.files],
        next=next_of(register, report),
        before=report_of(register, report.corrects) if report.corrects else None,
        may_manage=_may(visit, Deed.MANAGE_REPORTS, report),
        may_approve=_may(visit, Deed.APPROVE_REPORT, report),
    )
