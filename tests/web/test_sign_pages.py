"""Signs on the workspace's pages: listed, ordered, put up, looked at from the road."""

import csv
import io
import re

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions import signs
from grannsamverkan.actions.doing import Doing
from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.signs import Condition, PermitBody, Sign, SignKind
from grannsamverkan.register import Register
from staff import send
from town import CRS, FORMING, NORRANGEN, NOW, SODERGARD, X, Y

TODAY = NOW.date().isoformat()
HERE = f"/arbete/omraden/{NORRANGEN}/skyltar"


def after(client: TestClient, path: str, **fields: object) -> str:
    """Send a form that is accepted, and return the page that it leads to."""
    answer = send(client, path, **fields)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["location"]).text


def listed(register: Register, area_id: str = NORRANGEN, **facts: object) -> str:
    """Enter a sign, and return its id."""
    told = Doing(register=register, actor="prov", reason="prov", now=NOW, from_records=True)
    return signs.list_signs(told, area_id, **facts).of[0].id  # type: ignore[arg-type]  # fields known by name only


def sign(register: Register, sign_id: str) -> Sign:
    """Return a sign as the register has it."""
    return signs.sign_of(register, sign_id)


def ids_on(page: str) -> set[str]:
    """Return the ids of the signs that a list shows."""
    return set(re.findall(r'href="/arbete/skyltar/([0-9A-Z]{26})"', page))


def test_signs_go_from_the_form_to_the_road_in_a_few_forms(
    coordinator: TestClient, workplace: Register
) -> None:
    empty = coordinator.get(HERE).text
    assert "brukar ha 3–5" in empty
    page = after(coordinator, HERE, number="3", kind="entry", permit_body="none", consent_on=TODAY)
    assert "3 skyltar är tillagda." in page
    ids = sorted(ids_on(page))
    assert len(ids) == 3
    step = f"{HERE}/steg"
    for verb, said in (
        ("bestallda", "3 skyltar är beställda."),
        ("levererade", "3 skyltar är levererade."),
        ("uppsatta", "3 skyltar är uppsatta."),
    ):
        assert said in after(coordinator, step, id=ids, steg=verb, on=TODAY)
    assert {sign(workplace, one).mounted_on for one in ids} == {NOW.date()}
    undone = after(coordinator, "/arbete/angra", seq=workplace.head().seq, to=HERE)
    assert "Ändringen är ångrad" in undone
    assert {sign(workplace, one).mounted_on for one in ids} == {None}


def test_steps_before_their_time_are_refused_with_what_to_mend_and_the_ticks_kept(
    coordinator: TestClient, workplace: Register
) -> None:
    one = listed(workplace, FORMING)
    step = f"/arbete/omraden/{FORMING}/skyltar/steg"
    early = after(coordinator, step, id=[one], steg="bestallda", on="2026-10-01")
    assert "En skylt är beställd." in early
    assert "är inte aktivt" in early
    refused = send(coordinator, step, id=[one], steg="uppsatta", on="2026-11-01")
    assert refused.status_code == 422
    assert "Det är för tidigt." in refused.text
    assert f'value="{one}" checked' in refused.text
    assert 'value="2026-11-01"' in refused.text
    assert sign(workplace, one).mounted_on is None
    nothing = send(coordinator, step, steg="bestallda", on=TODAY)
    assert nothing.status_code == 422
    assert "Välj minst en skylt" in nothing.text


@pytest.mark.parametrize("number", ["0", "51", "", "tre"])
def test_a_number_that_cannot_be_is_told(coordinator: TestClient, number: str) -> None:
    answer = send(coordinator, HERE, number=number, kind="entry")
    assert answer.status_code == 422
    assert 'id="faults"' in answer.text


def test_blanks_in_a_number_part_its_digits(coordinator: TestClient) -> None:
    assert "10 skyltar är tillagda." in after(coordinator, HERE, number="1 0", kind="entry")


