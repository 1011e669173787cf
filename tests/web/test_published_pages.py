"""What anyone may read of published reports: the list, each version, the files byte for byte, and as data."""

import html
import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from sqlalchemy import event

from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.reporting import ReportFile, file_key
from grannsamverkan.i18n import LANGUAGES
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from promised import ENDED, RUNNING, new_promised_register
from reported import (
    ACCOUNT,
    FIRST,
    HEAD,
    MEDIA_TYPES,
    SECOND,
    SECRET,
    UNPUBLISHED,
    WRONG,
    keep,
    made_up,
    new_reported_register,
    report,
)
from town import NOW, generous

PUBLISHED = (FIRST, SECOND, ACCOUNT)
EVERYTHING = ("/rapporter", *(f"/rapporter/{one}" for one in PUBLISHED), "/api/v1/reports")
FILES = made_up(report(FIRST))


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Register]:
    """Give a register in which nothing is reported."""
    register = new_promised_register(tmp_path / "a.gpkg")
    yield register
    register.close()


def reader_of(register: Register) -> TestClient:
    return TestClient(create_app(generous(), register, clock=lambda: NOW))


def plain(page: str) -> str:
    """Return what is read in the main part of a page, without its markup."""
    main = f"<main{page.partition('<main')[2]}".partition("</main>")[0]
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", main).split())).replace("\N{NO-BREAK SPACE}", " ")  # fmt: skip


# -- the list and the page of a version ----------------------------------------------------------------


def test_the_list_has_every_published_version_the_newest_period_first(anyone: TestClient) -> None:
    page = anyone.get("/rapporter").text
    titles = re.findall(r'<h2 id="r-\d+"><a href="([^"]*)">([^<]*)</a>', page)
    assert titles == [
        (f"/rapporter/{ACCOUNT}", "Slutredovisning 28 november 2019 till 31 maj 2021, Hallsberg"),
        (f"/rapporter/{SECOND}", "Årsrapport 2020, Hallsberg (version 2)"),
        (f"/rapporter/{FIRST}", "Årsrapport 2020, Hallsberg"),
    ]


def test_a_version_says_when_it_was_published_who_approved_it_and_what_it_rests_on(
    anyone: TestClient,
) -> None:
    page = plain(anyone.get(f"/rapporter/{ACCOUNT}").text)
    assert "Version 1 Publicerad 1 september 2021" in page
    assert "Godkänd 1 februari 2021 av samordnare" in page
    assert f"ändring 12345 i registret, med kontrollsumman {HEAD[:12]}…" in page
    assert "fel i versionen före" not in page
    assert "nyare version" not in page


def test_a_corrected_version_stays_and_leads_to_the_one_that_says_what_was_wrong(
    anyone: TestClient,
) -> None:
    before = anyone.get(f"/rapporter/{FIRST}").text
    assert "Det finns en nyare version." in before
    assert f'<a href="/rapporter/{SECOND}">Läs den nyare versionen</a>' in before
    assert WRONG not in before
    after = plain(anyone.get(f"/rapporter/{SECOND}").text)
    assert f"Version 2 Det här var fel i versionen före {WRONG} Publicerad 9 mars 2021" in after
    assert "av operatör" in after
    assert "nyare version" not in after


def test_files_are_named_with_type_and_size_those_in_the_language_of_the_reader_first(
    anyone: TestClient,
) -> None:
    swedish, english = (files_on(anyone, f"{one}/rapporter/{FIRST}") for one in ("", "/en"))
    assert swedish == [
        "Webbsida ( Svenska ) HTML, 1 kB",
        "För utskrift ( Svenska ) PDF, 1 kB",
        "Arbetsbok ( Svenska ) XLSX, 1 kB",
        "Siffrorna som tabell ( Svenska ) CSV, 1 kB",
        "Siffrorna för program JSON, 1 kB",
        "Webbsida ( English ) HTML, 1 kB",
        "För utskrift ( English ) PDF, 1 kB",
    ]
    assert english == [
        "Web page ( English ) HTML, 1 kB",
        "For print ( English ) PDF, 1 kB",
        "The figures for programs JSON, 1 kB",
        "Web page ( Svenska ) HTML, 1 kB",
        "For print ( Svenska ) PDF, 1 kB",
        "Workbook ( Svenska ) XLSX, 1 kB",
        "The figures as a table ( Svenska ) CSV, 1 kB",
    ]


def files_on(reader: TestClient, path: str) -> list[str]:
    """Return what a page says of each file."""
    listed = reader.get(path).text.partition('<ul class="files">')[2].partition("</ul>")[0]
    return [plain(f"<main>{one}</main>").strip() for one in listed.split("</li>")[:-1]]


