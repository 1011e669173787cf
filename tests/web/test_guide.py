"""The first hour: what is done is read out of the register, and only what is passed over is kept."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.guide import GuideStep, first_hour, skip
from grannsamverkan.actions.undoing import undo
from grannsamverkan.domain.access import Role, Who
from grannsamverkan.domain.accounts import AccountRole
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.domain.policy import Setting
from grannsamverkan.errors import NotFound
from grannsamverkan.register import Register, create_register
from staff import send
from town import CRS, NORRANGEN, NOW, OUTLINES, UNDRAWN, version


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Register]:
    """Give a register that has its municipality and nothing more."""
    register = create_register(tmp_path / "tom.gpkg", name="Hallsberg", crs=CRS, now=NOW)
    with register.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_municipality(Municipality(code="1861", name="Hallsberg"))
    yield register
    register.close()


def hallsberg(register: Register) -> Municipality:
    (place,) = register.municipalities()
    return place


def doing(register: Register, **details: object) -> Doing:
    facts: dict[str, object] = {"actor": "prov", "reason": "prov", "now": NOW}
    return Doing(register=register, **{**facts, **details})  # type: ignore[arg-type]  # known fields


def test_an_empty_register_has_all_but_its_municipality_to_do(empty: Register) -> None:
    guide = first_hour(empty, hallsberg(empty), mail=False)
    assert guide.done == {GuideStep.MUNICIPALITY}
    assert guide.next is GuideStep.CARD


def test_each_step_is_done_when_the_register_says_so(empty: Register) -> None:
    with empty.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.set_municipality(replace(hallsberg(empty), contact_mail="kontakt@example.org"))
        for number, account in enumerate(("A", "A", "B")):
            role = AccountRole(
                id=str(number),
                account_id=account,
                role=Role.COORDINATOR if number else Role.ADMINISTRATOR,
                municipality="1861",
            )
            change.private.put(role)
        undrawn = version(UNDRAWN, "Utan gräns", date(2021, 1, 1))
        change.set_timeline(UNDRAWN, (undrawn,))
    guide = first_hour(empty, hallsberg(empty), mail=True)
    assert guide.open == (GuideStep.DRAW,)
    with empty.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        change.add_outline(OUTLINES[NORRANGEN])
        change.set_timeline(NORRANGEN, (version(NORRANGEN, "Norrängen", date(2021, 1, 1)),))
    guide = first_hour(empty, hallsberg(empty), mail=True)
    assert guide.next is None
    assert guide.done == set(GuideStep)


def test_one_colleague_is_oneself(empty: Register) -> None:
    with empty.private() as private:
        private.put(
            AccountRole(id="1", account_id="A", role=Role.COORDINATOR, municipality="1861"),
            AccountRole(id="2", account_id="A", role=Role.ADMINISTRATOR, municipality="1861"),
        )
    assert GuideStep.COLLEAGUES in first_hour(empty, hallsberg(empty), mail=True).open


def test_a_step_can_be_passed_over_once_and_taken_up_again_by_undoing(empty: Register) -> None:
    seq = skip(doing(empty), "1861", [GuideStep.MAIL])
    assert seq is not None
    guide = first_hour(empty, hallsberg(empty), mail=False)
    assert guide.skipped == {GuideStep.MAIL}
    assert GuideStep.MAIL not in guide.open
    assert skip(doing(empty), "1861", [GuideStep.MAIL]) is None
    skip(doing(empty), "1861", GuideStep)
    assert first_hour(empty, hallsberg(empty), mail=False).next is None
    undo(doing(empty), seq + 1)
    assert first_hour(empty, hallsberg(empty), mail=False).skipped == {GuideStep.MAIL}


def test_what_is_passed_over_leaves_the_policy_as_it_is(empty: Register) -> None:
    with empty.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        own = Setting(municipality="1861", key="lapse_months", value="36")
        change.set_facts(Setting, "1861", [own])
    skip(doing(empty), "1861", GuideStep)
    assert empty.present().policies["1861"].lapse_months == 36


def test_only_who_decides_for_the_municipality_passes_over(empty: Register) -> None:
    police = Who(id="P", roles=frozenset({(Role.POLICE, "1861")}))
    with pytest.raises(NotFound):
        skip(doing(empty, who=police), "1861", [GuideStep.MAIL])


# -- the page ------------------------------------------------------------------------------------

PATH = "/arbete/kom-igang"


def test_the_banner_leads_through_the_first_hour_and_goes_when_it_is_passed_over(
    coordinator: TestClient,
) -> None:
    page = coordinator.get("/arbete").text
    assert "Kom igång: 5 av 6 steg är klara." in page
    assert "Härnäst: E-post." in page
    answer = send(coordinator, PATH, kommun="1861", steg="alla")
    assert answer.headers["location"] == "/arbete"
    page = coordinator.get("/arbete").text
    assert "Kom igång:" not in page
    assert "Ångra</button>" in page


def test_each_step_leads_to_where_it_is_taken_or_is_passed_over(
    coordinator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id in workplace.timelines():
            change.set_timeline(area_id, ())
    page = coordinator.get(PATH).text
    assert "4 av 6 klara" not in page
    for path in ("/arbete/importera", "/arbete/omraden/ny"):
        assert f'href="{path}"' in page
    assert "GRANNSAMVERKAN_MAIL_HOST" in page
    answer = send(coordinator, PATH, kommun="1861", steg="mail")
    assert answer.headers["location"] == f"{PATH}?kommun=1861"
    page = coordinator.get(PATH).text
    assert "Steget är överhoppat." in page
    assert "Överhoppat" in page


def test_a_step_that_is_anothers_says_whose(
    coordinator: TestClient, administrator: TestClient, workplace: Register
) -> None:
    with workplace.private() as private:
        for one in private.find(AccountRole):
            if one.role not in {Role.COORDINATOR, Role.ADMINISTRATOR}:
                private.remove(AccountRole, one.id)
    with workplace.change(actor="prov", action="x", reason="prov", now=NOW) as change:
        for area_id in workplace.timelines():
            change.set_timeline(area_id, ())
    page = administrator.get(PATH).text
    assert "Det gör samordnaren." in page
    assert "Det gör samordnaren eller polisen." in page
    for path in ("/arbete/importera", "/arbete/omraden/ny"):
        assert f'href="{path}"' not in page
    with workplace.private() as private:
        private.remove(AccountRole, private.find(AccountRole, role=Role.ADMINISTRATOR)[0].id)
    page = coordinator.get(PATH).text
    assert "Det gör administratören." in page
    assert "--role police --commit" in page
    assert 'href="/arbete/anvandare"' not in page


def test_when_all_is_done_the_guide_says_so(coordinator: TestClient) -> None:
    send(coordinator, PATH, kommun="1861", steg="mail")
    assert "Allt är klart. Nu sköter kön resten" in coordinator.get(PATH).text


def test_a_step_there_is_not_is_refused(coordinator: TestClient) -> None:
    assert send(coordinator, PATH, kommun="1861", steg="hittepå").status_code == 422


def test_the_guide_is_for_those_who_decide(police: TestClient, contact: TestClient) -> None:
    for client in (police, contact):
        assert client.get(PATH).status_code == 404
        assert send(client, PATH, kommun="1861", steg="alla").status_code == 404
        assert "Kom igång" not in client.get("/arbete").text
