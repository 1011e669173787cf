"""The page of users: whom an administrator adds, what they become, and the link that is shown once."""

import re

from fastapi.testclient import TestClient

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.areas import Municipality
from grannsamverkan.register import Register
from staff import ELSEWHERE, PLACE, STAFF, send
from town import NOW

ROOM = "/arbete/anvandare"
ID = STAFF[Role.COORDINATOR]
NEW = {
    "name": "Ny Samordnare (påhittad)",
    "login": "ny@example.org",
    "role": "coordinator",
    "municipality": PLACE,
}


def called(register: Register, login: str) -> Account:
    with register.looking() as private:
        (found,) = private.find(Account, login=login)
    return found


def test_users_are_listed_with_what_they_are(administrator: TestClient) -> None:
    page = administrator.get(ROOM).text
    for role in Role:
        assert f"{role}@example.org" in page
    assert "4 användare" in page
    assert page.count("Kan logga in") == 4


def test_a_user_is_added_and_gets_in_by_the_link_that_is_shown_once(
    administrator: TestClient, visitor: TestClient, workplace: Register
) -> None:
    shown = send(administrator, ROOM, **NEW)
    assert shown.status_code == 200
    link = re.search(r"https://testserver(/arbete/losenord/[\w-]{43})", shown.text)
    assert link is not None
    assert link[1] not in administrator.get(ROOM).text
    assert "Har inte valt lösenord" in administrator.get(ROOM).text
    fields = {"password": "en helt annan mening", "again": "en helt annan mening"}
    assert visitor.post(link[1], data=fields).status_code == 303
    assert "Ny Samordnare (påhittad)" in visitor.get("/arbete").text
    assert workplace.changes()[-1].actor == f"administrator {STAFF[Role.ADMINISTRATOR]}"


def test_what_was_typed_stands_there_again_beside_what_to_mend(administrator: TestClient) -> None:
    answer = send(administrator, ROOM, **{**NEW, "login": "police@example.org"})
    assert answer.status_code == 409
    assert "Det finns redan en användare police@example.org" in answer.text
    assert 'value="Ny Samordnare (påhittad)"' in answer.text
    answer = send(administrator, ROOM, **{**NEW, "role": "king"})
    assert answer.status_code == 422
    assert "går inte att välja" in answer.text


def test_roles_are_given_and_taken(administrator: TestClient, workplace: Register) -> None:
    roles = f"{ROOM}/{ID}/roller"
    given = send(administrator, roles, role="police", municipality=PLACE)
    assert given.headers["location"] == f"{ROOM}/{ID}"
    page = administrator.get(f"{ROOM}/{ID}").text
    assert "Rollerna är ändrade." in page
    assert page.count('value="take"') == 2
    send(administrator, roles, role="police", municipality=PLACE, do="take")
    assert administrator.get(f"{ROOM}/{ID}").text.count('value="take"') == 1
    assert send(administrator, roles, municipality=PLACE).status_code == 422
    assert send(administrator, roles, role="police", municipality=ELSEWHERE).status_code == 404
    assert workplace.changes()[-1].action == "user_role_taken"


def test_a_user_is_kept_out_let_in_again_and_signed_out(
    administrator: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    assert coordinator.get("/arbete").status_code == 200
    send(administrator, f"{ROOM}/{ID}/logga-ut")
    assert coordinator.get("/arbete").status_code == 303
    send(administrator, f"{ROOM}/{ID}/stang-av")
    assert called(workplace, "coordinator@example.org").disabled_at == NOW
    page = administrator.get(f"{ROOM}/{ID}").text
    assert "Avstängd sedan 23 november 2026" in page
    assert "Släpp in igen" in page
    assert send(administrator, f"{ROOM}/{ID}/lank").status_code == 422
    send(administrator, f"{ROOM}/{ID}/slapp-in")
    assert called(workplace, "coordinator@example.org").disabled_at is None
    assert "/arbete/losenord/" in send(administrator, f"{ROOM}/{ID}/lank").text


def test_the_last_administrator_cannot_shut_the_door_behind_them(
    administrator: TestClient,
) -> None:
    own = f"{ROOM}/{STAFF[Role.ADMINISTRATOR]}"
    assert send(administrator, f"{own}/stang-av").status_code == 422
    answer = send(
        administrator, f"{own}/roller", role="administrator", municipality=PLACE, do="take"
    )
    assert "Gör någon annan till administratör först" in answer.text
    send(administrator, f"{ROOM}/{ID}/roller", role="administrator", municipality=PLACE)
    shut = send(administrator, f"{own}/roller", role="administrator", municipality=PLACE, do="take")
    assert shut.headers["location"] == "/arbete"
    assert administrator.get("/arbete").status_code == 200
    assert administrator.get(ROOM).status_code == 404


def test_of_several_municipalities_one_chooses(
    administrator: TestClient, workplace: Register
) -> None:
    with workplace.change(actor="prov", action="fill", reason="prov", now=NOW) as change:
        change.set_municipality(Municipality(code=ELSEWHERE, name="Kumla"))
    assert "Kumla" not in administrator.get(ROOM).text
    send(administrator, ROOM, **NEW)
    with workplace.private() as private:
        (made,) = private.find(Account, login="ny@example.org")
    page = administrator.get(f"{ROOM}/{made.id}").text
    assert "Samordnare" in page
    with workplace.private() as private:
        private.put(
            AccountRole(id="x", account_id=made.id, role=Role.POLICE, municipality=ELSEWHERE)
        )
    page = administrator.get(f"{ROOM}/{made.id}").text
    assert "roller i en annan kommun också" in page
    assert page.count('value="take"') == 1
    assert send(administrator, f"{ROOM}/{made.id}/lank").status_code == 422
    with workplace.private() as private:
        own = STAFF[Role.ADMINISTRATOR]
        private.put(
            AccountRole(id="y", account_id=own, role=Role.ADMINISTRATOR, municipality=ELSEWHERE)
        )
    assert '<option value="1881">Kumla</option>' in administrator.get(ROOM).text
    assert "/arbete/losenord/" in send(administrator, f"{ROOM}/{made.id}/lank").text
