"""Signing in and out: who gets in, what keeps them in, and what keeps everyone else out."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import argon2
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.actions import passwords, users
from grannsamverkan.actions.doing import Doing
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.register import Register
from grannsamverkan.settings import SignInSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from staff import ORIGIN, PASSWORD, STAFF, Browsers, browser_of, quick, send, token_of
from town import NOW

SIGN_IN = "/arbete/logga-in"
ID = STAFF[Role.COORDINATOR]
LOGIN = "coordinator@example.org"


def sign_in(
    client: TestClient, login: str = LOGIN, password: str = PASSWORD, **more: str
) -> Response:
    return client.post(SIGN_IN, data={"login": login, "password": password, **more})


def account(register: Register, account_id: str = ID) -> Account:
    with register.looking() as private:
        found = private.get(Account, account_id)
    assert found is not None
    return found


def sessions(register: Register) -> tuple[Session, ...]:
    with register.looking() as private:
        return private.find(Session)


def alter(register: Register, **facts: object) -> None:
    with register.private() as private:
        private.put(replace(account(register), **facts))  # type: ignore[arg-type]  # fields by name


def test_the_right_password_lets_in_and_leads_to_what_was_asked_for(
    visitor: TestClient, workplace: Register
) -> None:
    asked = visitor.get("/arbete/konto?x=1")
    assert asked.status_code == 303
    assert asked.headers["location"] == f"{SIGN_IN}?till=/arbete/konto%3Fx%3D1"
    page = visitor.get(asked.headers["location"])
    assert 'value="/arbete/konto?x=1"' in page.text
    answer = sign_in(visitor, till="/arbete/konto?x=1")
    assert (answer.status_code, answer.headers["location"]) == (303, "/arbete/konto?x=1")
    assert "Coordinator Ett (påhittad)" in visitor.get("/arbete/konto").text
    token = answer.cookies[COOKIE]
    (session,) = sessions(workplace)
    assert session.id == sha256(token.encode()).hexdigest()
    assert token not in repr(session)
    assert len(token) == 43  # 256 bits


def test_the_cookie_is_out_of_reach_for_scripts_other_sites_and_plain_http(
    visitor: TestClient,
) -> None:
    sent = sign_in(visitor).headers["set-cookie"]
    assert sent.startswith("__Host-")
    assert {"HttpOnly", "Secure", "SameSite=lax", "Path=/"} <= set(sent.split("; "))
    assert "Domain" not in sent


@pytest.mark.parametrize(
    "to", ["//elsewhere.example", "https://elsewhere.example", "/karta", "\\\\x"]
)
def test_signing_in_leads_nowhere_else(visitor: TestClient, to: str) -> None:
    assert sign_in(visitor, till=to).headers["location"] == "/arbete"


def test_who_is_signed_in_is_led_on(coordinator: TestClient) -> None:
    assert coordinator.get(SIGN_IN).headers["location"] == "/arbete"
    assert coordinator.get(f"{SIGN_IN}?till=/arbete/konto").headers["location"] == "/arbete/konto"


def test_signing_in_speaks_the_readers_language(visitor: TestClient) -> None:
    asked = visitor.get("/en/arbete/konto")
    assert asked.headers["location"] == "/en/arbete/logga-in?till=/arbete/konto"
    answer = visitor.post("/en/arbete/logga-in", data={"login": LOGIN, "password": PASSWORD})
    assert answer.headers["location"] == "/en/arbete"
    assert "Sign out" in visitor.get("/en/arbete/konto").text


def test_a_wrong_password_an_unknown_name_and_a_disabled_account_read_alike(
    visitor: TestClient, workplace: Register
) -> None:
    alter(workplace, disabled_at=NOW)
    answers = [
        sign_in(visitor, "police@example.org", "inte det rätta"),
        sign_in(visitor, "nobody@example.org"),
        sign_in(visitor),
    ]
    pages = [re.sub(r'value="[^"]*@example.org"', "", one.text) for one in answers]
    assert {one.status_code for one in answers} == {422}
    assert pages[0] == pages[1] == pages[2]
    assert "Fel användarnamn eller lösenord." in pages[0]
    assert sessions(workplace) == ()


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(
    workplace: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is counted, not time: each try is one run of argon2id at one cost."""
    cost = passwords.Cost(memory_kib=64, passes=1)
    alter(workplace, password_hash=passwords.hashed(PASSWORD, cost))
    runs: list[tuple[int, int]] = []
    real = {name: getattr(argon2.PasswordHasher, name) for name in ("hash", "verify")}

    def counted(name: str) -> Callable[..., object]:
        def run(self: argon2.PasswordHasher, *said: str) -> object:
            runs.append((self.memory_cost, self.time_cost))
            return real[name](self, *said)

        return run

    for name in real:
        monkeypatch.setattr(argon2.PasswordHasher, name, counted(name))
    for kept in (account(workplace).password_hash, None):
        assert not passwords.matches(kept, "inte det rätta", cost)
    assert runs == [(64, 1), (64, 1)]


