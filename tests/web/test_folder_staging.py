"""A folder is put in its place whole or not at all, holds nothing that is gone, and is the same from the same register."""

import errno
import hashlib
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from foldered import application, files_of, foldered
from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.errors import Conflict, Unavailable
from grannsamverkan.register import Register
from grannsamverkan.web.folder import publish as publishing
from grannsamverkan.web.folder import staging
from grannsamverkan.web.folder.publish import Wanted, publish
from grannsamverkan.web.folder.staging import SUMS, Staging
from town import NORRANGEN, NOW, SODERGARD, new_register, then


@pytest.fixture(scope="module")
def shells(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder where the constant parts of maps are kept."""
    return tmp_path_factory.mktemp("shells")


def put(target: Path, **files: str) -> None:
    """Put files into a folder, as a publication does."""
    with Staging(target) as made:
        for name, text in files.items():
            made.write(f"{name}.html", text.encode())
        made.commit()


def beside(target: Path) -> list[str]:
    """Return what lies beside a folder."""
    return sorted(path.name for path in target.parent.iterdir() if path != target)


def test_a_new_folder_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    put(tmp_path / "mapp", a="1", b="2")
    put(tmp_path / "mapp", a="3")
    assert set(files_of(tmp_path / "mapp")) == {"a.html", SUMS}
    assert (tmp_path / "mapp" / "a.html").read_text() == "3"
    assert beside(tmp_path / "mapp") == []


def test_an_empty_folder_is_taken_and_a_missing_one_made(tmp_path: Path) -> None:
    (tmp_path / "tom").mkdir()
    put(tmp_path / "tom", a="1")
    put(tmp_path / "ny" / "mapp", a="1")
    assert (tmp_path / "ny" / "mapp" / "a.html").exists()


@pytest.mark.parametrize("name", ["bilder/hund.jpg", ".htaccess", "a.html.bak"])
def test_a_folder_with_anything_that_is_not_ours_is_refused_and_stays(
    tmp_path: Path, name: str
) -> None:
    put(tmp_path / "mapp", a="1")
    foreign = tmp_path / "mapp" / name
    foreign.parent.mkdir(exist_ok=True)
    foreign.write_text("mitt eget")
    before = files_of(tmp_path / "mapp")
    with pytest.raises(Conflict) as refused:
        put(tmp_path / "mapp", a="2")
    assert refused.value.values["name"] == name
    assert files_of(tmp_path / "mapp") == before
    assert beside(tmp_path / "mapp") == []


def test_a_folder_of_somebody_elses_a_link_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "hemma").mkdir()
    (tmp_path / "hemma" / SUMS).write_bytes(b"\xff\xfe")
    (tmp_path / "hemma" / "brev.txt").write_text("x")
    with pytest.raises(Conflict):
        put(tmp_path / "hemma", a="1")
    (tmp_path / "fil").write_text("x")
    with pytest.raises(Conflict) as refused:
        put(tmp_path / "fil", a="1")
    assert refused.value.key == "folder.not_a_folder"
    put(tmp_path / "mapp", a="1")
    (tmp_path / "mapp" / "dit").symlink_to(tmp_path / "hemma")
    with pytest.raises(Conflict):
        put(tmp_path / "mapp", a="2")
    assert (tmp_path / "hemma" / "brev.txt").exists()


def test_a_disk_that_is_full_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "mapp", a="1")

    def full(_: Path, __: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        put(tmp_path / "mapp", a="2")
    monkeypatch.undo()
    assert (tmp_path / "mapp" / "a.html").read_text() == "1"
    assert beside(tmp_path / "mapp") == []


def test_an_interrupt_leaves_the_old_folder(tmp_path: Path) -> None:
    put(tmp_path / "mapp", a="1")

    def interrupted() -> None:
        with Staging(tmp_path / "mapp") as made:
            made.write("a.html", b"2")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (tmp_path / "mapp" / "a.html").read_text() == "1"
    assert beside(tmp_path / "mapp") == []


def test_a_rename_that_fails_puts_the_old_folder_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "mapp", a="1")
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        if self.suffix == ".ny":
            raise OSError(errno.EACCES, "nej")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="nej"):
        put(tmp_path / "mapp", a="2")
    with pytest.raises(OSError, match="nej"):
        put(tmp_path / "annan", a="2")  # where there was none before
    monkeypatch.undo()
    assert (tmp_path / "mapp" / "a.html").read_text() == "1"
    assert beside(tmp_path / "mapp") == []


def test_what_a_stop_between_the_renames_left_is_put_right_by_the_next(tmp_path: Path) -> None:
    put(tmp_path / "mapp", a="1")
    (tmp_path / "mapp").rename(tmp_path / ".mapp.gammal")
    with Staging(tmp_path / "mapp"):
        assert (tmp_path / "mapp" / "a.html").read_text() == "1"
    shutil.copytree(tmp_path / "mapp", tmp_path / ".mapp.gammal")  # or just after them
    put(tmp_path / "mapp", a="2")
    assert beside(tmp_path / "mapp") == []


def test_what_a_killed_process_left_is_removed_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".mapp.1.ny").mkdir()
    put(tmp_path / "mapp", a="1")
    assert beside(tmp_path / "mapp") == [".mapp.1.ny"]  # it may be at work
    monkeypatch.setattr(staging, "_FORGOTTEN_S", -1)
    put(tmp_path / "mapp", a="1")
    assert beside(tmp_path / "mapp") == []


# -- over a register ---------------------------------------------------------------------------------------


def end(register: Register, area_id: str) -> None:
    """Let an area lapse."""
    (before,) = register.timelines()[area_id]
    assert isinstance(before, AreaVersion)
    with register.change(actor="prov", action="lapse", reason="prov", now=NOW) as change:
        change.set_timeline(area_id, then(before, date(2026, 11, 1), Event.LAPSE, Status.DORMANT))


def test_the_page_of_an_area_that_is_gone_is_gone_after_the_next_publication(
    tmp_path: Path, shells: Path
) -> None:
    register = new_register(tmp_path / "a.gpkg")
    foldered(register, tmp_path / "mapp", shells)
    assert (tmp_path / "mapp" / "omrade" / SODERGARD / "index.html").exists()
    end(register, SODERGARD)
    foldered(register, tmp_path / "mapp", shells)
    register.close()
    made = files_of(tmp_path / "mapp")
    assert not [name for name in made if SODERGARD in name]
    assert f"omrade/{NORRANGEN}/index.html" in made
    assert b"S\xc3\xb6derg\xc3\xa5rd" not in made["karta/lista/index.html"]


def test_the_same_register_and_day_give_the_same_bytes(tmp_path: Path, shells: Path) -> None:
    register = new_register(tmp_path / "a.gpkg")
    foldered(register, tmp_path / "en", shells)
    foldered(register, tmp_path / "tva", shells, now=NOW + timedelta(hours=3))
    foldered(register, tmp_path / "tre", shells, now=NOW + timedelta(days=1))
    register.close()
    first = files_of(tmp_path / "en")
    assert first == files_of(tmp_path / "tva")
    assert first != files_of(tmp_path / "tre"), "another day is told of"
    sums = dict(line.split("  ")[::-1] for line in first[SUMS].decode().splitlines())
    assert sums == {
        name: hashlib.sha256(content).hexdigest() for name, content in first.items() if name != SUMS
    }


def test_a_register_that_changes_meanwhile_or_a_page_that_fails_leaves_the_old_folder(
    tmp_path: Path, shells: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = new_register(tmp_path / "a.gpkg")
    foldered(register, tmp_path / "mapp", shells)
    before = files_of(tmp_path / "mapp")

    def changed(_: object, __: object) -> bytes:
        end(register, SODERGARD)
        return b""

    monkeypatch.setattr(publishing, "about", changed)
    with pytest.raises(Unavailable) as refused:
        foldered(register, tmp_path / "mapp", shells)
    assert refused.value.key == "folder.changed"
    monkeypatch.undo()

    def failing(**_: object) -> None:
        raise Unavailable("store.busy")

    app = application(register, shells, Wanted())
    monkeypatch.setattr(register, "public_promises", failing)
    with pytest.raises(Unavailable):
        publish(app, tmp_path / "mapp", Wanted(), {})
    register.close()
    assert files_of(tmp_path / "mapp") == before
