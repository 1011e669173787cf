"""A small invented base map: a wood with a glade, a lake, a street, a path, two houses and a hamlet."""

from shapely import LineString, Point, Polygon, box

from grannsamverkan.domain.basemap import Feature, Kind
from town import X, Y

SOURCE = "påhittad karta i provet"

GLADE = box(X + 500, Y + 500, X + 700, Y + 700)
WOOD = Polygon(box(X + 300, Y + 300, X + 1_000, Y + 1_000).exterior.coords, [GLADE.exterior.coords])

FEATURES = (
    Feature(kind=Kind.FOREST, name="Storskogen", shape=WOOD),
    Feature(kind=Kind.WATER, shape=Point(X - 2_000, Y).buffer(600)),
    Feature(
        kind=Kind.STREET, name="Alvägen", shape=LineString([(X - 400, Y + 10), (X + 800, Y + 10)])
    ),
    Feature(kind=Kind.MAIN, shape=LineString([(X - 9_000, Y - 900), (X + 9_000, Y + 900)])),
    Feature(kind=Kind.PATH, shape=LineString([(X, Y), (X, Y + 300)])),
    Feature(kind=Kind.BUILDING, shape=box(X + 20, Y + 20, X + 32, Y + 30)),
    Feature(kind=Kind.BUILDING, shape=box(X + 60, Y + 20, X + 72, Y + 30)),
    Feature(kind=Kind.PLACE, name="Björkhult", shape=Point(X + 200, Y + 200)),
)