def test_who_tries_too_often_waits_by_name_and_by_client(
    workplace: Register,
) -> None:
    chosen = SignInSettings(memory_kib=8, passes=1, attempts=3, minutes=15)
    app = create_app(quick(sign_in=chosen), workplace, clock=lambda: NOW)
    client = browser_of(app, workplace, None)
    statuses = [sign_in(client, password="fel").status_code for _ in range(3)]  # noqa: S106 # a wrong one
    assert statuses == [422, 422, 422]
    refused = sign_in(client)
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == "300"
    assert "För många försök" in refused.text
    assert sign_in(client, " COORDINATOR@example.org").status_code == 429
    assert sign_in(client, "police@example.org").status_code == 303
    for number in range(12):
        sign_in(client, f"nobody{number}@example.org")
    assert sign_in(client, "administrator@example.org").status_code == 429


def test_a_password_that_cost_less_is_kept_at_todays_cost(
    workplace: Register,
) -> None:
    chosen = SignInSettings(memory_kib=16, passes=1, attempts=100)
    app = create_app(quick(sign_in=chosen), workplace, clock=lambda: NOW)
    before = account(workplace).password_hash
    assert sign_in(browser_of(app, workplace, None)).status_code == 303
    after = account(workplace).password_hash
    assert after is not None
    assert after != before
    assert "$m=16,t=1,p=1$" in after
    assert sign_in(browser_of(app, workplace, None)).status_code == 303


def test_plain_http_from_elsewhere_is_refused_before_any_password_is_typed(
    workspace: FastAPI,
) -> None:
    plain = TestClient(workspace, base_url="http://register.example", follow_redirects=False)
    page = plain.get(SIGN_IN)
    assert "TLS (https)" in page.text
    assert 'type="password"' not in page.text
    plain.headers["origin"] = "http://register.example"
    assert sign_in(plain).status_code == 422
    for host in ("localhost:8000", "127.0.0.1:8000", "[::1]:8000"):
        local = TestClient(workspace, base_url=f"http://{host}", follow_redirects=False)
        local.headers["origin"] = f"http://{host}"
        assert sign_in(local).status_code == 303


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://elsewhere.example"},
        {"origin": "null"},
        {"origin": "http://testserver"},
        {},
        {"sec-fetch-site": "cross-site", "origin": ORIGIN},
        {"sec-fetch-site": "same-site", "origin": ORIGIN},
    ],
)
def test_another_site_can_sign_nobody_in(workspace: FastAPI, headers: dict[str, str]) -> None:
    client = TestClient(workspace, base_url=ORIGIN, headers=headers, follow_redirects=False)
    answer = sign_in(client)
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_a_browser_that_says_same_origin_needs_no_other_word(workspace: FastAPI) -> None:
    headers = {"sec-fetch-site": "same-origin", "origin": "null"}
    client = TestClient(workspace, base_url=ORIGIN, headers=headers, follow_redirects=False)
    assert sign_in(client).status_code == 303


def test_a_form_carries_the_token_of_its_session(
    coordinator: TestClient, police: TestClient
) -> None:
    path = "/arbete/konto/stang"
    right = token_of(coordinator)
    assert len(right) == 43
    for wrong in ("", right[:-1], token_of(police), "å" * 43):
        answer = coordinator.post(path, data={"csrf": wrong, "session": "others"})
        assert answer.status_code == 422
        assert "tidigare inloggning" in answer.text
    foreign = {"origin": "https://elsewhere.example"}
    sent = {"csrf": right, "session": "others"}
    assert coordinator.post(path, data=sent, headers=foreign).status_code == 422
    assert coordinator.post(path, data=sent).status_code == 303


def test_signing_out_ends_the_session_itself(coordinator: TestClient, workplace: Register) -> None:
    token = coordinator.cookies[COOKIE]
    answer = send(coordinator, "/arbete/logga-ut")
    assert answer.headers["location"] == SIGN_IN
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert sessions(workplace) == ()
    coordinator.cookies.clear()
    coordinator.cookies.set(COOKIE, token)
    assert coordinator.get("/arbete").status_code == 303


