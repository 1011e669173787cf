"""/arbete/planera: a plan to look at, to accept, to draw on, to say no to and to take out."""

import json
import re
from datetime import date, timedelta
from html import unescape

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions.burglaries import keep
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.areas import last
from grannsamverkan.domain.burglaries import Burglaries, Kind, Reported
from grannsamverkan.domain.drafts import Draft, DraftState
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import Period
from grannsamverkan.errors import Unavailable
from grannsamverkan.i18n import translator
from grannsamverkan.register import Register
from groundwork import lay
from staff import Browsers, send
from town import NOW, X, Y

PATH = "/arbete/planera"
SV = translator("sv")
ASKED = {"kommun": "1861", "antal": "2", "tackning": "40", "risk": "30", "utjamning": "30"}


@pytest.fixture
def laid(workplace: Register) -> Register:
    """Give the workplace with a village west of its areas."""
    lay(workplace, X - 5_000, Y)
    return workplace


def keys(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'name="plats" value="([0-9a-f]+)"', page)))


def plan(browser: TestClient, **asked: str) -> str:
    answer = browser.get(PATH, params=ASKED | asked)
    assert answer.status_code == 200
    return unescape(answer.text)


def test_a_plan_shows_map_reasons_and_localities_and_writes_nothing(
    police: TestClient, laid: Register
) -> None:
    before = laid.head()
    page = plan(police)
    assert "erbjudas stöd" in page
    assert len(keys(page)) == 2
    assert page.count("<svg") == 4  # the map in two widths, and each proposal
    assert "Ingen annan plan" in page or "Planen är minst" in page
    assert "Räknas inte: inga inbrott är inlästa." in page
    assert "okänd" in page
    assert "Hallsberg" in page
    assert laid.head() == before


def test_the_map_has_a_script_of_its_own_and_the_plan_lies_in_the_page(
    police: TestClient, laid: Register
) -> None:
    assert laid.localities()
    page = plan(police)
    (script,) = re.findall(r'src="(/arbete/planera/skal/[0-9a-f]+\.js)"', page)
    answer = police.get(script)
    assert "Grannkarta.plan(" in answer.text
    assert "immutable" in answer.headers["cache-control"]
    assert police.get("/arbete/planera/skal/annan.js").status_code == 404
    (told,) = re.findall(r"data-karta=\"([^\"]+)\"", police.get(PATH, params=ASKED).text)
    seen = json.loads(unescape(told))
    assert [one["rank"] for one in seen["proposals"]] == [1, 2]


def test_where_the_map_cannot_be_made_the_drawing_is_there(
    police: TestClient, laid: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: object) -> None:
        raise Unavailable("map.shell", fault="prov")

    assert laid.localities()
    monkeypatch.setattr("grannsamverkan.web.staff.plan_page.ensure_plan_shells", refuse)
    page = plan(police)
    assert "data-plankarta" not in page
    assert page.count("<svg") == 4


def test_other_wishes_give_another_plan_and_wrong_ones_are_told(
    coordinator: TestClient, laid: Register
) -> None:
    assert laid.localities()
    assert len(keys(plan(coordinator, antal="1"))) == 1
    for wrong in (
        {"antal": "0"},
        {"antal": "många"},
        {"tackning": "0", "risk": "0", "utjamning": "0", "intresse": "0"},
    ):
        answer = coordinator.get(PATH, params=ASKED | wrong)
        assert answer.status_code == 422
        assert 'id="faults"' in answer.text
    for field in ("tackning", "intresse"):
        too_much = coordinator.get(PATH, params=ASKED | {field: "101"}).text
        assert "mellan 0 och 100 procent" in too_much
    assert coordinator.get(PATH, params={"kommun": "9999"}).status_code == 404


def test_each_weight_says_what_it_counts_for_of_what_counts_at_all(
    coordinator: TestClient, laid: Register
) -> None:
    assert laid.localities()
    page = plan(coordinator, tackning="60", utjamning="30", risk="30")
    told = re.findall(r'data-counts="(\w+)">(\d+) procent</output>', page)
    assert dict(told) == {"tackning": "67", "utjamning": "33", "risk": "0", "intresse": "0"}


