"""An area's poster: its map, whom to turn to, and a code that leads to its page."""

import re

import pytest
import segno
from fastapi.testclient import TestClient

from town import LAPSED, NORRANGEN, UNDRAWN


def test_a_poster_shows_the_area_and_leads_to_its_page(client: TestClient) -> None:
    page = client.get(f"/omrade/{NORRANGEN}/affisch").text
    address = f"http://testserver/omrade/{NORRANGEN}"
    assert f"<strong>{address}</strong>" in page
    assert segno.make(address, error="m", micro=False).svg_inline(omitsize=True, border=2) in page
    assert "Norrängen" in page
    assert "Det här området" in page
    assert "070-174 06 05" in page
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
    assert f"http://testserver/en/omrade/{UNDRAWN}" in page
    assert "<figure" not in page


def test_a_lapsed_area_has_none_just_as_one_that_never_was(client: TestClient) -> None:
    answers = [client.get(f"/omrade/{one}/affisch") for one in (LAPSED, "finns-inte")]
    assert [one.status_code for one in answers] == [404, 404]
    assert answers[0].text.replace(LAPSED, "X") == answers[1].text.replace("finns-inte", "X")
