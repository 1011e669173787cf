"""What has happened to areas, as anyone may know it, read out of the register."""

from datetime import date, timedelta

import sqlalchemy as sa

from grannsamverkan.domain.chronicle import PublicNews, chronicle, redrawn_outlines
from grannsamverkan.domain.period import Period, months_before
from grannsamverkan.register import ledger, public_facts

MONTHS = 24
"""So far back the feeds tell."""


def of_areas(
    connection: sa.Connection, disclosed: frozenset[str], today: date
) -> tuple[PublicNews, ...]:
    """Return what has happened to the areas that anyone may meet, the newest first."""
    period = Period(months_before(today, MONTHS), today + timedelta(days=1))
    shown = public_facts.changed_within(connection, period, disclosed)
    drawn = ledger.fetch_outlines(connection, sorted(redrawn_outlines(shown.values(), period)))

    def same(one: str, other: str) -> bool:
        return bool(drawn[one].public_polygon == drawn[other].public_polygon)

    return chronicle(shown, period, same)
