"""The roads, homes, addresses and base map of an invented place, so that areas can be drawn, seen and asked for."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shapely import LineString, Polygon

from grannsamverkan.actions.addresses import replace_addresses
from grannsamverkan.actions.basemap import lay_base_map
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.example.numbering import along_streets, of_homes
from grannsamverkan.actions.streets import replace_dwellings, replace_roads
from grannsamverkan.crs import LONLAT, reproject
from grannsamverkan.domain.basemap import KINDS, Feature, Kind, Layer
from grannsamverkan.exchange.basemap import read_extract
from grannsamverkan.exchange.ground import Laid, read_dwellings, read_roads
from grannsamverkan.exchange.osm import ATTRIBUTION
from grannsamverkan.exchange.tables import ReadOptions


def lay(doing: Doing, place: Path) -> None:
    """Lay the roads, homes, addresses and base map of a place: its own, or out of an extract of OpenStreetMap."""
    metric = doing.register.info.crs
    options = ReadOptions(register_crs=metric)
    extract = next(place.glob("*.osm.pbf"), None)
    roads_file = extract or place / "streets.geojson"
    homes_file = extract or place / "dwellings.csv.gz"
    source = ATTRIBUTION if extract else doing.reason
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
    if extract:
        base = read_extract(extract, options)
        lay_base_map(doing, base, layers=Layer, source=ATTRIBUTION)
    elif (coarse := place / "ground.toml").is_file():
        facts = tomllib.loads(coarse.read_text("utf-8"))
        for layer, source in facts["source"].items():
            some = [one for one in _coarse(facts, metric) if KINDS[one.kind].layer == layer]
            laid = Laid(tuple(some), {})
            lay_base_map(doing, laid, layers=[Layer(layer)], source=source, coarse=True)


def _coarse(facts: dict[str, Any], metric: str) -> Iterator[Feature]:
    """Give the lakes and railways that were typed in, in the register's CRS."""
    for lake in facts["lake"]:
        ring = reproject(Polygon(lake["ring"]), source=LONLAT, target=metric)
        yield Feature(kind=Kind.WATER, name=lake["name"], shape=ring)
    for railway in facts["railway"]:
        line = reproject(LineString(railway["line"]), source=LONLAT, target=metric)
        yield Feature(kind=Kind.RAILWAY, name=railway["name"], shape=line)
