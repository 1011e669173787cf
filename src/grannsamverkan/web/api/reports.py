"""GET /api/v1/reports: which reports are published, where their files are, and how to check them."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, Field

from grannsamverkan.domain.public_reports import PublicReport
from grannsamverkan.domain.reporting import ReportKind
from grannsamverkan.errors import NotFound
from grannsamverkan.web.api.counts import MunicipalityCode
from grannsamverkan.web.problems import problems
from grannsamverkan.web.public.report_card import file_path
from grannsamverkan.web.site import SiteDep

router = APIRouter(prefix="/api/v1", tags=["reports"])


class PublishedFile(BaseModel):
    """One file, which never changes; `language` is null for numbers by their keys alone."""

    name: Annotated[str, Field(examples=["grannsamverkan-1861-2020.sv.html"])]
    address: str
    format: Annotated[str, Field(examples=["html"])]
    language: str | None
    size_bytes: int | None
    sha256: str


class PublishedReport(BaseModel):
    """One published version of a report on the days from `start` to `last_day`.

    `corrects` is the version before, `correction` what was wrong in it, and `newer` the newest version where
    this is not it. `approved_by` is a role. The numbers are those of the register as it was once change
    `ledger_number` was written, whose hash is `ledger_head`; `numbers_sha256` is that of their JSON.
    """

    id: str
    municipality: Annotated[str, Field(examples=["1861"])]
    kind: ReportKind
    start: date
    last_day: date
    version: int
    corrects: str | None
    correction: str | None
    newer: str | None
    approved_by: str
    approved_on: date
    published_on: date
    ledger_number: int
    ledger_head: str
    numbers_sha256: str
    files: list[PublishedFile]


class PublishedReports(BaseModel):
    """Every published version, the newest period first."""

    reports: list[PublishedReport]
    note: str | None = None


@router.get("/reports", summary="What was reported", responses=problems(404, 422, 429, 503))
def reports(site: SiteDep, municipality: MunicipalityCode = None) -> PublishedReports:
    """Return every published report with its files; on one municipality or on all."""
    if municipality is not None and municipality not in site.view().municipalities:
        raise NotFound("web.municipality", code=municipality)
    told = site.register.public_reports()
    chosen = [one for one in told if municipality in {None, one.report.municipality}]
    return PublishedReports(reports=[_published(one) for one in chosen], note=site.note())


def _published(told: PublicReport) -> PublishedReport:
    report = told.report
    return PublishedReport.model_validate(
        {
            **{name: getattr(report, name, None) for name in PublishedReport.model_fields},
            "newer": told.newer_id,
            "ledger_number": report.known_seq,
            "ledger_head": report.known_hash,
            "files": [
                PublishedFile(
                    name=one.name,
                    address=file_path(report.id, one.name),
                    format=one.format,
                    language=one.language,
                    size_bytes=one.size_bytes,
                    sha256=one.sha256,
                )
                for one in told.files
            ],
        }
    )
