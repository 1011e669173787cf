"""Which texts anyone can meet is a fact: every public page is read, and what it asked the translator for is noted."""

import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from grannsamverkan import i18n
from grannsamverkan.country import country
from grannsamverkan.i18n import LANGUAGES, LOCALES, catalogue, is_public, translator
from grannsamverkan.maps.definition import all_definitions
from grannsamverkan.register import Register
from grannsamverkan.settings import MailSettings
from grannsamverkan.web.app import create_app
from promised import ENDED, RUNNING
from reported import FIRST, SECOND, new_reported_register
from town import NORRANGEN, NOW, generous

NOWHERE = "01J000000000000000000NONE0"
IN_THE_JOURNAL = {"asking.by_form", "confirmation.by_link", "views.by_form"}
"""What is written into the journal when a resident sends something; staff read it."""

REAL = catalogue


class Noted(dict[str, str]):
    """A catalogue that notes the keys it is asked for."""

    asked: set[str]

    def __getitem__(self, key: str) -> str:
        self.asked.add(key)
        return super().__getitem__(key)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Give the keys that have been asked for since."""
    keys: set[str] = set()
    for one in LOCALES:
        REAL(one)  # while each still falls back on the real Swedish one

    @cache
    def noting(language: str) -> Noted:
        made = Noted(REAL(language))
        made.asked = keys
        return made

    monkeypatch.setattr(i18n, "catalogue", noting)
    return keys


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give an example register with promises, reports and views."""
    path = tmp_path_factory.mktemp("public") / "hallsberg.gpkg"
    made = new_reported_register(path, example=True)
    yield made
    made.close()


@pytest.fixture(scope="module")
def public(told: Register) -> FastAPI:
    """Give the site over it, which writes letters and sends none."""
    mail = MailSettings(host="mail.example.org", sender="register@example.org")
    can_write = {"mail": mail, "public_url": "https://testserver"}
    return create_app(generous().model_copy(update=can_write), told, clock=lambda: NOW)


def addresses(app: FastAPI) -> list[str]:
    """Return an address of every public route, with one that leads nowhere beside it."""
    names: Mapping[str, tuple[str, ...]] = {
        "area_id": (NORRANGEN, NOWHERE),
        "promise_id": (ENDED, RUNNING, NOWHERE),
        "report_id": (FIRST, SECOND, NOWHERE),
        "name": (*all_definitions(app.state.site.settings.maps), "finns-inte"),
    }
    found = [
        *(
            f"/{one}"
            for one in (
                "folj",
                "folj/tack",
                "folj/slut",
                f"folj/mina/{NOWHERE}",
                f"folj/bekrafta/{NOWHERE}",
            )
        ),
        *(
            f"/{one}"
            for one in (
                "intresse",
                "intresse/tack",
                "intresse/min",
                "intresse/borta",
                f"intresse/min/{NOWHERE}",
            )
        ),
        f"/folj?vad=omrade:{NORRANGEN}",
        f"/folj?vad=lofte:{RUNNING}",
        "/folj?vad=ort:1861:Hallsberg",
        "/ort/1861/Hallsberg/flode.xml",
        "/karta/lista?ort=Hallsberg",
        "/synpunkt",
        "/synpunkt/tack",
        "/svar",
        f"/svar/{NOWHERE}",
        "/finns-inte",
        "/rapporter?fran=500",
    ]
    for path in sorted(paths_of(app.routes)):
        wanted = re.search(r"\{(\w+)", path)
        if wanted is None:
            found.append(path)
        elif wanted[1] in names and path.count("{") == 1 and "skal" not in path:
            found += [re.sub(r"\{.+\}", one, path) for one in names[wanted[1]]]
    asking = {
        "/karta/lista": ("?q=finns-inte", "?on=2020-01-01", "?on=3000-01-01", "?on=x", "?fran=-1"),
        "/badda-in": ("?hojd=1", "?karta=finns-inte"),
        "/oembed": ("?url=x", ""),
        "/omrade/" + NORRANGEN + "/affisch": ("?papper=a3", "?papper=x"),
        "/api/v1/check": ("?lon=15.1&lat=59.06", "?lon=x&lat=99", "?lon=15", "?lon=1&lon=2&lat=3"),
        "/api/v1/areas": ("?bbox=1,2", "?finns=inte"),
        "/api/v1/counts": ("?municipality=9999", "?on=1200-01-01"),
    }  # fmt: skip
    return found + [path + one for path, some in asking.items() for one in some]


