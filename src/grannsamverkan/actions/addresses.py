"""Addresses to ask by: read in from a file, in the place of those there were."""

from dataclasses import dataclass

from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.exchange.ground import Laid
from grannsamverkan.register import addresses


@dataclass(frozen=True, slots=True)
class Replaced:
    """How many streets and addresses came, and how many addresses went."""

    streets: int
    addresses: int
    before: int


def replace_addresses(doing: Doing, laid: Laid[Placed]) -> Replaced:
    """Let these addresses take the place of all there were.

    Raises:
        NotFound: not theirs to read in; that asks for every municipality of the register.
    """
    for place in doing.register.municipalities():
        doing.require(Deed.IMPORT, municipality=place.code)
    with doing.change("import_addresses") as change:
        before = addresses.count(change.connection)
        streets, number = addresses.replace_addresses(change.connection, laid.found)
    return Replaced(streets, number, before)
