"""The roads and homes of an invented place, laid so that areas can be drawn on them."""

from pathlib import Path

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.streets import replace_dwellings, replace_roads
from grannsamverkan.exchange.ground import read_dwellings, read_roads
from grannsamverkan.exchange.tables import ReadOptions

OSM = "© OpenStreetMap contributors, ODbL 1.0"


def lay(doing: Doing, place: Path) -> None:
    """Lay the roads and homes of a place: those its recipe made, or of an extract of OpenStreetMap."""
    options = ReadOptions(register_crs=doing.register.info.crs)
    extract = next(place.glob("*.osm.pbf"), None)
    roads_file = extract or place / "streets.geojson"
    homes_file = extract or place / "dwellings.csv.gz"
    source = OSM if extract else doing.reason
    replace_roads(doing, read_roads(roads_file, options, source=source))
    replace_dwellings(doing, read_dwellings(homes_file, options, source=source))
