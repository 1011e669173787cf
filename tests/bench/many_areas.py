"""A register of as many areas as one likes, and how long each list of the workspace takes over it.

    python tests/bench/many_areas.py 20000

prints milliseconds of work (CPU) and of waiting for every list, and of waiting for it the first time
after a change. In CI a short form holds the ratio between two sizes: see `test_lists_stay_quick.py`.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from fastapi.testclient import TestClient
from shapely import box

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run by itself it has no pytest

from grannsamverkan.actions.municipalities import catalogued
from grannsamverkan.domain.access import Role
from grannsamverkan.domain.accounts import Account, AccountRole
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import AreaVersion, HouseholdCount, drawn, ulid
from grannsamverkan.domain.confirmations import Question
from grannsamverkan.domain.geometry import clean, outline_of
from grannsamverkan.domain.interests import Interest, Wish
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.people import Channel, ContactTerm, Person
from grannsamverkan.domain.period import Period
from grannsamverkan.domain.signs import Condition, Sign
from grannsamverkan.register import Change, Register, create_register
from grannsamverkan.settings import MailSettings
from grannsamverkan.web.app import create_app
from staff import PLACE, STAFF, browser_of, quick
from town import NOW

LISTS = (
    "/arbete",
    "/arbete?visa=allt",
    "/arbete/omraden",
    "/arbete/omraden?q=1234",
    "/arbete/omraden?lage=active&sida=2",
    "/arbete/forslag",
    "/arbete/kontakter",
    "/arbete/kontakter?q=123",
    "/arbete/skyltar",
    "/arbete/skyltar?visa=fel",
    "/arbete/aktiviteter",
    "/arbete/intressen",
    "/arbete/intressen/karta",
    "/arbete/bekraftelser",
    "/arbete/bekraftelser?lage=call",
    "/arbete/bekraftelser/fraga",
    "/arbete/bekraftelser/paminn",
    "/arbete/bekraftelser/brev",
    "/arbete/arshjul",
    "/arbete/personuppgifter",
)
"""Every list there is, and some as one filters them."""

_BLOCKS = 150
_SIDE_M, _APART_M = 200, 300


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a page takes, in milliseconds."""

    path: str
    work_ms: float
    wait_ms: float


