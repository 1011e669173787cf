"""The year's round as staff see it: asked, reminded, printed, told and taken back; and what they write to contacts."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.actions import accounts
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account
from grannsamverkan.domain.confirmations import Question, Reply
from grannsamverkan.domain.jobs import Job, JobKind, JobState
from grannsamverkan.domain.people import ContactTerm
from grannsamverkan.domain.privacy import Reading
from grannsamverkan.register import Register
from grannsamverkan.settings import Settings
from grannsamverkan.web.app import create_app
from grannsamverkan.web.staff.visits import COOKIE
from peopled import term
from rounds import (
    ETT,
    FEBRUARY,
    FYRA,
    PLACE,
    TRE,
    after,
    alter,
    asked,
    asked_by_mail,
    person_of,
    questions,
    send,
    settled,
)
from smtp import Postbox
from staff import STAFF, add_staff, browser_of, quick
from staff import send as submit
from town import new_register

URL = "https://grannsamverkan.example.org"
ROOM = "/arbete/bekraftelser"
WRITING = "/arbete/meddelanden"

Open = Callable[..., TestClient]


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    """Give a register with staff and with contacts to be asked."""
    made = new_register(tmp_path / "rond.gpkg")
    settled(made)
    add_staff(made, now=FEBRUARY)
    yield made
    made.close()


@pytest.fixture
def at_desk(register: Register, postbox: Postbox) -> Open:
    """Give what opens a browser of someone who is signed in, with mail set up or not."""

    def opened(role: Role = Role.COORDINATOR, *, mail: bool = True, days: int = 0) -> TestClient:
        told = {"mail": postbox.settings(), "public_url": URL} if mail else {}
        return signed_in(register, quick(**told), role, days)

    return opened


def signed_in(
    register: Register, settings: Settings, role: Role = Role.COORDINATOR, days: int = 0
) -> TestClient:
    """Give the browser of someone who has signed in on a day, counted from the first of February."""
    now = after(days)
    client = browser_of(create_app(settings, register, clock=lambda: now), register, None)
    with register.private() as private:
        account = private.get(Account, STAFF[role])
        assert account is not None
        token = accounts.open_session(private, account, now=now, terms=accounts.Terms())
    client.cookies.set(COOKIE, token, domain="testserver.local")
    return client


def text(page: str) -> str:
    """Return what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def seen(client: TestClient, path: str) -> str:
    """Return what a page says."""
    page = client.get(path)
    assert page.status_code == 200, path
    return text(page.text)


def test_a_round_is_seen_before_it_is_sent(
    at_desk: Open, register: Register, postbox: Postbox
) -> None:
    desk = at_desk()
    assert "Ingen har frågats 2027 än." in seen(desk, ROOM)
    before = seen(desk, f"{ROOM}/fraga?kommun={PLACE}&ar=2027")
    assert "2 med mejl och en egen länk" in before
    assert "1 på ringlistan" in before
    assert "Svara senast 1 april 2027" in before
    assert "(här står den egna länken)" in before
    assert "påminns 2 gånger, första gången tidigast 1 mars 2027" in before
    assert questions(register, ETT) == []
    done = submit(desk, f"{ROOM}/fraga", kommun=PLACE, ar=2027)
    assert done.headers["location"] == f"{ROOM}?kommun={PLACE}&ar=2027"
    after_it = seen(desk, done.headers["location"])
    assert "5 kontaktombud är frågade. Mejlen skickas nu" in after_it
    assert "0 av 5 Har svarat" in after_it
    send(register, postbox.settings())
    assert len(postbox.letters) == 2
    assert "är redan frågade" in seen(desk, f"{ROOM}/fraga?kommun={PLACE}&ar=2027")


def test_the_round_is_filtered_and_searched_and_reading_it_is_noted(
    at_desk: Open, register: Register
) -> None:
    asked(register)
    desk = at_desk()
    calls = seen(desk, f"{ROOM}?lage=call")
    assert "Kontakt Tre (påhittad)" in calls
    assert "070-174 06 07" in calls
    assert "Kontakt Ett (påhittad) Norrängen" not in calls
    found = seen(desk, f"{ROOM}?q=fyra")
    assert "1 kontaktombud." in found
    assert "Ingen stämmer" in seen(desk, f"{ROOM}?q=ingen+alls")
    assert "2 kontaktombud" not in found
    with register.looking() as private:
        readings = private.find(Reading, what="confirmations")
    assert {one.account_id for one in readings} == {STAFF[Role.COORDINATOR]}
    for odd in ("?lage=x&ar=x&sida=x", "?ar=99999", "?sida=999", "?kommun="):
        assert desk.get(f"{ROOM}{odd}").status_code == 200
    assert desk.get(f"{ROOM}?kommun=0180").status_code == 404


