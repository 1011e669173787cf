"""What a list says of areas, row by row and then area by area: rows that name one area become one record."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan.domain.areas import AreaType, Verification
from grannsamverkan.domain.geometry import Cleaned, clean
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Refused

FieldValue = str | int | AreaType | Status | Verification | StatedDate


@dataclass(frozen=True, slots=True)
class Note:
    """Something to tell about a row: `t(note.key, **note.values)` says it. Row 0 is the whole file."""

    row: int
    key: str
    values: Mapping[str, object]
    name: str = ""
    """The area that the row is about, where it matters and is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRecord:
    """One area as a list states it.

    Attributes:
        row, rows: the first and all of the rows it came from.
        code: its id in the list, or None where the list has none.
        values: what else the list says, and only that: `id` (a register's own id), `locality`,
            `type` (AreaType), `status` (Status), `valid_from` (StatedDate), `households` (int),
            `municipality` (code or name), `verification` (Verification). Absent is no change.
        cleaned: its outline in the register's CRS, or None where the list has no polygon.
    """

    row: int
    rows: tuple[int, ...]
    code: str | None
    name: str
    values: Mapping[str, FieldValue]
    cleaned: Cleaned | None


@dataclass(frozen=True, slots=True)
class AreaFile:
    """All areas of a list, what was refused or merged or is odd, and which column held which field.

    `unused` are the columns that held none. `code_named` says that someone pointed out the column of the codes: they are to be believed.
    """

    records: tuple[AreaRecord, ...]
    refused: tuple[Note, ...]
    merged_notes: tuple[Note, ...]
    warnings: tuple[Note, ...]
    mapping: Mapping[str, str]
    example: bool
    code_named: bool
    unused: tuple[str, ...]


@dataclass(slots=True)
class Draft:
    """One row on its way to a record."""

    row: int
    code: str | None
    name: str
    values: dict[str, FieldValue]
    geometry: BaseGeometry | None
    warnings: list[Note] = field(default_factory=list)

    @property
    def identity(self) -> tuple[object, ...]:
        """The register's id, else code and name, else name and locality."""
        area_id = self.values.get("id")
        if area_id is not None:
            return (area_id,)
        if self.code is not None:
            return self.code, self.name.casefold()
        return None, self.name.casefold(), str(self.values.get("locality", "")).casefold()


def without_taken_codes(drafts: Iterable[Draft]) -> tuple[list[Draft], list[Note]]:
    """Return the drafts without those whose code another name had first."""
    names: dict[str, str] = {}
    kept, taken = [], []
    for draft in drafts:
        if draft.code is not None and names.setdefault(draft.code, draft.name) != draft.name:
            other = names[draft.code]
            said = {"code": draft.code, "name": draft.name, "other": other}
            taken.append(Note(draft.row, "error.import.code_taken", said, draft.name))
        else:
            kept.append(draft)
    return kept, taken


def merge_rows(
    drafts: Iterable[Draft],
) -> tuple[list[AreaRecord], list[Note], list[Note], list[Note]]:
    """Return records in the order of the file, with notes on what was merged, is odd, and is refused."""
    groups: dict[tuple[object, ...], list[Draft]] = {}
    for draft in drafts:
        groups.setdefault(draft.identity, []).append(draft)
    records, merged, warnings, refused = [], [], [], []
    for group in groups.values():
        first = group[0]
        try:
            record = _record(group)
        except Refused as error:
            refused += [
                Note(draft.row, f"error.{error.key}", error.values, draft.name) for draft in group
            ]
            continue
        records.append(record)
        if len(group) > 1:
            said = {"name": first.name, "n": len(group), "rows": ", ".join(map(str, record.rows))}
            drawn = sum(draft.geometry is not None for draft in group) > 1
            merged.append(Note(first.row, "import.merged" if drawn else "import.merged_rows", said))
            if any(_contradict(record.values, draft.values) for draft in group):
                warnings.append(Note(first.row, "import.rows_differ", {"name": first.name}))
    return records, merged, warnings, refused


def _contradict(one: Mapping[str, FieldValue], other: Mapping[str, FieldValue]) -> bool:
    """Say whether two rows state different things; one that says nothing of a field does not."""
    return any(one[field_name] != value for field_name, value in other.items())


def _record(group: Sequence[Draft]) -> AreaRecord:
    first = group[0]
    stated: dict[str, FieldValue] = {}
    for draft in group:
        stated = draft.values | stated
    return AreaRecord(
        row=first.row,
        rows=tuple(draft.row for draft in group),
        code=first.code,
        name=first.name,
        values=stated,
        cleaned=_cleaned([draft.geometry for draft in group if draft.geometry is not None]),
    )


def _cleaned(parts: Sequence[BaseGeometry]) -> Cleaned | None:
    """Return the parts of an area as one multipolygon; parts that share ground are joined."""
    if not parts:
        return None
    single = [clean(part) for part in parts]
    if len(single) == 1:
        return single[0]
    joined = clean(shapely.union_all([part.polygon for part in single]))
    repairs = [part.repair for part in single if part.repair]
    before = sum(part.planar_m2_before for part in single)
    return replace(joined, repair=", ".join(repairs) or None, planar_m2_before=before)
