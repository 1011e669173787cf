"""Addresses to ask by: read in from a file, in the place of those there were, everywhere or in one municipality."""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress, islice

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.places import municipality_of
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.addresses import Placed
from grannsamverkan.errors import Refused
from grannsamverkan.register import new_addresses
from grannsamverkan.register.new_addresses import Replaced

_GENERALISED_M = 500.0
"""A generalised border may go so far within the true one."""

_AT_ONCE = 20_000


def replace_addresses(
    doing: Doing,
    placed: Iterable[Placed],
    *,
    municipality: str | None = None,
    left_out: Counter[str] | None = None,
) -> Replaced:
    """Let these addresses take the place of all there were, or of those in one municipality.

    Addresses that are said or seen to lie in another municipality are counted in `left_out` as `elsewhere`.

    Raises:
        NotFound: no such municipality, or not theirs to read in; all asks for every one of the register.
        Refused: the municipality has no border, or none of the addresses lies in it.
    """
    if municipality is None:
        for place in doing.register.municipalities():
            doing.require(Deed.IMPORT, municipality=place.code)
        ground = None
    else:
        code = municipality_of(doing.register, municipality).code
        doing.require(Deed.IMPORT, municipality=code)
        ground = _ground(doing, code)
        placed = _in_place(placed, code, ground, left_out if left_out is not None else Counter())
    with doing.change("import_addresses") as change:
        done = new_addresses.replace_addresses(change.connection, placed, within=ground)
        if ground is not None and not done.addresses:
            raise Refused("streets.all_elsewhere")
    return done


def _ground(doing: Doing, code: str) -> BaseGeometry:
    """Return where the addresses of a municipality lie: within its border, or right beyond one that is generalised."""
    place = municipality_of(doing.register, code)
    if place.border is None:
        raise Refused("streets.no_border", municipality=code)
    border: BaseGeometry = place.border
    if not place.border_generalised:
        return border
    wide = border.buffer(_GENERALISED_M)
    others = [
        one.border
        for one in doing.register.municipalities()
        if one.code != code and one.border is not None and one.border.intersects(wide)
    ]
    ground: BaseGeometry = wide.difference(shapely.union_all(others))
    return ground


def _in_place(
    placed: Iterable[Placed], code: str, ground: BaseGeometry, left_out: Counter[str]
) -> Iterator[Placed]:
    """Give the addresses that are said to lie in a municipality, or lie there where nothing is said."""
    shapely.prepare(ground)
    given = iter(placed)
    while some := list(islice(given, _AT_ONCE)):
        seen = shapely.contains_xy(ground, [one.x for one in some], [one.y for one in some])
        own = [
            inside if one.municipality is None else one.municipality.zfill(len(code)) == code
            for one, inside in zip(some, seen.tolist(), strict=True)
        ]
        left_out["elsewhere"] += len(own) - sum(own)
        yield from compress(some, own)
