"""Merged cells of a workbook: what stands in the uppermost holds for all below it.

GDAL gives such a value in the uppermost cell alone. The ranges are read as text out of an archive
that has been held to the limits of one (`archives.check_workbook`) before.
"""

import html
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from grannsamverkan.exchange.archives import DAMAGE
from grannsamverkan.exchange.grids import Cell

_CHUNK = 1 << 20
_LONGEST_RANGE = 200
_RANGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3})([0-9]{1,7}):[A-Z]{1,3}([0-9]{1,7})"'
)
_SHEET = re.compile(r"<(?:\w+:)?sheet\s([^>]*)>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w:]+)="([^"]*)"')


def fill_merged(cells: list[list[Cell]], source: Path, sheet: str) -> None:
    """Write the value of every merged cell of a sheet into the empty cells below it, in place."""
    for column, first, last in _ranges(source, sheet):
        if first > len(cells) or column >= len(cells[first - 1]):
            continue
        value = cells[first - 1][column]
        for row in cells[first:last]:
            if column < len(row) and row[column] is None:
                row[column] = value


def _ranges(source: Path, sheet: str) -> list[tuple[int, int, int]]:
    """Return column (from 0), first and last row (from 1) of the merged cells of several rows."""
    try:
        with zipfile.ZipFile(source) as archive:
            member = _member(archive, sheet)
            if member not in archive.NameToInfo:
                return []
            with archive.open(member) as file:
                return [one for one in _found(file) if one[1] < one[2]]
    except DAMAGE:  # what is broken has been refused, or has been read without this
        return []


def _found(file: IO[bytes]) -> Iterator[tuple[int, int, int]]:
    tail = b""
    while chunk := file.read(_CHUNK):
        text = tail + chunk
        end = 0
        for match in _RANGE.finditer(text):
            end = match.end()
            yield _column(match[1]), int(match[2]), int(match[3])
        tail = text[max(end, len(text) - _LONGEST_RANGE) :]


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number - 1


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name in the archive of the sheet with a name; none where there is no such sheet."""
    book = archive.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = archive.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")
    targets = {one.get("Id"): one.get("Target", "") for one in _attributes(_RELATION, relations)}
    for one in _attributes(_SHEET, book):
        if one.get("name") == sheet:
            target = targets.get(one.get("r:id", ""), "")
            return str(PurePosixPath("xl") / target).removeprefix("/")
    return ""


def _attributes(tag: re.Pattern[str], text: str) -> Iterator[dict[str, str]]:
    for match in tag.finditer(text):
        yield {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(match[1])}
