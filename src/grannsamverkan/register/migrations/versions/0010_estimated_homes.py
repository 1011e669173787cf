"""Homes that are estimated, and the known totals they were made to add up to."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the columns, which are empty for homes that were laid before."""
    op.add_column("dwelling", sa.Column("estimated", sa.Integer))
    op.add_column("dwelling", sa.Column("fitted_to", sa.Text))
