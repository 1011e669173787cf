"""Loading an invented place: its history is done again, step by step, as it was once recorded."""

import json
import tomllib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from grannsamverkan import crs
from grannsamverkan.actions import areas
from grannsamverkan.actions.areas import Doing, Part
from grannsamverkan.actions.example.ground import lay
from grannsamverkan.actions.example.living import Living
from grannsamverkan.actions.example.promising import Promising
from grannsamverkan.actions.example.story import LIST_TAKEN_IN, Step, mark
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.country import HOME
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.areas import AreaType, Locality, Municipality, Verification, ulid
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound
from grannsamverkan.register import Register, create_register

_ACTOR = "exempel"
_WORKING_HOUR, _AFTERNOON, _STEPS_A_DAY = time(9), time(16), 400

_Tell = Callable[[Step, datetime], None]


def places() -> list[str]:
    """Return the names of the places that have an example."""
    return sorted(file.parent.name for file in data_folder(GEODATA).glob("*/history.json"))


def place_folder(name: str) -> Path:
    """Return the folder of a place that has an example.

    Raises:
        NotFound: there is none of that name; the error names those there are.
    """
    if name not in places():
        raise NotFound("example.no_place", place=name, places=", ".join(places()))
    return data_folder(GEODATA) / name


def create_example(where: str | Path, place: Path, *, now: datetime) -> Register:
    """Make an example register of a place at a path or URL, with its history up to `now`."""
    facts = tomllib.loads((place / "place.toml").read_text("utf-8"))
    register = create_register(
        where,
        name=facts["name"],
        crs=facts["crs"],
        now=now,
        example=True,
        country=facts.get("country", HOME),
    )
    load_example(register, place, now=now)
    lay(
        Doing(
            register=register,
            actor=_ACTOR,
            reason=mark(),
            now=now,
            new_id=lambda moment: ulid(moment, 0),
        ),
        place,
    )
    return register


def load_example(register: Register, place: Path, *, now: datetime) -> None:
    """Do a place's invented history in an empty example register, each step at the time it was recorded.

    Steps recorded after `now` are left out. Ids are the same every time.

    Raises:
        Conflict: the register is not an example, or not empty.
    """
    if not register.info.example or register.head().seq:
        raise Conflict("example.not_empty")
    facts = tomllib.loads((place / "place.toml").read_text("utf-8"))
    _lay_ground(register, facts)
    code = facts["municipality"][0]["code"]
    telling = _Telling(register, code, _outlines(register, place), place)
    history = json.loads((place / "history.json").read_text("utf-8"))
    told = [
        *_timed(history["steps"], _WORKING_HOUR, timedelta(minutes=1), telling.tell),
        *_timed(
            history.get("promise_steps", ()),
            _AFTERNOON,
            timedelta(seconds=1),
            telling.tell_promise,
        ),
    ]
    for at, step, tell in sorted(told, key=lambda one: one[0].date()):
        if at <= now:
            tell(step, at)


def _timed(
    steps: Iterable[Step], hour: time, apart: timedelta, tell: _Tell
) -> Iterator[tuple[datetime, Step, _Tell]]:
    """Give each step with the hour at which it was recorded; later steps of one day come later.

    What was promised comes in an afternoon of its own, so that no area's hour, and so no id, depends on it.
    """
    for index, step in enumerate(steps):
        day = date.fromisoformat(step["recorded"])
        yield datetime.combine(day, hour, UTC) + index % _STEPS_A_DAY * apart, step, tell


def _lay_ground(register: Register, facts: dict[str, Any]) -> None:
    """Enter the municipalities with their borders and contact cards, and the localities."""
    at = datetime.combine(LIST_TAKEN_IN, time(8), UTC)
    with register.change(actor=_ACTOR, action="begin", reason=mark(), now=at) as change:
        for row in facts["municipality"]:
            card = {f"contact_{key}": value for key, value in row["contact"].items()}
            change.set_municipality(replace(_municipality(row, register.info.crs), **card))
            places = [one for one in facts["locality"] if one["municipality"] == row["code"]]
            change.set_localities(
                row["code"], [_locality(one, register.info.crs) for one in places]
            )


