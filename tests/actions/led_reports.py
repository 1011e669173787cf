"""Reports brought all the way in tests, and the views they tell of."""

from datetime import date

from acting import NOW, doing

from grannsamverkan.actions import reporting
from grannsamverkan.actions.reporting import Rendered
from grannsamverkan.actions.reports import NUMBERS, account
from grannsamverkan.domain.reporting import Report, ReportKind
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewTheme
from grannsamverkan.domain.yearly_numbers import canonical, numbers
from grannsamverkan.register import Register

START, LAST = date(2020, 1, 1), date(2020, 12, 31)


def rendered(register: Register, report: Report) -> dict[str, Rendered]:
    """Return files as a renderer would give them: the figures, and something to read."""
    told = canonical(numbers(account(register, report)))
    return {
        f"rapport-{NUMBERS}": Rendered("application/json", told),
        "rapport.html": Rendered("text/html", b"<p>Rapport</p>"),
    }


def approved(
    register: Register,
    start: date = START,
    last_day: date = LAST,
    kind: ReportKind = ReportKind.YEARLY,
) -> Report:
    """Bring a report so far that it only has to be published."""
    draft = reporting.begin(doing(register), "1861", start, last_day, kind)
    return reporting.approve(doing(register), draft.id)


def published(
    register: Register,
    start: date = START,
    last_day: date = LAST,
    kind: ReportKind = ReportKind.YEARLY,
) -> Report:
    """Bring a report all the way."""
    return publish(register, approved(register, start, last_day, kind))


def publish(register: Register, report: Report) -> Report:
    """Publish a report that has been approved."""
    return reporting.publish(doing(register), report.id, rendered(register, report))


def corrected(register: Register, report: Report) -> Report:
    """Publish the next version of a report."""
    draft = reporting.correct(doing(register), report.id, "Fel antal.")
    return publish(register, reporting.approve(doing(register), draft.id))


def heard(register: Register, number: int, on: date, theme: ViewTheme = ViewTheme.TRAFFIC) -> None:
    """Let so many views of a day and theme be all there are of them."""
    known = {
        one.id
        for one in register.facts(ResidentView)
        if (one.received_on, one.theme) == (on, theme)
    }
    wanted = {f"{theme}-{on}-{index}" for index in range(number)}
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        for gone in known - wanted:
            change.set_facts(ResidentView, gone, [])
        for new in wanted - known:
            view = ResidentView(
                id=new, municipality="1861", received_on=on, channel=ViewChannel.FORM, theme=theme
            )
            change.set_facts(ResidentView, new, [view])
