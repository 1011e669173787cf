"""Loading an invented place: its history is done again, step by step, as it was once recorded."""

import json
import tomllib
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
from grannsamverkan.actions.example.story import LIST_TAKEN_IN, Step, mark
from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.areas import AreaType, Locality, Municipality, Verification, ulid
from grannsamverkan.domain.lifecycle import Event
from grannsamverkan.domain.period import StatedDate
from grannsamverkan.errors import Conflict, NotFound
from grannsamverkan.register import Register, create_register

_ACTOR = "exempel"


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
    register = create_register(where, name=facts["name"], crs=facts["crs"], now=now, example=True)
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
    telling = _Telling(register, facts["municipality"][0]["code"], _outlines(register, place))
    steps = json.loads((place / "history.json").read_text("utf-8"))["steps"]
    for index, step in enumerate(steps):
        at = _recorded_at(date.fromisoformat(step["recorded"]), index)
        if at <= now:
            telling.tell(step, at)


def _recorded_at(day: date, index: int) -> datetime:
    """Return a working hour of a day; later steps of one day come later."""
    return datetime.combine(day, time(9), UTC) + timedelta(minutes=index % 400)


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
    ids: dict[str, str] = field(default_factory=dict)
    random: Random = field(default_factory=lambda: Random(mark()))  # noqa: S311  # ids of an example
    of_lives: Random = field(default_factory=lambda: Random(f"{mark()} 2"))  # noqa: S311  # as above

    def __post_init__(self) -> None:
        """Be ready to tell the life in the areas too."""
        self.living = Living(self.municipality, self.outlines, self.ids)

    def tell(self, step: Step, at: datetime) -> None:
        """Do one step; of the life in the areas, ids do not depend on those of the areas themselves."""
        live = self.living.teller(step["event"])
        chance = self.random if live is None else self.of_lives
        doing = Doing(
            register=self.register,
            actor=_ACTOR,
            reason=step["reason"],
            now=at,
            from_records=True,
            new_id=lambda now: ulid(now, chance.getrandbits(80)),
        )
        if live is None:
            self._tell(doing, step)
        else:
            live(doing, step)

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
