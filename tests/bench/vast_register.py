"""A register of a country's size with ten versions of each area, and how soon it answers.

    python tests/bench/vast_register.py 100000                           a file
    python tests/bench/vast_register.py 100000 postgresql://…            an empty database

prints the seconds until the first answered check, and those of a box on a day, for today and for days
of the past. The rows are laid in directly: it has one
change, and is not meant to be verified.
"""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from resource import RUSAGE_SELF, getrusage
from statistics import median
from tempfile import TemporaryDirectory

import shapely
import sqlalchemy as sa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

from grannsamverkan.domain.areas import AreaVersion
from grannsamverkan.domain.geometry import Outline, outline_of
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import FOREVER, Period, Precision
from grannsamverkan.register import Register, bulk, create_register, guards, open_register, rows
from grannsamverkan.register.ledger import moment
from grannsamverkan.register.rows import Row
from grannsamverkan.register.schema import AREA_VERSION, CHANGE, OUTLINE
from grannsamverkan.web.answers import told
from grannsamverkan.web.site import Site
from staff import quick
from stores import DAWN
from town import NOW

VERSIONS = 10
_BLOCKS = 400
_APART_M, _RADIUS_M = 300, 110
_ACTIVE = 0.85
_FIRST = date(2012, 1, 1)
_AT_ONCE = 20_000
_PLACES = 290


def fill(register: Register, areas: int, *, versions: int = VERSIONS) -> None:
    """Lay in areas whose versions follow each other a few months apart; invented throughout, and seeded."""
    random = Random(1861)  # noqa: S311 # invented data
    with register.database.writing() as connection, guards.lifted(connection):
        made = {"made_in": 1, "digest": ""}
        said = dict.fromkeys(("actor", "action", "reason_digest", "prev", "hash"), "prov")
        connection.execute(sa.insert(CHANGE), {**said, "seq": 1, "at": moment(DAWN)})
        shapes = _shapes()
        for first in range(0, areas, _AT_ONCE):
            numbers = range(first, min(areas, first + _AT_ONCE))
            outlines = [_outline(number, shapes, random) for number in numbers]
            bulk.insert(connection, OUTLINE, [{**one, **made} for one in outlines])
            new = (
                {**one, **made}
                for number, outline in zip(numbers, outlines, strict=True)
                for one in _versions(number, outline["id"], random, versions)
            )
            while some := list(islice(new, _AT_ONCE)):
                bulk.insert(connection, AREA_VERSION, some)
        bulk.settle(connection, OUTLINE, areas)
        bulk.settle(connection, AREA_VERSION, areas * versions)
        register.database.reindex(connection)


def _shapes() -> list[Outline]:
    rounds = (shapely.Point(0, 0).buffer(_RADIUS_M + 5 * n, quad_segs=10) for n in range(12))
    return [outline_of(shapely.MultiPolygon([one]), crs="EPSG:3006") for one in rounds]


