"""`publish`: the public site as a folder of files."""

from pathlib import Path

import pytest
from typed import Run


def test_the_site_is_written_once_more_and_says_how_much(run: Run, example: Path) -> None:
    done = run("publish", "--out", "mapp", "--register", example)
    assert done.code == 0
    assert "filer" in done.out
    assert "index.html" in done.out
    assert "EXEMPEL" in done.err
    again = run("publish", "--out", "mapp", "--register", example, "--language", "sv", "--json")
    assert again.data["folder"] == "mapp"
    made = [path for path in Path("mapp").rglob("*") if path.is_file()]
    assert again.data["files"] == len(made)
    assert not Path("mapp/en").exists()
    table = Path("mapp/api/v1/areas.csv").read_text("utf-8-sig")
    assert len(table.splitlines()) > 10


def test_an_address_on_the_web_and_one_that_answers(
    run: Run, example: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRANNSAMVERKAN_PUBLIC_URL", "https://svarar.example")
    base = "https://kommun.example/grannar/"
    done = run("publish", "--out", "mapp", "--register", example, "--base-url", base)
    assert done.code == 0
    assert "https://kommun.example/grannar/karta/" in Path("mapp/sitemap.xml").read_text()
    assert 'href="https://svarar.example/synpunkt"' in Path("mapp/index.html").read_text()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--language", "xx"), "Språket xx finns inte"),
        (("--base-url", "kommun.se"), "kommun.se är ingen adress på webben"),
        (("--live-url", "https://a.example/?x"), "är ingen adress på webben"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    run: Run, example: Path, options: tuple[str, str], said: str
) -> None:
    done = run("publish", "--out", "mapp", "--register", example, *options)
    assert done.code == 1
    assert said in done.err
    assert not Path("mapp").exists()


def test_a_folder_that_is_not_ours_stays(run: Run, example: Path) -> None:
    done = run("publish", "--out", ".", "--register", example)
    assert done.code == 1
    assert example.name in done.err
    assert example.exists()
