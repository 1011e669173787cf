"""Streets by the postal codes of their addresses."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_address_postcode", "address", ["postcode", "street_id"])
