"""The base map: tiles of roads, water, land, buildings, railways and names of places."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table, which lies outside the ledger."""
    op.create_table(
        "base_tile",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("layer", sa.Text, nullable=False),
        sa.Column("z", sa.Integer, nullable=False),
        sa.Column("x", sa.Integer, nullable=False),
        sa.Column("y", sa.Integer, nullable=False),
        sa.Column("laid_in", sa.Text, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("omitted", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_index("ix_base_tile_place", "base_tile", ["z", "x", "y"])
    op.create_index("ix_base_tile_source", "base_tile", ["source", "laid_in"])
