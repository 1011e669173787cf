"""The small town with invented addresses in it."""

from pathlib import Path

from grannsamverkan.domain.addresses import Placed
from grannsamverkan.register import Register
from grannsamverkan.register.new_addresses import replace_addresses
from town import NOW, X, Y, new_register

IN_NORRANGEN, AT_THE_EDGE, OUTSIDE, FAR = (150, 150), (-15, 150), (-420, 150), (5_100, 0)

ADDRESSES = (
    ("Storgatan", 3, None, "69430", "Hallsberg", IN_NORRANGEN),
    ("Storgatan", 4, "A", "69430", "Hallsberg", IN_NORRANGEN),
    ("Storgatan", 4, "B", "69430", "Hallsberg", IN_NORRANGEN),
    ("Storgatan", 3, None, "69791", "Pålsboda", FAR),
    ("Kyrkogatan", 7, None, "69430", "Hallsberg", AT_THE_EDGE),
    ("Norra vägen", 9, None, "69430", "Hallsberg", OUTSIDE),
    ("Slocknande stigen", 2, None, "69430", "Hallsberg", (-850, 150)),
)
"""Street, number, letter, postal code, place, and metres east and north of the middle of the town."""


def addressed(path: Path) -> Register:
    """Make the register of the town, with addresses."""
    register = new_register(path)
    placed = [
        Placed(
            street=street,
            number=number,
            letter=letter,
            postcode=postcode,
            place=place,
            x=X + east,
            y=Y + north,
        )
        for street, number, letter, postcode, place, (east, north) in ADDRESSES
    ]
    with register.change(actor="prov", action="import_addresses", reason="prov", now=NOW) as change:
        replace_addresses(change.connection, placed)
    return register
