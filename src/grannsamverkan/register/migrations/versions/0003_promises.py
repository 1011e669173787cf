"""Promises and what follows them: indicators, assessments, schools, views, statistics, reports."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _text(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=not needed)


def _day(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Date, nullable=not needed)


def _number(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, nullable=not needed)


def _yes(name: str, *, needed: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.Boolean(create_constraint=False), nullable=not needed)


def _temporal(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("row_id", sa.Integer, primary_key=True),
        *columns,
        sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
        sa.Column("ended_in", sa.Integer, sa.ForeignKey("change.seq"), index=True),
        sa.Column("digest", sa.Text, nullable=False),
    )


def upgrade() -> None:
    """Add columns to activities, the new facts of the ledger, and the words that lie outside it."""
    _activities()
    _promises()
    _surroundings()
    _reports()


def _activities() -> None:
    for column in (
        _text("school_id", needed=False),
        _text("audience", needed=False),
        _day("offered_on", needed=False),
        _text("locality", needed=False),
        _number("number", needed=False),
        _yes("targeted", needed=False),
        _text("partners", needed=False),
    ):
        op.add_column("activity", column)


def _promises() -> None:
    _temporal(
        "promise",
        _text("id"),
        _text("municipality"),
        _text("municipalities", needed=False),
        _text("police_area", needed=False),
        _text("title"),
        _text("text"),
        _text("wording"),
        _text("plain", needed=False),
        _text("source_url", needed=False),
        _day("signed_on", needed=False),
        _day("start"),
        _day("last_day", needed=False),
        _text("parties", needed=False),
        _text("responsible"),
        _text("signatories", needed=False),
        _text("problem", needed=False),
        _text("cause_analysis", needed=False),
        _number("picture_year", needed=False),
        _number("follow_up_months", needed=False),
        _text("successor_id", needed=False),
        _day("reviewed_on", needed=False),
    )
    _temporal(
        "indicator",
        _text("id"),
        _text("promise_id"),
        _text("name"),
        _text("rule"),
        _text("aim"),
        sa.Column("value", sa.Double),
        _yes("decisive"),
        _text("responsible", needed=False),
        _text("kind", needed=False),
        _text("audience", needed=False),
        _yes("targeted", needed=False),
        _text("area_type", needed=False),
        _text("stage"),
        _text("baseline_from"),
        sa.Column("baseline", sa.Double),
        _day("baseline_on", needed=False),
        _text("baseline_source", needed=False),
        _number("whole", needed=False),
        _day("whole_on", needed=False),
        _text("whole_source", needed=False),
    )
    _temporal(
        "assessment",
        _text("id"),
        _text("promise_id"),
        _text("indicator_id", needed=False),
        _day("as_of"),
        _day("made_on"),
        _text("outcome"),
        _text("reason"),
        _text("by"),
    )
    _temporal(
        "promise_note",
        _text("id"),
        _text("promise_id"),
        _day("on"),
        _text("kind"),
        _text("text"),
    )


def _surroundings() -> None:
    _temporal(
        "school",
        _text("id"),
        _text("municipality"),
        _text("name"),
        _text("stage"),
        _text("code", needed=False),
        _day("since", needed=False),
        _day("until", needed=False),
    )
    _temporal(
        "resident_view",
        _text("id"),
        _text("municipality"),
        _day("received_on"),
        _text("channel"),
        _text("theme"),
        _text("locality", needed=False),
        _text("dialogue_id", needed=False),
        _text("promise_id", needed=False),
        _day("answered_on", needed=False),
    )
    _temporal(
        "statistic",
        _text("region"),
        _text("measure"),
        _number("year"),
        _number("value"),
        _yes("preliminary"),
        _text("source"),
    )
    op.create_table(
        "view_text",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False, index=True),
        _day("received_on"),
        _text("state"),
        _text("raw", needed=False),
        _text("text", needed=False),
        _text("answer", needed=False),
        _day("erase_after"),
    )


def _reports() -> None:
    _temporal(
        "report",
        _text("id"),
        _text("municipality"),
        _text("kind"),
        _day("start"),
        _day("last_day"),
        _text("state"),
        _number("version"),
        _text("corrects", needed=False),
        _text("correction", needed=False),
        _number("known_seq", needed=False),
        _text("known_hash", needed=False),
        _text("approved_by", needed=False),
        _day("approved_on", needed=False),
        _day("published_on", needed=False),
        _text("numbers_sha256", needed=False),
        _text("files", needed=False),
    )
    op.create_table(
        "report_text",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("report_id", sa.Text, nullable=False, index=True),
        _text("part"),
        _text("language"),
        _text("text"),
    )
    op.create_table(
        "report_file",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("report_id", sa.Text, nullable=False, index=True),
        _text("name"),
        _text("media_type"),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