@pytest.mark.parametrize(
    ("reply", "stand"),
    [("still", "Fortsätter"), ("hand_over", "Vill lämna över"), ("stop", "Vill sluta")],
)
def test_an_answer_is_written_down_in_one_click_and_taken_back(
    at_desk: Open, register: Register, reply: str, stand: str
) -> None:
    asked(register)
    desk = at_desk()
    path = f"{ROOM}/{TRE}"
    done = submit(desk, f"{path}/svar", ar=2027, svar=reply, tillbaka="lage=call")
    assert done.headers["location"] == f"{ROOM}?lage=call"
    assert "Svaret från Kontakt Tre (påhittad) är antecknat." in seen(desk, f"{ROOM}?q=tre")
    assert questions(register, TRE)[0].reply is Reply(reply)
    assert stand in seen(desk, f"{ROOM}?q=tre")
    again = submit(desk, f"{path}/svar", ar=2027, svar="still")
    assert again.status_code == 409
    assert "redan besvarad" in again.text
    undone = submit(desk, f"{path}/angra", ar=2027)
    assert undone.headers["location"] == ROOM
    assert questions(register, TRE)[0].answered_at is None
    confirmed = [one for one in register.facts(ContactTerm) if one.confirmed_on]
    assert confirmed == []


def test_who_did_not_pick_up_is_noted(at_desk: Open, register: Register) -> None:
    asked(register)
    desk = at_desk(Role.POLICE)
    submit(desk, f"{ROOM}/{TRE}/svar", ar=2027, svar="no_answer")
    assert "uppringd 1 gång utan svar, 1 februari 2027" in seen(desk, f"{ROOM}?q=tre")
    assert submit(desk, f"{ROOM}/{TRE}/svar", ar=2027, svar="no_answer").status_code == 409
    assert submit(desk, f"{ROOM}/{TRE}/svar", ar=2027).status_code == 422


def test_the_whole_answer_is_written_down(at_desk: Open, register: Register) -> None:
    asked(register)
    desk = at_desk()
    path = f"{ROOM}/{FYRA}"
    page = desk.get(f"{path}?ar=2027&kommun={PLACE}")
    assert "Anteckna vad Kontakt Fyra (påhittad) svarade" in page.text
    wrong = submit(desk, path, ar=2027, svar="still", mejl="nej")
    assert wrong.status_code == 422
    assert 'value="nej"' in wrong.text
    done = submit(desk, path, ar=2027, svar="still", telefon="070-174 06 21", mejl="")
    assert done.status_code == 303
    assert person_of(register, FYRA).phone == "070-174 06 21"
    with register.looking() as private:
        assert private.find(Reading, person_id=FYRA, what="confirmation")
    assert submit(desk, path, ar=2027, svar="still").status_code == 422, "answered by now"
    for nobody in (f"{ROOM}/nobody?ar=2027", f"{path}?ar=2020"):
        assert desk.get(nobody).status_code == 404
    assert submit(desk, f"{ROOM}/nobody", ar=2027, svar="still").status_code == 404


def test_the_silent_are_reminded_once_it_is_time(
    at_desk: Open, register: Register, postbox: Postbox
) -> None:
    asked_by_mail(register, postbox)
    soon = at_desk()
    assert "får vara i fred" in seen(soon, f"{ROOM}/paminn?kommun={PLACE}&ar=2027")
    later = at_desk(days=20)
    assert "2 kontaktombud i Hallsberg har fått mejlet" in seen(later, f"{ROOM}/paminn")
    done = submit(later, f"{ROOM}/paminn", kommun=PLACE, ar=2027)
    assert "2 påminnelser skickas" in seen(later, done.headers["location"])
    send(register, postbox.settings(), after(20))
    assert len(postbox.letters) == 4
    assert "påmind 1 gång, 21 februari 2027" in seen(later, f"{ROOM}?q=ett")


def test_letters_are_printed_a_page_each_with_a_code_that_works(
    at_desk: Open, register: Register
) -> None:
    asked(register)
    alter(register, FYRA, name="<script>alert(1)</script> Fyra")
    desk = at_desk()
    path = f"{ROOM}/brev"
    assert "2 kontaktombud får brev." in seen(desk, f"{path}?kommun={PLACE}&ar=2027")
    assert len(questions(register, FYRA)) == 1, "looking makes no code"
    page = submit(desk, path, kommun=PLACE, ar=2027)
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert f"Gå till {URL}/svar och skriv in koden" in text(page.text)
    codes = re.findall(r'class="code">([A-Z0-9-]+)<', page.text)
    assert len(codes) == 2
    assert page.text.count("<article") == 2
    answered = [desk.get(f"/svar/{code}") for code in codes]
    assert [one.status_code for one in answered] == [200, 200]
    one = submit(desk, path, kommun=PLACE, ar=2027, person=TRE)
    assert one.text.count("<article") == 1
    assert "brev utskrivet" in seen(desk, f"{ROOM}?q=tre")
    assert f"person={TRE}" in desk.get(f"{ROOM}/{TRE}?ar=2027").text
    assert "Ingen ska ha brev" in seen(desk, f"{path}?ar=2028")


