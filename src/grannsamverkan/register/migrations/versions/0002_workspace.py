"""People, signs, activities and policy, and the private tables beside the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def _ledger() -> tuple[sa.Column[int], sa.Column[int], sa.Column[str]]:
    return (
        sa.Column("made_in", sa.Integer, sa.ForeignKey("change.seq"), nullable=False, index=True),
        sa.Column("ended_in", sa.Integer, sa.ForeignKey("change.seq"), index=True),
        sa.Column("digest", sa.Text, nullable=False),
    )


def _temporal(name: str, *columns: sa.Column[object]) -> None:
    op.create_table(name, sa.Column("row_id", sa.Integer, primary_key=True), *columns, *_ledger())


def upgrade() -> None:
    """Add columns to what there is, the new facts of the ledger, and what lies outside it."""
    op.add_column("change", sa.Column("subject", sa.Text))
    op.add_column("area_version", sa.Column("boundary_reviewed_on", sa.Date))
    op.add_column("household_count", sa.Column("joined", sa.Integer))
    op.add_column("household_count", sa.Column("joined_source", sa.Text))
    _people_and_signs()
    _activities_and_policy()
    _persons()
    _accounts()
    _work()
    _ground()


def _people_and_signs() -> None:
    _temporal(
        "contact_term",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("area_id", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("sub_area_id", sa.Text),
        sa.Column("appointed_on", sa.Date, nullable=False),
        sa.Column("trained_on", sa.Date),
        sa.Column("confirmed_on", sa.Date),
        sa.Column("list_confirmed_on", sa.Date),
        sa.Column("ended_on", sa.Date),
    )
    _temporal(
        "sub_area",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("area_id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
    )
    _temporal(
        "sign",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("area_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("x", sa.Double),
        sa.Column("y", sa.Double),
        sa.Column("ordered_on", sa.Date),
        sa.Column("consent_on", sa.Date),
        sa.Column("permit_body", sa.Text),
        sa.Column("permit_ref", sa.Text),
        sa.Column("permit_expires_on", sa.Date),
        sa.Column("delivered_on", sa.Date),
        sa.Column("mounted_on", sa.Date),
        sa.Column("condition", sa.Text),
        sa.Column("inspected_on", sa.Date),
        sa.Column("removed_on", sa.Date),
        sa.Column("removal_reason", sa.Text),
    )


def _activities_and_policy() -> None:
    _temporal(
        "activity",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("area_ids", sa.Text),
        sa.Column("starts_at", sa.Text),
        sa.Column("organiser", sa.Text, nullable=False),
        sa.Column("venue", sa.Text),
        sa.Column("attendees", sa.Integer),
        sa.Column("contacts_present", sa.Integer),
    )
    _temporal(
        "setting",
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
    )
    _temporal(
        "privacy_notice",
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("version", sa.Text, nullable=False),
        sa.Column("published_on", sa.Date, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )


def _persons() -> None:
    op.create_table(
        "person",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("mail", sa.Text),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("notice_version", sa.Text),
        sa.Column("notice_given_on", sa.Date),
        sa.Column("mail_failed_on", sa.Date),
        sa.Column("erase_after", sa.Date),
    )
    op.create_index("ix_person_by_name", "person", ["name", "id"])
    op.create_table(
        "interest",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False, index=True),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("wish", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("locality", sa.Text),
        sa.Column("x", sa.Double),
        sa.Column("y", sa.Double),
        sa.Column("area_type", sa.Text),
        sa.Column("households_guess", sa.Integer),
        sa.Column("name", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("mail", sa.Text),
        sa.Column("handler", sa.Text),
        sa.Column("area_id", sa.Text, index=True),
        sa.Column("erase_after", sa.Date, nullable=False),
    )
    op.create_table(
        "draft",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("area_id", sa.Text, index=True),
        sa.Column("name", sa.Text),
        sa.Column("polygon", sa.LargeBinary),
        sa.Column("base_seq", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("message", sa.Text),
        sa.Column("answer", sa.Text),
        sa.Column("decided_by", sa.Text),
        sa.Column("decided_at", sa.Text),
    )


def _accounts() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("login", sa.Text, nullable=False, index=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("subject", sa.Text),
        sa.Column("person_id", sa.Text),
        sa.Column("link_hash", sa.Text),
        sa.Column("link_until", sa.Text),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("disabled_at", sa.Text),
    )
    op.create_table(
        "account_role",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False, index=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
    )
    op.create_table(
        "session",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("account_id", sa.Text, nullable=False, index=True),
        sa.Column("csrf", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("seen_at", sa.Text, nullable=False),
        sa.Column("expires_at", sa.Text, nullable=False),
        sa.Column("flash", sa.Text),
    )


def _work() -> None:
    op.create_table(
        "question",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person_id", sa.Text, nullable=False, index=True),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("asked_on", sa.Date, nullable=False),
        sa.Column("expires_on", sa.Date, nullable=False),
        sa.Column("reminders", sa.Integer, nullable=False),
        sa.Column("reminded_on", sa.Date),
        sa.Column("bounced_on", sa.Date),
        sa.Column("answered_at", sa.Text),
        sa.Column("reply", sa.Text),
        sa.Column("answer_seq", sa.Integer),
        sa.Column("interest_id", sa.Text),
        sa.Column("phone_before", sa.Text),
        sa.Column("mail_before", sa.Text),
        sa.Column("channel_before", sa.Text),
        sa.Column("mail_failed_before", sa.Date),
    )
    op.create_index(
        "ix_question_round",
        "question",
        ["municipality", "year", "person_id", "channel", "bounced_on", "answered_at", "reply"],
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False, index=True),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, index=True),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("made_at", sa.Text, nullable=False),
        sa.Column("due_at", sa.Text, nullable=False, index=True),
        sa.Column("lease_until", sa.Text),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("done_at", sa.Text),
        sa.Column("fault", sa.Text),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("at", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("municipality", sa.Text, nullable=False),
        sa.Column("person_id", sa.Text, index=True),
    )


def _ground() -> None:
    op.create_table(
        "road",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("name", sa.Text),
        sa.Column("kind", sa.Text),
        sa.Column("line", sa.LargeBinary, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
    )
    op.create_table(
        "dwelling",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("x", sa.Double, nullable=False),
        sa.Column("y", sa.Double, nullable=False),
        sa.Column("homes", sa.Integer, nullable=False),
        sa.Column("street", sa.Text),
        sa.Column("source", sa.Text, nullable=False),
    )
