"""One function makes the served page, the file and the notebook's map."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import folium
import geopandas
import numpy as np
import pytest
from shapely import MultiPolygon, Polygon, box

from grannsamverkan.domain.disclosure import public_start
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused
from grannsamverkan.i18n import LANGUAGES, translator
from grannsamverkan.maps import assets
from grannsamverkan.maps.definition import COLOUR_BY, MapDefinition
from grannsamverkan.maps.features import ground, last_year, table_features
from grannsamverkan.maps.frames import public_frame
from grannsamverkan.maps.pages import areas_map, write_page
from grannsamverkan.maps.theme import COLOURS, PATTERNS, categories
from grannsamverkan.register import Register
from town import NOW

HOSTILE = '</script><img src=x onerror="alert(1)">${alert(1)}`'
TODAY = NOW.date()


def table(*names: str) -> geopandas.GeoDataFrame:
    """Return a table of squares near Hallsberg, the last one without a border."""
    squares: list[Polygon | None] = [
        box(505_000 + 400 * place, 6_547_000, 505_200 + 400 * place, 6_547_200)
        for place in range(len(names))
    ]
    squares[-1] = None
    shapes = geopandas.GeoSeries(np.array(squares, dtype=object), crs="EPSG:3006")
    return geopandas.GeoDataFrame({"name": list(names), "type": "villa"}, geometry=shapes)


def test_the_map_of_a_table_is_a_folium_map_that_asks_nothing_of_any_network() -> None:
    made = areas_map(table("Norrängen", "Södergård"))
    page = made.get_root().render()
    assert isinstance(made, folium.Map)
    assert "default-src 'none'" in page
    assert not re.search(r"<(script|link|img|iframe)[^>]*\s(src|href)=", page)
    assert "Norrängen" in page
    assert len(page) < 300_000


def test_the_same_map_is_the_same_bytes() -> None:
    first, second = (areas_map(table("A", "B")).get_root().render() for _ in range(2))
    assert first == second


def test_it_shows_in_a_notebook() -> None:
    shown = areas_map(table("Norrängen", "Södergård"))._repr_html_()
    assert shown.startswith("<iframe")
    assert "Norrängen" in shown


def test_hostile_names_stay_text() -> None:
    made = MapDefinition(name="x", title={"sv": HOSTILE, "en": HOSTILE})
    page = areas_map(table(HOSTILE, HOSTILE), definition=made).get_root().render()
    own = "".join(assets.read(name) for name in (*assets.SCRIPTS, *assets.STYLES))
    assert "<img src=x" not in page
    assert page.count("</script>") == len(assets.SCRIPTS) + 1
    assert page.count("${alert") == 2 + own.count("${alert")  # both within JSON of the script


def test_without_a_table_it_holds_no_data_and_is_the_same_for_every_register() -> None:
    page = areas_map(language="en", root="/en").get_root()
    page.render()
    script = page.script.render()  # type: ignore[attr-defined]  # branca says Element
    assert '"url": "/en/karta"' in script
    assert '"data"' not in script


def test_a_definition_says_what_is_in_the_map() -> None:
    made = MapDefinition(
        name="x",
        title={"sv": "Båtar", "en": "Boats"},
        layers=("areas",),
        tools=("list",),
        colour_by="status",
        filter={"typ": "boat"},
    )
    page = areas_map(table("A", "B"), definition=made).get_root().render()
    assert "view.areas(" in page
    assert "view.ground(" not in page
    assert "view.legend(" not in page
    assert '["status", "Läge"]' in page
    assert '"typ": "boat"' in page
    assert "<title>Båtar</title>" in page


def test_a_table_without_names_or_crs_is_refused_with_what_to_do() -> None:
    with pytest.raises(Refused) as refusal:
        table_features(table("A", "B").drop(columns="name"))
    assert "name" in translator("sv").error(refusal.value)
    nowhere = geopandas.GeoDataFrame({"name": ["A"]}, geometry=[box(0, 0, 1, 1)])
    with pytest.raises(Refused) as refusal:
        table_features(nowhere)
    assert "set_crs" in translator("en").error(refusal.value)


def test_a_row_without_border_is_in_the_list_alone() -> None:
    drawn, undrawn = table_features(table("A", "B"))
    assert drawn["properties"]["drawn"]
    assert undrawn["geometry"] is None
    assert not undrawn["properties"]["drawn"]


def test_a_table_without_a_single_border_still_makes_a_page() -> None:
    assert "Ensam" in areas_map(table("Ensam")).get_root().render()


def test_a_page_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "karta.html"
    write_page(areas_map(table("A", "B")), target)
    before = target.read_bytes()
    broken = areas_map(table("A", "B"))
    broken.get_root().safe_title = None  # type: ignore[attr-defined]  # what cannot be written
    broken.get_root().header = None  # type: ignore[attr-defined]  # as above
    with pytest.raises(Exception, match="render"):
        write_page(broken, target)
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["karta.html"]


def test_the_file_of_a_register_carries_the_example_mark_border_and_places(town: Register) -> None:
    snapshot = town.public(on=TODAY, today=TODAY)
    under = ground(snapshot, first_year=2014, updated=date(2026, 11, 1), t=translator("sv"))
    page = areas_map(public_frame(snapshot), ground=under).get_root().render()
    assert "EXEMPEL – påhittade uppgifter" in page
    assert "Kommungränsen är förenklad" in page
    assert "Norrängen" in page
    assert under["years"] == [2014, 2026]
    assert under["names"] == ["Hallsberg", "Pålsboda"]


def test_a_frame_of_public_areas_has_public_outlines_and_nothing_private(town: Register) -> None:
    snapshot = town.public(on=TODAY, today=TODAY)
    frame = public_frame(snapshot)
    assert set(frame.columns) == {
        *("id", "name", "locality", "type", "since", "verification", "confirmed", "status"),
        *("note", "geometry"),
    }
    assert all(isinstance(shape, MultiPolygon) for shape in frame.geometry.dropna())


@pytest.mark.parametrize("by", COLOUR_BY)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_a_name_a_pattern_of_its_own_and_a_colour(
    by: str, language: str
) -> None:
    rows = categories(by, translator(language))
    assert len({row.pattern for row in rows}) == len(rows)
    assert len({row.label for row in rows}) == len(rows)
    style = assets.read("karta.css")
    for row in rows:
        assert row.key in COLOURS
        assert f".kategori--{row.key}" in style
        assert f"  {row.pattern}:" in assets.read("karta.js")
    assert PATTERNS[by]


def test_leaflet_is_as_it_was_published_with_its_licence() -> None:
    sums = (assets.FOLDER / "leaflet" / "SHA384SUMS").read_text("utf-8").splitlines()
    assert len(sums) == 3
    for line in sums:
        digest, name = line.split()
        content = (assets.FOLDER / "leaflet" / name).read_bytes()
        assert hashlib.sha384(content).hexdigest() == digest


def test_an_area_from_before_a_day_is_told_by_the_year_it_is_older_than() -> None:
    told = [public_start(StatedDate.parse(text), TODAY) for text in ("före 2015-05-31", "2015-05")]
    assert told == ["<2016", "2015"]
    assert [last_year(since) for since in (*told, None)] == [2015, 2015, None]


def test_a_start_that_can_have_been_any_day_until_this_year_is_not_known() -> None:
    undated = StatedDate.before(TODAY)
    assert public_start(undated, TODAY) is None
    assert public_start(undated, TODAY.replace(year=TODAY.year + 1)) == f"<{TODAY.year + 1}"
    assert public_start(StatedDate(TODAY), TODAY) == str(TODAY.year)


def test_without_border_the_map_opens_on_the_areas_and_without_areas_on_the_country(
    town: Register,
) -> None:
    snapshot = replace(town.public(on=TODAY, today=TODAY), municipalities=())
    t = translator("sv")
    west, _, east, _ = ground(snapshot, first_year=2014, updated=None, t=t)["extent"]
    assert 15 < west < east < 15.3
    empty = ground(replace(snapshot, areas=()), first_year=2014, updated=None, t=t)
    assert empty["extent"][3] > 69
    assert empty["source"] is None
