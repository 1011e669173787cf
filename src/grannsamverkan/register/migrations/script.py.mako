"""${message}"""

from alembic import op

from grannsamverkan.register import guards

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Do it."""
    guards.drop(op.get_bind())
    ${upgrades if upgrades else ""}
    guards.install(op.get_bind())
