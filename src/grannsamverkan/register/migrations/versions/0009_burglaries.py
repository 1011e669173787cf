"""Burglaries that a municipality keeps for planning, and by what right."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the tables, which lie outside the ledger."""
    op.create_table(
        "burglary_source",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("legal_basis", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("left_out", sa.Text),
    )
    op.create_table(
        "burglary",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.Column("x", sa.Double),
        sa.Column("y", sa.Double),
        sa.Column("locality", sa.Text),
        sa.Column("number", sa.Integer, nullable=False),
    )
    op.create_index("ix_burglary_municipality", "burglary", ["municipality"])
