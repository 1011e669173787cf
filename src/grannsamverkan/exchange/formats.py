"""What kind of file a file is, told by its first bytes and never by its name alone."""

import re
import zipfile
from enum import StrEnum
from pathlib import Path
from typing import IO

from grannsamverkan.errors import Refused


class Format(StrEnum):
    """The kinds of file that are read."""

    GEOJSON = "geojson"
    GPKG = "gpkg"
    SHAPEFILE = "shp"
    KML = "kml"
    FLATGEOBUF = "fgb"
    GML = "gml"
    CSV = "csv"
    XLSX = "xlsx"
    ZIP = "zip"


_MAGIC = (
    (b"SQLite format 3\x00", Format.GPKG),
    (b"\x00\x00\x27\x0a", Format.SHAPEFILE),
    (b"fgb\x03", Format.FLATGEOBUF),
)
_HEAD_BYTES = 8_192
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)[\s>/]")
_DECLARED = re.compile(rb"<!\s*(doctype|entity)", re.IGNORECASE)


def sniff(path: Path) -> Format:
    """Return the kind of a file from what it holds.

    Raises:
        Refused: none of the kinds that are read; a GDAL description of other files (VRT) is none.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.XLSX if _is_workbook(path) else Format.ZIP
    return _text_kind(head, path.suffix.lower())


def _is_workbook(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return "xl/workbook.xml" in archive.NameToInfo
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return False  # the archive is looked at, and refused, where it is unpacked


def _text_kind(head: bytes, suffix: str) -> Format:
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"{"):
        return Format.GEOJSON
    if text.startswith(b"<"):
        return _xml_kind(text)
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff"))
    if suffix in {".csv", ".tsv", ".txt"} and text and (marked or b"\x00" not in head):
        return Format.CSV
    raise Refused("import.unknown_format")


def _xml_kind(head: bytes) -> Format:
    root = _ROOT.search(re.sub(rb"<!--.*?-->", b"", head, flags=re.DOTALL))
    name = root.group(1).lower() if root else b""
    if name == b"kml":
        return Format.KML
    if name.endswith(b"featurecollection") and b"opengis.net" in head:
        return Format.GML
    raise Refused("import.unknown_format")


def refuse_entities(file: IO[bytes]) -> None:
    """Refuse XML that declares a document type or entities, which can read files and fill the memory.

    Raises:
        Refused: there is such a declaration, or the text is not in an ASCII-like encoding.
    """
    tail = b""
    while chunk := file.read(1 << 20):
        if b"\x00" in chunk or _DECLARED.search(tail + chunk):
            raise Refused("import.xml_entities")
        tail = chunk[-32:]
