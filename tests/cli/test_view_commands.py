"""Residents' views from the command line: listed without a word of them, and written down from a file."""

import io
from pathlib import Path

import pytest
from typed import Run, head, written

from grannsamverkan.actions import views
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.views import Said, hand_in
from grannsamverkan.cli import doors
from grannsamverkan.domain.views import ResidentView, ViewTheme
from grannsamverkan.register import open_register

RAW = "Gångvägen är mörk. (påhittat)"
LOG = ("--theme", "lighting", "--channel", "walk", "--by", "prov")


@pytest.fixture
def said(empty: Path) -> Path:
    """Give a register with a view that is new, one that is published, and one whose words are erased."""
    register = open_register(empty)
    doing = Doing(register=register, actor="prov", reason="prov", now=doors.clock())
    texts = [Said(municipality="1861", theme=one, text=RAW) for one in list(ViewTheme)[:3]]
    _new, published, gone = (hand_in(register, one, now=doors.clock()).id for one in texts)
    views.publish(doing, published, "Gångvägen är mörk.", "Lagas.")
    views.erase(doing, gone)
    register.close()
    return empty


def test_views_are_listed_without_their_words(said: Path, run: Run) -> None:
    assert said.exists()
    shown = run("views", "list")
    assert shown.code == 0
    for word in ("Inbrott", "Publicerad", "Orden är raderade", "Formuläret på webben"):
        assert word in shown.out
    assert "mörk" not in shown.out
    data = run("views", "list", "--json").data
    assert sorted(str(one["state"]) for one in data) == ["None", "new", "published"]
    assert len(run("views", "list", "--state", "new", "--json").data) == 1
    assert run("views", "list", "--municipality", "1881", "--json").data == []


def test_a_view_is_written_down_from_a_file(empty: Path, run: Run, tmp_path: Path) -> None:
    file = written(tmp_path / "sagt.txt", RAW)
    before = head(empty)
    tried = run("views", "log", file, *LOG)
    assert tried.code == 0
    assert "--commit" in tried.err + tried.out
    assert head(empty) == before
    done = run("views", "log", file, *LOG, "--on", "2026-05-17", "--commit")
    register = open_register(empty)
    (view,) = register.facts(ResidentView)
    register.close()
    assert view.id in done.out
    assert (view.theme, str(view.received_on)) == (ViewTheme.LIGHTING, "2026-05-17")


def test_a_view_is_written_down_from_standard_input(
    empty: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert empty.exists()
    monkeypatch.setattr("sys.stdin", io.StringIO(RAW))
    assert run("views", "log", "-", *LOG, "--commit").code == 0
    assert len(run("views", "list", "--json").data) == 1


def test_what_cannot_be_written_down_says_why(empty: Path, run: Run, tmp_path: Path) -> None:
    assert empty.exists()
    missing = run("views", "log", tmp_path / "borta.txt", *LOG, "--commit")
    assert (missing.code, "borta.txt" in missing.err) == (1, True)
    nothing = run("views", "log", written(tmp_path / "tom.txt", " "), *LOG, "--commit")
    assert (nothing.code, "Skriv vad du vill säga." in nothing.err) == (1, True)
    file = written(tmp_path / "sagt.txt", RAW)
    form = run("views", "log", file, "--theme", "other", "--channel", "form", "--commit")
    assert form.code == 1
