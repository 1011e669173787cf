"""The card that goes with every plan: what it is and is not, on what data, what was left out, how sure it is."""

from datetime import timedelta
from math import floor

from grannsamverkan.actions.plan_told import Proposed, burglaries_said
from grannsamverkan.domain.burglaries import BurglarySource
from grannsamverkan.domain.outcomes import WITHIN_MONTHS
from grannsamverkan.exchange import example_mark
from grannsamverkan.i18n import Translator
from grannsamverkan.planning.candidates import FEWEST_HOMES, MOST_HOMES, RADIUS_M
from grannsamverkan.planning.chance import FEWEST_OUTCOMES, chance_of
from grannsamverkan.planning.expected import FEWEST_BURGLARIES, LEAST_DWELLINGS
from grannsamverkan.planning.turns import LEAST_HOMES

_SAME = 1e-9
"""So little less than the best possible is the best possible, reckoned in floating numbers."""

Section = tuple[str, tuple[str, ...]]
"""A heading and its points."""


def sections(proposed: Proposed, t: Translator) -> tuple[Section, ...]:
    """Return what the card says, section by section."""
    return tuple(
        (t(f"planning.card.{name}.title"), points)
        for name, points in (
            ("what", _what(proposed, t)),
            ("data", _data(proposed, t)),
            ("left_out", _left_out(proposed, t)),
            ("how", _how(proposed, t)),
            ("tried", _tried(proposed, t)),
            (
                "is_not",
                tuple(
                    t(f"planning.card.is_not.{one}")
                    for one in ("risky", "person", "promise", "decision")
                ),
            ),
        )
        if points
    )


def method_card(proposed: Proposed, t: Translator, *, example: bool) -> str:
    """Return the card as Markdown."""
    lines = [f"# {t('planning.card.title', name=proposed.planned.place.name)}", ""]
    if example:
        lines += [f"**{example_mark.mark(t.language)}**", ""]
    for title, points in sections(proposed, t):
        lines += [f"## {title}", "", *(f"- {point}" for point in points), ""]
    return "\n".join(lines)


