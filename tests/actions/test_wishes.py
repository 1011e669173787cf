"""What residents hand in themselves, where someone else was before them or something is not there any more."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from grannsamverkan.actions import wishes
from grannsamverkan.actions.interest_told import Told
from grannsamverkan.actions.letters import Mailing, new_code
from grannsamverkan.actions.wishes import Desire, confirm, hand_in, look, take_back
from grannsamverkan.domain.areas import AreaType
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.errors import NotFound, Refused
from grannsamverkan.register import Register
from town import LAPSED, NOW, new_register

MAILING = Mailing("https://grannsamverkan.example.org")
TOLD = Told(municipality="1861", wish=Wish.START, locality="Hallsberg", mail="granne@example.org",
            area_type=AreaType.VILLA)  # fmt: skip


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    made = new_register(tmp_path / "a.gpkg")
    yield made
    made.close()


@pytest.fixture
def token(register: Register, monkeypatch: pytest.MonkeyPatch) -> str:
    """Hand in by mail, and give the token of the link."""
    monkeypatch.setattr("grannsamverkan.actions.opting_in.new_token", lambda: "t" * 43)
    hand_in(register, Desire(told=TOLD, code=new_code()), now=NOW, mailing=MAILING)
    return "t" * 43


def held(register: Register) -> tuple[Interest, ...]:
    with register.looking() as private:
        return private.find(Interest)


@pytest.mark.parametrize(
    ("told", "key"),
    [
        ({"municipality": "9999"}, "access.not_found"),
        ({"area_id": LAPSED}, "asking.no_such_area"),
        ({"area_id": "01J000000000000000000NONE0"}, "asking.no_such_area"),
        ({"locality": "Storgatan"}, "asking.no_such_locality"),
        ({"locality": None}, "interest.where"),
        ({"mail": None}, "asking.no_reach"),
        ({"mail": "å@example.org"}, "mail.not_an_address"),
    ],
)
def test_what_is_not_there_is_refused(
    register: Register, told: dict[str, object], key: str
) -> None:
    plain = {"municipality": "1861", "wish": Wish.JOIN, "locality": "Hallsberg",
             "mail": "granne@example.org"}  # fmt: skip
    desire = Desire(told=Told(**{**plain, **told}), code=new_code())  # type: ignore[arg-type]  # fields by name
    with pytest.raises(Refused) as refused:
        hand_in(register, desire, now=NOW, mailing=MAILING)
    assert refused.value.key == key


def test_a_dead_link_confirms_and_takes_back_nothing(register: Register) -> None:
    for deed in (confirm, take_back):
        with pytest.raises(NotFound):
            deed(register, "x" * 43, now=NOW)


def test_of_two_who_confirm_at_once_one_is_kept(
    register: Register, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = look(register, token, NOW)
    confirm(register, token, now=NOW)
    monkeypatch.setattr(wishes, "look", lambda *_: waiting)
    confirm(register, token, now=NOW)
    (kept,) = held(register)
    assert kept.area_type is AreaType.VILLA


def test_taking_back_erases_even_what_is_confirmed_at_the_same_moment(
    register: Register, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = look(register, token, NOW)
    confirm(register, token, now=NOW)
    monkeypatch.setattr(wishes, "look", lambda *_: waiting)
    assert take_back(register, token, now=NOW)
    assert held(register) == ()
