"""A published file taken down: where it tells of someone, the law asks for more than the next version.

The ledger keeps the file's hash, and that it was taken down and why; the bytes and the commentaries go.
"""

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.privacy import scrubbed
from grannsamverkan.actions.reports import NUMBERS, report_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.public_reports import published_hash
from grannsamverkan.domain.reporting import TAKEN_DOWN, ReportFile, ReportText, file_key
from grannsamverkan.errors import NotFound, Refused


def take_down(doing: Doing, report_id: str, name: str) -> bool:
    """Erase a published file and every commentary of its report; say whether no trace is left.

    The numbers stay: they tell of nobody, and what comes after is weighed against them.

    Raises:
        NotFound: no such published file, or not theirs. Refused: it holds the numbers, or is gone already.
    """
    report = report_of(doing.register, report_id)
    doing.require(Deed.MANAGE_REPORTS, municipality=report.municipality)
    if published_hash(report, name) is None:
        raise NotFound("access.not_found")
    if name.endswith(NUMBERS):
        raise Refused("report.numbers_stay")
    key = file_key(report_id, name)
    with doing.change(TAKEN_DOWN) as change:
        if change.private.get(ReportFile, key) is None:
            raise Refused("report.gone_already")
        texts = change.private.find(ReportText, report_id=report_id)
        change.private.remove(ReportFile, key)
        change.private.remove(ReportText, *(one.id for one in texts))
        change.subject = key
    return scrubbed(doing)
