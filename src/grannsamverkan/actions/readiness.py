"""Whether a register can be served by this program right now."""

import sqlalchemy as sa

from grannsamverkan.errors import Unavailable
from grannsamverkan.register import Register
from grannsamverkan.register.founding import NEWEST


def check_ready(register: Register) -> None:
    """Return when the register can be read and has the schema that this program knows.

    Another process may have migrated it since it was opened: then this one is to be started anew.

    Raises:
        Unavailable: it cannot be read, or has another schema.
    """
    with register.database.reading() as connection:
        found = connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()
    if found != NEWEST:
        raise Unavailable("web.unavailable")
    register.head()