def test_without_mail_all_of_it_works_by_telephone_and_letter(
    at_desk: Open, register: Register
) -> None:
    desk = at_desk(mail=False)
    page = desk.get(ROOM).text
    assert "Mejl är inte inställt" in page
    assert WRITING not in page
    assert "0 med mejl" not in seen(desk, f"{ROOM}/fraga")
    submit(desk, f"{ROOM}/fraga", kommun=PLACE, ar=2027)
    with register.looking() as private:
        assert private.find(Job, kind=JobKind.MAIL.value) == ()
    overview = desk.get(ROOM).text
    assert "/paminn" not in overview
    assert desk.get(f"{ROOM}/paminn").status_code == 422
    letters = submit(desk, f"{ROOM}/brev", kommun=PLACE, ar=2027)
    assert "https://testserver/svar" in letters.text


def test_mail_without_the_address_of_the_site_says_what_is_missing(
    register: Register, postbox: Postbox
) -> None:
    desk = signed_in(register, quick(mail=postbox.settings()))
    refused = desk.get(f"{ROOM}/fraga")
    assert refused.status_code == 422
    assert "GRANNSAMVERKAN_PUBLIC_URL" in refused.text


def test_mail_that_failed_is_shown_and_tried_again(
    at_desk: Open, register: Register, postbox: Postbox
) -> None:
    asked(register)
    with register.private() as private:
        for job in private.find(Job, kind=JobKind.MAIL.value):
            private.put(replace(job, state=JobState.FAILED))
    desk = at_desk()
    assert "2 mejl gick inte att skicka" in seen(desk, ROOM)
    done = submit(desk, f"{ROOM}/forsok", tillbaka="ar=2027")
    assert "2 mejl skickas igen." in seen(desk, done.headers["location"])
    send(register, postbox.settings())
    assert len(postbox.letters) == 2


def test_who_is_no_contact_any_more_has_nothing_to_be_written_down(
    at_desk: Open, register: Register
) -> None:
    asked(register)
    (area,) = (one.area_id for one in register.facts(ContactTerm) if one.person_id == TRE)
    term(register, area, person_id=TRE, until=FEBRUARY.date())
    page = at_desk().get(f"{ROOM}?q=tre").text
    assert "är inte längre kontaktombud" in page
    assert f"{TRE}/svar" not in page


ROUTES = (
    ("GET", ROOM), ("GET", f"{ROOM}/fraga"), ("POST", f"{ROOM}/fraga"),
    ("GET", f"{ROOM}/paminn"), ("POST", f"{ROOM}/paminn"), ("GET", f"{ROOM}/brev"),
    ("POST", f"{ROOM}/brev"), ("POST", f"{ROOM}/forsok"), ("GET", f"{ROOM}/{TRE}"),
    ("POST", f"{ROOM}/{TRE}"), ("POST", f"{ROOM}/{TRE}/svar"), ("POST", f"{ROOM}/{TRE}/angra"),
    ("GET", WRITING), ("POST", f"{WRITING}/granska"), ("POST", f"{WRITING}/skicka"),
    ("GET", f"{WRITING}/x"),
)  # fmt: skip
POLICE_MAY = {ROOM, f"{ROOM}/{TRE}", f"{ROOM}/{TRE}/svar", f"{ROOM}/{TRE}/angra"}


@pytest.mark.parametrize("role", [Role.CONTACT, Role.ADMINISTRATOR, Role.POLICE])
def test_whoever_may_not_is_told_that_it_is_not_there(
    at_desk: Open, register: Register, role: Role
) -> None:
    asked(register)
    desk = at_desk(role)
    fields = {"kommun": PLACE, "ar": 2027, "svar": "still"}
    for method, path in ROUTES:
        if role is Role.POLICE and path in POLICE_MAY:
            continue
        answer = desk.get(path) if method == "GET" else submit(desk, path, **fields)
        assert answer.status_code == 404, (method, path)
        assert "Kontakt Tre" not in answer.text
    assert all(one.answered_at is None for one in questions(register, TRE))


