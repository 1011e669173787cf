"""The roads and homes of an invented place, laid so that areas can be drawn on them."""

from pathlib import Path

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.streets import replace_dwellings, replace_roads
from grannsamverkan.domain.streets import Dwelling, Road
from grannsamverkan.exchange.ground import Laid, read_dwellings, read_roads
from grannsamverkan.exchange.tables import ReadOptions

OSM = "© OpenStreetMap contributors, ODbL 1.0"


def lay(doing: Doing, place: Path) -> None:
    """Lay the roads and homes that a place has files of: its own, or an extract of OpenStreetMap."""
    options = ReadOptions(register_crs=doing.register.info.crs)
    extract = next(place.glob("*.osm.pbf"), None)
    roads_file = extract or place / "streets.geojson"
    homes_file = extract or place / "dwellings.csv.gz"
    source = OSM if extract else doing.reason
    if roads_file.is_file():
        roads: Laid[Road] = read_roads(roads_file, options, source=source)
        replace_roads(doing, roads)
    if homes_file.is_file():
        homes: Laid[Dwelling] = read_dwellings(homes_file, options, source=source)
        replace_dwellings(doing, homes)
