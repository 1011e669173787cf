"""What bytes mean as letters: å, ä and ö must be right whatever the file says of itself."""

import codecs
import re
from pathlib import Path

from grannsamverkan.errors import Refused

_SAMPLE_BYTES = 8_000_000
_LINES_BYTES = 1 << 20
_ASCII = bytes(range(128))
_DOS_LETTERS = b"\x84\x86\x94\x8e\x8f\x99"
"""ä å ö Ä Å Ö in code page 850; in CP1252 these bytes are quotation marks and daggers."""
_WINDOWS_LETTERS = b"\xe4\xe5\xf6\xc4\xc5\xd6\xe9"
_MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def known(encoding: str) -> str:
    """Return the usual name of an encoding such as `cp1252` or `latin-1`.

    Raises:
        Refused: no such encoding.
    """
    try:
        return codecs.lookup(encoding).name
    except (LookupError, ValueError) as error:
        raise Refused("import.unknown_encoding", encoding=encoding[:40]) from error


def decode(data: bytes, encoding: str | None) -> tuple[str, str]:
    """Return the text of a file and the encoding it was in, the one given or else the one detected.

    Raises:
        Refused: the bytes are not text in the encoding that was given.
    """
    name = known(encoding) if encoding else guess(data)
    try:
        return data.decode(name), name
    except UnicodeDecodeError as error:
        raise Refused("import.wrong_encoding", encoding=name) from error


def guess(data: bytes) -> str:
    """Return the encoding that bytes are in: UTF-8, UTF-16 with a mark, CP850, or else CP1252/ISO-8859-1."""
    if data.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    high = data.translate(None, _ASCII)
    in_utf8 = sum(len(match) for match in _MULTI_BYTE.findall(data))
    # a fixed-width field can cut a letter in two, so a few bytes may be left over
    if in_utf8 >= 0.8 * len(high):
        return "utf-8"
    if _count(high, _DOS_LETTERS) > _count(high, _WINDOWS_LETTERS):
        return "cp850"
    return "cp1252" if _decodes(high, "cp1252") else "iso8859-1"


def guess_long(path: Path) -> str:
    """Return the encoding of a text too long to be held, from its first lines with other letters than a–z."""
    sample = bytearray()
    with path.open("rb") as file:
        while len(sample) < _SAMPLE_BYTES and (lines := file.readlines(_LINES_BYTES)):
            if not sample or any(not line.isascii() for line in lines):
                sample += b"".join(lines)
    return guess(bytes(sample))


def _count(data: bytes, letters: bytes) -> int:
    return sum(data.count(letter) for letter in letters)


def guess_dbf(path: Path) -> str:
    """Return the encoding of a shapefile's table from its letters; its `.cpg` is often absent or wrong."""
    with path.open("rb") as file:
        header = file.read(32)
        start = int.from_bytes(header[8:10], "little")
        file.seek(max(start, 32))
        sample = file.read(_SAMPLE_BYTES)
    return guess(sample)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
