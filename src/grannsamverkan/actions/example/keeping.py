"""What is done to keep the promises, and what residents say: from the recipe to steps of the history.

What was promised is real and stands in a file of its own, as the figures of dwellings do in `place.toml`;
the rest is invented. Nobody has assessed any of it: there is no step for that.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from random import Random
from statistics import NormalDist
from typing import Any

from grannsamverkan.actions.example.story import Step, mark, recorded_on
from grannsamverkan.domain.period import months_after

_A_DAY = timedelta(days=1)
_CODED_AFTER = timedelta(days=7)
_FIGURES_COME = (4, 15)
"""Month and day of the next year on which the figures of a year are taken in."""
_OF_STEPS = frozenset({"key", "planned", "cancelled", "attendees"})
"""What the recipe says of an activity that is not a fact of it from the first step on."""

_REASONS = {
    "import_promises": "Löftena skrivs på.",
    "confirm_whole": "Antalet skolor bekräftat.",
    "add_note": "Läget antecknat.",
    "plan_activity": "Erbjuden och planerad.",
    "log_activity": "Genomfört.",
    "hold_activity": "Träffen hållen.",
    "cancel_activity": "Träffen inställd.",
    "log_view": "Sagt vid en dialog, en vandring eller i en enkät.",
    "hand_in_view": "Skickat i formuläret.",
    "code_view": "Synpunkten kopplad till ett löfte.",
    "publish_view": "Synpunkten besvarad.",
    "erase_view": "Orden behövs inte längre.",
    "take_in_statistics": "Årets uppgifter inlästa.",
}


def keeping(recipe: Mapping[str, Any], facts: Mapping[str, Any]) -> list[Step]:
    """Return the steps of a recipe in the order of their recording; `facts` are those of the place.

    A place may have promised nothing, and then has none.
    """
    told = [
        *_as_recorded(recipe),
        *_operations(recipe),
        *_activities(recipe),
        *_views(recipe),
        *_statistics(recipe, facts),
    ]
    told.sort(key=lambda step: str(step["recorded"]))
    return [{"reason": _REASONS[step["event"]], **step, "mark": mark()} for step in told]


def _as_recorded(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give what the recipe says step by step."""
    for kind in ("import_promises", "confirm_whole", "add_note"):
        for row in recipe.get(kind, ()):
            yield {"event": kind, **row}


def _operations(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give the operations of each month, written down when the month is over."""
    for row in recipe.get("operations", ()):
        told = {key: value for key, value in row.items() if key != "by_month"}
        for month, number in row["by_month"].items():
            first = date.fromisoformat(f"{month}-01")
            recorded = recorded_on("log_activity", str(months_after(first, 1) - _A_DAY))
            facts = {"on": str(first), "number": number, **told}
            yield {"event": "log_activity", "recorded": recorded, **facts}


def _activities(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give what was planned, held and called off; what a school was offered, on the day it was planned."""
    for index, row in enumerate(recipe.get("activity", ())):
        key = row.get("key", str(index))
        told = {name: value for name, value in row.items() if name not in _OF_STEPS}
        came = {"attendees": row["attendees"]} if "attendees" in row else {}
        held = {"recorded": recorded_on("log_activity", row["on"]), **came}
        if "planned" not in row:
            yield {"event": "log_activity", "activity": key, **told, **held}
            continue
        offered = {"offered": row["planned"]} if "school" in row else {}
        planned = {"recorded": row["planned"], **told, **offered}
        yield {"event": "plan_activity", "activity": key, **planned}
        if "cancelled" in row:
            yield {"event": "cancel_activity", "activity": key, "recorded": row["cancelled"]}
        else:
            yield {"event": "hold_activity", "activity": key, **held}


def _views(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give what residents said, and what became of it."""
    for index, row in enumerate(recipe.get("view", ())):
        by_form = row["channel"] == "form"
        said = ("channel", "said_at", "theme", "locality", "text")
        yield {
            "event": "hand_in_view" if by_form else "log_view",
            "view": index,
            "recorded": row["received"] if by_form else recorded_on("log_view", row["received"]),
            "on": row["received"],
            **{key: row[key] for key in said if key in row},
        }
        if "promise" in row:
            about = {key: row[key] for key in ("theme", "locality", "promise") if key in row}
            recorded = str(date.fromisoformat(row["received"]) + _CODED_AFTER)
            yield {"event": "code_view", "view": index, "recorded": recorded, **about}
        if "published" in row:
            words = {"text": row["redacted"], "answer": row["answer"]}
            yield {"event": "publish_view", "view": index, "recorded": row["published"], **words}
        if "erased" in row:
            yield {"event": "erase_view", "view": index, "recorded": row["erased"]}


# -- official figures, real and invented --------------------------------------------------------------


def _statistics(recipe: Mapping[str, Any], facts: Mapping[str, Any]) -> Iterator[Step]:
    """Give the figures of each year as they are taken in during the next, or all at once at the beginning."""
    by_day: dict[str, list[Step]] = {}
    since = min((row["recorded"] for row in recipe.get("import_promises", ())), default="")
    for figure in [*_real(facts), *_burglaries(recipe)]:
        came = figure.pop("recorded", None) or str(date(figure["year"] + 1, *_FIGURES_COME))
        by_day.setdefault(max(came, since), []).append(figure)
    for day, figures in by_day.items():
        yield {"event": "take_in_statistics", "recorded": day, "figures": figures}


def _real(facts: Mapping[str, Any]) -> Iterator[Step]:
    for row in facts.get("statistics", ()):
        told = {key: row[key] for key in ("region", "measure", "source")}
        for year, value in row["by_year"].items():
            yield {**told, "year": int(year), "value": value}


def _burglaries(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give invented burglaries, drawn around a mean as counts of rare things scatter."""
    if "burglaries" not in recipe:
        return
    row = recipe["burglaries"]
    first = row["preliminary"]
    told = {"measure": "residential_burglary", "source": row["source"]}
    for region, mean in row["mean"].items():
        scatter = NormalDist(mean, mean**0.5)
        chance = Random(f"{recipe['seed']} burglaries {region}")  # noqa: S311  # invented figures
        for year in range(row["first_year"], row["last_year"] + 1):
            value = max(0, round(scatter.inv_cdf(chance.random())))
            figure = {"region": region, "year": year, "value": value, **told}
            if year == first["year"]:
                fewer = max(0, value - first["fewer"][region])
                early = {"value": fewer, "preliminary": True, "recorded": first["recorded"]}
                yield {**figure, **early}
            yield figure
