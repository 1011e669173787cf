"""What the report before would say otherwise: its figures by their names, as published and as known now.

What follows from a figure that stands here is not told for itself: a month's number, a bound, a pace.
"""

from collections.abc import Collection, Iterator

from grannsamverkan.domain.yearly import Restatement, YearlyReport
from grannsamverkan.reports.content.cells import SHARES, Words
from grannsamverkan.reports.content.number_names import names_in_parts
from grannsamverkan.reports.document import Block, Cell, Paragraph, Tone

_OF_AREAS = ("areas.lowest", "areas.highest", "areas.on.", "quality.active")
_IN_THE_UNIT_OF_THE_RULE = frozenset({"value", "baseline", "target", "expected"})
_HIDDEN = ("reach.households", "reach.joined")


def put_right(report: YearlyReport, words: Words) -> Iterator[Block]:
    """Give a table of the figures that are shown otherwise now, by part, or say that there are none."""
    t = words.t
    shares = _shares(report)
    told = {
        one.key: pair
        for one in report.data_quality.restated
        if (pair := _pair(one, shares, words))[0].text != pair[1].text
    }
    if not told:
        yield Paragraph(text=t("report.data.nothing_restated"))
        return
    promises = (*report.data_quality.restated_of, *report.promises)
    names = names_in_parts((key for key in told if not _follows(key, told)), promises, t)
    parts = list(dict.fromkeys(name[0] for name in names.values()))
    rows = [
        (words.text(" · ".join(what)), words.text(part), *told[key])
        for key, (part, *what) in sorted(names.items(), key=lambda one: parts.index(one[1][0]))
    ]
    yield words.table("restated", ("figure", "part", "before", "after"), rows)
    yield Paragraph(text=t("report.data.restated"), tone=Tone.NOTE)


def _shares(report: YearlyReport) -> frozenset[str]:
    """Return the beginnings of the keys of indicators whose figure is a share."""
    return frozenset(
        f"promise.{account.promise.id}.{one.indicator.id}"
        for account in (*report.data_quality.restated_of, *report.promises)
        for one in account.progress
        if one.indicator.rule in SHARES
    )


def _pair(one: Restatement, shares: Collection[str], words: Words) -> tuple[Cell, Cell]:
    owner, _, last = one.key.rpartition(".")
    share = owner in shares and last in _IN_THE_UNIT_OF_THE_RULE

    def cell(value: float | None, missing: str) -> Cell:
        if share and value is not None:
            return words.share(value)
        return words.number(value, none=missing)

    none = "report.hidden" if one.key.startswith(_HIDDEN) else "report.no_figure"
    return (
        cell(one.before, "report.was_not_there" if one.new else none),
        cell(one.after, "report.is_gone" if one.gone else none),
    )


def _follows(key: str, told: Collection[str]) -> bool:
    """Say whether a figure follows from another that is told."""
    owner, _, last = key.rpartition(".")
    match key.partition(".")[0], last:
        case "promise", "part" | "lowest" | "highest" | "expected" | "pace" | "needed":
            mains = [f"{owner}.{one}" for one in ("value", "baseline", "whole", "target")]
        case "promise", "target":
            mains = [f"{owner}.baseline", f"{owner}.whole"]
        case "outcome", "per_1000_dwellings":
            mains = [f"{owner}.burglaries"]
        case "outcome", "ratio" | "p":
            mains = [one for one in told if one.endswith(".burglaries")]
        case "data_quality", "without_households":
            mains = ["reach.uncounted"]
        case _:
            mains = ["areas.closing"] if key.startswith(_OF_AREAS) else []
    return any(one in told for one in mains)