def paths_of(routes: object) -> set[str]:
    """Return the paths of routes that answer GET, those of routers within included."""
    found: set[str] = set()
    for route in routes:  # type: ignore[attr-defined]  # a list of routes
        within = getattr(route, "original_router", None)
        found |= paths_of(within.routes) if within else set()
        if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
            found.add(route.path)
    return found


SENT: tuple[tuple[str, dict[str, str]], ...] = (
    ("/kolla", {"lat": "59,0656", "lon": "15,0862"}),
    ("/kolla", {"lat": "59,1", "lon": "15,2"}),
    ("/kolla", {"lat": "10", "lon": "10"}),
    ("/kolla", {"lat": "15,1", "lon": "59,06"}),
    ("/kolla", {"lat": "x", "lon": ""}),
    ("/kolla", {"lat": "999", "lon": "1"}),
    ("/kolla", {"plats": "Norrangen"}),
    ("/kolla", {"plats": "finns inte"}),
    ("/kolla", {}),
    ("/kolla/forslag", {"plats": "n"}),
    ("/synpunkt", {}),
    ("/synpunkt", {"amne": "x", "plats": "1861:Nej", "text": "x" * 5_000}),
    ("/synpunkt", {"amne": "lighting", "plats": "1861:Hallsberg", "text": "Det är mörkt."}),
    ("/svar", {"kod": NOWHERE}),
    ("/karta", {}),
    ("/folj", {}),
    ("/folj", {"vad": "ort:1861:Hallsberg", "mejl": "inte en adress"}),
    ("/folj", {"vad": "ort:1861:Hallsberg", "mejl": "granne@example.org"}),
    ("/folj", {"vad": f"omrade:{NORRANGEN}", "mejl": "granne.tva@example.org"}),
    ("/folj/har", {"vad": f"lofte:{RUNNING}"}),
    ("/intresse", {}),
    ("/intresse", {"vill": "start", "plats": "1861:Nej"}),
    ("/intresse", {"vill": "start", "plats": "1861:Hallsberg", "mejl": "granne@example.org"}),
    ("/intresse", {"vill": "join", "plats": "1861:Hallsberg", "telefon": "070-174 06 05"}),
    ("/intresse/har", {"omrade": NORRANGEN, "vill": "report_dead_area"}),
    ("/intresse/min", {"kod": NOWHERE}),
)


def read_everything(app: FastAPI, prefix: str) -> None:
    """Ask everything that can be asked in a language, and see that nothing is at fault."""
    origin = "https://testserver"
    with TestClient(app, base_url=origin, raise_server_exceptions=False) as client:
        for path in addresses(app):
            assert client.get(prefix + path).status_code != 500, path
        for path, fields in SENT:
            answer = client.post(prefix + path, data=fields, headers={"Origin": origin})
            assert answer.status_code != 500, path
            client.post(prefix + path, json=fields)
        client.post(f"{prefix}/kolla", content=b"x" * 100_000)
        client.get("/api/v1/areas/x", headers={"Accept-Language": prefix.strip("/") or "sv"})


def test_every_text_that_a_public_page_asks_for_is_among_the_public_ones(
    public: FastAPI, asked: set[str]
) -> None:
    read_everything(public, "")
    assert len(asked) > 450
    assert {key for key in asked if not is_public(key)} - IN_THE_JOURNAL == set()


@pytest.mark.parametrize("language", [one for one in country("se").languages if one != "sv"])
def test_no_public_page_falls_back_on_swedish(
    public: FastAPI, asked: set[str], language: str
) -> None:
    read_everything(public, f"/{language}")
    own = REAL(language).own()
    assert {key for key in asked if key not in own} - IN_THE_JOURNAL == set()


