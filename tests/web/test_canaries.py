"""Nothing that is not public is in any public byte, and no contact is shown to those who may not see contacts."""

import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

import canaries
from grannsamverkan.cli.main import answer
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.domain.addresses import Address, Street
from grannsamverkan.domain.basemap import BaseTile
from grannsamverkan.domain.following import Following
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.people import Person
from grannsamverkan.domain.privacy import PrivacyNotice
from grannsamverkan.domain.promises import Indicator, Promise, PromiseNote
from grannsamverkan.domain.reporting import Report, ReportFile, ReportState
from grannsamverkan.domain.unconfirmed import Unconfirmed
from grannsamverkan.domain.views import ViewState, ViewText
from grannsamverkan.maps.definition import all_definitions
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.site import Site
from grannsamverkan.web.staff.app import routers
from staff import STAFF, add_staff, browser_of, quick
from town import NORRANGEN, NOW, new_register

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "/karta/data": (
        "?bbox=14,58,16,60&zoom=14&on=2026-11-23",
        "?bbox=14,58,16,60&zoom=14&on=2020-01-01",
    ),
    "/karta/lista": ("?q=kanarie", "?on=2020-01-01"),
    "/karta/lista.json": ("?on=2026-11-23",),
    "/api/v1/check": ("?lon=15.11&lat=59.06", "?lon=15.1&lat=59.1"),
    "/api/v1/areas": ("?bbox=14,58,16,60", "?on=2016-06-01"),
    "/api/v1/counts": ("?on=2016-06-01", "?municipality=1861"),
    "/api/v1/promises": ("?municipality=1861",),
    "/api/v1/reports": ("?municipality=1861",),
    "/rapporter": ("?fran=0",),
}
"""What can be asked of addresses that take questions."""


@dataclass(frozen=True)
class Planted:
    """A register with canaries, its words, and the site over it."""

    register: Register
    path: Path
    words: dict[str, str]
    app: FastAPI


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    """Give a register with a canary in every text that is not public, and an account of each role."""
    folder = tmp_path_factory.mktemp("canaries")
    register = new_register(folder / "a.gpkg")
    add_staff(register)
    words = canaries.plant(register)
    app = create_app(quick(cache_dir=folder), register, clock=lambda: NOW)
    yield Planted(register, folder / "a.gpkg", words, app)
    register.close()


def gets(routes: Iterable[object]) -> set[str]:
    """Return the paths of routes that answer GET, those of routers within included."""
    found: set[str] = set()
    for route in routes:
        within = getattr(route, "original_router", None)
        found |= gets(within.routes) if within else set()
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            found.add(route.path)
    return found


def addresses(planted: Planted, path: str) -> list[str]:
    """Return addresses that a route answers, with everything that can stand in its place."""
    site: Site = planted.app.state.site
    names: dict[str, list[str]] = {
        "/omrade/{area_id}": [NORRANGEN, "01J000000000000000000NONE0"],
        "/api/v1/areas/{area_id}": [NORRANGEN],
        "/api/v1/promises/{promise_id}": [canaries.PROMISE, "01J000000000000000000NONE0"],
        "/lofte/{promise_id}": [canaries.PROMISE, "01J000000000000000000NONE0"],
        "/lofte/{promise_id}/flode.xml": [canaries.PROMISE],
        "/lofte/{promise_id}/siffror.csv": [canaries.PROMISE],
        "/rapporter/{report_id}": [canaries.REPORT, "01J000000000000000000NONE0"],
        "/rapporter/{report_id}/{file_name}": [f"{canaries.REPORT}/{canaries.FILE}"],
        "/kartor/{name}": list(all_definitions(site.settings.maps)),
        "/inbaddad/{name}": list(all_definitions(site.settings.maps)),
        "/omrade/{area_id}/flode.xml": [NORRANGEN, "01J000000000000000000NONE0"],
        "/ort/{municipality}/{name:path}/flode.xml": ["1861/Hallsberg", "1861/Ingenstans"],
        "/omrade/{area_id}/affisch": [NORRANGEN, "01J000000000000000000NONE0"],
        "/omrade/{area_id}/affisch.pdf": [NORRANGEN, "01J000000000000000000NONE0"],
        "/o/{short}": [NORRANGEN[-6:], "NONE00"],
        "/karta/underlag/{stamp}/{level}/{x}/{y}": ["nu/7/7/7", "nu/8/138/75"],
        "/karta/skal/{name}": list(planted.app.state.maps.scripts),
    }
    if path.startswith("/static/"):
        return [site.assets.url(name) for name in ("site.css", "arbete.css", "kolla.js")]
    if "{" not in path:
        return [f"{path}{question}" for question in ("", *QUESTIONS.get(path, ()))]
    return [re.sub(r"\{.+\}", name, path) for name in names[path]]