def _outline(number: int, shapes: Sequence[Outline], random: Random) -> Row:
    place = [
        300_000.0 + _APART_M * (number % _BLOCKS) + random.randrange(40),
        6_200_000.0 + _APART_M * (number // _BLOCKS),
    ]
    one = random.choice(shapes)
    polygon, public = (
        shapely.transform(shape, lambda points: points + place)
        for shape in (one.polygon, one.public_polygon)
    )
    return rows.outline_row(Outline(polygon, one.m2, public), 3006)


def area_id(number: int) -> str:
    """Return the lasting id of an area by its number."""
    return f"01JR{number:022d}"


def _versions(number: int, outline: str, random: Random, versions: int) -> Iterator[Row]:
    """Give the versions of an area as rows: mostly active, every fifth begun in a year that alone is known."""
    vague = number % 5 == 0
    start = date(2012 + number % 4, 12, 31) if vague else _FIRST + timedelta(number % 1_500)
    for nth in range(versions):
        last = nth == versions - 1
        end = FOREVER if last else start + timedelta(random.randrange(60, 300))
        active = random.random() < _ACTIVE or not nth
        version = AreaVersion(
            area_id=area_id(number),
            period=Period(start, end),
            precision=Precision.YEAR if vague and not nth else Precision.DAY,
            event=Event.START if active else Event.LAPSE,
            status=Status.ACTIVE if active else Status.DORMANT,
            name=f"Område {number} (påhittat)",
            municipality=f"{number % _PLACES:04d}",
            locality=f"Ort {number % 2_000}",
            outline_id=outline,
            last_confirmed_on=start if active else None,
            predecessors=(area_id(number - 1),) if number % 50 == 1 and not nth else (),
        )
        yield rows.version_row(version)
        start = end


@contextmanager
def filled(where: str, areas: int) -> Iterator[str]:
    """Give the place of a register of so many areas, filled when it is not there."""
    if where.startswith("postgresql") or not Path(where).exists():
        register = create_register(where, name="Ett land (påhittat)", crs="EPSG:3006", now=DAWN)
        began = time.perf_counter()
        fill(register, areas)
        _say("laid in", time.perf_counter() - began)
        register.close()
    yield where


def _say(what: str, seconds: float) -> None:
    print(f"{what:52} {seconds:9.3f} s")  # noqa: T201 # what it is for


def first_answer(where: str) -> tuple[Register, float]:
    """Return the register, opened anew, and after how many seconds the first check was answered."""
    began = time.perf_counter()
    register = open_register(where)
    site = Site(quick(), register, lambda: NOW)
    told(site.indexed_view(), (15.0, 57.0), note=None)
    return register, time.perf_counter() - began


def boxes(register: Register, on: date, *, rounds: int = 15) -> float:
    """Return the median seconds of what the public may know in a box of 12 × 9 km on a day."""
    today = NOW.date()
    random = Random(1861)  # noqa: S311 # the same boxes each time
    spans = []
    for _ in range(rounds):
        west, south = 300_000 + random.randrange(100_000), 6_200_000 + random.randrange(60_000)
        box = (west, south, west + 12_000, south + 9_000)
        began = time.perf_counter()
        register.public(on=on, today=today, bbox=box)
        spans.append(time.perf_counter() - began)
    return median(spans)


def _after_a_change(register: Register) -> None:
    """Print how long what the public meets takes once an area has been given another name."""
    on, today = date(2016, 5, 31), NOW.date()
    site = Site(quick(), register, lambda: NOW)
    asked: dict[str, Callable[[], object]] = {
        "today's view": site.view,
        "the view of a past day": lambda: site.view(on),
        "the areas as they are drawn": lambda: site.view().drawn,
        "the totals of today": lambda: register.public_count(on=today, today=today),
        "the totals of a past day": lambda: register.public_count(on=on, today=today),
        "the totals of every year": lambda: register.public_growth(today=today),
    }
    for ask in asked.values():
        ask()
    ((*earlier, last),) = register.timelines(area_ids=[area_id(1)]).values()
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        change.set_timeline(last.area_id, (*earlier, replace(last, name=f"{last.name[:40]}, ny")))
    for name, ask in asked.items():
        began = time.process_time()
        ask()
        _say(f"after a change, work: {name}", time.process_time() - began)


def main(areas: int, where: str) -> None:
    """Print how soon a register of so many areas answers."""
    with filled(where, areas):
        register, seconds = first_answer(where)
        _say("opened, and the first check answered", seconds)
        for day in (NOW.date(), date(2021, 5, 31), date(2016, 5, 31)):
            boxes(register, day, rounds=2)
            _say(f"a box on {day}", boxes(register, day))
        began = time.perf_counter()
        register.public_count(on=date(2016, 5, 31), today=NOW.date())
        _say("the totals of a past day", time.perf_counter() - began)
        began = time.perf_counter()
        register.public_growth(today=NOW.date())
        _say("the totals of every year", time.perf_counter() - began)
        _after_a_change(register)
        head = []
        for _ in range(300):
            began = time.perf_counter()
            register.head()
            head.append(time.perf_counter() - began)
        _say("whether anything has changed (head)", median(head))
        peak_mb = getrusage(RUSAGE_SELF).ru_maxrss // 1024
        print(f"{'memory at most':52} {peak_mb:9d} MB")  # noqa: T201 # as above
        register.close()


if __name__ == "__main__":
    with TemporaryDirectory() as made_in:
        main(int(sys.argv[1]), (sys.argv[2:] or [f"{made_in}/land.gpkg"])[0])
