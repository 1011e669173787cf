"""The files of a report as tests publish them: its true numbers, and a page that is made up."""

from grannsamverkan.actions.reporting import Rendered
from grannsamverkan.actions.reports import NUMBERS, account
from grannsamverkan.domain.reporting import Report
from grannsamverkan.domain.yearly_numbers import canonical, numbers
from grannsamverkan.register import Register


def made_files(register: Register, approved: Report) -> dict[str, Rendered]:
    """Return the files of an approved report."""
    told = canonical(numbers(account(register, approved)))
    return {
        f"prov.sv-{NUMBERS}": Rendered("application/json", told),
        "prov.html": Rendered("text/html", b"prov"),
    }
