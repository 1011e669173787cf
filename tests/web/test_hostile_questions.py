"""Whatever is sent, the answer is one that names the fault; never a 500."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grannsamverkan.domain.access import Role
from staff import Browsers

KINDS = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "multipart/form-data",
    "text/plain",
    "",
    "application/json; charset=\xff",
)
BODIES = (
    b"",
    b"\xff\xfe",
    b"lon=%ff&lat=%00",
    b'{"lon": ' + b"9" * 5_000 + b', "lat": 1}',
    b'{"lon": NaN, "lat": Infinity}',
    b'{"lon": [1], "lat": {"a": 1}}',
    b'{"lon": true, "lat": null}',
    b'{"a":' * 5_000,
    b"null",
    b'--x\r\nContent-Disposition: form-data; name="lon"; filename="a"\r\n\r\n1\r\n--x--\r\n',
    b"--x\r\nbroken",
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("body", BODIES)
def test_a_broken_question_about_a_place_is_refused_with_words(
    client: TestClient, body: bytes, kind: str
) -> None:
    headers = {b"content-type": kind.encode("latin-1")} if kind else {}
    answer = client.post("/kolla", content=body, headers=headers)
    assert answer.status_code in {400, 422}
    assert "trace" not in answer.text.lower()


@pytest.mark.parametrize(
    "path",
    [
        "/omrade/%00",
        "/rapporter/a%00/b.pdf",
        "/omrade/..%2F..%2Fetc%2Fpasswd",
        "/omrade/%F0%9F%98%80",
        "/static/x/..%2Fapp.py",
        "/static/x/%00",
        "/en/en",
        "/api/v1/areas/%ff",
        "/" + "a" * 5_000,
    ],
)
def test_a_strange_address_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in {404, 422}


@given(query=st.binary(max_size=80))
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_query_breaks_the_api(client: TestClient, query: bytes) -> None:
    text = "".join(f"%{byte:02x}" for byte in query)
    for question in ("check?lon=1&lat=", "areas?bbox=", "areas?after=", "counts?on="):
        assert client.get(f"/api/v1/{question}{text}").status_code in {200, 404, 422}


@pytest.mark.parametrize("number", ["9" * 5_000, "0", "-1", "²", "x"])
@pytest.mark.parametrize(
    "page",
    ["omraden", "intressen", "skyltar", "personuppgifter/logg", "bekraftelser", "importera/x"],
)
def test_no_number_in_an_address_breaks_a_list(as_role: Browsers, page: str, number: str) -> None:
    role = Role.ADMINISTRATOR if page.startswith("personuppgifter") else Role.COORDINATOR
    answer = as_role(role).get(f"/arbete/{page}?sida={number}&ar={number}&rubrikrad={number[:9]}")
    assert answer.status_code == (404 if page == "importera/x" else 200)


def test_another_method_is_told_so(client: TestClient) -> None:
    answer = client.delete("/api/v1/counts")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.json()["status"] == 405