def _what(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    return (
        t("planning.card.what.support", number=len(proposed.plan.proposals)),
        t("planning.card.what.staff"),
        *((together_text(proposed, t),) if proposed.together else ()),
    )


def _data(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    planned = proposed.planned
    return (
        t("planning.card.data.homes", homes=planned.homes, sources=", ".join(planned.sources)),
        *_estimates(proposed, t),
        t("planning.card.data.areas", number=len(planned.standing)),
        t(f"planning.card.data.barriers_{'known' if planned.parted else 'unknown'}"),
        burglary_text(proposed, t),
        *_kept_by(proposed, t),
        interest_text(proposed, t),
    )


def _estimates(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    """Return how many of the homes are estimated, and what the estimates were made to add up to."""
    planned = proposed.planned
    if not planned.estimated:
        return ()
    if not planned.fitted_to:
        return (t("planning.card.data.estimated", homes=planned.estimated),)
    to = ", ".join(planned.fitted_to)
    return (t("planning.card.data.fitted", homes=planned.estimated, sources=to),)


def burglary_text(proposed: Proposed, t: Translator) -> str:
    """Return which burglaries a plan rests on; without any, that risk counts for nothing in it."""
    known = proposed.known
    if known is None:
        return t("planning.card.data.no_burglaries")
    key = "counts" if known.by_locality else "burglaries"
    return t(
        f"planning.card.data.{key if known.risk else 'uncounted'}",
        number=known.number,
        start=known.counted.window.start,
        end=known.counted.window.end - timedelta(days=1),
        least=FEWEST_BURGLARIES,
    )


def risk_text(proposed: Proposed, t: Translator) -> str:
    """Return which burglaries a plan rests on, and where none can be counted why."""
    known = proposed.known
    why = left_out_texts(proposed, t) if known and known.risk is None else ()
    return " ".join((burglary_text(proposed, t), *why))


def left_out_texts(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    """Return which burglaries are not counted, and why."""
    if proposed.known is None:
        return ()
    left_out = proposed.known.counted.left_out
    return tuple(
        t(f"planning.card.left_out.{reason.value}", number=number)
        for reason, number in left_out.items()
    )


def _kept_by(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    """Return whether the burglaries are kept, and by what right."""
    if proposed.known is None:
        return ()
    source = proposed.known.source
    return (t("planning.card.data.not_kept") if source is None else source_text(source, t),)


def source_text(source: BurglarySource, t: Translator) -> str:
    """Return by what right burglaries are kept, who read them in and when."""
    return t(
        "planning.card.data.kept",
        basis=source.legal_basis.rstrip("."),
        on=source.made_at.date(),
        by=source.made_by,
    )


def interest_text(proposed: Proposed, t: Translator) -> str:
    """Return what a plan knows of residents' interest; without any that is told, that it counts for nothing."""
    told = proposed.planned.interest is not None
    return t(f"planning.card.data.{'interest' if told else 'no_interest'}")


def together_text(proposed: Proposed, t: Translator) -> str:
    """Return in words the burglaries to expect in all proposals together."""
    return t("planning.together", said=burglaries_said(proposed.together, t))


def _left_out(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    plan = proposed.plan
    said_no, unfit = len(plan.wish.vetoed), plan.undrawn
    return (
        t("planning.card.left_out.homes", homes=plan.unreached, fewest=FEWEST_HOMES),
        *((t("planning.card.left_out.said_no", n=said_no),) if said_no else ()),
        *((t("planning.card.left_out.undrawn", n=unfit),) if unfit else ()),
        *left_out_texts(proposed, t),
        t("planning.card.left_out.people"),
    )


def _how(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    plan = proposed.plan
    return (
        t("planning.card.how.candidates", number=plan.candidates, fewest=FEWEST_HOMES,
          most=MOST_HOMES, metres=RADIUS_M),
        weights_text(proposed, t),
        *turns_text(proposed, t),
        certificate_text(proposed, t),
        t("planning.card.how.often"),
        _chance(proposed, t),
        t("planning.card.how.least", least=LEAST_DWELLINGS),
    )  # fmt: skip


def weights_text(proposed: Proposed, t: Translator) -> str:
    """Return how much each thing counts in a plan."""
    weights = proposed.plan.weights
    return t(
        "planning.card.how.weights",
        coverage=_whole(t, weights.coverage),
        risk=_whole(t, weights.risk),
        equity=_whole(t, weights.equity),
        interest=_whole(t, weights.interest),
    )


def _tried(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    """Return how risk has done where it was tried, whichever way that fell; nothing where it does not weigh."""
    if proposed.known is None or proposed.known.risk is None:
        return ()
    return tuple(
        t(f"planning.card.tried.{one}") for one in ("nottingham", "others", "invented", "intervals")
    )


def certificate_text(proposed: Proposed, t: Translator) -> str:
    """Return in words how good the plan is to the best possible, of what could be drawn."""
    share = proposed.plan.certificate
    among = "_drawn" if proposed.plan.undrawn else ""
    if share > 1 - _SAME:
        return t(f"planning.certificate.best{among}")
    floored = floor(share * 10_000) / 100  # never more than is sure
    return t(f"planning.certificate.within{among}", percent=t.number(floored, decimals=2))


def turns_text(proposed: Proposed, t: Translator) -> tuple[str, ...]:
    """Return whose turn it is this year, and whose could not be met; nothing where there are no turns to take."""
    plan = proposed.plan
    if not plan.rounds:
        return ()
    due = ", ".join(one.name for one in plan.localities if one.due)
    key = "planning.turns.said" if due else "planning.turns.nobody"
    said = t(key, names=due, least=LEAST_HOMES, rounds=plan.rounds)
    missed = ", ".join(one.name for one in plan.missed)
    return (said, *((t("planning.turns.missed", names=missed),) if missed else ()))


def _chance(proposed: Proposed, t: Translator) -> str:
    outcomes = proposed.planned.outcomes
    facts = {"planned": outcomes.planned, "founded": outcomes.founded, "months": WITHIN_MONTHS}
    if chance_of(outcomes) is None:
        return t("planning.card.how.chance_unknown", fewest=FEWEST_OUTCOMES, **facts)
    return t("planning.card.how.chance_known", **facts)


def _whole(t: Translator, share: float) -> str:
    return t.number(100 * share, decimals=0)
