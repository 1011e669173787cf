"""`grannsamverkan users`: the first administrator, and everyone after."""

import io
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from typed import Run

from grannsamverkan.actions import accounts
from grannsamverkan.actions.accounts import Terms
from grannsamverkan.actions.passwords import Cost
from grannsamverkan.cli import doors
from grannsamverkan.register import open_register
from grannsamverkan.web.app import create_app
from staff import ORIGIN, quick

PASSWORD = "korrekt häst batteri"  # noqa: S105 # of an account that lives as long as the test

ADD = ("users", "add", "Anna@example.org", "--name", "Anna Admin", "--role", "administrator")


def test_the_first_administrator_gets_in_by_the_link_that_is_printed(run: Run, empty: Path) -> None:
    added = run(*ADD, "--commit")
    assert added.code == 0
    path = re.search(r"^http://127\.0\.0\.1:8000(/arbete/losenord/\S+)$", added.out, re.MULTILINE)
    assert path is not None
    assert "7 dagar" in added.out
    assert "GRANNSAMVERKAN_PUBLIC_URL" in added.err
    register = open_register(empty)
    try:
        app = create_app(quick(), register, clock=doors.clock)
        browser = TestClient(app, base_url=ORIGIN, headers={"origin": ORIGIN})
        chosen = browser.post(path[1], data={"password": PASSWORD, "again": PASSWORD})
        assert chosen.status_code == 200
        assert browser.get("/arbete/anvandare").status_code == 200
    finally:
        register.close()


def test_a_dry_run_adds_nobody_and_prints_no_link(run: Run, empty: Path) -> None:
    added = run(*ADD)
    assert added.code == 0
    assert empty.exists()
    assert "/arbete/losenord" not in added.out
    assert "--commit" in added.err
    assert run("users", "list", "--json").data == []


def test_the_link_begins_with_the_sites_address(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert empty.exists()
    monkeypatch.setenv("GRANNSAMVERKAN_PUBLIC_URL", "https://register.example")
    added = run(*ADD, "--commit")
    assert re.search(r"^https://register\.example/arbete/losenord/\S+$", added.out, re.MULTILINE)
    assert added.err == ""


def test_a_password_can_be_read_from_standard_input_or_asked_for(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    added = run(*ADD, "--password-stdin", "--commit")
    assert "/arbete/losenord" not in added.out
    monkeypatch.setattr("typer.prompt", lambda *_, **__: PASSWORD)
    other = ("users", "add", "bo@example.org", "--name", "Bo", "--role", "police")
    assert run(*other, "--password", "--commit").code == 0
    register = open_register(empty)
    try:
        for login in ("anna@example.org", "bo@example.org"):
            assert accounts.sign_in(
                register, login, PASSWORD, now=doors.clock(), terms=Terms(), cost=Cost()
            )
    finally:
        register.close()
    monkeypatch.setattr("sys.stdin", io.StringIO("kort\n"))
    refused = run(
        "users", "add", "c", "--name", "C", "--role", "police", "--password-stdin", "--commit"
    )
    assert refused.code == 1
    assert "minst 12 tecken" in refused.err


def test_roles_are_given_and_taken(run: Run, empty: Path) -> None:
    assert empty.exists()
    run(*ADD, "--commit")
    role = ("users", "role", "anna@example.org", "--role", "coordinator")
    assert run(*role, "--municipality", "1861", "--commit").code == 0
    (user,) = run("users", "list", "--json").data
    assert user["login"] == "anna@example.org"
    assert {one["role"] for one in user["roles"]} == {"administrator", "coordinator"}
    assert "Samordnare 1861" in run("users", "list").out
    assert run(*role, "--remove").code == 0
    assert len(run("users", "list", "--json").data[0]["roles"]) == 2
    assert run(*role, "--remove", "--commit").code == 0
    assert len(run("users", "list", "--json").data[0]["roles"]) == 1
    last = run(
        "users", "role", "anna@example.org", "--role", "administrator", "--remove", "--commit"
    )
    assert last.code == 1
    assert "Gör någon annan till administratör först" in last.err


def test_a_user_is_disabled_let_in_again_and_given_a_new_link(run: Run, empty: Path) -> None:
    assert empty.exists()
    run(*ADD, "--commit")
    run("users", "add", "bo", "--name", "Bo", "--role", "police", "--commit")
    assert "Har inte valt lösenord" in run("users", "list").out
    assert run("users", "disable", "bo").code == 0
    assert not run("users", "list", "--json").data[1]["disabled"]
    assert run("users", "disable", "BO", "--commit").code == 0
    assert "Avstängd" in run("users", "list").out
    assert run("users", "link", "bo", "--commit").code == 1
    assert run("users", "enable", "bo", "--commit").code == 0
    first, second = (run("users", "link", "bo", "--commit").out for _ in range(2))
    assert first != second
    assert "/arbete/losenord/" in first
    missing = run("users", "disable", "nobody", "--commit")
    assert missing.code == 1
    assert "users list" in missing.err


def test_sessions_are_listed_and_closed(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    run(*ADD, "--password-stdin", "--commit")
    register = open_register(empty)
    for _ in range(2):
        accounts.sign_in(
            register, "anna@example.org", PASSWORD, now=doors.clock(), terms=Terms(), cost=Cost()
        )
    register.close()
    assert "Kan logga in" in run("users", "list").out
    sessions = ("users", "sessions", "anna@example.org")
    assert len(run(*sessions, "--json").data) == 2
    assert f"{doors.clock():%Y-%m-%d}" in run(*sessions).out
    dry = run(*sessions, "--close")
    assert "--commit" in dry.err
    assert len(run(*sessions, "--json").data) == 2
    run(*sessions, "--close", "--commit")
    assert run(*sessions, "--json").data == []


def test_the_journal_tells_of_users_without_naming_them(run: Run, empty: Path) -> None:
    assert empty.exists()
    run(*ADD, "--commit", "--reason", "ny på jobbet")
    journal = run("audit", "list").out
    assert "Användare tillagd" in journal
    assert "ny på jobbet" in journal
    assert "nna" not in journal.replace("kommunanna", "")
    assert run("audit", "verify").code == 0


def test_one_person_can_have_several_hats_from_the_start(run: Run, empty: Path) -> None:
    assert empty.exists()
    assert run(*ADD, "--role", "coordinator", "--role", "coordinator", "--commit").code == 0
    (user,) = run("users", "list", "--json").data
    assert sorted(one["role"] for one in user["roles"]) == ["administrator", "coordinator"]
