"""A published file that tells of someone is erased; its hash, the numbers and the check of them stay."""

import pytest
from acting import doing
from led_reports import published
from promising import with_role

from grannsamverkan.actions.report_takedown import take_down
from grannsamverkan.actions.reports import NUMBERS, files_of, verify_report
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.reporting import Report, ReportFile, ReportText, file_key
from grannsamverkan.errors import NotFound, Refused, Unavailable
from grannsamverkan.register import Register

PAGE = "rapport.html"


@pytest.fixture
def report(register: Register) -> Report:
    """Give a published report with a commentary."""
    done = published(register)
    with register.private() as private:
        text = ReportText(id=f"{done.id}/summary/sv", report_id=done.id, part="summary",
                          language="sv", text="Ring Kontakt Ett (påhittad).")  # fmt: skip
        private.put(text)
    return done


def test_the_bytes_and_the_commentaries_go_and_the_report_still_verifies(
    register: Register, report: Report
) -> None:
    assert take_down(doing(register), report.id, PAGE)
    assert [one.name for one in files_of(register, report.id)] == [f"rapport-{NUMBERS}"]
    with register.looking() as private:
        assert private.find(ReportText, report_id=report.id) == ()
    assert register.facts(Report, report.id) == (report,)
    assert verify_report(register, report.id).intact
    with pytest.raises(NotFound, match="report_file_gone"):
        register.public_report_file(report.id, PAGE)
    (shown,) = register.public_reports()
    assert {one.name: one.size_bytes is None for one in shown.files}[PAGE]
    with pytest.raises(Refused, match="gone_already"):
        take_down(doing(register), report.id, PAGE)


def test_a_file_that_went_otherwise_is_a_fault(register: Register, report: Report) -> None:
    with register.private() as private:
        private.remove(ReportFile, file_key(report.id, PAGE))
    assert verify_report(register, report.id).faults == (("report.fault.file", {"name": PAGE}),)
    with pytest.raises(Unavailable):
        register.public_report_file(report.id, PAGE)


def test_numbers_stay_and_so_does_what_is_not_theirs(register: Register, report: Report) -> None:
    with pytest.raises(Refused, match="numbers_stay"):
        take_down(doing(register), report.id, f"rapport-{NUMBERS}")
    for who, report_id, name in (
        (doing(register), report.id, "annan.html"),
        (doing(register), "finns-inte", PAGE),
        (with_role(register, Role.POLICE), report.id, PAGE),
    ):
        with pytest.raises(NotFound):
            take_down(who, report_id, name)
    assert len(files_of(register, report.id)) == 2
