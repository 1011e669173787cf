"""Archives that would fill the disk or write elsewhere are refused before they are unpacked."""

import stat
import zipfile
from pathlib import Path

import pytest
from hostile import refusal

from grannsamverkan.errors import TooLarge


def packed(path: Path, name: str, data: bytes = b"{}", mode: int = 0) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        member = zipfile.ZipInfo(name)
        member.compress_type = zipfile.ZIP_DEFLATED
        member.external_attr = mode << 16
        archive.writestr(member, data)
    return path


def test_a_zip_bomb_is_refused_unpacked(tmp_path: Path) -> None:
    path = packed(tmp_path / "bomb.zip", "a.geojson", b"0" * 50_000_000)
    error = refusal(path)
    assert error.key == "import.zip_bomb"
    assert isinstance(error, TooLarge)


def test_a_zip_larger_than_the_limit_is_refused_by_what_it_says_of_itself(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(250):
            archive.writestr(f"{number}.geojson", b"0" * 999_999)
    assert refusal(path).key == "import.zip_size"


def test_too_many_files_in_a_zip_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(2_001):
            archive.writestr(f"{number}.geojson", b"")
    assert refusal(path).key == "import.zip_members"


@pytest.mark.parametrize(
    "name", ["../a.geojson", "/etc/a.geojson", "b/../../a.geojson", "..\\a.geojson", "C:/a.geojson"]
)
def test_a_zip_that_leads_out_of_itself_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(packed(tmp_path / "a.zip", name)).key == "import.zip_slip"


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", "a.geojson", b"/etc/passwd", stat.S_IFLNK | 0o777)
    assert refusal(path).key == "import.zip_link"


@pytest.mark.parametrize("name", ["a.zip", "a.xlsx", "a.tar", "a.geojson"])
def test_an_archive_in_an_archive_is_refused(tmp_path: Path, name: str) -> None:
    inner = packed(tmp_path / "inner.zip", "a.geojson").read_bytes()
    assert refusal(packed(tmp_path / "outer.zip", name, inner)).key == "import.zip_nested"


@pytest.mark.parametrize(
    ("data", "key"),
    [(b"PK\x03\x04 broken", "import.broken_zip"), (b"", "import.unknown_format")],
)
def test_half_a_zip_is_refused(tmp_path: Path, data: bytes, key: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert refusal(path).key == key


def test_a_zip_whose_contents_are_damaged_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.zip", "a.geojson", bytes(range(256)) * 40)
    data = bytearray(path.read_bytes())
    data[60:80] = b"\xff" * 20
    path.write_bytes(data)
    assert refusal(path).key == "import.broken_zip"


def test_a_zip_without_a_map_is_refused(tmp_path: Path) -> None:
    assert refusal(packed(tmp_path / "a.zip", "läs mig.pdf")).key == "import.zip_without_geodata"


def test_a_workbook_with_entities_is_refused(tmp_path: Path) -> None:
    path = packed(tmp_path / "a.xlsx", "xl/workbook.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>')
    assert refusal(path).key == "import.xml_entities"