def test_how_a_sign_is_takes_two_taps(coordinator: TestClient, workplace: Register) -> None:
    one = listed(workplace, mounted_on=NOW.date().replace(year=2024))
    page = coordinator.get(f"/arbete/skyltar/{one}").text
    for word in ("Hel", "Blekt", "Trasig", "Nedklottrad", "Saknas"):
        assert re.search(rf"<button class=\"tap.*{word}</button>", page)
    page = after(coordinator, f"/arbete/skyltar/{one}/besiktiga", condition="ok", on="2026-11-20")
    assert "Hel, 20 november 2026" in page
    page = after(coordinator, f"/arbete/skyltar/{one}/besiktiga", condition="faded")
    assert "Besiktningen är sparad." in page
    now = sign(workplace, one)
    assert (now.condition, now.inspected_on) == (Condition.FADED, NOW.date())
    older = send(coordinator, f"/arbete/skyltar/{one}/besiktiga", condition="ok", on="2026-11-21")
    assert older.status_code == 422
    assert "besiktigades den 23 november 2026: Blekt." in older.text
    assert sign(workplace, one) == now
    to_come = send(coordinator, f"/arbete/skyltar/{one}/besiktiga", condition="ok", on="2027-01-01")
    assert to_come.status_code == 422
    assert "har inte varit ännu" in to_come.text
    assert send(coordinator, f"/arbete/skyltar/{one}/besiktiga").status_code == 200
    assert send(coordinator, f"/arbete/skyltar/{one}/besiktiga", condition="x").status_code == 422


def test_where_a_sign_stands_is_noted_near_its_area(
    coordinator: TestClient, workplace: Register
) -> None:
    one = listed(workplace)
    path = f"/arbete/skyltar/{one}/plats"
    lon, lat = to_lonlat(X + 10, Y + 10, source=CRS)
    page = after(coordinator, path, lon=f"{lon:.5f}".replace(".", ","), lat=f"{lat:.5f}")
    assert f"Latitud {lat:.5f}, longitud {lon:.5f}." in page
    for odd in (
        {"lon": "x", "lat": "1"},
        {"lon": "15"},
        {"lon": "nan", "lat": "1"},
        {"lon": "200", "lat": "59"},
    ):
        assert "går inte att läsa" in send(coordinator, path, **odd).text
    far = send(coordinator, path, lon="18.0", lat="59.3")
    assert far.status_code == 422
    assert "meter från området" in far.text
    assert sign(workplace, one).x is not None
    assert "Platsen är inte noterad." in after(coordinator, path, lon="", lat="")


def test_a_sign_is_put_right_by_whoever_saw_it_as_it_is(
    coordinator: TestClient, workplace: Register
) -> None:
    one = listed(workplace)
    path = f"/arbete/skyltar/{one}"
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', coordinator.get(path).text)
    assert seen is not None
    facts = {
        "kind": "harbour",
        "permit_body": "county",
        "permit_ref": "L 1",
        "ordered_on": "2026-01-01",
    }
    assert "Skylten är rättad." in after(coordinator, f"{path}/uppgifter", seen=seen[1], **facts)
    now = sign(workplace, one)
    assert (now.kind, now.permit_body, now.permit_ref) == (
        SignKind.HARBOUR,
        PermitBody.COUNTY,
        "L 1",
    )
    late = send(coordinator, f"{path}/uppgifter", seen=seen[1], kind="stairwell", permit_ref="L 2")
    assert late.status_code == 409
    assert "Nu är sparat: Hamn" in late.text
    assert "Nu är sparat: Länsstyrelsen" in late.text
    assert "Nu är sparat: 2026-01-01" in late.text
    assert 'value="L 2"' in late.text
    wrong = send(coordinator, f"{path}/uppgifter", kind="entry", ordered_on="2026-02-30", seen="")
    assert wrong.status_code == 422
    assert "är ingen dag" in wrong.text or "inget datum" in wrong.text