def fill(register: Register, areas: int) -> None:
    """Enter areas with borders, contacts, signs, counts and meetings: one change, invented throughout."""
    random = Random(1861)  # noqa: S311 # invented data
    with register.change(
        actor="prov", action="fill", reason="prov", now=NOW - timedelta(days=1)
    ) as change:
        change.set_municipality(catalogued(PLACE, metric_crs="EPSG:3006"))
        for number in range(areas):
            _enter(change, number, random)
    with register.private() as private:
        private.put(
            *(
                Person(
                    id=f"P{number}",
                    municipality=PLACE,
                    name=f"Kontakt {number} (påhittad)",
                    mail=f"kontakt{number}@example.org",
                )
                for number in range(areas)
            )
        )
        private.put(*(_question(number, random) for number in range(areas)))
        private.put(*(_interest(number, random) for number in range(areas // 20)))
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            login = f"{role}@example.org"
            private.put(
                Account(id=STAFF[role], login=login, name=role, made_at=NOW),
                AccountRole(id=f"R{role}", account_id=STAFF[role], role=role, municipality=PLACE),
            )


def _enter(change: Change, number: int, random: Random) -> None:
    east, north = (
        500_000 + _APART_M * (number % _BLOCKS),
        6_540_000 + _APART_M * (number // _BLOCKS),
    )
    polygon = clean(box(east, north, east + _SIDE_M, north + _SIDE_M)).polygon
    outline = outline_of(polygon, crs="EPSG:3006")
    change.add_outline(outline)
    area_id = ulid(NOW, random.getrandbits(80))
    begun = date(2015, 1, 1) + timedelta(days=random.randrange(3_600))
    status = random.choice([Status.ACTIVE] * 6 + [Status.DORMANT, Status.CLOSED, Status.PLANNED])
    confirmed = NOW.date() - timedelta(days=random.randrange(500))
    version = AreaVersion(
        area_id=area_id,
        period=Period(begun),
        event=Event.INHERIT,
        status=status,
        name=f"Område {number} (påhittat)",
        municipality=PLACE,
        locality=f"Ort {number % 40}",
        last_confirmed_on=confirmed if status is Status.ACTIVE else None,
        boundary_reviewed_on=confirmed,
        **drawn(outline),
    )
    change.set_timeline(area_id, (version,))
    term = ContactTerm(
        id=f"T{number}",
        area_id=area_id,
        person_id=f"P{number}",
        appointed_on=begun,
        trained_on=begun,
        confirmed_on=confirmed,
    )
    change.set_facts(ContactTerm, area_id, [term])
    signs = [
        Sign(
            id=f"S{number}-{one}",
            area_id=area_id,
            mounted_on=begun,
            condition=random.choice([Condition.OK, Condition.OK, Condition.FADED]),
            inspected_on=confirmed,
        )
        for one in range(2)
    ]
    change.set_facts(Sign, area_id, signs)
    counted = HouseholdCount(
        area_id=area_id,
        counted_on=begun,
        total=random.randrange(15, 60),
        source="påhittat",
        joined=10,
    )
    change.set_facts(HouseholdCount, area_id, [counted])
    met = Activity(
        id=f"A{number}",
        municipality=PLACE,
        kind=ActivityKind.ANNUAL_MEETING,
        on=confirmed,
        state=ActivityState.HELD,
        area_ids=(area_id,),
    )
    change.set_facts(Activity, met.id, [met])


def _question(number: int, random: Random) -> Question:
    return Question(
        id=f"Q{number}",
        person_id=f"P{number}",
        municipality=PLACE,
        year=NOW.year,
        channel=Channel.MAIL,
        asked_on=date(NOW.year, 2, 1),
        expires_on=date(NOW.year, 4, 1),
        reminders=random.randrange(3),
    )


def _interest(number: int, random: Random) -> Interest:
    return Interest(
        id=f"I{number}",
        municipality=PLACE,
        received_on=NOW.date(),
        wish=Wish.START,
        x=500_000 + 100.0 * random.randrange(400),
        y=6_540_000 + 100.0 * random.randrange(400),
        erase_after=date(NOW.year + 1, 1, 1),
    )


@contextmanager
def browser(folder: Path, areas: int) -> Iterator[TestClient]:
    """Give a coordinator's browser over a register of so many areas."""
    with filled(folder, areas) as register:
        yield browser_over(register)


@contextmanager
def filled(folder: Path, areas: int) -> Iterator[Register]:
    """Give a register of so many areas."""
    made_at: datetime = NOW - timedelta(days=2)
    register = create_register(
        folder / f"{areas}.gpkg", name="Många (påhittade)", crs="EPSG:3006", now=made_at
    )
    fill(register, areas)
    yield register
    register.close()


def browser_over(register: Register) -> TestClient:
    """Return a coordinator's browser, where mail is set up."""
    mail = MailSettings(host="localhost", sender="kontakt@example.org")
    settings = quick(mail=mail, public_url="https://grannsamverkan.example.org")
    app = create_app(settings, register, clock=lambda: NOW)
    return browser_of(app, register, STAFF[Role.COORDINATOR])


def first_after_a_change(register: Register, client: TestClient, path: str) -> float:
    """Return how long a page takes the first time after an area has changed, in milliseconds."""
    area_id = min(register.present().timelines)
    with register.change(actor="prov", action="prov", reason="prov", now=NOW) as change:
        (version, *later) = change.timelines([area_id])[area_id]
        renamed = replace(version, name=f"{version.name[:20]} {register.head().seq}")
        change.set_timeline(area_id, (renamed, *later))
    return _once(client, path)[1]


def timed(client: TestClient, paths: Sequence[str] = LISTS, rounds: int = 5) -> list[Timed]:
    """Return how long each page takes once it has been asked for."""
    found = []
    for path in paths:
        answer = client.get(path)
        if answer.status_code != 200:  # a page
            msg = f"{path} answers {answer.status_code}"
            raise RuntimeError(msg)
        spans = [_once(client, path) for _ in range(rounds)]
        found.append(Timed(path, median(w for w, _ in spans), median(s for _, s in spans)))
    return found


def _once(client: TestClient, path: str) -> tuple[float, float]:
    work, clock = time.process_time(), time.perf_counter()
    client.get(path)
    return (time.process_time() - work) * 1_000, (time.perf_counter() - clock) * 1_000


if __name__ == "__main__":
    with TemporaryDirectory() as made_in, filled(Path(made_in), int(sys.argv[1])) as there:
        asking = browser_over(there)
        for one in timed(asking):
            first_ms = first_after_a_change(there, asking, one.path)
            print(  # noqa: T201 # what it is for
                f"{one.path:40} {one.work_ms:8.1f} ms of work {one.wait_ms:8.1f} ms of waiting"
                f" {first_ms:8.1f} ms the first time after a change"
            )
