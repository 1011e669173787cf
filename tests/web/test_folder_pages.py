"""A folder of files has every page that the site has, and every link in it leads somewhere in it."""

import hashlib
import html
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi import APIRouter, FastAPI
from fastapi.testclient import TestClient

from addressed import addressed
from foldered import Page, application, dead_links, files_of, foldered
from grannsamverkan.actions.example import create_example, place_folder
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.folder.places import (
    LEFT_OUT,
    There,
    file_of,
    places,
    plain_name,
    public_paths,
)
from grannsamverkan.web.folder.publish import Wanted
from grannsamverkan.web.site import Folder
from promised import ENDED, new_promised_register
from reported import keep_all
from town import NORRANGEN, NOW, generous, municipality, new_register

OUTSIDE = ("https://www.example.org", "https://www.digg.se")
"""Where pages lead on purpose: the source of a promise, and whom to complain to."""

BASE, LIVE = "https://kommun.example/grannar", "https://svarar.example"

Files = Mapping[str, bytes]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register with areas, addresses, promises and published reports."""
    made = new_promised_register(tmp_path_factory.mktemp("full") / "hallsberg.gpkg")
    keep_all(made)
    yield made
    made.close()


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder where the constant parts of maps are kept."""
    return tmp_path_factory.mktemp("shells")


