"""The folder of a plan: whole or as it was, whoever else writes there, and never somebody else's."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier, Thread

import orjson
import pytest

from grannsamverkan.actions import plan_folder
from grannsamverkan.actions.plan_folder import FILES, place_of_plans, whole
from grannsamverkan.errors import Conflict, Refused

OURS = orjson.dumps({"municipality": "1861", "weights": {}, "certificate": 1, "proposals": []})


def fill(folder: Path, text: str = "en") -> None:
    for name in FILES:
        (folder / name).write_text(text)
    (folder / "plan.json").write_bytes(OURS)


def plan_at(folder: Path, text: str = "en") -> Path:
    with whole(folder) as fresh:
        fill(fresh, text)
    return folder


def told(folder: Path) -> str:
    return (folder / "method.md").read_text()


def test_a_plan_takes_the_place_of_an_earlier_one_and_leaves_nothing_beside(tmp_path: Path) -> None:
    folder = plan_at(tmp_path / "djupt" / "plan")
    assert told(plan_at(folder, "två")) == "två"
    assert [one.name for one in folder.parent.iterdir()] == ["plan"]


@pytest.mark.skipif(os.name != "posix", reason="permissions are those of POSIX")
def test_others_may_look_into_it_as_into_any_folder(tmp_path: Path) -> None:
    usual = tmp_path / "vanlig"
    usual.mkdir()
    assert plan_at(tmp_path / "plan").stat().st_mode == usual.stat().st_mode


def test_what_somebody_keeps_beside_it_stays(tmp_path: Path) -> None:
    beside = tmp_path / ".plan.new"
    beside.mkdir()
    (beside / "brev.txt").write_text("mitt")
    plan_at(plan_at(tmp_path / "plan"), "två")
    assert (beside / "brev.txt").read_text() == "mitt"


def test_what_a_killed_run_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    stack = ExitStack()
    fill(stack.enter_context(whole(tmp_path / "plan")))
    assert told(plan_at(tmp_path / "plan", "två")) == "två"


def test_of_two_at_once_both_end_well_and_one_stays_whole(tmp_path: Path) -> None:
    for _ in range(40):
        ready = Barrier(4)
        failed: list[str] = []

        def run(text: str, ready: Barrier = ready, failed: list[str] = failed) -> None:
            try:
                with whole(tmp_path / "plan") as fresh:
                    fill(fresh, text)
                    ready.wait()
            except BaseException:
                failed.append(text)
                raise

        threads = [Thread(target=run, args=(text,)) for text in "abcd"]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert not failed
        assert told(tmp_path / "plan") in set("abcd")
        assert {one.name for one in (tmp_path / "plan").iterdir()} == set(FILES)
        assert [one.name for one in tmp_path.iterdir()] == ["plan"]


def test_what_fails_leaves_the_earlier_plan_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan_at(tmp_path / "plan")

    def broken() -> None:
        with whole(folder) as fresh:
            fill(fresh, "två")
            raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011 # the very one
        broken()
    assert told(folder) == "en"
    rename = Path.rename

    def full(self: Path, target: Path) -> Path:
        if self.name == "new":
            raise OSError(28, "disken är full")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", full)
    with pytest.raises(Refused, match="cannot_write"):
        plan_at(folder, "två")
    with pytest.raises(Refused, match="cannot_write"):
        plan_at(tmp_path / "ny")
    assert told(folder) == "en"
    assert [one.name for one in tmp_path.iterdir()] == ["plan"]


def letter(folder: Path) -> None:
    (folder / "brev.txt").write_text("mitt")


def own_map(folder: Path) -> None:
    (folder / "map.html").write_text("min karta")


def own_figures(folder: Path) -> None:
    own_map(folder)
    (folder / "plan.json").write_text('{"min": "plan"}')


def list_of_figures(folder: Path) -> None:
    (folder / "plan.json").write_text("[1, 2]")


def broken_figures(folder: Path) -> None:
    (folder / "plan.json").write_text("{")


def empty_rooms(folder: Path) -> None:
    (folder / "bilder").mkdir()


def plan_and_letter(folder: Path) -> None:
    fill(folder)
    letter(folder)


def letter_among_plans(folder: Path) -> None:
    (folder / "1861").mkdir()
    fill(folder / "1861")
    letter(folder)


@pytest.mark.parametrize(
    "filled",
    [
        letter,
        own_map,
        own_figures,
        list_of_figures,
        broken_figures,
        empty_rooms,
        plan_and_letter,
        letter_among_plans,
    ],
)
def test_what_is_somebody_elses_is_never_taken_for_a_plan(
    tmp_path: Path, filled: Callable[[Path], None]
) -> None:
    folder = tmp_path / "mitt"
    folder.mkdir()
    filled(folder)
    before = {one: one.is_file() and one.read_bytes() for one in folder.rglob("*")}
    with pytest.raises(Conflict, match="folder_taken"):
        place_of_plans(folder)
    with pytest.raises(Conflict, match="folder_taken"):
        plan_at(folder)
    assert {one: one.is_file() and one.read_bytes() for one in folder.rglob("*")} == before


def test_what_comes_while_one_plans_is_not_taken_away(tmp_path: Path) -> None:
    folder = plan_at(tmp_path / "plan")

    def meanwhile() -> None:
        with whole(folder) as fresh:
            fill(fresh, "två")
            letter(folder)

    with pytest.raises(Conflict, match="folder_taken"):
        meanwhile()
    assert told(folder) == "en"


def test_the_folder_one_stands_in_and_those_around_it_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "tom"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for asked in (Path(), Path("/"), Path(".."), folder):
        with pytest.raises(Conflict, match="folder_stays"):
            place_of_plans(asked)
    assert told(plan_at(Path("plan"))) == "en"
    assert told(folder / "plan") == "en"


def test_a_disk_of_its_own_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_folder, "ismount", lambda _: True)
    with pytest.raises(Conflict, match="folder_stays"):
        place_of_plans(tmp_path / "disk")


@pytest.mark.skipif(os.name != "posix", reason="links need a permission elsewhere")
def test_a_link_stays_and_leads_to_the_new_plan(tmp_path: Path) -> None:
    folder = plan_at(tmp_path / "plan")
    link = tmp_path / "senaste"
    link.symlink_to("plan")
    plan_at(link, "två")
    assert link.is_symlink()
    assert told(folder) == told(link) == "två"
    ahead = tmp_path / "kommande"
    ahead.symlink_to("ny")
    assert told(plan_at(ahead)) == told(tmp_path / "ny")
    link.unlink()
    link.symlink_to("senaste")
    with pytest.raises(Refused, match="cannot_write"):
        place_of_plans(link)


def test_a_folder_that_another_run_exchanges_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan_at(tmp_path / "plan")
    look = plan_folder._only_plans  # noqa: SLF001 # the moment in between

    def torn(looked_at: Path) -> bool:
        monkeypatch.setattr(plan_folder, "_only_plans", look)
        plan_at(looked_at, "en annans")
        return False

    monkeypatch.setattr(plan_folder, "_only_plans", torn)
    assert place_of_plans(folder) == folder.resolve()
    assert told(folder) == "en annans"


def test_what_cannot_be_looked_into_is_somebodys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = plan_at(tmp_path / "plan")

    def closed(_: Path) -> Iterator[Path]:
        raise PermissionError

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(Conflict, match="folder_taken"):
        place_of_plans(folder)