def test_another_municipality_is_as_if_it_were_not_there(at_desk: Open, register: Register) -> None:
    asked(register)
    with register.private() as private:
        (question,) = private.find(Question, person_id=TRE)
        private.remove(Question, question.id)
        private.put(replace(question, municipality="1881"))
    desk = at_desk()
    assert desk.get(f"{ROOM}/{TRE}?ar=2027").status_code == 404
    assert submit(desk, f"{ROOM}/{TRE}/svar", ar=2027, svar="still").status_code == 404
    assert submit(desk, f"{ROOM}/fraga", kommun="1881", ar=2027).status_code == 404


# -- messages -------------------------------------------------------------------------------------


def test_a_message_is_seen_then_sent_then_logged(
    at_desk: Open, register: Register, postbox: Postbox
) -> None:
    desk = at_desk()
    form = desk.get(WRITING).text
    assert "Ingen ser vilka andra" in form
    assert f'href="{WRITING}"' in form, "the way there"
    fields = {"kommun": PLACE, "amne": "Inbrott i helgen", "text": "Var uppmärksamma.\n\nTack!"}
    seen_first = submit(desk, f"{WRITING}/granska", **fields)
    assert "2 ombud får mejlet." in seen_first.text
    assert "Kontakt Tre (påhittad)" in seen_first.text
    assert "070-174 06 07" in seen_first.text
    draft = re.search(r'name="id" value="(\w+)"', seen_first.text)
    assert draft is not None
    with register.looking() as private:
        assert private.find(Job) == ()
        assert private.find(Reading, what="message_readers")
    for _ in range(2):
        done = submit(desk, f"{WRITING}/skicka", id=draft[1], **fields)
        assert done.headers["location"] == f"{WRITING}?kommun={PLACE}"
    assert "Mejlet skickas till 2 ombud." in seen(desk, done.headers["location"])
    send(register, postbox.settings())
    assert len(postbox.letters) == 2
    assert "Inbrott i helgen" in seen(desk, WRITING)
    log = seen(desk, f"{WRITING}/{draft[1]}?kommun={PLACE}")
    assert "Kontakt Ett (påhittad) Framme 1 februari 2027" in log
    assert desk.get(f"{WRITING}/nothing").status_code == 404


def test_a_message_can_go_to_a_place_or_to_some_areas_and_be_altered(
    at_desk: Open, register: Register
) -> None:
    desk = at_desk()
    areas = {one[-1].name: one[-1].area_id for one in register.timelines().values()
             if one[-1].name in {"Norrängen", "Södergård"}}  # fmt: skip
    form = desk.get(f"{WRITING}?omrade={areas['Norrängen']}").text
    assert f'value="{areas["Norrängen"]}" checked' in form
    fields = {"kommun": PLACE, "amne": "Hej", "text": "Text"}
    none = submit(desk, f"{WRITING}/granska", ort="Pålsboda", **fields)
    assert none.status_code == 422
    assert "Ring i stället" in none.text
    altered = submit(desk, f"{WRITING}/granska", gor="andra", omrade=areas["Norrängen"], **fields)
    assert altered.status_code == 200
    assert ">Text</textarea>" in altered.text
    assert f'value="{areas["Norrängen"]}" checked' in altered.text
    alter(register, ETT, mail_failed_on=FEBRUARY.date())
    only = submit(desk, f"{WRITING}/granska", omrade=areas["Norrängen"], **fields)
    assert "1 ombud får mejlet." in only.text


def test_what_is_too_long_or_empty_is_said_and_stays(at_desk: Open) -> None:
    desk = at_desk()
    long = submit(desk, f"{WRITING}/granska", kommun=PLACE, amne="x" * 151, text="Text")
    assert long.status_code == 422
    assert "högst 150 tecken" in long.text
    assert "x" * 151 in long.text
    empty = submit(desk, f"{WRITING}/granska", kommun=PLACE, amne="", text="Text")
    assert "både ett ämne och en text" in empty.text


def test_of_very_many_areas_one_chooses_a_place_first(
    at_desk: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grannsamverkan.web.staff.messages.MOST_AREAS", 1)
    page = at_desk().get(f"{WRITING}?omrade=x").text
    assert "Välj en ort först" in page
    assert '<input type="hidden" name="omrade" value="x">' in page
    assert 'type="checkbox" name="omrade"' in at_desk().get(f"{WRITING}?ort=Pålsboda").text


def test_without_mail_one_cannot_write(at_desk: Open) -> None:
    desk = at_desk(mail=False)
    page = desk.get(WRITING).text
    assert "GRANNSAMVERKAN_MAIL_HOST" in page
    assert "<textarea" not in page
    refused = submit(desk, f"{WRITING}/skicka", kommun=PLACE, id="x" * 26, amne="a", text="b")
    assert refused.status_code == 422