@pytest.mark.parametrize(
    ("size", "shown"),
    [(0, "1 kB"), (1_499, "1 kB"), (96_400, "96 kB"), (999_999, "1 000 kB"), (1_240_000, "1,2 MB")],
)
def test_sizes_are_told_as_people_say_them(empty: Register, size: int, shown: str) -> None:
    keep(empty, report(FIRST), {"rapport.pdf": b"x" * size, "okänt.odt": b"x"})
    page = plain(reader_of(empty).get(f"/rapporter/{FIRST}").text)
    assert f"För utskrift PDF, {shown} okänt.odt ODT, 1 kB" in page


def test_the_page_has_the_checksum_of_each_file_and_says_how_to_use_it(anyone: TestClient) -> None:
    page = plain(anyone.get(f"/rapporter/{FIRST}").text)
    for name, content in FILES.items():
        assert f"{name} {sha256(content).hexdigest()}" in page
    assert HEAD in page
    assert "sha256sum" in page
    assert "report verify" in page


def test_a_file_that_is_gone_is_named_and_not_led_to(empty: Register) -> None:
    keep(empty, report(FIRST), {"rapport.pdf": b"x"})
    with empty.private() as private:
        private.remove(ReportFile, file_key(FIRST, "rapport.pdf"))
    reader = reader_of(empty)
    assert files_on(reader, "/rapporter") == ["För utskrift finns inte att hämta längre"]
    assert 'rapport.pdf"' not in reader.get("/rapporter").text


def test_a_register_without_reports_says_so(empty: Register) -> None:
    reader = reader_of(empty)
    assert "Ingen rapport är publicerad ännu." in plain(reader.get("/rapporter").text)
    assert "No report has been published yet." in plain(reader.get("/en/rapporter").text)
    assert "Kontrollsummor" not in reader.get("/rapporter").text
    assert reader.get("/api/v1/reports").json() == {"reports": [], "note": None}


def test_a_long_list_is_read_a_page_at_a_time_and_every_report_is_on_one(empty: Register) -> None:
    for number in range(45):
        keep(empty, report(f"r{number:02}", version=number + 1), {})
    reader, seen, path = reader_of(empty), list[str](), "/rapporter"
    while path:
        page = reader.get(path).text
        seen += re.findall(r'<h2 id="r-\d+"><a href="/rapporter/(r\d\d)"', page)
        found = re.search(r'href="(/rapporter\?fran=\d+)">Äldre', page)
        assert ("Till de senaste" in page) == (path != "/rapporter")
        path = found[1] if found else ""
    assert seen == [f"r{number:02}" for number in reversed(range(45))]
    assert "Det finns inga fler rapporter." in reader.get("/rapporter?fran=45").text


def test_reports_of_every_municipality_stand_in_one_list(empty: Register) -> None:
    with empty.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_municipality(Municipality(code="1881", name="Kumla"))
    keep(empty, report("a"), {})
    keep(empty, report("b", municipality="1881"), {})
    keep(empty, report("c", municipality="1882"), {})  # one that the register no longer serves
    reader = reader_of(empty)
    page = plain(reader.get("/rapporter").text)
    assert re.findall(r"Årsrapport 2020, (\w+)", page) == ["Hallsberg", "Kumla", "1882"]
    found = reader.get("/api/v1/reports?municipality=1881").json()["reports"]
    assert [one["id"] for one in found] == ["b"]


# -- the files -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_what_was_published_byte_for_byte(anyone: TestClient, name: str) -> None:
    got = anyone.get(f"/rapporter/{FIRST}/{name}")
    assert got.content == FILES[name]
    ending = name.rpartition(".")[2]
    assert got.headers["content-type"] == MEDIA_TYPES[ending]
    shown = "inline" if ending in {"html", "pdf"} else "attachment"
    assert got.headers["content-disposition"] == f'{shown}; filename="{name}"'
    assert got.headers["etag"] == f'W/"{sha256(FILES[name]).hexdigest()}"'
    assert got.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert anyone.get(f"/en/rapporter/{FIRST}/{name}").content == FILES[name]


