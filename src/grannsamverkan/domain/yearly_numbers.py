"""Every number of a yearly report under a lasting key, and the canonical JSON that its SHA-256 is taken of.

The keys are a promise: a later version of the program may add some, and renames none, so that what was
published can be recomputed for ever.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields
from hashlib import sha256

from grannsamverkan.domain.bridge import HEADINGS
from grannsamverkan.domain.comparison import Comparison
from grannsamverkan.domain.figures import Figure, Official
from grannsamverkan.domain.outlook import OutlookAccount, YearEnd
from grannsamverkan.domain.progress import Progress
from grannsamverkan.domain.series import RegionFigures
from grannsamverkan.domain.yearly import PromiseAccount, Restatement, YearlyReport

Number = int | float | None
Numbers = Mapping[str, Number]

_DECIMALS = 6

_ABOUT_ITSELF = (
    "areas.opening",
    "areas.m2_opening",
    "areas.event.corrected",
    "areas.m2_event.corrected",
)
"""What a report says of the one before it, which is no figure of its own period."""

_NEVER_BESIDE = (
    "reach.contacts",
    "reach.households_per_contact",
    "quality.met",
    "quality.trained",
    "quality.signs",
    "quality.inspected",
    "quality.faulty",
)
"""What two publications side by side would tell of one area: a contact, a meeting or a sign more or less."""

_COUNTED = ("areas.type.", "areas.locality.", "activities.")
"""What has a key only where there is some of it: without one, there was none."""

_NAMED = (*_COUNTED, "promise.", "reach.households.", "outcome.")
"""What a report has as many of as the register names; other keys are new where the program is."""


def numbers(report: YearlyReport) -> dict[str, Number]:
    """Return every number of a report by its key, in the order of the report; None where there is none."""
    told: dict[str, Number] = {}
    for key, value in _all(report):
        told[key] = round(value, _DECIMALS) if isinstance(value, float) else value
    return told


def canonical(told: Numbers) -> bytes:
    """Return numbers as JSON that is the same for the same numbers: sorted keys, no spaces, one newline."""
    whole = {key: _whole(value) for key, value in told.items()}
    return (
        json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        + b"\n"
    )


def digest(told: Numbers) -> str:
    """Return the SHA-256 of numbers, in hexadecimal."""
    return sha256(canonical(told)).hexdigest()


def read_numbers(content: bytes) -> dict[str, Number]:
    """Return the numbers that a canonical JSON holds."""
    found: dict[str, Number] = json.loads(content)
    return found


def restated(before: Numbers, after: Numbers) -> tuple[Restatement, ...]:
    """Return the figures that were published as something else than what is known now, old and new ones.

    They are in the order of what is known now, and those that are gone come last.

    One that was not shown, or is not now, is told as such. Views, contacts, attendees and the like are left
    out: they are few, and what is shown of them is weighed against the version before, never beside it.
    """
    changed = (
        Restatement(
            key=key,
            before=_told(before, key),
            after=_told(after, key),
            new=key not in before and not key.startswith(_COUNTED),
            gone=key not in after and not key.startswith(_COUNTED),
        )
        for key in {**after, **before}
        if _may_stand_beside(key) and (key.startswith(_NAMED) or (key in before and key in after))
    )
    return tuple(one for one in changed if one.before != one.after)


def _may_stand_beside(key: str) -> bool:
    left_out = key in _ABOUT_ITSELF or key in _NEVER_BESIDE
    return not (left_out or key.startswith("views.") or key.endswith(".attendees"))


def _told(numbers: Numbers, key: str) -> Number:
    return numbers.get(key, 0 if key.startswith(_COUNTED) else None)


def _whole(value: Number) -> Number:
    """Return a number as an integer where it is one, so that 3.0 and 3 are the same bytes."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


Told = Iterator[tuple[str, Number]]


def _all(report: YearlyReport) -> Told:
    for account in report.promises:
        yield from _promise(account)
    yield from _areas(report)
    for ahead in report.outlooks:
        yield from _outlook(ahead)
    yield from _reach(report)
    for field in fields(report.quality):
        yield f"quality.{field.name}", getattr(report.quality, field.name)
    for line in report.activities:
        for name in ("held", "planned", "cancelled", "attendees"):
            yield f"activities.{line.kind}.{name}", getattr(line, name)
    yield from _schools(report)
    yield from _outcome(report)
    yield "views.number", report.views.number
    yield "views.answered", report.views.answered
    for theme, number in report.views.by_theme.items():
        yield f"views.theme.{theme}", number
    for name in ("vague", "without_outline", "without_households", "preliminary"):
        yield f"data_quality.{name}", getattr(report.data_quality, name)


