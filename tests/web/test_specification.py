"""The API does what its specification says, whatever is asked of it."""

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

PATHS = (
    "/api/v1/check",
    "/api/v1/areas",
    "/api/v1/areas/{area_id}",
    "/api/v1/counts",
    "/api/v1/promises",
    "/api/v1/promises/{promise_id}",
    "/api/v1/reports",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_every_answer_is_one_that_the_specification_names(
    app: FastAPI, path: str, mode: GenerationMode
) -> None:
    operation = schemathesis.openapi.from_asgi("/api/v1/openapi.json", app)[path]["GET"]

    @given(data=st.data())
    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    def hold(data: st.DataObject) -> None:
        data.draw(operation.as_strategy(generation_mode=mode)).call_and_validate()

    hold()


def test_every_operation_has_a_summary_examples_and_its_problems(client: TestClient) -> None:
    spec = client.get("/api/v1/openapi.json").json()
    assert set(spec["paths"]) == set(PATHS)
    for methods in spec["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert all(parameter["description"] for parameter in operation["parameters"])
            assert "application/problem+json" in operation["responses"]["422"]["content"]


def test_the_page_for_programmers_shows_questions_that_can_be_asked(client: TestClient) -> None:
    page = client.get("/api").text
    assert "<code>/api/v1/check?lon=15.1101&amp;lat=59.0664</code>" in page
    assert client.get("/api/v1/check?lon=15.1101&lat=59.0664").status_code == 200
