"""A register of invented areas with one account for each role, and a browser of each that is signed in."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.actions import accounts, passwords
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.people import ContactTerm, Person
from grannsamverkan.register import Register
from grannsamverkan.settings import RateSettings, Settings, SignInSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from prepared import made_once
from town import NORRANGEN, NOW, new_register

PLACE = "1861"
ELSEWHERE = "1881"
ORIGIN = "https://testserver"
PASSWORD = "korrekt häst batteri"  # noqa: S105 # of accounts that no register but a test's has
COST = passwords.Cost(memory_kib=8, passes=1)

STAFF = {
    Role.CONTACT: "01J9000000000000000000000A",
    Role.COORDINATOR: "01J9000000000000000000000B",
    Role.POLICE: "01J9000000000000000000000C",
    Role.ADMINISTRATOR: "01J9000000000000000000000D",
}
"""The account of each role, all in Hallsberg; the contact is Norrängen's."""

CONTACT_PERSON = "01J9100000000000000000000A"


def quick(**settings: object) -> Settings:
    """Return settings under which a test run is not too fast and a password costs next to nothing."""
    chosen = {
        "rate": RateSettings(
            per_second=1e6, burst=1_000_000, homes_per_second=1e6, homes_burst=1_000_000
        ),
        "sign_in": SignInSettings(memory_kib=8, passes=1, attempts=100_000),
        **settings,
    }
    return Settings(**chosen)  # type: ignore[arg-type]  # each test names settings it knows


def add_staff(register: Register, *, now: datetime = NOW, area_id: str = NORRANGEN) -> None:
    """Give a register one account for each role, and the contact an area."""
    kept = passwords.hashed(PASSWORD, COST)
    with register.change(actor="prov", action="fill", reason="prov", now=now) as change:
        term = ContactTerm(
            id="01J9200000000000000000000A",
            area_id=area_id,
            person_id=CONTACT_PERSON,
            appointed_on=now.date().replace(year=now.year - 2),
        )
        known = change.facts(ContactTerm, area_id)
        change.set_facts(ContactTerm, area_id, [*known, term])
    with register.private() as private:
        private.put(Person(id=CONTACT_PERSON, municipality=PLACE, name="Kontakt Ett (påhittad)"))
        for role, account_id in STAFF.items():
            private.put(
                Account(
                    id=account_id,
                    login=f"{role}@example.org",
                    name=f"{role.value.capitalize()} Ett (påhittad)",
                    password_hash=kept,
                    person_id=CONTACT_PERSON if role is Role.CONTACT else None,
                    made_at=now,
                ),
                AccountRole(
                    id=f"{account_id}-{role}-{PLACE}",
                    account_id=account_id,
                    role=role,
                    municipality=PLACE,
                ),
            )


def browser_of(
    app: FastAPI, register: Register, account_id: str | None, *, now: datetime = NOW
) -> TestClient:
    """Return a browser, signed in as an account if one is named; it follows no redirect by itself."""
    client = TestClient(app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
    client.headers["origin"] = ORIGIN
    if account_id is not None:
        with register.private() as private:
            account = private.get(Account, account_id)
            assert account is not None
            token = accounts.open_session(private, account, now=now, terms=accounts.Terms())
        client.cookies.set(COOKIE, token, domain="testserver.local")
    return client


def token_of(client: TestClient, path: str = "/arbete/konto") -> str:
    """Return the token that the forms of a signed-in browser carry."""
    page = client.get(path).text
    return page.partition('<meta name="csrf" content="')[2].partition('"')[0]


def send(client: TestClient, path: str, **fields: object) -> Response:
    """Send a form as a browser does after it has met the page, and return the answer."""
    data = {key: value for key, value in fields.items() if value is not None}
    return client.post(path, data={"csrf": token_of(client), **data})


@contextmanager
def _workplace(folder: Path) -> Iterator[Register]:
    register = _with_staff(folder / "arbete.gpkg")
    yield register
    register.close()


@made_once
def _with_staff(path: Path) -> Register:
    register = new_register(path, now=NOW.replace(year=NOW.year - 1))
    add_staff(register)
    return register


@pytest.fixture(scope="session")
def make_workplace() -> Callable[[Path], AbstractContextManager[Register]]:
    """Give what makes a register with staff in a folder."""
    return _workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Register]:
    """Give a register with staff, for one test to write to."""
    with _workplace(tmp_path) as register:
        yield register


@pytest.fixture
def workspace(workplace: Register) -> FastAPI:
    """Give the application over that register, on a day in November 2026."""
    return create_app(quick(), workplace, clock=lambda: NOW)


Browsers = Callable[[Role | None], TestClient]


@pytest.fixture
def as_role(workspace: FastAPI, workplace: Register) -> Browsers:
    """Give a browser for each role, signed in; None is a visitor."""
    kept: dict[Role | None, TestClient] = {}

    def browser(role: Role | None) -> TestClient:
        if role not in kept:
            kept[role] = browser_of(workspace, workplace, STAFF[role] if role else None)
        return kept[role]

    return browser


@pytest.fixture
def coordinator(as_role: Browsers) -> TestClient:
    """Give the coordinator's browser."""
    return as_role(Role.COORDINATOR)


@pytest.fixture
def police(as_role: Browsers) -> TestClient:
    """Give the police officer's browser."""
    return as_role(Role.POLICE)


@pytest.fixture
def contact(as_role: Browsers) -> TestClient:
    """Give the browser of Norrängen's contact."""
    return as_role(Role.CONTACT)


@pytest.fixture
def administrator(as_role: Browsers) -> TestClient:
    """Give the administrator's browser."""
    return as_role(Role.ADMINISTRATOR)


@pytest.fixture
def visitor(as_role: Browsers) -> TestClient:
    """Give the browser of someone who is not signed in."""
    return as_role(None)
