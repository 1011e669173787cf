"""Signing in by an identity provider: only whom it vouches for, to us, now, and who has an account here."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from joserfc.jwk import OctKey
from pydantic import SecretStr

from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, Session
from grannsamverkan.errors import Refused
from grannsamverkan.register import Register
from grannsamverkan.settings import SignInSettings, SsoSettings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff import oidc
from provider import CLIENT_ID, CLIENT_SECRET, StubProvider, listening, rsa_key
from staff import ORIGIN, STAFF, browser_of, quick
from town import NOW

MAIL = "coordinator@example.org"
ID = STAFF[Role.COORDINATOR]
BACK = "/arbete/sso/svar"


class Clock:
    """A clock that a test can put forward."""

    now = NOW

    def __call__(self) -> object:
        """Return the time it is made to be."""
        return self.now


@pytest.fixture
def provider() -> Iterator[StubProvider]:
    with listening() as provider:
        provider.now = int(NOW.timestamp())
        yield provider


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site(provider: StubProvider, workplace: Register, clock: Clock) -> FastAPI:
    chosen = SsoSettings(
        issuer=provider.issuer,
        client_id=CLIENT_ID,
        client_secret=SecretStr(CLIENT_SECRET),
        label="Hallsbergs inloggning",
    )
    return create_app(quick(sso=chosen), workplace, clock=clock)  # type: ignore[arg-type]  # it gives a time


@pytest.fixture
def browser(site: FastAPI, workplace: Register) -> TestClient:
    return browser_of(site, workplace, None)


def begin(browser: TestClient, till: str = "") -> str:
    answer = browser.get(f"/arbete/sso?till={till}")
    assert answer.status_code == 303
    return str(answer.headers["location"])


def come_back(browser: TestClient, provider: StubProvider, **claims: object) -> Response:
    query = provider.sign_in(begin(browser), **claims)
    return browser.get(f"{BACK}?{query}")


def account(register: Register) -> Account:
    with register.looking() as private:
        found = private.get(Account, ID)
    assert found is not None
    return found


def nobody_got_in(register: Register, answer: Response) -> None:
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers
    with register.looking() as private:
        assert private.find(Session) == ()
        assert not [one for one in private.find(Account) if one.subject]


def test_the_first_time_a_verified_mail_binds_the_account_and_then_the_subject_alone_counts(
    browser: TestClient, provider: StubProvider, workplace: Register
) -> None:
    query = provider.sign_in(begin(browser, "/arbete/konto"), email=MAIL, email_verified=True)
    answer = browser.get(f"{BACK}?{query}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/arbete/konto")
    assert "Coordinator Ett (påhittad)" in browser.get("/arbete/konto").text
    assert account(workplace).subject == f"{provider.issuer}#person-1"
    again = come_back(browser, provider, email="new-name@example.org", email_verified=False)
    assert again.status_code == 303
    taken_over = come_back(browser, provider, sub="person-2", email=MAIL, email_verified=True)
    assert taken_over.status_code == 422
    assert "inget konto här" in taken_over.text


@pytest.mark.parametrize(
    "claims",
    [
        {"email": MAIL},
        {"email": MAIL, "email_verified": False},
        {"email": MAIL, "email_verified": "true"},
        {"email": "nobody@example.org", "email_verified": True},
        {"email_verified": True},
    ],
)
def test_without_an_account_of_that_verified_mail_nobody_gets_in_and_none_is_made(
    browser: TestClient, provider: StubProvider, workplace: Register, claims: dict[str, object]
) -> None:
    with workplace.looking() as private:
        before = private.find(Account)
    nobody_got_in(workplace, come_back(browser, provider, **claims))
    with workplace.looking() as private:
        assert private.find(Account) == before


def test_a_disabled_account_stays_out(
    browser: TestClient, provider: StubProvider, workplace: Register
) -> None:
    with workplace.private() as private:
        private.put(replace(account(workplace), disabled_at=NOW))
    nobody_got_in(workplace, come_back(browser, provider, email=MAIL, email_verified=True))


def wrong_key(provider: StubProvider) -> None:
    provider.signing = rsa_key(2, "first")


def unknown_key(provider: StubProvider) -> None:
    provider.signing = rsa_key(3, "other")


def shared_secret(provider: StubProvider) -> None:
    provider.signing = OctKey.generate_key(256, parameters={"kid": "shared"})
    provider.published.append(provider.signing)
    provider.algorithm = "HS256"


def unsigned(provider: StubProvider) -> None:
    provider.raw_token = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJwZXJzb24tMSJ9."  # noqa: S105 # {"alg": "none"}


def nonsense(provider: StubProvider) -> None:
    provider.raw_token = "x"  # noqa: S105 # no token at all


@pytest.mark.parametrize("break_it", [wrong_key, unknown_key, shared_secret, unsigned, nonsense])
def test_what_the_provider_did_not_sign_vouches_for_nobody(
    browser: TestClient,
    provider: StubProvider,
    workplace: Register,
    break_it: Callable[[StubProvider], None],
) -> None:
    break_it(provider)
    nobody_got_in(workplace, come_back(browser, provider, email=MAIL, email_verified=True))


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": [CLIENT_ID, "another"]},
        {"azp": "another"},
        {"iss": "https://elsewhere.example"},
        {"exp": int(NOW.timestamp()) - 120},
        {"nbf": int(NOW.timestamp()) + 600},
        {"iat": int(NOW.timestamp()) + 600},
        {"exp": "soon"},
        {"at_hash": "wrong"},
    ],
)
def test_what_is_said_of_someone_else_elsewhere_or_at_another_time_vouches_for_nobody(
    browser: TestClient, provider: StubProvider, workplace: Register, claims: dict[str, object]
) -> None:
    answer = come_back(browser, provider, email=MAIL, email_verified=True, **claims)
    nobody_got_in(workplace, answer)
    assert "intygade inte" in answer.text


@pytest.mark.parametrize("name", ["nonce", "aud", "iss", "exp", "iat", "sub"])
def test_what_leaves_something_out_vouches_for_nobody(
    browser: TestClient, provider: StubProvider, workplace: Register, name: str
) -> None:
    provider.without = {name}
    nobody_got_in(workplace, come_back(browser, provider, email=MAIL, email_verified=True))


def test_several_audiences_are_fine_when_it_was_asked_for_by_us(
    browser: TestClient, provider: StubProvider
) -> None:
    answer = come_back(
        browser,
        provider,
        email=MAIL,
        email_verified=True,
        aud=[CLIENT_ID, "another"],
        azp=CLIENT_ID,
    )
    assert answer.status_code == 303


def test_a_way_in_is_good_once_in_the_browser_that_began_it_and_for_minutes(
    browser: TestClient, provider: StubProvider, site: FastAPI, workplace: Register, clock: Clock
) -> None:
    vouched = {"email": MAIL, "email_verified": True}
    other = browser_of(site, workplace, None)
    begin(other)
    stolen = provider.sign_in(begin(browser), **vouched)
    nobody_got_in(workplace, other.get(f"{BACK}?{stolen}"))
    nobody_got_in(
        workplace, browser.get(f"{BACK}?{stolen}")
    )  # used up by the thief, who got nothing
    late = provider.sign_in(begin(browser), **vouched)
    clock.now = NOW + timedelta(minutes=10)
    nobody_got_in(workplace, browser.get(f"{BACK}?{late}"))
    clock.now = NOW
    good = provider.sign_in(begin(browser), **vouched)
    assert browser.get(f"{BACK}?{good}").status_code == 303
    replayed = browser.get(f"{BACK}?{good}")
    assert replayed.status_code == 422
    assert browser.get(f"{BACK}?state=made-up&code=x").status_code == 422
    assert browser.get(BACK).status_code == 422


def test_a_provider_that_refuses_lets_nobody_in(
    browser: TestClient, provider: StubProvider, workplace: Register
) -> None:
    state = provider.sign_in(begin(browser)).partition("&")[0]
    nobody_got_in(workplace, browser.get(f"{BACK}?{state}&error=access_denied"))
    state = provider.sign_in(begin(browser)).partition("&")[0]
    nobody_got_in(workplace, browser.get(f"{BACK}?{state}&code=never-given-out"))


def test_a_code_is_bound_to_the_way_in_it_was_asked_for_with(
    browser: TestClient, provider: StubProvider, workplace: Register
) -> None:
    first = provider.sign_in(begin(browser), email=MAIL, email_verified=True)
    second = provider.sign_in(begin(browser), email=MAIL, email_verified=True)
    mixed = f"{first.partition('&')[0]}&{second.partition('&')[2]}"
    nobody_got_in(workplace, browser.get(f"{BACK}?{mixed}"))


def test_a_key_that_is_new_is_asked_for(browser: TestClient, provider: StubProvider) -> None:
    vouched = {"email": MAIL, "email_verified": True}
    assert come_back(browser, provider, **vouched).status_code == 303
    assert come_back(browser, provider, **vouched).status_code == 303
    assert provider.asked.count("/keys") == 1
    provider.signing = rsa_key(3, "second")
    provider.published.append(provider.signing)
    assert come_back(browser, provider, **vouched).status_code == 303
    assert provider.asked.count("/keys") == 2
    assert provider.asked.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://elsewhere.example/token"},
        {"authorization_endpoint": "file:///etc/passwd"},
        {"jwks_uri": None},
    ],
)
def test_a_provider_that_says_it_is_another_or_is_unprotected_is_none(
    browser: TestClient, provider: StubProvider, metadata: dict[str, object]
) -> None:
    provider.metadata = metadata
    assert browser.get("/arbete/sso").status_code == 503


def test_a_provider_that_does_not_answer_is_asked_again_the_next_time(
    browser: TestClient, provider: StubProvider
) -> None:
    provider.down = True
    answer = browser.get("/arbete/sso")
    assert answer.status_code == 503
    assert "logga in med lösenord" in answer.text
    provider.down = False
    assert come_back(browser, provider, email=MAIL, email_verified=True).status_code == 303


def test_the_button_is_there_only_where_a_provider_is_set(
    browser: TestClient, visitor: TestClient
) -> None:
    page = browser.get("/arbete/logga-in?till=/arbete/konto").text
    assert "Logga in med Hallsbergs inloggning" in page
    assert 'href="/arbete/sso?till=/arbete/konto"' in page
    assert "/arbete/sso" not in visitor.get("/arbete/logga-in").text
    assert visitor.get("/arbete/sso").status_code == 404
    assert visitor.get(f"{BACK}?state=x&code=y").status_code == 404


def test_without_the_extra_it_says_what_to_install(
    browser: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    answer = browser.get("/arbete/sso")
    assert answer.status_code == 422
    assert "grannsamverkan[sso]" in answer.text


def test_over_plain_http_from_elsewhere_nobody_begins(site: FastAPI) -> None:
    plain = TestClient(site, base_url="http://register.example", follow_redirects=False)
    assert plain.get("/arbete/sso").status_code == 422


def test_who_begins_too_often_waits_and_keeps_nobody_else_waiting(
    provider: StubProvider, workplace: Register
) -> None:
    chosen = SsoSettings(issuer=provider.issuer, client_id=CLIENT_ID)
    tries = SignInSettings(attempts=2)
    app = create_app(quick(sso=chosen, sign_in=tries), workplace, clock=lambda: NOW)
    one = browser_of(app, workplace, None)
    assert [one.get("/arbete/sso").status_code for _ in range(11)] == [303] * 10 + [422]
    other = TestClient(app, base_url=ORIGIN, client=("192.0.2.7", 1), follow_redirects=False)
    assert other.get("/arbete/sso").status_code == 303


def test_only_so_many_ways_in_are_remembered() -> None:
    ways = oidc.Ways()
    first, browser = ways.begin("", NOW)
    for _ in range(10_000):
        ways.begin("", NOW)
    with pytest.raises(Refused):
        ways.take(first.state, browser, NOW)
    kept, browser = ways.begin("", NOW)
    assert ways.take(kept.state, browser, NOW) == kept
