"""The reference names every command with its options, every setting and every address of the API."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import typer.main
from blocks import ROOT
from fastapi.testclient import TestClient
from pydantic_settings import BaseSettings

from grannsamverkan.cli.main import make_app
from grannsamverkan.settings import (
    FollowSettings,
    InterestSettings,
    MailSettings,
    MetricsSettings,
    RateSettings,
    ServerSettings,
    Settings,
    SignInSettings,
    SizeSettings,
    SsoSettings,
    TileSettings,
    ViewSettings,
)
from grannsamverkan.web.app import create_app
from prepared import example_of

REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def commands(command: object, path: str = "") -> Iterator[tuple[str, set[str]]]:
    """Give each command by its full name, with its long options."""
    children = getattr(command, "commands", None)
    for name, child in (children or {}).items():
        yield from commands(child, f"{path} {name}".strip())
    if children is None:
        options = {
            option
            for parameter in getattr(command, "params", ())
            for option in (*parameter.opts, *parameter.secondary_opts)
            if option.startswith("--")
        }
        yield path, options


def undocumented(text: str) -> list[str]:
    """Return what the program can do that the text does not name, and names that are no command."""
    common, _, table = text.partition("Exit codes")
    rows = {
        match.group(1): match.group(0)
        for match in re.finditer(r"^\| `([a-z -]+?)(?: [A-Z ]+)?` \|.*$", table, re.MULTILINE)
    }
    missing = []
    there = dict(commands(typer.main.get_command(make_app())))
    for name, options in there.items():
        said = rows.get(name, "") + common
        missing += [f"{name} {option}" for option in options if f"`{option}" not in said]
        missing += [] if name in rows else [name]
    return missing + [f"no such command: {name}" for name in rows if name not in there]


def test_every_command_and_option_is_described() -> None:
    assert undocumented(REFERENCE) == []


def test_this_check_can_fail() -> None:
    assert "count --known-at" in undocumented(REFERENCE.replace("--known-at", "--as-known"))
    assert "share" in undocumented(REFERENCE.replace("| `share` |", "| `part` |"))


def environment(settings: type[BaseSettings]) -> Iterator[str]:
    prefix = settings.model_config.get("env_prefix", "")
    for name, field in settings.model_fields.items():
        if name not in {
            "follow",
            "interests",
            "mail",
            "metrics",
            "rate",
            "server",
            "sign_in",
            "size",
            "sso",
            "tiles",
            "views",
        }:
            yield str(field.validation_alias or f"{prefix}{name}".upper())


@pytest.mark.parametrize(
    "settings",
    [
        Settings,
        RateSettings,
        ServerSettings,
        SizeSettings,
        MailSettings,
        MetricsSettings,
        SignInSettings,
        ViewSettings,
        FollowSettings,
        InterestSettings,
        SsoSettings,
        TileSettings,
    ],
)
def test_every_setting_is_described(settings: type[BaseSettings]) -> None:
    for name in environment(settings):
        assert re.search(rf"^\| (`\w+`, )?`{name}`(, `\w+`)? \|", REFERENCE, re.MULTILINE)


def test_every_address_of_the_api_is_described_with_its_parameters(tmp_path: Path) -> None:
    register = example_of(tmp_path / "EXEMPEL.gpkg", "karhula", NOW)
    app = create_app(Settings(cache_dir=tmp_path), register, clock=lambda: NOW)
    described = TestClient(app).get("/api/v1/openapi.json").json()["paths"]
    assert described
    for address, methods in described.items():
        (row,) = (line for line in REFERENCE.splitlines() if line.startswith(f"| `{address}` |"))
        for parameter in methods["get"].get("parameters", ()):
            if parameter["in"] == "query":
                assert f"`{parameter['name']}`" in row
    register.close()
