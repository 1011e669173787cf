"""The role that signs what anyone may read, as it is said at the command line: never a name."""

from dataclasses import replace
from typing import Annotated

import typer

from grannsamverkan.actions.doing import Doing
from grannsamverkan.cli import doors
from grannsamverkan.domain.access import EVERYWHERE, OPERATOR, RULES, Deed, Role
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.register import Register

RoleOption = Annotated[
    str, typer.Option("--by", metavar="ROLL", help="Rollen som gör det; alla kan läsa den.")
]


def signed(register: Register, deed: Deed, *, by: str, reason: str, commit: bool) -> Doing:
    """Return who does what why, in one role alone: the one that is said.

    Raises:
        Refused: what is said is no role that does such things.
    """
    who = replace(OPERATOR, roles=frozenset({(_role(by, deed), EVERYWHERE)}))
    return replace(doors.doing(register, by=by, reason=reason, commit=commit), who=who)


def _role(by: str, deed: Deed) -> Role:
    said = by.strip().lower()
    for role in RULES[deed]:
        if said in {role.value, *(translator(one).role(role, within=True) for one in LANGUAGES)}:
            return role
    raise Refused("access.no_role", by=by[:40], roles=tuple(RULES[deed]))
