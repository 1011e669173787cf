"""Files that try to make the reader open something else, or never come to an end."""

import contextlib
import http.server
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyogrio
import pytest
import shapely
from hostile import SQUARE, areas, feature, geojson, read, refusal

from grannsamverkan.errors import Refused
from grannsamverkan.exchange.sandbox import DRIVERS, UPLOAD, strangers


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    """Serve on the loopback and keep the path of every request."""
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

        def log_message(self, *_: object) -> None:
            """Stay silent."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


def vrt(source: str) -> str:
    return (
        '<OGRVRTDataSource><OGRVRTLayer name="x"><SrcDataSource>'
        f"{source}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
    )


@pytest.mark.parametrize("suffix", ["geojson", "kml", "gml", "csv", "gpkg", "shp", "vrt", "json"])
def test_a_description_of_other_files_reads_no_file_and_asks_no_address(
    tmp_path: Path, listener: tuple[str, list[str]], suffix: str
) -> None:
    address, asked = listener
    secret = geojson(tmp_path / "secret.geojson", feature(None, namn="hemligt"))
    for source in (str(secret), f"/vsicurl/{address}/a.geojson", f"{address}/a.geojson"):
        for lead in ("", " \n", "\ufeff", "<!-- kml --> ", '<?xml version="1.0"?>'):
            path = tmp_path / f"hostile.{suffix}"
            path.write_text(lead + vrt(source), "utf-8")
            assert refusal(path).key in {"import.unknown_format", "import.no_header"}
    assert asked == []


def test_the_child_has_the_readers_it_needs_and_no_other() -> None:
    skipped = set(strangers(UPLOAD))
    assert skipped == set(pyogrio.list_drivers()) - set(DRIVERS)
    assert {"OGR_VRT", "HTTP", "WFS", "OAPIF", "SQLite"} <= skipped


LINKED = (
    '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><NetworkLink><Link><href>{0}/n.kml'
    "</href></Link></NetworkLink><Placemark><name>A</name><Point><coordinates>15.1,59"
    "</coordinates></Point></Placemark></Document></kml>"
)
STYLED = (
    '<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    ' xsi:schemaLocation="http://www.opengis.net/kml/2.2 {0}/kml.xsd"><Document><Schema name="s" id="s"'
    '/><Style id="q"><IconStyle><Icon><href>{0}/i.png</href></Icon></IconStyle></Style><Placemark>'
    "<name>A</name><styleUrl>{0}/style.kml#q</styleUrl><Point><coordinates>15.1,59</coordinates>"
    "</Point></Placemark></Document></kml>"
)


@pytest.mark.parametrize("body", [LINKED, STYLED])
def test_a_kml_that_points_elsewhere_is_read_without_going_there(
    tmp_path: Path, listener: tuple[str, list[str]], body: str
) -> None:
    address, asked = listener
    path = tmp_path / "a.kml"
    path.write_text(body.replace("{0}", address), "utf-8")
    [record] = areas(path).records
    assert record.name == "A"
    assert asked == []


def test_a_gml_that_names_a_schema_and_parts_elsewhere_goes_nowhere(
    tmp_path: Path, listener: tuple[str, list[str]]
) -> None:
    address, asked = listener
    ring = " ".join(f"{x} {y}" for x, y in SQUARE)
    path = tmp_path / "a.gml"
    path.write_text(
        f"""<?xml version="1.0" encoding="UTF-8"?>
<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs/2.0" xmlns:gml="http://www.opengis.net/gml/3.2"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:a="{address}/a" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="{address}/a {address}/a.xsd">
<wfs:member><a:omr gml:id="o1"><a:namn>Åby</a:namn><a:kod>0188</a:kod><a:other xlink:href="{address}/x.gml#o2"/>
<a:geom><gml:Polygon srsName="urn:ogc:def:crs:OGC:1.3:CRS84" gml:id="g"><gml:exterior><gml:LinearRing><gml:posList>{ring}
</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></a:geom></a:omr></wfs:member></wfs:FeatureCollection>""",
        "utf-8",
    )
    [record] = areas(path).records
    assert (record.name, record.code) == ("Åby", "0188")
    assert record.cleaned is not None
    assert asked == []


@pytest.mark.parametrize("suffix", ["kml", "gml"])
@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>',
        "<!doctype kml>",
        '<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">',
    ],
)
def test_xml_with_entities_is_refused_before_it_is_parsed(
    tmp_path: Path, suffix: str, declaration: str
) -> None:
    roots = {
        "kml": ("kml", "http://www.opengis.net/kml/2.2"),
        "gml": ("FeatureCollection", "http://www.opengis.net/gml"),
    }
    root, space = roots[suffix]
    path = tmp_path / f"a.{suffix}"
    path.write_text(f'{declaration}<{root} xmlns="{space}">{" " * 3_000_000}</{root}>', "utf-8")
    assert refusal(path).key in {"import.xml_entities", "import.unknown_format"}
    path.write_text(f'<{root} xmlns="{space}">{" " * 1_048_570}{declaration}</{root}>', "utf-8")
    assert refusal(path).key == "import.xml_entities"


def with_view(path: Path, select: str) -> Path:
    """Write a GeoPackage with one honest layer and a layer `evil` that is a view."""
    pyogrio.raw.write(
        path,
        shapely.to_wkb([shapely.Polygon(SQUARE)]),
        [],
        [],
        driver="GPKG",
        layer="areas",
        geometry_type="Polygon",
        crs="EPSG:4326",
    )
    with contextlib.closing(sqlite3.connect(path)) as base:
        base.execute(f"CREATE VIEW evil AS {select}")
        base.execute(
            "INSERT INTO gpkg_contents SELECT 'evil', data_type, 'evil', '', last_change,"
            " min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents LIMIT 1"
        )
        base.execute(
            "INSERT INTO gpkg_geometry_columns SELECT 'evil', column_name, geometry_type_name,"
            " srs_id, z, m FROM gpkg_geometry_columns LIMIT 1"
        )
        base.commit()
    return path


def test_a_geopackage_whose_view_never_ends_is_given_up_within_ten_seconds(tmp_path: Path) -> None:
    endless = (
        "WITH RECURSIVE t(n, geom) AS (SELECT 1, NULL UNION ALL SELECT n + 1, NULL FROM t)"
        " SELECT n AS fid, geom FROM t"
    )
    path = with_view(tmp_path / "endless.gpkg", endless)
    before = time.monotonic()
    assert refusal(path).key == "import.too_heavy"
    assert time.monotonic() - before <= 10


@pytest.mark.parametrize(
    "call",
    [
        "ogr_geocode('x', 'geometry', 'QUERY_TEMPLATE', '{0}/%s')",
        "gdal_get_pixel_value('/vsicurl/{0}/a.tif', 1, 'pixel', 0, 0)",
        "load_extension('/tmp/x')",
    ],
)
def test_a_view_that_calls_on_gdal_for_more_is_refused_and_goes_nowhere(
    tmp_path: Path, listener: tuple[str, list[str]], call: str
) -> None:
    address, asked = listener
    select = "SELECT fid, geom, {1} AS namn FROM areas".replace("{1}", call)
    path = with_view(tmp_path / "calls.gpkg", select.replace("{0}", address))
    with pytest.raises(Refused) as caught:
        read(path, layer="evil")
    assert caught.value.key == "import.unreadable"
    assert asked == []
