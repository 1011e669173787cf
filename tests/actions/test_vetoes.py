"""A no to a place outlives whoever said it, and lets go of what was written about a person."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from planned_town import PLACE, TODAY, proposed, village

import peopled
from grannsamverkan.actions import plan_deeds
from grannsamverkan.actions.erasing import erase_account, erase_rows
from grannsamverkan.actions.retention import due
from grannsamverkan.domain.drafts import Draft
from grannsamverkan.register import Register

NOTE = "Huset ska rivas, säger Kontakt Ett"


@pytest.fixture
def register(tmp_path: Path) -> Iterator[Register]:
    register = village(tmp_path / "by.gpkg")
    yield register
    register.close()


@pytest.fixture
def veto(register: Register) -> Draft:
    """Give a no to the first place."""
    made = proposed(register)
    return plan_deeds.veto(peopled.doing(register), made, made.told[0].key, NOTE)


def kept(register: Register) -> Draft:
    (one,) = plan_deeds.vetoes(register, PLACE)
    return one


def test_it_stays_without_its_words_when_the_account_that_said_it_goes(
    register: Register, veto: Draft
) -> None:
    assert kept(register).message == NOTE
    with register.private() as private:
        erase_account(private, veto.made_by)
    assert kept(register).message is None
    assert kept(register).polygon == veto.polygon


def test_words_that_name_someone_go_with_them(register: Register, veto: Draft) -> None:
    someone = peopled.person(register, name="Kontakt Ett")
    with peopled.doing(register).change("erase_person") as change:
        erase_rows(change, someone, interests=False, staff=False)
    assert kept(register).id == veto.id
    assert kept(register).message is None


def test_it_holds_until_it_is_taken_back_and_then_nothing_is_left(
    register: Register, veto: Draft
) -> None:
    later = TODAY + timedelta(days=20 * 365)
    assert not any(veto.id in one.ids for one in due(register, later))
    plan_deeds.lift(peopled.doing(register), veto.id)
    assert plan_deeds.vetoes(register, PLACE) == ()
    with register.looking() as private:
        assert private.get(Draft, veto.id) is None
