"""The life in the invented areas: contacts, meetings, signs and homes, as steps of the same history.

What is common is made by rule from the area's own days, what is particular stands in its recipe under
`life`. Every name, telephone and mail address is one that belongs to nobody.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from grannsamverkan.actions.example.story import Area, Step, mark, recorded_on

_UNITS = ("", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv", "tretton",
          "fjorton", "femton", "sexton", "sjutton", "arton", "nitton")  # fmt: skip
_TENS = ("", "", "tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")
_FIRST_PHONE, _LAST_PHONE = 6, 99
"""The Swedish mobile numbers 070-174 06 05 to 99 are kept for fiction (PTS); the first is the office's."""

_SIGN_KINDS = {"flats": "stairwell", "boat": "harbour"}
_ORDERED_AFTER, _MOUNTED_AFTER = timedelta(days=10), timedelta(days=45)
_TOLD = 2
"""Of so many of the newest years a meeting is told; the contacts were asked in the newest."""

_CAME_SHARE, _MOST_CAME = 0.4, 60

_REASONS = {
    "plan_activity": "Möte planerat.",
    "log_interest": "En boende har hört av sig.",
    "propose_boundary": "Förslag från kontakten.",
    "set_policy": "Kommunens egna gränser.",
}

Places = Sequence[tuple[float, float]]
"""Where signs of an area can stand: lon, lat (CRS84) of points on its streets."""


def person(number: int) -> dict[str, str]:
    """Return the invented person of a number: the first is `Kontakt Ett (påhittad)`.

    Raises:
        ValueError: there are no more telephone numbers kept for fiction.
    """
    phone = _FIRST_PHONE + number - 1
    if not _FIRST_PHONE <= phone <= _LAST_PHONE:
        raise ValueError(number)
    tens, units = divmod(number, 10)
    word = _UNITS[number] if number < len(_UNITS) else _TENS[tens] + _UNITS[units]
    return {
        "name": f"Kontakt {word.capitalize()} (påhittad)",
        "phone": f"070-174 06 {phone:02}",
        "mail": f"kontakt{number}@example.org",
    }


def lives(
    areas: Sequence[Area], households: Mapping[str, int], places: Mapping[str, Places]
) -> Iterator[Step]:
    """Give the steps of the life in every area that has one, people counted through all of them."""
    numbers = count(1)
    for area in areas:
        if "life" in area:
            told = _Life(area, households.get(area["key"], 0), places.get(area["key"], ()))
            people = [next(numbers) for _ in range(area["life"].get("contacts", 2))]
            for step in told.steps(people):
                recorded = {"recorded": recorded_on(step["event"], step["on"])}
                yield {"area": area["key"], **recorded, **step, "mark": mark()}


class _Life:
    """The life in one area, from the day the register can know of it."""

    def __init__(self, area: Area, homes: int, places: Places) -> None:
        self.facts: dict[str, Any] = area["life"]
        self.area, self.homes, self.places = area, homes, places
        self.since = date.fromisoformat(self.facts.get("since", area["born"]))
        days = map(date.fromisoformat, area.get("confirmed", ()))
        self.confirmed = [day for day in days if day > self.since]

    def steps(self, people: Sequence[int]) -> Iterator[Step]:
        """Give the steps in the order in which they happened."""
        if "start" in self.area or "since" in self.facts:
            yield self._meeting("start_meeting", self.since)
        yield from self._appointed(people)
        yield from self._signs()
        for day in self.confirmed[-_TOLD:]:
            yield self._meeting("annual_meeting", day)
        for day in self.confirmed[-1:]:
            for number in people:
                reason = "Kontakten går vidare."
                yield {"event": "confirm_contact", "on": str(day), "person": number, "reason": reason}  # fmt: skip
        yield from self._joined()
        if "ended" in self.facts:
            for number in people:
                reason = "Kontakten har flyttat."
                yield {"event": "end_contact", "on": self.facts["ended"], "person": number, "reason": reason}  # fmt: skip

    def _meeting(self, kind: str, day: date) -> Step:
        came = min(round(self.homes * _CAME_SHARE), _MOST_CAME)
        venue = f"Biblioteket i {self.area['locality']}"
        facts = {"kind": kind, "venue": venue, "attendees": came}
        return {"event": "log_activity", "on": str(day), **facts, "reason": "Mötet hållet."}

    def _appointed(self, people: Sequence[int]) -> Iterator[Step]:
        for index, number in enumerate(people):
            trained = self.facts.get("trained", True)
            main = index == 0 and len(people) > 1
            yield {
                "event": "appoint",
                "on": str(self.since),
                "person": number,
                **person(number),
                "main": main,
                "trained": trained,
                "reason": "Kontakt utsedd.",
            }

    def _signs(self) -> Iterator[Step]:
        """Give a step for each sign: ordered at the start, mounted when the area was active."""
        number = self.facts.get("signs", 2)
        looked_at = self.confirmed[-1] if self.confirmed else None
        for index in range(number):
            facts: Step = {"kind": _SIGN_KINDS.get(self.area["type"], "entry")}
            if self.places:
                facts["at"] = self.places[index % len(self.places)]
            if looked_at is not None:
                faded = index < self.facts.get("faded", 0)
                facts |= {"condition": "faded" if faded else "ok", "inspected": str(looked_at)}
            if index == 0 and "permit" in self.facts:
                facts |= {"permit_body": "road_authority", "permit_expires": self.facts["permit"]}
            mounted = self.since + _MOUNTED_AFTER
            facts |= {"ordered": str(self.since + _ORDERED_AFTER), "mounted": str(mounted)}
            seen = max(mounted, looked_at or mounted)
            yield {"event": "list_sign", "on": str(seen), **facts, "reason": "Skylten uppsatt."}

    def _joined(self) -> Iterator[Step]:
        """Give the count of the households that take part, made when the area was last confirmed."""
        if self.homes and self.confirmed:
            joined = round(self.homes * self.facts.get("joined", 0.7))
            source = "kontaktens uppgift om antal, påhittad"
            counted = {"total": self.homes, "joined": joined, "source": source}
            reason = "Anslutna hushåll räknade."
            yield {"event": "count_joined", "on": str(self.confirmed[-1]), **counted, "reason": reason}  # fmt: skip


def of_the_municipality(recipe: Mapping[str, Any]) -> Iterator[Step]:
    """Give the steps that are of no single area's recipe: what is planned, wished, proposed and decided."""
    for kind in ("plan_activity", "log_interest", "propose_boundary", "set_policy"):
        for row in recipe.get(kind, ()):
            told = {"event": kind, "on": row["recorded"], "reason": _REASONS[kind], **row}
            caller = person(row["person"]) if "person" in row else {}
            yield {**told, **caller, "mark": mark()}