def test_the_texts_of_the_map_are_public() -> None:
    from grannsamverkan.maps.pages import _WORDS

    assert all(is_public(key) for key in REAL("sv") if key.startswith(_WORDS))


@pytest.mark.parametrize("language", [one for one in LOCALES if one not in LANGUAGES])
def test_a_language_of_residents_has_every_public_text_and_no_other(language: str) -> None:
    public = {key for key in REAL("sv") if is_public(key)}
    own = REAL(language).own()
    assert public - set(own) == set(), "to be translated"
    assert set(own) - public == set(), "asked for by no public page"
    facts = set(country("se").says("sv"))
    for key in public:
        ours, theirs = places(REAL("sv")[key]), places(own[key])
        assert (ours ^ theirs) - facts == set(), key


def places(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def test_each_page_says_what_it_is_written_in_and_leads_to_the_other_languages(
    public: FastAPI,
) -> None:
    with TestClient(public) as client:
        page = client.get("/latt/kolla").text
        assert '<html lang="sv">' in page
        assert '<html lang="fi">' in client.get("/fi/kolla").text
        for tag, address in (
            ("sv", "/kolla"),
            ("sv-simple", "/latt/kolla"),
            ("en", "/en/kolla"),
            ("fi", "/fi/kolla"),
        ):
            assert f'<link rel="alternate" hreflang="{tag}" href="{address}">' in page
        assert '<a href="/fi/kolla" lang="fi" hreflang="fi">Suomi</a>' in page
        assert ">Lätt svenska</a>" not in page


def test_who_comes_to_work_reads_swedish_where_the_workspace_is_not_in_the_language(
    public: FastAPI,
) -> None:
    with TestClient(public, base_url="https://testserver") as client:
        for prefix in ("/latt", "/fi"):
            page = client.get(f"{prefix}/arbete/logga-in").text
            assert '<html lang="sv">' in page
            assert "Logga in" in page
            assert "Suomi" not in page
        assert '<html lang="en">' in client.get("/en/arbete/logga-in").text


SENTENCE = re.compile(r"(?<=[.!?:])\s+")
MOST_WORDS = 14


def sentences(language: str) -> Iterator[list[str]]:
    """Give the sentences of a language's public texts, as words."""
    for key, text in REAL(language).own().items():
        if is_public(key):
            plain = re.sub(r"\{\w+\}", "x", text)
            for sentence in SENTENCE.split(plain):
                words = re.findall(r"[^\W\d_]+(?:[-/.][^\W\d_]+)*", sentence)
                if len(words) > 1:
                    yield words


def lix(language: str) -> float:
    """Return the readability index of a language's public texts (Björnsson 1968): lower is easier."""
    found = list(sentences(language))
    words = [word for sentence in found for word in sentence]
    long = sum(len(word) > 6 for word in words)
    return len(words) / len(found) + 100 * long / len(words)


def test_latt_svenska_is_easier_to_read_than_swedish() -> None:
    found = list(sentences("latt"))
    words = sum(map(len, found)) / len(found)
    assert words < 7
    assert lix("latt") < 20
    assert lix("latt") < lix("sv") - 5
    too_long = [" ".join(one) for one in found if len(one) > MOST_WORDS]
    assert too_long == []


def test_days_and_numbers_are_written_as_the_reader_writes_them() -> None:
    from datetime import date

    finnish, easy = translator("fi"), translator("latt")
    assert finnish.date(date(2021, 5, 3)) == "3. toukokuuta 2021"
    assert finnish.short_date(date(2020, 12, 31)) == "31.12.2020"
    assert finnish.short_month(date(2020, 12, 31)) == "joulu"
    assert finnish.month(date(2021, 5, 3)) == "toukokuu 2021"
    assert finnish.number(1234.56) == "1\N{NO-BREAK SPACE}234,6"
    assert finnish.decimal_sign == easy.decimal_sign == ","
    assert translator("en").decimal_sign == "."
    assert easy.date(date(2021, 5, 3)) == "3 maj 2021"
