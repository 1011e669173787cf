"""Run by Alembic: the register hands over its own connection, already inside a transaction."""

from alembic import context

from grannsamverkan.register.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,
)
context.run_migrations()
