"""The register: one ledger of changes, and the temporal rows they made and ended."""

from grannsamverkan.register.change import Change
from grannsamverkan.register.copies import Copy, backup, copy_register, look_into, restore, share
from grannsamverkan.register.founding import create_register, open_register, refuse_taken
from grannsamverkan.register.ledger import Head
from grannsamverkan.register.postgresql import Bounds
from grannsamverkan.register.read import ChangeEntry
from grannsamverkan.register.store import Register, RegisterInfo
from grannsamverkan.register.verify import Verdict
from grannsamverkan.register.whereabouts import shown

__all__ = [
    "Bounds",
    "Change",
    "ChangeEntry",
    "Copy",
    "Head",
    "Register",
    "RegisterInfo",
    "Verdict",
    "backup",
    "copy_register",
    "create_register",
    "look_into",
    "open_register",
    "refuse_taken",
    "restore",
    "share",
    "shown",
]