def test_on_paper_a_plan_says_when_where_and_how_it_was_reckoned(
    coordinator: TestClient, laid: Register
) -> None:
    assert laid.localities()
    key = keys(plan(coordinator))[0]
    send(coordinator, f"{PATH}/avvisa", **ASKED, plats=key, skal="Huset ska rivas")
    page = plan(coordinator)
    paper = page[page.index('class="on-paper"') : page.index("plan-sum")]
    assert "arbetsmaterial för personal, inte för publicering" in paper
    assert f"<dd>{SV.date(NOW.date())}</dd>" in paper
    assert "Vikter: nå hushåll 57 procent, risk 0 procent" in paper
    assert "Inga inbrott är inlästa" in paper
    assert "Platser som inte föreslås</dt><dd>1</dd>" in paper


def test_without_streets_and_homes_it_says_what_is_missing(coordinator: TestClient) -> None:
    answer = coordinator.get(PATH)
    assert answer.status_code == 200
    assert "inga vägar eller bostäder" in answer.text


def test_an_accepted_proposal_is_a_planned_area_and_can_be_undone(
    coordinator: TestClient, laid: Register
) -> None:
    key = keys(plan(coordinator))[0]
    answer = send(coordinator, f"{PATH}/godta", **ASKED, plats=key, namn="Nya kvarteret")
    assert answer.status_code == 303
    area_id = answer.headers["location"].rsplit("/", 1)[1]
    version = last(laid.timelines()[area_id])
    assert (version.status, version.name, version.outline_id) == (
        Status.PLANNED,
        "Nya kvarteret",
        key,
    )
    page = coordinator.get(answer.headers["location"]).text
    assert "Ångra" in page
    assert key not in keys(plan(coordinator))
    again = send(coordinator, f"{PATH}/godta", **ASKED, plats=key, namn="Igen")
    assert again.status_code == 409
    assert "har ändrats" in again.text


def test_a_no_is_remembered_for_all_who_plan_until_it_is_taken_back(
    coordinator: TestClient, police: TestClient, laid: Register
) -> None:
    key = keys(plan(coordinator))[0]
    without = send(coordinator, f"{PATH}/avvisa", **ASKED, plats=key, skal=" ")
    assert without.status_code == 422
    assert "Skriv varför" in without.text
    done = send(coordinator, f"{PATH}/avvisa", **ASKED, plats=key, skal="Huset ska rivas")
    assert done.status_code == 303
    page = plan(police)
    assert key not in keys(page)
    assert "Huset ska rivas" in page
    assert "Huset ska rivas" not in coordinator.get("/arbete/forslag").text
    with laid.looking() as private:
        (veto,) = private.find(Draft, state=DraftState.DECLINED)
    assert coordinator.get(f"/arbete/forslag/{veto.id}").status_code == 404
    assert send(police, f"{PATH}/aterta", **ASKED, veto="ingen").status_code == 404
    assert send(police, f"{PATH}/aterta", **ASKED, veto=veto.id).status_code == 303
    assert key in keys(plan(police))


def test_a_proposal_is_drawn_on_before_it_is_entered(
    coordinator: TestClient, laid: Register
) -> None:
    before = set(laid.timelines())
    key = keys(plan(coordinator))[0]
    answer = send(coordinator, f"{PATH}/rita", **ASKED, plats=key)
    assert answer.headers["location"].startswith("/arbete/omraden/ny/rita?utkast=")
    assert "MultiPolygon" in coordinator.get(answer.headers["location"]).text
    assert set(laid.timelines()) == before
    assert send(coordinator, f"{PATH}/rita", **ASKED, plats="borta").status_code == 409


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "xlsx"])
def test_proposals_go_out_as_files(police: TestClient, laid: Register, kind: str) -> None:
    assert laid.localities()
    answer = send(police, f"{PATH}/exportera", **ASKED, format=kind)
    assert answer.status_code == 200
    assert "EXEMPEL-grannsamverkan-plan-" in answer.headers["content-disposition"]
    if kind == "geojson":
        assert len(json.loads(answer.content)["features"]) == 2
    assert send(police, f"{PATH}/exportera", **ASKED, format="exe").status_code == 422


def test_others_neither_see_nor_do_any_of_it(laid: Register, as_role: Browsers) -> None:
    assert laid.localities()
    for role in (Role.CONTACT, Role.ADMINISTRATOR):
        assert as_role(role).get(PATH).status_code == 404
        for deed in ("godta", "rita", "avvisa", "aterta", "exportera"):
            assert send(as_role(role), f"{PATH}/{deed}", **ASKED).status_code == 404