def _municipality(row: dict[str, Any], metric_crs: str) -> Municipality:
    if row["code"].isdigit():
        return catalogued(row["code"], metric_crs=metric_crs)
    return Municipality(code=row["code"], name=row["name"])


def _locality(row: dict[str, Any], metric_crs: str) -> Locality:
    x, y = crs.to_metric(row["lon"], row["lat"], target=metric_crs)
    return Locality(
        name=row["name"],
        municipality=row["municipality"],
        x=x,
        y=y,
        population=row.get("population"),
        source=row["source"],
    )


def _outlines(register: Register, place: Path) -> dict[str, BaseGeometry]:
    """Return the place's outlines by name, in the register's metric CRS."""
    rows = json.loads((place / "outlines.geojson").read_text("utf-8"))["features"]
    return {
        row["properties"]["outline"]: crs.reproject(
            shapely.from_geojson(json.dumps(row["geometry"])),
            source=crs.LONLAT,
            target=register.info.crs,
        )
        for row in rows
    }


@dataclass
class _Telling:
    """A history being told into a register: which area of the story has which id there."""

    register: Register
    municipality: str
    outlines: dict[str, BaseGeometry]
    place: Path
    ids: dict[str, str] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(mark()))  # noqa: S311  # ids of an example
    of_lives: Random = field(default_factory=lambda: Random(f"{mark()} 2"))  # noqa: S311  # as above
    of_promises: Random = field(default_factory=lambda: Random(f"{mark()} 3"))  # noqa: S311  # as above

    def __post_init__(self) -> None:
        """Be ready to tell the life in the areas too, and what was promised."""
        self.living = Living(self.municipality, self.outlines, self.ids)
        self.promising = Promising(self.municipality, self.place, self.ids)

    def tell(self, step: Step, at: datetime) -> None:
        """Do one step; of the life in the areas, ids do not depend on those of the areas themselves."""
        live = self.living.teller(step["event"])
        if live is None:
            self._tell(self._doing(step, at, self.random), step)
        else:
            live(self._doing(step, at, self.of_lives), step)

    def tell_promise(self, step: Step, at: datetime) -> None:
        """Do one step of what was promised; no id of an area or of the life in it depends on it."""
        self.promising.tell(self._doing(step, at, self.of_promises), step)

    def _doing(self, step: Step, at: datetime, chance: Random) -> Doing:
        return Doing(
            register=self.register,
            actor=_ACTOR,
            reason=step["reason"],
            now=at,
            from_records=True,
            new_id=lambda now: ulid(now, chance.getrandbits(80)),
        )

    def _tell(self, doing: Doing, step: Step) -> None:
        event, on = step["event"], StatedDate.parse(step["on"])
        match event:
            case "register_interest" | "propose_area" | "inherit":
                self.ids[step["area"]] = self._found(doing, Event(event), on, step)
            case "split":
                parts = [Part(row["name"], self.outlines[row["outline"]]) for row in step["into"]]
                made = areas.split(doing, self.ids[step["area"]], on, parts=parts)
                keys = [row["area"] for row in step["into"]]
                self.ids.update(zip(keys, made, strict=True))
            case "merge":
                merged = [self.ids[key] for key in step["of"]]
                self.ids[step["area"]] = areas.merge(doing, merged, on, name=step["name"])
            case _:
                self._happen(doing, on, step)

    def _happen(self, doing: Doing, on: StatedDate, step: Step) -> None:
        """Do a step to an area that is there."""
        area_id = self.ids[step["area"]]
        match step["event"]:
            case "correct":
                areas.correct(doing, area_id, on.counts_on, **step["changes"])
            case "count_households":
                counted = {"total": step["total"], "source": step["source"]}
                areas.count_households(doing, area_id, counted_on=on.counts_on, **counted)
            case event:
                polygon = self.outlines.get(step.get("outline", ""))
                areas.apply(doing, area_id, Event(event), on, polygon=polygon)

    def _found(self, doing: Doing, event: Event, on: StatedDate, step: Step) -> str:
        return areas.found(
            doing,
            name=step["name"],
            municipality=self.municipality,
            event=event,
            on=on,
            polygon=self.outlines.get(step.get("outline", "")),
            locality=step["locality"],
            area_type=AreaType(step["type"]),
            verification=Verification(step.get("verification", "municipality")),
        )
