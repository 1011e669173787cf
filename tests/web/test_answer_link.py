"""The link that a contact gets: looking changes nothing, answering works once, and no trick gets further."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response

from grannsamverkan.actions.confirmations import ask
from grannsamverkan.actions.links import look
from grannsamverkan.actions.notices import publish_notice
from grannsamverkan.actions.paper import print_letters
from grannsamverkan.actions.privacy import erase_person
from grannsamverkan.actions.reminders import remind
from grannsamverkan.domain.activities import Activity
from grannsamverkan.domain.confirmations import Reply
from grannsamverkan.domain.interests import Interest
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.register import Register
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff import answer, by_link
from peopled import term
from rounds import (
    ETT,
    FEBRUARY,
    MAILING,
    PLACE,
    TVA,
    YEAR,
    after,
    asked_by_mail,
    doing,
    person_of,
    questions,
    send,
    settled,
    tokens,
)
from smtp import Postbox
from staff import ORIGIN, quick
from town import new_register

Answering = Callable[..., Response]


@pytest.fixture
def register(tmp_path: object) -> Iterator[Register]:
    """Give a register with contacts to be asked."""
    made = new_register(tmp_path / "svar.gpkg")  # type: ignore[operator]  # a path
    yield made
    made.close()


@pytest.fixture
def places(register: Register) -> dict[str, str]:
    """Give the ids of their areas."""
    return settled(register)


@pytest.fixture
def link(register: Register, places: dict[str, str], postbox: Postbox) -> str:
    """Ask everyone, and give the path of the link that Ett got by mail."""
    assert places
    return f"/svar/{asked_by_mail(register, postbox)['ett@example.org']}"


@pytest.fixture
def site(register: Register) -> FastAPI:
    """Give the site on the day the question goes out."""
    return create_app(quick(), register, clock=lambda: FEBRUARY)


@pytest.fixture
def browser(site: FastAPI) -> Iterator[TestClient]:
    """Give the browser of someone without an account."""
    with TestClient(site, base_url=ORIGIN, follow_redirects=False,
                    raise_server_exceptions=False) as client:  # fmt: skip
        client.headers["origin"] = ORIGIN
        yield client


def later(register: Register, days: int) -> TestClient:
    """Give a browser some days later."""
    made = create_app(quick(), register, clock=lambda: after(days))
    client = TestClient(made, base_url=ORIGIN, follow_redirects=False)
    client.headers["origin"] = ORIGIN
    return client


STILL = {"svar": "still"}


def untouched(register: Register) -> bool:
    """Say whether nobody has answered anything."""
    return all(one.answered_at is None for one in questions(register, ETT)) and not any(
        one.action == "answer_confirmation" for one in register.changes()
    )


def test_the_page_shows_ones_own_areas_and_reach_and_nobody_elses(
    browser: TestClient, link: str
) -> None:
    page = browser.get(link)
    assert page.status_code == 200
    assert "Hej Kontakt Ett (påhittad)!" in page.text
    assert "Norrängen, Södergård" in page.text
    assert 'value="070-174 06 05"' in page.text
    assert 'value="ett@example.org"' in page.text
    for other in ("Kontakt Två", "tva@example.org", "070-174 06 06", "Slocknad"):
        assert other not in page.text


def test_the_page_is_in_no_index_no_cache_and_no_referrer(browser: TestClient, link: str) -> None:
    headers = browser.get(link).headers
    assert headers["x-robots-tag"] == "noindex, nofollow"
    assert headers["cache-control"] == "no-store"
    assert headers["referrer-policy"] == "strict-origin"
    assert '<meta name="robots" content="noindex">' in browser.get(link).text


def test_an_answer_is_taken_once_and_thanked_for(
    browser: TestClient, register: Register, places: dict[str, str], link: str
) -> None:
    norr = places["Norrängen"]
    sent = browser.post(
        link,
        data={
            **STILL,
            "telefon": "0701740644",
            "mejl": "ny@example.org",
            f"traff-{norr}": "2027-01-15",
            f"lista-{norr}": "1",
            f"grans-{norr}": "1",
        },
    )
    assert (sent.status_code, sent.headers["location"]) == (303, link)
    thanks = browser.get(link)
    assert thanks.status_code == 200
    assert "Tack för svaret!" in thanks.text
    assert "Kontakt Ett" not in thanks.text
    ett = person_of(register, ETT)
    assert (ett.phone, ett.mail) == ("070-174 06 44", "ny@example.org")
    (met,) = register.facts(Activity)
    assert (met.on, met.area_ids) == (date(2027, 1, 15), (norr,))
    (mine,) = (one for one in register.facts(ContactTerm, norr) if one.person_id == ETT)
    assert mine.confirmed_on == mine.list_confirmed_on == FEBRUARY.date()
    assert register.timelines()[norr][-1].boundary_reviewed_on == FEBRUARY.date()


def test_in_english_the_same(browser: TestClient, link: str) -> None:
    page = browser.get(f"/en{link}")
    assert "Hello Kontakt Ett (påhittad)!" in page.text
    sent = browser.post(f"/en{link}", data=STILL)
    assert sent.headers["location"] == f"/en{link}"
    assert "Thank you" in browser.get(f"/en{link}").text


def test_what_cannot_be_is_said_and_what_was_typed_stays(
    browser: TestClient, register: Register, link: str
) -> None:
    for fields, said in (
        ({"telefon": "070-174 06 44"}, "Välj om du vill fortsätta"),
        ({**STILL, "mejl": "inte en adress"}, "mejl"),
        ({**STILL, "svar": "kanske"}, "kanske"),
        ({"svar": "hand_over", "efter": "Granne (påhittad)", "efter_telefon": "x"}, "telefon"),
    ):
        page = browser.post(link, data=fields)
        assert page.status_code == 422
        assert said in page.text
        for typed in fields.values():
            if typed not in {"still", "hand_over", "kanske"}:
                assert f'value="{typed}"' in page.text
    assert untouched(register)
    assert browser.post(link, data=STILL).status_code == 303


def test_a_wish_to_hand_over_leaves_someone_to_be_asked(
    browser: TestClient, register: Register, link: str
) -> None:
    fields = {"svar": "hand_over", "efter": "Granne (påhittad)", "efter_telefon": "070-174 06 12"}
    assert browser.post(link, data=fields).status_code == 303
    with register.looking() as private:
        (interest,) = private.find(Interest)
    assert (interest.name, interest.phone) == ("Granne (påhittad)", "070-174 06 12")
    assert questions(register, ETT)[0].reply is Reply.HAND_OVER


# -- ten attacks ----------------------------------------------------------------------------------


def gone(answer: Response) -> str:
    """Hold that an answer tells nothing, and return what it says without what differs by the address."""
    assert answer.status_code == 404
    assert "Länken gäller inte" in answer.text
    return re.sub(r"/svar/[^\"]*", "", answer.text)


@pytest.fixture
def nothing(browser: TestClient) -> str:
    """Give what is said of a link that never was."""
    return gone(browser.get("/svar/" + "x" * 43))


def test_attack_1_replay(browser: TestClient, register: Register, link: str) -> None:
    browser.post(link, data={"svar": "stop"})
    before = register.head()
    again = browser.post(link, data=STILL)
    assert (again.status_code, again.headers["location"]) == (303, link)
    assert register.head() == before
    assert questions(register, ETT)[0].reply is Reply.STOP


def test_attack_2_another_contacts_link_answers_for_that_contact_alone(
    browser: TestClient, register: Register, places: dict[str, str], link: str, postbox: Postbox
) -> None:
    other = tokens(postbox)["tva@example.org"]
    south = places["Södergård"]
    browser.post(f"/svar/{other}", data={**STILL, f"grans-{south}": "1", f"lista-{south}": "1"})
    assert untouched_but(register, TVA)
    assert register.timelines()[south][-1].boundary_reviewed_on is None
    assert "Hej Kontakt Ett" in browser.get(link).text


def untouched_but(register: Register, person_id: str) -> bool:
    """Say whether one contact alone is confirmed."""
    confirmed = {one.person_id for one in register.facts(ContactTerm) if one.confirmed_on}
    return confirmed == {person_id}


def test_attack_3_an_expired_link(register: Register, link: str, nothing: str) -> None:
    client = later(register, 60)
    assert gone(client.get(link)) == nothing
    gone(client.post(link, data=STILL))
    assert untouched(register)


def test_attack_4_an_altered_link(
    browser: TestClient, register: Register, link: str, nothing: str
) -> None:
    for altered in (link[:-1], link + "x", link.swapcase().replace("/SVAR", "/svar"), f"{link}/x"):
        said = browser.get(altered)
        assert said.status_code in {303, 404}
        if altered != f"{link}/x":
            assert gone(said) == nothing
        browser.post(altered, data=STILL)
    assert untouched(register)


def test_attack_5_guessing_is_stopped_soon_for_right_and_wrong_alike(
    browser: TestClient, register: Register, link: str
) -> None:
    tried = [browser.get(f"/svar/{number:010}").status_code for number in range(by_link.MISSES)]
    assert tried == [404] * by_link.MISSES
    refused = browser.get(link)
    assert refused.status_code == 429
    assert "Kontakt Ett" not in refused.text
    assert browser.post(link, data=STILL).status_code == 429
    assert untouched(register)


def test_whoever_has_the_link_is_not_stopped_by_looking_often(
    browser: TestClient, link: str
) -> None:
    assert {browser.get(link).status_code for _ in range(3 * by_link.MISSES)} == {200}


def test_after_a_while_one_may_try_again() -> None:
    now = [0.0]
    misses = by_link.Misses(burst=2, per_second=0.1, seconds=lambda: now[0])
    for _ in range(2):
        assert not misses.spent("a")
        misses.take("a")
    assert misses.spent("a")
    assert not misses.spent("b")
    now[0] = 10.0
    assert not misses.spent("a")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_attacks_6_and_7_a_scanner_that_opens_links_answers_nothing(
    browser: TestClient, register: Register, link: str, method: str
) -> None:
    before = register.head()
    for headers in ({}, {"sec-purpose": "prefetch"}, {"user-agent": "mail scanner"}):
        for path in (link, f"{link}?svar=still", f"/en{link}"):
            assert browser.request(method, path, headers=headers).status_code == 200
    assert register.head() == before
    assert untouched(register)


def test_a_scanner_that_presses_the_button_answers_nothing(
    browser: TestClient, register: Register, link: str
) -> None:
    assert browser.post(link, data={"telefon": "", "mejl": ""}).status_code == 422
    assert untouched(register)
    assert person_of(register, ETT).mail == "ett@example.org"


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example.org"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": ""},
    ],
)
def test_attack_8_another_site_answers_nothing(
    browser: TestClient, register: Register, link: str, headers: dict[str, str]
) -> None:
    for path in (link, "/svar"):
        refused = browser.post(path, data={**STILL, "kod": "x"}, headers=headers)
        assert refused.status_code == 422
        assert "annan webbplats" in refused.text
    assert untouched(register)


def test_attack_9_the_link_of_whoever_is_no_contact_or_is_erased(
    browser: TestClient, register: Register, places: dict[str, str], link: str, nothing: str,
    postbox: Postbox,
) -> None:  # fmt: skip
    other = f"/svar/{tokens(postbox)['tva@example.org']}"
    term(register, places["Norrängen"], person_id=TVA, until=FEBRUARY.date())
    assert gone(browser.get(other)) == nothing
    gone(browser.post(other, data=STILL))
    by = replace(doing(register), reason="på begäran")
    erase_person(by, ETT, end_terms=True)
    assert gone(browser.get(link)) == nothing
    gone(browser.post(link, data=STILL))
    assert not any(one.action == "answer_confirmation" for one in register.changes())


def test_attack_10_the_link_of_an_older_year(register: Register, link: str, nothing: str) -> None:
    first = questions(register, ETT)[0]
    with register.private() as private:
        private.put(replace(first, expires_on=date(2030, 1, 1)))
    ask(doing(register, after(365)), PLACE, YEAR + 1, mailing=MAILING)
    client = later(register, 365)
    assert gone(client.get(link)) == nothing
    gone(client.post(link, data=STILL))
    assert untouched(register)


def test_the_link_before_a_reminder_works_until_either_is_answered(
    register: Register, link: str, postbox: Postbox
) -> None:
    remind(doing(register, after(30)), PLACE, YEAR, mailing=MAILING)
    send(register, postbox.settings(), after(30))
    newer = f"/svar/{tokens(postbox)['ett@example.org']}"
    client = later(register, 31)
    assert newer != link
    assert client.get(newer).status_code == client.get(link).status_code == 200
    client.post(link, data=STILL)
    assert "Tack för svaret!" in client.get(newer).text


def test_two_who_press_at_once_are_both_thanked_and_one_is_taken(
    browser: TestClient, register: Register, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = look(register, link.removeprefix("/svar/"), FEBRUARY.date())
    browser.post(link, data={"svar": "stop"})
    monkeypatch.setattr(answer, "look", lambda *_: found)
    assert browser.post(link, data=STILL).status_code == 303
    assert questions(register, ETT)[0].reply is Reply.STOP


def test_nothing_of_a_link_is_logged(
    browser: TestClient, link: str, caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    with caplog.at_level("DEBUG", "grannsamverkan"):
        browser.get(link)
        browser.post(link, data=STILL)
        browser.get(link + "x")
    streams = capfd.readouterr()
    token = link.removeprefix("/svar/")
    assert token not in f"{streams.out}{streams.err}"
    assert token not in "".join(one.getMessage() for one in caplog.records
                                if one.name.startswith("grannsamverkan"))  # fmt: skip


# -- the code of a letter -------------------------------------------------------------------------


def test_a_code_is_typed_in_and_leads_to_the_question(
    browser: TestClient, register: Register, link: str
) -> None:
    assert link
    (letter,) = print_letters(doing(register), PLACE, YEAR)
    page = browser.get("/svar")
    assert "Svara med koden från brevet" in page.text
    led = browser.post("/svar", data={"kod": f" {letter.code.lower()} "})
    assert (led.status_code, led.headers["location"]) == (
        303,
        f"/svar/{letter.code.replace('-', '')}",
    )
    assert "Hej Kontakt Fyra" in browser.get(led.headers["location"]).text
    wrong = browser.post("/svar", data={"kod": "../arbete//x?y"})
    assert wrong.headers["location"].startswith("/svar/")
    gone(browser.get(wrong.headers["location"]))
    assert browser.post("/svar", data={"kod": ""}).headers["location"] == "/svar"


def test_a_dead_link_tells_whom_to_call(browser: TestClient, link: str) -> None:
    assert link
    said = browser.get("/svar/nothing").text
    assert "Ring Säkerhetssamordnare (exempel) på 070-174 06 05" in said


def test_the_municipalitys_notice_stands_beside_the_question_and_is_noted_as_given(
    browser: TestClient, link: str, register: Register
) -> None:
    assert "<details><summary>" not in browser.get(link).text
    publish_notice(doing(register), PLACE, "Kommunen sparar ditt namn.\n\nDu kan begära utdrag.")
    page = browser.get(link).text
    assert "Kommunen sparar ditt namn." in page
    assert person_of(register, ETT).notice_version is None, "looking changes nothing"
    browser.post(link, data={"svar": "still"})
    person = person_of(register, ETT)
    assert (person.notice_version, person.notice_given_on) == ("2027-1", FEBRUARY.date())