def leaks(client: TestClient, paths: list[str], words: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the addresses whose answers, in Swedish or English, hold some of these words, and which."""
    found = {}
    for path in (*paths, *(f"/en{path}" for path in paths)):
        answered = client.get(path)
        head = "".join(f"{name}: {value}\n" for name, value in answered.headers.items())
        found[path] = canaries.seen(head.encode() + answered.content, words)
    return {path: some for path, some in found.items() if some}


def test_there_is_a_canary_in_every_private_text(planted: Planted) -> None:
    assert {"Person.name", "Person.phone", "Person.mail", "Interest.name", "Job.payload"} <= set(
        planted.words.values()
    )
    assert len(planted.words) > 60
    stored = planted.path.read_bytes() + Path(f"{planted.path}-wal").read_bytes()
    assert set(canaries.seen(stored, planted.words)) == set(planted.words.values())


def test_no_public_answer_holds_a_canary(planted: Planted) -> None:
    visitor = TestClient(planted.app, raise_server_exceptions=False)
    routes = sorted(gets(planted.app.routes))
    assert len(routes) > 12
    paths = [one for path in routes for one in addresses(planted, path)]
    # a promise and what it is followed by are for everyone; that an example is assessed is for nobody
    promised = canaries.of(planted.words, Promise, Indicator, PromiseNote, BaseTile)
    private = {word: where for word, where in planted.words.items() if word not in promised}
    assert leaks(visitor, paths, private) == {}
    assert leaks(visitor, [f"/lofte/{canaries.PROMISE}"], promised), "this check can fail"
    assert leaks(visitor, ["/karta/lista"], {"Norrängen": "the public"}), "this check can fail"


def test_of_a_published_view_its_text_and_its_answer_are_all_that_is_public(
    tmp_path: Path,
) -> None:
    register = new_register(tmp_path / "a.gpkg")
    words = canaries.of(canaries.plant(register), ViewText)
    with register.private() as private:
        (view,) = private.find(ViewText)
        private.put(replace(view, state=ViewState.PUBLISHED))  # its raw words still there, at worst
    shown = repr(register.public_views()).encode()
    assert sorted(canaries.seen(shown, words)) == ["ViewText.answer", "ViewText.text"]
    assert canaries.VIEW.encode() not in shown
    app = create_app(quick(cache_dir=tmp_path), register, clock=lambda: NOW)
    published = Planted(register, tmp_path / "a.gpkg", words, app)
    paths = [one for path in sorted(gets(app.routes)) for one in addresses(published, path)]
    raw = {word: where for word, where in words.items() if where == "ViewText.raw"}
    assert leaks(TestClient(app), [*paths, "/synpunkt"], raw) == {}
    register.close()


def test_of_a_published_report_only_what_it_says_of_itself_and_its_files_are_public(
    tmp_path: Path,
) -> None:
    register = new_register(tmp_path / "a.gpkg")
    words = canaries.plant(register)
    (draft,) = register.facts(Report)
    with register.looking() as private:
        (kept,) = private.find(ReportFile)
    named = (f"{canaries.FILE}={sha256(kept.content).hexdigest()}",)
    published = replace(draft, state=ReportState.PUBLISHED, files=named)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_facts(Report, draft.id, [published])
    app = create_app(quick(cache_dir=tmp_path), register, clock=lambda: NOW)
    site = Planted(register, tmp_path / "a.gpkg", words, app)
    paths = [one for path in sorted(gets(app.routes)) for one in addresses(site, path)]
    told = canaries.of(words, Report, ReportFile, Promise, Indicator, PromiseNote, BaseTile)
    private_words = {word: where for word, where in words.items() if word not in told}
    assert leaks(TestClient(app), paths, private_words) == {}
    seen = leaks(TestClient(app), paths, canaries.of(words, Report, ReportFile))
    assert {where for some in seen.values() for where in some} == {
        "Report.approved_by",
        "Report.correction",
        "Report.corrects",
        "Report.known_hash",
        "Report.numbers_sha256",
        "ReportFile.content",
        "ReportFile.media_type",
    }
    register.close()


def test_no_door_to_the_workspace_tells_a_visitor_anything(planted: Planted) -> None:
    visitor = browser_of(planted.app, planted.register, None)
    # what leads to signing in names the page that was asked for, with the id in it
    # and what a municipality tells those whose data it holds is for everyone to read
    notice = canaries.of(planted.words, PrivacyNotice)
    told = {
        word: where
        for word, where in planted.words.items()
        if not where.endswith(".id") and word not in notice
    }
    assert leaks(visitor, staff_paths(planted), told) == {}


FORMATS = ("geojson", "gpkg", "fgb", "kml", "csv", "xlsx")


@pytest.mark.parametrize("ending", FORMATS)
def test_no_public_export_holds_a_canary(planted: Planted, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"ut.{ending}"
    assert (
        answer(["export", "areas", "--public", "--register", str(planted.path), "--out", str(out)])
        == 0
    )
    assert canaries.seen(unpacked(out), planted.words) == []


def unpacked(path: Path) -> bytes:
    """Return the bytes of a file, of one that is packed those within."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"".join(packed.read(name) for name in packed.namelist())


def test_no_map_to_hand_on_holds_a_canary(planted: Planted, tmp_path: Path) -> None:
    out = tmp_path / "karta.html"
    assert answer(["map", "--register", str(planted.path), "--out", str(out)]) == 0
    base = canaries.of(
        planted.words, BaseTile
    )  # the base map, and whom to name for it, are for everyone
    private = {word: where for word, where in planted.words.items() if word not in base}
    assert canaries.seen(out.read_bytes(), private) == []
    assert canaries.seen(out.read_bytes(), {"Norrängen": "the public"}), "this check can fail"


@pytest.mark.parametrize("addresses", ["--addresses", "--no-addresses"])
def test_no_file_of_a_published_folder_holds_a_canary(
    planted: Planted, tmp_path: Path, addresses: str
) -> None:
    out = tmp_path / "mapp"
    where = ["--register", str(planted.path), "--out", str(out)]
    assert answer(["publish", *where, "--base-url", "https://kommun.example", addresses]) == 0
    paths = [path for path in out.rglob("*") if path.is_file()]
    files = {path.relative_to(out).as_posix(): unpacked(path) for path in paths}
    told: tuple[type, ...] = (Promise, Indicator, PromiseNote, BaseTile)
    if addresses == "--addresses":  # that there is one is told to whoever asks on the site, too
        told += (Street, Address)
    promised = canaries.of(planted.words, *told)
    private = {word: where for word, where in planted.words.items() if word not in promised}
    leaked = {
        name: canaries.seen(name.encode() + content, private) for name, content in files.items()
    }
    assert {name: some for name, some in leaked.items() if some} == {}
    assert f"lofte/{canaries.PROMISE}/index.html" in files
    assert len(files) > 80
    seen = canaries.seen(files["karta/lista/index.html"], {"Norrängen": "the public"})
    assert seen, "this check can fail"


def test_no_copy_to_hand_on_holds_a_private_canary(planted: Planted, tmp_path: Path) -> None:
    from grannsamverkan.register.schema import PRIVATE

    out = tmp_path / "dela.gpkg"
    assert answer(["share", "--register", str(planted.path), "--out", str(out)]) == 0
    private = canaries.of(planted.words, *PRIVATE)
    assert canaries.seen(out.read_bytes(), private | {"Kanarieskäl": "reason"}) == []


# -- the workspace -----------------------------------------------------------------------------------


def staff_paths(planted: Planted) -> list[str]:
    """Return an address of every page of the workspace, with the ids of what was planted."""
    ids = {
        where.removesuffix(".id").casefold(): word
        for word, where in planted.words.items()
        if where.endswith(".id")
    }
    named = {
        "area_id": NORRANGEN,
        "person_id": ids["person"],
        "interest_id": ids["interest"],
        "account_id": ids["account"],
        "draft_id": ids["draft"],
        "sign_id": ids["sign"],
        "activity_id": ids["activity"],
        "term_id": ids["contactterm"],
        "sub_area_id": ids["subarea"],
        "view_id": canaries.VIEW,
    }
    paths = sorted(gets(route for router in routers() for route in router.routes))
    filled = [
        re.sub(r"\{([a-z_]+)(?::[a-z]+)?\}", lambda found: named.get(found[1], "1"), path)
        for path in paths
        if path != "/{path:path}"
    ]
    lists = [f"{path}?q=kanarie&flagga=&lage=" for path in filled if path.count("/") == 2]
    assert len(filled) > 30
    return [*filled, *lists]


PERSONAL = (Person, Interest, Following, Unconfirmed, Job, Session, ViewText)


def test_the_workspace_shows_no_contact_to_a_contact(planted: Planted) -> None:
    browser = browser_of(planted.app, planted.register, STAFF[Role.CONTACT])
    words = personal(planted, *PERSONAL, Account)
    assert leaks(browser, staff_paths(planted), words) == {}


def test_the_administrator_sees_people_only_where_they_answer_for_the_data(
    planted: Planted,
) -> None:
    browser = browser_of(planted.app, planted.register, STAFF[Role.ADMINISTRATOR])
    found = leaks(browser, staff_paths(planted), personal(planted, *PERSONAL))
    rooms = ("/arbete/personuppgifter/person/", "/arbete/anvandare")
    assert [path for path in found if not path.removeprefix("/en").startswith(rooms)] == []
    assert found, "this check can fail"


def personal(planted: Planted, *kinds: type) -> dict[str, str]:
    """Return the words that tell of people; ids say nothing of them."""
    words = canaries.of(planted.words, *kinds)
    return {
        word: where for word, where in words.items() if not where.endswith(("id", "Id", "handler"))
    }
