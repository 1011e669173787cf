"""Reports of the register of promises in every state, with files that are made up."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.domain.reporting import Report, ReportFile, ReportKind, ReportState, file_key
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from prepared import made_once
from promised import LAST, PLACE, START, new_promised_register
from town import NOW, generous

FIRST, SECOND, ACCOUNT = (f"01JR000000000000000000000{one}" for one in (1, 2, 3))
UNPUBLISHED: Mapping[ReportState, str] = {
    ReportState.DRAFT: "01JR0000000000000000000004",
    ReportState.APPROVED: "01JR0000000000000000000005",
    ReportState.WITHDRAWN: "01JR0000000000000000000006",
}
WRONG, SECRET = "Ett område var räknat två gånger.", "HEMLIG rättelse"
HEAD = "ab12" * 16

MEDIA_TYPES = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}
PAGE = """<!doctype html><html lang="sv"><title>Prov</title><style>h1 { color: rgb(1, 2, 3) }</style>
<h1>Årsrapport</h1><svg width="9" height="9"><rect width="9" height="9"/></svg>
<script>window.ran = 1</script><img src="https://elsewhere.example/x.png" onerror="window.ran = 2">"""

LANGUAGED = ("sv.html", "sv.pdf", "en.html", "en.pdf", "sv.xlsx", "sv-siffror.csv", "sv-siffror.json")  # fmt: skip


def report(report_id: str, **facts: object) -> Report:
    """Return a published report on the year 2020."""
    plain = Report(
        id=report_id,
        municipality=PLACE,
        start=date(2020, 1, 1),
        last_day=date(2020, 12, 31),
        state=ReportState.PUBLISHED,
        known_seq=1,
        known_hash=HEAD,
        approved_by="coordinator",
        approved_on=date(2021, 2, 1),
        published_on=date(2021, 2, 3),
        numbers_sha256="cd34" * 16,
    )
    return replace(plain, **facts)  # type: ignore[arg-type]  # fields known by name only


def made_up(of: Report) -> dict[str, bytes]:
    """Return the files of a report by name, each with bytes of its own."""
    return {
        f"rapport-v{of.version}.{ending}": f"{PAGE}{of.id} {ending} åäö".encode() + b"\xff"
        for ending in LANGUAGED
    }


def keep(register: Register, of: Report, files: Mapping[str, bytes] | None = None) -> Report:
    """Write a report with its files into a register, whatever state it is in."""
    contents = made_up(of) if files is None else files
    named = tuple(f"{name}={sha256(one).hexdigest()}" for name, one in contents.items())
    kept = replace(of, files=named)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Report, of.id, [kept])
        change.private.put(
            *(
                ReportFile(
                    id=file_key(of.id, name),
                    report_id=of.id,
                    name=name,
                    media_type=MEDIA_TYPES.get(name.rpartition(".")[2], "application/octet-stream"),
                    content=one,
                )
                for name, one in contents.items()
            )
        )
    return kept


@made_once
def new_reported_register(path: Path, *, example: bool = False) -> Register:
    """Make a register of promises with reports in every state."""
    register = new_promised_register(path, example=example)
    keep_all(register)
    return register


def keep_all(register: Register) -> None:
    """Write a year in two versions, an account of a promise, and what is not published."""
    keep(register, report(FIRST))
    fixed = report(SECOND, version=2, corrects=FIRST, correction=WRONG)
    keep(register, replace(fixed, published_on=date(2021, 3, 9), approved_by="operatör"))
    account = report(ACCOUNT, kind=ReportKind.FINAL, start=START, last_day=LAST)
    keep(register, replace(account, published_on=date(2021, 9, 1), known_seq=12_345))
    for state, report_id in UNPUBLISHED.items():
        third = report(report_id, version=3, corrects=SECOND, correction=SECRET, state=state)
        keep(register, third)


@pytest.fixture(scope="session")
def reported_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give that register; no test writes to it."""
    register = new_reported_register(tmp_path_factory.mktemp("reported") / "hallsberg.gpkg")
    yield register
    register.close()


@pytest.fixture(scope="session")
def reported_app(reported_town: Register) -> FastAPI:
    """Give the application over it, on a day in November 2026."""
    return create_app(generous(), reported_town, clock=lambda: NOW)


@pytest.fixture
def anyone(reported_app: FastAPI) -> Iterator[TestClient]:
    """Give a client that sees a 500 as a visitor would."""
    with TestClient(reported_app, raise_server_exceptions=False) as client:
        yield client
