"""The base map in the register: tiles, replaced layer by layer and read square by square."""

from collections.abc import Iterable

import sqlalchemy as sa

from grannsamverkan.domain.basemap import BaseMap, BaseTile, Layer
from grannsamverkan.register import bulk
from grannsamverkan.register.mapping import fields_of, objects_of, row_of
from grannsamverkan.register.schema import PRIVATE

_TILE = PRIVATE[BaseTile]
_AT_ONCE = 500


def replace_layer(connection: sa.Connection, layer: Layer, tiles: Iterable[BaseTile]) -> None:
    """Let tiles take the place of all that a layer had."""
    connection.execute(sa.delete(_TILE).where(_TILE.c.layer == layer.value))
    rows = [row_of(one) for one in tiles]
    for first in range(0, len(rows), _AT_ONCE):
        bulk.insert(connection, _TILE, rows[first : first + _AT_ONCE])


def about(connection: sa.Connection) -> BaseMap | None:
    """Return what the base map is; None where there is none."""
    query = sa.select(_TILE.c.source, sa.func.max(_TILE.c.laid_in)).group_by(_TILE.c.source)
    found = connection.execute(query).all()
    if not found:
        return None
    return BaseMap(max(stamp for _, stamp in found), tuple(sorted(source for source, _ in found)))


def tiles(connection: sa.Connection, level: int, box: tuple[int, int, int, int]) -> list[BaseTile]:
    """Return what all layers have in some squares of a level: from x, y to x, y, the last ones included."""
    first_x, first_y, last_x, last_y = box
    query = sa.select(*fields_of(BaseTile, _TILE)).where(
        _TILE.c.z == level,
        _TILE.c.x.between(first_x, last_x),
        _TILE.c.y.between(first_y, last_y),
    )
    return list(objects_of(BaseTile, connection.execute(query.order_by(_TILE.c.id))))
