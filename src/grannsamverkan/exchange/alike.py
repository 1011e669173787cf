"""Areas that a list, or the register, seems to have twice under names written differently."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import shapely

from grannsamverkan.domain.geometry import Cleaned, clean
from grannsamverkan.exchange.records import AreaFile, AreaRecord, FieldValue, Note

_SHORTEST = 6
"""Of shorter names too many differ by one letter."""


@dataclass(frozen=True, slots=True)
class Known:
    """An area of the register as a list could mean it."""

    name: str
    locality: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A row whose area seems to be another one.

    Attributes:
        row: the record's first row.
        like_row: the first row of the other, None where the other is an area of the register.
        sure: the names differ by case, spaces and signs alone.
    """

    row: int
    name: str
    like: str
    like_row: int | None
    sure: bool


def plain_name(name: str) -> str:
    """Return a name in lower case without spaces and signs: `Norr-ängen ` is `norrängen`."""
    return "".join(sign for sign in name.casefold() if sign.isalnum()) or name.casefold()


def proposals(records: Sequence[AreaRecord], known: Iterable[Known]) -> list[Proposal]:
    """Return which records seem to be an area of the register, or of a row before, by another spelling.

    Those that the register knows by their very name or code are not asked about.
    """
    areas = list(known)
    codes = {one.code for one in areas if one.code}
    names = {one.name.casefold() for one in areas}
    index = _Index()
    for area in areas:
        index.add(area, None)
    found = []
    for record in records:
        settled = record.name.casefold() in names or record.code in codes or "id" in record.values
        here = Known(record.name, _locality(record), record.code)
        if not settled and (like := index.like(here)) is not None:
            other, row, sure = like
            found.append(Proposal(record.row, record.name, other.name, row, sure))
        index.add(here, record.row)
    return found


def _locality(record: AreaRecord) -> str | None:
    stated = record.values.get("locality")
    return str(stated) if stated else None


class _Index:
    """Names by what is left of them when a letter is taken away, so that few need to be compared."""

    def __init__(self) -> None:
        self._by_part: dict[str, list[tuple[Known, int | None]]] = defaultdict(list)

    def add(self, one: Known, row: int | None) -> None:
        for part in set(_parts(plain_name(one.name))):
            self._by_part[part].append((one, row))

    def like(self, one: Known) -> tuple[Known, int | None, bool] | None:
        """Return the area most like another, with its row, and whether the two are surely one."""
        plain = plain_name(one.name)
        near = [
            (other, row)
            for part in dict.fromkeys(_parts(plain))
            for other, row in self._by_part.get(part, ())
            if _may_be(one, other)
        ]
        sure = [(other, row) for other, row in near if plain_name(other.name) == plain]
        if sure:
            return *sure[0], True
        close = [(other, row) for other, row in near if _close(one.name, other.name)]
        return (*close[0], False) if close else None


def _parts(plain: str) -> Iterator[str]:
    yield plain
    if len(plain) >= _SHORTEST:
        yield from (plain[:at] + plain[at + 1 :] for at in range(len(plain)))


def _may_be(one: Known, other: Known) -> bool:
    """Say whether two areas can be one: nothing said of them speaks against it."""
    codes = one.code is not None and other.code is not None and one.code != other.code
    places = bool(one.locality and other.locality) and plain_name(one.locality or "") != plain_name(
        other.locality or ""
    )
    return not codes and not places


def _close(one: str, other: str) -> bool:
    """Say whether two names are a slip apart: one letter, none of a number or a word of one letter."""
    a, b = plain_name(one), plain_name(other)
    if min(len(a), len(b)) < _SHORTEST or _marks(one) != _marks(other):
        return False
    start = next((at for at, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), len(a))
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[:2] == rest_b[:2][::-1] and rest_a[2:] == rest_b[2:]
    return swapped or rest_a[1:] in {rest_b, rest_b[1:]} or rest_a == rest_b[1:]


def _marks(name: str) -> list[str]:
    """Return the words by which areas of one name are told apart: numbers, and single letters."""
    words = ("".join(filter(str.isalnum, word)) for word in name.casefold().split())
    digits = "".join(filter(str.isdecimal, name))
    return sorted([*(word for word in words if len(word) == 1), digits])


def joined(file: AreaFile, found: Iterable[Proposal], rows: Collection[int]) -> AreaFile:
    """Return a list where the records of some rows are the areas that they seemed to be."""
    wanted = {one.row: one for one in found if one.row in rows}
    by_row = {record.row: record for record in file.records}
    notes = list(file.merged_notes)
    for row in sorted(wanted):
        one, record = wanted[row], by_row[row]
        target = one.like_row
        while target in wanted and target not in by_row:  # that one has been joined to another
            target = wanted[target].like_row
        if target is None:
            by_row[row] = replace(record, name=one.like)
        else:
            by_row[target] = _merged(by_row[target], by_row.pop(row))
        notes.append(Note(row, "imports.joined", {"name": one.name, "like": one.like}))
    records = tuple(sorted(by_row.values(), key=lambda record: record.row))
    return replace(file, records=records, merged_notes=tuple(notes))


def _merged(first: AreaRecord, more: AreaRecord) -> AreaRecord:
    values: dict[str, FieldValue] = {**more.values, **first.values}
    return replace(
        first,
        rows=tuple(sorted((*first.rows, *more.rows))),
        code=first.code or more.code,
        values=values,
        cleaned=_union(first.cleaned, more.cleaned),
    )


def _union(first: Cleaned | None, more: Cleaned | None) -> Cleaned | None:
    if first is None or more is None:
        return first or more
    return clean(shapely.union_all([first.polygon, more.polygon]))
