"""A world of areas that are divided, merged, let lapse and begun again, told twice: as timelines, and by hand."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import shapely
from shapely import MultiPolygon, box

from grannsamverkan.domain import areas as domain
from grannsamverkan.domain.areas import AreaVersion, Timeline
from grannsamverkan.domain.following import Followed, Following
from grannsamverkan.domain.geometry import Outline, clean, public_outline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.lineage import Lineage
from grannsamverkan.domain.period import Period, StatedDate

CELL_M = 300
X, Y = 505_000.0, 6_547_000.0
START = date(2024, 1, 1)

Cells = frozenset[int]


def middle(cell: int) -> tuple[float, float]:
    """Return the middle of a cell, rounded to whole hundreds of metres as places are."""
    return X + cell * CELL_M + CELL_M // 3, Y + CELL_M // 3


def shape(cells: Cells) -> MultiPolygon:
    """Return the outline of cells that lie in a row, eastwards."""
    parts = [box(X + one * CELL_M, Y, X + (one + 1) * CELL_M, Y + CELL_M) for one in sorted(cells)]
    return clean(shapely.union_all(parts)).polygon


def outline(cells: Cells) -> Outline:
    """Return the same as the register keeps it."""
    polygon = shape(cells)
    return Outline(polygon, round(polygon.area), public_outline(polygon))


@dataclass
class World:
    """What there is, by hand: the cells and the name of each area, which are active, and who came of whom."""

    cells: dict[str, Cells] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    status: dict[str, Status] = field(default_factory=dict)
    children: dict[str, tuple[str, ...]] = field(default_factory=dict)
    timelines: dict[str, Timeline] = field(default_factory=dict)
    outlines: dict[str, Outline] = field(default_factory=dict)
    day: date = START
    made: int = 0

    def copy(self) -> "World":
        """Return the same world, to go back to."""
        kept = {name: dict(value) for name, value in vars(self).items() if isinstance(value, dict)}
        return World(**kept, day=self.day, made=self.made)

    # -- what happens ------------------------------------------------------------------------------

    def found(self, cells: Iterable[int], status: Status = Status.ACTIVE) -> str:
        """Begin an area."""
        return self._begin(frozenset(cells), Event.START, (), status)

    def split(self, area_id: str) -> tuple[str, ...]:
        """Divide an area into its western and its eastern half; of one cell nothing is left to divide."""
        mine = sorted(self.cells[area_id])
        if len(mine) < 2 or not self._runs(area_id):
            return ()
        status, half = self.status[area_id], len(mine) // 2
        self._end(area_id, Event.SPLIT)
        made = tuple(
            self._begin(frozenset(part), Event.SPLIT, (area_id,), status)
            for part in (mine[:half], mine[half:])
        )
        self.children[area_id] = made
        return made

    def merge(self, *area_ids: str) -> str | None:
        """Make one area of two."""
        if len(set(area_ids)) < 2 or not all(map(self._runs, area_ids)):
            return None
        active = any(self.status[one] is Status.ACTIVE for one in area_ids)
        cells = frozenset[int]().union(*(self.cells[one] for one in area_ids))
        for one in area_ids:
            self._end(one, Event.MERGE)
        status = Status.ACTIVE if active else Status.DORMANT
        made = self._begin(cells, Event.MERGE, tuple(sorted(area_ids)), status)
        for one in area_ids:
            self.children[one] = (made,)
        return made

    def lapse(self, area_id: str) -> None:
        """Let an active area lapse."""
        if self.status[area_id] is Status.ACTIVE:
            self._advance(area_id, Event.LAPSE, Status.DORMANT)

    def restart(self, area_id: str) -> None:
        """Let a dormant area begin again."""
        if self.status[area_id] is Status.DORMANT:
            self._advance(area_id, Event.START, Status.ACTIVE)

    def redraw(self, area_id: str, cell: int) -> None:
        """Let an active area take in a cell, or leave it."""
        cells = self.cells[area_id] ^ {cell}
        if cells and self.status[area_id] is Status.ACTIVE:
            self.cells[area_id] = cells
            drawn = self._outline(cells)
            self._advance(area_id, Event.CHANGE_BOUNDARY, Status.ACTIVE, outline_id=drawn.id)

    def rename(self, area_id: str) -> None:
        """Give an active area another name."""
        if self.status[area_id] is Status.ACTIVE:
            name = self.names[area_id] = f"{self.names[area_id]}!"
            self._advance(area_id, Event.CHANGE_DETAILS, Status.ACTIVE, name=name)

    def confirm(self, area_id: str) -> None:
        """Let an active area be confirmed, which is no news."""
        if self.status[area_id] is Status.ACTIVE:
            self._advance(area_id, Event.CONFIRM, Status.ACTIVE, last_confirmed_on=self.day)

    def _runs(self, area_id: str) -> bool:
        return self.status[area_id] in {Status.ACTIVE, Status.DORMANT}

    def _outline(self, cells: Cells) -> Outline:
        drawn = outline(cells)
        return self.outlines.setdefault(drawn.id, drawn)

    def _begin(
        self, cells: Cells, event: Event, predecessors: tuple[str, ...], status: Status
    ) -> str:
        area_id = f"01J{self.made:023}"
        name = f"Område {self.made}"
        self.made += 1
        self.cells[area_id], self.names[area_id], self.status[area_id] = cells, name, status
        self.timelines[area_id] = domain.begin(
            AreaVersion(
                area_id=area_id,
                period=Period(self.day),
                event=event,
                status=status,
                name=name,
                municipality="1861",
                locality="Hallsberg",
                outline_id=self._outline(cells).id,
                predecessors=predecessors,
            )
        )
        return area_id

    def _end(self, area_id: str, event: Event) -> None:
        self._advance(area_id, event, Status.SUPERSEDED)

    def _advance(self, area_id: str, event: Event, status: Status, **changes: object) -> None:
        self.status[area_id] = status
        self.timelines[area_id] = domain.advance(
            self.timelines[area_id], StatedDate(self.day), event, status=status, **changes
        )

    def next_day(self) -> None:
        """Let a day pass."""
        self.day += timedelta(days=1)

    # -- what is right, by hand --------------------------------------------------------------------

    def living(self, area_id: str) -> set[str]:
        """Return the active areas that one lives on in."""
        status = self.status.get(area_id)
        if status is Status.ACTIVE:
            return {area_id}
        if status is not Status.SUPERSEDED:
            return set()
        return {one for child in self.children.get(area_id, ()) for one in self.living(child)}

    def right(self, targets: Iterable[str], cell: int | None) -> frozenset[str]:
        """Return the areas that someone follows who asked for some, and lives in a cell."""
        living = {one for target in targets for one in self.living(target)}
        if cell is None or len(living) < 2:
            return frozenset(living)
        return frozenset({min(sorted(living), key=lambda one: self._away(one, cell))})

    def _away(self, area_id: str, cell: int) -> float:
        x, _ = middle(cell)
        edges = [(X + one * CELL_M, X + (one + 1) * CELL_M) for one in self.cells[area_id]]
        return min(max(west - x, x - east, 0.0) for west, east in edges)

    def shown(self, area_ids: Iterable[str]) -> frozenset[tuple[str, str, Cells]]:
        """Return what anyone sees of areas: which there are, what they are called, where they lie."""
        return frozenset((one, self.names[one], self.cells[one]) for one in area_ids)

    def lineage(self) -> Lineage:
        """Return the world as followers are told of it."""
        return Lineage(dict(self.timelines), self.day)


def follower(number: int, *targets: str, cell: int | None = None) -> Following:
    """Return a subscription of a follower of their own."""
    x, y = (None, None) if cell is None else middle(cell)
    return Following(
        id=f"01F{number:023}",
        municipality="1861",
        follower=f"01G{number:023}",
        mail=f"granne{number}@example.org",
        key=f"nyckel{number}",
        kind=Followed.AREA,
        targets=targets,
        x=x,
        y=y,
        language="sv",
        since=START,
        told_seq=0,
        told_on=START,
    )


def of_locality(number: int, locality: str = "Hallsberg") -> Following:
    """Return a subscription to a locality."""
    return replace(follower(number), kind=Followed.LOCALITY, locality=locality)
