"""An area's poster: its map, whom to turn to, and a code that leads to its page."""

import re

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.reports import typeset
from grannsamverkan.web.public import poster
from town import LAPSED, NORRANGEN, UNDRAWN


def test_a_poster_shows_the_area_and_leads_to_its_page(client: TestClient) -> None:
    page = client.get(f"/omrade/{NORRANGEN}/affisch").text
    assert f"<strong>testserver/o/{NORRANGEN[-6:].lower()}</strong>" in page
    assert '<path class="qrline"' in page
    assert "Norrängen" in page
    assert "Det här området" in page
    for line in ("Kontakt i Hallsberg", "Säkerhetssamordnare (exempel)", "070-174 06 05",
                 "kontakt@example.org", "mån–fre 9–16"):  # fmt: skip
        assert line in page
    for word in (">N</text>", "200 m", "Det här området", "Kommungräns", "23 november 2026</text>"):
        assert word in page, "north, scale, legend and date"
    assert "uppgifter den 23 november 2026" in page
    assert "EXEMPEL – påhittade uppgifter" in page
    assert f'href="/omrade/{NORRANGEN}/affisch"' in client.get(f"/omrade/{NORRANGEN}").text


@pytest.mark.parametrize(("paper", "other"), [("a4", "a3"), ("a3", "a4")])
def test_it_is_printed_on_the_paper_that_is_chosen(
    client: TestClient, paper: str, other: str
) -> None:
    page = client.get(f"/omrade/{NORRANGEN}/affisch?papper={paper}").text
    sheet = re.search(rf'href="([^"]*affisch-{paper}\.css)"', page)
    assert sheet
    assert f"size: {paper.upper()} portrait" in client.get(sheet[1]).text
    assert f'href="?papper={other}"' in page
    assert client.get(f"/omrade/{NORRANGEN}/affisch?papper=a9").status_code == 422


def test_an_area_without_an_outline_has_a_poster_without_a_map(client: TestClient) -> None:
    page = client.get(f"/en/omrade/{UNDRAWN}/affisch").text
    assert f"<strong>testserver/en/o/{UNDRAWN[-6:].lower()}</strong>" in page
    assert "<svg xmlns" in page, "the code"
    assert 'class="diagram' not in page


def test_a_lapsed_area_has_none_just_as_one_that_never_was(client: TestClient) -> None:
    answers = [client.get(f"/omrade/{one}/affisch") for one in (LAPSED, "finns-inte")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text.replace(LAPSED, "X") == answers[1].text.replace("finns-inte", "X")


def test_a_short_address_leads_to_the_page_of_its_area(client: TestClient) -> None:
    for typed in (NORRANGEN[-6:].lower(), NORRANGEN[-8:], NORRANGEN):
        found = client.get(f"/o/{typed}", follow_redirects=False)
        assert found.status_code == 302
        assert found.headers["location"] == f"/omrade/{NORRANGEN}"
    english = client.get(f"/en/o/{NORRANGEN[-6:]}", follow_redirects=False)
    assert english.headers["location"] == f"/en/omrade/{NORRANGEN}"
    for other in (LAPSED[-6:], "A", "nonono"):
        assert client.get(f"/o/{other}", follow_redirects=False).status_code == 404


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_it_is_a_file_as_well_where_pdf_can_be_made(client: TestClient, paper: str) -> None:
    pytest.importorskip("typst", reason="no typst: install the extra pdf")
    page = client.get(f"/omrade/{NORRANGEN}/affisch?papper={paper}").text
    path = f"/omrade/{NORRANGEN}/affisch.pdf?papper={paper}"
    assert f'href="{path}"' in page
    file = client.get(path)
    assert file.headers["content-type"] == "application/pdf"
    assert file.headers["content-disposition"] == f'inline; filename="affisch-{paper}.pdf"'
    assert file.content.startswith(b"%PDF-1.7")
    again = client.get(path, headers={"If-None-Match": file.headers["etag"]})
    assert again.status_code == 304


def test_a_file_is_made_once_while_the_register_stays_as_it_is(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []

    def make(asked: object, paper: str) -> bytes:
        assert asked
        made.append(paper)
        return b"%PDF"

    monkeypatch.setattr("grannsamverkan.reports.poster.poster_pdf", make)
    monkeypatch.setattr(poster, "can_typeset", lambda: True)
    monkeypatch.setattr(poster, "_FILES_KEPT", 1)
    path = f"/en/omrade/{UNDRAWN}/affisch.pdf"
    for paper in ("a4", "a4", "a3", "a4"):
        assert client.get(f"{path}?papper={paper}").content == b"%PDF"
    assert made == ["a4", "a3", "a4"], "only the newest is kept"


def test_without_the_extra_there_is_no_file_and_no_link_to_one(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poster, "can_typeset", lambda: False)
    assert "affisch.pdf" not in client.get(f"/omrade/{NORRANGEN}/affisch").text
    assert client.get(f"/omrade/{NORRANGEN}/affisch.pdf").status_code == 404
    assert typeset.can_typeset() in {True, False}
