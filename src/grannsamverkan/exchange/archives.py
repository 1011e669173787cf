"""Zip archives, looked through before a byte is unpacked, and unpacked by us rather than by GDAL."""

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from grannsamverkan.errors import Refused, TooLarge
from grannsamverkan.exchange.formats import refuse_entities
from grannsamverkan.exchange.sandbox import Limits

GEODATA = (".shp", ".gpkg", ".geojson", ".json", ".kml", ".fgb", ".gml")
TABLES = (".csv", ".tsv", ".txt")
SIBLINGS = (".dbf", ".shx", ".prj", ".cpg")
"""The files beside a `.shp` that say what is in it."""

DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)
"""What `zipfile` raises while it unpacks an archive that is broken or packed in an unknown way."""

_MEMBERS = 2_000
_RATIO = 200
_RATIO_FROM_BYTES = 1_000_000
_NESTED = (".zip", ".kmz", ".7z", ".rar", ".gz", ".bz2", ".xz", ".tar", ".tgz", ".xlsx")


def check_zip(path: Path, limits: Limits) -> list[zipfile.ZipInfo]:
    """Return the members of a zip archive that is safe to unpack.

    Raises:
        Refused: not a whole zip, or a member that is a link, encrypted or leads out of the archive.
        TooLarge: too many members, too large unpacked, or packed beyond reason (a bomb).
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused("import.broken_zip") from error
    if len(members) > _MEMBERS:
        raise TooLarge("import.zip_members", limit=_MEMBERS)
    if sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise TooLarge("import.zip_size", limit_mb=limits.unpacked_bytes // 1_000_000)
    for member in members:
        _check_member(member)
    return members


def _check_member(member: zipfile.ZipInfo) -> None:
    name = PurePosixPath(member.filename.replace("\\", "/"))
    shown = member.filename[:80]
    if name.is_absolute() or ".." in name.parts or ":" in member.filename[:3]:
        raise Refused("import.zip_slip", member=shown)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise Refused("import.zip_link", member=shown)
    if member.flag_bits & 0x1:
        raise Refused("import.zip_encrypted", member=shown)
    packed = max(member.compress_size, 1)
    if member.file_size > _RATIO_FROM_BYTES and member.file_size / packed > _RATIO:
        raise TooLarge("import.zip_bomb", member=shown)


def unpack_main(path: Path, folder: Path, *, layer: str | None, limits: Limits) -> Path:
    """Unpack the one geodata file of a zip archive, with its siblings, and return where it lies.

    The unpacked files are named by us (`source.shp`, `source.dbf`), so nothing in the archive chooses
    a path.

    Raises:
        Refused: no such file in it, several and `layer` names none of them, or an archive in the archive.
    """
    members = [member for member in check_zip(path, limits) if _visible(member)]
    nested = next((one for one in members if _suffix(one) in _NESTED), None)
    if nested is not None:
        raise Refused("import.zip_nested", member=nested.filename[:80])
    main = _choose(members, layer)
    stem = _stem(main)
    with zipfile.ZipFile(path) as archive:
        for member in members:
            if member is main or (_stem(member) == stem and _suffix(member) in SIBLINGS):
                _unpack(archive, member, folder / f"source{_suffix(member)}")
    return folder / f"source{_suffix(main)}"


def _choose(members: list[zipfile.ZipInfo], layer: str | None) -> zipfile.ZipInfo:
    found = [one for one in members if _suffix(one) in GEODATA] or [
        one for one in members if _suffix(one) in TABLES
    ]
    if not found:
        raise Refused("import.zip_without_geodata")
    named = [one for one in found if PurePosixPath(one.filename).stem == layer]
    if len(named or found) > 1:
        names = ", ".join(sorted(PurePosixPath(one.filename).stem for one in found))
        raise Refused("import.which_layer", layers=names)
    return (named or found)[0]


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> None:
    try:
        with archive.open(member) as source, target.open("wb") as out:
            while chunk := source.read(1 << 20):
                out.write(chunk)
    except DAMAGE as error:
        raise Refused("import.broken_zip") from error


def _visible(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    return not member.is_dir() and not path.name.startswith(".") and "__MACOSX" not in path.parts


def _suffix(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename).suffix.lower()


def _stem(member: zipfile.ZipInfo) -> str:
    return str(PurePosixPath(member.filename).with_suffix("")).lower()


def check_workbook(path: Path, limits: Limits) -> None:
    """Hold a workbook, which is a zip archive of XML, to what holds for both.

    Raises:
        Refused: as `check_zip`, or XML in it declares entities.
        TooLarge: as `check_zip`.
    """
    members = [one for one in check_zip(path, limits) if _suffix(one) in {".xml", ".rels"}]
    try:
        with zipfile.ZipFile(path) as archive:
            for member in members:
                with archive.open(member) as file:
                    refuse_entities(file)
    except DAMAGE as error:
        raise Refused("import.broken_zip") from error
