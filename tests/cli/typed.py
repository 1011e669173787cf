"""What is typed and what comes back: answers of the command, and files to give it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import shapely

from grannsamverkan.crs import to_lonlat
from grannsamverkan.domain.reporting import Report
from grannsamverkan.register import Head, open_register
from samples import square


@dataclass(frozen=True)
class Answer:
    """What a command gave."""

    code: int
    out: str
    err: str

    @property
    def data(self) -> Any:  # noqa: ANN401 # JSON
        """The JSON on standard output."""
        return json.loads(self.out)


Run = Callable[..., Answer]


def head(path: Path) -> Head:
    """Return the newest change of a register."""
    register = open_register(path)
    try:
        return register.head()
    finally:
        register.close()


def squares(path: Path, *names: str, side_m: float = 200) -> Path:
    """Write a square for each name, side by side near Hallsberg, as GeoJSON in lon/lat."""
    features = []
    for number, name in enumerate(names):
        corners = shapely.get_coordinates(square(side_m * number, side_m=side_m))
        ring = [to_lonlat(x, y, source="EPSG:3006") for x, y in corners]
        features.append(
            {
                "type": "Feature",
                "properties": {"Namn": name},
                "geometry": {"type": "Polygon", "coordinates": [ring]},
            }
        )
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def written(path: Path, text: str) -> Path:
    """Write a text file."""
    path.write_text(text, "utf-8")
    return path


def ids(path: Path) -> list[str]:
    """Return the ids of all reports of a register."""
    register = open_register(path)
    found = [one.id for one in register.facts(Report)]
    register.close()
    return found


def published(path: Path, run: Run, year: int = 2020) -> str:
    """Bring a report on a year all the way, and return its id."""
    there = set(ids(path))

    def do(*arguments: str) -> None:
        said = run("report", *arguments, "--commit", "--register", str(path))
        assert said.code == 0, said

    do("begin", "--year", str(year))
    (report_id,) = set(ids(path)) - there
    do("approve", report_id, "--by", "samordnare")
    do("publish", report_id)
    return report_id
