"""HEAD answers as GET does, and who has an answer already is not sent it again."""

import re
from unittest.mock import Mock

import pytest
from fastapi.testclient import TestClient

from town import NORRANGEN

PATHS = (
    "/",
    "/en/kolla",
    f"/omrade/{NORRANGEN}",
    "/karta/grund",
    "/karta/data?bbox=10,55,20,65&zoom=10",
    "/karta/lista.json",
    "/api/v1/areas",
    "/api/v1/counts?on=2020-01-01",
    "/api/v1/openapi.json",
)
ELSEWHERE = ("/nowhere", "/healthz", "/api/v1/check?lon=15.1&lat=59", "/api/v1/check")


@pytest.mark.parametrize("path", [*PATHS, *ELSEWHERE])
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_head_answers_like_get_without_the_body(
    client: TestClient, path: str, encoding: str
) -> None:
    headers = {"accept-encoding": encoding}
    head, whole = client.head(path, headers=headers), client.get(path, headers=headers)
    assert head.status_code == whole.status_code
    assert head.content == b""
    lengths = [int(answer.headers.pop("content-length")) for answer in (head, whole)]
    assert lengths[0] == pytest.approx(lengths[1], abs=2)  # gzip writes the time of day
    assert head.headers == whole.headers


def test_head_of_a_static_file_tells_its_length(client: TestClient) -> None:
    found = re.search(r'href="(/static/[0-9a-f]{16}/site\.css)"', client.get("/").text)
    assert found is not None
    assert int(client.head(found.group(1)).headers["content-length"]) > 100


def test_a_static_file_is_compressed_once_and_is_one_file_by_its_mark(client: TestClient) -> None:
    found = re.search(r'href="(/static/[0-9a-f]{16}/site\.css)"', client.get("/").text)
    assert found is not None
    zipped, plain, again = (
        client.get(found.group(1), headers={"accept-encoding": encoding})
        for encoding in ("gzip", "identity", "br, gzip")
    )
    assert "content-encoding" not in plain.headers
    assert zipped.headers["content-encoding"] == "gzip"
    assert zipped.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert zipped.content == plain.content == again.content
    assert int(zipped.headers["content-length"]) < len(plain.content) / 2
    assert zipped.headers["etag"] == plain.headers["etag"]
    known = {"if-none-match": plain.headers["etag"]}
    assert client.get(found.group(1), headers=known).status_code == 304
    other = found.group(1).replace("site.css", "lofte.css")
    assert client.get(other, headers=known).status_code == 200


@pytest.mark.parametrize("path", PATHS)
def test_an_answer_that_is_known_already_is_not_sent_again(client: TestClient, path: str) -> None:
    mark = client.get(path).headers["etag"]
    assert mark == client.get(path, headers={"accept-encoding": "identity"}).headers["etag"]
    for known in (mark, f'"other", {mark}', mark.removeprefix("W/"), "*"):
        again = client.get(path, headers={"if-none-match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == mark
        assert again.headers["cache-control"] == "no-cache"
        assert client.head(path, headers={"if-none-match": known}).status_code == 304
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", PATHS[3:7])
def test_an_answer_that_the_question_settles_is_not_made_again_for_who_has_it(
    client: TestClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = client.get(path).headers["etag"]
    made = Mock(side_effect=ValueError("made again"))
    for room in ("AreaView.in_view", "AreaView.listed"):
        monkeypatch.setattr(f"grannsamverkan.maps.view.{room}", made)
    monkeypatch.setattr("grannsamverkan.web.public.karta.MapRoom.ground", made)
    monkeypatch.setattr("grannsamverkan.web.api.areas.feature", made)
    assert client.get(path, headers={"if-none-match": mark}).status_code == 304
    made.assert_not_called()
    assert client.get(path).status_code == 500
    made.assert_called_once()


def test_another_language_day_or_question_is_another_answer(client: TestClient) -> None:
    marks = {
        client.get(path).headers["etag"]
        for path in ("/", "/en/", "/api/v1/counts", "/api/v1/counts?on=2020-01-01")
    }
    assert len(marks) == 4


@pytest.mark.parametrize("path", ELSEWHERE[2:])
def test_an_answer_about_a_place_has_no_mark(client: TestClient, path: str) -> None:
    assert "etag" not in client.get(path).headers
    lon_lat = {"lon": "15,1", "lat": "59"}
    answer = client.post("/kolla", data=lon_lat, headers={"if-none-match": "*"})
    assert answer.status_code == 200
    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"
