"""The report of a register for any period, as numbers and as files, beside what the register's file says."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ledger_frames import Ledger, Span

from grannsamverkan.actions.report_files import report_files
from grannsamverkan.actions.reports import account
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly_numbers import canonical, numbers
from grannsamverkan.register import Register

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
PLACE = "1861"


@dataclass(frozen=True, eq=False)
class Example:
    """A register, open, and what its file says."""

    register: Register
    ledger: Ledger

    def span(self, start: str, last: str) -> Span:
        """Return the municipality in a period, to be counted."""
        return Span(self.ledger, PLACE, start, last)

    def numbers(self, start: str, last: str) -> bytes:
        """Return the canonical JSON of a period's report."""
        return canonical(numbers(account(self.register, _report(start, last))))

    def files(self, start: str, last: str) -> dict[str, bytes]:
        """Return the files of a period's report, by the ends of their names."""
        report = _report(start, last)
        made = report_files(report, account(self.register, report))
        return {name.partition(".")[2]: one.content for name, one in made.items()}


def _report(start: str, last: str) -> Report:
    return Report(
        id="R",
        municipality=PLACE,
        start=date.fromisoformat(start),
        last_day=date.fromisoformat(last),
    )
