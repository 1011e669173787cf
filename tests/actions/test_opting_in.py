"""A mail address is used only once its owner has pressed the link that was sent there; what nobody confirms goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from grannsamverkan.actions.chores import work_off
from grannsamverkan.actions.letters import id_of
from grannsamverkan.actions.opting_in import (
    KEPT,
    MOST,
    Asked,
    ask,
    carried_by,
    forget,
    let_go,
    waiting,
)
from grannsamverkan.actions.outbox import let_go_of_given_up
from grannsamverkan.domain.jobs import Job
from grannsamverkan.domain.unconfirmed import Purpose, Unconfirmed
from grannsamverkan.register import Register
from peopled import NOW
from smtp import Postbox
from staff import quick

ADDRESS = "granne@example.org"
ASKED = Asked(
    purpose=Purpose.INTEREST, municipality="1861", mail=ADDRESS, carried={"wish": "start"}
)


def asked(register: Register, what: Asked = ASKED) -> str | None:
    """Ask for something and return the token that is in the mail; None where too many wait."""
    tokens: list[str] = []

    def write(token: str) -> tuple[str, str]:
        tokens.append(token)
        return "Bekräfta", f"Länk: {token}\n"

    with register.private() as private:
        done = ask(private, what, write, NOW)
    assert done is bool(tokens)
    return next(iter(tokens), None)


def held(register: Register, kind: type = Unconfirmed) -> list[object]:
    with register.looking() as private:
        return list(private.find(kind))


def test_what_is_asked_waits_behind_a_token_that_only_the_mail_has(register: Register) -> None:
    token = asked(register)
    assert token
    with register.looking() as private:
        found = waiting(private, token, Purpose.INTEREST, NOW)
        assert found is not None
        assert carried_by(found) == {"wish": "start"}
        assert waiting(private, token + "x", Purpose.INTEREST, NOW) is None
        assert waiting(private, found.id, Purpose.INTEREST, NOW) is None
        assert waiting(private, token, Purpose.INTEREST, NOW + KEPT) is None
    assert token not in repr(held(register))


def test_the_mail_goes_to_the_bare_address_and_is_let_go_of(
    register: Register, postbox: Postbox
) -> None:
    token = asked(register)
    work_off(register, quick(mail=postbox.settings()), lambda: NOW)
    (letter,) = postbox.to(ADDRESS)
    assert str(token) in letter.get_content()
    assert letter["Auto-Submitted"] == "auto-generated"
    mails = repr([one for one in held(register, Job) if "interest/" in repr(one)])
    assert ADDRESS not in mails
    assert str(token) not in mails
    assert "Bekräfta" in mails


def test_an_address_that_does_not_exist_is_not_tried_again(
    register: Register, postbox: Postbox
) -> None:
    postbox.refusals[ADDRESS] = "550 no such user"
    asked(register)
    work_off(register, quick(mail=postbox.settings()), lambda: NOW)
    let_go_of_given_up(register, NOW + timedelta(days=8))
    assert ADDRESS not in repr(held(register, Job))


def test_nobody_fills_the_mailbox_of_another(register: Register) -> None:
    for _ in range(MOST):
        assert asked(register)
    assert asked(register) is None
    assert asked(register, replace(ASKED, mail="annan@example.org"))
    forget(register, NOW + KEPT)
    assert asked(register)


def test_what_nobody_confirms_is_erased_with_its_mail_and_nothing_else_is(
    register: Register, postbox: Postbox
) -> None:
    asked(register)
    assert forget(register, NOW + KEPT - timedelta(seconds=1)) == 0
    assert len(held(register)) == len(held(register, Job)) == 1
    del postbox  # no mail is sent: the night's disposal alone runs
    work_off(register, quick(), lambda: NOW + KEPT + timedelta(days=1))
    assert held(register) == []
    assert ADDRESS not in repr(held(register, Job))


def test_what_is_let_go_of_goes_with_its_mail(register: Register) -> None:
    first, second = asked(register), asked(register)
    with register.private() as private:
        let_go(private, Purpose.INTEREST, id_of(str(first)))
    with register.looking() as private:
        assert waiting(private, str(first), Purpose.INTEREST, NOW) is None
        assert waiting(private, str(second), Purpose.INTEREST, NOW) is not None
    assert len(held(register, Job)) == 1


@pytest.mark.parametrize("subject", ["Bekräfta\r\nBcc: x@example.org", "a\nb"])
def test_no_text_breaks_out_of_a_header(register: Register, postbox: Postbox, subject: str) -> None:
    with register.private() as private:
        ask(private, ASKED, lambda _token: (subject, "text"), NOW)
    work_off(register, quick(mail=postbox.settings()), lambda: NOW)
    assert postbox.letters == []
