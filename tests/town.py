"""A small register of invented areas, and the site that serves it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from shapely import MultiPolygon, box

from grannsamverkan.crs import geodesic_m2
from grannsamverkan.domain.areas import AreaType, AreaVersion, Locality, Municipality, Timeline
from grannsamverkan.domain.geometry import Outline, clean, public_outline
from grannsamverkan.domain.lifecycle import Event, Status
from grannsamverkan.domain.period import Period
from grannsamverkan.register import Register, create_register
from grannsamverkan.settings import RateSettings, Settings
from grannsamverkan.web.app import create_app
from prepared import made_once

CRS = "EPSG:3006"
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
X, Y = 505_700.0, 6_547_200.0
"""Easting, northing of the middle of the invented areas, in Hallsberg."""

NORRANGEN, SODERGARD, LAPSED, FORMING, UNDRAWN, WHOLE, HALF = (
    f"01J{number:02d}0000000000000000000{letter}" for number, letter in enumerate("ABCDEFG")
)


def outline(west: float, south: float, east: float, north: float) -> Outline:
    """Return an outline as metres from the middle."""
    polygon = clean(MultiPolygon([box(X + west, Y + south, X + east, Y + north)])).polygon
    return Outline(polygon, geodesic_m2(polygon, source=CRS), public_outline(polygon))


OUTLINES = {
    NORRANGEN: outline(0, 0, 400, 300),
    SODERGARD: outline(300, -300, 700, 100),
    LAPSED: outline(-1_000, 0, -700, 300),
    WHOLE: outline(1_500, 0, 2_100, 300),
    HALF: outline(1_500, 0, 1_800, 300),
}


def version(area_id: str, name: str, start: date, **details: object) -> AreaVersion:
    """Return a version of an area that is active from a day on, unless details say otherwise."""
    drawn = OUTLINES.get(area_id)
    plain = AreaVersion(
        area_id=area_id,
        period=Period(start),
        event=Event.START,
        status=Status.ACTIVE,
        name=name,
        municipality="1861",
        locality="Hallsberg",
        area_type=AreaType.VILLA,
        outline_id=drawn.id if drawn else None,
        m2=drawn.m2 if drawn else None,
        code="HEMLIG-KOD",
    )
    return replace(plain, **details)  # type: ignore[arg-type]  # each test names fields it knows


def then(before: AreaVersion, day: date, event: Event, status: Status) -> Timeline:
    """Return a timeline in which an area changed its state on a day."""
    first = replace(before, period=Period(before.period.start, day))
    return (first, replace(before, period=Period(day), event=event, status=status))


def timelines() -> dict[str, Timeline]:
    """Return the invented areas: two that overlap, one lapsed, one not begun, one undrawn, one split."""
    return {
        NORRANGEN: (
            version(NORRANGEN, "Norrängen", date(2014, 5, 3), last_confirmed_on=date(2026, 4, 17)),
        ),
        SODERGARD: (version(SODERGARD, "Södergård", date(2019, 9, 1)),),
        LAPSED: then(
            version(LAPSED, "Slocknad", date(2015, 1, 1)),
            date(2020, 1, 1),
            Event.LAPSE,
            Status.DORMANT,
        ),
        FORMING: (version(FORMING, "Blivande", date(2026, 1, 1), status=Status.FORMING),),
        UNDRAWN: (version(UNDRAWN, "Utan gräns", date(2021, 1, 1), locality="Pålsboda"),),
        WHOLE: then(
            version(WHOLE, "Hela byn", date(2016, 1, 1)),
            date(2022, 1, 1),
            Event.SPLIT,
            Status.SUPERSEDED,
        ),
        HALF: (
            version(HALF, "Halva byn", date(2022, 1, 1), event=Event.SPLIT, predecessors=(WHOLE,)),
        ),
    }


def municipality() -> Municipality:
    """Return Hallsberg with a square border 40 km wide, generalised, and an invented contact card."""
    return Municipality(
        code="1861",
        name="Hallsberg",
        border=MultiPolygon([box(X - 20_000, Y - 20_000, X + 20_000, Y + 20_000)]),
        border_source="SCB (påhittad i provet)",
        border_generalised=True,
        contact_role="Säkerhetssamordnare (exempel)",
        contact_phone="070-174 06 05",
        contact_mail="kontakt@example.org",
        contact_hours="mån–fre 9–16",
    )


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register that no test writes to."""
    register = new_register(tmp_path_factory.mktemp("town") / "hallsberg.gpkg")
    yield register
    register.close()


@made_once
def new_register(path: Path, *, now: datetime = NOW) -> Register:
    """Make the register of the invented areas."""
    return settle(create_register(path, name="Hallsberg", crs=CRS, now=now, example=True), now=now)


def settle(register: Register, *, now: datetime = NOW) -> Register:
    """Return an empty register with the invented areas in it."""
    with register.change(actor="prov", action="fill", reason="hemlig orsak", now=now) as change:
        for drawn in OUTLINES.values():
            change.add_outline(drawn)
        for area_id, timeline in timelines().items():
            change.set_timeline(area_id, timeline)
        change.set_municipality(municipality())
        change.set_localities(
            "1861", [Locality(name="Hallsberg", municipality="1861", x=X, y=Y, population=8_000)]
        )
    return register


@pytest.fixture(scope="session")
def app(town: Register) -> FastAPI:
    """Give the application over that register, on a day in November 2026."""
    return create_app(generous(), town, clock=lambda: NOW)


def generous() -> Settings:
    """Return settings under which a test run is not too fast."""
    return Settings(
        rate=RateSettings(
            per_second=1e6, burst=1_000_000, homes_per_second=1e6, homes_burst=1_000_000
        )
    )


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """Give a client that sees a 500 as a visitor would."""
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
