"""The coordinator of an example: an account for whoever tries it, who chooses the password by a link."""

from datetime import datetime

from grannsamverkan.actions import users
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example.story import mark
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register

LOGIN = "samordnare@example.org"
_NAME = "Samordnare Ett (påhittad)"


def coordinator_link(register: Register, *, now: datetime) -> str | None:
    """Return the token of a link by which the coordinator's password is chosen; None where it has been.

    The account is no part of the example's history: it is added when someone is to try the workspace.

    Raises:
        Refused: the register is not an example.
    """
    if not register.info.example:
        raise Refused("store.not_example", path=register.info.name)
    doing = Doing(register=register, actor="exempel", reason=mark(), now=now)
    with register.looking() as private:
        known = next(iter(private.find(Account, login=LOGIN)), None)
    if known is not None:
        return None if known.password_hash else users.link(doing, known.id).token
    municipality = register.municipalities()[0].code
    added = users.add(
        doing, login=LOGIN, name=_NAME, role=Role.COORDINATOR, municipality=municipality
    )
    return added.token
