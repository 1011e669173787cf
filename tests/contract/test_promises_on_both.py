"""A file of promises on both databases: read in, found again, in the same order, taken back."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime
from random import Random

from grannsamverkan.actions import areas
from grannsamverkan.actions.doing import Doing
from grannsamverkan.actions.promise_files import import_promises
from grannsamverkan.data import GEODATA, data_folder
from grannsamverkan.domain.activities import Activity, ActivityKind, ActivityState
from grannsamverkan.domain.areas import Timeline
from grannsamverkan.domain.lifecycle import Status
from grannsamverkan.domain.period import FOREVER, Period
from grannsamverkan.domain.progress import progress_of
from grannsamverkan.domain.promises import Aim, Indicator, Promise, Rule, School
from grannsamverkan.domain.public_promises import PublicPromise, public_promises
from grannsamverkan.exchange.promise_files import read_promises
from grannsamverkan.register import Register
from grannsamverkan.register.lain import lain_in
from samples import area, later

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_promises_are_read_in_found_again_and_taken_back(register: Register) -> None:
    doing = Doing(register=register, actor="prov", reason="för provets skull", now=NOW)
    file = read_promises(data_folder(GEODATA) / "hallsberg" / "promises.toml")
    report = import_promises(doing, file)
    assert report.seq is not None
    assert import_promises(doing, file).seq is None
    known = register.known()
    keys = [(one.promise_id, one.id) for one in known.all(Indicator)]
    assert keys == sorted(keys)
    assert [one.id for one in known.all(Promise)] == sorted(one.id for one in known.all(Promise))
    assert len(known.all(School)) == 5
    areas.undo(doing, report.seq)
    assert register.known().all(Promise) == ()
    assert register.known(report.seq).all(Promise) == known.all(Promise)
    assert register.verify().fault is None


def test_what_is_told_of_promises_is_reckoned_from_the_areas_of_their_places(
    register: Register,
) -> None:
    promise = Promise(
        id="P", municipality="1861", title="Fler", text="Fler områden.", start=date(2021, 1, 1),
        last_day=date(2027, 1, 1), parties=("police",), signed_on=date(2021, 1, 1),
    )  # fmt: skip
    rules = (Rule.STOCK_ACTIVE, Rule.GROSS_STARTED, Rule.CONFIRMED_SHARE, Rule.LOCALITIES)
    indicators = [
        Indicator(id=f"P.{rule}", promise_id="P", name=rule, rule=rule, aim=Aim.MORE,
                  kind=ActivityKind.ANNUAL_MEETING if rule is Rule.LOCALITIES else None)
        for rule in rules
    ]  # fmt: skip
    chance = Random(5)  # noqa: S311 # invented histories
    for step in range(30):
        with register.change(actor="a", action="b", reason="c", now=later(1)) as change:
            change.set_facts(Promise, "P", [replace(promise, title=f"Fler {step}")])
            change.set_facts(Indicator, "P", indicators)
            for area_id in chance.sample("ABCDEFGH", 4):
                change.set_timeline(area_id, _history(area_id, chance))
            named = tuple(chance.sample("ABCDEFGH", 3))
            held = Activity(id="M", municipality="1861", area_ids=named, on=date(2024, 5, 1),
                            kind=ActivityKind.ANNUAL_MEETING, state=ActivityState.HELD)  # fmt: skip
            change.set_facts(Activity, "M", [held])
        (told,) = register.public_promises(today=NOW.date())
        known = register.known()
        (whole,) = public_promises(known, NOW.date())
        assert vars_of(told) == vars_of(whole)
        there, on = known.of_places(promise.places), NOW.date()
        assert progress_of(there, promise, on) == progress_of(known, promise, on)
        assert set(named) & known.timelines.keys() <= there.timelines.keys()
    with register.database.reading() as connection:
        lain = lain_in(connection, frozenset({"1861"}), None).ids
    assert lain < register.timelines().keys()


def vars_of(told: PublicPromise) -> list[object]:
    """Return everything that is told of a promise."""
    return [getattr(told, one.name) for one in fields(told)]


def _history(area_id: str, chance: Random) -> Timeline:
    days = sorted(date(2018 + n, chance.randint(1, 12), 1) for n in chance.sample(range(8), 3))
    return tuple(
        replace(
            area(area_id, start)[0],
            period=Period(start, end),
            status=chance.choice([Status.ACTIVE, Status.ACTIVE, Status.DORMANT]),
            municipality=chance.choice(["1861", "1881"]) if area_id < "F" else "1880",
            locality=chance.choice([None, "Åsen", "Sköllersta"]),
            last_confirmed_on=chance.choice([None, start]),
        )
        for start, end in zip(days, [*days[1:], FOREVER], strict=True)
    )
