"""Taking the register out by the workspace: with contacts only for those who may see them."""

import io
import json

import openpyxl
import pytest
from fastapi.testclient import TestClient

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.register import Register
from staff import STAFF, Browsers, send

PATH = "/arbete/exportera"


def test_the_workbook_has_contacts_when_they_are_ticked_and_that_is_noted(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Ta med kontakterna" in coordinator.get(PATH).text
    without = send(coordinator, PATH)
    assert "Kontakter" not in openpyxl.load_workbook(io.BytesIO(without.content)).sheetnames
    with workplace.looking() as private:
        assert private.find(Reading) == ()
    answer = send(coordinator, PATH, kontakter="1")
    assert answer.headers["content-disposition"].startswith('attachment; filename="')
    assert answer.headers["cache-control"] == "no-store"
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "Kontakt Ett (påhittad)" in str([cell.value for cell in book["Kontakter"]["C"]])
    with workplace.looking() as private:
        (reading,) = private.find(Reading)
    assert (reading.account_id, reading.what) == (STAFF[Role.COORDINATOR], "workbook")


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "fgb", "kml", "csv"])
def test_areas_go_out_in_the_formats_of_maps(police: TestClient, kind: str) -> None:
    answer = send(police, f"{PATH}/omraden", format=kind)
    assert answer.status_code == 200
    assert f".{kind}" in answer.headers["content-disposition"]
    if kind == "geojson":
        names = {
            one["properties"]["municipality"] for one in json.loads(answer.content)["features"]
        }
        assert names == {"1861"}


def test_other_formats_and_other_people_are_refused(
    coordinator: TestClient, as_role: Browsers
) -> None:
    assert send(coordinator, f"{PATH}/omraden", format="exe").status_code == 422
    for role in (Role.CONTACT, Role.ADMINISTRATOR):
        assert as_role(role).get(PATH).status_code == 404
        assert send(as_role(role), PATH).status_code == 404
        assert send(as_role(role), f"{PATH}/omraden", format="csv").status_code == 404
