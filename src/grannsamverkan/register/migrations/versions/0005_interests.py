"""Interests that residents hand in themselves, what waits for a mail address to be confirmed, and what is told of demand."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add columns to interests, and the tables; all of it lies outside the ledger."""
    op.add_column("interest", sa.Column("link_id", sa.Text))
    op.add_column("interest", sa.Column("confirmed_on", sa.Date))
    op.add_column("interest", sa.Column("notice_version", sa.Text))
    op.create_index("ix_interest_link_id", "interest", ["link_id"])
    op.create_table(
        "unconfirmed",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("purpose", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False, index=True),
        sa.Column("mail", sa.Text, nullable=False, index=True),
        sa.Column("carried", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
    )
    op.create_table(
        "demand_view",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("made_on", sa.Date, nullable=False),
        sa.Column("included", sa.Integer, nullable=False),
        sa.Column("told", sa.Text, nullable=False),
    )
