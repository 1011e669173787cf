"""About where a street is, by the roads that have been imported; none of it is kept."""

import shapely
import sqlalchemy as sa

from grannsamverkan.domain.streets import Road
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from grannsamverkan.register.schema import PRIVATE
from grannsamverkan.types import Xy


def knows_streets(register: Register) -> bool:
    """Say whether there are roads to look a street up in."""
    with register.looking() as private:
        return private.count(Road) > 0


def middle_of_street(register: Register, street: str, *, locality: str | None = None) -> Xy:
    """Return easting, northing in metres of the middle of a street, of several the one nearest to a locality.

    Raises:
        Refused: no road has that name.
    """
    wanted = " ".join(street.split()).casefold()
    with register.looking() as private:
        name = PRIVATE[Road].c.name
        named = private.connection.execute(sa.select(name).distinct().where(name.is_not(None)))
        same = tuple(one for one in named.scalars() if one.casefold() == wanted)
        roads = private.find(Road, name=same) if same else ()
    if not roads:
        raise Refused("interest.no_street", street=street[:60])
    lines = [road.line for road in roads]
    near = next((one for one in register.localities() if one.name == locality), None)
    if near is not None:
        place = shapely.Point(near.x, near.y)
        line = min(lines, key=lambda line: line.distance(place))
    else:
        line = max(lines, key=lambda line: line.length)
    middle = line.interpolate(0.5, normalized=True)
    return middle.x, middle.y
