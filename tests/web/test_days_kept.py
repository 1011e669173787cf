"""The views of days that a site keeps: one in the making holds up no other, and what is kept has an end."""

import threading
from dataclasses import replace
from datetime import date
from unittest.mock import Mock

import pytest
from fastapi.testclient import TestClient

from grannsamverkan.domain.disclosure import PublicSnapshot
from grannsamverkan.errors import Unavailable
from grannsamverkan.web.site import Site
from town import NOW

PAST = date(2019, 12, 31)


@pytest.fixture
def site(client: TestClient) -> Site:
    """Give a site of its own over the town's register."""
    whole: Site = client.app.state.site  # type: ignore[attr-defined]  # the application's own
    return Site(whole.settings, whole.register, lambda: NOW)


def test_while_a_past_day_is_being_made_today_answers_and_it_is_made_once(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    public, begun, go_on = site.register.public, threading.Event(), threading.Event()
    made: list[date] = []

    def slow(*, on: date, today: date) -> PublicSnapshot:
        made.append(on)
        if on == PAST:
            begun.set()
            assert go_on.wait(10)
        return public(on=on, today=today)

    monkeypatch.setattr(site.register, "public", slow)
    asking = [threading.Thread(target=site.view, args=(PAST,)) for _ in range(3)]
    for one in asking:
        one.start()
    assert begun.wait(10)
    assert site.view().on == NOW.date()
    go_on.set()
    for one in asking:
        one.join(10)
    assert sorted(made) == [PAST, NOW.date()]
    assert site.view(PAST) is site.view(PAST)


def test_a_day_that_could_not_be_read_is_read_when_asked_for_again(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(site.register, "public", Mock(side_effect=Unavailable("register.gone")))
        with pytest.raises(Unavailable):
            site.view(PAST)
    assert site.view(PAST).on == PAST


@pytest.mark.parametrize(("areas", "kept"), [(3, 8), (100_000, 2), (900_000, 1)])
def test_of_large_registers_fewer_days_are_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch, areas: int, kept: int
) -> None:
    public = site.register.public

    def many(*, on: date, today: date) -> PublicSnapshot:
        found = public(on=on, today=today)
        return replace(found, areas=found.areas[:1] * areas)

    monkeypatch.setattr(site.register, "public", many)
    days = [date(2026, 1, 1 + number) for number in range(9)]
    views = [site.view(day) for day in days]
    assert all(
        site.view(day) is view for day, view in zip(days[-kept:], views[-kept:], strict=True)
    )
    assert len(site._days) == kept  # noqa: SLF001 # what is held in memory has no other face
