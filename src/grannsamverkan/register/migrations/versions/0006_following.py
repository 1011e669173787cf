"""Who follows areas, localities and promises by mail."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the table of subscriptions, which lies outside the ledger."""
    op.create_table(
        "following",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False, index=True),
        sa.Column("follower", sa.Text, nullable=False, index=True),
        sa.Column("mail", sa.Text, nullable=False, index=True),
        sa.Column("key", sa.Text, nullable=False, index=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("targets", sa.Text),
        sa.Column("locality", sa.Text),
        sa.Column("x", sa.Double),
        sa.Column("y", sa.Double),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("told_seq", sa.Integer, nullable=False),
        sa.Column("told_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
    )
