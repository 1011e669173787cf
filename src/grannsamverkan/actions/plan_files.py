"""A plan as files: its proposals for maps and sheets, all its figures, and the card that tells how it was made.

Exact outlines of proposals are working material of staff; nothing of them is public.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson

from grannsamverkan.actions.plan_card import method_card
from grannsamverkan.actions.plan_folder import FILES, whole
from grannsamverkan.actions.plan_told import Proposed, Told
from grannsamverkan.exchange import example_mark
from grannsamverkan.exchange.export_rows import Cell, Sheet
from grannsamverkan.exchange.writers import write_sheet
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.chance import chance_of
from grannsamverkan.planning.expected import Expected, Said

LAYER = "proposals"

Draw = Callable[[Proposed, Path], None]
"""What writes the map of a plan as a file."""

_COLUMNS: dict[str, Callable[[Told, Translator], Cell]] = {
    "id": lambda told, _: told.key[:16],
    "rank": lambda told, _: told.proposal.rank,
    "name": lambda told, _: told.name,
    "locality": lambda told, _: told.proposal.locality or None,
    "streets": lambda told, _: ", ".join(told.proposal.streets) or None,
    "households": lambda told, _: told.proposal.homes,
    "m2": lambda told, _: told.outline.m2,
    "gain_points": lambda told, _: _percent(told.proposal.gain_share, 3),
    "locality_gain_points": lambda told, _: _percent(told.proposal.locality_gain_share, 3),
    "chosen_percent": lambda told, _: _percent(told.proposal.chosen_share, 1),
    "lost_percent": lambda told, _: _percent(told.proposal.lost_share, 2),
    "expected_per_year": lambda told, _: _burglaries(told.expected, "per_year"),
    "low": lambda told, _: _burglaries(told.expected, "low"),
    "high": lambda told, _: _burglaries(told.expected, "high"),
    "interest_at_least": lambda told, _: told.interest.at_least if told.interest else None,
    "interest_square_m": lambda told, _: told.interest.side_m if told.interest else None,
    "chance_of_founding": lambda told, t: told.likely(t),
    "dormant": lambda told, t: " ".join(told.resting(t)) or None,
    "reason": lambda told, t: told.reason(t),
    "accuracy": lambda *_: "exact",
}


def sheet_of_plan(proposed: Proposed, t: Translator, *, attribution: str, example: bool) -> Sheet:
    """Return the proposals as they are written, each with the example mark where they are of invented data."""
    marks: tuple[Cell, ...] = (example_mark.mark(t.language),) if example else ()
    return Sheet(
        columns=(*_COLUMNS, *((example_mark.COLUMN,) if example else ())),
        records=tuple(
            (*(say(told, t) for say in _COLUMNS.values()), *marks) for told in proposed.told
        ),
        polygons=tuple(told.polygon for told in proposed.told),
        crs=proposed.planned.crs,
        attribution=f"{attribution}. {t('planning.exact_note')}",
        example=example,
        layer=LAYER,
    )


def write_plan(
    proposed: Proposed,
    folder: Path,
    t: Translator,
    *,
    attribution: str,
    example: bool,
    draw: Draw | None = None,
) -> None:
    """Write a plan's files into a folder: all of them or none; those of an earlier plan are replaced.

    `draw` writes the map; without it there is none.

    Raises:
        Conflict: something else lies in the folder. Refused: it cannot be written.
    """
    with whole(folder) as fresh:
        _write(proposed, fresh, t, draw, attribution=attribution, example=example)


def write_plans(
    plans: Iterable[Proposed],
    folder: Path,
    t: Translator,
    *,
    attribution: str,
    example: bool,
    draw: Draw | None = None,
) -> None:
    """Write each plan as it comes into a folder of its own, by the municipality's code: all of them or none.

    Raises:
        Conflict: something else lies in the folder. Refused: it cannot be written.
    """
    with whole(folder) as fresh:
        for proposed in plans:
            own = fresh / proposed.planned.place.code
            own.mkdir()
            _write(proposed, own, t, draw, attribution=attribution, example=example)


def _write(
    proposed: Proposed,
    folder: Path,
    t: Translator,
    draw: Draw | None,
    *,
    attribution: str,
    example: bool,
) -> None:
    sheet = sheet_of_plan(proposed, t, attribution=attribution, example=example)
    write_sheet(sheet, folder / FILES[0], format="geojson")
    options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
    data = orjson.dumps(as_data(proposed, t, example=example), option=options)
    (folder / FILES[1]).write_bytes(data)
    (folder / FILES[2]).write_text(method_card(proposed, t, example=example), "utf-8")
    if draw is not None:
        draw(proposed, folder / FILES[3])


def as_data(proposed: Proposed, t: Translator, *, example: bool) -> dict[str, Any]:
    """Return everything that a plan says, as plain data."""
    plan, planned = proposed.plan, proposed.planned
    marks = {"note": example_mark.mark(t.language)} if example else {}
    return {
        **marks,
        "municipality": planned.place.code,
        "name": planned.place.name,
        "weights": {
            "coverage": round(plan.weights.coverage, 4),
            "risk": round(plan.weights.risk, 4),
            "equity": round(plan.weights.equity, 4),
            "interest": round(plan.weights.interest, 4),
        },
        "certificate": round(plan.certificate, 6),
        "candidates": plan.candidates,
        "candidates_not_drawn": plan.undrawn,
        "places_said_no_to": len(plan.wish.vetoed),
        "homes": planned.homes,
        "homes_estimated": planned.estimated,
        "homes_fitted_to": list(planned.fitted_to),
        "rounds": plan.rounds,
        "homes_beyond_reach": plan.unreached,
        "areas_counted": len(planned.standing),
        "barriers_from_base_map": planned.parted,
        "sources": list(planned.sources),
        "burglaries": _burglary_data(proposed),
        "chance": _chance_data(proposed),
        "expected_together": {
            name: _burglaries(proposed.together, name) for name in ("per_year", "low", "high")
        },
        "proposals": [
            {name: say(told, t) for name, say in _COLUMNS.items()}
            | {"reason_key": told.proposal.reason.value, "burglaries": told.burglaries(t)}
            for told in proposed.told
        ],
        "localities": [
            {
                "name": one.name,
                "homes": one.homes,
                "covered_before": one.before,
                "covered_after": one.after,
                "proposals": one.proposals,
                "turn": one.due,
            }
            for one in plan.localities
        ],
    }


def _burglary_data(proposed: Proposed) -> dict[str, Any] | None:
    if proposed.known is None:
        return None
    counted, source = proposed.known.counted, proposed.known.source
    return {
        "by_locality": proposed.known.by_locality,
        "legal_basis": source and source.legal_basis,
        "counted": proposed.known.number,
        "risk_known": proposed.known.risk is not None,
        "from": counted.window.start.isoformat(),
        "until": counted.window.end.isoformat(),
        "left_out": {reason.value: number for reason, number in counted.left_out.items()},
    }


def _chance_data(proposed: Proposed) -> dict[str, Any]:
    outcomes = proposed.planned.outcomes
    chance = chance_of(outcomes)
    told = {"mean": chance.mean, "low": chance.low, "high": chance.high} if chance else {}
    return {
        "planned": outcomes.planned,
        "founded": outcomes.founded,
        **{name: round(share, 4) for name, share in told.items()},
    }


def _percent(share: float, decimals: int) -> float:
    return round(100 * share, decimals)


def _burglaries(known: Expected | None, field: str) -> float | None:
    """Return a figure of the burglaries to expect, where one may be told."""
    if known is None or known.said is Said.TOO_FEW:
        return None
    value: float | None = getattr(known, field)
    return None if value is None else round(value, 3)
