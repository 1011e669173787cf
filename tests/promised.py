"""A register of invented areas with promises: one that has ended, one that runs, and one to come."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState, Audience
from grannsamverkan.domain.areas import HouseholdCount, Locality
from grannsamverkan.domain.promises import (
    Aim,
    Assessment,
    BaselineFrom,
    Indicator,
    NoteKind,
    Outcome,
    Party,
    Promise,
    PromiseNote,
    Rule,
    School,
    SchoolStage,
    Stage,
    Wording,
)
from grannsamverkan.domain.statistics import Measure, Statistic
from grannsamverkan.domain.views import ResidentView, ViewChannel, ViewState, ViewText, ViewTheme
from grannsamverkan.register import Register, create_register
from grannsamverkan.web.app import create_app
from prepared import made_once
from town import CRS, NORRANGEN, NOW, OUTLINES, SODERGARD, X, Y, generous, municipality, timelines

PLACE = "1861"
ENDED, RUNNING, TO_COME = (
    "01JP0000000000000000000001",
    "fler-och-trygga",
    "01JP0000000000000000000003",
)
START, LAST = date(2019, 11, 28), date(2021, 5, 31)
SAID = "Hur vet vi att områdena lever?"
RAW = "Granne Påhittad på Norrängsvägen undrar"


@made_once
def new_promised_register(path: Path, *, example: bool = False) -> Register:
    """Make the register; what is not an example has been assessed."""
    register = create_register(path, name="Hallsberg", crs=CRS, now=NOW, example=example)
    with register.change(actor="prov", action="fill", reason="hemlig orsak", now=NOW) as change:
        for drawn in OUTLINES.values():
            change.add_outline(drawn)
        for area_id, timeline in timelines().items():
            change.set_timeline(area_id, timeline)
        change.set_municipality(municipality())
        place = Locality(name="Hallsberg", municipality=PLACE, x=X, y=Y, population=8_000)
        change.set_localities(PLACE, [place])
        for area_id, total in ((NORRANGEN, 36), (SODERGARD, 28)):
            counted = HouseholdCount(
                area_id=area_id, counted_on=date(2019, 1, 1), total=total, source="p"
            )
            change.set_facts(HouseholdCount, area_id, [counted])
        change.set_facts(Promise, ENDED, [ended_promise()])
        change.set_facts(Promise, RUNNING, [running_promise()])
        change.set_facts(Promise, TO_COME, [promise_to_come()])
        change.set_facts(Indicator, ENDED, ended_indicators())
        change.set_facts(Indicator, RUNNING, running_indicators())
        change.set_facts(PromiseNote, ENDED, notes())
        change.set_facts(Assessment, ENDED, assessments())
        change.set_facts(School, PLACE, schools())
        change.set_facts(Activity, PLACE, activities())
        dwellings = Statistic(
            region=PLACE, measure=Measure.DWELLINGS, year=2025, value=400, source="Prov"
        )
        change.set_facts(Statistic, PLACE, [dwellings])
        change.set_facts(ResidentView, PLACE, [view()])
        change.private.put(view_text())
    return register


def ended_promise() -> Promise:
    """Return a promise of a direction without a number, as Hallsberg made one."""
    return Promise(
        id=ENDED,
        municipality=PLACE,
        title="Fler grannsamverkansområden",
        text="Polisen ska tillsammans med kommunen arbeta med grannsamverkan.\n\nOmrådena ska bli fler.",
        plain="Områdena med grannsamverkan ska bli fler.",
        source_url="https://www.example.org/loften/hallsberg",
        signed_on=START,
        start=START,
        last_day=LAST,
        parties=("police", "municipality"),
        responsible=Party.POLICE,
        signatories="Kommundirektören och chefen för lokalpolisområdet",
        police_area="Lokalpolisområde Exempel",
        problem="Många bostadsinbrott på hösten.",
        cause_analysis="Grannar känner inte varandra.",
        picture_year=2019,
        successor_id=RUNNING,
        reviewed_on=date(2026, 10, 1),
    )


def ended_indicators() -> list[Indicator]:
    """Return what it is followed by: the stock, and beside it what was started."""
    return [
        Indicator(
            id=f"{ENDED}.a",
            promise_id=ENDED,
            name="Aktiva grannsamverkansområden",
            rule=Rule.STOCK_ACTIVE,
            aim=Aim.MORE,
            baseline_from=BaselineFrom.REGISTER,
            baseline_on=START,
            baseline_source="Registret är helt från 2014",
        ),
        Indicator(
            id=f"{ENDED}.b",
            promise_id=ENDED,
            name="Områden som har startat",
            rule=Rule.GROSS_STARTED,
            decisive=False,
            responsible=Party.MUNICIPALITY,
        ),
    ]


def notes() -> list[PromiseNote]:
    """Return one note of each kind."""
    told = (
        ("a", date(2020, 2, 14), NoteKind.UPDATE, "Två kvarter höll uppstartsmöte."),
        ("b", date(2020, 12, 1), NoteKind.NOT_DONE, "Ombudsträffen blev inte av."),
        ("c", LAST, NoteKind.LESSON, "Små områden håller längre."),
    )
    return [
        PromiseNote(id=f"01JN{key}", promise_id=ENDED, on=on, kind=kind, text=text)
        for key, on, kind, text in told
    ]


def assessments() -> list[Assessment]:
    """Return what a coordinator found, what was found before, and what of one indicator."""
    found = (
        ("a", None, date(2020, 6, 30), Outcome.CANNOT_BE_ASSESSED, "operatör", "För tidigt."),
        ("b", None, LAST, Outcome.NOT_MET, "coordinator", "Ett startade och ett blev vilande."),
        ("c", f"{ENDED}.b", LAST, Outcome.PARTLY, "police", "Färre än vi ville."),
    )
    return [
        Assessment(
            id=f"01JA{key}", promise_id=ENDED, indicator_id=indicator, as_of=on, made_on=on,
            outcome=outcome, by=by, reason=reason,
        )
        for key, indicator, on, outcome, by, reason in found
    ]  # fmt: skip


def running_promise() -> Promise:
    """Return a promise that runs, was last looked through long ago, and is late to be followed up."""
    return Promise(
        id=RUNNING,
        municipality=PLACE,
        title="Åtta nya områden och trygga skolor",
        text="Kommunen ska under 2026 och 2027 starta minst åtta nya områden.",
        wording=Wording.ORIGINAL,
        start=date(2026, 1, 1),
        last_day=date(2027, 12, 31),
        parties=("municipality",),
        responsible=Party.MUNICIPALITY,
        follow_up_months=3,
    )


def running_indicators() -> list[Indicator]:
    """Return one indicator of each other rule."""
    facts: list[dict[str, object]] = [
        {"name": "Nya områden", "rule": Rule.GROSS_STARTED, "aim": Aim.AT_LEAST, "value": 8},
        {"name": "Tio fler", "rule": Rule.NET_CHANGE, "aim": Aim.AT_LEAST, "value": 10},
        {
            "name": "Bostäder i områden", "rule": Rule.HOUSEHOLDS_SHARE, "aim": Aim.AT_LEAST,
            "value": 0.2, "baseline_from": BaselineFrom.STATED, "baseline": 0.12,
            "baseline_on": date(2025, 12, 31), "baseline_source": "Årsrapporten 2025",
        },
        {"name": "Hushåll", "rule": Rule.HOUSEHOLDS_PER_1000, "aim": Aim.MORE},
        {"name": "Bekräftade", "rule": Rule.CONFIRMED_SHARE, "aim": Aim.AT_LEAST, "value": 0.8},
        {
            "name": "Vandringar", "rule": Rule.ACTIVITIES, "kind": ActivityKind.SAFETY_WALK,
            "aim": Aim.AT_LEAST, "value": 4,
        },
        {
            "name": "Skolor, elever", "rule": Rule.SCHOOLS, "aim": Aim.ALL, "stage": Stage.OFFERED,
            "kind": ActivityKind.SCHOOL_INFORMATION, "audience": Audience.PUPILS, "whole": 3,
            "whole_on": date(2026, 1, 15), "whole_source": "Kommunens förteckning",
        },
        {
            "name": "Skolor, föräldrar", "rule": Rule.SCHOOLS, "aim": Aim.ALL,
            "kind": ActivityKind.SCHOOL_INFORMATION, "audience": Audience.PARENTS,
        },
        {"name": "Orter", "rule": Rule.LOCALITIES, "kind": ActivityKind.SAFETY_WALK},
        {"name": "Lägesbilden", "rule": Rule.NARRATIVE},
    ]  # fmt: skip
    return [
        Indicator(id=f"{RUNNING}.{letter}", promise_id=RUNNING, **one)  # type: ignore[arg-type]  # as above
        for letter, one in zip("abcdefghij", facts, strict=True)
    ]


def promise_to_come() -> Promise:
    """Return a promise that nobody is to know of before it begins."""
    return Promise(
        id=TO_COME, municipality=PLACE, title="Hemligt löfte", text="x", start=date(2027, 1, 1)
    )


def schools() -> list[School]:
    """Return three schools."""
    return [
        School(id=f"01JS{one}", municipality=PLACE, name=name, stage=SchoolStage.COMPULSORY)
        for one, name in enumerate(("Exempelskola B", "Exempelskola A", "Exempelskola C"))
    ]


def activities() -> list[Activity]:
    """Return walks that were held, and what was offered to schools."""
    walks = [
        Activity(
            id=f"01JW{month}",
            municipality=PLACE,
            kind=ActivityKind.SAFETY_WALK,
            on=date(2026, month, 3),
            state=ActivityState.HELD,
            locality="Hallsberg",
        )
        for month in (4, 9)
    ]
    offers = [
        Activity(
            id=f"01JO{one}",
            municipality=PLACE,
            kind=ActivityKind.SCHOOL_INFORMATION,
            on=date(2026, 5, 4 + one),
            offered_on=date(2026, 3, 1),
            state=ActivityState.HELD if one else ActivityState.CANCELLED,
            school_id=f"01JS{one}",
            audience=Audience.PUPILS,
        )
        for one in range(2)
    ]
    return [*walks, *offers]


def view() -> ResidentView:
    """Return a view about the promise that has ended."""
    return ResidentView(
        id="01JV0000000000000000000009",
        municipality=PLACE,
        received_on=date(2026, 9, 3),
        channel=ViewChannel.FORM,
        theme=ViewTheme.WATCH,
        locality="Hallsberg",
        promise_id=ENDED,
        answered_on=date(2026, 9, 20),
    )


def view_text() -> ViewText:
    """Return its words, as they were published."""
    return ViewText(
        id=view().id,
        municipality=PLACE,
        received_on=view().received_on,
        state=ViewState.PUBLISHED,
        raw=RAW,
        text=SAID,
        answer="Varje kontaktombud får en fråga om året.",
        erase_after=date(2027, 9, 3),
    )


@pytest.fixture(scope="session")
def promised_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """Give a register that no test writes to, and that is no example."""
    register = new_promised_register(tmp_path_factory.mktemp("promised") / "hallsberg.gpkg")
    yield register
    register.close()


@pytest.fixture(scope="session")
def promised_app(promised_town: Register) -> FastAPI:
    """Give the application over that register, on a day in November 2026."""
    return create_app(generous(), promised_town, clock=lambda: NOW)


@pytest.fixture
def reader(promised_app: FastAPI) -> Iterator[TestClient]:
    """Give a client that sees a 500 as a visitor would."""
    with TestClient(promised_app, raise_server_exceptions=False) as client:
        yield client