def _promise(account: PromiseAccount) -> Told:
    for one in account.progress:
        key = f"promise.{account.promise.id}.{one.indicator.id}"
        yield from _progress(key, one)


def _progress(key: str, progress: Progress) -> Told:
    yield from _figure(key, progress.now)
    if progress.baseline is not None:
        yield f"{key}.baseline", progress.baseline.value
    if progress.beside is not None:
        yield f"{key}.beside", progress.beside.value
    for name in ("target", "expected", "pace", "needed"):
        yield f"{key}.{name}", getattr(progress, name)


def _figure(key: str, figure: Figure) -> Told:
    for name in ("value", "part", "whole", "lowest", "highest"):
        yield f"{key}.{name}", getattr(figure, name)


def _areas(report: YearlyReport) -> Told:
    areas, led = report.areas, report.areas.bridge
    yield "areas.opening", led.opening
    for heading in HEADINGS:
        yield f"areas.event.{heading}", led.events[heading]
    yield "areas.closing", led.closing
    yield "areas.m2_opening", led.m2_opening
    for heading in HEADINGS:
        yield f"areas.m2_event.{heading}", led.m2_events[heading]
    yield "areas.m2_closing", led.m2_closing
    for name in ("gross", "net", "lowest", "highest"):
        yield f"areas.{name}", getattr(areas, name)
    for day, number in areas.growth:
        yield f"areas.on.{day}", number
    for name, counted in (("type", areas.by_type), ("locality", areas.by_locality)):
        for word, number in counted.items():
            yield f"areas.{name}.{word}", number


def _outlook(account: OutlookAccount) -> Told:
    """Give a forecast as it is told (`domain.outlook`); where too little was seen it has no numbers."""
    key, outlook = f"outlook.{account.promise.id}", account.outlook
    if not outlook.enough:
        return
    yield f"{key}.foundings", outlook.told.foundings
    yield f"{key}.lapses", outlook.told.lapses
    yield f"{key}.least", outlook.aimed.least if outlook.aimed is not None else None
    yield f"{key}.chance", outlook.told.chance
    yield f"{key}.needed", outlook.told.needed_a_year
    yield f"{key}.pace", outlook.recent[1]
    for end in outlook.told.years:
        yield from _year_end(f"{key}.on.{end.day}", end)
    for one in account.tried:
        if one.said is not None:
            yield from _year_end(f"{key}.tried.{one.made}", one.said)
            yield f"{key}.tried.{one.made}.came", one.came


def _year_end(key: str, end: YearEnd) -> Told:
    for name in ("median", "low_50", "high_50", "low_90", "high_90"):
        yield f"{key}.{name}", getattr(end, name)


def _reach(report: YearlyReport) -> Told:
    reach = report.reach
    yield "reach.households", reach.households_total
    for locality, number in reach.households.items():
        yield f"reach.households.{locality or 'unknown'}", number
    for name in ("dwellings", "inhabitants"):
        found: Official | None = getattr(reach, name)
        yield f"reach.{name}", None if found is None else found.value
    for name in ("joined", "counted", "contacts",
                 "households_per_contact", "uncounted"):  # fmt: skip
        yield f"reach.{name}", getattr(reach, name)


def _schools(report: YearlyReport) -> Told:
    lines = report.schools.lines
    yield "schools.listed", len(lines)
    yield "schools.whole", report.schools.whole
    for name in ("pupils_offered", "pupils_held", "parents_offered", "parents_held"):
        yield f"schools.{name}", sum(getattr(line, name) for line in lines)


def _outcome(report: YearlyReport) -> Told:
    if report.outcome is None:
        return
    for year in report.outcome.years:
        for name in ("municipality", "county", "country"):
            figures: RegionFigures | None = getattr(year, name)
            if figures is not None:
                key = f"outcome.{year.year}.{name}"
                yield f"{key}.burglaries", figures.number.value if figures.number else None
                yield f"{key}.per_1000_dwellings", figures.per_1000
    compared = report.outcome.compared
    if isinstance(compared, Comparison):
        yield "outcome.compared.ratio", compared.ratio
        yield "outcome.compared.p", compared.p
