"""Whoever gets a mail from the municipality can turn to it: its whole contact card is in every kind."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import grannsamverkan
from grannsamverkan.actions.doing import new_ulid
from grannsamverkan.actions.follow_letters import FollowLetters, Item
from grannsamverkan.actions.letters import Mailing
from grannsamverkan.actions.messages import Audience, Draft, write
from grannsamverkan.actions.places import set_contact_card
from grannsamverkan.actions.subjects import Subject
from grannsamverkan.actions.wish_letter import wish_letter
from grannsamverkan.domain.following import Followed, Target
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.register import Register
from rounds import FEBRUARY, PLACE, asked_by_mail, doing, send, settled
from smtp import Postbox

SOURCE = Path(grannsamverkan.__file__).parent
CARD = {
    "role": "Säkerhetssamordnare (påhittad)",
    "phone": "070-174 06 05",
    "mail": "kontakt@example.org",
    "hours": "helgfri måndag–fredag 9–12",
}


@pytest.fixture
def carded(register: Register) -> Register:
    """Give a register with contacts, whose municipality has a contact card."""
    settled(register)
    set_contact_card(doing(register), CARD, code=PLACE)
    return register


def test_the_question_of_the_year_has_the_card(carded: Register, postbox: Postbox) -> None:
    asked_by_mail(carded, postbox)
    letters = [letter.get_content() for letter in postbox.letters]
    assert letters
    for text in letters:
        ending = text.replace("\r\n", "\n").rstrip().partition("Vänliga hälsningar\n")[2]
        assert ending.splitlines() == ["Grannsamverkan Hallsberg", *CARD.values()]


def test_a_message_from_staff_has_the_card(carded: Register, postbox: Postbox) -> None:
    message = Draft(id=new_ulid(FEBRUARY), subject="Hej", text="Var uppmärksamma.")
    write(doing(carded), Audience(municipality=PLACE), message)
    send(carded, postbox.settings())
    for letter in postbox.letters:
        lines = letter.get_content().replace("\r\n", "\n").rstrip().splitlines()
        assert lines[-5:] == ["Grannsamverkan Hallsberg", *CARD.values()]


def test_the_letter_about_an_interest_has_the_card(carded: Register) -> None:
    (place,) = carded.municipalities()
    wish = Interest(id="I", municipality=PLACE, received_on=FEBRUARY.date(), wish=Wish.START,
                    erase_after=FEBRUARY.date())  # fmt: skip
    mailing = Mailing("https://grannsamverkan.example.org", "sv")
    _, text = wish_letter(wish, place, mailing, "token", info=carded.info)
    assert text.rstrip().splitlines()[-5:] == ["Grannsamverkan Hallsberg", *CARD.values()]


def test_letters_to_followers_have_the_card(carded: Register) -> None:
    mailing = Mailing("https://grannsamverkan.example.org", "sv")
    letters = FollowLetters.of(carded, mailing, "sv")
    area = Subject(Followed.AREA, "Norrängen", None)
    _, asked = letters.opt_in(
        area, Target(kind=Followed.AREA, municipality=PLACE, name="A"), "token"
    )
    _, told = letters.news([Item("Norrängen har startat.")], [area], [PLACE], "key")
    for text in (asked, told):
        assert [one for one in CARD.values() if one not in text] == []


def unsigned(modules: dict[str, str]) -> Iterator[str]:
    """Give the modules that write mail and do not sign it."""
    for name, text in modules.items():
        called = {
            getattr(node.func, "id", getattr(node.func, "attr", ""))
            for node in ast.walk(ast.parse(text))
            if isinstance(node, ast.Call)
        }
        if "mail_job" in called and "signature" not in called:
            yield name


def test_no_module_writes_mail_without_signing_it() -> None:
    modules = {str(path): path.read_text("utf-8") for path in SOURCE.rglob("*.py")}
    assert list(unsigned(modules)) == []
    assert list(unsigned({"a": "mail_job(x)", "b": "mail_job(signature(x))"})) == ["a"], "can fail"
