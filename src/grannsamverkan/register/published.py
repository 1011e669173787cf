"""Published reports as anyone may have them: which there are, and each file as it was published."""

from hashlib import sha256

import sqlalchemy as sa

from grannsamverkan.domain.public_reports import PublicReport, public_reports, published_hash
from grannsamverkan.domain.reporting import TAKEN_DOWN, Report, ReportFile, file_key
from grannsamverkan.errors import NotFound, Unavailable
from grannsamverkan.register import read
from grannsamverkan.register.erasing import changes_about
from grannsamverkan.register.private import Private


def reports(connection: sa.Connection) -> tuple[PublicReport, ...]:
    """Return every published report; of its files the names, sizes and hashes alone."""
    sizes_bytes = Private(connection).sizes(ReportFile, "content")
    return public_reports(read.facts(connection, Report, None), sizes_bytes)


def is_taken_down(connection: sa.Connection, key: str) -> bool:
    """Say whether a file that is gone was taken down by those who may, as the ledger tells."""
    return any(one.action == TAKEN_DOWN for one in changes_about(connection, key))


def file(connection: sa.Connection, report_id: str, name: str) -> ReportFile:
    """Return a published file, byte for byte.

    Raises:
        NotFound: there is none, it is not published, or it was taken down. Unavailable: what is kept is not what was published:
            files lie beside the ledger, where whoever has the database could have altered them.
    """
    found = read.facts(connection, Report, report_id)
    stated = published_hash(found[0], name) if found else None
    if stated is None:
        raise NotFound("web.report")
    key = file_key(report_id, name)
    kept = Private(connection).get(ReportFile, key)
    if kept is None and is_taken_down(connection, key):
        raise NotFound("web.report_file_gone")
    if kept is None or sha256(kept.content).hexdigest() != stated:
        raise Unavailable("web.report_file")
    return kept
