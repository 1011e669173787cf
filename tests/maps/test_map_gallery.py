"""Pictures of the map are the same bytes every time, and marked where the data are invented."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from grannsamverkan.i18n import translator
from grannsamverkan.maps.gallery import render
from grannsamverkan.register import Register
from town import NOW

TODAY = NOW.date()


def test_the_gallery_is_the_same_bytes_twice_and_carries_the_example_mark(
    town: Register, tmp_path: Path
) -> None:
    days = (date(2014, 12, 31), date(2018, 12, 31), TODAY)
    snapshots = [town.public(on=day, today=TODAY) for day in days]
    first = render(snapshots, tmp_path / "a", translator("sv"))
    second = render(snapshots, tmp_path / "b", translator("sv"))
    assert [path.name for path in first] == [
        "EXEMPEL-karta.svg",
        "EXEMPEL-orter.svg",
        "EXEMPEL-utveckling.svg",
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    for path in first:
        assert "EXEMPEL – påhittade uppgifter" in path.read_text("utf-8")


def test_a_real_register_gets_no_mark_and_one_without_border_or_areas_is_drawn_too(
    town: Register, tmp_path: Path
) -> None:
    today = town.public(on=TODAY, today=TODAY)
    bare = replace(today, example=False, areas=(), municipalities=())
    whole, *_ = render([bare], tmp_path, translator("en"))
    assert whole.name == "karta.svg"
    assert "Neighbourhood watch areas by type" in whole.read_text("utf-8")
    assert "EXEMPEL" not in whole.read_text("utf-8")