def test_signing_in_again_replaces_the_session_of_the_browser(
    visitor: TestClient, workplace: Register
) -> None:
    first = sign_in(visitor).cookies[COOKIE]
    visitor.cookies.set(COOKIE, first)
    second = sign_in(visitor, "police@example.org").cookies[COOKIE]
    assert first != second
    assert len(sessions(workplace)) == 1


class Clock:
    """A clock that a test can put forward."""

    now = NOW

    def __call__(self) -> datetime:
        """Return the time it is made to be."""
        return self.now


def test_a_session_ends_unused_after_hours_and_used_after_days(workplace: Register) -> None:
    clock = Clock()
    app = create_app(quick(), workplace, clock=clock)
    client = browser_of(app, workplace, ID)
    clock.now = NOW + timedelta(hours=11)
    assert client.get("/arbete").status_code == 200
    clock.now += timedelta(hours=11)
    assert client.get("/arbete").status_code == 200
    clock.now += timedelta(hours=12)
    assert client.get("/arbete").status_code == 303
    again = browser_of(app, workplace, ID)
    clock.now = NOW
    for _ in range(60):
        assert again.get("/arbete").status_code == 200
        clock.now += timedelta(hours=11.99)
    clock.now = NOW + timedelta(days=30)
    assert again.get("/arbete").status_code == 303
    sign_in(browser_of(app, workplace, None))
    assert len(sessions(workplace)) == 1  # those that are over went when a new one began


def test_a_disabled_account_is_out_at_once(coordinator: TestClient, workplace: Register) -> None:
    assert coordinator.get("/arbete").status_code == 200
    users.disable(Doing(register=workplace, actor="prov", reason="prov", now=NOW), ID)
    assert coordinator.get("/arbete").status_code == 303
    assert sessions(workplace) == ()


def test_a_cookie_that_was_made_up_opens_nothing(visitor: TestClient, workplace: Register) -> None:
    kept = sessions(workplace)
    assert kept == ()
    for made_up in ("", "x", "a" * 43, ID, "å", "' OR 1=1 --"):
        raw = {b"cookie": f"{COOKIE}={made_up}".encode()}
        assert visitor.get("/arbete", headers=raw).status_code == 303


def test_the_own_page_lists_sessions_and_closes_one_or_all_others(
    as_role: Browsers, workspace: FastAPI, workplace: Register
) -> None:
    here = as_role(Role.COORDINATOR)
    others = [browser_of(workspace, workplace, ID) for _ in range(3)]
    other_persons = as_role(Role.POLICE)
    page = here.get("/arbete/konto").text
    assert page.count('name="session"') == 5  # four sessions, and all others
    first = sha256(str(others[0].cookies[COOKIE]).encode()).hexdigest()
    assert first in page
    assert send(here, "/arbete/konto/stang", session=first).status_code == 303
    assert [one.get("/arbete").status_code for one in others] == [303, 200, 200]
    foreign = sha256(str(other_persons.cookies[COOKIE]).encode()).hexdigest()
    send(here, "/arbete/konto/stang", session=foreign)
    assert other_persons.get("/arbete").status_code == 200
    send(here, "/arbete/konto/stang", session="others")
    assert [one.get("/arbete").status_code for one in others] == [303, 303, 303]
    assert here.get("/arbete").status_code == 200


def test_another_password_signs_out_everywhere_else(
    coordinator: TestClient, workspace: FastAPI, workplace: Register
) -> None:
    other = browser_of(workspace, workplace, ID)
    new = "en helt annan mening"
    path = "/arbete/konto/losenord"
    for fields, said in (
        ({"old": "fel", "password": new, "again": new}, "nuvarande lösenordet stämmer inte"),
        ({"old": PASSWORD, "password": new, "again": "x"}, "Lösenorden är inte lika"),
        ({"old": PASSWORD, "password": "kort", "again": "kort"}, "minst 12 tecken"),
    ):
        answer = send(coordinator, path, **fields)
        assert answer.status_code == 422
        assert said in answer.text
    assert other.get("/arbete").status_code == 200
    assert send(coordinator, path, old=PASSWORD, password=new, again=new).status_code == 303
    assert coordinator.get("/arbete").status_code == 200
    assert other.get("/arbete").status_code == 303
    assert sign_in(browser_of(workspace, workplace, None)).status_code == 422
    assert sign_in(browser_of(workspace, workplace, None), password=new).status_code == 303


