"""The operator's handbook: its drill works, its links lead somewhere, and what it names is there."""

import re
import shlex
from pathlib import Path

import pytest
from blocks import ROOT, blocks

from grannsamverkan.cli.main import answer
from grannsamverkan.domain.gauges import Gauges
from grannsamverkan.web.metrics import Metrics

HANDBOOK = (ROOT / "docs" / "operations.md").read_text("utf-8")


def test_the_drill_of_copies_works_as_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GRANNSAMVERKAN_REGISTER", raising=False)
    ((_, drill),) = blocks("docs/operations.md", "sh")
    for line in drill.splitlines():
        program, *arguments = shlex.split(line)
        assert program == "grannsamverkan"
        assert answer(arguments) == 0, f"{line}\n{capsys.readouterr()}"
    assert "Allt stämmer" in capsys.readouterr().out


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)]+)\)", HANDBOOK)
    headings = {
        re.sub(r"[^\w -]", "", one).strip().lower().replace(" ", "-")
        for one in re.findall(r"^#+ (.*)$", HANDBOOK, re.MULTILINE)
    }
    for link in links:
        file, _, anchor = link.partition("#")
        assert link.startswith("https://") or (ROOT / "docs" / file).exists(), link
        assert file or anchor in headings, link


def test_every_metric_is_described() -> None:
    metrics = Metrics(lambda: Gauges(seq=1, jobs={}, late_seconds=0.0))
    ours = {one.name for one in metrics.registry.collect() if one.name.startswith("grannsamverkan")}
    assert len(ours) >= 6
    for name in ours:
        assert f"`{name}" in HANDBOOK, name
