"""What promises have come to, counted again by the rules that are printed beside their figures."""

from dataclasses import replace
from datetime import date
from math import floor

from areas_again import bounds, changes
from ledger_frames import Number, Row, Span, day_before, months_back, tens, words

FLOWS = {"net_change", "gross_started", "activities", "schools", "localities"}
YEAR_DAYS = 365.25


def promises_again(span: Span) -> dict[str, Number]:
    """Return every number of the report under `promise`."""
    found: dict[str, Number] = {}
    for promise in accounted_for(span):
        until = min(span.last, promise["last_day"] or "9999")
        own = replace(span, last=until)
        for indicator in span.records("indicator"):
            if indicator["promise_id"] == promise["id"]:
                key = f"promise.{promise['id']}.{indicator['id']}"
                told = Counting(own, promise, indicator).told()
                found |= {f"{key}.{name}": value for name, value in told.items()}
    return found


def accounted_for(span: Span) -> list[Row]:
    """Return the promises made to the municipality that ran on some day of the period."""
    return [
        one
        for one in span.records("promise")
        if span.place in places_of(one)
        if one["start"] <= span.last and span.start <= (one["last_day"] or "9999")
    ]


def places_of(promise: Row) -> tuple[str, ...]:
    """Return the codes of every municipality that a promise is made to."""
    return tuple(dict.fromkeys([promise["municipality"], *words(promise["municipalities"])]))


def days(since: str, until: str) -> int:
    """Return how many days there are from one to another, without the first."""
    return (date.fromisoformat(until) - date.fromisoformat(since)).days


def newest_whole(indicators: list[Row]) -> int | None:
    """Return how many there are in all, by the newest confirmation."""
    stated = [one for one in indicators if one["whole"] is not None]
    stated.sort(key=lambda one: (one["whole_on"] or "", one["id"]))
    return int(stated[-1]["whole"]) if stated else None


def _out_of(number: int, whole: int | None) -> tuple[Number, int | None, int | None]:
    return (None if whole is not None and number > whole else number), number, whole