def test_nothing_of_a_plan_is_public(coordinator: TestClient, laid: Register) -> None:
    before = laid.head()
    first = keys(plan(coordinator))[0]
    send(coordinator, f"{PATH}/godta", **ASKED, plats=first, namn="Kanariekvarteret")
    second = keys(plan(coordinator))[0]
    send(coordinator, f"{PATH}/avvisa", **ASKED, plats=second, skal="Kanariefågeln sjunger")
    assert laid.head() != before
    assert "Kanariefågeln" in plan(coordinator)
    coordinator.cookies.clear()
    for path in (
        "/",
        "/karta",
        "/karta/data",
        "/karta/lista",
        "/karta/lista.json",
        "/api",
        "/flode.xml",
        "/integritet",
    ):
        answer = coordinator.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        shown = answer.text
        assert "Kanarie" not in shown
        assert first not in shown
        assert second not in shown


# -- burglaries that are kept, and what residents ask for ----------------------------------------------

BASIS = "Kanariebeslut KS 2026/9 (påhittat exempel)"


def keep_burglaries(register: Register, number: int = 70, x: float = X - 5_000) -> None:
    reported = tuple(
        Reported(date(2025, 1 + n % 12, 1 + n % 27), Kind.BURGLARY, x + 100 * (n % 3), Y)
        for n in range(number)
    )
    told = Burglaries(Period(date(2025, 1, 1), date(2026, 1, 1)), reported=reported)
    doing = Doing(register=register, actor="prov", reason="prov", now=NOW)
    keep(doing, told, legal_basis=BASIS)


def slider(page: str, name: str) -> str:
    found = re.search(rf'<input id="{name}"[^>]*>', page)
    assert found is not None
    return found[0]


def test_kept_burglaries_open_their_slider_and_are_told_with_their_right(
    coordinator: TestClient, laid: Register
) -> None:
    page = plan(coordinator)
    assert "disabled" in slider(page, "risk")
    assert "Räknas inte: inga inbrott är inlästa." in page
    assert "alla förslag tillsammans" not in page
    keep_burglaries(laid)
    page = plan(coordinator)
    assert "disabled" not in slider(page, "risk")
    assert "70 fullbordade bostadsinbrott från 1 januari 2025" in page
    assert "Väntade bostadsinbrott i alla förslag tillsammans:" in page
    assert BASIS in page
    assert BASIS in unescape(coordinator.get("/arbete/personuppgifter").text)
    other = keys(plan(coordinator, tackning="0", utjamning="0", risk="100"))
    assert len(other) == 2


def test_kept_burglaries_that_cannot_be_counted_are_told_and_weigh_nothing(
    coordinator: TestClient, laid: Register
) -> None:
    keep_burglaries(laid, x=X - 9_000)
    page = plan(coordinator)
    assert "disabled" in slider(page, "risk")
    assert "inga inbrott är inlästa" not in page
    assert "risken är okänd, och vikten för den är 0. 70 inbrott utan plats nära en gata" in page


def test_what_residents_ask_for_opens_its_slider(coordinator: TestClient, laid: Register) -> None:
    page = plan(coordinator)
    assert "disabled" in slider(page, "intresse")
    assert "Räknas inte: för få har anmält intresse" in page
    with laid.private() as private:
        private.put(
            *(
                Interest(
                    id=f"01JT{one:022}",
                    municipality="1861",
                    received_on=NOW.date() + timedelta(days=1),
                    wish=Wish.START,
                    x=X - 4_900.0,
                    y=Y + 100.0,
                    phone=f"070-174 06 {10 + one}",
                    erase_after=NOW.date() + timedelta(days=365),
                )
                for one in range(5)
            )
        )
    page = plan(coordinator)
    assert "disabled" not in slider(page, "intresse")
    assert "minst 5 boende häromkring har anmält intresse" in page
    assert "070-174" not in page


def test_nothing_of_kept_burglaries_is_public(laid: Register, as_role: Browsers) -> None:
    visitor = as_role(None)
    paths = ("/", "/karta", "/karta/data", "/karta/lista", "/api/v1/counts", "/integritet",
             "/rapporter", "/api/v1/areas", "/flode.xml")  # fmt: skip
    before = {path: visitor.get(path, follow_redirects=True).content for path in paths}
    keep_burglaries(laid)
    after = {path: visitor.get(path, follow_redirects=True).content for path in paths}
    assert after == before
    assert not any(b"Kanariebeslut" in content for content in after.values())
