"""Moving a register whole: from a file to a server, from a server to a file, or between two of a kind."""

from dataclasses import dataclass

from grannsamverkan.errors import Refused
from grannsamverkan.register import Register, copy_register, refuse_taken


@dataclass(frozen=True, slots=True)
class Moved:
    """What is copied, or would be: changes, areas that are or have been, and the hash of the newest change."""

    changes: int
    areas: int
    head: str


def move_register(register: Register, where: str, *, dry: bool) -> Moved:
    """Copy everything in a register to a new file or an empty database (`postgresql://`), once it verifies.

    Raises:
        Refused: the register does not verify, or there is no such folder. Conflict: something is there already.
    """
    refuse_taken(where)
    verdict = register.verify()
    if not verdict.intact:
        raise Refused("store.copy_unsound")
    if not dry:
        verdict = copy_register(register, where).verdict
    return Moved(verdict.changes, len(register.timelines()), verdict.head)