class Counting:
    """One indicator at the end of the last day of a span, which is no later than the promise's."""

    def __init__(self, span: Span, promise: Row, indicator: Row) -> None:
        """Take what is counted, of which promise, when."""
        self.span, self.promise, self.indicator = span, promise, indicator
        self.places = places_of(promise)
        self.rule: str = indicator["rule"]

    def told(self) -> dict[str, Number]:
        """Return the numbers of the indicator by their names."""
        value, part, whole = self.figure(self.span.last)
        lowest, highest = (None, None)
        if self.rule == "stock_active":
            lowest, highest = bounds(
                self.span, self.span.last, self.places, self.indicator["area_type"]
            )
        found: dict[str, Number] = {
            "value": value, "part": part, "whole": whole, "lowest": lowest, "highest": highest,
        }  # fmt: skip
        if self.rule not in FLOWS - {"net_change"} | {"narrative"}:
            found["baseline"] = self.baseline()
        if self.indicator["stage"] == "offered":
            found["beside"] = self._done("held")[0]
        target = self.target(whole)
        return found | {
            "target": target,
            "expected": self.expected(target),
            "pace": self.pace(value),
            "needed": self.needed(value, target),
        }

    # -- the figure -------------------------------------------------------------------------------

    def figure(self, day: str) -> tuple[Number, int | None, int | None]:
        """Return the figure at the end of a day, and of how many how many it is."""
        match self.rule:
            case "stock_active" | "gross_started" | "net_change":
                return self._areas(day), None, None
            case "confirmed_share":
                return self._confirmed(day)
            case "households_share" | "households_per_1000":
                return self._households(day)
            case "narrative":
                return None, None, None
        return self._done(self.indicator["stage"])

    def _areas(self, day: str) -> Number:
        if self.rule == "gross_started":
            return self._begun(day)
        before = 0 if self.rule == "stock_active" else self.baseline()
        return None if before is None else self._stock(day) - before

    def _stock(self, day: str) -> int:
        areas = self.span.active(day, self.places)
        kind = self.indicator["area_type"]
        return len(areas) if kind is None else int((areas["area_type"] == kind).sum())

    def _begun(self, day: str) -> int:
        steps = changes(
            replace(self.span, last=day), self.places, day_before(self.promise["start"])
        )
        steps = steps[steps["heading"].isin(("started", "restarted"))]
        kind = self.indicator["area_type"]
        own = steps if kind is None else steps[steps["area_type"] == kind]
        return int(own["number"].sum())

    def _confirmed(self, day: str) -> tuple[Number, int | None, int | None]:
        part = whole = 0
        for place in self.places:
            own = replace(self.span, place=place)
            areas = own.active(day)
            if self.indicator["area_type"] is not None:
                areas = areas[areas["area_type"] == self.indicator["area_type"]]
            since = months_back(day, own.months("contact_confirm_months", 12))
            whole += len(areas)
            part += int(areas["last_confirmed_on"].dropna().between(since, day).sum())
        return (part / whole if whole else None), part, whole

    def _households(self, day: str) -> tuple[Number, int | None, int | None]:
        of, per = ("dwellings", 1) if self.rule == "households_share" else ("inhabitants", 1000)
        areas = self.span.active(day, self.places)
        if self.indicator["area_type"] is not None:
            areas = areas[areas["area_type"] == self.indicator["area_type"]]
        counted = self.span.households(areas, day)
        if len(areas) and not len(counted):
            return None, None, None
        part = tens(int(counted.sum()))
        whole = self.span.official(self.places, of, int(day[:4]))
        return (part * per / whole, part, whole) if whole else (None, part, None)

    def _done(self, stage: str) -> tuple[Number, int | None, int | None]:
        """Return what was offered, or held, from the promise's first day on."""
        own = [one for one in self.span.records("activity") if self._counts(one, stage)]
        stated = self._confirmed_whole()
        if self.rule == "schools":
            number = len({one["school_id"] for one in own} - {None})
            return _out_of(number, stated)
        if self.rule == "localities" and stage == self.indicator["stage"]:
            number = len({name for one in own for name in self._where(one)})
            there = self.span.rows("locality")["municipality"].isin(self.places).sum()
            return _out_of(number, stated or int(there) or None)
        return sum(int(one["number"] or 1) for one in own), None, None

    def _confirmed_whole(self) -> int | None:
        """Return how many there are: as confirmed of this one, or of the same schools by another."""
        some = [self.indicator]
        if self.rule == "schools" and self.indicator["whole"] is None:
            some = [
                one
                for one in self.span.records("indicator")
                if (one["promise_id"], one["rule"]) == (self.promise["id"], "schools")
            ]
        return newest_whole(some)

    def _counts(self, activity: Row, stage: str) -> bool:
        done = [activity["on"]] if activity["state"] == "held" else []
        if stage == "offered" and activity["offered_on"] is not None:
            done.append(activity["offered_on"])
        asked = {name: self.indicator[name] for name in ("audience", "targeted")}
        return (
            activity["municipality"] in self.places
            and activity["kind"] == self.indicator["kind"]
            and any(self.promise["start"] <= day <= self.span.last for day in done)
            and all(value in {None, activity[name]} for name, value in asked.items())
        )

    def _where(self, activity: Row) -> set[str]:
        if activity["locality"] is not None:
            return {activity["locality"]}
        rows, day = self.span.versions, activity["on"]
        own = rows[rows["area_id"].isin(words(activity["area_ids"]))]
        own = own[(own["valid_from"] <= day) & (day < own["valid_to"])]
        return set(own["locality"].dropna())

    # -- what it is held against ------------------------------------------------------------------

    def baseline(self) -> Number:
        """Return the value at the beginning: as someone stated it, counted, or not known."""
        match self.indicator["baseline_from"]:
            case "stated":
                stated: float = self.indicator["baseline"]
                return stated
            case "register":
                day = self.indicator["baseline_on"] or day_before(self.promise["start"])
                return self._stock(day) if self.rule == "net_change" else self.figure(day)[0]
        return None

    def target(self, whole: int | None) -> Number:
        """Return what is to be reached, where a number follows from the aim."""
        match self.indicator["aim"]:
            case "at_least":
                value: float = self.indicator["value"]
                return value
            case "all":
                return whole or None
            case "more":
                return 0 if self.rule in FLOWS else self.baseline()
        return None

    def expected(self, target: Number) -> Number:
        """Return what an even pace would have reached by now."""
        begun, begins, end = self.begun(target), self.begins(), self.promise["last_day"]
        if target is None or begun is None or end is None or days(begins, end) <= 0:
            return target
        whole = days(begins, end)
        gone = max(0, min(whole, days(begins, self.span.last)))
        return begun + floor((target - begun) * gone / whole)

    def begun(self, target: Number) -> Number:
        """Return from where it grows to its target: from nothing, or areas from how many there were."""
        if self.rule in FLOWS:
            return 0
        if (self.rule, self.indicator["aim"]) != ("stock_active", "at_least"):
            return None
        before = self.baseline()
        return None if before is None or target is None or before > target else before

    def begins(self) -> str:
        """Return the day at whose end it begins to grow."""
        own = self.indicator["baseline_on"] if self.rule in {"stock_active", "net_change"} else None
        return own or day_before(self.promise["start"])

    def pace(self, value: Number) -> Number:
        """Return by how much it has grown in a year, so far."""
        if self.rule == "stock_active":
            before = self.baseline()
            value = None if value is None or before is None else value - before
        elif self.rule not in FLOWS:
            return None
        gone = days(self.begins(), self.span.last)
        return None if value is None or gone <= 0 else value * YEAR_DAYS / gone

    def needed(self, value: Number, target: Number) -> Number:
        """Return by how much it must grow in a year from now on to reach its target."""
        end = self.promise["last_day"]
        if value is None or target is None or end is None or self.begun(target) is None:
            return None
        left = days(self.span.last, end)
        return max(0.0, target - value) * YEAR_DAYS / left if left > 0 else None
