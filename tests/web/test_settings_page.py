"""The settings of a municipality: every key explained, none of it law, each change undone as it was made."""

import html
import re

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.policy import KEYS, Policy
from grannsamverkan.i18n import LANGUAGES, catalogue, translator
from grannsamverkan.register import Register
from grannsamverkan.web.staff.settings_page import GROUPS, PRACTICE, shown
from staff import Browsers, send

PATH = "/arbete/installningar"


def as_they_are(client: TestClient) -> dict[str, str]:
    """Return the fields of the form for the policy, as the page shows them."""
    page = client.get(PATH).text
    found = dict(re.findall(r'<input id="(\w+)" name="\w+" value="([^"]*)" auto', page))
    return {key: value for key, value in found.items() if key in KEYS}


def test_every_key_is_shown_once_with_its_explanation_and_its_basis(
    coordinator: TestClient,
) -> None:
    assert sorted(key for keys in GROUPS.values() for key in keys) == sorted(KEYS)
    assert set(KEYS) >= PRACTICE
    fields = as_they_are(coordinator)
    assert fields == {key: shown(getattr(Policy(), key)) for key in KEYS}
    for language in LANGUAGES:
        t = translator(language)
        for key in KEYS:
            for part in ("name", "why", "basis"):
                assert t(f"work.policies.key.{key}.{part}")


def test_nothing_is_called_law(coordinator: TestClient) -> None:
    page = coordinator.get(PATH).text
    assert "Inget av detta är lag." in page
    assert page.count("Grund: ") == len(KEYS)


def test_what_is_decided_holds_and_is_marked_and_can_be_undone(
    coordinator: TestClient, workplace: Register
) -> None:
    fields = as_they_are(coordinator) | {
        "contact_confirm_months": "18",
        "min_joined_share": "0,4",
        "disposal_contacts": "KS 2026/12",
    }
    answer = send(coordinator, PATH, kommun="1861", reason="Nämndens beslut", **fields)
    assert answer.headers["location"] == f"{PATH}?kommun=1861"
    policy = workplace.present().policies["1861"]
    assert policy.contact_confirm_months == 18
    assert policy.min_joined_share == 0.4
    page = coordinator.get(PATH).text
    assert "3 inställningar är ändrade." in page
    assert page.count("eget beslut") == 3
    assert 'value="0,4"' in page
    assert workplace.changes()[-1].reason == "Nämndens beslut"
    seq = re.search(r'name="seq" value="(\d+)"', page)
    assert seq
    send(coordinator, "/arbete/angra", seq=seq[1], to=PATH)
    assert workplace.present().policies["1861"] == Policy()


def test_nothing_new_writes_nothing(coordinator: TestClient, workplace: Register) -> None:
    before = workplace.head()
    send(coordinator, PATH, kommun="1861", **as_they_are(coordinator))
    assert workplace.head() == before
    assert "Inget var ändrat." in coordinator.get(PATH).text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("lapse_months", "två"),
        ("min_joined_share", "40"),
        ("wheel_gather", "31-12"),
        ("link_days", "-1"),
    ],
)
def test_a_value_that_cannot_be_is_told_at_its_field_and_nothing_is_kept(
    coordinator: TestClient, workplace: Register, key: str, value: str
) -> None:
    fields = as_they_are(coordinator) | {key: value, "ratio_warn": "25"}
    page = send(coordinator, PATH, kommun="1861", **fields)
    assert page.status_code == 422
    assert f'id="{key}-fault"' in page.text
    assert f'<a href="#{key}">' in page.text
    assert f'value="{value}"' in page.text
    assert f"”{key}”" not in page.text  # a setting is called what the page calls it
    assert f"”{catalogue('sv')[f'work.policies.key.{key}.name']}”" in html.unescape(page.text)
    assert 'value="25"' in page.text
    assert workplace.present().policies["1861"] == Policy()


def test_the_contact_card_is_what_residents_see(
    coordinator: TestClient, visitor: TestClient, workplace: Register
) -> None:
    card = {"card_role": "Trygghetssamordnare", "card_phone": "070-174 06 11", "card_mail": ""}
    answer = send(coordinator, f"{PATH}/kontaktkort", kommun="1861", **card)
    assert answer.status_code == 303
    page = coordinator.get(PATH).text
    assert "Kontaktkortet är sparat" in page
    assert "Ångra</button>" in page
    (place,) = workplace.municipalities()
    assert (place.contact_phone, place.contact_mail) == ("070-174 06 11", None)
    public = visitor.get("/").text
    assert "Trygghetssamordnare" in public
    again = send(coordinator, f"{PATH}/kontaktkort", kommun="1861", **card)
    assert again.status_code == 303
    assert "Ångra</button>" not in coordinator.get(PATH).text


def test_the_police_read_and_only_the_municipality_decides(
    as_role: Browsers, workplace: Register
) -> None:
    police = as_role(Role.POLICE)
    page = police.get(PATH)
    assert page.status_code == 200
    assert "Du kan läsa inställningarna men inte ändra dem." in page.text
    assert "070-174 06 05" in page.text
    assert "<input id=" not in page.text
    assert send(police, PATH, kommun="1861", lapse_months="12").status_code == 404
    assert send(police, f"{PATH}/kontaktkort", kommun="1861").status_code == 404
    assert as_role(Role.CONTACT).get(PATH).status_code == 404
    assert as_role(Role.ADMINISTRATOR).get(PATH).status_code == 200
    assert send(as_role(Role.COORDINATOR), PATH, kommun="9999").status_code == 404
    assert workplace.present().policies["1861"] == Policy()