def test_signs_are_found_by_what_they_need(coordinator: TestClient, workplace: Register) -> None:
    up = NOW.date().replace(year=2024)
    told = {
        "defect": listed(workplace, mounted_on=up, condition=Condition.BROKEN, inspected_on=NOW.date()),
        "permit_expires": listed(workplace, mounted_on=up, inspected_on=NOW.date(), permit_body=PermitBody.COUNTY, permit_expires_on=NOW.date()),
        "uninspected": listed(workplace, mounted_on=up),
        "to_order": listed(workplace, SODERGARD),
        "removed": listed(workplace, removed_on=NOW.date()),
    }  # fmt: skip
    for state, one in told.items():
        assert ids_on(coordinator.get(f"/arbete/skyltar?lage={state}").text) == {one}, state
    everything = coordinator.get("/arbete/skyltar").text
    assert ids_on(everything) == {one for state, one in told.items() if state != "removed"}
    assert "Fel: Trasig" in everything
    assert ids_on(coordinator.get("/arbete/skyltar?q=söder").text) == {told["to_order"]}
    assert "Ingen skylt passar" in coordinator.get("/arbete/skyltar?kommun=1881").text
    ticked = coordinator.get("/arbete/skyltar?lage=to_order&valda=alla").text
    assert f'value="{told["to_order"]}" checked' in ticked
    assert "checked" not in coordinator.get(f"{HERE}").text
    assert coordinator.get(f"{HERE}?valda=alla").text.count(" checked") == 3
    page = after(
        coordinator,
        "/arbete/skyltar?lage=to_order",
        id=[told["to_order"]],
        steg="bestallda",
        on=TODAY,
    )
    assert "En skylt är beställd." in page
    assert "Ingen skylt passar" in page
    refused = send(coordinator, "/arbete/skyltar", steg="", on=TODAY, id=[told["to_order"]])
    assert refused.status_code == 422


def test_the_order_list_is_printed_and_opens_as_a_sheet(
    coordinator: TestClient, workplace: Register
) -> None:
    assert "Inga skyltar väntar" in coordinator.get("/arbete/skyltar/bestallning").text
    for _ in range(2):
        listed(workplace)
    listed(workplace, SODERGARD, kind=SignKind.STAIRWELL)
    page = coordinator.get("/arbete/skyltar/bestallning").text
    assert "3 skyltar att beställa den 23 november 2026." in page
    sheet = coordinator.get("/arbete/skyltar/bestallning.csv")
    assert sheet.headers["content-type"] == "text/csv; charset=utf-8"
    assert sheet.headers["content-disposition"] == 'attachment; filename="skyltar-2026-11-23.csv"'
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
    assert [row[:4] for row in rows] == [
        ["Område", "Ort", "Slag", "Antal"],
        ["Norrängen", "Hallsberg", "Infart", "2"],
        ["Södergård", "Hallsberg", "Trapphus", "1"],
    ]
    assert all("EXEMPEL" in row[4] for row in rows[1:])


def test_a_contact_sees_and_inspects_the_signs_of_their_own_area_alone(
    contact: TestClient, workplace: Register
) -> None:
    mine, theirs = listed(workplace), listed(workplace, SODERGARD)
    page = contact.get("/arbete/skyltar").text
    assert ids_on(page) == {mine}
    assert 'type="checkbox"' not in page
    assert "Besiktningen är sparad." in after(
        contact, f"/arbete/skyltar/{mine}/besiktiga", condition="tagged"
    )
    assert sign(workplace, mine).condition is Condition.TAGGED
    own = contact.get(f"/arbete/skyltar/{mine}").text
    assert "Rätta uppgifter" not in own
    assert contact.get(f"/arbete/skyltar/{theirs}").status_code == 404
    for path in (
        f"/arbete/skyltar/{theirs}/besiktiga",
        f"/arbete/skyltar/{mine}/uppgifter",
        f"{HERE}/steg",
        "/arbete/skyltar",
        HERE,
    ):
        assert send(contact, path, condition="ok", number="1", id=[mine]).status_code == 404
    for path in ("/arbete/skyltar/bestallning", "/arbete/skyltar/bestallning.csv"):
        assert contact.get(path).status_code == 404
    assert contact.get(HERE).status_code == 200


def test_what_is_not_there_is_not_found(coordinator: TestClient) -> None:
    assert coordinator.get("/arbete/skyltar/nothing").status_code == 404
    assert send(coordinator, "/arbete/skyltar/nothing/plats").status_code == 404
    assert "lägg till de första" in coordinator.get("/arbete/skyltar").text


def test_a_sign_shows_the_others_of_its_area_and_what_has_come_of_it(
    coordinator: TestClient, workplace: Register
) -> None:
    one, other = listed(workplace), listed(workplace)
    gone = listed(workplace, removed_on=NOW.date(), removal_reason="Påkörd")
    page = coordinator.get(f"/arbete/skyltar/{one}").text
    assert ids_on(page) == {other}
    page = coordinator.get(f"/arbete/skyltar/{gone}").text
    assert "Påkörd" in page
    assert "Hur är skylten?" not in page
