"""The register's first form."""

import sqlalchemy as sa
from alembic import context, op

from grannsamverkan.register.schema import Shape

revision = "0001"
down_revision = None


def _ledger() -> tuple[sa.Column[int], sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
        sa.Column("ended_in", sa.Integer, sa.ForeignKey("change.seq"), index=True),
        sa.Column("digest", sa.Text, nullable=False),
    )


def _temporal(name: str, *columns: sa.Column[object] | sa.Constraint) -> None:
    op.create_table(name, sa.Column("row_id", sa.Integer, primary_key=True), *columns, *_ledger())


def upgrade() -> None:
    """Create the tables, and the spatial index of the dialect."""
    _ledger_of_changes()
    _facts()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE area_rtree USING rtree"
            "(row_id, min_x, max_x, min_y, max_y, from_day, to_day)"
        )
    else:
        op.execute("CREATE INDEX outline_polygon_gist ON outline USING gist (polygon)")


def _ledger_of_changes() -> None:
    shape = Shape(context.config.attributes["srid"])
    op.create_table(
        "about",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key", sa.Text, nullable=False, unique=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "change",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("at", sa.Text, nullable=False, index=True),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("reason_digest", sa.Text, nullable=False),
        sa.Column("prev", sa.Text, nullable=False),
        sa.Column("hash", sa.Text, nullable=False),
    )
    op.create_table(
        "change_reason",
        sa.Column("seq", sa.Integer, sa.ForeignKey("change.seq"), primary_key=True),
        sa.Column("salt", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_table(
        "outline",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("polygon", shape, nullable=False),
        sa.Column("m2", sa.BigInteger().with_variant(sa.Integer, "sqlite"), nullable=False),
        sa.Column("public_polygon", shape, nullable=False),
        sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
        sa.Column("digest", sa.Text, nullable=False),
    )


def _facts() -> None:
    _temporal(
        "area_version",
        sa.Column("area_id", sa.Text, nullable=False, index=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date, nullable=False),
        sa.Column("precision", sa.Text, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("locality", sa.Text),
        sa.Column("area_type", sa.Text),
        sa.Column("code", sa.Text),
        sa.Column("outline_id", sa.Text, sa.ForeignKey("outline.id"), index=True),
        sa.Column("inherited", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("verification", sa.Text, nullable=False),
        sa.Column("last_confirmed_on", sa.Date),
        sa.Column("predecessors", sa.Text),
        sa.CheckConstraint("valid_from < valid_to", name="area_version_has_days"),
    )
    _temporal(
        "household_count",
        sa.Column("area_id", sa.Text, nullable=False, index=True),
        sa.Column("counted_on", sa.Date, nullable=False),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.CheckConstraint("total >= 0", name="household_count_is_a_count"),
    )
    _places()


def _places() -> None:
    _temporal(
        "municipality",
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("border", Shape(context.config.attributes["srid"])),
        sa.Column("border_source", sa.Text),
        sa.Column("border_generalised", sa.Boolean(create_constraint=False), nullable=False),
        sa.Column("contact_role", sa.Text),
        sa.Column("contact_phone", sa.Text),
        sa.Column("contact_mail", sa.Text),
        sa.Column("contact_hours", sa.Text),
    )
    _temporal(
        "locality",
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("x", sa.Double, nullable=False),
        sa.Column("y", sa.Double, nullable=False),
        sa.Column("population", sa.Integer),
        sa.Column("source", sa.Text),
    )
