"""`poster`: one file, on the paper that is chosen, that leads to the site."""

from pathlib import Path

import pytest
from typed import Run

ADDRESS = "GRANNSAMVERKAN_PUBLIC_URL"


def test_a_poster_is_written_with_a_way_to_the_site(
    example: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("typst", reason="no typst: install the extra pdf")
    assert example.exists()
    monkeypatch.setenv(ADDRESS, "https://grannsamverkan.example.org/")
    out = tmp_path / "affisch.pdf"
    made = run("poster", "Granitbacken", "--out", out, "--paper", "a3")
    assert made.code == 0
    assert "Affischen för Granitbacken finns i" in made.out
    assert "EXEMPEL" in made.err
    assert out.read_bytes().startswith(b"%PDF-1.7")
    data = run("poster", "Granitbacken", "--out", out, "--json").data
    assert data["address"].startswith("grannsamverkan.example.org/o/")
    assert data["area"].lower().endswith(data["address"][-6:])


@pytest.mark.parametrize(
    ("arguments", "address", "why"),
    [
        (("Granitbacken",), "", "GRANNSAMVERKAN_PUBLIC_URL"),
        (("Granitbacken", "--paper", "a9"), "https://x.example.org", "Välj a4 eller a3."),
        (("Ingenstans",), "https://x.example.org", "Det finns inget område"),
    ],
)
def test_what_is_missing_is_said(  # noqa: PLR0913, PLR0917 # fixtures
    example: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...], address: str, why: str,
) -> None:  # fmt: skip
    assert example.exists()
    if address:
        monkeypatch.setenv(ADDRESS, address)
    refused = run("poster", *arguments, "--out", tmp_path / "affisch.pdf")
    assert refused.code == 1
    assert why in refused.err
    assert not (tmp_path / "affisch.pdf").exists()