@pytest.fixture(scope="module")
def files(register: Register, shells: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give the files of a folder that lies nowhere on the web."""
    target = tmp_path_factory.mktemp("out") / "mapp"
    foldered(register, target, shells)
    return files_of(target)


@pytest.fixture(scope="module")
def based(register: Register, shells: Path, tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Give the files of a folder that lies on the web, with a site beside it that answers."""
    target = tmp_path_factory.mktemp("out") / "mapp"
    foldered(register, target, shells, wanted=Wanted(base=BASE, live=LIVE))
    return files_of(target)


def test_every_link_leads_to_something_in_the_folder(files: Files) -> None:
    assert len(files) > 60
    assert list(dead_links(files, outside=OUTSIDE)) == []
    spoilt = {
        **files,
        "index.html": files["index.html"].replace(b"karta/index.html", b"borta.html"),
    }
    assert list(dead_links(spoilt)), "this check can fail"
    without = {name: text for name, text in files.items() if not name.startswith("static/")}
    assert list(dead_links(without)), "this check can fail"


def test_the_example_with_addresses_has_no_dead_link_either(shells: Path, tmp_path: Path) -> None:
    register = create_example(tmp_path / "a.gpkg", place_folder("hallsberg"), now=NOW)
    foldered(register, tmp_path / "mapp", shells)
    register.close()
    made = files_of(tmp_path / "mapp")
    assert list(dead_links(made, outside=("https://",))) == []
    streets = made["gator/hallsberg/index.html"].decode()
    assert '<dt>Blåsbälgsvägen</dt><dd><a href="../../omrade/' in streets
    assert ">Blåsbälgen</a>: 1–32</dd>" in streets


def test_every_public_route_is_in_the_folder_or_left_out_for_a_reason(
    register: Register, shells: Path
) -> None:
    app = application(register, shells, Wanted())
    folder = Folder(languages=app.state.site.languages, linked=True)
    there = There(app.state.site, app.state.maps, folder)
    assert set(LEFT_OUT) <= public_paths(app.routes) | {"/kolla/forslag"}
    assert all(LEFT_OUT.values())
    assert len(places(app, there)) > 60
    with pytest.raises(KeyError):
        places(with_route("/nytt/{number}"), there)


def with_route(path: str) -> FastAPI:
    """Return an application with a public route that nobody has told of."""
    router = APIRouter()
    router.get(path)(lambda: None)
    grown = FastAPI()
    grown.include_router(router)
    return grown


def test_a_page_is_the_one_that_the_site_has(files: Files, register: Register) -> None:
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    for address in ("/om-data", f"/omrade/{NORRANGEN}", f"/en/lofte/{ENDED}"):
        there = client.get(address).text
        here = files[file_of(address)].decode()
        told = there.partition("<main")[2].partition("</main>")[0]
        mine = here.partition("<main")[2].partition("</main>")[0]
        assert without_tags(told) == without_tags(mine)


def without_tags(page: str) -> str:
    """Return what stands between the tags."""
    return "|".join(part.partition(">")[2].strip() for part in page.split("<"))


def test_data_and_reports_are_those_of_the_site_byte_for_byte(
    files: Files, register: Register
) -> None:
    client = TestClient(create_app(generous(), register, clock=lambda: NOW))
    for address, name in (
        ("/api/v1/areas", "api/v1/areas.geojson"),
        (f"/api/v1/areas/{NORRANGEN}", f"api/v1/areas/{NORRANGEN}.geojson"),
        ("/api/v1/counts", "api/v1/counts.json"),
        ("/api/v1/promises", "api/v1/promises.json"),
        ("/api/v1/reports", "api/v1/reports.json"),
        (f"/lofte/{ENDED}/siffror.csv", f"lofte/{ENDED}/siffror.csv"),
    ):
        assert client.get(address).content == files[name]
    reports = json.loads(files["api/v1/reports.json"])["reports"]
    kept = [one for told in reports for one in told["files"]]
    assert len(kept) > 5
    for one in kept:
        content = files[one["address"].lstrip("/")]
        assert hashlib.sha256(content).hexdigest() == one["sha256"]


def test_no_page_asks_another_host_or_sends_a_form(files: Files) -> None:
    for name, content in pages(files).items():
        text = html.unescape(content.decode())
        policy = text.index('http-equiv="Content-Security-Policy"')
        assert policy < text.index("<link"), name
        assert "form-action 'none'" in text
        assert "connect-src" not in text
        for form in Page(text).forms:
            assert "hidden" in form, name
            assert not {"action", "method", "data-suggest"} & set(form), name


def pages(files: Files) -> dict[str, bytes]:
    """Return the pages, without the files of reports, which are kept as they were published."""
    return {name: text for name, text in files.items() if name.endswith("index.html")}


def test_what_needs_a_server_leads_to_whom_to_turn_to(files: Files) -> None:
    start = Page(files["index.html"].decode())
    assert ("a", "om-mappen/index.html#server") in start.links  # an opinion
    assert ("a", "om-mappen/index.html#data") in start.links  # what programs ask
    english = Page(files["en/index.html"].decode())
    assert ("a", "om-mappen/index.html#server") in english.links
    about = files["om-mappen/index.html"].decode()
    assert "070-174 06 05" in about
    assert 'href="../api/v1/areas.geojson"' in about


def test_nothing_says_where_a_folder_is_that_lies_nowhere(files: Files) -> None:
    assert not [name for name, content in files.items() if b"mapp.invalid" in content]
    assert not {"robots.txt", "sitemap.xml"} & set(files)
    poster = files[f"omrade/{NORRANGEN}/affisch/index.html"].decode()
    assert "poster__code" not in poster
    assert "070-174 06 05" in poster
    feed = files[f"lofte/{ENDED}/flode.xml"].decode()
    assert '<link rel="alternate" type="text/html" href="index.html' in feed
    assert "<id>urn:uuid:" in feed


def test_on_the_web_it_has_a_site_map_and_its_own_address_and_leads_forms_to_the_site_that_answers(
    based: Files,
) -> None:
    assert list(dead_links(based, outside=("https://",))) == []
    assert f"Sitemap: {BASE}/sitemap.xml" in based["robots.txt"].decode()
    assert f"<loc>{BASE}/omrade/{NORRANGEN}/</loc>" in based["sitemap.xml"].decode()
    assert f"<loc>{BASE}/</loc>" in based["sitemap.xml"].decode()
    assert b"mailto:kontakt@example.org" in based[".well-known/security.txt"]
    poster = based[f"omrade/{NORRANGEN}/affisch/index.html"].decode()
    assert f"{BASE.partition('://')[2]}/omrade/{NORRANGEN}" in poster
    assert "poster__code" in poster
    assert f'href="{BASE}/lofte/{ENDED}/flode.xml"' in based[f"lofte/{ENDED}/flode.xml"].decode()
    links = Page(based["en/index.html"].decode()).links
    assert ("a", f"{LIVE}/en/synpunkt") in links
    assert ("a", f"{LIVE}/badda-in?karta=karta") in Page(based["karta/index.html"].decode()).links


def test_without_an_address_to_be_told_of_holes_there_is_no_file_of_it(
    shells: Path, tmp_path: Path
) -> None:
    silent = new_register(tmp_path / "a.gpkg")
    with silent.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_municipality(replace(municipality(), contact_mail=None))
    foldered(silent, tmp_path / "mapp", shells, wanted=Wanted(base=BASE, languages=()))
    silent.close()
    made = files_of(tmp_path / "mapp")
    assert "robots.txt" in made
    assert ".well-known/security.txt" not in made


def test_a_folder_is_in_the_languages_that_are_asked_for(
    register: Register, shells: Path, tmp_path: Path
) -> None:
    foldered(register, tmp_path / "mapp", shells, wanted=Wanted(languages=()))
    made = files_of(tmp_path / "mapp")
    assert not [name for name in made if name.startswith("en/")]
    assert list(dead_links(made, outside=OUTSIDE)) == []
    assert "hreflang" not in made["index.html"].decode().replace('hreflang="sv"', "")


def test_streets_are_told_apart_by_place_and_shared_by_area(shells: Path, tmp_path: Path) -> None:
    register = addressed(tmp_path / "a.gpkg")
    foldered(register, tmp_path / "mapp", shells)
    register.close()
    made = files_of(tmp_path / "mapp")
    hallsberg = made["gator/hallsberg/index.html"].decode()
    assert "<dt>Storgatan</dt>" in hallsberg
    assert ">Norrängen</a></dd>" in hallsberg  # the whole street
    assert "<dt>Norra vägen</dt><dd>inget område</dd>" in hallsberg
    assert "Slocknad" not in hallsberg
    assert "<dt>Storgatan</dt><dd>inget område</dd>" in made["gator/palsboda/index.html"].decode()


@pytest.mark.parametrize(
    ("path", "which", "file"),
    [
        ("/", "", "index.html"),
        ("/en", "", "en/index.html"),
        ("/karta", "", "karta/index.html"),
        ("/rapporter", "20", "rapporter/20.html"),
        ("/api/v1/areas", "10000-X", "api/v1/areas-10000-X.geojson"),
        ("/api/v1/promises/a", "", "api/v1/promises/a.json"),
        ("/lofte/a/flode.xml", "", "lofte/a/flode.xml"),
        ("/.well-known/security.txt", "", ".well-known/security.txt"),
        ("/omrade/../../etc", "", "omrade/_2e./_2e./etc/index.html"),
        ("/omrade/a b", "", "omrade/a_20b/index.html"),
    ],
)
def test_each_address_has_a_file_that_every_disk_takes(path: str, which: str, file: str) -> None:
    assert file_of(path, which) == file


def test_a_name_cannot_lead_out_of_the_folder() -> None:
    for name in ("..", ".", "../x", "a/b", "c:\\x", "å\0"):
        assert not set(plain_name(name)) & set("/\\:\0å")
        assert not plain_name(name).startswith(".")
