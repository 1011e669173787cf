"""Whoever tries the example gets into its workspace by a link that works once; nobody else has an account."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grannsamverkan.actions.example.coordinator import LOGIN, coordinator_link
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.errors import Refused
from grannsamverkan.register import create_register
from prepared import example_of

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def test_the_coordinator_is_added_when_someone_tries_the_workspace(tmp_path: Path) -> None:
    register = example_of(tmp_path / "k.gpkg", "karhula", NOW)
    first = coordinator_link(register, now=NOW)
    second = coordinator_link(register, now=NOW)
    assert first
    assert second
    assert first != second
    with register.looking() as private:
        (account,) = private.find(Account)
        (role,) = private.find(AccountRole)
    assert (account.login, account.password_hash, role.role) == (LOGIN, None, Role.COORDINATOR)
    register.close()


def test_a_coordinator_who_has_a_password_gets_no_link(tmp_path: Path) -> None:
    register = example_of(tmp_path / "k.gpkg", "karhula", NOW)
    coordinator_link(register, now=NOW)
    with register.private() as private:
        (account,) = private.find(Account)
        private.put(replace(account, password_hash="x"))  # noqa: S106 # no password at all
    assert coordinator_link(register, now=NOW) is None
    register.close()


def test_a_real_register_gets_no_invented_coordinator(tmp_path: Path) -> None:
    register = create_register(tmp_path / "r.gpkg", name="Provby", crs="EPSG:3006", now=NOW)
    with pytest.raises(Refused, match="not_example"):
        coordinator_link(register, now=NOW)
    register.close()
