"""A small invented village to draw on: three streets side by side with a house every twenty metres."""

from collections.abc import Iterator

from shapely import LineString

from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.register import Register
from town import X, Y

STREETS = ("Alvägen", "Björkvägen", "Cederstigen")
APART_M = 60.0
LENGTH_M = 300.0
SOURCE = "påhittad i provet"


def roads(x: float = X, y: float = Y) -> Iterator[Road]:
    """Give the streets from south to north, and one that crosses them at each end."""
    for number, name in enumerate(STREETS):
        north = y + number * APART_M
        line = LineString([(x, north), (x + LENGTH_M, north)])
        yield Road(id=f"v{number}", name=name, kind="residential", line=line, source=SOURCE)
    for number, east in enumerate((x, x + LENGTH_M)):
        line = LineString([(east, y - APART_M), (east, y + 3 * APART_M)])
        yield Road(
            id=f"t{number}",
            name=f"Tvärgatan {number}",
            kind="residential",
            line=line,
            source=SOURCE,
        )


def dwellings(x: float = X, y: float = Y, *, addressed: bool = True) -> Iterator[Dwelling]:
    """Give a house on each side of each street, fourteen along it, 14 m from its middle."""
    for number, name in enumerate(STREETS):
        for side in (-14.0, 14.0):
            for house in range(14):
                yield Dwelling(
                    id=f"h{number}{'ab'[side > 0]}{house:02d}",
                    x=x + 20.0 + 20.0 * house,
                    y=y + number * APART_M + side,
                    homes=1,
                    street=name if addressed else None,
                    source=SOURCE,
                )


def lay(register: Register, x: float = X, y: float = Y) -> None:
    """Lay the village in a register."""
    with register.private() as private:
        private.replace_all(Road, list(roads(x, y)))
        private.replace_all(Dwelling, list(dwellings(x, y)))