def test_guessing_the_old_password_is_slowed_down_as_well(workplace: Register) -> None:
    chosen = SignInSettings(memory_kib=8, passes=1, attempts=2)
    app = create_app(quick(sign_in=chosen), workplace, clock=lambda: NOW)
    client = browser_of(app, workplace, ID)
    fields = {"old": "fel", "password": "en helt annan mening", "again": "en helt annan mening"}
    said = [send(client, "/arbete/konto/losenord", **fields).text for _ in range(3)]
    assert ["För många försök" in one for one in said] == [False, False, True]


@pytest.fixture
def link(workplace: Register) -> str:
    """Give the address of a link to choose the coordinator's password."""
    doing = Doing(register=workplace, actor="prov", reason="prov", now=NOW)
    return f"/arbete/losenord/{users.link(doing, ID).token}"


def test_a_link_chooses_a_password_once_and_looking_does_not_use_it_up(
    link: str, visitor: TestClient, coordinator: TestClient, workplace: Register
) -> None:
    for _ in range(3):
        page = visitor.get(link)
        assert page.status_code == 200
        assert LOGIN in page.text
    fields = {"password": "en helt annan mening", "again": "en helt annan mening"}
    wrong = visitor.post(link, data={**fields, "again": "en annan"})
    assert wrong.status_code == 422
    answer = visitor.post(link, data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/arbete")
    assert visitor.get("/arbete").status_code == 200
    assert coordinator.get("/arbete").status_code == 303  # whoever was in before is out
    assert account(workplace).link_hash is None
    again = visitor.post(link, data=fields)
    assert again.status_code == 404
    assert "gäller inte längre" in again.text
    assert visitor.get(link).status_code == 404


@pytest.mark.parametrize("password", ["kort", "lösenord1234", LOGIN, "x" * 300])
def test_a_link_outlives_a_password_that_cannot_be_chosen(
    link: str, visitor: TestClient, password: str
) -> None:
    answer = visitor.post(link, data={"password": password, "again": password})
    assert answer.status_code == 422
    assert visitor.get(link).status_code == 200


def test_a_link_is_over_after_a_week_and_when_a_new_one_is_made(
    link: str, workplace: Register
) -> None:
    clock = Clock()
    client = browser_of(create_app(quick(), workplace, clock=clock), workplace, None)
    clock.now = NOW + timedelta(days=7, seconds=-1)
    assert client.get(link).status_code == 200
    clock.now = NOW + timedelta(days=7)
    assert client.get(link).status_code == 404
    clock.now = NOW
    doing = Doing(register=workplace, actor="prov", reason="prov", now=NOW)
    users.link(doing, ID)
    assert client.get(link).status_code == 404
    fresh = f"/arbete/losenord/{users.link(doing, ID).token}"
    assert client.get(fresh).status_code == 200
    users.disable(doing, ID)
    assert client.get(fresh).status_code == 404


def test_a_link_that_was_never_made_reads_like_one_that_is_used(
    visitor: TestClient, link: str
) -> None:
    fields = {"password": "en helt annan mening", "again": "en helt annan mening"}
    visitor.post(link, data=fields)
    visitor.cookies.clear()
    never = visitor.get("/arbete/losenord/aldrig-gjord")
    used = visitor.get(link)
    assert never.status_code == used.status_code == 404
    assert "gäller inte längre" in never.text


def test_no_secret_lies_in_the_registers_file(
    visitor: TestClient, link: str, tmp_path: Path
) -> None:
    token = sign_in(visitor).cookies[COOKIE]
    secrets = [PASSWORD, str(token), link.rsplit("/", 1)[1]]
    files = list(tmp_path.glob("arbete.gpkg*"))
    assert files
    for file in files:
        content = file.read_bytes()
        assert not [one for one in secrets if one.encode() in content]


def test_nothing_of_the_workspace_is_kept_by_a_cache(
    as_role: Callable[[Role | None], TestClient],
) -> None:
    for role in (None, Role.COORDINATOR):
        for path in ("/arbete", SIGN_IN, "/arbete/konto", "/arbete/nowhere"):
            answer = as_role(role).get(path)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["referrer-policy"] == "same-origin"
            assert "etag" not in answer.headers
            assert answer.headers["content-security-policy"].startswith("default-src 'none'")
