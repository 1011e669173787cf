"""The schools of a municipality, for coverage that is counted by school: entered, put right, closed, read from a list."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import TypedDict, Unpack

from grannsamverkan.actions.deeds import Outcome, hold_to_seen, outcome
from grannsamverkan.actions.doing import Doing, line
from grannsamverkan.domain.access import Deed
from grannsamverkan.domain.promise_checks import FIRST_DAY, LAST_DAY
from grannsamverkan.domain.promises import School, SchoolStage
from grannsamverkan.errors import Conflict, NotFound, Refused
from grannsamverkan.exchange.columns import plain_heading
from grannsamverkan.exchange.records import Note
from grannsamverkan.exchange.schools import SchoolFile, SchoolRecord
from grannsamverkan.register import Change

_CODE_DIGITS = 8


class Facts(TypedDict, total=False):
    """What can be said of a school beside its name and stage; see `School`."""

    code: str | None
    since: date | None
    until: date | None


class AllFacts(Facts, total=False):
    """What can be put right about a school."""

    name: str
    stage: SchoolStage


def enter(
    doing: Doing, municipality: str, name: str, stage: SchoolStage, **facts: Unpack[Facts]
) -> Outcome[School]:
    """Enter a school of a municipality.

    Raises:
        NotFound: no such municipality, or not theirs. Refused: no name, a code or days that cannot
            be. Conflict: a school has that name or code already.
    """
    with doing.change("enter_school") as change:
        schools_to(doing, change, municipality)
        fresh = School(
            id=doing.new_id(doing.now), municipality=municipality, name=name, stage=stage, **facts
        )
        school = put_school(change, fresh)
    return outcome(change, school)


def correct(
    doing: Doing,
    municipality: str,
    school_id: str,
    *,
    seen: str | None = None,
    **facts: Unpack[AllFacts],
) -> Outcome[School]:
    """Put right what is known of a school.

    Raises:
        As `enter`, and NotFound: no such school. Conflict: it is not as it was seen.
        Refused: it is so already.
    """
    return _alter(doing, municipality, school_id, "correct_school", seen=seen, **facts)


def close(
    doing: Doing, municipality: str, school_id: str, until: date, *, seen: str | None = None
) -> Outcome[School]:
    """Say from which day on a school has no pupils; what was done there stays.

    Raises:
        As `correct`.
    """
    return _alter(doing, municipality, school_id, "close_school", seen=seen, until=until)


def _alter(
    doing: Doing,
    municipality: str,
    school_id: str,
    action: str,
    *,
    seen: str | None,
    **facts: Unpack[AllFacts],
) -> Outcome[School]:
    with doing.change(action) as change:
        known = {one.id: one for one in schools_to(doing, change, municipality)}
        if school_id not in known:
            raise NotFound("access.not_found")
        before = known[school_id]
        hold_to_seen(before, seen)
        after = put_school(change, replace(before, **facts))
        if after == before:
            raise Refused("deed.nothing_to_change")
    return outcome(change, after)


# -- a list ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What a list of schools did, or would do: names by what happens to them, and rows that cannot be used.

    Attributes:
        seq: the change it was written as, by which it is undone; None where nothing was.
    """

    seq: int | None
    new: tuple[str, ...]
    changed: tuple[str, ...]
    same: tuple[str, ...]
    refused: tuple[Note, ...]


def import_schools(
    doing: Doing, municipality: str, file: SchoolFile, *, stage: SchoolStage | None = None
) -> SchoolReport:
    """Enter the schools of a list as one change; a dry run tells what would happen.

    A row is of the school with its unit code, else of the one with its name; `stage` is that of new
    schools whose row says none. Schools that the list does not name stay as they are.

    Raises:
        NotFound: no such municipality, or not theirs.
    """
    came: dict[str, list[str]] = {"new": [], "changed": [], "same": []}
    refused = list(file.refused)
    with doing.change("import_schools") as change:
        schools_to(doing, change, municipality)
        for record in file.records:
            try:
                school, what = take_school(doing, change, municipality, record, stage)
                came[what].append(school.name)
            except Refused as error:
                refused.append(Note(record.row, f"error.{error.key}", error.values))
    return SchoolReport(
        seq=change.written.seq if change.written else None,
        new=tuple(came["new"]),
        changed=tuple(came["changed"]),
        same=tuple(came["same"]),
        refused=tuple(sorted(refused, key=lambda note: note.row)),
    )


def take_school(
    doing: Doing,
    change: Change,
    municipality: str,
    record: SchoolRecord,
    stage: SchoolStage | None = None,
) -> tuple[School, str]:
    """Believe what a list says of a school, and return it with whether it is `new`, `changed` or the `same`.

    Raises:
        Refused: no stage is said, or it cannot be so.
    """
    known = change.facts(School, municipality)
    before = _known(known, record)
    if before is None:
        chosen = record.stage or stage
        if chosen is None:
            raise Refused("promises.school_stage_missing", name=record.name)
        fresh = School(
            id=doing.new_id(doing.now),
            municipality=municipality,
            name=record.name,
            stage=chosen,
            code=record.code,
        )
        return put_school(change, fresh), "new"
    after = replace(
        before,
        name=record.name,
        stage=record.stage or before.stage,
        code=record.code or before.code,
    )
    after = put_school(change, after)
    return after, "same" if after == before else "changed"


def _known(schools: Iterable[School], record: SchoolRecord) -> School | None:
    """Return the school that a row is of: by its unit code, else by its name where no two codes differ."""
    known = tuple(schools)
    by_code = [one for one in known if record.code is not None and one.code == record.code]
    by_name = [
        one
        for one in known
        if _same_name(one.name, record.name) and None in {one.code, record.code}
    ]
    return next(iter([*by_code, *by_name]), None)


def _same_name(one: str, other: str) -> bool:
    return plain_heading(one) == plain_heading(other)


# -- inside a change ---------------------------------------------------------------------------------


def schools_to(doing: Doing, change: Change, municipality: str) -> tuple[School, ...]:
    """Return the schools of a municipality that someone may enter schools of.

    Raises:
        NotFound: no such municipality, or not theirs.
    """
    doing.require(Deed.MANAGE_PROMISES, municipality=municipality)
    if change.municipality(municipality) is None:
        raise NotFound("access.not_found")
    return change.facts(School, municipality)


def put_school(change: Change, school: School) -> School:
    """Believe a school of a municipality that is known to be theirs, and return it as it is kept.

    Raises:
        Refused: no name, a code or days that cannot be. Conflict: another has that name or code.
    """
    tidy = replace(school, name=line(school.name) or "", code=line(school.code))
    if not plain_heading(tidy.name):
        raise Refused("promises.school_name_missing")
    if tidy.code is not None and not (
        tidy.code.isascii() and tidy.code.isdecimal() and len(tidy.code) == _CODE_DIGITS
    ):
        raise Refused("promises.school_code", code=tidy.code[:20], digits=_CODE_DIGITS)
    _check_days(tidy)
    others = [one for one in change.facts(School, tidy.municipality) if one.id != tidy.id]
    for one in others:
        if _same_name(one.name, tidy.name):
            raise Conflict("promises.school_exists", name=one.name)
        if tidy.code is not None and one.code == tidy.code:
            raise Conflict("promises.school_code_taken", name=one.name, code=tidy.code)
    change.set_facts(School, tidy.municipality, [*others, tidy])
    return tidy


def _check_days(school: School) -> None:
    for day in (school.since, school.until):
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise Refused("promises.no_such_day", on=day)
    if school.since is not None and school.until is not None and school.until <= school.since:
        raise Refused("promises.backwards", start=school.since, last_day=school.until)
