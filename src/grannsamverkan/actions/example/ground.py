"""The roads, homes and addresses of an invented place, laid so that areas can be drawn and asked for."""

from pathlib import Path

from grannsamverkan.actions.addresses import replace_addresses
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example.numbering import along_streets, of_homes
from grannsamverkan.actions.streets import replace_dwellings, replace_roads
from grannsamverkan.exchange.ground import read_dwellings, read_roads
from grannsamverkan.exchange.tables import ReadOptions

OSM = "© OpenStreetMap contributors, ODbL 1.0"


def lay(doing: Doing, place: Path) -> None:
    """Lay the roads, homes and addresses of a place: its recipe's, or along an extract of OpenStreetMap."""
    metric = doing.register.info.crs
    options = ReadOptions(register_crs=metric)
    extract = next(place.glob("*.osm.pbf"), None)
    roads_file = extract or place / "streets.geojson"
    homes_file = extract or place / "dwellings.csv.gz"
    source = OSM if extract else doing.reason
    roads = read_roads(roads_file, options, source=source)
    homes = read_dwellings(homes_file, options, source=source)
    replace_roads(doing, roads)
    replace_dwellings(doing, homes)
    addresses = (
        along_streets(roads.found, homes.found, doing.register.localities())
        if extract
        else of_homes(homes_file, metric=metric)
    )
    replace_addresses(doing, addresses)
