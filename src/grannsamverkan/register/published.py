"""Published reports as anyone may have them: which there are, and each file as it was published."""

from hashlib import sha256

import sqlalchemy as sa

from grannsamverkan.domain.public_reports import PublicReport, public_reports, published_hash
from grannsamverkan.domain.reporting import Report, ReportFile, file_key
from grannsamverkan.errors import NotFound, Unavailable
from grannsamverkan.register import read
from grannsamverkan.register.private import Private


def reports(connection: sa.Connection) -> tuple[PublicReport, ...]:
    """Return every published report; of its files the names, sizes and hashes alone."""
    sizes_bytes = Private(connection).sizes(ReportFile, "content")
    return public_reports(read.facts(connection, Report, None), sizes_bytes)


def file(connection: sa.Connection, report_id: str, name: str) -> ReportFile:
    """Return a published file, byte for byte.

    Raises:
        NotFound: there is none, or it is not published. Unavailable: what is kept is not what was published:
            files lie beside the ledger, where whoever has the database could have altered them.
    """
    found = read.facts(connection, Report, report_id)
    stated = published_hash(found[0], name) if found else None
    if stated is None:
        raise NotFound("web.report")
    kept = Private(connection).get(ReportFile, file_key(report_id, name))
    if kept is None or sha256(kept.content).hexdigest() != stated:
        raise Unavailable("web.report_file")
    return kept