def test_a_file_runs_nothing_sends_nothing_and_asks_nobody(anyone: TestClient) -> None:
    policy = anyone.get(f"/rapporter/{FIRST}/rapport-v1.sv.html").headers["content-security-policy"]
    assert policy.split("; ") == [
        "default-src 'none'",
        "style-src 'unsafe-inline'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]


@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_who_has_a_file_is_not_sent_it_again_and_who_asks_for_its_head_gets_that(
    anyone: TestClient, encoding: str
) -> None:
    path = f"/rapporter/{FIRST}/rapport-v1.sv.pdf"
    headers = {"accept-encoding": encoding}
    whole, head = anyone.get(path, headers=headers), anyone.head(path, headers=headers)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-disposition", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    mark = whole.headers["etag"]
    for known in (mark, mark.removeprefix("W/"), f'"x", {mark}'):
        again = anyone.get(path, headers={**headers, "if-none-match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == mark
        assert "immutable" in again.headers["cache-control"]
    assert anyone.get(path, headers={"if-none-match": '"x"'}).content == whole.content


def test_what_is_not_published_and_what_never_was_are_answered_alike(anyone: TestClient) -> None:
    told = set()
    for report_id in (*UNPUBLISHED.values(), "01JR0000000000000000000099"):
        for ending in ("", "/rapport-v3.sv.html", "/finns-inte.pdf"):
            answer = anyone.get(f"/rapporter/{report_id}{ending}")
            assert answer.status_code == 404
            headers = {name: one for name, one in answer.headers.items() if name != "date"}
            path = f"/rapporter/{report_id}{ending}"
            told.add((answer.text.replace(path, ""), str({**headers, "content-length": ""})))
    answer = anyone.get(f"/rapporter/{FIRST}/rapport-v2.sv.html")  # the name of another's file
    assert answer.status_code == 404
    told.add((answer.text.replace(f"/rapporter/{FIRST}/rapport-v2.sv.html", ""), told.copy().pop()[1]))  # fmt: skip
    assert len(told) == 1
    assert "Det finns ingen rapport att visa här." in told.pop()[0]


def test_nothing_tells_that_a_correction_is_under_way(anyone: TestClient) -> None:
    paths = (*EVERYTHING, "/lofte", f"/lofte/{ENDED}", f"/lofte/{ENDED}/flode.xml")
    for path in paths:
        for language in ("", "/en"):
            page = anyone.get(f"{language}{path}").text
            assert SECRET not in page
            assert not [one for one in UNPUBLISHED.values() if one in page]


def test_a_file_that_was_altered_is_not_handed_out(empty: Register) -> None:
    keep(empty, report(FIRST), {"rapport.sv.html": b"sant"})
    forged = ReportFile(
        id=file_key(FIRST, "rapport.sv.html"), report_id=FIRST, name="rapport.sv.html",
        media_type="text/html", content=b"falskt",
    )  # fmt: skip
    with empty.private() as private:
        private.put(forged)
    answer = reader_of(empty).get(f"/rapporter/{FIRST}/rapport.sv.html")
    assert answer.status_code == 503
    assert "falskt" not in answer.text
    assert "stämmer inte längre med den kontrollsumma" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_name_that_no_header_can_hold_is_written_so_that_it_can(empty: Register) -> None:
    name = 'rapport-"å".sv.pdf'
    keep(empty, report(FIRST), {name: b"x"})
    reader = reader_of(empty)
    (path,) = re.findall(rf'href="(/rapporter/{FIRST}/[^"]*)"', reader.get("/rapporter").text)
    got = reader.get(path)
    assert got.content == b"x"
    assert got.headers["content-disposition"] == "inline; filename*=utf-8''rapport-%22%C3%A5%22.sv.pdf"  # fmt: skip


@pytest.mark.parametrize(
    "path",
    [
        "/rapporter/%00",
        f"/rapporter/{FIRST}/%00",
        f"/rapporter/{FIRST}/..%2F..%2Fetc%2Fpasswd",
        f"/rapporter/{FIRST}/%F0%9F%98%80",
        f"/rapporter/{FIRST}/",
        f"/rapporter/{'a' * 5_000}",
        f"/rapporter/{FIRST}/{'a' * 5_000}",
        "/rapporter?fran=-1",
        "/rapporter?fran=²",
        f"/rapporter?fran={'9' * 5_000}",
    ],
)
def test_a_strange_question_is_refused_with_words(anyone: TestClient, path: str) -> None:
    answer = anyone.get(path)
    assert answer.status_code in {404, 422}
    assert "trace" not in answer.text.lower()


# -- ways there ----------------------------------------------------------------------------------------


def test_a_promise_names_the_newest_reports_on_its_municipality_and_time(
    anyone: TestClient,
) -> None:
    page = anyone.get(f"/lofte/{ENDED}").text
    assert '<a href="#rapporter">Årsrapporter</a>' in page
    part = page.partition('<h2 id="rapporter">')[2].partition("</section>")[0]
    assert re.findall(r'<a href="/rapporter/(\w+)">([^<]*)</a>', part) == [
        (ACCOUNT, "Slutredovisning 28 november 2019 till 31 maj 2021, Hallsberg"),
        (SECOND, "Årsrapport 2020, Hallsberg (version 2)"),
    ]
    assert 'id="rapporter"' not in anyone.get(f"/lofte/{RUNNING}").text


def test_every_page_and_the_promises_lead_to_the_list(anyone: TestClient) -> None:
    for language in ("", "/en"):
        foot = anyone.get(f"{language}/kolla").text.partition("<footer")[2]
        assert f'href="{language}/rapporter"' in foot
        list_of_promises = anyone.get(f"{language}/lofte").text.partition("<main")[2]
        assert list_of_promises.partition("</main>")[0].count(f'href="{language}/rapporter"') == 1


def test_every_way_from_the_reports_leads_somewhere(anyone: TestClient) -> None:
    waiting, seen = ["/rapporter", "/en/rapporter"], set[str]()
    while waiting:
        path = waiting.pop()
        answer = anyone.get(path)
        assert answer.status_code == 200, path
        if "/rapporter" in path and path.count("/") < 4 and "sv.html" not in path:
            ways = {one for one in re.findall(r'href="(/[^"#]*)', answer.text) if "/api" not in one}
            new = {one for one in ways if not one.startswith(("/synpunkt", "/en/synpunkt"))} - seen
            seen |= new
            waiting += sorted(new)
    assert len([one for one in seen if one.endswith(".pdf")]) == 6


def test_an_example_is_marked(tmp_path: Path) -> None:
    register = new_reported_register(tmp_path / "a.gpkg", example=True)
    reader = reader_of(register)
    assert "EXEMPEL – påhittade uppgifter" in reader.get("/rapporter").text
    assert reader.get("/api/v1/reports").json()["note"] == "EXEMPEL – påhittade uppgifter"
    register.close()


# -- as data -------------------------------------------------------------------------------------------


def test_the_api_lists_every_version_with_what_it_takes_to_check_it(anyone: TestClient) -> None:
    told = anyone.get("/api/v1/reports").json()["reports"]
    assert [one["id"] for one in told] == [ACCOUNT, SECOND, FIRST]
    second, first = told[1:]
    assert (first["newer"], first["corrects"], first["correction"]) == (SECOND, None, None)
    assert (second["newer"], second["corrects"], second["correction"]) == (None, FIRST, WRONG)
    assert (first["kind"], first["start"], first["last_day"]) == ("yearly", "2020-01-01", "2020-12-31")  # fmt: skip
    assert (first["approved_by"], first["approved_on"], first["published_on"]) == (
        "coordinator",
        "2021-02-01",
        "2021-02-03",
    )
    assert (first["ledger_number"], first["ledger_head"]) == (1, HEAD)
    assert first["numbers_sha256"] == "cd34" * 16
    for file in first["files"]:
        got = anyone.get(file["address"])
        assert sha256(got.content).hexdigest() == file["sha256"]
        assert len(got.content) == file["size_bytes"]
        assert file["name"].endswith(file["format"])
    assert {file["language"] for file in first["files"]} == {*LANGUAGES, None}


def test_the_api_answers_for_a_municipality_that_there_is(anyone: TestClient) -> None:
    assert len(anyone.get("/api/v1/reports?municipality=1861").json()["reports"]) == 3
    assert anyone.get("/api/v1/reports?municipality=9999").status_code == 404
    assert anyone.get("/api/v1/reports?municipality=1861&municipality=1861").status_code == 422
    assert anyone.get("/api/v1/reports?year=2020").status_code == 422


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_about_reports_is_one_that_the_specification_names(
    reported_app: FastAPI, mode: GenerationMode
) -> None:
    found = schemathesis.openapi.from_asgi("/api/v1/openapi.json", reported_app)
    operation = found["/api/v1/reports"]["GET"]

    @given(data=st.data())
    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(data: st.DataObject) -> None:
        data.draw(operation.as_strategy(generation_mode=mode)).call_and_validate()

    hold()


def test_the_list_asks_once_for_all_files_and_reads_none_of_them(
    reported_app: FastAPI, reported_town: Register
) -> None:
    asked: list[str] = []
    with reported_town.database.reading() as connection:
        engine = connection.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    TestClient(reported_app).get("/rapporter")
    event.remove(engine, "before_cursor_execute", note)
    of_files = [one for one in asked if "report_file" in one]
    assert len(of_files) == 1
    assert "length(report_file.content)" in of_files[0]
